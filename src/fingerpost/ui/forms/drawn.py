"""What every field of ours has in common: a hint, classes, a width, and messages made from its label."""

from typing import Any

from django.forms.fields import Field


def in_sentence(label: str) -> str:
    """The label as it reads inside a sentence: "Your name" → "your name"; "NHS number" and "I agree" stay."""
    return label if label[1:2].isupper() or label.startswith(("I ", "I’", "I'")) else label[:1].lower() + label[1:]


class Drawn(Field):
    """Adds to a Django field how the design system draws it.

    hint: a line of help under the label. classes: more CSS classes for the control. width: 2, 3, 4, 5, 10,
    20 or 30 characters. mark_optional: say "(optional)" after the label when no answer is needed.
    parameters: any other parameter of the NHS component, under the name that its manual gives it.
    """

    # The component that draws it, and the verb of "Enter your name" when it is left empty.
    component = "input"
    verb = "Enter"

    def __init__(
        self,
        *,
        hint: str = "",
        classes: str = "",
        width: int | None = None,
        mark_optional: bool = True,
        parameters: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        self.classes = classes
        self.width = width
        self.mark_optional = mark_optional
        self.parameters = parameters or {}
        label = str(kwargs.get("label") or "")
        messages = {"required": self.required_message(label)} | (kwargs.pop("error_messages", None) or {})
        super().__init__(help_text=hint or kwargs.pop("help_text", ""), error_messages=messages, **kwargs)

    def required_message(self, label: str) -> str:
        """What to say when nothing was given. A question cannot be part of that sentence."""
        if not label or label.rstrip().endswith("?"):
            return f"{self.verb} an answer"
        return f"{self.verb} {in_sentence(label)}"
