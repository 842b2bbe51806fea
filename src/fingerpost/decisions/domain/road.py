"""The road of a decision: from its question through what it rests on to what was decided."""

from collections.abc import Iterable

from fingerpost.decisions.domain.shown import BasisShown, Shown, decided_by, shown
from fingerpost.decisions.models import Confirmation, Decision
from fingerpost.organisations.readers import Reader
from fingerpost.records.models import State
from fingerpost.roads.models import KnowledgeKind
from fingerpost.ui.formats import full_date
from fingerpost.ui.pictures.road import Road
from fingerpost.ui.pictures.waypoints import Group, Waypoint

NO_QUESTION = "What was to be decided"  # also where the reader may not see the question: that there is one is not said


def road_of(decision: Decision, reader: Reader) -> Road:
    """The road as this reader may see it. The same queries as `shown`."""
    return road_from(shown(decision, reader), reader)


def road_from(made: Shown, reader: Reader) -> Road:
    """The same, of what is read already. No query."""
    decision, confirmed = made.decision, made.decision.confirmation == Confirmation.CONFIRMED
    by_kind: dict[str, list[BasisShown]] = {}
    for one in made.bases:
        by_kind.setdefault(one.kind, []).append(one)
    return Road(
        question=made.question.title if made.question else NO_QUESTION,
        question_href=f"/things/{made.question.public_id}/" if made.question else "",
        groups=tuple(
            Group(kind, str(KnowledgeKind(kind).label), tuple(map(_waypoint, by_kind[kind])))
            for kind in map(str, KnowledgeKind)
            if kind in by_kind
        ),
        end=decision.title if confirmed else f"Not confirmed yet: {decision.title}",
        end_href=f"/things/{decision.public_id}/", end_note=". ".join(_notes(decision, reader)),
        end_kind="decision" if confirmed else "open",
    )  # fmt: skip


def _waypoint(one: BasisShown) -> Waypoint:
    note = "; ".join(part for part in (one.figure if one.figure != one.title else "", one.words, one.source) if part)
    return Waypoint(
        kind=one.kind, kind_name=one.kind_name, title=one.title,
        href=f"/things/{one.target.public_id}/" if one.target else "", note=note, warning=one.warning,
        restricted=one.restricted, considered=one.considered,
    )  # fmt: skip


def _notes(decision: Decision, reader: Reader) -> Iterable[str]:
    """Who decided, when, and whether it still holds."""
    if decision.state == State.WITHDRAWN:
        yield "Withdrawn: no longer holds"
    who = decided_by(decision, reader)
    if who and decision.decided_on:
        yield f"{who}, {full_date(decision.decided_on)}"
    elif who or decision.decided_on:
        yield who or full_date(decision.decided_on)
