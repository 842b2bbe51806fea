"""What the library's pages read."""

from collections.abc import Iterable, Mapping

from django.db.models import Q, QuerySet

from fingerpost.files.models import StoredFile
from fingerpost.library.domain.rules import imports_seen_by
from fingerpost.library.models import Copy, Import, Item, Paper, Revision, Route, Stage
from fingerpost.organisations.models import Person, Unit
from fingerpost.organisations.readers import Reader
from fingerpost.records.domain.history import history_of as history_of
from fingerpost.records.domain.history import names_as_agreed as names_as_agreed
from fingerpost.records.models import OpenTo, Part, PartRole, Record


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
