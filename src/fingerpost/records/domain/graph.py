"""The one graph: make links, and walk them."""

from django.db import transaction

from fingerpost.journal.domain import stream
from fingerpost.kernel.errors import RuleBroken
from fingerpost.organisations.models import Person
from fingerpost.organisations.readers import Reader
from fingerpost.records.domain.sharing import actor
from fingerpost.records.models import Link, Part, Record, Relation


@transaction.atomic
def link(source: Record, relation: str, target: Record, *, by: Person | None = None, note: str = "") -> Link:
    """Say that `source` bears on `target` so. Saying it twice changes nothing."""
    if source.pk == target.pk:
        raise RuleBroken("A thing cannot be linked to itself.")
    made, new = Link.objects.get_or_create(
        source_id=source.pk, relation=Relation(relation), target_id=target.pk,
        defaults={"made_by": actor(by), "note": note},
    )  # fmt: skip
    if new:
        stream.record(
            "records.linked", subject=source.public_id, by=actor(by),
            detail={"relation": relation, "target": target.public_id},
        )  # fmt: skip
    return made


@transaction.atomic
def unlink(made: Link, *, by: Person) -> None:
    """Take a link away; the stream keeps that it was there."""
    stream.record(
        "records.unlinked", subject=made.source.public_id, by=actor(by),
        detail={"relation": made.relation, "target": made.target.public_id},
    )  # fmt: skip
    made.delete()


@transaction.atomic
def take_part(record: Record, person: Person, role: str, *, shown: bool, by: Person | None = None) -> Part:
    """Note what a person had to do with a record, and whether they agreed to show it."""
    part, new = Part.objects.get_or_create(record_id=record.pk, person=person, role=role, defaults={"shown": shown})
    if new:
        stream.record(
            "records.part_taken", subject=record.public_id, by=actor(by),
            detail={"role": role, "person": person.public_id},
        )  # fmt: skip
    return part


def links_of(record: Record, reader: Reader) -> tuple[list[Link], list[Link]]:
    """Links from and to a record that this reader may see, each with its other end loaded."""
    seen = Link.objects.visible_to(reader).order_by("relation", "-target_id")
    return (
        list(seen.filter(source_id=record.pk).select_related("target")[:200]),
        list(seen.filter(target_id=record.pk).select_related("source")[:200]),
    )
