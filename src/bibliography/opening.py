"""Opens a file as a flat stream of UTF-8 bytes: unpacks .gz, turns UTF-16 round, minds the limits.

Nothing here raises because of what is inside the file. When a stream cannot go on, it ends, and
`problem` says why in a sentence; the reader then reports what was cut off.
"""

import codecs
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO

from bibliography.model import Limits

BLOCK = 256 * 1024
_SLICE = 16 * 1024
_GZIP = b"\x1f\x8b"
_RATIO_FROM = 16 * 1024**2
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
# Encodings worth turning round. Latin-1 and its kin are not here: each record is tried as UTF-8
# first and as Windows Western European second, because files that say Latin-1 are often neither.
_TURNABLE = re.compile(
    r"koi8-[ru]|shift_?jis|euc-(?:jp|kr)|gb(?:k|2312|18030)|big5|iso-8859-(?:[2-9]|1[0-6])|windows-125[013-8]",
    re.IGNORECASE,
)


class Stream:
    """The bytes of one file, once, in order, as UTF-8 where the file's encoding is known."""

    def __init__(self, raw: BinaryIO, limits: Limits) -> None:
        """Wrap a binary file. Nothing is read until `blocks` or `lines` is asked for."""
        self.limits = limits
        self.problem = ""
        self.tail = b""
        self._blocks = self._turned(self._unpacked(raw))
        self._pushed: list[bytes] = []

    def peek(self) -> bytes:
        """The first block, which is given out again afterwards. Empty for an empty file."""
        while sum(map(len, self._pushed)) < 4096:
            block = next(self._blocks, b"")
            if not block:
                break
            self._pushed.append(block)
        self._pushed = [b"".join(self._pushed)]
        return self._pushed[0]

    def blocks(self) -> Iterator[bytes]:
        """Blocks of bytes, at most a quarter of a megabyte or so each."""
        pushed, self._pushed = self._pushed, []
        yield from filter(None, pushed)
        yield from self._blocks

    def lines(self) -> Iterator[bytes]:
        """Lines without their ends, whether those are LF, CRLF or CR alone.

        A line beyond the record limit is cut just past it, so that whoever adds up the record's
        size finds it too big; the rest of that line is read over.
        """
        most = self.limits.record_bytes + 1
        pending: list[bytes] = []
        held, ends_in_cr = 0, False
        for read in self.blocks():
            block = read[1:] if ends_in_cr and read.startswith(b"\n") else read
            ends_in_cr = read.endswith(b"\r")
            if not block:
                continue
            first, *rest = block.splitlines()
            closed = block.endswith((b"\n", b"\r"))
            if held < most:
                pending.append(first[: most - held])
                held += len(pending[-1])
            if not rest and not closed:
                continue
            yield b"".join(pending)
            yield from (line[:most] for line in (rest if closed else rest[:-1]))
            pending = [] if closed or not rest else [rest[-1][:most]]
            held = sum(map(len, pending))
        if pending and not self.problem:
            yield b"".join(pending)
        elif pending:
            self.tail = b"".join(pending)

    def _unpacked(self, raw: BinaryIO) -> Iterator[bytes]:
        try:
            first = raw.read(BLOCK)
            if first[:2] == _GZIP:
                yield from self._gunzipped(raw, first)
                return
            while first:
                yield first
                first = raw.read(BLOCK)
        except OSError:
            self.problem = "The file could not be read to its end. The disk or the network share may have failed."

    def _gunzipped(self, raw: BinaryIO, data: bytes) -> Iterator[bytes]:
        """Every member of a .gz in turn, a bounded block at a time."""
        unpacker = zlib.decompressobj(31)
        packed = _Packed(raw, data)
        data, given = packed.slice(), 0
        while True:
            before = unpacker.copy()
            try:
                block = unpacker.decompress(data, BLOCK)
            except zlib.error:
                block = _before_the_damage(before, data)
                given += len(block)
                self.problem = (
                    f"The packed file is damaged after {given:,} bytes of text. "
                    "What comes after that is lost; fetch the file again."
                )
                yield block
                return
            given += len(block)
            if given > self.limits.unpacked_bytes or (
                given > _RATIO_FROM and given > packed.taken * self.limits.expansion
            ):
                self.problem = (
                    "The packed file opens out to far more than its size allows. "
                    f"We stopped after {given // 1024**2:,} MB."
                )
                return
            if block:
                yield block
            data = unpacker.unconsumed_tail
            if unpacker.eof:
                data = unpacker.unused_data.lstrip(b"\x00") or packed.slice().lstrip(b"\x00")
                if not data or not data.startswith(_GZIP[: len(data)]):
                    return
                unpacker = zlib.decompressobj(31)
            elif not data and len(block) < BLOCK:
                data = packed.slice()
                if not data:
                    self.problem = (
                        f"The packed file stops before its end, after {given:,} bytes of text. "
                        "It was probably not fetched whole; fetch it again."
                    )
                    return

    def _turned(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        """Byte order marks away, UTF-16 and its kin into UTF-8."""
        first = next(blocks, b"")
        while 0 < len(first) < 4:
            more = next(blocks, b"")
            if not more:
                break
            first += more
        name, mark = _encoding(first)
        if not name:
            yield first[mark:]
            yield from blocks
            return
        decoder = codecs.getincrementaldecoder(name)(errors="replace")
        yield decoder.decode(first[mark:]).encode("utf-8", "replace")
        for block in blocks:
            yield decoder.decode(block).encode("utf-8", "replace")
        yield decoder.decode(b"", final=True).encode("utf-8", "replace")


class _Packed:
    """Packed bytes in slices, counted. Slices are small so that little is repeated where one is damaged."""

    def __init__(self, raw: BinaryIO, first: bytes) -> None:
        self._raw = raw
        self._held = first
        self.taken = 0

    def slice(self) -> bytes:
        """The next 16 kB or less; empty at the end."""
        if not self._held:
            self._held = self._raw.read(BLOCK)
        part, self._held = self._held[:_SLICE], self._held[_SLICE:]
        self.taken += len(part)
        return part


def _before_the_damage(unpacker: "zlib._Decompress", data: bytes) -> bytes:
    """What a damaged slice still gives, a byte at a time up to the damage."""
    found = bytearray()
    with suppress(zlib.error):
        for at in range(len(data)):
            found += unpacker.decompress(data[at : at + 1])
    return bytes(found)


def _encoding(first: bytes) -> tuple[str, int]:
    """The encoding to turn round (nothing for UTF-8) and the length of a byte order mark."""
    for mark, name in (
        (codecs.BOM_UTF8, ""),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if first.startswith(mark):
            return name, len(mark)
    sample = first[:2000]
    if sample[1::2].count(0) > len(sample) * 0.35:
        return "utf-16-le", 0
    if sample[0::2].count(0) > len(sample) * 0.35:
        return "utf-16-be", 0
    declared = _DECLARED.match(sample)
    if declared and _TURNABLE.fullmatch(name := declared[1].decode("ascii")):
        return name, 0
    return "", 0
