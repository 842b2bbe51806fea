"""What the pages about questions read."""

from collections.abc import Iterable

from django.db.models import F, QuerySet

from fingerpost.organisations.domain.privacy import Holding
from fingerpost.organisations.models import Person
from fingerpost.organisations.readers import Reader
from fingerpost.records.models import PartRole
from fingerpost.roads.models import Question, Standing


def own_questions(reader: Reader) -> "QuerySet[Question]":
    """Questions this reader kept, newest first."""
    return (
        Question.objects.visible_to(reader)
        .filter(parts__person_id=reader.person_id, parts__role=PartRole.ASKED)
        .select_related("service")
        .order_by("-pk")
    )


def desk_questions(reader: Reader) -> "QuerySet[Question]":
    """Questions that wait at this reader's library service, the most urgent first."""
    return (
        Question.objects.visible_to(reader)
        .filter(service_id__in=reader.services, standing=Standing.ASKED)
        .select_related("service", "unit")
        .order_by(F("needed_by").asc(nulls_last=True), "pk")
    )


def held_about(person: Person) -> Iterable[Holding]:
    """This area's answer to "what is held about me?": the questions that somebody kept. One query."""
    rows = Question.objects.filter(parts__person=person, parts__role=PartRole.ASKED).order_by("-pk")
    yield Holding(
        "Questions you kept",
        "Only you, until you ask the library team. Then its staff too.",
        tuple(
            {
                "Question": row.asked_as, "What for": row.why, "Stands as": row.get_standing_display(),
                "Needed by": row.needed_by.isoformat() if row.needed_by else "", "Answer": row.answer,
            }
            for row in rows
        ),
        kept="As long as your organisation needs it.",
    )  # fmt: skip
