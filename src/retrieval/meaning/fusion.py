"""Puts hits by words and hits by meaning into one order. Pure functions, and what was fitted.

The recipe, in five steps:

1. Each list's scores become heights from 0 to 1: 1 at its best hit, 0 at the depth where a full
   list ends (at score 0 for words when fewer hits match). A group's first score is the mean of its
   two heights; 0 where it is not listed.
2. Feedback (Rocchio 1971, on vectors): the best groups of that first order pull the question's
   vector towards their own, each with a weight that falls off exponentially with its distance in
   score from the best. When one hit stands far above the rest, as it does for a precise claim,
   it alone counts; for a broad question several share. The nearest rows are looked up again.
3. The second score is the words' height and the new cosine above its ground, by `meaning_share`.
   The cosine keeps its own size here: where all hits are about equally near, meaning should
   decide little, and stretching them from 0 to 1 would make it decide much.
4. Hits that are near to each other in meaning should score alike (the cluster hypothesis; score
   regularisation, Diaz 2005): each of the best 200 takes half of its score from the mean over
   all of them, itself included, weighted by how near they are.
5. What holds to the letter what was asked to the letter leads.

Unlike reciprocal rank it keeps how much better the best hit is, which is what precise questions
need. Chosen by `benchmarks/fit_fusion.py`, which says what the sets are, each set weighted the
same, and none of them a test split; all constants stand on broad tops. nDCG@10 and recall@100 of the recipe, of
min-max heights at even shares with feedback but without steps 3 and 4, and of reciprocal rank
fusion (k = 60):

    train       .373 .359    .372 .353    .340 .322
    dev         .352 .340    .351 .331    .329 .303
    claims      .799 .955    .796 .955    .772 .953
    titles      .871 1.00    .858 1.00    .872 1.00
    background  .336 .700    .334 .669    .321 .626
    reviews     .447 .727    .443 .707    .437 .674
    neighbours  .412 .325    .394 .310    .380 .304
"""

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Scored = tuple[str, float]
"""A group and its score."""
Heights = NDArray[np.float64]
Numbers = NDArray[np.intp]

_ROWS_AT_A_TIME = 25
"""Rows multiplied at a time with those after them: of each two products that are the same one is left out."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """`depth`: hits taken from each list. `meaning_share`: the weight of the cosine against words.

    `feedback` groups pull at the question, of which `keep` is kept; a weight falls to 1/e at
    `reach` below the best score. Of the `neighbours` best groups each takes the share `alike` of
    its score from the others; a weight falls to 1/e at `nearness` below a cosine of 1.
    """

    depth: int = 1_000
    meaning_share: float = 0.75
    feedback: int = 5
    reach: float = 0.1
    keep: float = 0.4
    neighbours: int = 200
    alike: float = 0.5
    nearness: float = 0.12


FITTED = Recipe()


class Order(NamedTuple):
    """Groups by their numbers with their scores, best first: intp (groups,) and float64 (groups,)."""

    numbers: Numbers
    scores: Heights


class Numbering:
    """One number for each group of a question, in the order of coming."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    def __len__(self) -> int:
        """How many groups have a number."""
        return len(self._known)

    @property
    def names(self) -> list[str]:
        """The groups by number."""
        return list(self._known)

    def numbers(self, groups: Collection[str]) -> Numbers:
        """The numbers of these groups; new groups get the next ones."""
        known = self._known
        for group in groups:
            if group not in known:
                known[group] = len(known)
        return np.fromiter(map(known.__getitem__, groups), np.intp, len(groups))

    def order(self, scored: Sequence[Scored]) -> Order:
        """An order of groups that are given with their scores, best first, each once."""
        groups, scores = zip(*scored, strict=True) if scored else ((), ())
        return Order(self.numbers(groups), np.array(scores, np.float64))


def heights(scores: Heights, depth: int, *, floor: float | None = None) -> Heights:
    """Scores of one list, best first, as heights from 0 to 1: float64 (at most depth,).

    The ground is the last score of a full list. A shorter list stands on `floor`, or on its last
    score where none is given.
    """
    top = scores[:depth]
    if not len(top):
        return top
    ground = top[-1] if len(top) >= depth or floor is None else min(floor, top[-1])
    span = top[0] - ground
    return np.ones(len(top)) if span <= 0 else (top - ground) / span


def fuse(words: Order, meaning: Order, names: Sequence[str], recipe: Recipe = FITTED) -> Order:
    """The first order of all groups of both lists, best first; equals go by the group's name.

    Word hits below the recipe's depth follow at the end in their own order. `names` are the groups
    by number.
    """
    return _summed(words, meaning, heights(meaning.scores, recipe.depth), 0.5, names, recipe)


