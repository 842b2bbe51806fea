"""Vectors with what decides who may find them: the searchable half of meaning, without a model."""

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from retrieval.meaning import layout
from retrieval.meaning.layout import ColumnsDamaged, Part
from retrieval.meaning.masks import Masks, Years
from retrieval.meaning.scan import Mask, Rows, Vectors, candidates, cosines, quantise, sign_bits
from retrieval.meaning.store import Entry, Writer
from retrieval.model import PUBLIC, Document

RESCORED = 3_000
"""How many rows are chosen by their signs and then ranked by their int8 vectors.

Among 1M rows mixed from real abstracts the ten best then hold .925 of the ten truly nearest (.858
with 1,000 and .902 with 2,000, which take 0.8 and 0.4 ms less).
"""

_ATTEMPTS = 5
_NAMES_AT_A_TIME = 10_000
_NO_ROWS: Rows = np.empty(0, np.intp)


class MeaningHit(NamedTuple):
    """The best document of one group. `score` is the cosine with the question, -1 to 1."""

    id: str
    group: str
    kind: str
    score: float


class Found(NamedTuple):
    """What a search found, best first, as lists side by side: a thousand hits stay cheap.

    `vectors` makes those of some hits, or of a slice of them: float32 (hits asked for, dimensions). `again` finds
    the nearest to another vector, for the same reader and in the same commit.
    """

    documents: list[str]
    groups: list[str]
    kinds: list[str]
    scores: list[float]
    vectors: Callable[[Rows | slice], Vectors]
    again: "Callable[[Vectors], Found]"

    @property
    def scored(self) -> list[tuple[str, float]]:
        """Each group with its score."""
        return list(zip(self.groups, self.scores, strict=True))

    @property
    def hits(self) -> list[MeaningHit]:
        """The same as one object a hit."""
        both = zip(self.documents, self.groups, self.kinds, self.scores, strict=True)
        return [MeaningHit(*each) for each in both]


class _Snapshot(NamedTuple):
    part: Part
    masks: Masks
    stamp: tuple[int, int]


