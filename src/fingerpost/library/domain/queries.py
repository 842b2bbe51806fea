"""What the library's pages read."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from fingerpost.journal.models import Change
from fingerpost.library.domain.rules import imports_seen_by
from fingerpost.library.models import Copy, Import, Item, Paper, Route
from fingerpost.organisations.models import Person, Unit
from fingerpost.organisations.readers import ANYONE, Reader
from fingerpost.records.models import OpenTo, Part, PartRole, Record

WORDS = {
    "library.paper_added": "Came into the library",
    "library.paper_updated": "Brought up to date",
    "library.paper_deleted": "Removed by PubMed",
    "library.paper_retracted": "Marked as retracted",
    "library.paper_concern_raised": "Marked with its journal's concern",
    "library.paper_corrected": "Marked as corrected",
    "library.item_added": "Added",
    "library.item_changed": "Changed",
    "library.item_reviewed": "Reviewed by a person",
    "records.released": "Released",
    "records.withdrawn": "Withdrawn",
    "records.audience_changed": "Shared with other people",
    "records.linked": "Linked to something else",
    "records.unlinked": "A link was taken away",
}

LINKED = {"records.linked", "records.unlinked"}


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a history."""

    at: datetime
    words: str


def history_of(record: Record, reader: Reader = ANYONE) -> list[Event]:
    """What happened to a record, newest first, in plain words. Who did it is not said here.

    Links to what this reader may not see are left out, and so is an update that changed no fact of a
    paper: it tells that some team brought in a copy of its own. At most two queries.
    """
    changes = list(Change.objects.filter(subject=record.public_id, kind__in=WORDS).order_by("-id")[:400])
    ends = {change.detail.get("target", "") for change in changes if change.kind in LINKED}
    seen = (
        set(Record.objects.visible_to(reader).filter(public_id__in=ends).values_list("public_id", flat=True))
        if ends
        else set()
    )
    events: list[Event] = []
    for change in changes:
        if change.kind in LINKED and change.detail.get("target", "") not in seen:
            continue
        if change.kind == "library.paper_updated" and not change.detail.get("fields"):
            continue
        event = Event(change.at, WORDS[change.kind])
        if not events or (events[-1].words, events[-1].at.date()) != (event.words, event.at.date()):
            events.append(event)
    return events[:50]


def readable_copies(reader: Reader) -> Q:
    """Copies whose abstract this reader may read: free ones, and those of teams they are in."""
    return Q(route=Route.OPEN) | Q(team__in=reader.units)


def abstract_for(paper: Paper, reader: Reader) -> Copy | None:
    """The newest abstract of a paper that this reader may read, the free one first."""
    copies = Copy.objects.filter(readable_copies(reader), paper=paper).exclude(abstract="").select_related("team")
    return copies.order_by("route", "-seen_at", "-id").first()


def copies_for(paper: Paper, reader: Reader) -> list[Copy]:
    """Where a paper came from, as far as this reader may know."""
    return list(
        Copy.objects.filter(readable_copies(reader), paper=paper).select_related("team").order_by("source", "id")[:20]
    )


def shared_with(item: Item) -> str:
    """Who may see an item, in words."""
    if item.open_to == OpenTo.PUBLIC:
        return "Anyone, without signing in"
    if item.open_to == OpenTo.SIGNED_IN:
        return "Anyone signed in"
    ids = [
        int(token.removeprefix("unit:"))
        for token in item.audience.values_list("token", flat=True)
        if token.startswith("unit:")
    ]
    names = [unit.name for unit in Unit.objects.filter(pk__in=ids).order_by("name")]
    return "People in " + ", ".join(names) if names else "Only people named by its owner"


def people_shown(record: Record) -> list[Part]:
    """People with a part in a record who agreed to show it."""
    return list(
        Part.objects.filter(record_id=record.pk, shown=True, person__is_active=True, person__hidden_from_results=False)
        .exclude(role=PartRole.ASKED)
        .select_related("person", "person__profile")
        .order_by("role", "person__name")
    )


def imports_for_list(reader: Reader) -> "QuerySet[Import]":
    """Imports this reader may see, newest first."""
    return imports_seen_by(reader).select_related("job", "team", "person").order_by("-created_at", "-id")


def teams_of(person: Person, reader: Reader) -> list[Unit]:
    """Teams in whose name a person may bring papers in."""
    del person
    return list(Unit.objects.filter(pk__in=reader.services | reader.administers).order_by("name"))
