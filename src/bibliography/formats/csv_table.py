"""Tables of citations: Zotero, Covidence, Rayyan, Scopus, PubMed, screening sets, and others like them.

Columns are known by their headings, whatever their order. A formula in a cell stays the words it is: nothing
here computes, and whoever writes a spreadsheet must write text.
"""

import csv
from collections.abc import Iterator
from itertools import count

from bibliography.formats.assemble import citation
from bibliography.formats.csv_columns import header_in, loose
from bibliography.formats.piece import EXCERPT, Piece
from bibliography.model import Citation, Limits, Unreadable
from bibliography.opening import Stream
from bibliography.text import NOT_UTF8, decode

_MOST_LINES = 2_000
_FIELD_LIMIT = 131_072
"""The longest cell. Python has this limit too, but as one setting of the whole process, which others may move."""

NOT_CLOSED = "A quotation mark that opens in this row is never closed, so we cannot tell where the row ends."
TOO_LONG = f"A cell of this row is longer than the {_FIELD_LIMIT:,} characters that we take."


class _Lines:
    """Lines of the file that can be taken back, counting what one row takes."""

    def __init__(self, stream: Stream) -> None:
        self._lines = stream.lines()
        self._back: list[bytes] = []
        self._most = stream.limits.record_bytes
        self.start()

    def start(self) -> None:
        """Begin to count the lines of another row."""
        self.taken: list[bytes] = []
        self._size = 0
        self.ended = False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if len(self.taken) >= _MOST_LINES or self._size > self._most:
            self.ended = True
            raise StopIteration
        line = self._back.pop() if self._back else next(self._lines, None)
        if line is None:
            self.ended = True
            raise StopIteration
        self.taken.append(line)
        self._size += len(line)
        return decode(line)[0].replace("\x00", "") + "\n"

    def keep_first(self) -> bytes:
        """Give back every line but the first, which is returned."""
        self._back.extend(reversed(self.taken[1:]))
        return self.taken[0]


def pieces(stream: Stream) -> Iterator[Piece]:
    """One piece for each row, with the heading row before it so that each stands alone.

    A row that never closes its quotation mark, or that swallows others and comes out too wide, is given up at
    its first line, and reading goes on with the next.
    """
    lines = _Lines(stream)
    header = b""
    width, delimiter, row_number = 0, ",", count(1)
    while True:
        lines.start()
        row, fault = _row(lines, delimiter)
        if not lines.taken:
            return
        raw = b"\n".join(lines.taken)
        if not header:
            found = header_in(lines.taken[0])
            if found:
                header, delimiter, width = lines.taken[0], found.delimiter, len(found.names)
            lines.keep_first()
            continue
        if fault == NOT_CLOSED or (len(row) > width and len(lines.taken) > 1 and any(row[width:])):
            if stream.problem and lines.ended:
                stream.tail = raw
                return
            raw, fault = lines.keep_first(), fault or NOT_CLOSED
        if fault or any(cell.strip() for cell in row):
            yield Piece(
                header + b"\n" + raw if not fault else header[:EXCERPT] + b"\n" + raw,
                fault=fault,
                line=next(row_number),
            )


def _row(lines: _Lines, delimiter: str) -> tuple[list[str], str]:
    """The cells of the next row and what is wrong with it."""
    try:
        row = next(csv.reader(lines, delimiter=delimiter), [])
    except csv.Error:
        return [], TOO_LONG
    if _has_long_cell(row):
        return [], TOO_LONG
    return row, NOT_CLOSED if lines.ended and lines.taken else ""


def _has_long_cell(row: list[str]) -> bool:
    return any(len(cell) > _FIELD_LIMIT for cell in row)


def read_piece(piece: Piece, position: int, most: Limits) -> Citation:
    """The citation. Raises Unreadable."""
    first, _, rest = piece.raw.partition(b"\n")
    found = header_in(first)
    if found is None:
        raise Unreadable("The heading row was not understood.")
    decoded = [decode(line) for line in rest.split(b"\n")]
    try:
        row = next(csv.reader((text.replace("\x00", "") + "\n" for text, _ in decoded), delimiter=found.delimiter), [])
    except csv.Error:
        raise Unreadable(TOO_LONG) from None
    if _has_long_cell(row):
        raise Unreadable(TOO_LONG)
    if len(row) > len(found.names) and any(cell.strip() for cell in row[len(found.names) :]):
        raise Unreadable(f"This row has {len(row)} cells, but the heading row has {len(found.names)}.")
    said = loose(found, row)
    if not all(was_utf8 for _, was_utf8 in decoded):
        said.mended.append(NOT_UTF8)
    return citation(said, "csv", position, most)
