"""How the vector columns lie on disk: append-only files and one manifest, written last.

A folder holds `manifest.json` and one part (`part-1`, `part-2` …), a folder of columns. A row is
one vector of one document; columns are addressed by row number. The manifest says how long each
file is. Whatever lies beyond that length was never finished, and is cut off before writing on.
"""

import hashlib
import json
import os
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.meaning.scan import words_per_row

MANIFEST = "manifest.json"
VERSION = 1
NO_YEAR = -32_768

DICTIONARY = "dictionary.jsonl"
NAMES = "names.bin"
FIXED = {
    "scales.f4": "<f4",
    "years.i2": "<i2",
    "kinds.u2": "<u2",
    "open.u1": "|u1",
    "groups.u8": "<u8",
    "documents.u8": "<u8",
    "ends.u8": "<u8",
}
"""Columns with one value a row; `ends.u8` has two (where the id ends, where the group ends)."""

DEAD = "dead.u4"
AUDIENCE = "audience.u4"
VECTORS = "vectors.i1"


class ColumnsDamaged(RuntimeError):
    """The files are not what the manifest says. They can be built again from the documents."""


class ColumnsBusy(RuntimeError):
    """Another process is writing these columns."""


@dataclass(frozen=True, slots=True)
class State:
    """What one commit made: `sizes` in bytes by file name; `vectors` names the model."""

    vectors: str
    dimensions: int
    part: int = 1
    rows: int = 0
    dead: int = 0
    sizes: Mapping[str, int] = field(default_factory=dict)
    version: int = VERSION


