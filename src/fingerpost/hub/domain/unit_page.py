"""What the page of a unit shows: what it knows, who in it agreed to be found, its reading lists."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from fingerpost.kernel import clock
from fingerpost.library.domain.gathering.gathered import is_shared
from fingerpost.library.domain.trust import health
from fingerpost.library.models import Collection, Flag, FlagKind, Item
from fingerpost.organisations import lineage
from fingerpost.organisations.models import Unit
from fingerpost.organisations.readers import Reader
from fingerpost.people.models import Profile
from fingerpost.records.models import State
from fingerpost.search import registry

MOST_NEW, MOST_HELPFUL, MOST_PEOPLE, MOST_LISTS, MOST_INSIDE = 10, 5, 12, 10, 30
LOOKED_AT = 50  # pages that helped most people, of which the reader may not see all


@dataclass(frozen=True, slots=True)
class UnitPage:
    """One unit as one reader sees it. `helpful`: pages with how many people they helped; `kinds`: counts by kind."""

    unit: Unit
    within: tuple[Unit, ...]
    inside: tuple[Unit, ...]
    kinds: tuple[tuple[str, str, int], ...]
    newest: tuple[Item, ...]
    helpful: tuple[tuple[Item, int], ...]
    overdue: int
    people: tuple[Profile, ...]
    lists: tuple[Collection, ...]
    may_see_health: bool


def unit_page(slug: str, reader: Reader) -> UnitPage | None:
    """The page of a unit with all inside it; None for no such unit. At most thirteen queries, whatever it knows."""
    unit = Unit.objects.filter(slug=slug).select_related("successor", "parent").first()
    if unit is None:
        return None
    today = clock.today()
    below = lineage.below([unit.pk], today)
    path = lineage.above([unit.pk], today).path(unit.pk)
    near = list(Unit.objects.filter(Q(pk__in=path) | Q(parent=unit, closed_on__isnull=True)).order_by("name", "pk"))
    items = Item.objects.visible_to(reader).filter(unit_id__in=below, state=State.RELEASED)
    counts = {
        kind: (count, overdue)
        for kind, count, overdue in items.order_by().values_list("kind").annotate(
            count=Count("pk"), overdue=Count("pk", filter=Q(review_due__lt=today))
        )
    }  # fmt: skip
    # Its kind is said too: the index of records by unit and kind is there to be used.
    lists = Collection.objects.visible_to(reader).filter(
        is_shared(), unit_id__in=below, kind="collection", state=State.RELEASED
    )  # fmt: skip
    people = Profile.objects.visible_to(reader).filter(
        unit_id__in=below, kind="person", state=State.RELEASED, person__is_active=True
    )  # fmt: skip
    people = people.exclude(open_to="").exclude(person__hidden_from_results=True)
    above = [one for one in near if one.pk in path and one != unit]
    return UnitPage(
        unit=unit,
        within=tuple(sorted(above, key=lambda one: -path.index(one.pk))),
        inside=tuple(each for each in near if each.parent_id == unit.pk)[:MOST_INSIDE],
        kinds=tuple(
            (kind, each.plural, counts[kind][0]) for kind, each in registry.kinds().items() if kind in counts
        ),
        newest=tuple(items.select_related("unit").order_by("-pk")[:MOST_NEW]),
        helpful=tuple(_helpful(below, reader)),
        overdue=sum(overdue for _, overdue in counts.values()),
        people=tuple(people.select_related("person", "unit").order_by("title", "pk")[:MOST_PEOPLE]),
        lists=tuple(lists.order_by("-pk")[:MOST_LISTS]),
        may_see_health=health.may_see_health(reader, unit),
    )  # fmt: skip


def _helpful(units: set[int], reader: Reader) -> list[tuple[Item, int]]:
    """Pages of these units that helped most people, each with how many. Two queries."""
    here = Item.objects.filter(pk=OuterRef("record_id"), unit_id__in=units, state=State.RELEASED)
    rows = Flag.objects.filter(Exists(here), kind=FlagKind.HELPED)
    counted = rows.values_list("record").annotate(helped=Count("person", distinct=True)).order_by("-helped", "-record")
    most = dict(counted[:LOOKED_AT])
    seen = {item.pk: item for item in Item.objects.visible_to(reader).filter(pk__in=most).select_related("unit")}
    return [(seen[pk], helped) for pk, helped in most.items() if pk in seen and helped][:MOST_HELPFUL]
