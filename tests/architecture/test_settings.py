"""Every setting is explained, and every explanation is of a setting."""

import ast
import re

from tests.architecture.repository import PRODUCT, ROOT, modules

READERS = {"text", "flag", "words", "get", "setdefault", "getenv", "secret_key"}
MANUAL = ROOT / "docs" / "operations.md"
# Django reads this one, and the command sets it.
NOT_OURS = {"DJANGO_SETTINGS_MODULE"}


def settings_read() -> set[str]:
    """The names that the product reads from the environment."""
    found = set()
    for _, tree in modules(PRODUCT, ROOT / "demo", ROOT / "src" / "retrieval", ROOT / "src" / "bibliography"):
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call | ast.Subscript):
                continue
            source = ast.unparse(node.func if isinstance(node, ast.Call) else node.value)
            if not re.fullmatch(r"(os\.)?environ|env\.\w+|(os\.)?environ\.\w+|os\.getenv", source):
                continue
            if isinstance(node, ast.Call) and source.rpartition(".")[2] not in READERS:
                continue
            first = (node.args or [None])[0] if isinstance(node, ast.Call) else node.slice
            if isinstance(first, ast.Constant) and re.fullmatch(r"[A-Z][A-Z0-9_]+", str(first.value)):
                found.add(first.value)
    return found - NOT_OURS


def test_the_settings_are_found():
    assert {"FINGERPOST_HOME", "DATABASE_URL", "SEARCH_URL", "FINGERPOST_SECRET_KEY", "PORT"} <= settings_read()


def test_every_setting_is_explained_to_operators():
    explained = set(re.findall(r"`([A-Z][A-Z0-9_]+)", MANUAL.read_text()))

    assert settings_read() - explained == set()


def test_the_example_file_holds_every_setting_and_no_other():
    example = set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.M))

    assert example == settings_read()


def test_no_explanation_outlives_its_setting():
    rows = re.findall(r"^\| `([A-Z][A-Z0-9_]+)", MANUAL.read_text(), re.M)

    assert set(rows) - settings_read() == set()
