"""This area's answer to "what is held about me?"."""

from collections.abc import Iterable

from django.db.models import Q

from fingerpost.organisations.domain.privacy import Holding
from fingerpost.organisations.models import Person
from fingerpost.records.models import PartRole
from fingerpost.roads.models import Brief, BriefVersion, Kept, Look, Pin, Point, Question

AS_LONG = "As long as your organisation needs it."
THOSE_WHO_WORK_ON_IT = "Those who work on each question."


def held_about(person: Person) -> Iterable[Holding]:
    """The questions that somebody saved, what they kept for questions, and what they did in briefs. Eight queries."""
    rows = Question.objects.filter(parts__person=person, parts__role=PartRole.ASKED).order_by("-pk")
    yield Holding(
        "Questions you kept",
        "Only you, until you share one or ask the library team. Then those too.",
        tuple(
            {
                "Question": row.asked_as, "Why it matters": row.why, "Stands as": row.get_standing_display(),
                "To be decided by": row.decide_by.isoformat() if row.decide_by else "",
                "Needed by": row.needed_by.isoformat() if row.needed_by else "", "Answer": row.answer,
            }
            for row in rows
        ),
        kept=AS_LONG,
    )  # fmt: skip
    yield Holding("What you kept for questions", THOSE_WHO_WORK_ON_IT, tuple(_kept(person)), kept=AS_LONG)
    looks = Look.objects.filter(person=person).order_by("-at", "-pk")
    yield Holding(
        "When you last looked at questions", "Only you.",
        tuple({"When": row.at.isoformat()} for row in looks), kept="Until you look again.",
    )  # fmt: skip
    yield Holding(
        "What you did in briefs",
        "Those who work on each question. Readers of a brief see your name only where you agreed.",
        tuple(_briefs(person)), kept=AS_LONG,
    )  # fmt: skip


def _kept(person: Person) -> Iterable[dict[str, str]]:
    """Their own words and what they did. Not what the thing or the question was: they may no longer see it."""
    for row in Kept.objects.filter(Q(kept_by=person) | Q(dropped_by=person)).order_by("-pk"):
        own, dropped = row.kept_by_id == person.pk, row.dropped_by_id == person.pk
        yield {
            "Kind": row.get_kind_display(), "In words": row.words if own else "", "Figure": row.figure if own else "",
            "From": row.source if own else "", "You kept it": row.kept_at.isoformat() if own else "",
            "You dropped it": row.dropped_at.isoformat() if dropped and row.dropped_at else "",
            "Because": row.dropped_because if dropped else "",
        }  # fmt: skip


def _briefs(person: Person) -> Iterable[dict[str, str]]:
    did = {"begun_by": "Began it", "saved_by": "Saved it last", "released_by": "Shared it"}
    versions = BriefVersion.objects.filter(Q(begun_by=person) | Q(saved_by=person) | Q(released_by=person))
    for version in versions.order_by("-pk"):
        what = [words for name, words in did.items() if getattr(version, f"{name}_id") == person.pk]
        yield {"Brief": version.title, "What": ", ".join(what), "When": version.saved_at.isoformat()}
    for point in Point.objects.filter(accepted_by=person).select_related("version").order_by("-pk"):
        when = point.accepted_at.isoformat() if point.accepted_at else ""
        yield {"Brief": point.version.title, "What": f"Accepted: {point.text}", "When": when}
    for pin in Pin.objects.filter(pinned_by=person).select_related("point__version").order_by("-pk"):
        title = pin.point.version.title
        yield {"Brief": title, "What": "Pinned a sentence to a source", "When": pin.pinned_at.isoformat()}
    for brief in Brief.objects.filter(checked_by=person).order_by("-pk"):
        when = brief.checked_on.isoformat() if brief.checked_on else ""
        yield {"Brief": brief.title, "What": "Checked it", "When": when}
