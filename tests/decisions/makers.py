"""Decisions for tests, made by the functions that make real ones."""

from dataclasses import dataclass
from typing import Any

from fingerpost.decisions.domain import confirming, recording
from fingerpost.decisions.models import Decision
from fingerpost.organisations.models import Person, Role, Unit
from fingerpost.organisations.readers import reader_for
from fingerpost.roads.domain import questions
from fingerpost.roads.models import Kept, Question
from tests.factories import a_person, a_team, a_unit, days


@dataclass(frozen=True)
class Ward:
    """A ward in a trust, with those who have to do with a decision and two who have not."""

    trust: Unit
    ward: Unit
    writer: Person
    decider: Person
    secretary: Person
    colleague: Person
    administrator: Person
    stranger: Person


def a_ward() -> Ward:
    """Wren Ward, of a trust of its own."""
    trust = a_unit("Wrenhall Trust")
    ward = a_team(trust, "Wren Ward")
    return Ward(
        trust, ward, a_person("Wilma Writer", ward), a_person("Dora Decider", ward), a_person("Sam Secretary", ward),
        a_person("Cora Colleague", ward), a_person("Ada Admin", trust, role=Role.ADMINISTRATOR),
        a_person("Stan Stranger", a_unit("Another Trust")),
    )  # fmt: skip


def a_draft(
    where: Ward, what: str = "We will not buy bed alarms.", *, by: Person | None = None, **content: Any
) -> Decision:
    """A draft by the ward's writer, whose decider is Dora, decided yesterday."""
    by = by or where.writer
    content = {"decider": where.decider, "decided_on": days(-1), "decided_by": "The falls group"} | content
    return recording.begin(what, by=by, reader=reader_for(by), unit=content.pop("unit", where.ward), **content)


def a_decision(where: Ward, what: str = "We will not buy bed alarms.", **content: Any) -> Decision:
    """One that Dora has confirmed."""
    made = a_draft(where, what, **content)
    confirming.send(made, by=where.writer, reader=reader_for(where.writer))
    return confirming.confirm(made, by=where.decider)


def a_question(by: Person, text: str = "Do bed alarms prevent falls?") -> Question:
    """A question that somebody keeps."""
    return questions.keep(text, by=by)


def keep_words(question: Question, kind: str, words: str, **more: Any) -> Kept:
    """Words of somebody's own, kept for a question."""
    return Kept.objects.create(question=question, kind=kind, words=words, **more)


def keep_thing(question: Question, target: Any, kind: str = "evidence", words: str = "") -> Kept:
    """A thing in the library, kept for a question."""
    return Kept.objects.create(question=question, target_id=target.pk, kind=kind, words=words)
