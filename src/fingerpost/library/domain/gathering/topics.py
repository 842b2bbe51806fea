"""What is known about a topic, as the pages of topics show it."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, Exists, Min, OuterRef, QuerySet

from fingerpost.kernel import clock
from fingerpost.library.domain.gathering.gathered import is_shared
from fingerpost.library.domain.own.kinds import KINDS
from fingerpost.library.models import Collection, CollectionEntry, Item, ItemTopic
from fingerpost.organisations.readers import Reader
from fingerpost.records.models import State

PAGE = 300
# Items of one kind on the page of a topic; the page of that kind alone has more.
SHOWN, SHOWN_ALONE = 8, 50
MOST_LISTS = 10
MOST_LOOKED_AT = 5000  # pages of one topic, the newest, whose lists are looked for
ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Named:
    """One topic in the list of topics, and how many pages this reader finds there."""

    slug: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Letter:
    """Topics that begin alike: with this letter; with a digit, where it is "0"."""

    letter: str
    topics: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Pages of one kind about a topic, newest first, and how many there are."""

    kind: str
    name: str
    items: tuple[Item, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Topic:
    """Everything the page of a topic shows. `after`: where the next page of one kind starts, None at the end."""

    slug: str
    name: str
    groups: tuple[Group, ...]
    lists: tuple[Collection, ...]
    overdue: int
    after: int | None = None


def topics_for(reader: Reader, after: str = "", *, start: str = "") -> tuple[list[Named], str]:
    """Topics of pages that this reader may see, by name, and where the next page starts ("" at the end).

    `start`: only those from this letter on. Two queries, and two more for each page of topics next to it of which
    they may see nothing, up to ROUNDS.
    """
    found: list[Named] = []
    for _ in range(ROUNDS):
        names = ItemTopic.objects.filter(slug__gt=after, slug__gte=start).order_by("slug")
        slugs = list(names.values_list("slug", flat=True).distinct()[: PAGE + 1])
        if not slugs:
            return found, ""
        seen = Exists(_in_use(reader).filter(pk=OuterRef("item_id")))
        rows = ItemTopic.objects.filter(seen, slug__range=(slugs[0], slugs[:PAGE][-1]))
        counted = rows.values("slug").annotate(called=Min("name"), count=Count("pk")).order_by("slug")
        found += [Named(row["slug"], row["called"], row["count"]) for row in counted]
        after = slugs[PAGE - 1] if len(slugs) > PAGE else ""
        if found or not after:
            break
    return found, after


def by_letter(found: list[Named]) -> list[Letter]:
    """These topics, in their order, under the letters that they begin with."""
    groups = groupby(found, lambda topic: "0" if topic.slug[0].isdigit() else topic.slug[0])
    return [Letter(letter, tuple(topics)) for letter, topics in groups]


def topic_for(slug: str, reader: Reader, *, kind: str = "", after: int | None = None) -> Topic | None:
    """What this reader may know of a topic; None if that is nothing. `kind`: all of one kind, leafed through.

    Four queries, however many pages there are.
    """
    rows = _in_use(reader).filter(topic_rows__slug=slug).order_by("-pk")
    known = list(rows.values_list("pk", "kind", "review_due"))
    if not known:
        return None
    most = SHOWN_ALONE if kind else SHOWN
    of: dict[str, list[int]] = defaultdict(list)
    for pk, its_kind, _ in known:
        of[its_kind].append(pk)
    shown = {
        one: [pk for pk in pks if not after or pk < after][: most + 1]
        for one, pks in of.items()
        if not kind or one == kind
    }  # fmt: skip
    wanted = [pk for pks in shown.values() for pk in pks[:most]]
    held = {item.pk: item for item in Item.objects.filter(pk__in=wanted).select_related("unit")}
    groups = [
        Group(each.key, each.plural, tuple(held[pk] for pk in shown[each.key][:most]), len(of[each.key]))
        for each in KINDS
        if shown.get(each.key)
    ]
    name = ItemTopic.objects.filter(slug=slug, item=known[0][0]).values_list("name", flat=True).first()
    overdue = sum(due is not None and due < clock.today() for _, _, due in known)
    more = bool(kind) and len(shown.get(kind, ())) > most
    return Topic(
        slug, name or slug, tuple(groups), _lists([pk for pk, _, _ in known], reader), overdue,
        shown[kind][most - 1] if more else None,
    )  # fmt: skip


def _in_use(reader: Reader) -> "QuerySet[Item]":
    return Item.objects.visible_to(reader).filter(state=State.RELEASED)


def _lists(items: list[int], reader: Reader) -> tuple[Collection, ...]:
    """Reading lists, among those shared with this reader, that hold something about the topic which they may see."""
    holding = CollectionEntry.objects.filter(record__in=items[:MOST_LOOKED_AT]).values("collection")
    rows = Collection.objects.visible_to(reader).filter(is_shared(), state=State.RELEASED, pk__in=holding)
    return tuple(rows.select_related("unit").order_by("-pk")[:MOST_LISTS])
