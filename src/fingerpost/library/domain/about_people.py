"""The library's answer to "what is held about me?"."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, Q

from fingerpost.library.models import Collection, CollectionEntry, Filling, Flag, Import, Item, Revision
from fingerpost.organisations.domain.privacy import Holding
from fingerpost.organisations.models import Person

AS_LONG = "As long as your organisation needs it."
# What somebody can have done to a version, by the field that says who.
DID = {
    "begun_by": "began it", "saved_by": "saved it last", "submitted_by": "sent it for review",
    "released_by": "released it", "editing_by": "have it open",
}  # fmt: skip


def held_about(person: Person) -> Iterable[Holding]:
    """What a person looks after, wrote, said, gathered and brought in. A fixed number of queries."""
    owned = [*Item.objects.filter(owner=person).order_by("-pk"), *_collections(person)]
    yield Holding(
        "What you look after",
        "Those who may see each of these. Owners are named to those who may change it.",
        tuple({"What": row.title, "Kind": row.kind, "Stands as": row.get_state_display()} for row in owned),
        kept="Until somebody else looks after it.",
    )
    yield Holding(
        "What you wrote in the library",
        "Those who may change each page. Your name is shown to readers only where you agreed.",
        tuple(_version(row, person) for row in _versions(person)),
        kept=AS_LONG,
    )
    yield from _said(person)
    entries = CollectionEntry.objects.filter(added_by=person).select_related("collection", "record").order_by("-pk")
    yield Holding(
        "What you put on reading lists",
        "Those who may see each list. That it was you is shown to nobody.",
        tuple({"What": row.record.title, "List": row.collection.title, "Your note": row.note} for row in entries),
        kept="As long as it is on the list.",
    )
    yield Holding(
        "What you brought in",
        "You, and the team that each was brought in for.",
        tuple(
            {
                "File": row.name,
                "When": row.created_at.isoformat(),
                "What you searched for": getattr(row, "question", ""),
            }
            for row in [*_newest(Import, person), *_newest(Filling, person)]
        ),
        kept=AS_LONG,
    )


def _said(person: Person) -> Iterable[Holding]:
    flags = Flag.objects.filter(person=person).select_related("record").order_by("-pk")
    yield Holding(
        "What you said of pages",
        "You, and those who look after each page.",
        tuple(
            {
                "Page": row.record.title, "You said": row.get_kind_display(), "In your words": row.words,
                "When": row.at.isoformat(), "What came of it": row.get_outcome_display(), "Answer": row.answer,
            }
            for row in flags
        ),
        kept=AS_LONG,
    )  # fmt: skip
    answered = Flag.objects.filter(answered_by=person).select_related("record").order_by("-pk")
    yield Holding(
        "What you answered to readers",
        "The reader who asked, and those who look after the page.",
        tuple(
            {
                "Page": row.record.title, "Your answer": row.answer,
                "When": row.answered_at.isoformat() if row.answered_at else "",
            }
            for row in answered
        ),
        kept=AS_LONG,
    )  # fmt: skip


def _collections(person: Person) -> Iterable[Collection]:
    return Collection.objects.filter(owner=person).order_by("-pk")


def _versions(person: Person) -> Iterable[Revision]:
    by_them = Q()
    for field in DID:
        by_them |= Q(**{field: person})
    return Revision.objects.filter(by_them).select_related("item").order_by("-pk")


def _version(row: Revision, person: Person) -> dict[str, Any]:
    did = [words for field, words in DID.items() if getattr(row, f"{field}_id") == person.pk]
    return {
        "Page": row.title, "Version": row.number, "Stands as": row.get_stage_display(), "You": ", ".join(did),
        "Saved": row.saved_at.isoformat(),
    }  # fmt: skip


def _newest(model: type[Model], person: Person) -> Iterable[Any]:
    return model._default_manager.filter(person=person).order_by("-pk")
