"""The nouns of the engine. Frozen, so that nothing changes behind a caller's back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

PUBLIC = "public"
"""The audience token that everyone holds, signed in or not."""

Mode = Literal["words", "meaning", "both"]
Names = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Document:
    """One thing that can be found.

    `group` ties documents that are one thing to a person (a paper, and its abstract that only one
    team may read): a list of hits shows a group once. It defaults to the document's own id.
    `audience` holds tokens; a reader sees the document if they hold one of them.
    `searchable` are extra words by field name (`author`, `mesh`, `journal`, `identifier`); they
    count in the all-fields index too, and can be asked for as `author:smith`.
    `exact` are values to filter and count by (`kind`, `type`, `design`, `language`, `unit` …).
    `day` orders by newness: days since 1970-01-01.
    """

    id: str
    kind: str
    title: str
    text: str = ""
    audience: frozenset[str] = frozenset({PUBLIC})
    searchable: Names = field(default_factory=dict)
    exact: Names = field(default_factory=dict)
    year: int | None = None
    day: int = 0
    group: str = ""

    def __post_init__(self) -> None:
        """Refuse what could never be found, or could be found by the wrong people."""
        if not self.id or not self.kind:
            raise ValueError("A document needs an id and a kind.")
        if not self.audience:
            raise ValueError("A document needs an audience.")
        if not self.group:
            object.__setattr__(self, "group", self.id)

    @property
    def is_open(self) -> bool:
        """Whether anyone at all may see it. Only these documents' statistics decide scores."""
        return PUBLIC in self.audience


@dataclass(frozen=True, slots=True)
class Query:
    """What one reader asks.

    `filters`: any of the values within a name, all of the names together. `leave_out`: exact values
    that no hit may have (people, say, who have a place of their own beside the list). `favour`:
    exact values that let a hit stand higher, as far as it matches well (see `favour.py`).
    `withheld`: groups that must not come back although the index may still hold them.
    `offset` and `limit` count groups, best first.
    """

    text: str = ""
    tokens: frozenset[str] = frozenset({PUBLIC})
    filters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    leave_out: Mapping[str, frozenset[str]] = field(default_factory=dict)
    favour: Mapping[str, frozenset[str]] = field(default_factory=dict)
    years: tuple[int | None, int | None] = (None, None)
    facets: tuple[str, ...] = ()
    withheld: frozenset[str] = frozenset()
    mode: Mode = "both"
    order: Literal["best", "newest"] = "best"
    offset: int = 0
    limit: int = 10
    snippets: bool = True


@dataclass(frozen=True, slots=True)
class Span:
    """Part of a snippet; `match` is true where the question's words stand."""

    text: str
    match: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a hit is here. `how` is words, synonym, spelling, heading, field or meaning."""

    how: Literal["words", "synonym", "spelling", "heading", "field", "meaning"]
    asked: str
    found: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One group that answers, with its best document."""

    group: str
    document: str
    kind: str
    score: float
    reasons: tuple[Reason, ...] = ()
    snippet: tuple[Span, ...] = ()
    by_meaning_only: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The answer to a Query.

    `total` and `facets` count groups that match by words; hits by meaning alone are marked and
    not counted. A facet named in `sampled` counts the best 1,000 only. `notes` are codes for
    what could not be done (`meaning-unavailable`, `query-too-long`, `unbalanced-quotes` …).
    `corrections` pairs a word as typed with the word searched for instead.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    sampled: frozenset[str] = frozenset()
    corrections: tuple[tuple[str, str], ...] = ()
    near_words: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    generation: str = ""