class Columns:
    """One folder of vectors. One process writes; any number read and see each commit."""

    def __init__(self, directory: Path, *, vectors: str, dimensions: int, writable: bool = False) -> None:
        """`vectors` names the model; vectors of two models never mix.

        Raises ColumnsBusy when another process writes, ColumnsDamaged when the files are not
        whole, ValueError when they hold vectors of another model.
        """
        self._directory = directory
        self._vectors, self._dimensions = vectors, dimensions
        self._changing = threading.RLock()
        self._writer = Writer(directory, vectors=vectors, dimensions=dimensions) if writable else None
        self._snapshot: _Snapshot | None = None
        self.refresh()

    def refresh(self) -> bool:
        """Take up the last commit; true when it is a new one. Each search does this first."""
        snapshot = self._snapshot
        if snapshot is not None and (self._writer is not None or snapshot.stamp == self._stamp()):
            return False
        with self._changing:
            self._snapshot = self._read()
        return True

    def _stamp(self) -> tuple[int, int]:
        try:
            found = os.stat(self._directory / layout.MANIFEST)
        except FileNotFoundError:
            return (0, 0)
        return (found.st_mtime_ns, found.st_ino)

    def _read(self) -> _Snapshot:
        if self._writer is not None:
            part = self._writer.part
            return _Snapshot(part, Masks(part), (0, 0))
        before = self._snapshot.part if self._snapshot else None
        for _ in range(_ATTEMPTS):
            stamp = self._stamp()
            state = layout.read_state(self._directory) or layout.State(self._vectors, self._dimensions)
            if (state.vectors, state.dimensions) != (self._vectors, self._dimensions):
                raise ValueError(f"{self._directory} holds vectors of {state.vectors}, not of {self._vectors}.")
            try:
                part = Part(self._directory, state, before)
            except FileNotFoundError:
                continue  # the writer has just put a compacted part in its place
            return _Snapshot(part, Masks(part), stamp)
        raise ColumnsDamaged(f"Files that {self._directory / layout.MANIFEST} names are missing.")

    def replace(
        self,
        documents: Sequence[Document],
        vectors: Sequence[Vectors],
        *,
        removed: Iterable[str] = (),
    ) -> None:
        """One commit: these documents in place of any with the same ids; `removed` ids go.

        `vectors` has for each document float32 (one or more, dimensions), one a stretch of text.
        Durable when it returns.
        """
        self.replace_codes(
            [Entry(document, quantise(rows)) for document, rows in zip(documents, vectors, strict=True)],
            removed=removed,
        )

    def replace_codes(self, entries: Sequence[Entry], *, removed: Iterable[str] = ()) -> None:
        """As `replace`, with vectors that are whole numbers already."""
        with self._changing:
            self._writing().replace(entries, removed)
            self._snapshot = self._read()

    def remove(self, ids: Iterable[str]) -> None:
        """Forget these documents. Ids that are not there are no error."""
        self.replace_codes([], removed=ids)

    def compact(self) -> None:
        """Give back the space of removed rows now, not when they are many."""
        with self._changing:
            self._writing().compact()
            self._snapshot = self._read()

    def _writing(self) -> Writer:
        if self._writer is None:
            raise PermissionError("These columns are open for reading only.")
        return self._writer

    def search(
        self,
        vector: Vectors,
        *,
        tokens: frozenset[str] = frozenset({PUBLIC}),
        filters: Mapping[str, frozenset[str]] | None = None,
        years: Years = (None, None),
        withheld: frozenset[str] = frozenset(),
        leave_out: Mapping[str, frozenset[str]] | None = None,
        k: int = 1_000,
    ) -> Found:
        """The k groups nearest to the vector that this reader may see, best first.

        `filters`: any of the values within a name, all of the names together. `leave_out`: none
        of these values. What the reader may not see is masked out before anything is chosen. Ties go by group,
        then by document, never by place.
        """
        self.refresh()
        part, masks, _ = self._current()
        mask = masks.mask(tokens, filters or {}, years, withheld, leave_out or {})
        return _nearest(part, mask, np.asarray(vector, np.float32), k)

    def _current(self) -> _Snapshot:
        if self._snapshot is None:
            raise ColumnsDamaged(f"{self._directory} could not be read.")
        return self._snapshot

    @property
    def part(self) -> Part:
        """The columns as they lie, for those who measure or check them."""
        return self._current().part

    def count(self) -> int:
        """How many documents have vectors."""
        part, masks, _ = self._current()
        return len(np.unique(part.documents[masks.alive]))

    def ids(self) -> Iterator[str]:
        """The ids of all documents with vectors, in no order."""
        part, masks, _ = self._current()
        alive = np.flatnonzero(masks.alive)
        rows = alive[np.unique(part.documents[alive], return_index=True)[1]]
        for start in range(0, len(rows), _NAMES_AT_A_TIME):
            yield from (name for name, _ in part.names_of(rows[start : start + _NAMES_AT_A_TIME]))

    def ids_of_groups(self, groups: Iterable[str]) -> list[str]:
        """The ids of every document of these groups."""
        part, masks, _ = self._current()
        return part.documents_of(groups, masks.alive)

    def close(self) -> None:
        """Let another process write."""
        if self._writer is not None:
            self._writer.close()


def _nearest(part: Part, mask: Mask, vector: Vectors, k: int) -> Found:
    def again(other: Vectors) -> Found:
        return _nearest(part, mask, np.asarray(other, np.float32), k)

    signs = sign_bits(vector[np.newaxis])[:, 0]
    rows = candidates(part.bits, signs, mask, max(RESCORED, k)) if len(mask) else _NO_ROWS
    return _ranked(part, rows, vector, k, again)


def _ranked(part: Part, rows: Rows, vector: Vectors, k: int, again: Callable[[Vectors], Found]) -> Found:
    """These rows as groups, best first, at most k."""
    if not len(rows):
        return Found([], [], [], [], lambda _: np.empty((0, part.state.dimensions), np.float32), again)
    codes = part.vectors[rows]
    scores = cosines(codes, part.scales[rows], vector)
    groups = part.groups[rows]
    order = np.lexsort((part.documents[rows], groups, -scores))
    first = np.sort(np.unique(groups[order], return_index=True)[1])[:k]
    best = order[first]
    names = part.names_of(rows[best])

    def vectors(hits: Rows | slice) -> Vectors:
        own = best[hits]
        found: Vectors = codes[own] * part.scales[rows[own]][:, np.newaxis]
        return found

    return Found(
        [document for document, _ in names],
        [group for _, group in names],
        [part.kind_names[kind] for kind in part.kinds[rows[best]].tolist()],
        scores[best].tolist(),
        vectors,
        again,
    )
