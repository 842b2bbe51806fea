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


def in_order(found: Sequence[Scored], *, newest: bool, total: int | None = None) -> Block:
    """Documents of all shards by rank; names are read only for as many as are asked for, and their equals."""
    if not found:
        return Block(0, lambda first, least: [], total)
    days = np.concatenate([each.days for each in found])
    heights = np.zeros(len(days)) if newest else np.concatenate([each.scores for each in found])
    order = np.lexsort((-days, -heights))
    heights, days = heights[order], days[order]
    # Where a row's equals end: rows that only their ids tell apart are named together.
    differs = (heights[1:] != heights[:-1]) | (days[1:] != days[:-1])
    ends = np.append(np.flatnonzero(differs) + 1, len(order))

    def name(first: int, least: int) -> list[Candidate]:
        last = int(ends[np.searchsorted(ends, least)])
        listed: list[Candidate] = []
        begin = 0
        for each in found:
            own = order[first:last] - begin
            listed += _named(each, own[(own >= 0) & (own < len(each.places))].tolist())
            begin += len(each.places)
        listed.sort(key=_newest_first if newest else _best_first)
        return listed

    def places(enough: int) -> list[Found] | None:
        enough = min(enough, len(order))
        if enough != ends[np.searchsorted(ends, enough)]:
            return None
        listed, begin = [], 0
        for each in found:
            own = order[:enough] - begin
            rows = own[(own >= 0) & (own < len(each.places))].tolist()
            listed += [Found(each.view, each.places[row]) for row in rows]
            begin += len(each.places)
        return listed

    return Block(len(order), name, total, places)


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
