"""Reads a question and its filters out of an address, and writes them back into links."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from bibliography.text import clean
from fingerpost.search.domain.find import DEEPEST, FACETS, PAGE

LONGEST = 5000
MOST_VALUES = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as its address says it. Nonsense in an address is left out, never an error."""

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    years: tuple[int | None, int | None] = (None, None)
    order: str = "best"
    number: int = 1
    sure: bool = False
    cut: bool = False

    @classmethod
    def from_request(cls, request: HttpRequest) -> "Asked":
        """The question of this request."""
        given: QueryDict = request.GET
        # Characters that nobody sees, or that turn the page around, are no part of a question.
        text = clean(given.get("q", "")[: 20 * LONGEST])
        filters = {
            name: tuple(dict.fromkeys(value[:200] for value in given.getlist(name) if value))[:MOST_VALUES]
            for name in FACETS
        }
        years = (_year(given.get("from", "")), _year(given.get("to", "")))
        if None not in years and years[0] > years[1]:  # type: ignore[operator]
            years = (years[1], years[0])
        number = given.get("page", "1")
        return cls(
            text=text[:LONGEST],
            filters={name: values for name, values in filters.items() if values},
            years=years,
            order="newest" if given.get("order") == "newest" else "best",
            number=min(max(int(number), 1), DEEPEST // PAGE)
            if number.isascii() and number.isdigit() and len(number) < 6
            else 1,
            sure=given.get("sure") == "1",
            cut=len(text) > LONGEST,
        )

    @property
    def offset(self) -> int:
        """How many hits come before this page."""
        return (self.number - 1) * PAGE

    @property
    def is_filtered(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.filters) or self.years != (None, None)

    @property
    def kept_pairs(self) -> list[tuple[str, str]]:
        """What the filter form carries along besides its own ticks and years."""
        pairs = [("q", self.text)]
        pairs += [("order", self.order)] if self.order != "best" else []
        return pairs + ([("sure", "1")] if self.sure else [])

    @property
    def exactly(self) -> str:
        """The address that asks for each word just as it was typed."""
        return self.address(text=" ".join(f'"{word}"' for word in self.text.replace('"', " ").split()))

    def address(self, **changes: Any) -> str:
        """This question's address with some parts changed. Any change goes back to page one."""
        parts: list[tuple[str, str]] = [("q", changes.get("text", self.text))]
        for name, values in {**self.filters, **changes.get("filters", {})}.items():
            parts += [(name, value) for value in values]
        first, last = changes.get("years", self.years)
        parts += [(name, str(year)) for name, year in (("from", first), ("to", last)) if year]
        if (order := changes.get("order", self.order)) != "best":
            parts.append(("order", order))
        if (number := changes.get("number", 1)) > 1:
            parts.append(("page", str(number)))
        if changes.get("sure", self.sure):
            parts.append(("sure", "1"))
        return f"{reverse('hub:search')}?{urlencode(parts)}"

    def without_value(self, name: str, value: str) -> str:
        """The address with one filter value fewer."""
        return self.address(filters={name: tuple(v for v in self.filters.get(name, ()) if v != value)})

    def unfiltered(self) -> str:
        """The address with the question alone."""
        return self.address(filters=dict.fromkeys(self.filters, ()), years=(None, None))


def _year(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 and 1500 <= int(text) <= 2200 else None
