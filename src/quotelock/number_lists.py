"""Numbers that belong together: lists and ranges with one unit, and "1 in 5"."""

import re
from dataclasses import replace
from itertools import pairwise

from quotelock import units
from quotelock.model import Number

_BETWEEN = re.compile(
    r"\s*(?:\([^()]{0,30}\)\s*)?(?:,?\s?(?:and|or|to|vs\.?|versus|v|from|then|through)"
    r"|[,/–—‐‑;-]|\+/-|±|compared (?:with|to))\s*(?:[<>≥≤=$£€]|or)?\s*"
)
_IN = re.compile(r"\s(?:in|out\sof|of)\s(?:every\s)?$", re.IGNORECASE)
_COUNTED = units.COUNTED | {"in"}
"""What "1 in 5" may be of."""


def listed(text: str, numbers: list[Number]) -> list[Number]:
    """Numbers of one list or range share their unit: "12, 15 and 20 mg", "from 7.4 to 5.1%"."""
    joined = [
        bool(_BETWEEN.fullmatch(text[one.end : other.start])) if other.start - one.end < 60 else False
        for one, other in pairwise(numbers)
    ]
    after: frozenset[str] = frozenset()
    for place in range(len(numbers) - 1, -1, -1):
        number = numbers[place]
        unit_between = place < len(joined) and (joined[place] or _follows(text, number, numbers[place + 1]))
        held = after if unit_between else frozenset()
        if not number.unit:
            numbers[place] = replace(number, also=number.also | held)
        after = frozenset({number.unit}) - units.OWN if number.unit else held
    return numbers


def _follows(text: str, one: Number, other: Number) -> bool:
    """Whether only the unit and a joining word stand between: "7.4% to 5.1"."""
    gap = text[one.end : other.start]
    unit, _, end = units.unit_after(text, one.end, digits=True)
    return bool(unit) and len(gap) < 60 and bool(_BETWEEN.fullmatch(text[end : other.start]))


def paired(text: str, numbers: list[Number]) -> list[Number]:
    """ "1 in 5" as one number. Its two halves stay, but need not be in the source by themselves."""
    found: list[Number] = []
    place = 0
    while place < len(numbers):
        one = numbers[place]
        other = numbers[place + 1] if place + 1 < len(numbers) else None
        if other and _is_pair(text, one, other):
            found.append(Number(one.start, other.end, text[one.start : other.end], one.value, "in", of=other.value))
            found += [replace(one, weak=True), replace(other, weak=True)]
            place += 2
            continue
        found.append(one)
        place += 1
    return found


def _is_pair(text: str, one: Number, other: Number) -> bool:
    if one.unit or one.per or one.of or one.value != int(one.value) or other.value != int(other.value):
        return False
    between = text[one.end : other.start]
    if len(between) > 14 or not _IN.match(between):
        return False
    if between.strip().lower() == "of" and one.value > 5:
        return False
    year = 1900 <= other.value <= 2099 and one.value != 1
    return other.unit in _COUNTED and 0 < one.value < other.value <= 10**7 and one.value <= 20 and not year
