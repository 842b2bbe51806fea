"""One list out of several: collapse to groups, fuse two rankings, and keep any kind from crowding."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from retrieval.shelf import Candidate, Named

FUSION_K = 60
"""Reciprocal rank fusion (Cormack, Clarke and Büttcher 2009) with their untuned constant."""
FIRST = 10
MOST_OF_A_KIND = 5


class Listed(NamedTuple):
    """A group in the list, with its best document."""

    group: str
    document: str
    kind: str
    score: float
    day: int = 0
    by_words: bool = True


MeaningHit = tuple[str, str, str, float]
"""Document id, group, kind, score: what a search by meaning returns."""


def collapse(candidates: Iterable[Candidate], seen: set[str]) -> list[Listed]:
    """The first document of each group that was not seen before; `seen` grows."""
    listed = []
    for each in candidates:
        if each.group not in seen:
            seen.add(each.group)
            listed.append(Listed(each.group, each.id, each.kind, each.score, each.day))
    return listed


def listed_at(named: Named, row: int) -> Listed:
    """One row of the columns as a group in the list."""
    return Listed(named.groups[row], named.ids[row], named.kinds[row], named.scores[row], named.days[row])


def fuse(words: Sequence[Listed], meaning: Sequence[MeaningHit]) -> list[Listed]:
    """Reciprocal rank fusion by group. A group found both ways shows the document words found."""
    by_group = {each.group: each for each in words}
    scores: dict[str, float] = {}
    for place, each in enumerate(words, start=1):
        scores[each.group] = 1 / (FUSION_K + place)
    met: set[str] = set()
    for document, group, kind, _ in meaning:
        if group in met:
            continue
        met.add(group)
        scores[group] = scores.get(group, 0.0) + 1 / (FUSION_K + len(met))
        if group not in by_group:
            by_group[group] = Listed(group, document, kind, 0.0, by_words=False)
    fused = [
        Listed(each.group, each.document, each.kind, scores[group], each.day, each.by_words)
        for group, each in by_group.items()
    ]
    return sorted(fused, key=lambda each: (-each.score, not each.by_words, -each.day, each.document))


class Listing:
    """A list of groups that are made into `Listed` only as they are read. The list is the same however far that is.

    `at(place)` makes one of the first `size`, `kind_at(place)` tells its kind; `rest()` makes all that come after.
    """

    def __init__(
        self,
        size: int,
        at: Callable[[int], Listed],
        kind_at: Callable[[int], str],
        rest: Callable[[], list[Listed]] = list,
    ) -> None:
        self._size = size
        self._at = at
        self._kind_at = kind_at
        self._make_rest = rest

    @classmethod
    def of(cls, listed: Sequence[Listed]) -> "Listing":
        """A list that is made already."""
        return cls(len(listed), listed.__getitem__, lambda place: listed[place].kind)

    @cached_property
    def _rest(self) -> list[Listed]:
        return self._make_rest()

    def add(self, more: Iterable[Listed]) -> None:
        """Put more at the end."""
        self._rest.extend(more)

    def every(self) -> list[Listed]:
        """The whole list as it stands, not mixed."""
        return [*map(self._at, range(self._size)), *self._rest]

    def mixed(self, wanted: int) -> list[Listed]:
        """The beginning of the list, at least `wanted` groups if there are, or more, in the order of `mix`."""
        first = self._first_places()
        end = max(wanted, FIRST) + FIRST
        others = range(end) if end <= self._size else range(self._size + len(self._rest))
        taken = frozenset(first)
        return [self._each(place) for place in first] + [self._each(place) for place in others if place not in taken]

    def crowding_kind(self) -> str | None:
        """The kind that would still fill more than half of the first ten after mixing, if any."""
        first = self._first_places()
        if len(first) == FIRST:
            return None
        kinds = Counter(each.kind for each in self.mixed(FIRST)[:FIRST])
        for kind, count in kinds.most_common(1):
            if count > MOST_OF_A_KIND:
                return kind
        return None

    def _each(self, place: int) -> Listed:
        return self._at(place) if place < self._size else self._rest[place - self._size]

    def _kinds(self) -> Iterator[str]:
        yield from map(self._kind_at, range(self._size))
        yield from (each.kind for each in self._rest)

    def _first_places(self) -> list[int]:
        """The places of those that come first when mixed: ten at most, and of no kind more than half of them."""
        kinds: Counter[str] = Counter()
        first: list[int] = []
        for place, kind in enumerate(self._kinds()):
            if kinds[kind] < MOST_OF_A_KIND:
                kinds[kind] += 1
                first.append(place)
                if len(first) == FIRST:
                    break
        return first


def mix(listed: Sequence[Listed]) -> list[Listed]:
    """The same groups, so ordered that no kind fills more than half of the first ten places.

    A kind that has had its half waits until the others are used up. What waited comes next, so the
    order below only shifts; nothing is lost and nothing comes twice.
    """
    return Listing.of(listed).mixed(len(listed))


def is_settled(listed: Sequence[Listed]) -> bool:
    """Whether the first ten places can be filled from this much of the list, whatever follows."""
    kinds = Counter(each.kind for each in listed)
    return sum(min(count, MOST_OF_A_KIND) for count in kinds.values()) >= FIRST
