"""The form: a summary of mistakes, fields shown under a choice, and the guard on free text."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString, mark_safe
from markupsafe import Markup

from fingerpost.ui.forms import drawing, guard


class NHSBoundField(BoundField):
    """A field on a form, drawn by the design system."""

    def as_field_group(self) -> SafeString:
        """The label, hint, message and control, in one group."""
        return mark_safe(str(drawing.draw_field(self)))  # noqa: S308 -- drawn by macros that escape


class _NHSFormParts(forms.BaseForm):
    """Mixed into Form and ModelForm below.

    reveals: field → value → names of the fields shown under that choice. They are asked for only when
    that value is chosen; otherwise what was typed in them is dropped and not complained about.
    """

    reveals: ClassVar[Mapping[str, Mapping[str, Sequence[str]]]] = {}
    use_required_attribute = False
    bound_field_class = NHSBoundField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        # Field → text in which the guard found something, in the order of the fields; and whether the
        # person has said that it is not about anybody.
        self.asked_texts: dict[str, str] = {}
        self.is_confirmed = False

    # Fields under a choice ---------------------------------------------------------------------

    def revealed(self) -> dict[str, tuple[str, str]]:
        """Field → the choice (field, value) that it stands under."""
        return {
            name: (chooser, value)
            for chooser, choices in self.reveals.items()
            for value, names in choices.items()
            for name in names
        }

    def _unasked(self) -> list[str]:
        """Fields whose choice was not made."""
        unasked = []
        for name, (chooser, value) in self.revealed().items():
            chosen = self[chooser].data
            chosen = chosen if isinstance(chosen, list | tuple) else [chosen]
            if chooser in unasked or value not in map(str, chosen):
                unasked.append(name)
        return unasked

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        for name in self._unasked():
            self._errors.pop(name, None)  # type: ignore[attr-defined]
            empty = getattr(self.fields[name], "empty_value", None)
            self.cleaned_data[name] = empty

    # The guard ---------------------------------------------------------------------------------

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        found = {}
        for name, field in self.fields.items():
            text = self.cleaned_data.get(name) if getattr(field, "guarded", False) else None
            if text and (pieces := guard.findings(text)):
                found[name] = (text, pieces)
        self.asked_texts = {name: text for name, (text, _) in found.items()}
        given = self.data.get(self.confirm_name, "")
        self.is_confirmed = bool(found) and guard.is_confirmed(list(self.asked_texts.values()), given)
        if self.is_confirmed:
            return
        for name, (text, pieces) in found.items():
            self.add_error(name, guard.question(text, pieces))

    @property
    def confirm_name(self) -> str:
        """The name of the box that says "not about a person"."""
        return self.add_prefix(guard.CONFIRM)

    def confirmation(self) -> Markup:
        """The box, when the guard has a question; else nothing. Once ticked it stays so, until the text changes.

        A guarded field draws it under itself. Only a page that draws such a field by hand needs to call this.
        """
        return drawing.draw_confirmation(self.confirm_name, list(self.asked_texts.values()), ticked=self.is_confirmed)

    # Drawing -----------------------------------------------------------------------------------

    def error_list(self) -> list[dict[str, str]]:
        """The mistakes for the summary: each its text and, where there is one, a link to its field."""
        return drawing.error_list(self)

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        """All fields, one group after another; those under a choice stand inside it."""
        inside = self.revealed()
        drawn = [str(field) if field.is_hidden else field.as_field_group()
                 for field in self if field.name not in inside]  # fmt: skip
        return mark_safe("\n".join(drawn))  # noqa: S308 -- drawn by macros that escape

    __str__ = render
    __html__ = render


class NHSForm(_NHSFormParts, forms.Form):
    """A form in the design system."""


class NHSModelForm(_NHSFormParts, forms.ModelForm):  # type: ignore[type-arg]
    """A form for a model. Declare the fields: those that Django makes by itself have no hint or width."""
