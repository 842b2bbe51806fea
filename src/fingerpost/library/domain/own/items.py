"""Local knowledge: add it, review it, replace it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from fingerpost.journal.domain import stream
from fingerpost.kernel import clock
from fingerpost.kernel.errors import RuleBroken
from fingerpost.library.domain import rules
from fingerpost.library.domain.own import contents
from fingerpost.library.models import Item, ItemKind, ItemTopic, Revision, Stage
from fingerpost.organisations.models import Person, Unit
from fingerpost.records.domain import graph, sharing, watchers
from fingerpost.records.models import Relation


@transaction.atomic
def add(
    kind: str,
    title: str,
    body: str = "",
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
    """A new item, released to those named.

    `more`: slug, sections, topics, mesh, owner, who_to_ask, review_due, address, held_by.

    Its words come as `sections` (see `kinds`), or as one `body`. People write by `writing`; this is for
    what comes in ready, and makes its first version of it.
    """
    if not title.strip():
        raise RuleBroken("Give it a title.")
    body = body or contents.whole_text(kind, more.get("sections", {}))
    item = Item(
        kind=ItemKind(kind), title=title.strip(), body=body, summary=summary, unit=unit, changed_by=sharing.actor(by),
        released_at=released_at, changed_at=released_at or clock.now(), **more,
    )  # fmt: skip
    item.save()
    item.applies_to.set(applies_to)
    stream.record("library.item_added", subject=item.public_id, by=sharing.actor(by), at=released_at)
    named = set(tokens)
    sharing.release(item, by=by, open_to=open_to, tokens=named | rules.keeper_tokens(item, named))
    write_topics(item)
    first_version(item, by=by)
    return item


def write_topics(item: Item) -> None:
    """The rows by which items are listed by topic. Call it wherever `item.topics` was set."""
    wanted = {slug: name for name in item.topics if (slug := contents.topic_slug(name))}
    held = dict(item.topic_rows.values_list("slug", "name"))
    item.topic_rows.exclude(slug__in=wanted).delete()
    for slug, name in wanted.items():
        if slug not in held:
            ItemTopic.objects.create(item=item, slug=slug, name=name[: contents.LONGEST_TOPIC])
        elif held[slug] != name:
            item.topic_rows.filter(slug=slug).update(name=name[: contents.LONGEST_TOPIC])


def first_version(item: Item, *, by: Person | None) -> Revision:
    """The version behind an item that came in ready: what it says as it stands."""
    revision = Revision(
        item=item, number=1, stage=Stage.RELEASED, begun_by=by, saved_by=by, released_by=by,
        begun_at=item.released_at, saved_at=item.released_at, released_at=item.released_at,
        **contents.of_item(item),
    )  # fmt: skip
    revision.save()
    return revision


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
    withdraw(old, by=by, because="Replaced by a newer page")


@transaction.atomic
def withdraw(item: Item, *, by: Person | None, because: str) -> None:
    """Take an item out of use. Its page stays, and says loudly why."""
    sharing.withdraw(item, by=by, why=because)
    item.withdrawn_because = because
    item.save(update_fields=["withdrawn_because"])
