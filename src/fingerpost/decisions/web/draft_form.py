"""Builds the whole form of a decision, empty, from a draft, or from what was typed; and reads it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.core import signing
from django.forms.utils import ErrorDict
from django.http import HttpRequest, QueryDict

from fingerpost.decisions.domain import candidates as candidates_of
from fingerpost.decisions.domain.contents import BasisGiven
from fingerpost.decisions.models import Basis, Decision
from fingerpost.decisions.web.form_rows import ActionRow, AssumptionRow, DissentRow, OptionRow, OwnRow, RowForm, Rows
from fingerpost.decisions.web.forms import CONSIDERED, OWN, RESTS, DecisionForm
from fingerpost.kernel import clock
from fingerpost.kernel.ids import new_id
from fingerpost.library.domain import rules as library_rules
from fingerpost.library.domain.own import audiences
from fingerpost.library.web.writing_kept import mark_of
from fingerpost.organisations.models import Person, Unit, UnitKind
from fingerpost.organisations.readers import Reader, unit_token
from fingerpost.roads.models import KnowledgeKind, Question

# Buttons that show the form again, filled as it is, and change nothing.
LOOKING = {"add", "look"}
_SALT = "decisions.once"
ROWS: dict[str, tuple[type[RowForm], str]] = {
    "options": (OptionRow, "Option"), "dissents": (DissentRow, "Disagreement"),
    "assumptions": (AssumptionRow, "Assumption"), "actions": (ActionRow, "Action"), "own": (OwnRow, "Own words"),
}  # fmt: skip


class DraftForm:
    """The fields and the rows together. `typed`: what was sent or kept; without it, the draft as it is saved."""

    def __init__(
        self, request: HttpRequest, *, question: Question | None, decision: Decision | None = None,
        typed: QueryDict | None = None,
    ) -> None:  # fmt: skip
        self.request, self.reader, self.question, self.decision = request, request.reader, question, decision
        self.typed = _with_found(typed, self.reader) if typed is not None and LOOKING & set(typed) else typed
        ids = self.typed.getlist("candidate") if self.typed is not None else []
        self.candidates = candidates_of.candidates(self.reader, question=question, decision=decision, ids=ids)
        known = _known(decision)
        self.main = DecisionForm(
            *([self.typed] if self.typed is not None else []), initial=self._initial(), reader=self.reader,
            units=units_for(self.reader, decision), places=_places(self.reader, decision), candidates=self.candidates,
            known=known, audience=_audience(decision), sending=typed is not None and "send" in typed,
        )  # fmt: skip
        held = _held_rows(decision, self.reader, question)
        self.rows = {
            name: Rows(form, name, typed=self.typed, held=held.get(name, ()),
                       **({"reader": self.reader, "known": known} if form is ActionRow else {}))
            for name, (form, _) in ROWS.items()
        }  # fmt: skip

    @property
    def row_forms(self) -> list[RowForm]:
        """Every row of every kind."""
        return [form for rows in self.rows.values() for form in rows.forms]

    def draw_only(self) -> None:
        """Show what was typed without a word about mistakes: nothing was asked to be saved."""
        for form in (self.main, *self.row_forms):
            form._errors, form.cleaned_data = ErrorDict(), {}

    def is_valid(self) -> bool:
        """Whether everything can be taken. All parts are looked at, so that all mistakes are said at once."""
        fine = [form.is_valid() for form in (self.main, *self.row_forms)]
        if self.main.cleaned_data.get("also") and not self._also(self.main.cleaned_data["also"])[1]:
            missing = self._also(self.main.cleaned_data["also"])[2]
            self.main.add_error("also", f"We found no page at “{missing[:80]}”. Copy its address again")
            return False
        return all(fine)

    @property
    def has_more(self) -> bool:
        """Whether the folded part must stand open: something is in it, or wrong in it."""
        wrong = {"find", "also", "see", "see_units", "see_other", "see_people"} & set(self.main.errors)
        filled = any(rows.is_filled for rows in self.rows.values())
        return bool(wrong or filled or self.main["see"].value() != OWN or (self.typed and LOOKING & set(self.typed)))

    def content(self) -> dict[str, Any]:
        """What was typed, as `recording.begin` and `save` take it. Only once it is valid."""
        said = self.main.cleaned_data
        audience: audiences.Audience = said["audience"]
        return {
            "what": said["what"], "because": said["because"], "decided_on": said["decided_on"],
            "decided_by": said["decided_by"], "meeting": said["meeting"], "decider": said["decider_person"],
            "secretary": said["secretary_person"], "review_due": said["review_due"], "open_to": audience.open_to,
            "tokens": audience.tokens, "bases": self._bases(said),
            "options": self.rows["options"].given, "dissents": self.rows["dissents"].given,
            "assumptions": self.rows["assumptions"].given, "actions": self.rows["actions"].given,
        }  # fmt: skip

    def _bases(self, said: Mapping[str, Any]) -> list[BasisGiven]:
        made = []
        for one in self.candidates:
            use = said.get(f"use_{one.key}")
            if use in {RESTS, CONSIDERED}:
                made.append(replace(one.given, considered=use == CONSIDERED))
        there = {one.target.pk for one in made if one.target is not None}
        made += [one for one in self._also(said.get("also") or "")[0] if one.target and one.target.pk not in there]
        if said.get("judgement"):
            made.append(BasisGiven(KnowledgeKind.JUDGEMENT, None, said["judgement"]))
        return made + self.rows["own"].given

    def _also(self, text: str) -> tuple[list[BasisGiven], bool, str]:
        """The pages behind pasted addresses, whether all were found, and the first that was not."""
        wanted = list(dict.fromkeys(candidates_of.ids_in(text)))
        found = candidates_of.records_called(self.reader, wanted)
        missing = [each for each in wanted if each not in {row.public_id for row in found}]
        return [BasisGiven(target=row) for row in found], not missing, missing[0] if missing else ""

    def _initial(self) -> dict[str, Any]:
        decision = self.decision
        base = {"written_by": mark_of(self.request.user)}
        if decision is None:
            once = signing.dumps(new_id(), salt=_SALT)
            return base | {"once": once, "decided_on": clock.today(), "seen": "0"}
        audience = _audience(decision) or audiences.Audience()
        units, people = audiences.names_of(audience)
        own = {unit.pk for unit in _places(self.reader, decision)}
        judgement, _ = _own(decision, self.reader, self.question)
        own_unit = audience == audiences.Audience("", (unit_token(decision.unit_id or 0),))
        return base | {
            "what": decision.what, "unit": str(decision.unit_id), "decided_by": decision.decided_by,
            "meeting": decision.meeting, "decider": _called(decision.decider), "secretary": _called(decision.secretary),
            "decided_on": decision.decided_on, "because": decision.because, "judgement": judgement,
            "review_due": decision.review_due, "see": OWN if own_unit else audience.choice,
            "see_units": [str(unit.pk) for unit in units if unit.pk in own],
            "see_other": "\n".join(unit.name for unit in units if unit.pk not in own),
            "see_people": "\n".join(person.email for person in people), "seen": str(decision.saves),
        }  # fmt: skip


def once_of(form: DecisionForm) -> str:
    """The id that a new form was given: the same form sent twice makes one draft. Empty where it is not ours."""
    try:
        return str(signing.loads(form.cleaned_data.get("once") or "", salt=_SALT))
    except signing.BadSignature:
        return ""


def units_for(reader: Reader, decision: Decision | None = None) -> list[Unit]:
    """Units in whose name they may write; the draft's own first."""
    units = library_rules.units_to_write_for(reader)
    if decision is not None and decision.unit is not None:
        units = [decision.unit, *(unit for unit in units if unit.pk != decision.unit_id)]
    return units


