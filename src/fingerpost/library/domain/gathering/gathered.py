"""What the pages about reading lists read, and what stands beside a page or a paper: lists, people, uses."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Coalesce, Concat

from fingerpost.library.models import Collection, CollectionEntry, Item, Paper
from fingerpost.organisations.readers import Reader
from fingerpost.records.models import Audience, Link, OpenTo, Part, PartRole, Record, Relation, State

PAGE = 25
# Ways of bearing on a thing that are ways of using it.
USES = (
    Relation.ANSWERS, Relation.SUMMARISES, Relation.RESTS_ON, Relation.CONSIDERED, Relation.CARRIES_OUT,
    Relation.LEARNED_FROM, Relation.CITES,
)  # fmt: skip
MOST_USES, MOST_LISTS = 10, 10
MOST_LOOKED_AT = 200  # links to one thing


@dataclass(frozen=True, slots=True)
class Listed:
    """One thing on a list, as far as this reader may see it: a paper or a page of ours."""

    entry: CollectionEntry
    record: Record
    paper: Paper | None = None
    item: Item | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading; the heading may be empty."""

    heading: str
    things: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Lists:
    """One page of lists. `after` is where the next page starts, None at the end."""

    rows: list[Collection]
    after: int | None


@dataclass(frozen=True, slots=True)
class Use:
    """Something that uses a thing, and who had a part in it and agreed to be named."""

    record: Record
    verb: str
    people: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Gathered:
    """What stands beside a page or a paper: people to turn to, who used it, lists it stands on."""

    people: tuple[Part, ...]
    uses: tuple[Use, ...]
    lists: tuple[Collection, ...]


# Lists ---------------------------------------------------------------------------------------------


def lists_for(reader: Reader, *, mine: bool = False, after: int | None = None) -> Lists:
    """Lists that are shared with this reader, newest first; `mine`: their own, whoever sees them. One query."""
    rows = Collection.objects.visible_to(reader).select_related("unit", "owner")
    wanted = Q(owner_id=reader.person_id or 0) if mine else is_shared() & Q(state=State.RELEASED)
    rows = rows.filter(wanted)
    if after:
        rows = rows.filter(pk__lt=after)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    return Lists(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None)


def is_shared() -> Q:
    """Lists that somebody besides their owner may see, as a condition on them."""
    own = Concat(Value("person:"), Cast(Coalesce(OuterRef("owner_id"), 0), CharField()))
    others = Audience.objects.filter(~Q(token=own), record=OuterRef("pk"))
    return ~Q(open_to=OpenTo.NOBODY) | Exists(others)


def sections_of(collection: Collection, reader: Reader) -> list[Section]:
    """What stands on a list and this reader may see, under its headings, in order. Four queries.

    What they may not see is not counted either, and a heading with nothing under it is not said.
    """
    rows = CollectionEntry.objects.filter(collection=collection).exclude(record__state=State.DRAFT)
    entries = list(rows.select_related("record__unit").order_by("position", "pk"))
    visible = Record.objects.recheck(reader, [entry.record_id for entry in entries])
    seen = set(visible.values_list("pk", flat=True))
    return _under_headings(_with_their_kind([entry for entry in entries if entry.record_id in seen]))


def _with_their_kind(entries: list[CollectionEntry]) -> list[Listed]:
    ids = [entry.record_id for entry in entries]
    papers = {paper.pk: paper for paper in Paper.objects.filter(pk__in=ids)}
    items = {item.pk: item for item in Item.objects.filter(pk__in=ids).select_related("unit")}
    return [
        Listed(entry, entry.record, papers.get(entry.record_id), items.get(entry.record_id)) for entry in entries
    ]  # fmt: skip


def _under_headings(things: Iterable[Listed]) -> list[Section]:
    under: dict[str, list[Listed]] = {}
    for thing in things:
        under.setdefault(thing.entry.section, []).append(thing)
    return [Section(heading, tuple(found)) for heading, found in under.items()]


def narrower_than(collection: Collection) -> int:
    """How many things on a list are closed to some of those who may see the list, for whoever looks after it.

    Only for lists open to all: for others nobody can say at a glance. One query.
    """
    rows = CollectionEntry.objects.filter(collection=collection)
    if collection.open_to == OpenTo.PUBLIC:
        return rows.exclude(record__open_to=OpenTo.PUBLIC).count()
    if collection.open_to == OpenTo.SIGNED_IN:
        return rows.filter(record__open_to=OpenTo.NOBODY).count()
    return 0


# Beside a page -------------------------------------------------------------------------------------


def gathered_for(record: Record, reader: Reader) -> Gathered:
    """People, uses and lists of one page or paper, as far as this reader may see them. Five queries at most."""
    lists = Collection.objects.visible_to(reader).filter(is_shared(), state=State.RELEASED)
    return Gathered(
        people=tuple(people_of([record.pk])),
        uses=tuple(uses_of(record, reader)),
        lists=tuple(lists.filter(entries__record_id=record.pk).order_by("-pk")[:MOST_LISTS]),
    )


def people_of(record_ids: list[int]) -> list[Part]:
    """Those who had a part in these and agreed to show it, each with profile and unit. One query."""
    rows = Part.objects.filter(
        record_id__in=record_ids, shown=True, person__is_active=True, person__hidden_from_results=False
    ).exclude(role=PartRole.ASKED)  # fmt: skip
    return list(rows.select_related("person", "person__profile", "person__profile__unit").order_by("role", "pk"))


def uses_of(record: Record, reader: Reader) -> list[Use]:
    """What rests on a thing, summarises it or came of it, and who used it so; for one who may see the thing itself.

    Three queries. The rows at the other end are asked about one by one: to look for links among all that a reader
    may see takes a tenth of a second where there is much of it.
    """
    rows = Link.objects.filter(target_id=record.pk, relation__in=USES).order_by("-source_id")[:MOST_LOOKED_AT]
    links = list(rows.only("source_id", "relation"))
    if not links:
        return []
    visible = Record.objects.recheck(reader, [link.source_id for link in links]).filter(state=State.RELEASED)
    sources = {source.pk: source for source in visible.select_related("unit")}
    found = [link for link in links if link.source_id in sources][:MOST_USES]
    people: dict[int, list[Part]] = {}
    for part in people_of([link.source_id for link in found]) if found else []:
        people.setdefault(part.record_id, []).append(part)
    return [
        Use(sources[link.source_id], str(Relation(link.relation).label), tuple(people.get(link.source_id, ())))
        for link in found
    ]
