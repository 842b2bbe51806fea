"""Who may let the use of a thing be told of, and what papers on a walk are worth today."""

from collections.abc import Iterable

from fingerpost.kernel.errors import NotAllowed
from fingerpost.library.domain import rules
from fingerpost.library.models import Item, Paper, Standing
from fingerpost.organisations.models import Person
from fingerpost.organisations.readers import Reader
from fingerpost.records.domain import graph
from fingerpost.records.models import OpenTo, Part, PartRole, Record

OWNERS = (PartRole.AUTHOR, PartRole.ASKED, PartRole.DECIDED)


def may_let_use_be_said(reader: Reader, record: Record) -> bool:
    """Whether it is theirs to say: those who may edit a page; of anything else its writer, asker or decider.

    Nobody is asked of what everyone may see anyway, as published papers. At most four queries.
    """
    if not reader.signed_in or record.open_to == OpenTo.PUBLIC:
        return False
    if item := Item.objects.filter(pk=record.pk).select_related("unit").first():
        return rules.may_edit(reader, item)
    return Part.objects.filter(record_id=record.pk, person_id=reader.person_id, role__in=OWNERS).exists()


def let_use_be_said(record: Record, may: bool, *, by: Person, reader: Reader) -> None:
    """Let others be told that something restricted was used, or no longer."""
    if not may_let_use_be_said(reader, record):
        raise NotAllowed("Only those who look after this can decide what others are told of it.")
    graph.let_use_be_said(record, may, by=by)


def standings(ids: Iterable[int]) -> dict[int, Standing]:
    """Of these papers, those that something was later said against. One query."""
    rows = Paper.objects.filter(pk__in=list(ids)).exclude(standing=Standing.SOUND)
    return {pk: Standing(standing) for pk, standing in rows.values_list("pk", "standing")}
