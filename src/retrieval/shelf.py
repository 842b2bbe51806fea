"""What the service needs of an adapter: one steady view of the documents held, to read from.

Every answer here heeds the reader: documents whose audience does not meet the reader's tokens, or
whose group is withheld, have no part in it, not even in a count.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, compress
from typing import Any, Literal, NamedTuple, Protocol

from retrieval.clauses import AllOf, AnyOf, Clause, Everything, Stem
from retrieval.model import PUBLIC, Document
from retrieval.scoring import Concept, Statistics

BLOCK = 1000
"""How many documents are ranked exactly at a time: the best 1,000, then the next 10,000 …"""


SAMPLED = frozenset({"mesh"})
"""Names with so many values that only those of the best documents are counted."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks, and within what: nothing outside may come back."""

    tokens: frozenset[str] = frozenset({PUBLIC})
    filters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    years: tuple[int | None, int | None] = (None, None)
    withheld: frozenset[str] = frozenset()
    leave_out: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def without_filter(self, name: str) -> "Reader":
        """The same reader with one filter lifted."""
        kept = {each: values for each, values in self.filters.items() if each != name}
        return replace(self, filters=kept)

    def unfiltered(self) -> "Reader":
        """The same reader as far as permissions go."""
        return Reader(self.tokens, withheld=self.withheld)


@dataclass(frozen=True, slots=True)
class Plan:
    """A question resolved to stems. `must` holds exactly; a ranked plan also needs one concept."""

    must: Clause
    concepts: tuple[Concept, ...] = ()
    ranked: bool = False

    @property
    def match(self) -> Clause:
        """The exact set of documents that answer by words."""
        if not self.ranked:
            return self.must
        either: list[Clause] = []
        for concept in self.concepts:
            either += [Stem(stem) for stem in concept.stems]
            either += [AllOf(tuple(Stem(stem) for stem in stand_in.stems)) for stand_in in concept.stand_ins]
        any_of = AnyOf(tuple(dict.fromkeys(either)))
        return any_of if isinstance(self.must, Everything) else AllOf((self.must, any_of))


class Candidate(NamedTuple):
    """A document that answers. `place` is the adapter's own way back to it."""

    id: str
    group: str
    kind: str
    day: int
    score: float
    place: object = None

    @property
    def rank(self) -> tuple[float, int, str]:
        """Sorts best first: by score, then newest, then id. Never by where it happens to lie."""
        return (-self.score, -self.day, self.id)


class Named(NamedTuple):
    """Candidates as columns side by side, best first: thousands of them stay cheap. As in `Candidate`."""

    ids: list[str]
    groups: list[str]
    kinds: list[str]
    days: list[int]
    scores: list[float]
    places: list[object]

    @classmethod
    def of(cls, candidates: Iterable[Candidate]) -> "Named":
        """The columns of these candidates."""
        columns: list[list[Any]] = [list(column) for column in zip(*candidates, strict=True)]
        return cls(*columns) if columns else cls.nothing()

    @classmethod
    def nothing(cls) -> "Named":
        """Columns without a row."""
        return cls([], [], [], [], [], [])

    def from_row(self, first: int) -> Iterator[Candidate]:
        """The candidates from this row on."""
        columns = self if not first else [column[first:] for column in self]
        return map(Candidate, *columns)

    def one_a_group(self) -> "Named":
        """The same with the best document of each group only."""
        if len(set(self.groups)) == len(self.groups):
            return self
        seen: set[str] = set()
        kept = [not (group in seen or seen.add(group)) for group in self.groups]  # type: ignore[func-returns-value]
        columns: list[list[Any]] = [list(compress(column, kept)) for column in self]
        return Named(*columns)


