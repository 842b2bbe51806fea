"""A file of records beside each shard: the bag of stems that scores a document, and the document.

tantivy finds candidates fast, but its statistics still count documents that were deleted or, in the
restricted shard, that the reader may not see. So the best thousand are scored anew from their bags,
with the statistics the reader is entitled to. Records are only ever appended; a record becomes real
when a committed tantivy document points at it, so a torn end does no harm. A rebuild leaves behind
what nothing points at any more.

Little-endian words of 4 bytes: a head of ten (number of stems, length, title length, day, lengths of
id, group, kind, facts, text, sampled), a hash of each stem, then its two counts in 2 bytes (5 bits
title, 11 bits all fields, both capped), then id, group, kind, facts (JSON), text (deflated) and the
values of sampled names in a form that is quick to read; where they are missing, the facts tell.
"""

import json
import mmap
import os
import struct
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from retrieval.entries import Entry, facet_values
from retrieval.model import Document
from retrieval.shelf import SAMPLED

_HEAD = struct.Struct("<IIIiIIIIII")
_HEAD_WORDS = _HEAD.size // 4
_NAMED_BY = np.array([0, 4, 5, 6])
"""Words of the head that tell where the names are: number of stems, lengths of id, group and kind."""
_MOST, _MOST_IN_TITLE = 2**11 - 1, 2**5 - 1
_TITLE_SHIFT = 11
_DEFLATE_FROM = 200
_NAME_END, _VALUE_END = "\x1e", "\x1f"

Alike = tuple[bytes, bytes, bytes]
"""Group, kind and facts, as they stand in the record."""
Numbers = NDArray[np.float64]
Places = NDArray[np.int64]
Stems = TypeVar("Stems", int, Places)


def stem_hash(stem: str) -> int:
    """32 bits that stand for a stem in a bag."""
    return zlib.crc32(stem.encode())


class RecordWriter:
    """Appends records. `sync` before the commit that points at them."""

    def __init__(self, path: Path) -> None:
        self._file: IO[bytes] = path.open("ab")
        end = self._file.seek(0, os.SEEK_END)
        if end % 4:
            self._file.write(b"\0" * (-end % 4))
        self._at = (end + 3) // 4

    def append(self, entry: Entry) -> int:
        """Add a record; returns where it begins, in words of 4 bytes."""
        data = self._packed(entry)
        self._file.write(data)
        at = self._at
        self._at += len(data) // 4
        return at

    def sync(self) -> None:
        """All that was appended is on disk when this returns."""
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _packed(self, entry: Entry) -> bytes:
        document = entry.document
        hashes = array("I", map(_HASHES.__getitem__, entry.counts))
        counts = array("H", _packed_counts(entry))
        id_, group, kind = (part.encode() for part in (document.id, document.group, document.kind))
        facts = json.dumps(
            [
                document.title,
                sorted(document.audience),
                {name: list(values) for name, values in document.searchable.items()},
                {name: list(values) for name, values in document.exact.items()},
                document.year,
                document.day,
            ],
            separators=(",", ":"),
        ).encode()
        text = document.text.encode("utf-8", "surrogatepass")
        text = b"z" + zlib.compress(text, 1) if len(text) > _DEFLATE_FROM else b"=" + text
        sampled = _packed_values(entry)
        head = _HEAD.pack(
            len(hashes), entry.length, entry.title_length,
            min(max(document.day, -(2**31)), 2**31 - 1),
            len(id_), len(group), len(kind), len(facts), len(text), len(sampled),
        )  # fmt: skip
        bag = hashes.tobytes() + counts.tobytes() + b"\0\0" * (len(counts) % 2)
        data = b"".join((head, bag, id_, group, kind, facts, text, sampled))
        return data + b"\0" * (-len(data) % 4)


class _Hashes(dict[str, int]):
    """Remembers the hashes of stems; forgets all when full, so memory stays flat."""

    def __missing__(self, stem: str) -> int:
        if len(self) >= 300_000:
            self.clear()
        value = self[stem] = stem_hash(stem)
        return value


_HASHES = _Hashes()


