"""The forms of the preview page: every field in every state, and one whole form to try."""

import ast
import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms.boundfield import BoundField

from fingerpost.ui.forms import (
    CheckboxField,
    ChoiceField,
    CodeField,
    DateField,
    EmailField,
    FileField,
    MarkdownField,
    MultipleChoiceField,
    NHSForm,
    PasswordField,
    SelectField,
    TextAreaField,
    TextField,
)

URGENCY = [("today", "Today"), ("week", "This week"), ("later", "It can wait")]
LONG = (
    "A title that somebody pasted from a very long paper, with every subtitle, and wordswithoutanyspacesatallinthem "
    * 2
)


class Fields(NHSForm):
    """One of each field, as a page would declare it."""

    text = TextField(label="Name of the ward", hint="As it stands on the door", max_length=80, width=20)
    email = EmailField(label="Your work e-mail")
    password = PasswordField(label="Password", new=True, hint="12 characters or more")
    code = CodeField(label="Code from your app", digits=6, hint="6 numbers. You can paste it")
    textarea = TextAreaField(label="What happened?", hint="Leave out names", max_length=400, guarded=True)
    markdown = MarkdownField(label="What to do", hint="Start each step with 1. 2. 3.", rows=4)
    radios = ChoiceField(
        label="How soon do you need it?", choices=URGENCY, choice_hints={"today": "For a patient in front of you"}
    )
    checkboxes = MultipleChoiceField(
        label="What would help?",
        choices=[("brief", "A summary"), ("list", "A list of papers"), ("none", "Not sure")],
        divider_before={"none": "or"},
        exclusive=["none"],
    )
    select = SelectField(
        label="Put in order by", choices=[("", "Choose one"), ("best", "Best first"), ("new", "Newest first")]
    )
    date = DateField(label="When was it agreed?", hint="For example, 27 3 2026")
    file = FileField(label="File of references", extensions=[".ris", ".nbib"], max_bytes=5_000_000)
    checkbox = CheckboxField(label="I have read how it will be used", hint="You can change this at any time")
    optional = TextField(
        label="Telephone", required=False, max_length=20, width=20, inputmode="tel", autocomplete="tel"
    )


FILLED: Mapping[str, Any] = {
    "text": "Ward 7", "email": "asha.begum@example.nhs.uk", "password": "correct horse battery", "code": "204 815",
    "textarea": "The alarm rang,\nand nobody heard it.", "markdown": "1. Ring the **desk**.\n2. Wait.",
    "radios": "week", "checkboxes": ["brief", "list"], "select": "new",
    "date_day": "27", "date_month": "3", "date_year": "2026", "checkbox": "on", "optional": "020 7946 0958",
}  # fmt: skip
WRONG: Mapping[str, Any] = {
    "text": "x" * 90, "email": "asha.begum", "code": "12", "radios": "never", "checkboxes": ["never"],
    "select": "never",
    "date_day": "31", "date_month": "2", "date_year": "2026", "textarea": "Born on 3 March 1950", "markdown": "",
    "optional": "020 7946 0958 extension 4521",
}  # fmt: skip
LONG_DATA: Mapping[str, Any] = {
    **FILLED,
    "text": LONG[:79],
    "textarea": LONG * 3,
    "markdown": LONG,
    "email": f"{'a' * 60}@{'b' * 60}.nhs.uk",
}


@dataclass(frozen=True)
class FieldSpecimen:
    """One kind of field: how it is declared, and what it looks like in each state."""

    name: str
    title: str
    code: str
    states: list[tuple[str, BoundField]]


@cache
def _declarations() -> dict[str, str]:
    """Field name → the source that declares it."""
    source = inspect.getsource(Fields)
    [made] = ast.parse(source).body
    return {
        node.targets[0].id: ast.get_source_segment(source, node) or ""
        for node in ast.walk(made)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }


def _bound(data: Mapping[str, Any], state: str) -> Fields:
    """The form with this data, under a prefix so that every id on the page is different."""
    prefixed = {f"{state}-{name}": value for name, value in data.items()}
    wrong_file = SimpleUploadedFile("references.docx", b"x") if state == "wrong" else SimpleUploadedFile("a.ris", b"x")
    return Fields(prefixed, {f"{state}-file": wrong_file}, prefix=state)


def field_specimens() -> Iterator[FieldSpecimen]:
    """Every field in every state."""
    switched_off = Fields(initial=_initial(), prefix="off")
    for field in switched_off.fields.values():
        field.disabled = True
    forms = {
        "Empty": Fields(prefix="empty"),
        "Filled in": _bound(FILLED, "filled"),
        "Wrong": _bound(WRONG, "wrong"),
        "Long text": _bound(LONG_DATA, "long"),
        "Switched off": switched_off,
    }
    for name, code in _declarations().items():
        title = type(Fields.base_fields[name]).__name__ + (", no answer needed" if name == "optional" else "")
        yield FieldSpecimen(name, title, code, [(state, form[name]) for state, form in forms.items()])


def _initial() -> dict[str, Any]:
    return {name: FILLED[name] for name in Fields.base_fields if name in FILLED} | {"date": "2026-03-27"}


class Sample(NHSForm):
    """A whole form: a guarded text, a choice that reveals a field, and an upload."""

    reveals = {"how": {"phone": ["number"]}}

    question = TextAreaField(label="What do you need to know?", max_length=500, guarded=True)
    how = ChoiceField(label="How should we answer?", choices=[("email", "By e-mail"), ("phone", "By telephone")])
    number = TextField(label="Your number", inputmode="tel", autocomplete="tel", width=20)
    needed = DateField(label="When do you need it?", required=False, hint="For example, 27 3 2026")
    file = FileField(label="Anything to send with it?", required=False)
