"""BM25 over stems and titles, from the statistics of open documents only.

Robertson and Zaragoza's formula with Lucene's idf: idf = ln(1 + (N - n + 0.5) / (n + 0.5)), k1 1.2,
b 0.75. A stem scores in all fields together, plus half of what it scores in the title alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import log
from typing import Literal

K1 = 1.2
B = 0.75
TITLE_WEIGHT = 0.5

# With few open documents their mean length means little: as if ten of usual length were there.
_PRIOR_DOCUMENTS = 10
_PRIOR_LENGTH = 120.0
_PRIOR_TITLE_LENGTH = 10.0


@dataclass(frozen=True, slots=True)
class StandIn:
    """Stems that together may stand in for the words of a concept, at `weight`."""

    stems: tuple[str, ...]
    weight: float
    how: Literal["words", "synonym", "heading", "spelling"]
    found: str = ""


@dataclass(frozen=True, slots=True)
class Concept:
    """One idea of a question. Its words add up; a stand-in counts only if it scores more."""

    asked: str
    stems: tuple[str, ...]
    stand_ins: tuple[StandIn, ...] = ()
    how: Literal["words", "spelling", "field"] = "words"
    found: str = ""
    beginnings: tuple[str, ...] = ()
    """Beginnings of words that match; their most used words are among the stand-ins."""
    headings: frozenset[str] = frozenset()
    """Whole values of the `mesh` field that match."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """What open documents say of words. `frequencies`: documents with the stem (anywhere, in title)."""

    documents: int = 0
    length: int = 0
    title_length: int = 0
    frequencies: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def mean_length(self) -> float:
        """Stems in a document, smoothed."""
        return (self.length + _PRIOR_DOCUMENTS * _PRIOR_LENGTH) / (self.documents + _PRIOR_DOCUMENTS)

    @property
    def mean_title_length(self) -> float:
        """Stems in a title, smoothed."""
        return (self.title_length + _PRIOR_DOCUMENTS * _PRIOR_TITLE_LENGTH) / (self.documents + _PRIOR_DOCUMENTS)

    def weights(self, stem: str) -> tuple[float, float]:
        """The idf of a stem in all fields, and in titles."""
        anywhere, in_title = self.frequencies.get(stem, (0, 0))
        return idf(self.documents, anywhere), idf(self.documents, in_title)


def idf(documents: int, holding: int) -> float:
    """How telling a stem is; never negative."""
    return log(1 + (documents - holding + 0.5) / (holding + 0.5))


def all_stems(concepts: tuple[Concept, ...]) -> tuple[str, ...]:
    """Every stem that can score, each once, in a steady order."""
    found: dict[str, None] = {}
    for concept in concepts:
        found |= dict.fromkeys(concept.stems)
        for stand_in in concept.stand_ins:
            found |= dict.fromkeys(stand_in.stems)
    return tuple(sorted(found))


def score(
    concepts: tuple[Concept, ...],
    statistics: Statistics,
    counts: Mapping[str, int],
    title_counts: Mapping[str, int],
    length: int,
    title_length: int,
) -> float:
    """The score of one document, by its stem counts. The plain form of what adapters may speed up."""
    stretch = 1 - B + B * length / statistics.mean_length
    title_stretch = 1 - B + B * title_length / statistics.mean_title_length

    def of_stem(stem: str) -> float:
        count, title_count = counts.get(stem, 0), title_counts.get(stem, 0)
        weight, title_weight = statistics.weights(stem)
        return weight * _saturated(count, stretch) + TITLE_WEIGHT * title_weight * _saturated(
            title_count, title_stretch
        )

    total = 0.0
    for concept in concepts:
        best = sum(of_stem(stem) for stem in concept.stems)
        for stand_in in concept.stand_ins:
            if all(stem in counts for stem in stand_in.stems):
                best = max(best, stand_in.weight * sum(of_stem(stem) for stem in stand_in.stems))
        total += best
    return total


def _saturated(count: int, stretch: float) -> float:
    return count * (K1 + 1) / (count + K1 * stretch) if count else 0.0
