"""Writes the vector columns: one writer at a time, each commit whole or not at all."""

import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from retrieval.meaning import layout
from retrieval.meaning.layout import ColumnsBusy, ColumnsDamaged, Part, State, identity
from retrieval.meaning.scan import Codes, scales, sign_bits
from retrieval.model import Document

_COMPACT_ABOVE = 0.3
"""The share of rows that may be dead before the living are copied to a new part."""

_COPY_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A document with the codes of its vectors: int8 (one or more, dimensions)."""

    document: Document
    codes: Codes


class Lock:
    """Held by the one process that may write in a folder."""

    def __init__(self, directory: Path) -> None:
        """Raises ColumnsBusy when another process holds it."""
        directory.mkdir(parents=True, exist_ok=True)
        self._file: BinaryIO = (directory / "writer.lock").open("ab")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._file.close()
            raise ColumnsBusy(f"Another process is writing in {directory}.") from None

    def release(self) -> None:
        """Let another process write."""
        self._file.close()


class Writer:
    """Appends rows and commits them. Not for use by several threads at once."""

    def __init__(self, directory: Path, *, vectors: str, dimensions: int) -> None:
        """Open for writing; whatever an earlier writer left unfinished is cut off.

        Raises ColumnsBusy, ColumnsDamaged, or ValueError when the columns hold vectors of
        another model.
        """
        self._directory = directory
        self._lock = Lock(directory)
        try:
            state = layout.read_state(directory) or State(vectors, dimensions)
            if (state.vectors, state.dimensions) != (vectors, dimensions):
                raise ValueError(f"{directory} holds vectors of {state.vectors}, not of {vectors}.")
            self._recover(state)
        except BaseException:
            self._lock.release()
            raise

    @property
    def state(self) -> State:
        """The last commit."""
        return self.part.state

    def close(self) -> None:
        """Let another process write."""
        self._lock.release()

    def __enter__(self) -> "Writer":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def replace(self, entries: Sequence[Entry], removed: Iterable[str] = ()) -> None:
        """One commit: the entries come in place of what had their ids; `removed` ids go."""
        latest = {entry.document.id: entry for entry in entries}
        dead = self._rows_of([*latest, *removed])
        if not latest and not len(dead):
            return
        try:
            columns = _columns(list(latest.values()), self.part)
            columns[layout.DEAD] = dead.astype("<u4")
            self._commit(columns, sum(len(entry.codes) for entry in latest.values()), len(dead))
        except BaseException:
            self._recover(self.state)
            raise
        if self.state.dead > self.state.rows * _COMPACT_ABOVE:
            self.compact()

    def compact(self) -> None:
        """Copy the living rows into a new part and point the manifest at it."""
        old = self.part
        alive = np.ones(old.state.rows, np.bool_)
        alive[old.dead] = False
        rows = np.flatnonzero(alive)
        state = State(old.state.vectors, old.state.dimensions, part=old.state.part + 1)
        folder = layout.part_folder(self._directory, state)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        sizes: dict[str, int] = {}
        for columns in _copies(old, rows, alive):
            sizes = _append(folder, sizes, columns)
        layout.settle_folder(folder)
        state = replace(state, rows=len(rows), sizes=sizes)
        layout.write_state(self._directory, state)
        self._recover(state)

    def _recover(self, state: State) -> None:
        """Make the files be what the state says, and nothing more."""
        folder = layout.part_folder(self._directory, state)
        folder.mkdir(exist_ok=True)
        for path in folder.iterdir():
            size = state.sizes.get(path.name, 0)
            if path.stat().st_size > size:
                os.truncate(path, size)
        for path in self._directory.glob("part-*"):
            if path != folder:
                shutil.rmtree(path, ignore_errors=True)
        try:
            self.part = Part(self._directory, state)
        except FileNotFoundError as error:
            raise ColumnsDamaged(f"{error.filename} is missing.") from None
        self._places = _Places(self.part)

    def _rows_of(self, ids: Iterable[str]) -> NDArray[np.int64]:
        """The living rows of these documents."""
        places = [(name, row) for name in dict.fromkeys(ids) for row in self._places.rows(identity(name))]
        rows = np.array([row for _, row in places], np.int64)
        names = self.part.names_of(rows)
        same = [own == name for (name, _), (own, _group) in zip(places, names, strict=True)]
        return np.sort(rows[np.array(same, np.bool_)])

    def _commit(self, columns: Mapping[str, Any], rows: int, dead: int) -> None:
        before = self.part
        sizes = _append(before.folder, before.state.sizes, columns)
        if set(sizes) != set(before.state.sizes):
            layout.settle_folder(before.folder)
        state = replace(before.state, rows=before.state.rows + rows, dead=before.state.dead + dead, sizes=sizes)
        layout.write_state(self._directory, state)
        # The dictionary in memory has the new words already; only the mapping is made anew.
        after = Part(self._directory, state, before)
        self._places.add(after.documents[before.state.rows :], before.state.rows)
        self._places.drop(columns[layout.DEAD], after.documents)
        self.part = after


class _Places:
    """Finds the living rows of a document: sorted numbers for most, a dict for the newest."""

    def __init__(self, part: Part) -> None:
        documents = np.array(part.documents)
        order = np.argsort(documents, kind="stable")
        alive = np.ones(len(documents), np.bool_)
        alive[part.dead] = False
        self._rows = order[alive[order]]
        self._sorted = documents[self._rows]
        self._new: dict[int, list[int]] = {}
        self._gone: set[int] = set()

    def rows(self, document: int) -> list[int]:
        low, high = (
            int(np.searchsorted(self._sorted, np.uint64(document), side="left")),
            int(np.searchsorted(self._sorted, np.uint64(document), side="right")),
        )
        old = [row for row in self._rows[low:high].tolist() if row not in self._gone]
        return old + self._new.get(document, [])

    def add(self, documents: NDArray[np.uint64], start: int) -> None:
        for row, document in enumerate(documents.tolist(), start=start):
            self._new.setdefault(document, []).append(row)

    def drop(self, rows: NDArray[Any], documents: NDArray[np.uint64]) -> None:
        for row in rows.tolist():
            new = self._new.get(int(documents[row]), [])
            if row in new:
                new.remove(row)
            else:
                self._gone.add(row)


def _append(folder: Path, sizes: Mapping[str, int], columns: Mapping[str, NDArray[Any] | bytes]) -> dict[str, int]:
    """Write each column at the end of its file, wait for the disk, and give the new sizes."""
    grown = dict(sizes)
    for name, column in columns.items():
        raw = column if isinstance(column, bytes) else np.ascontiguousarray(column).tobytes()
        if raw:
            with (folder / name).open("ab") as file:
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
            grown[name] = grown.get(name, 0) + len(raw)
    return grown


def _columns(entries: Sequence[Entry], part: Part) -> dict[str, Any]:
    """What these entries add to each file, as rows that follow the part's last."""
    words: list[str] = []
    dictionary, state = part.dictionary, part.state
    pairs: dict[str, list[tuple[int, int]]] = {}
    fixed: dict[str, list[Any]] = {name: [] for name in layout.FIXED}
    names = bytearray()
    start, row = state.sizes.get(layout.NAMES, 0), state.rows
    for entry in entries:
        document = entry.document
        kind = dictionary.number("kind", document.kind, words)
        group, own = identity(document.group), identity(document.id)
        year = layout.NO_YEAR if document.year is None else _within(document.year)
        exact = [
            (layout.exact_file(number), dictionary.number(str(number), value, words))
            for name, values in filter_values(document)
            for number in [dictionary.number("name", name, words)]
            for value in dict.fromkeys(values)
        ]
        tokens = [
            dictionary.number("token", token, words) for token in sorted(document.audience) if not document.is_open
        ]
        for _ in range(len(entry.codes)):
            names += document.id.encode("utf-8", "surrogatepass")
            middle = start + len(names)
            if document.group != document.id:
                names += document.group.encode("utf-8", "surrogatepass")
            fixed["ends.u8"].append((middle, start + len(names)))
            fixed["years.i2"].append(year)
            fixed["kinds.u2"].append(kind)
            fixed["open.u1"].append(document.is_open)
            fixed["groups.u8"].append(group)
            fixed["documents.u8"].append(own)
            for file, number in exact:
                pairs.setdefault(file, []).append((row, number))
            pairs.setdefault(layout.AUDIENCE, []).extend((row, token) for token in tokens)
            row += 1
    codes = np.concatenate([np.empty((0, state.dimensions), np.int8)] + [e.codes for e in entries])
    fixed["scales.f4"] = list(scales(codes))
    return {
        layout.DICTIONARY: "".join(words).encode(),
        layout.NAMES: bytes(names),
        layout.VECTORS: codes,
        **{layout.bits_file(place): column for place, column in enumerate(sign_bits(codes))},
        **{name: np.array(fixed[name], kind) for name, kind in layout.FIXED.items()},
        **{name: np.array(found, "<u4") for name, found in pairs.items()},
    }


