"""The form of a decision: short at first, the rest folded away; and small forms about one."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import CharField, HiddenInput

from fingerpost.decisions.domain.candidates import Candidate
from fingerpost.decisions.domain.contents import LONGEST, LONGEST_WORDS, MONTHS_UNTIL_REVIEW
from fingerpost.decisions.domain.people import colleague_of
from fingerpost.kernel import clock
from fingerpost.kernel.errors import RuleBroken
from fingerpost.library.domain.own import audiences
from fingerpost.organisations.models import Person, Unit
from fingerpost.organisations.readers import Reader, unit_token
from fingerpost.ui.forms import (
    ChoiceField,
    DateField,
    MultipleChoiceField,
    NHSForm,
    SelectField,
    TextAreaField,
    TextField,
)

OWN = "own"
RESTS, CONSIDERED, UNUSED = "rests", "considered", "no"
USES = ((RESTS, "Rests on it"), (CONSIDERED, "Considered, not relied on"), (UNUSED, "Neither"))
SEE = (
    (OWN, "People in the unit whose decision it is"), (audiences.UNITS, "These organisations or units"),
    (audiences.PEOPLE, "Named people"), (audiences.ME, "Only those who took part"),
    (audiences.SIGNED_IN, "Anyone signed in"), (audiences.PUBLIC, "Anyone, without signing in"),
)  # fmt: skip


class DecisionForm(NHSForm):
    """The fields of a decision. What it can rest on is one choice for each candidate; rows stand in `form_rows`."""

    reveals = {"see": {audiences.UNITS: ["see_units", "see_other"], audiences.PEOPLE: ["see_people"]}}

    what = TextAreaField(
        label="What was decided?", rows=3, max_length=LONGEST["what"], guarded=True,
        hint="Begin with the decision in one sentence. Do not name a patient.",
        error_messages={"required": "Say what was decided"},
    )  # fmt: skip
    unit = SelectField(
        label="Whose decision is it?", choices=[], error_messages={"required": "Say whose decision it is"}
    )
    decided_by = TextField(
        label="Who decided?", required=False, max_length=LONGEST["decided_by"], guarded=True, mark_optional=False,
        hint="In words, as it should be read. For example: the falls group, chaired by the chief nurse.",
    )  # fmt: skip
    meeting = TextField(label="In which meeting?", required=False, max_length=LONGEST["meeting"], guarded=True)
    decider = TextField(
        label="Who confirms it for those who decided?", required=False, max_length=200, mark_optional=False,
        hint="The colleague who decided or chaired: their name or e-mail address, or “me”.",
    )  # fmt: skip
    secretary = TextField(
        label="The meeting’s secretary", required=False, max_length=200,
        hint="A colleague who may confirm it too, or “me”.",
    )  # fmt: skip
    decided_on = DateField(label="On which day?", required=False, latest=clock.today, mark_optional=False)
    because = TextAreaField(label="Why?", required=False, rows=4, max_length=LONGEST["because"], guarded=True,
                            mark_optional=False)  # fmt: skip
    judgement = TextAreaField(
        label="In your own words", required=False, rows=2, max_length=LONGEST_WORDS,
        guarded=True, hint="Experience and judgement count. Say so plainly.",
    )  # fmt: skip
    review_due = DateField(
        label="When to look at it again?", required=False, mark_optional=False,
        hint=f"If you leave this empty: {MONTHS_UNTIL_REVIEW} months after it was decided.",
    )  # fmt: skip
    find = TextField(label="Look for a page by its title", required=False, max_length=300, mark_optional=False)
    also = TextAreaField(
        label="Or copy the addresses of pages here", required=False, rows=2, mark_optional=False,
        hint="Each on a new line. They are taken as what it rests on.",
    )  # fmt: skip
    see = ChoiceField(label="Who may see it once it is confirmed?", choices=SEE, initial=OWN,
                      error_messages={"required": "Say who may see it"})  # fmt: skip
    see_units = MultipleChoiceField(
        label="Which of yours?", required=False, choices=[], small=True, mark_optional=False
    )
    see_other = TextAreaField(
        label="Other organisations or units", required=False, rows=2,
        hint="Their names or ODS codes, each on a new line.",
    )  # fmt: skip
    see_people = TextAreaField(
        label="Whose names?", required=False, rows=3, mark_optional=False,
        hint="Names of colleagues, or their e-mail addresses, each on a new line.",
    )  # fmt: skip
    seen = CharField(widget=HiddenInput, required=False)
    once = CharField(widget=HiddenInput, required=False)
    written_by = CharField(widget=HiddenInput, required=False)

    def __init__(
        self, *args: Any, reader: Reader, units: Sequence[Unit], places: Sequence[Unit],
        candidates: Sequence[Candidate] = (), known: Sequence[Person] = (),
        audience: audiences.Audience | None = None, sending: bool = False, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.reader, self.units, self.candidates, self.known = reader, list(units), list(candidates), list(known)
        self.audience, self.sending = audience, sending
        self.fields["unit"].choices = [(str(unit.pk), unit.name) for unit in self.units]
        self.fields["see_units"].choices = [(str(unit.pk), unit.name) for unit in places]
        if audience is not None and audience.choice == audiences.AS_IT_IS:
            self.fields["see"].choices = [(audiences.AS_IT_IS, "The same people as now"), *SEE]
        for one in self.candidates:
            self.fields[f"use_{one.key}"] = ChoiceField(
                label=one.title, choices=USES, required=False, inline=True, small=True, mark_optional=False,
                initial=one.use or UNUSED, hint=f"{one.kind_name}. {one.note}" if one.note else one.kind_name,
                parameters={"fieldset": {"legend": {"size": "s"}}},
            )  # fmt: skip

    @property
    def uses(self) -> list[Any]:
        """The choices over what it can rest on, ready to draw."""
        return [self[f"use_{one.key}"] for one in self.candidates]

    def clean(self) -> dict[str, Any]:
        """Turns names into people and choices into an audience; each problem stands at its own field."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("decider", "secretary"):
            self._try(name, lambda name=name: said.update({f"{name}_person": self._person(said.get(name))}))
        self._try("see", lambda: said.update({"audience": self._audience(said)}))
        if self.sending:
            if not said.get("decided_on") and "decided_on" not in self.errors:
                self.add_error("decided_on", "Say on which day it was decided")
            if not (said.get("decider") or said.get("secretary")):
                self.add_error("decider", "Name who confirms it: the colleague who decided, or the secretary below")
        return said

    def _try(self, field: str, step: Any) -> None:
        try:
            step()
        except RuleBroken as problem:
            self.add_error(field, ValidationError(str(problem)))

    def _person(self, text: str | None) -> Person | None:
        return colleague_of(text or "", self.reader, self.known)

    def _audience(self, said: dict[str, Any]) -> audiences.Audience | None:
        if not said.get("see") or not said.get("unit"):
            return None
        if said["see"] == OWN:
            return audiences.Audience("", (unit_token(int(said["unit"])),))
        return audiences.from_choice(
            said["see"], reader=self.reader, before=self.audience, known=self.known,
            units=[int(pk) for pk in said.get("see_units") or ()], other=(said.get("see_other") or "").split("\n"),
            people=(said.get("see_people") or "").split("\n"),
        )  # fmt: skip

    def chosen_unit(self) -> Unit:
        """Whose decision it is."""
        return next(unit for unit in self.units if str(unit.pk) == self.cleaned_data["unit"])


class SendBackForm(NHSForm):
    """What should be different."""

    because = TextAreaField(
        label="What should be different?", rows=3, max_length=500, guarded=True,
        error_messages={"required": "Say what should be different"},
    )  # fmt: skip


class WithdrawForm(NHSForm):
    """Why it no longer holds, and what does instead."""

    because = TextAreaField(
        label="Why does it no longer hold?", rows=3, max_length=500, guarded=True,
        error_messages={"required": "Say why it no longer holds"},
    )  # fmt: skip
    instead = TextField(
        label="Which decision replaces it?", required=False,
        hint="If there is one already, copy the address of its page here. The old page will lead to it.",
    )  # fmt: skip


class DoneForm(NHSForm):
    """What was done."""

    words = TextField(
        label="What was done, in a word?", required=False, max_length=500, guarded=True, mark_optional=False
    )


class StillHoldsForm(NHSForm):
    """When to look the next time."""

    due = DateField(
        label="When to look at it the next time?", required=False, mark_optional=False,
        hint=f"If you leave this empty: {MONTHS_UNTIL_REVIEW} months from today.",
    )  # fmt: skip
