"""Which units stand above, below, before and after a unit on a day. One recursive query each.

A unit that closed leads on to its successor, so whatever was written about it (children,
memberships, agreements) keeps working without being rewritten. Until the day it closes, a named
successor changes nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

# UNION (not UNION ALL) drops what was seen before, so even a circle in the data would end.
_UP = """
WITH RECURSIVE reach(id) AS (
    SELECT id FROM organisations_unit WHERE id IN ({ids})
    UNION
    SELECT other.id FROM reach
    JOIN organisations_unit here ON here.id = reach.id
    JOIN organisations_unit other
      ON other.id IN (here.parent_id, CASE WHEN here.closed_on <= %s THEN here.successor_id END)
)
SELECT here.id, here.parent_id, CASE WHEN here.closed_on <= %s THEN here.successor_id END, here.kind,
       CASE WHEN here.closed_on <= %s THEN 1 ELSE 0 END
FROM organisations_unit here JOIN reach ON reach.id = here.id
"""
_BEFORE = """
WITH RECURSIVE reach(id) AS (
    SELECT id FROM organisations_unit WHERE id IN ({ids})
    UNION
    SELECT here.id FROM reach
    JOIN organisations_unit here ON here.successor_id = reach.id AND here.closed_on <= %s
)
SELECT here.id, CASE WHEN here.closed_on <= %s THEN here.successor_id END
FROM organisations_unit here JOIN reach ON reach.id = here.id
"""
_DOWN = """
WITH RECURSIVE reach(id) AS (
    SELECT id FROM organisations_unit WHERE id IN ({ids})
    UNION
    SELECT here.id FROM reach
    JOIN organisations_unit here
      ON here.parent_id = reach.id OR (here.successor_id = reach.id AND here.closed_on <= %s)
)
SELECT id FROM reach
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one unit stands on a day. `successor` is empty until the unit has closed."""

    parent: int | None
    successor: int | None
    kind: str
    closed: bool


@dataclass(frozen=True, slots=True)
class Lineage:
    """The units asked about, with everything above and after them."""

    places: dict[int, Place]

    def path(self, unit_id: int) -> list[int]:
        """The unit, then all above and after it, nearest first; a successor comes before a parent."""
        seen: list[int] = []
        waiting = [unit_id]
        while waiting:
            here = waiting.pop(0)
            place = self.places.get(here)
            if here in seen or place is None:
                continue
            seen.append(here)
            waiting.extend(other for other in (place.successor, place.parent) if other)
        return seen

    def heirs(self, unit_id: int) -> list[int]:
        """The unit and each that took over from it, in order. The last is the one that stands today."""
        chain = [unit_id]
        while (following := self.places[chain[-1]].successor) and following not in chain:
            chain.append(following)
        return chain

    def current(self, unit_id: int) -> int:
        """The unit that stands today where this one stood."""
        return self.heirs(unit_id)[-1]


def above(unit_ids: Iterable[int], day: date) -> Lineage:
    """These units with all above and after them on a day. One query (none for no units)."""
    rows = _run(_UP, unit_ids, day, 3)
    return Lineage({pk: Place(parent, successor, kind, bool(closed)) for pk, parent, successor, kind, closed in rows})


def before(unit_ids: Iterable[int], day: date) -> dict[int, int | None]:
    """These units and every closed unit that led to them by a day, each with its own successor. One query."""
    return dict(_run(_BEFORE, unit_ids, day, 2))


def below(unit_ids: Iterable[int], day: date) -> set[int]:
    """These units, all inside them, and all that closed into any of those. One query."""
    return {pk for (pk,) in _run(_DOWN, unit_ids, day, 1)}


def _run(sql: str, unit_ids: Iterable[int], day: date, days: int) -> list[tuple]:
    ids = sorted(set(unit_ids))
    if not ids:
        return []
    value = connection.ops.adapt_datefield_value(day)
    with connection.cursor() as cursor:
        # Only the number of placeholders is put into the text.
        cursor.execute(sql.format(ids=", ".join(["%s"] * len(ids))), [*ids, *[value] * days])
        return cursor.fetchall()
