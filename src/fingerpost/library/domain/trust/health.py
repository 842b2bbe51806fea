"""How well a unit's library is looked after: shares weighed by who reads, and the pages that need somebody."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from fingerpost.kernel import clock
from fingerpost.library.domain.rules import looks_after
from fingerpost.library.domain.trust import handover, reads
from fingerpost.library.models import Flag, FlagKind, FlagOutcome, Item, ReadCount
from fingerpost.organisations import lineage
from fingerpost.organisations.models import Unit
from fingerpost.organisations.readers import Reader, oversight_token
from fingerpost.records.models import State

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Reads:
    """How often pages were read in four weeks, and how often while a person had reviewed them in time."""

    all: int
    in_time: int


@dataclass(frozen=True, slots=True)
class Health:
    """The state of one unit's pages in use, as far as one reader may see them. Reads are those of four weeks.

    Lists hold at most SHOWN pages, each with `reads`; counts are of all.
    """

    unit: Unit
    pages: int
    in_time: int
    never: int
    overdue: int
    reads: int
    reads_in_time: int
    called_wrong: int
    without_owner: int
    longest_ago: list[Item]
    most_used: list[Item]
    orphans: list[Item]

    @property
    def share_in_time(self) -> int | None:
        """Of a hundred pages, how many were reviewed in time."""
        return self.in_time * 100 // self.pages if self.pages else None

    @property
    def share_of_reads_in_time(self) -> int | None:
        """Of a hundred reads, how many were of a page reviewed in time."""
        return self.reads_in_time * 100 // self.reads if self.reads else None


def health_of(unit: Unit, reader: Reader) -> Health:
    """The health of a unit and all inside it. At most ten queries, however many pages there are."""
    today = clock.today()
    inside = lineage.below([unit.pk], today)
    items = Item.objects.visible_to(reader).filter(unit_id__in=inside, state=State.RELEASED)
    in_time = _in_time(today)
    counts = items.aggregate(
        pages=Count("pk"), in_time=Count("pk", filter=in_time), never=Count("pk", filter=Q(reviewed_on__isnull=True)),
        overdue=Count("pk", filter=Q(review_due__lt=today)),
    )  # fmt: skip
    read = reads_lately(items)
    # Those called wrong are few: from them to their pages, not the other way round.
    called = Flag.objects.filter(kind=FlagKind.WRONG, outcome=FlagOutcome.OPEN).values("record_id")
    orphans = handover.without_owner(items)
    return Health(
        unit=unit, **counts, reads=read.all, reads_in_time=read.in_time,
        called_wrong=items.filter(pk__in=called).count(), without_owner=orphans.count(),
        longest_ago=_with_reads(items.order_by(F("reviewed_on").asc(nulls_first=True), "released_at", "pk")),
        most_used=_most_used(items.exclude(in_time), today),
        orphans=_with_reads(orphans.order_by("title", "pk")),
    )  # fmt: skip


def reads_lately(items: "QuerySet[Item]") -> Reads:
    """How often these pages were read in four weeks. One query."""
    today = clock.today()
    lately = ReadCount.objects.filter(day__gt=today - reads.LATELY, record_id__in=items.values("pk"))
    read = lately.aggregate(all=Sum("times"), good=Sum("times", filter=_in_time(today, "record__")))
    return Reads(read["all"] or 0, read["good"] or 0)


def may_see_health(reader: Reader, unit: Unit) -> bool:
    """People of the unit, those who look after it, and those who oversee it. At most two queries."""
    if not reader.signed_in:
        return False
    if unit.pk in reader.units or looks_after(reader, unit):
        return True
    return any(oversight_token(above) in reader.tokens for above in lineage.above([unit.pk], clock.today()).places)


def units_to_look_at(reader: Reader, limit: int = 60) -> list[Unit]:
    """Units whose health this reader may see, apart from those inside them, by name. One query."""
    near = set(reader.units | reader.desk_for | reader.services | reader.administers)
    return list(Unit.objects.filter(pk__in=near, closed_on__isnull=True).order_by("name", "pk")[:limit])


def _in_time(today: date, of: str = "") -> Q:
    """Reviewed by a person, and the next review is not overdue. `of`: how to get to the page, in Django's words."""
    due = Q(**{f"{of}review_due__isnull": True}) | Q(**{f"{of}review_due__gte": today})
    return Q(**{f"{of}reviewed_on__isnull": False}) & due


def _with_reads(items: "QuerySet[Item]") -> list[Item]:
    """The first of these, each with its reads of four weeks. Two queries."""
    rows = list(items.select_related("unit", "owner")[:SHOWN])
    read = reads.lately(row.pk for row in rows)
    for row in rows:
        row.reads = read.get(row.pk, 0)
    return rows


def _most_used(items: "QuerySet[Item]", today: date) -> list[Item]:
    """Of these, the most read that were read at all."""
    of_item = ReadCount.objects.filter(record_id=OuterRef("pk"), day__gt=today - reads.LATELY).values("record_id")
    total = Subquery(of_item.annotate(total=Sum("times")).values("total"), output_field=IntegerField())
    rows = items.annotate(reads=Coalesce(total, Value(0))).filter(reads__gt=0).order_by("-reads", "pk")
    return list(rows.select_related("unit", "owner")[:SHOWN])
