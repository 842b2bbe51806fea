"""The fields: each a Django field that knows its component of the design system."""

import re
from collections.abc import Collection, Mapping
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from fingerpost.ui.formats import file_size
from fingerpost.ui.forms.drawn import Drawn, in_sentence

# Control characters but for tab and line ends, marks that change the direction of what follows, and halves of
# characters. Marks that only join letters stay: some scripts need them.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


def _subject(label: object) -> str:
    """How a message names the field: by its label, unless that is a question."""
    return "Your answer" if not label or str(label).rstrip().endswith("?") else str(label)


class TextField(Drawn, forms.CharField):
    """One line of text. `guarded=True` asks before a patient's details are stored (see guard)."""

    def __init__(
        self, *, guarded: bool = False, autocomplete: str = "", inputmode: str = "", spellcheck: bool | None = None,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        self.guarded = guarded
        self.autocomplete = autocomplete
        self.inputmode = inputmode
        self.spellcheck = spellcheck
        limit = kwargs.get("max_length")
        if limit:
            message = f"{_subject(kwargs.get('label'))} must be {limit:,} characters or fewer"
            kwargs["error_messages"] = {"max_length": message} | (kwargs.get("error_messages") or {})
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        """The text without characters that nobody sees or that turn the rest of a page around."""
        return super().to_python(_HIDDEN.sub("", value) if isinstance(value, str) else value) or ""


class EmailField(Drawn, forms.EmailField):
    """An e-mail address."""

    guarded = False
    autocomplete = "email"
    inputmode = "email"
    spellcheck = False

    def __init__(self, **kwargs: Any) -> None:
        shape = "Enter an e-mail address in the right shape, like name@example.nhs.uk"
        kwargs["error_messages"] = {"invalid": shape} | (kwargs.get("error_messages") or {})
        super().__init__(**kwargs)


class PasswordField(Drawn, forms.CharField):
    """A password, never sent back to the page. `new=True` lets a password manager offer one."""

    component = "password_input"
    widget = forms.PasswordInput
    guarded = False

    def __init__(self, *, new: bool = False, **kwargs: Any) -> None:
        self.autocomplete = "new-password" if new else "current-password"
        super().__init__(strip=False, **kwargs)


class CodeField(Drawn, forms.CharField):
    """A code from a message or an app. It pastes whole: spaces and dashes inside it do no harm."""

    autocomplete = "one-time-code"
    inputmode = "numeric"
    spellcheck = False
    guarded = False

    def __init__(self, *, digits: int = 6, **kwargs: Any) -> None:
        self.digits = digits
        kwargs.setdefault("label", "Code")
        kwargs.setdefault("width", 10)
        kwargs.setdefault("parameters", {"code": True})
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        """The code without the spaces and dashes that it was pasted with."""
        return re.sub(r"[\s\-‐‑–—]", "", super().to_python(value) or "")

    def validate(self, value: str) -> None:
        """Raise ValidationError when it is not so many digits."""
        super().validate(value)
        if value and not re.fullmatch(rf"[0-9]{{{self.digits}}}", value):
            raise ValidationError(f"The code is {self.digits} numbers, like {'204815739'[: self.digits]}", code="shape")


class TextAreaField(TextField):
    """Several lines. With max_length or max_words it counts what is left as people type."""

    component = "textarea"
    widget = forms.Textarea

    def __init__(self, *, rows: int = 5, max_words: int | None = None, **kwargs: Any) -> None:
        self.rows = rows
        self.max_words = max_words
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        """The text with one character at each line's end."""
        # Browsers send two characters for a line's end and count one.
        return (super().to_python(value) or "").replace("\r\n", "\n")

    def validate(self, value: str) -> None:
        """Raise ValidationError when there are more words than fit."""
        super().validate(value)
        if self.max_words and len(value.split()) > self.max_words:
            raise ValidationError(f"{_subject(self.label)} must be {self.max_words:,} words or fewer", code="max_words")


class MarkdownField(TextAreaField):
    """Several lines with headings, lists and links, written with marks. A script puts buttons for them above the box.

    The page shows `parts.how_to_write()` once, for those without the buttons.
    """

    component = "markdown"


class _Choices(Drawn):
    """Adds to a field with choices what the design system can say about each.

    choice_hints: value → a line under that choice. divider_before: value → a word above it ("or").
    exclusive: values that clear the others (checkboxes). inline, small: how the choices are set out.
    """

    verb = "Select"

    def __init__(
        self,
        *,
        choice_hints: Mapping[str, str] | None = None,
        divider_before: Mapping[str, str] | None = None,
        exclusive: Collection[str] = (),
        inline: bool = False,
        small: bool = False,
        **kwargs: Any,
    ) -> None:
        self.choice_hints = choice_hints or {}
        self.divider_before = divider_before or {}
        self.exclusive = exclusive
        self.inline = inline
        self.small = small
        wrong = {"invalid_choice": "Select one of the choices on this page"}
        kwargs["error_messages"] = wrong | (kwargs.get("error_messages") or {})
        super().__init__(**kwargs)


class ChoiceField(_Choices, forms.ChoiceField):
    """One of a few: radios."""

    component = "radios"
    widget = forms.RadioSelect


class SelectField(_Choices, forms.ChoiceField):
    """One of many: a select. Radios are easier for up to about eight choices."""

    component = "select"
    widget = forms.Select


class MultipleChoiceField(_Choices, forms.MultipleChoiceField):
    """Any of a few: checkboxes."""

    component = "checkboxes"
    widget = forms.CheckboxSelectMultiple


class CheckboxField(Drawn, forms.BooleanField):
    """One box to tick. When it is required, it must be ticked to go on."""

    component = "checkbox"
    verb = "Tick"

    def required_message(self, label: str) -> str:
        """A box is ticked, not entered."""
        return f"Tick the box: {in_sentence(label)}" if label else "Tick the box to go on"


class FileField(Drawn, forms.FileField):
    """A file. extensions: endings taken, with the dot (".ris"). max_bytes: how large it may be."""

    component = "file_upload"
    verb = "Choose"

    def __init__(self, *, extensions: Collection[str] = (), max_bytes: int | None = None, **kwargs: Any) -> None:
        self.extensions = tuple(ending.lower() for ending in extensions)
        self.max_bytes = max_bytes
        empty = {"empty": "The file is empty", "missing": "The file did not arrive. Choose it again"}
        kwargs["error_messages"] = empty | (kwargs.get("error_messages") or {})
        super().__init__(**kwargs)

    def validate(self, value: Any) -> None:
        """Raise ValidationError for another ending or a larger file than is taken."""
        super().validate(value)
        if not isinstance(value, UploadedFile):
            return
        name = str(value.name).lower()
        if self.extensions and not name.endswith(self.extensions):
            kind = PurePath(name).suffix or "A file without an ending"
            raise ValidationError(f"The file must end in {' or '.join(self.extensions)}, not {kind}", code="extension")
        if self.max_bytes and (value.size or 0) > self.max_bytes:
            raise ValidationError(f"The file must be {file_size(self.max_bytes)} or smaller", code="size")
