"""How an organisation wants its library kept: whether two must read a page, and how soon pages are looked at again."""

import calendar
from collections.abc import Mapping
from datetime import date

from django.db import transaction

from fingerpost.journal.domain import stream
from fingerpost.kernel import clock
from fingerpost.kernel.errors import RuleBroken
from fingerpost.library.domain.own.kinds import BY_KEY
from fingerpost.library.models import Ways
from fingerpost.organisations import lineage
from fingerpost.organisations.domain.rules import check_can_administer, signature
from fingerpost.organisations.models import Person, Unit

MOST_MONTHS = 120


def ways_of(unit: Unit) -> Ways:
    """What holds for a unit: what it says itself, or the nearest above it that says something. Two queries.

    Where nobody has said anything: one pair of eyes, and our own months.
    """
    path = lineage.above([unit.pk], clock.today()).path(unit.pk)
    said = {ways.unit_id: ways for ways in Ways.objects.filter(unit__in=path)}
    return next((said[place] for place in path if place in said), Ways(unit=unit))


def review_months(kind: str, ways: Ways) -> int:
    """Months until somebody should look at a page of this kind again."""
    return int(ways.review_months.get(kind) or BY_KEY[kind].review_months)


def review_due(kind: str, unit: Unit | None, on: date) -> date:
    """The usual next review of a page that was reviewed on a day."""
    ways = ways_of(unit) if unit else Ways()
    return months_after(on, review_months(kind, ways))


def months_after(day: date, months: int) -> date:
    """The same day so many months on, or the last of a shorter month."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


@transaction.atomic
def set_ways(unit: Unit, *, by: Person | None, four_eyes: bool, review_months: Mapping[str, int]) -> Ways:
    """Say how a unit and those below it keep their library. Months that are ours anyway are not written down."""
    check_can_administer(by, unit)
    own = {kind: months for kind, months in review_months.items() if months != BY_KEY[kind].review_months}
    if any(not 1 <= months <= MOST_MONTHS for months in own.values()):
        raise RuleBroken(f"Choose between 1 and {MOST_MONTHS} months.")
    ways, _ = Ways.objects.update_or_create(unit=unit, defaults={"four_eyes": four_eyes, "review_months": own})
    stream.record(
        "library.ways_set", subject=unit.public_id, by=signature(by),
        detail={"four_eyes": four_eyes, "review_months": own},
    )  # fmt: skip
    return ways