class Block:
    """Matches of one block, by rank. `size` is how many there are; they are named as far as asked for.

    `total` is how many groups match in all, where an adapter came to know that by the way.
    """

    def __init__(
        self,
        size: int,
        name: Callable[[int, int], Named],
        total: int | None = None,
        places: Callable[[int], Sequence[object] | None] = lambda enough: None,
    ) -> None:
        """`name(first, least)` names those from rank `first` on, at least to rank `least`.

        `places(enough)` gives the adapter's own ways back to just so many of the best, in any order, without
        naming them; None where only names would tell which are among them.
        """
        self.size = size
        self.total = total
        self.places = places
        self._name = name
        self._named = Named.nothing()
        self._best: list[Candidate] = []

    def named(self, enough: int | None = None) -> Named:
        """At least so many of them if there are, or all, as columns."""
        known, least = len(self._named.ids), self.size if enough is None else min(enough, self.size)
        if known < least:
            columns: Iterable[tuple[list[Any], list[Any]]] = zip(self._named, self._name(known, least), strict=True)
            for column, more in columns:
                column += more
        return self._named

    def best(self, enough: int | None = None) -> list[Candidate]:
        """At least so many of them if there are, or all."""
        named = self.named(enough)
        if len(self._best) < len(named.ids):
            self._best += named.from_row(len(self._best))
        return self._best


def count_groups(groups: Iterable[str], values: Iterable[Sequence[str]]) -> dict[str, int]:
    """How many groups have each value, given the group and the values of each document."""
    by_group: dict[str, set[str]] = {}
    for group, own in zip(groups, values, strict=True):
        by_group.setdefault(group, set()).update(own)
    return Counter(chain.from_iterable(by_group.values()))


class Held(NamedTuple):
    """A document, and which of the stems asked about stand in it."""

    document: Document
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class Tally:
    """Groups that match, and how many of them have each value."""

    total: int
    counts: Mapping[str, Mapping[str, int]]


class Shelf(Protocol):
    """A view that does not change while a question is answered."""

    @property
    def generation(self) -> str:
        """The name of the generation seen."""

    @property
    def notes(self) -> tuple[str, ...]:
        """Codes for what is wrong with this view, for the reader to be told."""

    def statistics(self, stems: Sequence[str], reader: Reader) -> Statistics:
        """What the open documents that are not withheld say of these stems."""

    def candidates(
        self,
        plan: Plan,
        statistics: Statistics,
        reader: Reader,
        *,
        block: int = 0,
        newest: bool = False,
        kinds: Collection[str] | None = None,
    ) -> Block:
        """One block of matches, sorted by rank (or newest first). Empty when there are no more.

        `kinds` keeps to these kinds. A document is in one block only.
        """

    def kinds(self) -> frozenset[str]:
        """Every kind held by anyone: which queries to try, never something to show."""

    def tally(self, plan: Plan, reader: Reader, names: Sequence[str]) -> Tally:
        """Exact counts of groups. A filter on a name does not narrow that name's own counts."""

    def sample(self, block: Block, name: str) -> Mapping[str, int]:
        """How many groups among the best thousand of a block have each value of this name."""

    def documents(self, ids: Sequence[str], stems: Sequence[str], reader: Reader) -> dict[str, Held]:
        """These documents as far as this reader may see them (filters aside), with which stems they have."""

    def holds(self, stem: str, reader: Reader) -> bool:
        """Whether any document that this reader may see has this stem."""

    def words(self, beginning: str, reader: Reader, limit: int) -> list[tuple[str, int]]:
        """Folded words that begin so with the number of visible documents, most used first."""

    def spelt(self, beginning: str, reader: Reader, limit: int) -> list[tuple[str, int]]:
        """As `words`, but words as written where that differs from the folded form."""

    def near(
        self, name: Literal["exact", "spelt"], word: str, beginnings: Sequence[str], slips: int, reader: Reader
    ) -> dict[str, int]:
        """Words within so many slips of this one that begin so, with the number of visible documents.

        `exact` are folded words, `spelt` those as written where that differs.
        """

    def titles(self, beginning: str, reader: Reader, limit: int) -> list[str]:
        """Titles that begin so: those of most documents first, then by the alphabet."""

    def open_words(self, beginning: str, limit: int, reader: Reader) -> list[str]:
        """The most used words of open documents that begin so; no other document has a say."""


def block_bounds(block: int) -> tuple[int, int]:
    """First and last+1 rank of a block: 0 to 1,000, to 11,000, to 111,000 …"""
    first = sum(BLOCK * 10**each for each in range(block))
    return first, first + BLOCK * 10**block
