"""This area's answer to "what is held about me?"."""

from collections.abc import Iterable

from django.db.models import Q

from fingerpost.decisions.models import Action, Decision
from fingerpost.organisations.domain.privacy import Holding
from fingerpost.organisations.models import Person
from fingerpost.records.models import PartRole

AS_LONG = "As long as your organisation needs it."


def held_about(person: Person) -> Iterable[Holding]:
    """The decisions that somebody wrote down, made or confirmed, and what they have to do. Two queries.

    What the decision was is said to those who wrote, made or confirmed it, not to whoever only owns an action.
    """
    wrote = Q(parts__person=person, parts__role=PartRole.AUTHOR)
    mine = Q(decider=person) | Q(secretary=person) | Q(confirmed_by=person)
    rows = Decision.objects.filter(wrote | mine).distinct().order_by("-pk").prefetch_related("parts")
    yield Holding(
        "Decisions you had to do with",
        "Those who may see each decision. Your name is shown to those who have signed in.",
        tuple(
            {
                "Decision": row.title, "You": ", ".join(_did(row, person)), "Stands as": row.get_confirmation_display(),
                "Decided on": row.decided_on.isoformat() if row.decided_on else "",
            }
            for row in rows
        ),
        kept=AS_LONG,
    )  # fmt: skip
    yield Holding(
        "What decisions ask you to do",
        "Those who may see each decision.",
        tuple(
            {
                "What": row.text, "By when": row.due_on.isoformat() if row.due_on else "",
                "Done on": row.done_on.isoformat() if row.done_on else "", "What was done": row.done_words,
            }
            for row in Action.objects.filter(owner=person).order_by("-pk")
        ),
        kept=AS_LONG,
    )  # fmt: skip


def _did(row: Decision, person: Person) -> Iterable[str]:
    if any(part.person_id == person.pk and part.role == PartRole.AUTHOR for part in row.parts.all()):
        yield "wrote it down"
    if row.decider_id == person.pk:
        yield "decided"
    if row.secretary_id == person.pk:
        yield "were the meeting’s secretary"
    if row.confirmed_by_id == person.pk:
        yield "confirmed it"
