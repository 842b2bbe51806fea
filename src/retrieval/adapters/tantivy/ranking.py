"""Scores candidates exactly, from their bags and the statistics the reader is entitled to."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.adapters.tantivy.records import Bags, Numbers, Places
from retrieval.adapters.tantivy.view import Hits, ShardView
from retrieval.scoring import K1, TITLE_WEIGHT, B, Concept, Statistics
from retrieval.shelf import Block, Candidate


@dataclass(frozen=True, slots=True)
class Found:
    """Where a candidate's record is."""

    view: ShardView
    at: int


@dataclass(frozen=True, slots=True)
class Scored:
    """Documents of one shard with what orders them."""

    view: ShardView
    places: list[int]
    days: Places
    scores: Numbers


def scored(
    view: ShardView, hits: Hits, concepts: tuple[Concept, ...], stems: tuple[str, ...], statistics: Statistics
) -> Scored:
    """Hits with their final scores, in the order of the hits."""
    places = view.places(hits)
    bags = view.records.bags(places, stems)
    return Scored(view, places, bags.days, scores_of(bags, concepts, stems, statistics))


def in_order(found: Sequence[Scored], *, newest: bool, enough: int | None) -> Block:
    """Documents of all shards by rank; names are read only for as many as will do, and their equals."""
    days = np.concatenate([each.days for each in found]) if found else np.zeros(0, np.int64)
    scores = np.concatenate([each.scores for each in found]) if found else np.zeros(0)
    heights = np.zeros(len(days)) if newest else scores
    order = np.lexsort((-days, -heights))
    cut = len(order) if enough is None else min(max(enough, 1), len(order))
    while 0 < cut < len(order) and _equal(heights, days, order[cut - 1], order[cut]):
        cut += 1
    listed: list[Candidate] = []
    first = 0
    for each in found:
        last = first + len(each.places)
        chosen = order[:cut][(order[:cut] >= first) & (order[:cut] < last)]
        listed += _named(each, (chosen - first).tolist())
        first = last
    listed.sort(key=_newest_first if newest else _best_first)
    return Block(listed, len(order))


def _equal(heights: Numbers, days: Places, one: int, other: int) -> bool:
    return bool(heights[one] == heights[other] and days[one] == days[other])


def _named(found: Scored, rows: list[int]) -> list[Candidate]:
    places = [found.places[row] for row in rows]
    names = found.view.records.names(places)
    days, scores = found.days[rows].tolist(), found.scores[rows].tolist()
    return [
        Candidate(id_, group, kind, day, score, Found(found.view, at))
        for (id_, group, kind), day, score, at in zip(names, days, scores, places, strict=True)
    ]


def _best_first(candidate: Candidate) -> tuple[float, int, str]:
    return candidate.rank


def _newest_first(candidate: Candidate) -> tuple[int, str]:
    return (-candidate.day, candidate.id)


def scores_of(bags: Bags, concepts: tuple[Concept, ...], stems: tuple[str, ...], statistics: Statistics) -> Numbers:
    """The formula of `scoring.score`, for many documents at once."""
    total: Numbers = np.zeros(len(bags.lengths))
    if not stems:
        return total
    weights = np.array([statistics.weights(stem) for stem in stems])
    stretch = 1 - B + B * bags.lengths / statistics.mean_length
    title_stretch = 1 - B + B * bags.title_lengths / statistics.mean_title_length
    of_stem = weights[:, 0] * _saturated(bags.counts, stretch)
    of_stem += TITLE_WEIGHT * weights[:, 1] * _saturated(bags.title_counts, title_stretch)
    present = bags.counts > 0
    columns = {stem: column for column, stem in enumerate(stems)}
    for concept in concepts:
        best = _sum(of_stem, [columns[stem] for stem in concept.stems])
        for stand_in in concept.stand_ins:
            own = [columns[stem] for stem in stand_in.stems]
            score = stand_in.weight * _sum(of_stem, own)
            best = np.where(present[:, own].all(axis=1), np.maximum(best, score), best)
        total = total + best
    return total


def _sum(of_stem: Numbers, columns: Sequence[int]) -> Numbers:
    """Added one by one: the same sum in any company, which adding whole blocks would not promise."""
    total: Numbers = np.zeros(len(of_stem))
    for column in columns:
        total = total + of_stem[:, column]
    return total


def _saturated(counts: Numbers, stretch: Numbers) -> Numbers:
    result: Numbers = counts * (K1 + 1) / (counts + K1 * stretch[:, None])
    return result
