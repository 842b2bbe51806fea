"""Migrations: none is missing, each follows the one before, and none leans on code that will change."""

import ast
import io

import pytest

from tests.architecture.repository import PRODUCT, name_of

FOLDERS = sorted(PRODUCT.glob("*/migrations"))


@pytest.mark.django_db
def test_every_change_to_a_table_has_its_migration():
    from django.core.management import call_command

    said = io.StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=said, verbosity=1)
    except SystemExit:
        pytest.fail(said.getvalue())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_migrations_stand_in_one_line(folder):
    numbers = sorted(path.name[:4] for path in folder.glob("[0-9]*.py"))

    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_migrations_do_not_lean_on_the_product(folder):
    leaning = []
    for path in folder.glob("[0-9]*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import | ast.ImportFrom):
                named = [alias.name for alias in node.names]
                if isinstance(node, ast.ImportFrom):
                    named = [node.module or ""]
                # The kernel makes ids and times; Django itself writes these names into migrations.
                leaning += [
                    f"{name_of(path)} {name}" for name in named
                    if name.startswith("fingerpost") and not name.startswith("fingerpost.kernel")
                ]  # fmt: skip

    assert leaning == []
