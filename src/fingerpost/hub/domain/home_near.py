"""Which units are near a reader, and what was decided there."""

from collections.abc import Iterable
from functools import cached_property

from fingerpost.decisions.domain import rules as decision_rules
from fingerpost.decisions.models import Confirmation, Decision
from fingerpost.kernel import clock
from fingerpost.organisations import lineage
from fingerpost.organisations.models import Role, Unit
from fingerpost.organisations.readers import Reader
from fingerpost.records.models import State

MOST_DECISIONS = 5
_ROLES = frozenset(Role.values)


class Places:
    """The units of a reader, each question about them asked of the database once and only when the page needs it."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._below: dict[frozenset[int], frozenset[int]] = {}

    @cached_property
    def direct(self) -> frozenset[int]:
        """Units in which they have a place themselves, without those above. No query."""
        return frozenset(
            int(unit)
            for role, _, unit in (token.removeprefix("role:").partition("@") for token in self._reader.tokens)
            if role in _ROLES
        )

    @cached_property
    def oversees(self) -> frozenset[int]:
        """Units whose work they must be able to see: those of executives and national viewers. No query."""
        start = "oversight:"
        return frozenset(int(token.removeprefix(start)) for token in self._reader.tokens if token.startswith(start))

    @property
    def care(self) -> frozenset[int]:
        """Units whose library a team looks after: the organisations it serves, and its own. No query."""
        return self._reader.desk_for | self._reader.services

    @property
    def near(self) -> frozenset[int]:
        """Where they work, all above and all inside it, and for a library team all that it serves. One query."""
        return self._reader.units | self.below(self.direct | self.care)

    def below(self, units: frozenset[int]) -> frozenset[int]:
        """These units and all inside them. One query the first time."""
        if units not in self._below:  # for no units, no query
            self._below[units] = frozenset(lineage.below(units, clock.today()))
        return self._below[units]

    def named(self, units: Iterable[int]) -> tuple[Unit, ...]:
        """Units by name. One query, which asks for all that the page may name."""
        wanted = set(units)
        return tuple(unit for unit in self._named if unit.pk in wanted)

    @cached_property
    def _named(self) -> list[Unit]:
        ids = self.oversees | self.care | self._reader.administers
        return list(Unit.objects.filter(pk__in=ids).order_by("name", "pk")) if ids else []


def decisions_near(reader: Reader, places: Places) -> list[Decision]:
    """Confirmed decisions that hold, of their units and those above, newest first. One query beside those of `places`.

    For who oversees a unit those inside it are near too; for a library team, those of whom it serves.
    """
    units = reader.units | places.below(places.oversees) | places.below(places.care)
    rows = decision_rules.rows().visible_to(reader)
    rows = rows.filter(unit_id__in=units, confirmation=Confirmation.CONFIRMED, state=State.RELEASED)
    return list(rows.order_by("-decided_on", "-pk")[:MOST_DECISIONS])
