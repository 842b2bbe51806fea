"""Reading lists: begin one, put things on it, set them in order, share it.

A list is its owner's alone until they share it. What stands on it is shown to each reader only as far as they
may see it, so sharing a list shares nothing else. Things under one heading stand together: the order of the
rows says the order of the headings too.

The stream: `library.collection_begun`, `_described`, `_put`, `_taken_out`, `_ordered`, `_annotated`, `_forgotten`;
sharing and withdrawing are the spine's own (`records.…`).
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from fingerpost.journal.domain import stream
from fingerpost.kernel import clock
from fingerpost.kernel.errors import RuleBroken
from fingerpost.library.domain.gathering import collection_rules as rules
from fingerpost.library.models import Collection, CollectionEntry, ItemKind
from fingerpost.organisations.models import Person, Unit
from fingerpost.organisations.readers import person_token, reader_for, unit_token
from fingerpost.records.domain import sharing, watchers
from fingerpost.records.models import OpenTo, Record, State

KIND = "collection"
# What can stand on a list. Lists of lists help nobody.
LISTED = frozenset({"paper", *map(str, ItemKind)})
LONGEST_TITLE, LONGEST_INTRODUCTION, LONGEST_NOTE, LONGEST_HEADING = 300, 5000, 600, 120
MOST_ENTRIES = 500


@transaction.atomic
def begin(
    title: str, *, by: Person | None, introduction: str = "", unit: Unit | None = None, owner: Person | None = None
) -> Collection:
    """A new list, which only its owner sees: whoever begins it, unless told. Its unit is where the owner works."""
    owner = owner or by
    if unit is None and owner is not None:
        unit = Unit.objects.filter(pk__in=reader_for(owner).path[:1]).first()
    made = Collection(
        kind=KIND, title=_title(title), introduction=_text(introduction, LONGEST_INTRODUCTION, "introduction"),
        unit=unit, owner=owner, changed_by=sharing.actor(by),
    )  # fmt: skip
    made.summary = summary_of(made.introduction)
    made.save()
    stream.record("library.collection_begun", subject=made.public_id, by=sharing.actor(by))
    sharing.release(made, by=by, open_to=OpenTo.NOBODY, tokens=_own_tokens(made))
    return made


@transaction.atomic
def describe(
    collection: Collection, *, by: Person | None, title: str, introduction: str = "", may_embed: bool = False
) -> Collection:
    """Its name, its introduction, and whether other sites may show what is open of it."""
    held = _hold(collection, by)
    text = _text(introduction, LONGEST_INTRODUCTION, "introduction")
    fields = {"title": _title(title), "introduction": text, "summary": summary_of(text), "may_embed": may_embed}
    changed = {name: value for name, value in fields.items() if getattr(held, name) != value}
    if changed:
        sharing.change(held, by=by, kind="library.collection_described", **changed)
    return held


@transaction.atomic
def release(
    collection: Collection, *, by: Person | None, open_to: str = "", units: Iterable[Unit] = (),
    tokens: Iterable[str] = (),
) -> Collection:  # fmt: skip
    """Share it with those named, instead of those before; with nobody named it is its owner's alone again.

    A list that was withdrawn comes back. `tokens` as `audiences` makes them.
    """
    held = _hold(collection, by)
    wanted = {*_own_tokens(held), *tokens, *(unit_token(unit.pk) for unit in units)}
    if held.state == State.RELEASED:
        sharing.share(held, open_to=OpenTo(open_to), tokens=wanted, by=by)
    else:
        sharing.release(held, by=by, open_to=OpenTo(open_to), tokens=wanted)
    return held


@transaction.atomic
def withdraw(collection: Collection, *, by: Person | None, because: str) -> Collection:
    """Take a list out of use. Those who could see it still can, and see that it was withdrawn."""
    held = _hold(collection, by)
    if not because.strip():
        raise RuleBroken("Say why people should no longer use this list.")
    sharing.withdraw(held, by=by, why=because.strip())
    return held


@transaction.atomic
def follow(person: Person) -> None:
    """When somebody leaves, the lists that they alone could see go with them; nobody could ever open them again."""
    if person.is_active:
        return
    for held in Collection.objects.filter(owner=person, open_to=OpenTo.NOBODY):
        if held.audience.exclude(token=person_token(person.pk)).exists():
            continue
        stream.record("library.collection_forgotten", subject=held.public_id)
        watchers.changed([held.pk], narrowed=True)
        held.delete()


# What stands on it -----------------------------------------------------------------------------------


@transaction.atomic
def put(
    collection: Collection, record: Record, *, by: Person | None, note: str = "", section: str = ""
) -> CollectionEntry:
    """Put a page or a paper at the end of a list, or at the end of what stands under a heading."""
    held = _hold(collection, by)
    if record.kind not in LISTED:
        raise RuleBroken("Only pages and published papers can stand on a reading list.")
    if by is not None and not Record.objects.visible_to(reader_for(by)).filter(pk=record.pk).exists():
        raise RuleBroken("You cannot see what you want to put on the list.")
    if record.state != State.RELEASED:
        raise RuleBroken("Only what is shared and in use can be put on a list.")
    there = _entries(held)
    if any(entry.record_id == record.pk for entry in there):
        raise RuleBroken(f"It is on “{held.title}” already.")
    if len(there) >= MOST_ENTRIES:
        raise RuleBroken(f"A list can hold {MOST_ENTRIES} things. Begin another one.")
    entry = CollectionEntry(
        collection=held, record_id=record.pk, added_by=by, note=_text(note, LONGEST_NOTE, "note"),
        section=_heading(section), position=len(there),
    )  # fmt: skip
    entry.save()
    _set_order([*there, entry])
    _touch(held, "library.collection_put", by, what=record.public_id)
    return entry


@transaction.atomic
def annotate(entry: CollectionEntry, *, by: Person | None, note: str = "", section: str = "") -> CollectionEntry:
    """The note on one thing, and the heading it stands under; under another one it stands last."""
    held = _hold(entry.collection, by)
    there = _entries(held)
    mine = _find(there, entry)
    mine.note = _text(note, LONGEST_NOTE, "note")
    if (heading := _heading(section)) != mine.section:
        mine.section = heading
        there.remove(mine)
        there.append(mine)
    mine.save(update_fields=["note", "section"])
    _set_order(there)
    _touch(held, "library.collection_annotated", by, what=mine.record.public_id)
    return mine


@transaction.atomic
def move(entry: CollectionEntry, *, by: Person | None, up: bool) -> CollectionEntry:
    """One place up or down among what the person can see; past the edge of its heading it goes under the next one."""
    held = _hold(entry.collection, by)
    there = _entries(held)
    mine = _find(there, entry)
    seen = there
    if by is not None:
        visible = Record.objects.visible_to(reader_for(by)).filter(pk__in=[each.record_id for each in there])
        ids = set(visible.values_list("pk", flat=True))
        seen = [each for each in there if each.record_id in ids or each == mine]
    at = seen.index(mine) + (-1 if up else 1)
    if not 0 <= at < len(seen):
        return mine
    neighbour = seen[at]
    there.remove(mine)
    if neighbour.section == mine.section:
        there.insert(there.index(neighbour) + (0 if up else 1), mine)
    else:
        mine.section = neighbour.section
        mine.save(update_fields=["section"])
        there.insert(there.index(neighbour) + (1 if up else 0), mine)
    _set_order(there)
    _touch(held, "library.collection_ordered", by, what=mine.record.public_id)
    return mine


@transaction.atomic
def take_out(entry: CollectionEntry, *, by: Person | None) -> None:
    """Take one thing off a list. The thing itself stays where it is."""
    held = _hold(entry.collection, by)
    mine = _find(_entries(held), entry)
    mine.delete()
    _set_order(_entries(held))
    _touch(held, "library.collection_taken_out", by, what=mine.record.public_id)


def summary_of(introduction: str) -> str:
    """The first lines of an introduction, to show beside the name of a list."""
    words = " ".join(introduction.split())
    return words if len(words) <= 200 else f"{words[:200].rsplit(' ', 1)[0]} …"


# Inside ----------------------------------------------------------------------------------------------


def _hold(collection: Collection, by: Person | None) -> Collection:
    """The row as it is now, kept from others until the end of the transaction; NotAllowed for whoever may not."""
    Collection.objects.select_for_update(of=("self",)).filter(pk=collection.pk).first()
    held = Collection.objects.select_related("unit").get(pk=collection.pk)
    if by is not None:
        rules.check_may_change(reader_for(by), held)
    return held


def _entries(collection: Collection) -> list[CollectionEntry]:
    rows = CollectionEntry.objects.filter(collection=collection).select_related("record", "collection")
    return list(rows.order_by("position", "pk"))


def _find(there: list[CollectionEntry], entry: CollectionEntry) -> CollectionEntry:
    found = next((each for each in there if each.pk == entry.pk), None)
    if found is None:
        raise RuleBroken("Somebody has taken this off the list already.")
    return found


def _set_order(entries: list[CollectionEntry]) -> None:
    """Number the rows anew, those under one heading together, and write those whose number changed."""
    headings = list(dict.fromkeys(entry.section for entry in entries))
    ordered = sorted(entries, key=lambda entry: headings.index(entry.section))
    moved = [entry for position, entry in enumerate(ordered) if entry.position != position]
    for position, entry in enumerate(ordered):
        entry.position = position
    CollectionEntry.objects.bulk_update(moved, ["position"])


def _touch(collection: Collection, kind: str, by: Person | None, **detail: Any) -> None:
    collection.changed_at, collection.changed_by = clock.now(), sharing.actor(by)
    collection.revision += 1
    collection.save(update_fields=["changed_at", "changed_by", "revision"])
    stream.record(kind, subject=collection.public_id, by=sharing.actor(by), detail=detail)
    watchers.changed([collection.pk])


def _own_tokens(collection: Collection) -> set[str]:
    return {person_token(collection.owner_id)} if collection.owner_id else set()


def _title(value: str) -> str:
    title = " ".join(value.split())
    if not title:
        raise RuleBroken("Give the list a name.")
    if len(title) > LONGEST_TITLE:
        raise RuleBroken(f"The name must be {LONGEST_TITLE} characters or fewer.")
    return title


def _heading(value: str) -> str:
    return _text(" ".join(value.split()), LONGEST_HEADING, "heading")


def _text(value: str, longest: int, name: str) -> str:
    text = value.strip()
    if len(text) > longest:
        raise RuleBroken(f"The {name} must be {longest:,} characters or fewer.")
    return text
