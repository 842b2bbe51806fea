"""One list out of several: collapse to groups, fuse two rankings, and keep any kind from crowding."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from retrieval.shelf import Candidate

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


def mix(listed: Sequence[Listed]) -> list[Listed]:
    """The same groups, so ordered that no kind fills more than half of the first ten places.

    A kind that has had its half waits until the others are used up. What waited comes next, so the
    order below only shifts; nothing is lost and nothing comes twice.
    """
    kinds: Counter[str] = Counter()
    first: list[Listed] = []
    waiting: list[Listed] = []
    for each in listed:
        if len(first) == FIRST:
            break
        if kinds[each.kind] < MOST_OF_A_KIND:
            kinds[each.kind] += 1
            first.append(each)
        else:
            waiting.append(each)
    placed = {each.group for each in first} | {each.group for each in waiting}
    rest = [each for each in listed if each.group not in placed]
    return first + waiting + rest


def is_settled(listed: Sequence[Listed]) -> bool:
    """Whether the first ten places can be filled from this much of the list, whatever follows."""
    kinds = Counter(each.kind for each in listed)
    return sum(min(count, MOST_OF_A_KIND) for count in kinds.values()) >= FIRST


def crowding_kind(listed: Sequence[Listed]) -> str | None:
    """The kind that would still fill more than half of the first ten after mixing, if any."""
    kinds = Counter(each.kind for each in mix(listed)[:FIRST])
    for kind, count in kinds.most_common(1):
        if count > MOST_OF_A_KIND:
            return kind
    return None
