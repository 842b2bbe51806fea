"""The road of a question so far: what was kept for it, by kind of knowledge, and where it has led."""

from collections.abc import Mapping
from typing import Any

from fingerpost.organisations.readers import Reader
from fingerpost.records.models import State
from fingerpost.roads.domain.workspace import KeptThing, Workspace, workspace_of
from fingerpost.roads.models import KnowledgeKind, Question
from fingerpost.search import registry
from fingerpost.ui.formats import full_date, sentence
from fingerpost.ui.pictures.waypoints import Group, Road, Waypoint

OWN_WORDS = {
    KnowledgeKind.DATA: "Local figure", KnowledgeKind.VOICES: "Patients and staff",
    KnowledgeKind.LESSONS: "What we learned", KnowledgeKind.JUDGEMENT: "Judgement", KnowledgeKind.KNOW_HOW: "Know-how",
}  # fmt: skip


def road_so_far(question: Question, reader: Reader) -> Road:
    """The road as this reader may see it. The same queries as `workspace_of`."""
    return road_from(workspace_of(question, reader), reader)


def road_from(space: Workspace, reader: Reader) -> Road:
    """The same, of what is read already. No query. What was dropped is not on it."""
    question = space.question
    return Road(
        question=question.asked_as, question_href=f"/questions/{question.public_id}/",
        groups=tuple(
            Group(str(kind), str(kind.label), tuple(map(_waypoint, things))) for kind, things in space.by_kind
        ),
        **_end(space),
    )  # fmt: skip


def kind_in_words(thing: KeptThing) -> str:
    """What people call a thing that was kept, or words that somebody added."""
    row = thing.kept
    if row.target is not None:
        return sentence(registry.kind_name(row.target.kind))
    return OWN_WORDS.get(KnowledgeKind(row.kind), str(row.get_kind_display()))


def _waypoint(thing: KeptThing) -> Waypoint:
    row = thing.kept
    if thing.is_restricted:
        return Waypoint(str(row.kind), "", "", restricted=True)
    warning = "; ".join(words for _, words in thing.warnings)
    if row.target is not None:
        return Waypoint(
            str(row.kind), kind_in_words(thing), row.target.title, href=f"/things/{row.target.public_id}/",
            note=row.words, warning=warning,
        )  # fmt: skip
    note = "; ".join(filter(None, (row.words if row.figure else "", row.source)))
    return Waypoint(str(row.kind), kind_in_words(thing), row.figure or row.words, note=note)


def _end(space: Workspace) -> Mapping[str, Any]:
    """The newest decision that still holds; else the newest brief that is shared; else nothing yet."""
    decided = next((one for one in space.decisions if one.state == State.RELEASED), None)
    if decided is not None:
        note = f"Recorded {full_date(decided.released_at)}" if decided.released_at else ""
        return {"end": decided.title, "end_href": f"/decisions/{decided.public_id}/", "end_note": note,
                "end_kind": "decision"}  # fmt: skip
    brief = next((one for one in space.briefs if one.state == State.RELEASED), None)
    if brief is not None:
        return {"end": brief.title, "end_href": f"/questions/briefs/{brief.public_id}/", "end_note": brief.summary,
                "end_kind": "brief"}  # fmt: skip
    day = space.question.decide_by
    return {"end_note": f"To be decided by {full_date(day)}" if day else ""}
