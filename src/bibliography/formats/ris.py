"""RIS, in the dialects that databases and reference managers write.

Our own reader and not rispy: rispy takes a whole file into memory, wants a capital tag, exactly two spaces
and an ER, loses a last record without ER and whatever stands before TY, cannot say where a
record began, and stops altogether at a byte that is not UTF-8. Real exports do all of these.
"""

import re
from collections.abc import Iterator
from typing import Final

from bibliography.formats.assemble import citation
from bibliography.formats.piece import EXCERPT, Piece, too_big
from bibliography.formats.ris_meaning import loose
from bibliography.model import Citation, Limits, Unreadable
from bibliography.opening import Stream
from bibliography.text import NOT_UTF8, decode

_STARTS = re.compile(rb"\s{0,3}TY\s{1,3}-\s*[\w /-]{0,30}\s*$", re.IGNORECASE)
_ENDS = re.compile(rb"\s{0,3}ER\s{1,3}-\s*$", re.IGNORECASE)
_TITLE = re.compile(rb"\s{0,3}T[I1]\s{2}-", re.IGNORECASE)
_TAG = re.compile(r"\s{0,3}([A-Za-z][A-Za-z0-9])(?:  ?|\t)-(?: (.*)|(\S.*)|\s*)$", re.DOTALL)
_ANY_TAG = re.compile(rb"\s{0,3}[A-Za-z][A-Za-z0-9]\s{2}-")

_KNOWN: Final = frozenset(
    [
        "A1",
        "A2",
        "A3",
        "A4",
        "AB",
        "AD",
        "AN",
        "AR",
        "AU",
        "AV",
        "BT",
        "C1",
        "C2",
        "C3",
        "C4",
        "C5",
        "C6",
        "C7",
        "C8",
        "CA",
        "CN",
        "CP",
        "CR",
        "CT",
        "CY",
        "DA",
        "DB",
        "DI",
        "DO",
        "DP",
        "ED",
        "EP",
        "ER",
        "ET",
        "FD",
        "H1",
        "H2",
        "ID",
        "IS",
        "J1",
        "J2",
        "JA",
        "JF",
        "JO",
        "KW",
        "L1",
        "L2",
        "L3",
        "L4",
        "LA",
        "LB",
        "LK",
        "LP",
        "LU",
        "M1",
        "M2",
        "M3",
        "N1",
        "N2",
        "NV",
        "OL",
        "OP",
        "PB",
        "PI",
        "PM",
        "PP",
        "PT",
        "PY",
        "RD",
        "RI",
        "RN",
        "RP",
        "RT",
        "SE",
        "SF",
        "SL",
        "SN",
        "SO",
        "SP",
        "SR",
        "ST",
        "T1",
        "T2",
        "T3",
        "T4",
        "TA",
        "TI",
        "TT",
        "TY",
        "U1",
        "U2",
        "U3",
        "U4",
        "U5",
        "UI",
        "UL",
        "UN",
        "UR",
        "VL",
        "VO",
        "WP",
        "WT",
        "WV",
        "Y1",
        "Y2",
        "YR",
    ]
)
_LISTS: Final = {"KW", "UR", "L1", "L2", "LK", "M3", "LA", "SN", "AU", "A1"}


def pieces(stream: Stream) -> Iterator[Piece]:
    """One piece for each record. A record ends at ER, at the next TY, or at the end of the file."""
    record = _Record(stream.limits.record_bytes)
    number = 0
    for number, line in enumerate(stream.lines(), start=1):
        if not line:
            record.blank = record.tagged
        elif _STARTS.match(line):
            if record.tagged:
                yield record.take()
            record.begin(line, number)
        elif _ENDS.match(line):
            if record.tagged:
                record.add(line)
                yield record.take()
        elif not line.strip():
            record.blank = record.tagged
        elif record.blank and record.titled and _TITLE.match(line):
            # Neither ER nor TY, but after an empty line a second title: another record.
            yield record.take()
            record.begin(line, number)
        elif record.tagged or _ANY_TAG.match(line):
            if not record.tagged:
                record.begin(line, number)
            else:
                record.add(line)
    if record.tagged:
        piece = record.take()
        if stream.problem:
            stream.tail = piece.raw + b"\n" + stream.tail
        else:
            yield piece


class _Record:
    """The lines of the record being collected."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._clear()

    def _clear(self) -> None:
        self.lines: list[bytes] = []
        self.size = self.line = 0
        self.tagged = self.titled = self.blank = False

    def begin(self, line: bytes, number: int) -> None:
        self._clear()
        self.tagged, self.line = True, number
        self.add(line)

    def add(self, line: bytes) -> None:
        self.size += len(line) + 1
        self.titled = self.titled or bool(_TITLE.match(line))
        if self.size <= self._limit:
            self.lines.append(line)
        elif not self.lines:
            self.lines.append(line[:EXCERPT])

    def take(self) -> Piece:
        piece = Piece(
            b"\n".join(self.lines), fault=too_big(self._limit) if self.size > self._limit else "", line=self.line
        )
        self._clear()
        return piece


def read_piece(piece: Piece, position: int, most: Limits) -> Citation:
    """The citation. Raises Unreadable."""
    tags, was_utf8 = fields(piece.raw)
    if not tags:
        raise Unreadable("This entry holds nothing that we can read.")
    said = loose(tags)
    if not was_utf8:
        said.mended.append(NOT_UTF8)
    return citation(said, "ris", position, most)


def fields(raw: bytes) -> tuple[dict[str, list[str]], bool]:
    """Values by tag (in capitals), in order, and whether every line was UTF-8.

    A line without a tag goes on with the value above it. In lists such as KW it is a new value, as EndNote
    writes them; in running text it is kept as a new line.
    """
    found: dict[str, list[list[str]]] = {}
    last, all_utf8 = "", True
    for line in raw.split(b"\n"):
        text, was_utf8 = decode(line)
        all_utf8 = all_utf8 and was_utf8
        tag = _TAG.match(text)
        name = tag[1].upper() if tag else ""
        if tag and (name in _KNOWN or (tag[1].isupper() and text.lstrip()[2:5] == "  -")):
            value = (tag[2] if tag[2] is not None else tag[3]) or ""
            found.setdefault(name, []).append([value.strip()])
            last = name
        elif last and text.strip():
            if last in _LISTS:
                found[last].append([text.strip()])
            else:
                found[last][-1].append(text.strip())
    return {name: ["\n".join(lines) for lines in values] for name, values in found.items()}, all_utf8
