"""A decision as one reader may see it: for its page, for paper, for the road and for disclosure.

What a decision rests on and the reader may not see is not there: no title, no count. Where its owner allows it,
one line says that something restricted was used.
"""

from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from fingerpost.decisions.domain import rules
from fingerpost.decisions.models import Action, Basis, Confirmation, Decision, Dissent, Option
from fingerpost.kernel import clock
from fingerpost.library.models import Paper, Standing
from fingerpost.organisations.models import Person
from fingerpost.organisations.readers import Reader
from fingerpost.records.models import Link, Record, Relation, State
from fingerpost.roads.models import KnowledgeKind
from fingerpost.ui.formats import full_date

RESTRICTED = "Something restricted was used"
GONE = "Something that is no longer here"
STANDINGS = {
    Standing.RETRACTED: "Retracted", Standing.CONCERN: "Its journal has expressed concern",
    Standing.CORRECTED: "Corrected since", Standing.DELETED: "Removed from PubMed",
}  # fmt: skip
# Standings after which a decision that rests on the paper must be looked at.
FALLEN = {Standing.RETRACTED, Standing.DELETED}
_ORDER = {str(kind): place for place, kind in enumerate(KnowledgeKind)}


@dataclass(frozen=True, slots=True)
class BasisShown:
    """One thing it rests on. `fell`: it was withdrawn or retracted; `instead`: what is to be used now."""

    kind: str
    title: str
    target: Record | None = None
    words: str = ""
    figure: str = ""
    source: str = ""
    considered: bool = False
    warning: str = ""
    fell: bool = False
    instead: Record | None = None
    by_line: str = ""
    restricted: bool = False

    @property
    def kind_name(self) -> str:
        """The kind of knowledge, in words."""
        return str(KnowledgeKind(self.kind).label)


@dataclass(frozen=True, slots=True)
class Group:
    """What it rests on of one kind of knowledge."""

    kind: str
    name: str
    bases: tuple[BasisShown, ...]


@dataclass(frozen=True, slots=True)
class ActionShown:
    """An action, who does it as this reader may know, and how it stands."""

    action: Action
    owner: str
    state: str
    tone: str
    may_mark: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything a page about a decision says."""

    decision: Decision
    states: tuple[tuple[str, str], ...]  # words and tone, the weightiest first
    question: Record | None
    decided_by: str
    confirmed: str
    options: tuple[Option, ...]
    rests_on: tuple[Group, ...]
    considered: tuple[Group, ...]
    dissents: tuple[Dissent, ...]
    assumptions: tuple[str, ...]
    actions: tuple[ActionShown, ...]
    replaced_by: tuple[Record, ...]
    replaces: tuple[Record, ...]

    @property
    def bases(self) -> list[BasisShown]:
        """What it rests on, then what was considered, in order."""
        return [one for group in (*self.rests_on, *self.considered) for one in group.bases]

    @property
    def fallen(self) -> list[BasisShown]:
        """What it rests on that was withdrawn or retracted since."""
        return [one for group in self.rests_on for one in group.bases if one.fell]


def shown(decision: Decision, reader: Reader) -> Shown:
    """The decision as this reader sees it. At most fourteen queries, however much hangs on it."""
    bases = bases_of(decision, reader)
    replaced_by, replaces = _neighbours(decision, reader)
    made = Shown(
        decision=decision, states=(), question=_question(decision, reader),
        decided_by=decided_by(decision, reader), confirmed=_confirmed(decision, reader),
        options=tuple(sorted(decision.options.all(), key=lambda option: not option.chosen)),
        rests_on=_grouped([one for one in bases if not one.considered]),
        considered=_grouped([one for one in bases if one.considered]),
        dissents=tuple(decision.dissents.all()), assumptions=tuple(row.text for row in decision.assumptions.all()),
        actions=_actions(decision, reader), replaced_by=replaced_by, replaces=replaces,
    )  # fmt: skip
    return replace(made, states=tuple(_states(made)))


def bases_of(decision: Decision, reader: Reader) -> list[BasisShown]:
    """What it rests on and what was considered, as this reader may see it. At most five queries."""
    rows = list(decision.bases.select_related("target__unit"))
    ids = [row.target_id for row in rows if row.target_id]
    seen = set(Record.objects.recheck(reader, ids).values_list("pk", flat=True)) if ids else set()
    standings = dict(
        Paper.objects.filter(pk__in=[row.target_id for row in rows if row.target and row.target.kind == "paper"])
        .values_list("pk", "standing")
    )  # fmt: skip
    gone = [row.target_id for row in rows if row.target and row.target.state == State.WITHDRAWN]
    newer = _newer(gone, reader) if gone else {}
    made: list[BasisShown] = []
    for row in rows:
        one = _basis(row, seen, standings, newer)
        if one is not None and not (one.restricted and one in made):  # how many there are is not said
            made.append(one)
    return sorted(made, key=lambda one: _ORDER[one.kind])


def decided_by(decision: Decision, reader: Reader) -> str:
    """Who decided, and in which meeting. A person's name is for those who have signed in."""
    who = [decision.decided_by]
    if decision.decider and reader.signed_in and decision.decider.name not in decision.decided_by:
        who.append(decision.decider.name)
    return ", ".join(part for part in [*who, decision.meeting] if part)


