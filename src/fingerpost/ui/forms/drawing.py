"""Draws a bound field with the design system's components, whoever made the form.

Our own fields say which component they want. For other fields (sign-in forms come from a library) the
widget decides, so those pages look the same.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from markupsafe import Markup, escape

from fingerpost.ui.components import nhs
from fingerpost.ui.forms import guard
from fingerpost.ui.forms.dates import PARTS

Parameters = dict[str, Any]

# Most particular first: a RadioSelect is a Select's relative, a PasswordInput an Input.
COMPONENT_OF_WIDGET: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.PasswordInput, "password_input"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.Select, "select"),
    (forms.CheckboxInput, "checkbox"),
    (forms.FileInput, "file_upload"),
    (forms.Textarea, "textarea"),
)
# Said by the component itself, or against the manual (a placeholder is no label).
LEFT_OUT = {"class", "id", "placeholder", "maxlength", "minlength", "cols", "rows", "required", "aria-describedby",
            "autocomplete", "inputmode", "autofocus", "spellcheck", "accept", "type"}  # fmt: skip


def component_of(bound: BoundField) -> str:
    """The component that draws this field."""
    named: str | None = getattr(bound.field, "component", None)
    if named:
        return named
    return next((name for kind, name in COMPONENT_OF_WIDGET if isinstance(bound.field.widget, kind)), "input")


def draw_field(bound: BoundField, **changes: Any) -> Markup:
    """The field as one group. `changes` are parameters of its component, put over what the field says.

    `field(form["title"], label={"isPageHeading": True, "size": "l"})` makes the label the page's heading.
    """
    if bound.is_hidden:
        return Markup(str(bound.as_hidden()))  # noqa: S704 -- Django escapes it
    component = component_of(bound)
    parameters = _merged(_common(bound), DRAW[component](bound))
    parameters = _merged(_merged(parameters, getattr(bound.field, "parameters", {})), changes)
    name = {"checkbox": "checkboxes", "markdown": "textarea"}.get(component, component)
    if component == "textarea" and (parameters.get("maxlength")):
        name = "character_count"
    drawn: Markup = getattr(nhs, name)(**parameters)
    asked = getattr(bound.form, "asked_texts", {})
    if bound.name == next(iter(asked), None):
        drawn += bound.form.confirmation()  # type: ignore[attr-defined]
    return drawn


def draw_confirmation(name: str, texts: Sequence[str], *, ticked: bool = False) -> Markup:
    """The box that says "this is not about a person" for exactly these texts; nothing when there are none."""
    if not texts:
        return Markup("")
    said = "It is not about a person. Keep what I wrote."
    box = {"value": guard.signature(texts), "text": said, "checked": ticked}
    return Markup('<div class="fp-confirm">{}</div>').format(
        nhs.checkboxes(idPrefix=f"id_{name}", name=name, items=[box])
    )


def error_list(*given: forms.BaseForm | None) -> list[dict[str, str]]:
    """The mistakes of these forms, in the order of their fields: text, and href where a field can take the focus."""
    listed = []
    for form in given:
        if form is None or not form.is_bound:
            continue
        listed += [{"text": str(message)} for message in form.non_field_errors()]
        for bound in form:
            link = {} if bound.is_hidden else {"href": f"#{focus_id(bound)}"}
            listed += [{"text": str(message), **link} for message in bound.errors]
    return listed


def focus_id(bound: BoundField) -> str:
    """The id of the control that a link in the summary should reach."""
    own = _id(bound)
    if component_of(bound) != "date_input":
        return own
    wrong = _parts_in_error(bound)
    return f"{own}_{next((part for part in PARTS if part in wrong), 'day')}"


# What each component takes ---------------------------------------------------------------------


def _id(bound: BoundField) -> str:
    return bound.auto_id or bound.html_name


def _merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> Parameters:
    """`over` on top of `under`, dictionaries inside too."""
    both = dict(under)
    for key, value in over.items():
        below = both.get(key)
        both[key] = _merged(below, value) if isinstance(below, dict) and isinstance(value, Mapping) else value
    return both


def _label(bound: BoundField) -> str:
    field = bound.field
    inside: Mapping[str, Any] = getattr(bound.form, "revealed", dict)()
    optional = not field.required and getattr(field, "mark_optional", False) and bound.name not in inside
    return f"{bound.label} (optional)" if optional else str(bound.label)


def _common(bound: BoundField) -> Parameters:
    """Id, name, hint, message and classes: the same in every component."""
    said: Parameters = {"name": bound.html_name, "classes": getattr(bound.field, "classes", "")}
    # One box alone shows its hint under its own label: see _checkbox.
    if bound.help_text and component_of(bound) != "checkbox":
        said["hint"] = {"html" if hasattr(bound.help_text, "__html__") else "text": bound.help_text}
    if bound.errors:
        lines = Markup("<br>").join(escape(str(message)) for message in bound.errors)
        said["errorMessage"] = {"html": lines}
    if bound.field.disabled or bound.field.widget.attrs.get("disabled"):
        said["disabled"] = True
    return said


def _single(bound: BoundField) -> Parameters:
    """A control with a label of its own."""
    field: Any = bound.field
    attrs = field.widget.attrs
    said: Parameters = {
        "id": _id(bound),
        "label": {"text": _label(bound), "size": "s"},
        "attributes": {key: value for key, value in attrs.items() if key not in LEFT_OUT and value is not False},
    }
    autocomplete = getattr(field, "autocomplete", "") or attrs.get("autocomplete", "")
    if autocomplete:
        said["autocomplete"] = autocomplete
    inputmode = getattr(field, "inputmode", "") or attrs.get("inputmode", "")
    if inputmode:
        said["inputmode"] = inputmode
    if getattr(field, "spellcheck", None) is not None:
        said["spellcheck"] = field.spellcheck
    if getattr(field, "width", None):
        said["width"] = field.width
    return said


def _value(bound: BoundField) -> str:
    shown = bound.field.widget.format_value(bound.value())
    return "" if shown is None else str(shown)


def _input(bound: BoundField) -> Parameters:
    kind = getattr(bound.field.widget, "input_type", "text")
    return _single(bound) | {"type": kind, "value": _value(bound)}


def _password(bound: BoundField) -> Parameters:
    # Never the value: what was typed must not travel back.
    return _single(bound)


def _textarea(bound: BoundField) -> Parameters:
    value = _value(bound)
    field: Any = bound.field
    # A browser drops the first line's end inside a textarea.
    said = _single(bound) | {"value": f"\n{value}" if value.startswith("\n") else value}
    said["rows"] = getattr(field, "rows", field.widget.attrs.get("rows", 5))
    if getattr(field, "max_words", None):
        said |= {"maxlength": str(field.max_words), "countType": "words"}
    elif getattr(field, "max_length", None):
        said["maxlength"] = str(field.max_length)
    return said


def _markdown(bound: BoundField) -> Parameters:
    said = _textarea(bound)
    return said | {"attributes": {**said["attributes"], "data-module": "fp-markdown"}}


def _file(bound: BoundField) -> Parameters:
    endings = getattr(bound.field, "extensions", ())
    accept = ",".join(endings) or bound.field.widget.attrs.get("accept", "")
    said = _single(bound)
    if accept:
        said["attributes"] = {**said["attributes"], "accept": accept}
    return said


def _options(bound: BoundField) -> Iterable[tuple[str, str]]:
    """Choices as (value, text), groups opened out."""
    field: Any = bound.field
    for value, text in field.choices:
        if isinstance(text, list | tuple):
            yield from ((str(one), str(said)) for one, said in text)
        else:
            yield "" if value is None else str(value), str(text)


def _chosen(bound: BoundField) -> set[str]:
    value = bound.value()
    several = value if isinstance(value, list | tuple | set) else [value]
    return {"" if one is None else str(one) for one in several}


def _select(bound: BoundField) -> Parameters:
    chosen = _chosen(bound)
    items = [{"value": value, "text": text, "selected": value in chosen} for value, text in _options(bound)]
    return _single(bound) | {"items": items}


def _set(bound: BoundField) -> Parameters:
    """Radios or checkboxes under one legend, with the fields that some choices reveal."""
    field: Any = bound.field
    chosen, items = _chosen(bound), []
    reveals = getattr(bound.form, "reveals", {}).get(bound.name, {})
    for value, text in _options(bound):
        if value == "":
            continue
        if value in getattr(field, "divider_before", {}):
            items.append({"divider": field.divider_before[value]})
        item: Parameters = {"value": value, "text": text, "checked": value in chosen}
        if value in getattr(field, "choice_hints", {}):
            item["hint"] = {"text": field.choice_hints[value]}
        if value in getattr(field, "exclusive", ()):
            item["exclusive"] = True
        if value in reveals:
            item["conditional"] = {"html": Markup("").join(draw_field(bound.form[name]) for name in reveals[value])}
        items.append(item)
    said: Parameters = {"idPrefix": _id(bound), "items": items}
    said["fieldset"] = {"legend": {"text": _label(bound), "size": "s"}}
    return said | {name: True for name in ("inline", "small") if getattr(field, name, False)}


def _checkbox(bound: BoundField) -> Parameters:
    """One box: its label stands beside it, its hint under that."""
    item: Parameters = {"value": "on", "text": str(bound.label), "checked": bool(bound.value())}
    if bound.help_text:
        item["hint"] = {"text": bound.help_text}
    return {"idPrefix": _id(bound), "items": [item]}


def _parts_in_error(bound: BoundField) -> set[str]:
    """Which boxes of a date its messages speak of; all of them when none is named."""
    codes = {part for error in bound.errors.as_data() for part in (error.code or "").split(",")}
    return codes & set(PARTS) or (set(PARTS) if bound.errors else set())


def _date(bound: BoundField) -> Parameters:
    value = bound.value()
    texts = value if isinstance(value, list | tuple) else bound.field.widget.decompress(value)
    wrong = _parts_in_error(bound)
    boxes = [
        {"id": f"{_id(bound)}_{part}", "name": f"{bound.html_name}_{part}", "value": text or "",
         "label": {"text": part.capitalize()}, "width": 4 if part == "year" else 2, "error": part in wrong}
        for part, text in zip(PARTS, texts, strict=True)
    ]  # fmt: skip
    if bound.field.disabled:
        boxes = [box | {"disabled": True} for box in boxes]
    legend = {"text": _label(bound), "size": "s"}
    return {"id": _id(bound), "items": boxes, "fieldset": {"legend": legend}}


DRAW: dict[str, Callable[[BoundField], Parameters]] = {
    "input": _input,
    "password_input": _password,
    "textarea": _textarea,
    "markdown": _markdown,
    "select": _select,
    "radios": _set,
    "checkboxes": _set,
    "checkbox": _checkbox,
    "file_upload": _file,
    "date_input": _date,
}
