"""Forms for bringing in many documents at once."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from fingerpost.kernel import clock
from fingerpost.kernel.errors import RuleBroken
from fingerpost.library.domain.fillings import filling_put, filling_rows, filling_table
from fingerpost.library.domain.fillings import filling_words as words
from fingerpost.library.domain.fillings.filling_places import Places
from fingerpost.library.domain.own import ways
from fingerpost.library.domain.own.kinds import BY_KEY, KINDS
from fingerpost.library.models import Filling, FillingRow
from fingerpost.organisations.models import Unit
from fingerpost.ui.forms import ChoiceField, DateField, FileField, NHSForm, SelectField, TextField

# What documents become. A useful link is an address, not a document.
DOCUMENT_KINDS = [(str(kind.key), kind.name) for kind in KINDS if kind.takes_files]


class FillForm(NHSForm):
    """An archive, and a table beside it."""

    file = FileField(
        label="ZIP of documents", extensions=(".zip",),
        hint="PDF, Word (.docx), web pages and plain text. The table that describes them may be inside.",
        error_messages={"required": "Choose a ZIP"},
    )  # fmt: skip
    table = FileField(
        label="Table", required=False, extensions=(".csv", ".tsv", ".xlsx"),
        hint="CSV or Excel, if it is not in the ZIP. One row for each document, with headings.",
    )  # fmt: skip
    unit = SelectField(
        label="Whose shelf is it?", hint="The organisation or unit that will answer for these pages.", choices=[],
        error_messages={"required": "Choose whose shelf it is"},
    )  # fmt: skip

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = units
        # Nobody's shelf is filled because its name comes first in the alphabet.
        self.fields["unit"].choices = [("", "Choose"), *((str(unit.pk), unit.name) for unit in units)]

    def chosen_unit(self) -> Unit:
        """The chosen unit."""
        return next(unit for unit in self.units if str(unit.pk) == self.cleaned_data["unit"])


class MatchForm(NHSForm):
    """What the columns mean, and what holds where the table is silent."""

    kind = SelectField(label="Kind of page", choices=DOCUMENT_KINDS)
    audience = ChoiceField(label="Who may see them?", choices=[])
    owner = TextField(
        label="Owner", required=False, hint="E-mail address of the colleague who keeps them true.", spellcheck=False
    )
    review_due = DateField(
        label="Next review", required=False, hint="If you leave this empty, it goes by the kind of page."
    )
    held_by = TextField(
        label="System that holds the controlled copies", required=False, max_length=120,
        hint="Only for documents with an address. Its name stands on the button that leads there.",
    )  # fmt: skip

    def __init__(
        self, *args: Any, filling: Filling, places: Places, unknown: dict[str, list[str]], **kwargs: Any
    ) -> None:
        kwargs.setdefault("initial", _as_it_was(filling, unknown))
        super().__init__(*args, **kwargs)
        self.filling, self.places, self.unknown = filling, places, unknown
        self.four_eyes = ways.ways_of(filling.unit).four_eyes
        self.who = who_choices(places)
        self.fields["audience"].choices = self.who
        if filling.headings:
            self._add_columns()
        self._add_words()
        self.fields["as"] = ChoiceField(
            label="How should they come?",
            choices=[
                *([] if self.four_eyes else [(filling_put.SHELF, "On the shelf at once")]),
                (filling_put.REVIEW, "As drafts that wait for somebody to read and share them"),
            ],
            hint="Your organisation asks that somebody else reads each page." if self.four_eyes else "",
        )  # fmt: skip

    def _add_columns(self) -> None:
        choices = [("", "Not in the table"), *((heading, heading) for heading in self.filling.headings)]
        first = self.filling.rows.filter(cells__line__isnull=False).order_by("position").first()
        example = first.cells["table"] if first else {}
        for name, label in filling_table.NAMES.items():
            shown = example.get(self.filling.columns.get(name, ""), "")
            self.fields[f"column_{name}"] = SelectField(
                label=label, choices=choices, required=False, mark_optional=False,
                hint=f"In the first row: {shown[:80]}" if shown else "",
            )  # fmt: skip
        self.fields["dates"] = ChoiceField(
            label="What does 03/04/2027 mean in the table?",
            choices=[(words.DAY_FIRST, "3 April 2027"), (words.MONTH_FIRST, "4 March 2027")],
        )
        self.fields["strays"] = ChoiceField(
            label="What about files that the table does not name?",
            choices=[("take", "Take them too"), ("leave", "Leave them out")],
        )

    def _add_words(self) -> None:
        ways_to_say = {"audience": self.who, "kind": DOCUMENT_KINDS}
        for name, unknown in self.unknown.items():
            for at, said in enumerate(unknown):
                self.fields[f"word_{name}_{at}"] = SelectField(
                    label=f"“{said[:80]}”", required=False, mark_optional=False,
                    choices=[("", "Do not take these rows"), *ways_to_say[name]],
                )  # fmt: skip

    def clean_owner(self) -> str:
        """The owner must be known here."""
        said = self.cleaned_data["owner"]
        if said:
            try:
                self.places.person_called(said)
            except RuleBroken as problem:
                raise ValidationError(str(problem)) from problem
        return str(said)

    def clean(self) -> dict[str, Any]:
        """Each column can mean one thing."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        taken: dict[str, str] = {}
        for name in filling_table.NAMES:
            heading = said.get(f"column_{name}")
            if heading and heading in taken:
                other = filling_table.NAMES[taken[heading]]
                self.add_error(f"column_{name}", f"“{heading}” is chosen for {other} already")
            elif heading:
                taken[heading] = name
        return said

    def columns(self) -> dict[str, str]:
        """Our name → heading."""
        said = self.cleaned_data
        return {name: said[f"column_{name}"] for name in filling_table.NAMES if said.get(f"column_{name}")}

    def defaults(self) -> dict[str, Any]:
        """What holds where the table is silent, as `filling.match` takes it."""
        said, before = self.cleaned_data, self.filling.defaults.get("words", {})
        meant: dict[str, dict[str, str]] = {
            "kind": dict(before.get("kind", {})),
            "audience": dict(before.get("audience", {})),
        }
        for name, unknown in self.unknown.items():
            for at, word in enumerate(unknown):
                chosen = said.get(f"word_{name}_{at}")
                meant[name].pop(word.casefold(), None)
                if chosen:
                    meant[name][word.casefold()] = chosen
        due = said["review_due"]
        return {
            "kind": said["kind"], "audience": said["audience"], "owner": said["owner"], "held_by": said["held_by"],
            "review_due": due.isoformat() if due else "", "as": said["as"], "dates": said.get("dates", words.DAY_FIRST),
            "strays": said.get("strays", "take"), "words": meant,
        }  # fmt: skip