def refuse(words: Order, meaning: Order, names: Sequence[str], recipe: Recipe = FITTED) -> Order:
    """The second order: as `fuse`, but with cosines that keep their size, by the recipe's share.

    Their ground is the last cosine of a full list; a shorter list has all there is and stands on 0.
    """
    cosines = meaning.scores[: recipe.depth]
    ground = cosines[-1] if len(cosines) >= recipe.depth else min([0.0, *cosines[-1:]])
    return _summed(words, meaning, cosines - ground, recipe.meaning_share, names, recipe)


def _summed(
    words: Order, meaning: Order, by_meaning: Heights, share: float, names: Sequence[str], recipe: Recipe
) -> Order:
    scores = np.zeros(len(names))
    met = np.zeros(len(names), np.bool_)
    by_words = heights(words.scores, recipe.depth, floor=0.0)
    for weight, listed, found in ((1 - share, words, by_words), (share, meaning, by_meaning)):
        own = listed.numbers[: len(found)]
        scores[own] += weight * found
        met[own] = True
    numbers = np.flatnonzero(met)
    deeper = words.numbers[recipe.depth :]
    return _joined(_ordered(numbers, scores[numbers], names), deeper[~met[deeper]])


def _ordered(numbers: Numbers, scores: Heights, names: Sequence[str]) -> Order:
    """Best first; equals go by the group's name."""
    rows = np.argsort(-scores, kind="stable")
    numbers, scores = numbers[rows], scores[rows]
    equals = np.flatnonzero(scores[1:] == scores[:-1]).tolist()
    for _, run in groupby(enumerate(equals), lambda each: each[1] - each[0]):
        places = [place for _, place in run]
        span = slice(places[0], places[-1] + 2)
        numbers[span] = sorted(numbers[span].tolist(), key=names.__getitem__)
    return Order(numbers, scores)


def _joined(order: Order, last: Numbers) -> Order:
    """The order with these at the end, which have no score."""
    if not len(last):
        return order
    return Order(np.concatenate([order.numbers, last]), np.concatenate([order.scores, np.zeros(len(last))]))


def smooth(
    fused: Order,
    rows: Numbers,
    vectors: Callable[[Numbers], NDArray[np.float32]],
    names: Sequence[str],
    recipe: Recipe = FITTED,
) -> Order:
    """The order after near hits have shared their scores: step 4 of the recipe.

    `rows` has by number the row of each group that meaning listed, -1 for others, and `vectors` gives
    those of some rows: float32 (rows, dimensions) of norm 1. Groups without one, and those below the best,
    keep their scores.
    """
    own_rows = rows[fused.numbers]
    best = np.flatnonzero(own_rows >= 0)[: recipe.neighbours]
    if len(best) < 2 or not recipe.alike:
        return fused
    own = fused.scores[best]
    weights = np.exp((_products(vectors(own_rows[best])) - 1) / recipe.nearness)
    shared = np.einsum("ij,j->i", weights, own) / weights.sum(axis=1)
    scores = fused.scores.copy()
    scores[best] = (1 - recipe.alike) * own + recipe.alike * shared
    some = fused.scores != 0
    return _joined(_ordered(fused.numbers[some], scores[some], names), fused.numbers[~some])


def _products(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each row times each row: float32 (rows, rows).

    Not `@`: its threads wait for each other, which took 8 ms here on a busy machine and this takes 1.
    """
    size = len(vectors)
    products = np.empty((size, size), np.float32)
    for first in range(0, size, _ROWS_AT_A_TIME):
        rows = slice(first, first + _ROWS_AT_A_TIME)
        products[rows, first:] = np.einsum("ij,kj->ik", vectors[rows], vectors[first:])
        products[first:, rows] = products[rows, first:].T
    return products


def lead(fused: Order, groups: Iterable[int]) -> Order:
    """The same order with the groups of these numbers first, because they hold what was asked to the letter.

    Each of them gains more than the best score, so that scores still fall from first to last.
    """
    first = np.isin(fused.numbers, list(groups))
    if not first.any():
        return fused
    ahead = fused.scores[first] + (1 + float(fused.scores[0]))
    return Order(
        np.concatenate([fused.numbers[first], fused.numbers[~first]]), np.concatenate([ahead, fused.scores[~first]])
    )


def moved(
    question: NDArray[np.float32],
    vectors: NDArray[np.float32],
    scores: Sequence[float],
    recipe: Recipe = FITTED,
) -> NDArray[np.float32]:
    """The question's vector, pulled towards the vectors of its best hits; norm 1.

    `vectors` is float32 (hits, dimensions) and `scores` has their first scores, best first.
    """
    if not scores:
        return question
    weights = [math.exp((score - scores[0]) / recipe.reach) for score in scores]
    total = sum(weights)
    pulled = question.astype(np.float64) * recipe.keep
    for weight, vector in zip(weights, vectors, strict=True):
        pulled += vector * ((1 - recipe.keep) * weight / total)
    length = float(np.linalg.norm(pulled))
    return (pulled / length).astype(np.float32) if length else question
