"""Local knowledge: add it, review it, replace it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from fingerpost.journal.domain import stream
from fingerpost.kernel import clock
from fingerpost.kernel.errors import RuleBroken
from fingerpost.library.models import Item, ItemKind
from fingerpost.organisations.models import Person, Unit
from fingerpost.records.domain import graph, sharing, watchers
from fingerpost.records.models import Relation


@transaction.atomic
def add(
    kind: str,
    title: str,
    body: str,
    *,
    unit: Unit,
    by: Person | None,
    summary: str = "",
    open_to: str = "",
    tokens: Iterable[str] = (),
    applies_to: Iterable[Unit] = (),
    released_at: datetime | None = None,
    **more: Any,
) -> Item:
    """A new item, released to those named. `more`: slug, topics, mesh, who_to_ask, review_due."""
    if not title.strip():
        raise RuleBroken("Give it a title.")
    item = Item(
        kind=ItemKind(kind), title=title.strip(), body=body, summary=summary, unit=unit, changed_by=sharing.actor(by),
        released_at=released_at, changed_at=released_at or clock.now(), **more,
    )  # fmt: skip
    item.save()
    item.applies_to.set(applies_to)
    stream.record("library.item_added", subject=item.public_id, by=sharing.actor(by), at=released_at)
    sharing.release(item, by=by, open_to=open_to, tokens=tokens)
    return item


@transaction.atomic
def review(item: Item, *, by: Person | None, on: date, due: date | None) -> Item:
    """A person has checked that an item still holds, and says when to check again."""
    if due and due <= on:
        raise RuleBroken("The next review must be after this one.")
    item.reviewed_on, item.reviewed_by, item.review_due = on, sharing.actor(by), due
    item.save(update_fields=["reviewed_on", "reviewed_by", "review_due"])
    stream.record("library.item_reviewed", subject=item.public_id, by=sharing.actor(by), detail={"on": on.isoformat()})
    watchers.changed([item.pk])
    return item


@transaction.atomic
def replace(old: Item, new: Item, *, by: Person | None) -> None:
    """Take an item out of use in favour of another; its page points on."""
    graph.link(new, Relation.SUPERSEDES, old, by=by)
    sharing.withdraw(old, by=by, why="Replaced")
