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
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scored = tuple[str, float]
"""A group and its score."""


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


def heights(scores: Sequence[float], depth: int, *, floor: float | None = None) -> list[float]:
    """Scores of one list, best first, as heights from 0 to 1.

    The ground is the last score of a full list. A shorter list stands on `floor`, or on its last
    score where none is given.
    """
    top = list(scores[:depth])
    if not top:
        return []
    ground = top[-1] if len(top) >= depth or floor is None else min(floor, top[-1])
    span = top[0] - ground
    if span <= 0:
        return [1.0] * len(top)
    return [(score - ground) / span for score in top]


def fuse(words: Sequence[Scored], meaning: Sequence[Scored], recipe: Recipe = FITTED) -> list[Scored]:
    """The first order of all groups of both lists, best first; equals go by the group's name.

    Word hits below the recipe's depth follow at the end in their own order.
    """
    by_meaning = heights([score for _, score in meaning], recipe.depth)
    return _summed(words, meaning, by_meaning, 0.5, recipe)


def refuse(words: Sequence[Scored], meaning: Sequence[Scored], recipe: Recipe = FITTED) -> list[Scored]:
    """The second order: as `fuse`, but with cosines that keep their size, by the recipe's share.

    Their ground is the last cosine of a full list; a shorter list has all there is and stands on 0.
    """
    cosines = [score for _, score in meaning[: recipe.depth]]
    ground = cosines[-1] if len(cosines) >= recipe.depth else min([0.0, *cosines[-1:]])
    return _summed(words, meaning, [each - ground for each in cosines], recipe.meaning_share, recipe)


def _summed(
    words: Sequence[Scored], meaning: Sequence[Scored], by_meaning: Sequence[float], share: float, recipe: Recipe
) -> list[Scored]:
    by_words = heights([score for _, score in words], recipe.depth, floor=0.0)
    scores: dict[str, float] = {}
    for weight, listed, found in ((1 - share, words, by_words), (share, meaning, by_meaning)):
        for (group, _), height in zip(listed, found, strict=False):
            scores[group] = scores.get(group, 0.0) + weight * height
    return _ordered(scores.items()) + [(group, 0.0) for group, _ in words[recipe.depth :] if group not in scores]


def _ordered(scored: Iterable[Scored]) -> list[Scored]:
    return [(group, -below) for below, group in sorted((-score, group) for group, score in scored)]


def smooth(
    fused: Sequence[Scored], rows: Mapping[str, int], vectors: NDArray[np.float32], recipe: Recipe = FITTED
) -> list[Scored]:
    """The order after near hits have shared their scores: step 4 of the recipe.

    `vectors` is float32 (hits, dimensions) of norm 1, and `rows` has the row of each group that
    meaning listed. Groups without one, and those below the best, keep their scores.
    """
    best = [(group, score) for group, score in fused if group in rows][: recipe.neighbours]
    if len(best) < 2 or not recipe.alike:
        return list(fused)
    own = np.array([score for _, score in best])
    near = vectors[[rows[group] for group, _ in best]]
    weights = np.exp((near @ near.T - 1) / recipe.nearness)
    shared = weights @ own / weights.sum(axis=1)
    mixed = (1 - recipe.alike) * own + recipe.alike * shared
    scores = dict(fused) | {group: float(score) for (group, _), score in zip(best, mixed, strict=True)}
    listed = [(group, scores[group]) for group, score in fused if score]
    return _ordered(listed) + [(group, score) for group, score in fused if not score]


def lead(fused: Sequence[Scored], groups: Iterable[str]) -> list[Scored]:
    """The same order with these groups first, because they hold what was asked to the letter.

    Each of them gains more than the best score, so that scores still fall from first to last.
    """
    first = frozenset(groups)
    gain = 1 + max((score for _, score in fused[:1]), default=0.0)
    ahead = [(group, score + gain) for group, score in fused if group in first]
    return ahead + [scored for scored in fused if scored[0] not in first]


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
