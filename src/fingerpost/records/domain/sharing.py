"""Who may see a record, and when it is released or withdrawn."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from fingerpost.journal.domain import stream
from fingerpost.kernel import clock
from fingerpost.kernel.errors import RuleBroken
from fingerpost.organisations.models import Person
from fingerpost.records.domain import watchers
from fingerpost.records.models import Audience, OpenTo, Record, State

_WIDTH = {OpenTo.NOBODY: 0, OpenTo.SIGNED_IN: 1, OpenTo.PUBLIC: 2}


def actor(by: Person | None) -> str:
    """The public id written into the stream; empty for the system itself."""
    return by.public_id if by else ""


@transaction.atomic
def share(record: Record, *, open_to: str, tokens: Iterable[str] = (), by: Person | None) -> Record:
    """Set who may see a record: everyone of `open_to`, and holders of `tokens`.

    Where fewer people may see it than before, answers leave it out from this moment, although the
    index has not caught up.
    """
    if open_to and record.state == State.DRAFT:
        raise RuleBroken("Release this before you share it with everyone.")
    wanted, had = set(tokens), set(record.audience.values_list("token", flat=True))
    narrowed = _WIDTH[OpenTo(open_to)] < _WIDTH[OpenTo(record.open_to)] or bool(had - wanted)
    if wanted == had and open_to == record.open_to:
        return record
    record.audience.exclude(token__in=wanted).delete()
    Audience.objects.bulk_create([Audience(record=record, token=token) for token in sorted(wanted - had)])
    stream.record(
        "records.audience_changed", subject=record.public_id, by=actor(by),
        detail={"open_to": [record.open_to, open_to], "added": sorted(wanted - had), "removed": sorted(had - wanted)},
    )  # fmt: skip
    record.open_to = open_to
    record.save(update_fields=["open_to"])
    watchers.changed([record.pk], narrowed=narrowed)
    return record


@transaction.atomic
def release(record: Record, *, by: Person | None, open_to: str = "", tokens: Iterable[str] = ()) -> Record:
    """Let a record be seen, by those named."""
    if record.state == State.RELEASED:
        raise RuleBroken("This is released already.")
    record.state, record.released_at = State.RELEASED, record.released_at or clock.now()
    record.save(update_fields=["state", "released_at"])
    stream.record("records.released", subject=record.public_id, by=actor(by))
    share(record, open_to=open_to, tokens=tokens, by=by)
    watchers.changed([record.pk])
    return record


@transaction.atomic
def withdraw(record: Record, *, by: Person | None, why: str) -> Record:
    """Take a record out of use. Those who could see it still can, and see that it was withdrawn."""
    if record.state != State.RELEASED:
        raise RuleBroken("Only something released can be withdrawn.")
    record.state = State.WITHDRAWN
    record.save(update_fields=["state"])
    stream.record("records.withdrawn", subject=record.public_id, by=actor(by), personal={"why": why})
    watchers.changed([record.pk], narrowed=True)
    return record


@transaction.atomic
def change(record: Record, *, by: Person | None, kind: str, **fields: Any) -> Record:
    """Write new values into a record's own fields and say so in the stream."""
    for name, value in fields.items():
        setattr(record, name, value)
    record.changed_at, record.changed_by, record.revision = clock.now(), actor(by), record.revision + 1
    record.save()
    stream.record(kind, subject=record.public_id, by=actor(by), detail={"fields": sorted(fields)})
    watchers.changed([record.pk])
    return record
