"""A number in a text, and a name that holds one."""

from dataclasses import dataclass
from decimal import Decimal

from quotelock import units


@dataclass(frozen=True, slots=True)
class Number:
    """A number that says something: "32%", "1 in 5", "twelve weeks"."""

    start: int
    end: int
    said: str
    value: Decimal
    unit: str = ""
    per: str = ""
    also: frozenset[str] = frozenset()
    """Units it may have too: in "12 to 15%" the first may be a percentage."""
    of: Decimal | None = None
    """The 5 of "1 in 5"."""
    measure: str = ""
    """"odds", "risk" or "hazard", where it is such a ratio."""
    bound: str = ""
    """"<" or ">", where it is the most or the least."""
    weak: bool = False
    """Need not be in the source by itself: "one of the causes"."""

    @property
    def share(self) -> float | None:
        """It as a share of one, where it is one."""
        if self.of:
            return float(self.value / self.of)
        found = units.size(float(self.value), self.unit)
        return found[1] if found and found[0] == "share" else None


@dataclass(frozen=True, slots=True)
class Name:
    """A number inside a name, "HbA1c" or "type 2": it must stay as it is where the source has the same name."""

    start: int
    end: int
    said: str
    pattern: str
    number: str
