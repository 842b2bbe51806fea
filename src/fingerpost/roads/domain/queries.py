"""What the pages about questions read."""

from django.db.models import F, QuerySet

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