def filter_values(document: Document) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Names and values to filter by; `kind` is always one of them."""
    for name, values in document.exact.items():
        if name != "kind":
            yield name, values
    yield "kind", (document.kind, *document.exact.get("kind", ()))


def _within(year: int) -> int:
    return min(max(year, -9_999), 9_999)


def _copies(old: Part, rows: NDArray[np.intp], alive: NDArray[np.bool_]) -> Iterator[dict[str, Any]]:
    """The columns of the living rows, some rows at a time, then what is not by row."""
    for start in range(0, len(rows), _COPY_ROWS):
        some = rows[start : start + _COPY_ROWS]
        yield {
            layout.VECTORS: old.vectors[some],
            **{layout.bits_file(place): column[some] for place, column in enumerate(old.bits)},
            "scales.f4": old.scales[some],
            "years.i2": old.years[some],
            "kinds.u2": old.kinds[some],
            "open.u1": old.open[some],
            "groups.u8": old.groups[some],
            "documents.u8": old.documents[some],
        }
    raw = (old.folder / layout.DICTIONARY).read_bytes() if old.state.sizes else b""
    # Names run on from row to row: lengths of the living add up to their new ends.
    ends = np.array(old.ends, np.uint64)
    begins = np.concatenate([[np.uint64(0)], ends[:-1, 1]]) if len(ends) else ends[:, 0]
    lengths = np.stack([ends[:, 0] - begins, ends[:, 1] - ends[:, 0]], axis=1)[rows]
    kept = np.repeat(alive, (ends[:, 1] - begins).astype(np.int64))
    number = np.cumsum(alive) - 1
    yield {
        layout.DICTIONARY: raw[: old.state.sizes.get(layout.DICTIONARY, 0)],
        layout.NAMES: old.names[kept],
        "ends.u8": np.cumsum(lengths.ravel(), dtype=np.uint64).reshape(-1, 2),
        **{
            name: np.stack([number[pairs[:, 0]], pairs[:, 1]], axis=1).astype("<u4")
            for name, every in _pair_files(old)
            for pairs in [every[alive[every[:, 0]]]]
        },
    }


def _pair_files(part: Part) -> Iterator[tuple[str, NDArray[np.uint32]]]:
    yield layout.AUDIENCE, part.audience
    for name, number in part.dictionary.names.items():
        pairs = part.exact(name)
        if pairs is not None:
            yield layout.exact_file(number), pairs
