"""Write an item: begin, save, have it looked at, release, restore, withdraw.

An item shows its released version until the next is released. Each item has at most one version that is
still being written; everybody who may edit works on that one, and nobody overwrites what they have not
seen. What a version may hold stands in `contents`, how it becomes what the item says in `in_force`, who may do
what in `rules`.

The stream: `library.item_begun`, `draft_begun`, `draft_saved`, `draft_restored`, `draft_submitted`,
`draft_sent_back`, `draft_given_up`, and at each release `library.item_added` (the first) or
`library.item_changed`; each names the version as {"number": n}. `at`: when it happened, for what comes in with
its history; now unless told.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from fingerpost.journal.domain import stream
from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.library.domain import rules
from fingerpost.library.domain.own import contents, in_force, items, topic_names
from fingerpost.library.domain.own.who_to_ask import ask_people
from fingerpost.library.models import OPEN_STAGES, Item, ItemKind, Revision, Stage
from fingerpost.notifications.domain.outbox import send
from fingerpost.organisations.domain import consent
from fingerpost.organisations.models import Person, Unit
from fingerpost.organisations.readers import reader_for
from fingerpost.records.domain import graph, sharing
from fingerpost.records.models import PartRole, Relation, State

# Somebody who has not saved for so long is taken to have gone.
GONE_AFTER = timedelta(minutes=30)


class EditedMeanwhile(RuleBroken):
    """Somebody saved after the writer had opened the version. `revision` is what is there now; nothing was changed."""

    def __init__(self, revision: Revision) -> None:
        self.revision = revision
        who = revision.saved_by.name if revision.saved_by else "Somebody"
        super().__init__(f"{who} saved this while you were writing. Your words are still here. They are not saved yet.")


@dataclass(frozen=True, slots=True)
class Editing:
    """Somebody has a version open, since when."""

    person: Person
    since: datetime


# Write -------------------------------------------------------------------------------------------


@transaction.atomic
def begin(
    kind: str, *, unit: Unit, by: Person | None, title: str, who_to_ask: Iterable[Person] = (),
    owner: Person | None = None, author: bool = True, at: datetime | None = None, **content: Any,
) -> Revision:  # fmt: skip
    """A new item, seen by those who may edit it, and its first draft. Its owner is whoever begins it, unless told.

    `author`: whether whoever begins it wrote it; not so for somebody who brings in what others wrote.
    """
    if by is not None:
        rules.check_may_write(reader_for(by), unit)
    item = Item(
        kind=ItemKind(kind), title=title.strip()[:300] or "-", unit=unit, owner=owner or (by if author else None)
    )
    at = at or clock.now()
    revision = Revision(item=item, number=1, begun_by=by, saved_by=by, begun_at=at, saved_at=at)
    contents.write_into(revision, topic_names.settled({"title": title, **content}, by))
    item.title, item.summary, item.changed_by = revision.title, revision.summary, sharing.actor(by)
    item.changed_at = at
    item.save()
    revision.item = item  # it has its key now
    revision.save()
    _say("library.item_begun", revision, by, at)
    if by is not None and author:
        graph.take_part(item, by, PartRole.AUTHOR, shown=consent.agreed(by, consent.NAMED), by=by)
    in_force.open_to_editors(item)
    ask_people(item, who_to_ask, by=by)
    return revision


@transaction.atomic
def draft_of(item: Item, by: Person | None, *, at: datetime | None = None) -> Revision:
    """The version of an item that is being written; a new one, from what is released, where there is none."""
    if by is not None:
        rules.check_may_edit(reader_for(by), item)
    return open_version(item) or _begin_version(item, contents.of_item(item), by, at)


def open_version(item: Item) -> Revision | None:
    """The version that is still being written, if there is one. One query."""
    rows = Revision.objects.filter(item=item, stage__in=OPEN_STAGES)
    return rows.select_related("item__unit", "saved_by", "editing_by", "submitted_by", "begun_by").first()


@transaction.atomic
def save(
    revision: Revision, *, by: Person | None, seen: int, who_to_ask: Iterable[Person] | None = None,
    owner: Person | None = None, at: datetime | None = None, **content: Any,
) -> Revision:  # fmt: skip
    """Save fields of a version that is being written. `seen`: its `saves` as the writer had them before them.

    Raises EditedMeanwhile, having changed nothing, when somebody else has saved since. Who is asked and
    who owns the page belong to the page, not the version: these hold at once.
    """
    held = _hold(revision)
    _check_may_write_in(held, by)
    if held.saves != seen:
        raise EditedMeanwhile(held)
    contents.write_into(held, topic_names.settled(content, by))
    held.saves, held.saved_by, held.saved_at = held.saves + 1, by, at or clock.now()
    if held.editing_by_id is None:
        held.editing_by, held.editing_at = by, held.saved_at
    held.save()
    _say("library.draft_saved", held, by, at)
    if held.item.state == State.DRAFT:  # nothing is released yet: lists show it under its newest title
        Item.objects.filter(pk=held.item_id).update(title=held.title, summary=held.summary, changed_at=held.saved_at)
        held.item.title = held.title
    if owner is not None and owner.pk != held.item.owner_id:
        in_force.hand_to(held.item, owner, by=by)
    if who_to_ask is not None:
        ask_people(held.item, who_to_ask, by=by)
    return held


@transaction.atomic
def editing(revision: Revision, by: Person) -> None:
    """Note that somebody has opened a version to write in it, unless somebody else is at it already."""
    held = _hold(revision)
    _check_may_write_in(held, by)
    if who_is_editing(held, besides=by) is None:
        held.editing_by, held.editing_at = by, clock.now()
        held.save(update_fields=["editing_by", "editing_at"])


def who_is_editing(revision: Revision, besides: Person | None) -> Editing | None:
    """Who else has this version open: whoever opened it, until half an hour after their last save. No query."""
    who, since = revision.editing_by, revision.editing_at
    if who is None or since is None or (besides is not None and who.pk == besides.pk):
        return None
    last = max(since, revision.saved_at) if revision.saved_by_id == who.pk else since
    return Editing(who, since) if clock.now() - last < GONE_AFTER else None


@transaction.atomic
def give_up(revision: Revision, by: Person | None) -> Revision:
    """Stop writing a version. It stays in the list of versions and can be restored."""
    held = _hold(revision)
    _check_may_write_in(held, by)
    held.stage, held.editing_by, held.editing_at = Stage.DROPPED, None, None
    held.save(update_fields=["stage", "editing_by", "editing_at"])
    _say("library.draft_given_up", held, by)
    return held


@transaction.atomic
def restore(item: Item, number: int, by: Person | None) -> Revision:
    """A draft that says what an earlier version said. What is released stays until that draft is released."""
    if by is not None:
        rules.check_may_edit(reader_for(by), item)
    if open_version(item):
        raise RuleBroken("Somebody is writing a new version already. Share it or give it up first.")
    old = Revision.objects.filter(item=item, number=number).first()
    if old is None:
        raise RuleBroken("There is no such version.")
    content = {name: getattr(old, name) for name in contents.WRITTEN if name != "review_due"}
    revision = _begin_version(item, content | {"what_changed": f"As it was in version {number}"}, by)
    _say("library.draft_restored", revision, by, source=number)
    return revision


# Have it looked at, and release --------------------------------------------------------------------


@transaction.atomic
def submit(revision: Revision, by: Person | None, *, tell: bool = True, at: datetime | None = None) -> Revision:
    """Ask somebody else to read a draft. The owner hears of it if `tell`, and if it was not the owner who asked."""
    held = _hold(revision)
    _check_may_write_in(held, by)
    if held.stage == Stage.IN_REVIEW:
        raise RuleBroken("This waits for review already.")
    contents.check_complete(held)
    held.stage, held.submitted_by, held.submitted_at = Stage.IN_REVIEW, by, at or clock.now()
    held.reviewer_said = ""
    held.save(update_fields=["stage", "submitted_by", "submitted_at", "reviewer_said"])
    _say("library.draft_submitted", held, by, at)
    owner = held.item.owner
    if tell and owner and owner.is_active and owner != by:
        words = f"A new version of “{held.title}” waits for review."
        send([owner.email], "A page waits for you to read it", f"{words}\n\nSign in and open Library to read it.")
    return held


@transaction.atomic
def send_back(revision: Revision, by: Person | None, said: str) -> Revision:
    """Give a version back to its writer with words. Whoever asked for the review may take it back without any."""
    held = _hold(revision)
    _check_may_write_in(held, by)
    if held.stage != Stage.IN_REVIEW:
        raise RuleBroken("This does not wait for review.")
    if not said.strip() and held.submitted_by != by:
        raise RuleBroken("Say what should be different, so that the writer can go on.")
    held.stage, held.reviewer_said = Stage.DRAFT, said.strip()
    held.save(update_fields=["stage", "reviewer_said"])
    _say("library.draft_sent_back", held, by)
    _tell_writer(held, by, "Your page came back", "Somebody has read “{title}” and asks for changes.")
    return held


@transaction.atomic
def release(
    revision: Revision, by: Person | None, *, reviewed: bool = False, seen: int | None = None,
    at: datetime | None = None,
) -> Item:  # fmt: skip
    """The item now says what this version says, for those the version names.

    `reviewed`: whoever releases it says that they have read all of it and that it holds; never true of a machine.
    Sharing alone is no review, not of a first version either: until somebody says so, nobody has reviewed it.
    `seen`: the `saves` that they read; raises EditedMeanwhile when somebody has saved since.
    """
    held = _hold(revision)
    _check_open(held)
    if by is not None:
        rules.check_may_release(reader_for(by), held)
    if seen is not None and held.saves != seen:
        raise EditedMeanwhile(held)
    contents.check_complete(held)
    item, first = held.item, held.item.released_at is None
    Revision.objects.filter(item=item, stage=Stage.RELEASED).update(stage=Stage.REPLACED)
    at = at or clock.now()
    held.stage, held.released_by, held.released_at = Stage.RELEASED, by, at
    held.editing_by = held.editing_at = None
    held.save()
    item.revision += 0 if first else 1
    in_force.put(item, held, by=by, at=at)
    _say("library.item_added" if first else "library.item_changed", held, by, at)
    in_force.share(item, held, by=by)
    in_force.set_review(item, held, by=by, reviewed=reviewed and by is not None)
    _tell_writer(held, by, "Your page is shared", "“{title}” is shared now.")
    return item


@transaction.atomic
def withdraw(item: Item, by: Person | None, because: str, instead: Item | None = None) -> Item:
    """Take an item out of use, and say why; `instead` is what its page points on to."""
    if by is not None:
        rules.check_may_edit(reader_for(by), item)
    if not because.strip():
        raise RuleBroken("Say why people should no longer use this.")
    if instead is not None:
        _check_can_stand_in(instead, item, by)
        graph.link(instead, Relation.SUPERSEDES, item, by=by)
    items.withdraw(item, by=by, because=because.strip()[:500])
    return item


@transaction.atomic
def supersede(old: Item, new: Item, by: Person | None) -> None:
    """Take an item out of use because another says it better; its page points on."""
    withdraw(old, by, "Replaced by a newer page", instead=new)


# Inside -------------------------------------------------------------------------------------------


def _begin_version(item: Item, content: dict[str, Any], by: Person | None, at: datetime | None = None) -> Revision:
    """A new draft; the one that somebody else began in the same moment, if they did."""
    if not item.revisions.exists() and item.released_at:
        items.first_version(item, by=None)
    last = Revision.objects.filter(item=item).aggregate(last=Max("number"))["last"] or 0
    at = at or clock.now()
    revision = Revision(
        item=item, number=last + 1, begun_by=by, saved_by=by, begun_at=at, saved_at=at, **content
    )  # fmt: skip
    try:
        with transaction.atomic():
            revision.save()
    except IntegrityError:
        if there := open_version(item):
            return there
        raise
    _say("library.draft_begun", revision, by, at)
    return revision


def _hold(revision: Revision) -> Revision:
    """The row as it is now, kept from others until the end of the transaction."""
    Revision.objects.select_for_update().filter(pk=revision.pk).first()
    rows = Revision.objects.select_related("item__unit", "item__owner", "saved_by", "editing_by", "submitted_by")
    return rows.get(pk=revision.pk)


def _check_open(revision: Revision) -> None:
    if revision.stage not in OPEN_STAGES:
        raise RuleBroken("This version is no longer being written. What you wrote is still on this page: keep a copy.")


def _check_may_write_in(revision: Revision, by: Person | None) -> None:
    _check_open(revision)
    if by is not None:
        rules.check_may_edit(reader_for(by), revision.item)


def _check_can_stand_in(new: Item, old: Item, by: Person | None) -> None:
    """What replaces a page must be there for those who are sent to it, as far as the person can know."""
    if new.pk == old.pk:
        raise RuleBroken("A page cannot replace itself.")
    if by is not None and not Item.objects.visible_to(reader_for(by)).filter(pk=new.pk).exists():
        raise NotAllowed("You cannot see the page that should replace this one.")
    if new.state != State.RELEASED:
        raise RuleBroken("What replaces this page must be shared and in use itself.")


def _tell_writer(revision: Revision, by: Person | None, subject: str, said: str) -> None:
    """Tell whoever sent a version for review what came of it."""
    writer = revision.submitted_by
    if writer and writer.is_active and writer != by:
        send([writer.email], subject, f"{said.format(title=revision.title)}\n\nSign in and open Library to see it.")


def _say(kind: str, revision: Revision, by: Person | None, at: datetime | None = None, **detail: Any) -> None:
    stream.record(
        kind, subject=revision.item.public_id, by=sharing.actor(by), at=at,
        detail={"number": revision.number, **detail},
    )  # fmt: skip
