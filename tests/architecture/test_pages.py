"""Pages read rows through the one door: `visible_to` (architecture: the spine)."""

import ast

import pytest

from tests.architecture.repository import PRODUCT, modules, name_of

SHORTCUTS = {"get_object_or_404", "get_list_or_404", "aget_object_or_404", "aget_list_or_404"}
BACK_DOORS = {"_default_manager", "_base_manager"}


def guarded() -> set[str]:
    """Models whose rows not everyone may see: Record, all that inherit from it, and what hangs on it."""
    from django.apps import apps

    from fingerpost.records.models import Record

    rows = {model for model in apps.get_models() if issubclass(model, Record)}
    hanging = {
        model
        for model in apps.get_app_config("records").get_models()
        if any(field.is_relation and field.related_model in rows for field in model._meta.concrete_fields)
    }
    return {model.__name__ for model in rows | hanging}


def back_doors(tree: ast.Module, models: set[str]) -> list[tuple[int, str]]:
    """Line and reason of each place where a page could reach rows without asking who reads."""
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and _named(node.value) in models:
            follows = parents.get(node)
            asks = isinstance(follows, ast.Attribute) and follows.attr == "visible_to"
            if node.attr in BACK_DOORS or (node.attr == "objects" and not asks):
                found.append((node.lineno, f"{_named(node.value)}.{node.attr} without visible_to"))
        elif isinstance(node, ast.Call) and _named(node.func) in SHORTCUTS:
            if node.args and _named(node.args[0]) in models:
                found.append((node.lineno, f"{_named(node.func)}({_named(node.args[0])})"))
        elif isinstance(node, ast.ClassDef):
            found += [
                (line.lineno, f"model = {_named(line.value)}: a generic view reads every row")
                for line in node.body
                if isinstance(line, ast.Assign) and _named(line.value) in models
                and any(_named(target) == "model" for target in line.targets) and "Form" not in node.name
            ]  # fmt: skip
    return sorted(found)


def _named(node: ast.AST) -> str:
    """The last part of a dotted name."""
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def test_pages_ask_who_reads_before_they_read():
    models = guarded()
    found = [
        f"{name_of(path)}:{line} {reason}"
        for path, tree in modules(*PRODUCT.glob("*/web"))
        for line, reason in back_doors(tree, models)
    ]

    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "Paper.objects.get(pk=1)",
        "models.Paper.objects.filter(year=2020)",
        "rows = Paper.objects",
        "get_object_or_404(Paper, pk=1)",
        "get_object_or_404(Paper.objects, pk=1)",
        "Paper._default_manager.visible_to(reader)",
        "class PaperPage(DetailView):\n    model = Paper",
    ],
)
def test_a_back_door_is_noticed(line):
    assert back_doors(ast.parse(line), {"Paper"})


@pytest.mark.parametrize(
    "line",
    [
        "Paper.objects.visible_to(request.reader).get(pk=1)",
        "get_object_or_404(Paper.objects.visible_to(request.reader), pk=1)",
        "Unit.objects.get(pk=1)",
        "class PaperForm(ModelForm):\n    model = Paper",
    ],
)
def test_the_one_door_is_left_open(line):
    assert back_doors(ast.parse(line), {"Paper"}) == []


def test_everything_findable_is_guarded():
    assert {"Record", "Paper", "Item", "Link", "Part", "Audience"} <= guarded()
