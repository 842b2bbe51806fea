"""Reads that pages about units, people and agreements need, each returning all that its page will touch."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from fingerpost.kernel import clock
from fingerpost.organisations import lineage
from fingerpost.organisations.domain.rules import can_administer
from fingerpost.organisations.models import Agreement, ElsewhereLink, Membership, Person, Unit, UnitKind
from fingerpost.organisations.readers import Reader

PAGE = 50
# A list to choose from that is longer than this helps nobody.
MOST_CHOICES = 300


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, and where the next ones start: the name and id of the last row, or None at the end."""

    rows: list
    after: tuple[str, int] | None


def units_administered(reader: Reader) -> list[Unit]:
    """The units that this reader looks after, themselves, without those inside them. One query."""
    return list(Unit.objects.filter(pk__in=reader.administers).select_related("parent").order_by("name", "pk"))


def unit_administered(reader: Reader, slug: str) -> Unit | None:
    """The unit at this address if the reader may change it, else None. Two queries."""
    unit = Unit.objects.filter(slug=slug).select_related("parent", "successor").first()
    return unit if unit and can_administer(reader, unit) else None


def units_inside(unit: Unit, after: tuple[str, int] | None = None) -> Page:
    """Units inside this one at any depth, and those that closed into it, by name. Two queries."""
    rows = Unit.objects.filter(pk__in=lineage.below([unit.pk], clock.today()) - {unit.pk})
    return _page(rows.select_related("parent", "successor"), "name", after)


def people_in(unit: Unit, after: tuple[str, int] | None = None) -> Page:
    """Memberships of today and later in the unit and all inside it, by the person's name. Two queries."""
    rows = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=clock.today()), unit__in=lineage.below([unit.pk], clock.today())
    )
    return _page(rows.select_related("person", "unit"), "person__name", after)


def membership_administered(reader: Reader, pk: int) -> Membership | None:
    """One membership if the reader administers its unit, else None. Two queries."""
    membership = Membership.objects.filter(pk=pk).select_related("person", "unit").first()
    return membership if membership and can_administer(reader, membership.unit) else None


def agreements_of(unit: Unit) -> list[Agreement]:
    """Agreements of today and later in which the unit, or one inside it, serves or is served. Two queries."""
    here = lineage.below([unit.pk], clock.today())
    rows = Agreement.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=clock.today()))
    rows = rows.filter(Q(organisation__in=here) | Q(service__in=here)).select_related("service", "organisation")
    return list(rows.order_by("organisation__name", "service__name", "pk")[:MOST_CHOICES])


def agreement_administered(reader: Reader, pk: int) -> Agreement | None:
    """One agreement if the reader administers either side, else None. Three queries at most."""
    agreement = Agreement.objects.filter(pk=pk).select_related("service", "organisation").first()
    if agreement is None:
        return None
    sides = (agreement.organisation, agreement.service)
    return agreement if any(can_administer(reader, side) for side in sides) else None


def links_of(unit: Unit) -> list[ElsewhereLink]:
    """The unit's own places to search next. One query."""
    return list(ElsewhereLink.objects.filter(unit=unit).select_related("unit"))


def link_administered(reader: Reader, pk: int) -> ElsewhereLink | None:
    """One link if the reader administers its unit, else None. Two queries."""
    link = ElsewhereLink.objects.filter(pk=pk).select_related("unit").first()
    return link if link and can_administer(reader, link.unit) else None


def services_to_choose() -> list[Unit]:
    """Library services that are open today, by name. One query."""
    return list(_open().filter(kind=UnitKind.LIBRARY_SERVICE).order_by("name")[:MOST_CHOICES])


def heirs_to_choose(reader: Reader, unit: Unit) -> list[Unit]:
    """Open units of the same kind that the reader looks after too: one of them may take over. Two queries."""
    within = lineage.below(reader.administers, clock.today())
    return list(_open().filter(pk__in=within, kind=unit.kind).exclude(pk=unit.pk).order_by("name")[:MOST_CHOICES])


def memberships_of(person: Person) -> list[Membership]:
    """A person's memberships of today and later, in the order they joined. One query."""
    rows = Membership.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=clock.today()), person=person)
    return list(rows.select_related("unit").order_by("starts_on", "pk"))


def own_membership(person: Person, pk: int) -> Membership | None:
    """One of the person's own memberships, else None. One query."""
    return Membership.objects.filter(person=person, pk=pk).select_related("unit", "person").first()


def organisation_name(unit_ids: Iterable[int]) -> str:
    """The name of the first of these units, '' for none. One query."""
    first = next(iter(unit_ids), None)
    unit = Unit.objects.filter(pk=first).only("name", "short_name").first() if first else None
    return unit.name if unit else ""


def addresses_administered(reader: Reader) -> Iterable[str]:
    """E-mail addresses of the people in the units that this reader looks after. One query, and one more when read."""
    if not reader.administers:
        return ()
    return _people_here(reader)[0].values_list("email", flat=True)


def addresses_wholly_administered(reader: Reader) -> Iterable[str]:
    """The same, without those who also work elsewhere: nobody gets at them by adding them to a unit of their own."""
    if not reader.administers:
        return ()
    here, elsewhere = _people_here(reader)
    return here.exclude(pk__in=elsewhere).values_list("email", flat=True)


def _people_here(reader: Reader) -> tuple[QuerySet[Person], QuerySet]:
    """People who are today in units that this reader looks after, and ids of those who are in other units."""
    within = lineage.below(reader.administers, clock.today())
    today = Membership.objects.on(clock.today())
    here = Person.objects.filter(pk__in=today.filter(unit__in=within).values("person"))
    return here, today.exclude(unit__in=within).values("person")


def is_demonstration() -> bool:
    """Whether this site holds demonstration people, who exist nowhere else. One query."""
    return Person.objects.filter(is_demonstration=True).exists()


def _open() -> QuerySet[Unit]:
    return Unit.objects.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=clock.today()))


def _page(rows: QuerySet, name: str, after: tuple[str, int] | None) -> Page:
    """One page by name and id: cheap however far down, and nothing is met twice when rows are added meanwhile."""
    if after:
        rows = rows.filter(Q(**{f"{name}__gt": after[0]}) | Q(**{name: after[0], "pk__gt": after[1]}))
    found = list(rows.order_by(name, "pk")[: PAGE + 1])
    if len(found) <= PAGE:
        return Page(found, None)
    last = found[PAGE - 1]
    value = last
    for part in name.split("__"):
        value = getattr(value, part)
    return Page(found[:PAGE], (value, last.pk))
