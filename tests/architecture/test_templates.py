"""Every template can be drawn, runs under the content policy, and speaks plain words."""

import ast
import re

import pytest
from bs4 import BeautifulSoup
from jinja2 import nodes

from tests.architecture.repository import PRODUCT, modules, name_of

FOLDERS = sorted(PRODUCT.glob("*/jinja2"))
TEMPLATES = sorted(path for folder in FOLDERS for path in folder.rglob("*") if path.is_file())
INSIDE_WORDS = re.compile(r"\b(records?|tokens?|facets?|streams?|quarantine[ds]?|deltas?|harvest(?:s|ed|ing)?)\b", re.I)
# Where a word is meant in its everyday sense: part of the sentence -> why.
ALLOWED: dict[str, str] = {
    "health record": "a patient's notes, as everyone calls them",
    "patient record": "a patient's notes, as everyone calls them",
    "patients' records": "a patient's notes, as everyone calls them",
    "record a decision": "to write down what was decided: what people call it",
    "record the decision": "to write down what was decided: what people call it",
    "record the new decision": "to write down what was decided: what people call it",
    "record a new decision": "to write down what was decided: what people call it",
    "record decisions": "to write down what was decided: what people call it",
}


def environment():
    from django.template import engines

    return engines["jinja2"].env


def template_name(path) -> str:
    return path.relative_to(next(folder for folder in FOLDERS if folder in path.parents)).as_posix()


def inside_words(text: str) -> list[str]:
    """The inside words in a text that people read, without those meant in their everyday sense."""
    for phrase in ALLOWED:
        text = re.sub(re.escape(phrase), "", text, flags=re.I)
    return INSIDE_WORDS.findall(text)


def is_prose(text: str) -> bool:
    """Whether a string of code is a sentence or a label rather than a name."""
    return " " in text.strip() or bool(re.fullmatch(r"[A-Z][a-z]+", text.strip()))


def visible(source: str) -> list[str]:
    """What a template can show: its text without tags, and the prose in its expressions."""
    env = environment()
    data = "".join(value if kind == "data" else " " for _, kind, value in env.lex(source))
    soup = BeautifulSoup(data, "html.parser")
    for hidden in soup(["script", "style"]):
        hidden.decompose()
    names = ("alt", "title", "placeholder", "aria-label")
    read_out = [tag[name] for tag in soup.find_all(True) for name in names if tag.has_attr(name)]
    said = [node.value for node in env.parse(source).find_all(nodes.Const) if isinstance(node.value, str)]
    return [soup.get_text(" "), *read_out, *filter(is_prose, said)]


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_the_template_compiles(path):
    environment().get_template(template_name(path))


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_what_the_template_includes_exists(path):
    env, missing = environment(), []
    for node in env.parse(path.read_text()).find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        if isinstance(node.template, nodes.Const) and not getattr(node, "ignore_missing", False):
            wanted = node.template.value if isinstance(node.template.value, tuple | list) else [node.template.value]
            missing += [name for name in wanted if name not in env.list_templates()]

    assert missing == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_the_template_runs_under_the_content_policy(path):
    source = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.S)

    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle=|\son[a-z]+=[\"']|javascript:", source) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_the_template_speaks_plain_words(path):
    assert [word for text in visible(path.read_text()) for word in inside_words(text)] == []


def test_pages_and_messages_in_code_speak_plain_words():
    found = []
    for path, tree in modules(PRODUCT):
        written = [node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)]  # docstrings
        whole = {"web", "forms"} & set(path.parts) or path.name in {"forms.py", "searchable.py"}
        texts = ast.walk(tree) if whole else _messages(tree)
        for node in texts:
            said = node.value if isinstance(node, ast.Constant) and node not in written else None
            if isinstance(said, str) and is_prose(said) and inside_words(said):
                found.append(f"{name_of(path)}:{node.lineno} {said[:80]}")

    assert found == []


def _messages(tree: ast.Module):
    """The texts of errors that people are shown, and of choices they are given."""
    for node in ast.walk(tree):
        is_error = isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("RuleBroken", "NotAllowed"))
        is_choice = isinstance(node, ast.ClassDef) and any("Choices" in ast.unparse(base) for base in node.bases)
        if is_error or is_choice:
            yield from ast.walk(node)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p class='token'>A record of it</p>", ["record"]),
        ("{{ nhs.button(text='Harvest now', href=url('library:records')) }}", ["Harvest"]),
        ("<img alt='The stream'>", ["stream"]),
        ("{# a record #}<p data-x='facet'>Your health record</p>", []),
    ],
)
def test_an_inside_word_is_noticed_only_where_people_read_it(source, words):
    assert [word for text in visible(source) for word in inside_words(text)] == words


def test_there_are_templates():
    assert TEMPLATES