def _with_found(typed: QueryDict, reader: Reader) -> QueryDict:
    """What was typed, with the pages that somebody looked for or pasted among what can be ticked."""
    data = typed.copy()
    pasted = candidates_of.records_called(reader, candidates_of.ids_in(typed.get("also", "")))
    for row in pasted:
        data.setdefault(f"use_{row.public_id}", RESTS)
    found = candidates_of.looked_for(reader, typed.get("find", "")) if "look" in typed else []
    more = [*(row.public_id for row in pasted), *found]
    data.setlist("candidate", list(dict.fromkeys([*typed.getlist("candidate"), *more])))
    if pasted:
        ids = {row.public_id for row in pasted}
        lines = typed.get("also", "").split("\n")
        data["also"] = "\n".join(line for line in lines if not ids & set(candidates_of.ids_in(line)))
    return data


def _held_rows(decision: Decision | None, reader: Reader, question: Question | None) -> dict[str, list[dict[str, Any]]]:
    if decision is None:
        return {}
    return {
        "options": [{"name": row.name, "chosen": row.chosen, "because": row.because} for row in decision.options.all()],
        "dissents": [
            {"role": row.role, "words": row.words, "withheld": not row.role} for row in decision.dissents.all()
        ],
        "assumptions": [{"text": row.text} for row in decision.assumptions.all()],
        "actions": [
            {"text": row.text, "owner": _called(row.owner) or row.owner_words, "due_on": row.due_on}
            for row in decision.actions.select_related("owner")
        ],
        "own": [
            {"kind": row.kind, "words": row.words, "figure": row.figure, "source": row.source,
             "considered": row.considered}
            for row in _own(decision, reader, question)[1]
        ],
    }  # fmt: skip


def _own(decision: Decision, reader: Reader, question: Question | None) -> tuple[str, list[Basis]]:
    """The draft's own words: the one judgement that has a box of its own, and the rest."""
    rows = candidates_of.own_words(decision, reader, question)
    first = next(
        (row for row in rows if row.kind == KnowledgeKind.JUDGEMENT and not (row.considered or row.figure)), None
    )
    return (first.words if first else ""), [row for row in rows if row is not first]


def _known(decision: Decision | None) -> list[Person]:
    """People whom the draft names already: they fit wherever they work now."""
    if decision is None:
        return []
    owners = [row.owner for row in decision.actions.select_related("owner") if row.owner]
    return [person for person in (decision.decider, decision.secretary, *owners) if person]


def _audience(decision: Decision | None) -> audiences.Audience | None:
    return audiences.Audience(decision.shared_open_to, tuple(decision.shared_tokens)) if decision else None


def _places(reader: Reader, decision: Decision | None) -> list[Unit]:
    """Units to tick: the reader's own and all above, those they look after, and those named already."""
    named = set(_audience(decision).ids("unit")) if decision else set()  # type: ignore[union-attr]
    found = Unit.objects.filter(pk__in=reader.units | reader.administers | named).order_by("name")[:100]
    order = {pk: place for place, pk in enumerate(reader.path)}
    return sorted(found, key=lambda unit: (order.get(unit.pk, len(order)), unit.kind != UnitKind.ORGANISATION))


def _called(person: Person | None) -> str:
    return person.email if person else ""
