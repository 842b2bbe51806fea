"""Pages whose owner has left, and giving them to somebody who is there."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from fingerpost.kernel import clock
from fingerpost.kernel.errors import RuleBroken
from fingerpost.library.domain.own import in_force
from fingerpost.library.domain.rules import check_may_edit
from fingerpost.library.models import Item
from fingerpost.organisations import lineage
from fingerpost.organisations.models import Membership, Person, Unit
from fingerpost.organisations.readers import reader_for
from fingerpost.records.models import State

MOST = 500  # at once


def without_owner(items: "QuerySet[Item]") -> "QuerySet[Item]":
    """Those of these whose owner has left: no owner, no account any more, or in no unit today."""
    still_in = Membership.objects.on(clock.today()).filter(person=OuterRef("owner"))
    return items.filter(Q(owner__isnull=True) | Q(owner__is_active=False) | ~Exists(still_in))


def people_of(unit: Unit, limit: int = 300) -> list[Person]:
    """Who can own a page of this unit: people in it or inside it today, by name. Two queries."""
    inside = lineage.below([unit.pk], clock.today())
    there = Membership.objects.on(clock.today()).filter(unit__in=inside).values("person")
    return list(Person.objects.filter(pk__in=there, is_active=True).order_by("name", "pk")[:limit])


@transaction.atomic
def hand_over(items: Iterable[Item], to: Person, by: Person) -> int:
    """Give pages to somebody in their unit, or in the organisation around it; all of them or none. How many."""
    chosen = list(items)
    if not chosen:
        raise RuleBroken("Choose at least one page.")
    if len(chosen) > MOST:
        raise RuleBroken(f"Hand over {MOST} pages at most at once.")
    reader = reader_for(by)
    theirs = reader_for(to)
    # Not merely under one roof: two trusts of one system are not one place.
    at_home = set(theirs.organisations or theirs.units)
    fits: dict[int | None, bool] = {None: True}
    for item in chosen:
        check_may_edit(reader, item)
        if item.state == State.WITHDRAWN:
            raise RuleBroken(f"“{item.title[:100]}” is withdrawn and needs no owner.")
        if item.unit_id not in fits:
            fits[item.unit_id] = bool(at_home & set(lineage.above([item.unit_id], clock.today()).places))
        if not fits[item.unit_id]:
            raise RuleBroken(f"{to} is not in {item.unit}. Choose somebody who works there.")
        in_force.hand_to(item, to, by=by)
    return len(chosen)