def _question(decision: Decision, reader: Reader) -> Record | None:
    return Record.objects.recheck(reader, [decision.answers_id]).first() if decision.answers_id else None


def _basis(row: Basis, seen: set[int], standings: dict[int, str], newer: dict[int, Record]) -> BasisShown | None:
    target = row.target
    said = {"words": row.words, "figure": row.figure, "source": row.source, "considered": row.considered}
    if target is None:
        return BasisShown(row.kind, row.words or row.figure or GONE, **(said | {"words": ""} if row.words else said))
    if row.target_id not in seen:
        restricted = BasisShown(row.kind, RESTRICTED, considered=row.considered, restricted=True)
        return restricted if target.use_may_be_said else None
    standing = Standing(standings.get(target.pk, ""))
    withdrawn = target.state == State.WITHDRAWN
    overdue = "Its review is overdue" if target.is_overdue else ""
    # A brief often has the name of its question, which stands beside it.
    title = f"Brief: {target.title}" if target.kind == "brief" else target.title
    return BasisShown(
        row.kind, title, target, **said, warning="Withdrawn" if withdrawn else STANDINGS.get(standing, overdue),
        fell=withdrawn or standing in FALLEN, instead=newer.get(target.pk), by_line=str(target.unit or ""),
    )  # fmt: skip


def _newer(gone: list[int], reader: Reader) -> dict[int, Record]:
    """What replaces these withdrawn things, as far as this reader may see it. One query."""
    links = Link.objects.visible_to(reader).filter(target_id__in=gone, relation=Relation.SUPERSEDES)
    return {link.target_id: link.source for link in links.select_related("source").order_by("pk")}


def _neighbours(decision: Decision, reader: Reader) -> tuple[tuple[Record, ...], tuple[Record, ...]]:
    """Confirmed decisions that replace this one, and those that it replaces. Two queries."""
    links = Link.objects.visible_to(reader).filter(relation=Relation.SUPERSEDES)
    later = links.filter(target_id=decision.pk, source__state=State.RELEASED).select_related("source")[:10]
    earlier = links.filter(source_id=decision.pk).select_related("target")[:10]
    return tuple(link.source for link in later), tuple(link.target for link in earlier)


def _grouped(bases: list[BasisShown]) -> tuple[Group, ...]:
    return tuple(
        Group(kind, str(KnowledgeKind(kind).label), tuple(ones)) for kind, ones in groupby(bases, lambda one: one.kind)
    )


def _actions(decision: Decision, reader: Reader) -> tuple[ActionShown, ...]:
    keeps = rules.may_withdraw(reader, decision)
    today = clock.today()
    confirmed = decision.confirmation == Confirmation.CONFIRMED
    made = []
    for row in decision.actions.select_related("owner"):
        state, tone = action_state(row, today)
        owner = (_name(row.owner, reader) if row.owner else row.owner_words) or "Nobody named"
        own = reader.person_id is not None and row.owner_id == reader.person_id
        made.append(ActionShown(row, owner, state, tone, confirmed and (own or keeps)))
    return tuple(made)


def action_state(action: Action, today: date) -> tuple[str, str]:
    """How an action stands, in words and as a tone."""
    if action.done_on:
        return f"Done on {full_date(action.done_on)}", "good"
    if action.due_on and action.due_on < today:
        return f"Overdue: was due by {full_date(action.due_on)}", "bad"
    return (f"To do by {full_date(action.due_on)}", "quiet") if action.due_on else ("To do, no date set", "quiet")


def _name(person: Person, reader: Reader) -> str:
    return person.name if reader.signed_in else "A named colleague"


def _confirmed(decision: Decision, reader: Reader) -> str:
    """Who confirmed it, when, and on whose behalf."""
    if decision.confirmed_at is None:
        return ""
    who = decision.confirmed_by
    said = f"Confirmed on {full_date(decision.confirmed_at)}"
    if who is None or not reader.signed_in:
        return said
    said += f" by {who.name}"
    if who.pk == decision.decider_id:
        return said
    role = "the meeting’s secretary" if who.pk == decision.secretary_id else "for the unit whose decision it is"
    on_behalf = decision.decider or (decision.secretary if who.pk != decision.secretary_id else None)
    return f"{said}, {role}" + (f", on behalf of {on_behalf.name}" if on_behalf else "")


def _states(made: Shown) -> list[tuple[str, str]]:
    """How it stands, loudly: the weightiest first."""
    decision = made.decision
    if decision.confirmation == Confirmation.DRAFT:
        return [("Draft: not a decision yet", "watch")]
    if decision.confirmation == Confirmation.WAITING:
        return [("Waiting to be confirmed: not a decision yet", "watch")]
    if decision.state == State.WITHDRAWN:
        return [("Withdrawn: no longer holds", "bad")]
    states = []
    if made.fallen:
        states.append(("Rests on something that was withdrawn or retracted", "bad"))
    if decision.is_overdue:
        states.append((f"Review overdue since {full_date(decision.review_due)}", "watch"))
    return [*states, ("Confirmed", "good")]