def identity(name: str) -> int:
    """64 bits that stand for an id or a group in the columns."""
    return int.from_bytes(hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def bits_file(column: int) -> str:
    """The file of the signs of dimensions 64 × column and on."""
    return f"bits-{column}.u8"


def exact_file(number: int) -> str:
    """The file of the pairs (row, value) of the filter name with this number."""
    return f"exact-{number}.u4"


def part_folder(directory: Path, state: State) -> Path:
    """Where the columns of this state lie."""
    return directory / f"part-{state.part}"


def read_state(directory: Path) -> State | None:
    """The last commit, or None where there never was one. Raises ColumnsDamaged."""
    path = directory / MANIFEST
    try:
        said: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        checksum = said.pop("checksum")
        state = State(**said)
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ColumnsDamaged(f"{path} cannot be read.") from error
    if checksum != _checksum(state):
        raise ColumnsDamaged(f"{path} does not agree with its own checksum.")
    if state.version != VERSION:
        raise ColumnsDamaged(f"{path} was written by another version of this program.")
    return state


def write_state(directory: Path, state: State) -> None:
    """Make this state the one that counts, in one step that a power cut cannot split."""
    said = {**asdict(state), "sizes": dict(state.sizes), "checksum": _checksum(state)}
    path = directory / (MANIFEST + ".new")
    with path.open("w", encoding="utf-8") as file:
        json.dump(said, file, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())
    os.replace(path, directory / MANIFEST)
    settle_folder(directory)


def settle_folder(directory: Path) -> None:
    """Make names of new and moved files survive a power cut."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _checksum(state: State) -> int:
    said = {**asdict(state), "sizes": dict(state.sizes)}
    return zlib.crc32(json.dumps(said, sort_keys=True).encode())


@dataclass(slots=True)
class Dictionary:
    """The numbers that stand for words in the columns: a word's number is its turn of coming."""

    tokens: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    values: list[dict[str, int]] = field(default_factory=list)

    def number(self, sort: str, word: str, added: list[str]) -> int:
        """The number of a `token`, `kind`, `name` or a value (`sort` is its name's number).

        A new word gets the next number, and its line is put at the end of `added`.
        """
        known = self._known(sort)
        number = known.get(word)
        if number is None:
            number = known[word] = len(known)
            if sort == "name":
                self.values.append({})
            added.append(json.dumps([sort, word]) + "\n")
        return number

    def _known(self, sort: str) -> dict[str, int]:
        whole = {"token": self.tokens, "kind": self.kinds, "name": self.names}
        return whole[sort] if sort in whole else self.values[int(sort)]

    def read_on(self, path: Path, start: int, end: int) -> None:
        """Take in the lines from byte `start` to byte `end`. Raises ColumnsDamaged."""
        if start == end:
            return
        with path.open("rb") as file:
            file.seek(start)
            lines = file.read(end - start).decode().splitlines()
        try:
            for line in lines:
                sort, word = json.loads(line)
                self.number(sort, word, [])
        except (ValueError, IndexError) as error:
            raise ColumnsDamaged(f"{path} cannot be read.") from error


class Part:
    """The columns of one state, mapped from disk, read-only. Later appends do not touch it."""

    def __init__(self, directory: Path, state: State, before: "Part | None" = None) -> None:
        """`before` is an earlier state of the same folder, whose dictionary is read on from.

        Raises ColumnsDamaged when a file is shorter than the state says, and FileNotFoundError
        when it is gone (a writer may just have put another part in its place).
        """
        self.state = state
        self.folder = part_folder(directory, state)
        rows, dimensions = state.rows, state.dimensions
        self.bits = [self._column(bits_file(number), "<u8", rows) for number in range(words_per_row(dimensions))]
        self.vectors = self._column(VECTORS, "|i1", rows * dimensions).reshape(rows, dimensions)
        self.scales = self._column("scales.f4", "<f4", rows)
        self.years = self._column("years.i2", "<i2", rows)
        self.kinds = self._column("kinds.u2", "<u2", rows)
        self.open = self._column("open.u1", "|u1", rows)
        self.groups = self._column("groups.u8", "<u8", rows)
        self.documents = self._column("documents.u8", "<u8", rows)
        self.ends = self._column("ends.u8", "<u8", rows * 2).reshape(rows, 2)
        self.names = self._column(NAMES, "|u1", state.sizes.get(NAMES, 0))
        self.dead = self._column(DEAD, "<u4", state.dead)
        self.audience = self._pairs(AUDIENCE)
        self.dictionary, start = Dictionary(), 0
        if before is not None and before.state.part == state.part:
            self.dictionary, start = before.dictionary, before.state.sizes.get(DICTIONARY, 0)
        self.dictionary.read_on(self.folder / DICTIONARY, start, state.sizes.get(DICTIONARY, 0))
        self.kind_names = list(self.dictionary.kinds)

    def exact(self, name: str) -> NDArray[np.uint32] | None:
        """Pairs (row, number of a value) of one filter name; None if nothing has that name."""
        number = self.dictionary.names.get(name)
        return None if number is None else self._pairs(exact_file(number))

    def names_of(self, rows: NDArray[np.integer[Any]]) -> list[tuple[str, str]]:
        """The document's id and its group, for each row."""
        ends = self.ends[rows].astype(np.int64)
        starts = np.where(rows > 0, self.ends[rows - 1, 1].astype(np.int64), 0)
        sizes = ends[:, 1] - starts
        before = np.cumsum(sizes) - sizes
        octets = self.names[np.arange(int(sizes.sum())) + np.repeat(starts - before, sizes)].tobytes()
        middles, lasts = (before + ends[:, 0] - starts).tolist(), (before + sizes).tolist()
        text = octets.decode() if octets.isascii() else None
        found = []
        for start, middle, end in zip(before.tolist(), middles, lasts, strict=True):
            if text is not None:
                document, own = text[start:middle], text[middle:end]
            else:
                document = octets[start:middle].decode("utf-8", "surrogatepass")
                own = octets[middle:end].decode("utf-8", "surrogatepass")
            found.append((document, own or document))
        return found

    def documents_of(self, groups: Iterable[str], alive: NDArray[np.bool_]) -> list[str]:
        """The ids of the living documents of these groups."""
        wanted = set(groups)
        numbers = np.array([identity(group) for group in wanted], np.uint64)
        rows = np.flatnonzero(alive & np.isin(self.groups, numbers))
        both = self.names_of(rows)
        return list(dict.fromkeys(document for document, group in both if group in wanted))

    def _pairs(self, name: str) -> NDArray[np.uint32]:
        count = self.state.sizes.get(name, 0) // 4
        return self._column(name, "<u4", count).reshape(-1, 2)

    def _column(self, name: str, kind: str, count: int) -> NDArray[Any]:
        if not count:
            return np.empty(0, kind)
        path = self.folder / name
        try:
            return np.memmap(path, dtype=kind, mode="r", shape=(count,)).view(np.ndarray)
        except FileNotFoundError:
            raise  # the caller looks whether another part has taken this one's place
        except (OSError, ValueError) as error:
            raise ColumnsDamaged(f"{path} is shorter than the manifest says.") from error
