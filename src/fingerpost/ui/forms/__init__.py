"""Forms that draw themselves in the design system: see ui/README.md for how a page uses them."""

from fingerpost.ui.forms.dates import DateField
from fingerpost.ui.forms.fields import (
    CheckboxField,
    ChoiceField,
    CodeField,
    EmailField,
    FileField,
    MarkdownField,
    MultipleChoiceField,
    PasswordField,
    SelectField,
    TextAreaField,
    TextField,
)
from fingerpost.ui.forms.form import NHSForm, NHSModelForm
from fingerpost.ui.forms.responses import invalid

__all__ = [
    "CheckboxField",
    "ChoiceField",
    "CodeField",
    "DateField",
    "EmailField",
    "FileField",
    "MarkdownField",
    "MultipleChoiceField",
    "NHSForm",
    "NHSModelForm",
    "PasswordField",
    "SelectField",
    "TextAreaField",
    "TextField",
    "invalid",
]
