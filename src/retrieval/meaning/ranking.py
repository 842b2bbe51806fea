"""Words and meaning in one order: the recipe of `fusion` over what both found, each group by one number."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, overload

import numpy as np

from retrieval.meaning import fusion
from retrieval.meaning.columns import Found
from retrieval.meaning.fusion import Numbering, Numbers, Order, Recipe, Scored
from retrieval.meaning.scan import Vectors


class Ranked(NamedTuple):
    """One group in the order that words and meaning make together.

    `document` and `kind` are empty for a group that only the words found. `similarity` is the
    cosine with the question as asked, None where meaning did not list the group.
    """

    group: str
    score: float
    document: str = ""
    kind: str = ""
    similarity: float | None = None
    by_meaning_only: bool = False


@dataclass(frozen=True, slots=True)
class Ranking(Sequence[Ranked]):
    """Groups in order, as columns side by side; one object a group only as they are read. See `Ranked`."""

    groups: list[str]
    scores: list[float]
    documents: list[str]
    kinds: list[str]
    similarities: list[float | None]
    by_meaning_only: list[bool]

    @classmethod
    def nothing(cls) -> "Ranking":
        """No groups."""
        return cls([], [], [], [], [], [])

    def __len__(self) -> int:
        """How many groups there are."""
        return len(self.groups)

    @overload
    def __getitem__(self, place: int) -> Ranked: ...

    @overload
    def __getitem__(self, place: slice) -> list[Ranked]: ...

    def __getitem__(self, place: int | slice) -> Ranked | list[Ranked]:
        """The group at a place, or those of a slice."""
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        return Ranked(
            self.groups[place], self.scores[place], self.documents[place], self.kinds[place],
            self.similarities[place], self.by_meaning_only[place],
        )  # fmt: skip


def by_meaning(first: Found) -> Ranking:
    """The groups that meaning found, where the words are not asked."""
    numbering = Numbering()
    return _ranking(numbering.order(first.scored), numbering, numbering.order([]), first, first)


def by_both(
    question: Vectors, words: Sequence[Scored], first: Found, leading: frozenset[str], recipe: Recipe
) -> Ranking:
    """What words and meaning found, by the recipe of `fusion`.

    `question` is float32 (dimensions,), `words` are groups with scores, best first, `first` the groups nearest
    to the question as asked; groups in `leading` come first.
    """
    numbering = Numbering()
    by_words, nearest = numbering.order(words), numbering.order(first.scored)
    last = first
    if first.scores:
        fused = fusion.fuse(by_words, nearest, numbering.names, recipe)
        last = first.again(_moved(question, fused, _rows(nearest, numbering), first, recipe))
    near = numbering.order(last.scored)
    names = numbering.names
    fused = fusion.refuse(by_words, near, names, recipe)
    fused = fusion.smooth(fused, _rows(near, numbering), last.vectors, names, recipe)
    if leading:
        fused = fusion.lead(fused, numbering.numbers(leading))
    return _ranking(fused, numbering, by_words, first, last)


def _moved(question: Vectors, fused: Order, rows: Numbers, first: Found, recipe: Recipe) -> Vectors:
    """The question after feedback from the groups that the first order puts on top."""
    best = rows[fused.numbers[: recipe.feedback]]
    known = best >= 0
    return fusion.moved(question, first.vectors(best[known]), fused.scores[: recipe.feedback][known].tolist(), recipe)


def _rows(listed: Order, numbering: Numbering) -> Numbers:
    """By number: which row of a list a group is, -1 where it is not listed."""
    rows = np.full(len(numbering), -1, np.intp)
    rows[listed.numbers] = np.arange(len(listed.numbers))
    return rows


def _ranking(fused: Order, numbering: Numbering, by_words: Order, first: Found, last: Found) -> Ranking:
    names = numbering.names
    groups = [names[number] for number in fused.numbers.tolist()]
    similar = dict(zip(first.groups, first.scores, strict=True))
    by_words_too = np.zeros(len(names), np.bool_)
    by_words_too[by_words.numbers] = True
    # Groups that only words found have the row -1: what stands at the end of the columns.
    rows = _rows(numbering.order(last.scored), numbering)[fused.numbers].tolist()
    documents, kinds = [*last.documents, ""], [*last.kinds, ""]
    return Ranking(
        groups,
        fused.scores.tolist(),
        [documents[row] for row in rows],
        [kinds[row] for row in rows],
        [similar.get(group) for group in groups],
        (~by_words_too[fused.numbers]).tolist(),
    )
