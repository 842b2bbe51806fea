"""Rows of a form that somebody may fill or leave empty: options, disagreement, assumptions, actions, own words.

They need no script: there are always a few empty ones, and a button that draws the page again with one more.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict

from fingerpost.decisions.domain.contents import LONGEST_ROW, LONGEST_WORDS, MOST_ROWS, ActionGiven, BasisGiven
from fingerpost.decisions.domain.people import owner_of
from fingerpost.kernel.errors import RuleBroken
from fingerpost.organisations.models import Person
from fingerpost.organisations.readers import Reader
from fingerpost.roads.models import KnowledgeKind
from fingerpost.ui.forms import CheckboxField, DateField, NHSForm, SelectField, TextAreaField, TextField

EMPTY_ROWS = 3


class RowForm(NHSForm):
    """One row. Left empty, it says nothing and nobody complains."""

    def given(self) -> Any:
        """What the row says, as the domain takes it. Only once it is valid."""
        raise NotImplementedError

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed in it."""
        return not self.has_changed()


class OptionRow(RowForm):
    """One thing that could have been done."""

    name = TextField(label="What could have been done", max_length=300, guarded=True,
                     error_messages={"required": "Say what could have been done, or empty the row"})  # fmt: skip
    chosen = CheckboxField(label="This is what was chosen", required=False)
    because = TextAreaField(
        label="Why, or why not", required=False, rows=2, max_length=LONGEST_WORDS, guarded=True, mark_optional=False
    )

    def given(self) -> tuple[str, bool, str]:
        """Name, whether it was chosen, and why."""
        said = self.cleaned_data
        return said["name"], said["chosen"], said["because"]


class DissentRow(RowForm):
    """Somebody who disagreed."""

    role = TextField(
        label="Their role", max_length=150, required=False, guarded=True, mark_optional=False,
        hint="Never a name. For example: a ward manager.",
    )  # fmt: skip
    withheld = CheckboxField(label="Somebody disagreed, and we do not say who", required=False)
    words = TextAreaField(
        label="What they said", required=False, rows=2, max_length=LONGEST_WORDS, guarded=True, mark_optional=False
    )

    def clean(self) -> dict[str, Any]:
        """A role or none, not both."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("role") and said.get("withheld"):
            self.add_error("withheld", ValidationError("Write a role or tick this, not both"))
        return said

    def given(self) -> tuple[str, str]:
        """The role, empty where it is withheld, and what they said."""
        return self.cleaned_data["role"], self.cleaned_data["words"]


class AssumptionRow(RowForm):
    """Something taken to be true."""

    text = TextField(label="What we take to be true", max_length=LONGEST_ROW, guarded=True, mark_optional=False)

    def given(self) -> str:
        """Its words."""
        return str(self.cleaned_data["text"])


class OwnRow(RowForm):
    """Knowledge in the writer's own words."""

    kind = SelectField(label="What kind of knowledge is it?", choices=KnowledgeKind.choices, initial=KnowledgeKind.DATA)
    words = TextAreaField(label="In your own words", required=False, rows=2, max_length=LONGEST_WORDS, guarded=True,
                          mark_optional=False)  # fmt: skip
    figure = TextField(label="A figure", required=False, max_length=200, guarded=True, mark_optional=False,
                       hint="For example: 6.2 falls per 1,000 bed days.")  # fmt: skip
    source = TextField(label="Where it comes from", required=False, max_length=300, guarded=True, mark_optional=False)
    considered = CheckboxField(label="Considered, not relied on", required=False)

    def clean(self) -> dict[str, Any]:
        """Words or a figure."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if not said.get("words") and not said.get("figure") and not self.errors:
            self.add_error("words", ValidationError("Say it in words, or give a figure"))
        return said

    def given(self) -> BasisGiven:
        """The same as one thing that it rests on."""
        said = self.cleaned_data
        return BasisGiven(said["kind"], None, said["words"], said["figure"], said["source"], said["considered"])


class ActionRow(RowForm):
    """What somebody will do by when."""

    text = TextField(label="What will be done", max_length=LONGEST_ROW, guarded=True, mark_optional=False,
                     error_messages={"required": "Say what will be done, or empty the row"})  # fmt: skip
    owner = TextField(
        label="Who does it", required=False, max_length=150, guarded=True, mark_optional=False,
        hint="A colleague’s name or e-mail address, “me”, or in words: the ward sisters.",
    )  # fmt: skip
    due_on = DateField(label="By when", required=False, mark_optional=False)

    def __init__(self, *args: Any, reader: Reader, known: Sequence[Person] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader, self.known = reader, known

    def clean(self) -> dict[str, Any]:
        """Finds the colleague behind a name; other words stay words."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        try:
            said["person"], said["owner_words"] = owner_of(said.get("owner") or "", self.reader, self.known)
        except RuleBroken as problem:
            self.add_error("owner", ValidationError(str(problem)))
        return said

    def given(self) -> ActionGiven:
        """The action."""
        said = self.cleaned_data
        return ActionGiven(said["text"], said["person"], said["owner_words"], said["due_on"])


class Rows:
    """The rows of one kind. `typed`: what was sent; without it they show `held`, and a few empty ones."""

    def __init__(
        self, form: type[RowForm], name: str, *, typed: QueryDict | None = None,
        held: Sequence[Mapping[str, Any]] = (), empty: int = EMPTY_ROWS, **more: Any,
    ) -> None:  # fmt: skip
        self.name = name
        prefixes = [f"{name}-{number}" for number in range(self._count(typed, len(held) + empty))]
        if typed is None:
            filled = [*held, *({} for _ in range(empty))]
            both = zip(prefixes, filled, strict=False)
            self.forms = [form(prefix=prefix, initial=dict(row), **more) for prefix, row in both]
        else:
            self.forms = [
                form(typed, prefix=prefix, empty_permitted=True, use_required_attribute=False, **more)
                for prefix in prefixes
            ]

    def _count(self, typed: QueryDict | None, otherwise: int) -> int:
        if typed is None:
            return min(otherwise, MOST_ROWS)
        said = typed.get(f"{self.name}-rows", "")
        count = int(said) if said.isdecimal() and len(said) < 4 else EMPTY_ROWS
        return min(count + (typed.get("add") == self.name), MOST_ROWS)

    @property
    def given(self) -> list[Any]:
        """What the filled rows say, in order. Only once all are valid."""
        return [form.given() for form in self.forms if not form.is_empty]

    @property
    def is_filled(self) -> bool:
        """Whether something stands in one of them."""
        return any(form.has_changed() if form.is_bound else form.initial for form in self.forms)