class RowForm(NHSForm):
    """One row, to put right."""

    title = TextField(label="Title", required=False, max_length=300, guarded=True, mark_optional=False)
    kind = SelectField(label="Kind of page", choices=[], required=False, mark_optional=False)
    owner = TextField(label="Owner", required=False, hint="E-mail address of a colleague.", spellcheck=False)
    review_due = TextField(label="Next review", required=False, hint="For example 31/03/2027.", width=20)
    audience = SelectField(label="Who may see it?", choices=[], required=False, mark_optional=False)
    unit = TextField(label="Unit", required=False, hint="If it is not the whole organisation's.")
    file = FileField(
        label="File", required=False, hint="Only if the file is missing, or another should take its place."
    )

    def __init__(self, *args: Any, row: FillingRow, places: Places, **kwargs: Any) -> None:
        self.said = filling_rows.said_of(row, row.filling)
        kwargs.setdefault(
            "initial", {name: self.said.get(name, "") for name in ("title", "owner", "review_due", "unit")}
        )
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [self._as_said("kind"), *((str(key), one.name) for key, one in BY_KEY.items())]
        self.fields["audience"].choices = [self._as_said("audience"), *who_choices(places)]

    def _as_said(self, name: str) -> tuple[str, str]:
        said = self.said.get(name, "")
        return "", f"As the table says: {said[:60]}" if said else "As for the others"

    def mended(self) -> dict[str, str]:
        """What is other than before."""
        said = self.cleaned_data
        plain = {
            name: said[name]
            for name in ("title", "owner", "review_due", "unit")
            if said[name] != self.said.get(name, "")
        }
        return plain | {name: said[name] for name in ("kind", "audience") if said[name]}


def who_choices(places: Places) -> list[tuple[str, str]]:
    """Who may see a page, in words."""
    unit, organisation = places.filling.unit, places.organisation
    own = [] if unit.pk == organisation.pk else [(words.UNIT, f"People in {unit.name}")]
    return [
        (words.PUBLIC, "Anyone, without signing in"), (words.SIGNED_IN, "Anyone signed in"),
        (words.ORGANISATION, f"People in {organisation.name}"), *own, (words.OWNER, "Only the owner of each"),
    ]  # fmt: skip


def _as_it_was(filling: Filling, unknown: dict[str, list[str]]) -> dict[str, Any]:
    """What was chosen before, or what we guess."""
    before = filling.defaults
    due = date.fromisoformat(before["review_due"]) if before.get("review_due") else None
    initial = {
        "kind": before.get("kind", "policy"), "audience": before.get("audience", words.ORGANISATION),
        "owner": before.get("owner", ""), "review_due": due if due and due > clock.today() else None,
        "held_by": before.get("held_by", ""), "as": before.get("as", filling_put.SHELF),
        "dates": before.get("dates", words.DAY_FIRST), "strays": before.get("strays", "take"),
    }  # fmt: skip
    initial |= {f"column_{name}": heading for name, heading in filling.columns.items()}
    for name, said in unknown.items():
        meant = before.get("words", {}).get(name, {})
        initial |= {f"word_{name}_{at}": meant.get(word.casefold(), "") for at, word in enumerate(said)}
    return initial
