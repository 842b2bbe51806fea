"""Who may write, share, check and withdraw a brief."""

from django.db.models import QuerySet

from fingerpost.kernel.errors import NotAllowed
from fingerpost.library.domain.rules import looks_after
from fingerpost.organisations.models import Person, Unit
from fingerpost.organisations.readers import Reader
from fingerpost.records.models import PartRole
from fingerpost.roads.models import Brief, Question, Stage


def briefs_to_write(reader: Reader) -> "QuerySet[Brief]":
    """Briefs in which this reader may write: those whose question they work on. A subquery, not a query."""
    if not reader.signed_in:
        return Brief.objects.none()
    return Brief.objects.filter(answers_id__in=Question.objects.visible_to(reader).values("pk"))


def briefs_to_read(reader: Reader) -> "QuerySet[Brief]":
    """Briefs this reader may open: shared with them, or of a question they work on."""
    seen = Brief.objects.visible_to(reader)
    return seen | briefs_to_write(reader) if reader.signed_in else seen


def may_write(reader: Reader, brief: Brief) -> bool:
    """Whether they may write in a brief: everyone who works on its question. One query."""
    return reader.signed_in and Question.objects.visible_to(reader).filter(pk=brief.answers_id).exists()


def check_may_write(reader: Reader, brief: Brief) -> None:
    """Raise NotAllowed unless they may write in it."""
    if not may_write(reader, brief):
        raise NotAllowed(
            "Only people who work on the question can write its brief. Ask the person whose question it is."
        )


def check_may_write_for(reader: Reader, question: Question) -> None:
    """Raise NotAllowed unless they work on this question."""
    if not reader.signed_in or not Question.objects.visible_to(reader).filter(pk=question.pk).exists():
        raise NotAllowed("Only people who work on this question can write a brief for it.")


def checking_service(reader: Reader, brief: Brief) -> Unit | None:
    """The library service in whose name this reader may say that a brief was checked; None if they may not.

    The specialists of a service that serves the brief's organisation, or was asked the question. At most three queries.
    """
    if not reader.services:
        return None
    asked = brief.answers.service_id
    if asked not in reader.services and not looks_after(reader, brief.unit):
        return None
    services = Unit.objects.filter(pk__in=reader.services).order_by("pk")
    return next((one for one in services if one.pk == asked), None) or services.first()


def may_withdraw(reader: Reader, brief: Brief) -> bool:
    """Its writers, the one whose question it is, and the library team and administrators of its unit. Two queries."""
    if not reader.signed_in:
        return False
    own = brief.parts.filter(person_id=reader.person_id, role=PartRole.AUTHOR).exists()
    asked = brief.answers.parts.filter(person_id=reader.person_id, role=PartRole.ASKED).exists()
    return own or asked or looks_after(reader, brief.unit)


def wrote_alone(brief: Brief, person: Person) -> bool:
    """Whether nobody but this person began, saved or accepted anything in the version that is released. Two queries."""
    version = brief.versions.filter(stage=Stage.RELEASED).first()
    if version is None:
        return False
    hands = {version.begun_by_id, version.saved_by_id, *version.points.values_list("accepted_by_id", flat=True)}
    return hands - {None} <= {person.pk}
