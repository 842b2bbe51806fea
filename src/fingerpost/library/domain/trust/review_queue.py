"""Which pages a person should look at next, those first whose being wrong would do most harm, and why.

Few pages can come first: those that readers call wrong, those that something changed beside, those longest
overdue, those longest unreviewed, those most read. Only these are weighed by `expected_harm`. In a large library
a worker finds the last three every half hour, because that means reading every page; what is said and what changes
counts at once.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.cache import cache
from django.db.models import Count, F, Q, QuerySet, Sum

from fingerpost.kernel import clock
from fingerpost.library.domain.own.kinds import BY_KEY
from fingerpost.library.domain.rules import editable_by
from fingerpost.library.domain.trust import expected_harm, nudges, reads
from fingerpost.library.domain.trust.expected_harm import Signals
from fingerpost.library.models import Flag, FlagKind, FlagOutcome, Item, Nudge, ReadCount
from fingerpost.organisations import lineage
from fingerpost.organisations.readers import Reader
from fingerpost.records.models import Link, Record, State

PAGE = 20
JUST = 4.0  # weeks after a review in which a page does not come back by itself
RANKED = 1000  # so many, of all, the longest overdue and the longest unreviewed
RANK_EVERY = timedelta(minutes=30)
_LONGEST = "library.longest_waiting"
OF_EACH = 100  # so many by each way of finding them
# Reads further back are too many to add up for a page; a quarter tells how a page is read.
QUARTER = reads.LATELY * 13 / 4


@dataclass(frozen=True, slots=True)
class Near:
    """One thing that changed beside or beneath a page. `other` is None where the reader may not see it."""

    kind: str
    at: datetime
    other: Record | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """One page of the queue, and what is known of it."""

    item: Item
    signals: Signals
    harm: float
    near: tuple[Near, ...]
    flags: int


def queue_for(
    reader: Reader,
    units: Iterable[int] = (),
    limit: int = PAGE,
    leave_out: Iterable[int] = (),
    *,
    doubted: bool = False,
) -> list[Waiting]:
    """Pages that this reader may review, the most pressing first; at most seventeen queries, however many there are.

    `units`: only theirs, and of all inside them. `leave_out`: pages passed over for now. `doubted`: only
    those that a reader says look wrong, whatever else is known of them.
    """
    if not reader.signed_in:
        return []
    items = Item.objects.visible_to(reader).filter(editable_by(reader), state=State.RELEASED)
    if wanted := list(units):
        items = items.filter(unit_id__in=lineage.below(wanted, clock.today()))
    passed = set(leave_out)
    if doubted:
        wrong = Flag.objects.filter(kind=FlagKind.WRONG, outcome=FlagOutcome.OPEN).values("record_id")
        items = items.filter(pk__in=wrong)
    found = {pk for pk in _candidates(items) if pk not in passed}
    return [one for one in weigh(items.filter(pk__in=found), reader) if _asks(one)][:limit]


def _asks(one: Waiting) -> bool:
    """Whether there is anything to look for: not where somebody looked lately and nothing was said or changed since."""
    return bool(one.flags or one.near) or one.item.reviewed_on is None or one.signals.weeks_since_review >= JUST


def weigh(items: "QuerySet[Item]", reader: Reader) -> list[Waiting]:
    """These items with what is known of each, the most pressing first. Seven queries."""
    rows = list(items.select_related("unit", "owner").defer("body", "sections", "summary").order_by("pk"))
    known = _Known([item.pk for item in rows], reader)
    waiting = [known.of(item) for item in rows]
    return sorted(waiting, key=lambda one: (-one.harm, one.item.pk))


def one_for(item: Item, reader: Reader) -> Waiting:
    """What is known of one page."""
    return _Known([item.pk], reader).of(item)


def beside(item: Item, reader: Reader, leave_out: Iterable[int] = (), limit: int = 5) -> list[Item]:
    """Pages beside one that was just changed, which this reader may review; the nearest first."""
    passed = set(leave_out)
    near = [pk for pk in nudges.siblings_of(item) if pk not in passed]
    rows = Item.objects.visible_to(reader).filter(editable_by(reader), pk__in=near).select_related("unit")
    order = {pk: place for place, pk in enumerate(near)}
    return sorted(rows, key=lambda row: order[row.pk])[:limit]


def _candidates(items: "QuerySet[Item]") -> set[int]:
    """Ids of the few among which the most pressing are."""
    wrong = Flag.objects.filter(kind=FlagKind.WRONG, outcome=FlagOutcome.OPEN).order_by("-pk").values("record_id")
    asked = Nudge.objects.filter(settled_at__isnull=True)
    # What a source did weighs most, and is rare; siblings change every day.
    by_source = asked.exclude(kind=nudges.CHANGED).order_by("-pk").values("record_id")
    by_sibling = asked.filter(kind=nudges.CHANGED).order_by("-pk").values("record_id")
    overdue, unreviewed = cache.get(_LONGEST) or ([], [])
    ways: list[QuerySet[Item]] = [
        items.filter(pk__in=list(wrong.values_list("record_id", flat=True)[: OF_EACH * 4])),
        items.filter(pk__in=list(by_source.values_list("record_id", flat=True)[: OF_EACH * 4])),
        items.filter(pk__in=list(by_sibling.values_list("record_id", flat=True)[: OF_EACH * 4])),
        items.filter(pk__in=reads.most_read()),
    ]
    found: set[int] = set()
    for way in ways:
        found.update(way.values_list("pk", flat=True)[:OF_EACH])
    found |= _longest(items.filter(review_due__isnull=False).order_by("review_due", "pk"), overdue)
    return found | _longest(items.filter(reviewed_on__isnull=True).order_by("pk"), unreviewed)


def _longest(items: "QuerySet[Item]", ranked: list[int]) -> set[int]:
    """The first of these; looked for among the first of all, where there are many and enough are among them."""
    if len(ranked) == RANKED:
        found = set(items.filter(pk__in=ranked).values_list("pk", flat=True)[:OF_EACH])
        if len(found) == OF_EACH:
            return found
    return set(items.values_list("pk", flat=True)[:OF_EACH])


def rank() -> None:
    """Find what is most read, longest overdue and longest unreviewed of all, for every queue to choose from."""
    reads.rank()
    used = Item.objects.filter(state=State.RELEASED).values_list("pk", flat=True)
    overdue = used.filter(review_due__isnull=False).order_by("review_due", "pk")[:RANKED]
    unreviewed = used.filter(reviewed_on__isnull=True).order_by("pk")[:RANKED]
    cache.set(_LONGEST, (list(overdue), list(unreviewed)), None)


def rank_duty() -> bool:
    """A worker's standing duty: rank anew every half hour. Nothing waits for it, so it is never busy."""
    if _last.at is None or clock.now() - _last.at > RANK_EVERY:
        _last.at = clock.now()
        rank()
    return False