def _packed_counts(entry: Entry) -> Iterable[int]:
    """The two counts of each stem in 16 bits, in the order of `entry.counts`."""
    packed: dict[str, int] = dict(entry.counts)
    if max(packed.values(), default=0) > _MOST:
        packed = {stem: min(count, _MOST) for stem, count in packed.items()}
    for stem, count in entry.title_counts.items():
        packed[stem] |= min(count, _MOST_IN_TITLE) << _TITLE_SHIFT
    return packed.values()


@dataclass(frozen=True, slots=True)
class Bags:
    """What scoring needs of some documents, one row each; one column for each stem asked for."""

    counts: Numbers
    title_counts: Numbers
    lengths: Numbers
    title_lengths: Numbers
    days: Places


class Records:
    """A view of a record file as long as it was when opened; without a path, of none."""

    def __init__(self, path: Path | None) -> None:
        self._bytes: Any = b""
        if path is not None and (size := path.stat().st_size // 4 * 4):
            with path.open("rb") as source:
                self._bytes = mmap.mmap(source.fileno(), size, access=mmap.ACCESS_READ)
        self._words = np.frombuffer(self._bytes, dtype="<u4")
        self._halves = np.frombuffer(self._bytes, dtype="<u2")
        self._octets = np.frombuffer(self._bytes, dtype=np.uint8)

    def bags(self, places: Sequence[int], stems: Sequence[str]) -> Bags:
        """The counts of some stems in the documents at these places."""
        at = np.asarray(places, dtype=np.int64)
        heads = self._words[at[:, None] + np.arange(4)].astype(np.int64).reshape(len(at), 4)
        sizes = heads[:, 0]
        ends = np.cumsum(sizes)
        before = ends - sizes
        rows = np.repeat(np.arange(len(at)), sizes)
        hashes = self._words[np.repeat(at + _HEAD_WORDS - before, sizes) + np.arange(int(ends[-1]) if len(at) else 0)]
        counts = np.zeros((len(at), len(stems)))
        title_counts = np.zeros((len(at), len(stems)))
        for column, stem in enumerate(stems):
            found = np.nonzero(hashes == stem_hash(stem))[0]
            row = rows[found]
            both = self._halves[2 * (at[row] + _HEAD_WORDS + sizes[row]) + found - before[row]]
            counts[row, column] = both & _MOST
            title_counts[row, column] = both >> _TITLE_SHIFT
        days = heads[:, 3].astype(np.uint32).astype(np.int32).astype(np.int64)
        return Bags(counts, title_counts, heads[:, 1].astype(float), heads[:, 2].astype(float), days)

    def names(self, places: Sequence[int]) -> list[tuple[str, str, str]]:
        """Id, group and kind of the documents at these places."""
        return list(zip(*self.name_columns(places), strict=True))

    def name_columns(self, places: Sequence[int]) -> tuple[list[str], list[str], list[str]]:
        """Ids, groups and kinds of the documents at these places, read in one go."""
        at = np.asarray(places, dtype=np.int64)
        heads = self._words[at[:, None] + _NAMED_BY].astype(np.int64).reshape(len(at), len(_NAMED_BY))
        starts = at * 4 + _strings_from(heads[:, 0])
        lengths = heads[:, 1:]
        bounds = np.cumsum(lengths).reshape(lengths.shape)
        sizes = lengths.sum(axis=1)
        here = np.arange(int(sizes.sum())) + np.repeat(starts - (np.cumsum(sizes) - sizes), sizes)
        read = self._octets[here].tobytes()
        text = read.decode() if read.isascii() else None
        first = [0, *bounds[:-1, 2].tolist()]
        columns = []
        for column in range(3):
            last = bounds[:, column].tolist()
            if text is None:
                columns.append([read[start:end].decode() for start, end in zip(first, last, strict=False)])
            else:
                columns.append([text[start:end] for start, end in zip(first, last, strict=False)])
            first = last
        return columns[0], columns[1], columns[2]

    def alike(self, places: Sequence[int]) -> Counter[Alike]:
        """How many of these documents have one group, one kind and the very same facts, as `facets_of` reads them.

        The pages of a file differ in nothing but their text, so thousands of documents are a few here.
        """
        if not places:
            return Counter()
        at = np.asarray(places, dtype=np.int64)
        heads = self._words[at[:, None] + np.arange(_HEAD_WORDS)].astype(np.int64)
        stems = heads[:, 0]
        groups = at * 4 + _HEAD.size + 4 * stems + 2 * (stems + stems % 2) + heads[:, 4]
        kinds = groups + heads[:, 5]
        facts = kinds + heads[:, 6]
        ends = facts + heads[:, 7]
        data = self._bytes
        bounds = zip(groups.tolist(), kinds.tolist(), facts.tolist(), ends.tolist(), strict=True)
        return Counter((data[group:kind], data[kind:fact], data[fact:end]) for group, kind, fact, end in bounds)

    def values(self, places: Sequence[int], name: str) -> list[Sequence[str]]:
        """The values that the document at each place has for filtering by a name."""
        if not places:
            return []
        at = np.asarray(places, dtype=np.int64)
        heads = self._words[at[:, None] + np.arange(_HEAD_WORDS)].astype(np.int64)
        stems = heads[:, 0]
        starts = at * 4 + _HEAD.size + 4 * stems + 2 * (stems + stems % 2) + heads[:, 4:9].sum(axis=1)
        data, mark = self._bytes, name + _VALUE_END
        found: list[Sequence[str]] = []
        for place, start, size in zip(places, starts.tolist(), heads[:, 9].tolist(), strict=True):
            given = data[start : start + size].decode()
            begin = 0 if given.startswith(mark) else given.find(_NAME_END + mark) + 1
            if not size or (begin == 0 and not given.startswith(mark)):
                found.append(facet_values(self.document(place, with_text=False)).get(name, ()))
                continue
            end = given.find(_NAME_END, begin)
            found.append(given[begin + len(mark) : end if end >= 0 else None].split(_VALUE_END)[:-1])
        return found

    def document(self, place: int, *, with_text: bool = True) -> Document:
        """The document at this place; without its text it is quicker to read."""
        data = self._bytes
        head = _HEAD.unpack_from(data, place * 4)
        start = place * 4 + _strings_from(head[0]) + head[4] + head[5] + head[6]
        end = start + head[7]
        title, audience, searchable, exact, year, day = json.loads(data[start:end])
        text = data[end : end + head[8]] if with_text else b"="
        text = zlib.decompress(text[1:]) if text[:1] == b"z" else text[1:]
        [(id_, group, kind)] = self.names([place])
        return Document(
            id=id_,
            kind=kind,
            title=title,
            text=text.decode("utf-8", "surrogatepass"),
            audience=frozenset(audience),
            searchable={name: tuple(values) for name, values in searchable.items()},
            exact={name: tuple(values) for name, values in exact.items()},
            year=year,
            day=day,
            group=group,
        )


@lru_cache(maxsize=8_192)
def facets_of(kind: bytes, facts: bytes) -> dict[str, tuple[str, ...]]:
    """The values to filter and count by of documents that `alike` found to be of this kind and have these facts."""
    title, audience, searchable, exact, year, day = json.loads(facts)
    return facet_values(
        Document(
            id="-", kind=kind.decode(), title=title, audience=frozenset(audience), year=year, day=day,
            searchable={name: tuple(values) for name, values in searchable.items()},
            exact={name: tuple(values) for name, values in exact.items()},
        )
    )  # fmt: skip


def _packed_values(entry: Entry) -> bytes:
    """Values of sampled names; nothing if a value holds one of the marks between them."""
    given = {name: entry.values.get(name, ()) for name in SAMPLED}
    if any(_NAME_END in value or _VALUE_END in value for values in given.values() for value in values):
        return b""
    return _NAME_END.join(
        "".join(each + _VALUE_END for each in (name, *values)) for name, values in given.items()
    ).encode()


def _strings_from(stems: Stems) -> Stems:
    """Bytes from the start of a record to its id."""
    return _HEAD.size + 4 * stems + 2 * (stems + stems % 2)
