"""What the library's pages read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from fingerpost.files.models import StoredFile
from fingerpost.journal.models import Change
from fingerpost.library.domain.rules import imports_seen_by
from fingerpost.library.models import Copy, Import, Item, Paper, Revision, Route, Stage
from fingerpost.organisations.domain import consent
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
    "library.file_attached": "A file was added",
    "library.file_detached": "A file was taken off",
    "library.file_renamed": "A file was given another name",
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


def files_kept(public_ids: Iterable[str]) -> dict[str, StoredFile]:
    """Kept files by public id. One query."""
    return {one.public_id: one for one in StoredFile.objects.filter(public_id__in=list(public_ids))}


def names_as_agreed(public_ids: Iterable[str]) -> dict[str, str]:
    """Names of these people, as far as they agreed to stand on what they wrote. Two queries."""
    people = {
        person.pk: person
        for person in Person.objects.filter(
            public_id__in={one for one in public_ids if one}, is_active=True, hidden_from_results=False
        )
    }
    agreed = consent.agreed_people(list(people), consent.NAMED) if people else set()
    return {people[pk].public_id: people[pk].name for pk in agreed}


def released_version(item: Item) -> Revision | None:
    """The version that an item shows, if it has versions. One query."""
    return Revision.objects.filter(item=item, stage=Stage.RELEASED).first()


def attached(item: Item, listed: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """The files of an item as it stands, with what its version says of its pictures. One query."""
    said = {each["file"]: each.get("alt", "") for each in listed}
    rows = item.attachments.select_related("file")
    return [{"file": each.file.public_id, "name": each.name, "alt": said.get(each.file.public_id, "")} for each in rows]


def is_no_person(name: str) -> bool:
    """Whether a name is a team's or a role's: nobody here is called so. One query for a name, none for no name."""
    return bool(name) and not Person.objects.filter(name=name).exists()