class _Last:
    """When this process last ranked."""

    at: datetime | None = None


_last = _Last()


class _Known:
    """What the product knows of some pages: a query for each kind of thing, whatever their number."""

    def __init__(self, pks: list[int], reader: Reader) -> None:
        self.now, self.today = clock.now(), clock.today()
        day = ReadCount.objects.filter(record_id__in=pks, day__gt=self.today - QUARTER).values_list("record_id")
        self.reads = {
            pk: (lately or 0, quarter or 0)
            for pk, lately, quarter in day.annotate(
                lately=Sum("times", filter=Q(day__gt=self.today - reads.LATELY)), quarter=Sum("times")
            )
        }
        into = Link.objects.filter(target_id__in=pks).values_list("target_id")
        self.links = dict(into.annotate(Count("pk")))
        self.flags: dict[int, list[datetime]] = defaultdict(list)
        wrong = Flag.objects.filter(record_id__in=pks, kind=FlagKind.WRONG, outcome=FlagOutcome.OPEN)
        for pk, at in wrong.values_list("record_id", "at"):
            self.flags[pk].append(at)
        self.nudges: dict[int, list[tuple[str, datetime, int | None]]] = defaultdict(list)
        asked = Nudge.objects.filter(record_id__in=pks, settled_at__isnull=True).order_by("-at")
        for pk, kind, at, because in asked.values_list("record_id", "kind", "at", F("because_of_id")):
            self.nudges[pk].append((kind, at, because))
        others = {because for rows in self.nudges.values() for _, _, because in rows[:3] if because}
        self.others = {row.pk: row for row in Record.objects.recheck(reader, others)} if others else {}

    def of(self, item: Item) -> Waiting:
        """One page, weighed."""
        signals = self._signals(item)
        near = tuple(Near(kind, at, self.others.get(because or 0)) for kind, at, because in self.nudges[item.pk][:3])
        return Waiting(item, signals, expected_harm.expected_harm(signals), near, len(self.flags[item.pk]))

    def _signals(self, item: Item) -> Signals:
        changed = self._weeks(item.changed_at)
        begun = item.reviewed_on or (item.released_at or item.changed_at)
        lately, quarter = self.reads.get(item.pk, (0, 0))
        reviewed = self._weeks(begun)
        since = min(reviewed, changed)
        # Reads are kept by day; those since the last look are taken from the rate of the time they fall in.
        weeks_lately, weeks_quarter = reads.LATELY.days / 7, QUARTER.days / 7
        read = lately * since / weeks_lately if since < weeks_lately else quarter * min(since / weeks_quarter, 1.0)
        return Signals(
            half_life_months=BY_KEY[item.kind].half_life_months,
            weeks_since_review=reviewed, weeks_since_change=changed, reads_lately=lately, reads_since=round(read),
            links_in=self.links.get(item.pk, 0),
            nudges=tuple((nudges.MEANS.get(kind, ""), self._weeks(at)) for kind, at, _ in self.nudges[item.pk]),
            flags=tuple(self._weeks(at) for at in self.flags[item.pk]),
        )  # fmt: skip

    def _weeks(self, when: date | datetime) -> float:
        if isinstance(when, datetime):
            return max(0.0, (self.now - when).total_seconds() / 604_800)
        return max(0.0, (self.today - when).days / 7)
