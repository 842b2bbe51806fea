"""The order of the areas, checked by machine: pyproject.toml states it."""

import ast
import os
import subprocess
import sys
import tomllib

import pytest

from tests.architecture.repository import PRODUCT, ROOT, areas, modules, name_of

CONTRACTS = {
    contract["id"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
}
# What knows of requests, forms and pages.
FRONT = ("django.http", "django.forms", "django.shortcuts", "django.template", "django.views", "django.urls")
PATHS = os.pathsep.join([str(ROOT / "src"), str(ROOT)])


def levels() -> dict[str, int]:
    """How high each area stands; peers stand equally high."""
    lines = CONTRACTS["areas"]["layers"]
    return {
        name.strip(" ()"): len(lines) - number for number, line in enumerate(lines) for name in line.split("|")
    }  # fmt: skip


def test_import_contracts_hold():
    lint = [sys.executable, "-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"]

    said = subprocess.run(
        lint, cwd=ROOT, env={**os.environ, "PYTHONPATH": PATHS}, capture_output=True, text=True, check=False
    )

    assert said.returncode == 0, said.stdout + said.stderr


def test_every_area_has_its_place_in_the_order():
    assert set(areas()) <= set(levels())


def test_every_area_with_tables_or_pages_keeps_its_own_layers():
    layered = {name.removeprefix("fingerpost.") for name in CONTRACTS["within"]["containers"]}

    assert layered == set(areas()) - {"config", "kernel", "ui"}


def test_every_area_works_without_the_demonstration():
    free = {name.removeprefix("fingerpost.") for name in CONTRACTS["demonstration"]["source_modules"]}

    assert free == set(areas()) - {"config"}


def test_domain_code_knows_no_request_form_or_page():
    found = []
    for path, tree in modules(*PRODUCT.glob("*/domain"), *PRODUCT.glob("*/models")):
        for node in ast.walk(tree):
            named = []
            if isinstance(node, ast.Import):
                named = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                named = [f"{node.module}.{alias.name}" for alias in node.names]
            found += [f"{name_of(path)}:{node.lineno} {name}" for name in named if name.startswith(FRONT)]

    assert found == []


def test_foreign_keys_point_down():
    from django.apps import apps

    height, found = levels(), []
    for model in apps.get_models(include_auto_created=True):
        here = model._meta.app_label
        for field in model._meta.get_fields():
            if not (field.concrete and field.is_relation and field.related_model):
                continue
            there = field.related_model._meta.app_label
            if here in height and there in height and there != here and height[there] >= height[here]:
                found.append(f"{model._meta.label}.{field.name} points to {there}")

    assert found == []


@pytest.mark.parametrize("area", ["journal", "jobs", "notifications"])
def test_areas_that_outlive_others_hold_public_ids_not_foreign_keys(area):
    from django.apps import apps

    held = [
        f"{model._meta.object_name}.{field.name}"
        for model in apps.get_app_config(area).get_models()
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model._meta.app_label != area
    ]

    assert held == []
