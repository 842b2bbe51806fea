"""Small forms about an item: withdraw it, send a version back, say how a library is kept."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from fingerpost.library.domain.own.kinds import BY_KEY
from fingerpost.ui.forms import CheckboxField, NHSForm, TextAreaField, TextField


class WithdrawForm(NHSForm):
    """Why, and what to use instead."""

    because = TextAreaField(
        label="Why should people no longer use it?", rows=3, max_length=500, guarded=True,
        error_messages={"required": "Say why people should no longer use this"},
    )  # fmt: skip
    instead = TextField(
        label="What should they use instead?", required=False,
        hint="Copy the address of the page here. The old page will lead to it.",
    )  # fmt: skip


class SendBackForm(NHSForm):
    """What should be different."""

    said = TextAreaField(
        label="What should be different?", rows=4, guarded=True, required=False, mark_optional=False, max_length=4000
    )


class WaysForm(NHSForm):
    """How an organisation keeps its library."""

    four_eyes = CheckboxField(
        label="Somebody else reads a page before it is shared", required=False,
        hint="Whoever wrote a page alone cannot share it. A colleague who may edit it can.",
    )  # fmt: skip

    def __init__(self, *args: Any, months: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in BY_KEY.values():
            self.fields[f"months_{kind.key}"] = ChoiceMonths(
                label=f"Months until a review: {kind.plural}", initial=str(months[str(kind.key)]), width=3,
                inputmode="numeric",
            )  # fmt: skip

    def months(self) -> dict[str, int]:
        """Months by kind."""
        return {key: int(self.cleaned_data[f"months_{key}"]) for key in BY_KEY}


class ChoiceMonths(TextField):
    """A number of months."""

    def validate(self, value: str) -> None:
        """Raise ValidationError unless it is a number from 1 to 120."""
        super().validate(value)
        if not value.isdecimal() or not 1 <= int(value[:4]) <= 120:
            raise ValidationError("Choose a number of months between 1 and 120", code="shape")
