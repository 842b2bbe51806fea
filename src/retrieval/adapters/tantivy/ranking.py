"""Scores candidates exactly, from their bags and the statistics the reader is entitled to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, repeat
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.adapters.tantivy.records import Bags, Numbers, Places
from retrieval.adapters.tantivy.view import Hits, ShardView
from retrieval.scoring import K1, TITLE_WEIGHT, B, Concept, Statistics
from retrieval.shelf import Block, Named

Rows = NDArray[np.integer[Any]]


Found = tuple[ShardView, int]
"""Where a candidate's record is: its shard, and the place in it."""


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
        return Block(0, lambda first, least: Named.nothing(), total)
    days = np.concatenate([each.days for each in found])
    scores = np.concatenate([each.scores for each in found])
    heights = np.zeros(len(days)) if newest else scores
    order = np.lexsort((-days, -heights))
    heights, days, scores = heights[order], days[order], scores[order]
    # Where a row's equals end: rows that only their ids tell apart are named together.
    differs = (heights[1:] != heights[:-1]) | (days[1:] != days[:-1])
    ends = np.append(np.flatnonzero(differs) + 1, len(order))

    def name(first: int, least: int) -> Named:
        last = int(ends[np.searchsorted(ends, least)])
        named = _named(found, order[first:last], scores[first:last])
        ranked = _by_id_among_equals(named.rows, named.ids, np.flatnonzero(~differs[first : last - 1]).tolist())
        return Named(
            [named.ids[row] for row in ranked],
            [named.groups[row] for row in ranked],
            [named.kinds[row] for row in ranked],
            days[first:last].tolist(),
            [named.scores[row] for row in ranked],
            [named.places[row] for row in ranked],
        )

    def places(enough: int) -> list[Found] | None:
        enough = min(enough, len(order))
        if enough != ends[np.searchsorted(ends, enough)]:
            return None
        return [place for each, _, own in _by_shard(found, order[:enough]) for place in zip(repeat(each.view), own)]

    return Block(len(order), name, total, places)


def _by_shard(found: Sequence[Scored], rows: Rows) -> Iterator[tuple[Scored, Rows, list[int]]]:
    """For each shard: which of these rows, counted over all shards, are its own, and their places."""
    begin = 0
    for each in found:
        own = np.flatnonzero((rows >= begin) & (rows < begin + len(each.places)))
        yield each, own, [each.places[row] for row in (rows[own] - begin).tolist()]
        begin += len(each.places)


class _ByShard(NamedTuple):
    """Columns of some documents, shard by shard; `rows` says where in them each is, by rank."""

    ids: list[str]
    groups: list[str]
    kinds: list[str]
    places: list[Found]
    scores: list[float]
    rows: list[int]


def _named(found: Sequence[Scored], rows: Rows, scores: Numbers) -> _ByShard:
    """The names of these rows, of which these are the scores."""
    named = _ByShard([], [], [], [], [], [])
    listed = []
    for each, own, at in _by_shard(found, rows):
        columns = (named.ids, named.groups, named.kinds)
        for column, more in zip(columns, each.view.records.name_columns(at), strict=True):
            column += more
        named.places.extend(zip(repeat(each.view), at))
        named.scores.extend(scores[own].tolist())
        listed.append(own)
    return named._replace(rows=np.argsort(np.concatenate(listed)).tolist())


def _by_id_among_equals(rows: list[int], ids: list[str], equals: list[int]) -> list[int]:
    """The rows, sorted by id within runs of equals; `equals` are the numbers of those that equal the next."""
    ranked = list(rows)
    for _, run in groupby(enumerate(equals), lambda each: each[1] - each[0]):
        numbers = [number for _, number in run]
        span = slice(numbers[0], numbers[-1] + 2)
        ranked[span] = sorted(ranked[span], key=ids.__getitem__)
    return ranked


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
