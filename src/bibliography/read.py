"""A file of citations, whoever wrote it, as a stream of citations.

The format is told by what is in the file; its name only breaks ties. Everything is accounted for: each record
of the file comes out as a Citation, a Deletion or a Rejected, in the order of the file.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from bibliography.formats import bibtex, csv_table, endnote_xml, nbib, pubmed_xml, ris
from bibliography.formats.csv_columns import header_in
from bibliography.formats.piece import EXCERPT, Piece
from bibliography.model import Citation, Deletion, Format, Item, Limits, Rejected, UnknownFormat, Unreadable
from bibliography.opening import Stream


@dataclass(frozen=True, slots=True)
class _Reader:
    pieces: Callable[[Stream], Iterator[Piece]]
    read_piece: Callable[[Piece, int, Limits], Citation | Deletion]


_READERS: Final[dict[Format, _Reader]] = {
    "pubmed-xml": _Reader(pubmed_xml.pieces, pubmed_xml.read_piece),
    "nbib": _Reader(nbib.pieces, nbib.read_piece),
    "ris": _Reader(ris.pieces, ris.read_piece),
    "endnote-xml": _Reader(endnote_xml.pieces, endnote_xml.read_piece),
    "bibtex": _Reader(bibtex.pieces, bibtex.read_piece),
    "csv": _Reader(csv_table.pieces, csv_table.read_piece),
}
_OTHER_FILES: Final = (
    (b"%PDF", "This is a PDF, whatever its name says. Export the citations as RIS, PubMed or CSV instead."),
    (
        b"PK\x03\x04",
        "This is a zip archive, a Word document or an Excel workbook. Unpack it, or save the sheet as CSV.",
    ),
    (b"\xd0\xcf\x11\xe0", "This is an old Word or Excel file. Save the sheet as CSV."),
    (b"\x1f\x8b", "This file was packed twice. Unpack it once and try again."),
    (b"BZh", "This file is packed with bzip2. Unpack it and try again."),
    (b"\xfd7zXZ", "This file is packed with xz. Unpack it and try again."),
    (b"7z\xbc\xaf", "This file is packed with 7-Zip. Unpack it and try again."),
    (b"{\\rtf", "This is a rich text document. Export the citations as RIS, PubMed or CSV instead."),
    (b"\x89PNG", "This is a picture."),
    (b"\xff\xd8\xff", "This is a picture."),
    (b"SQLite format 3", "This is a database file."),
)
_PUBMED = re.compile(rb"<(?:Pubmed(?:Book)?Article(?:Set)?|MedlineCitation(?:Set)?|DeleteCitation)[\s>]")
_ENDNOTE = re.compile(
    rb"<record>\s*<(?:database|source-app|rec-number|ref-type|contributors|titles|foreign-keys)|<records[\s>]|<record>"
)
_NBIB = re.compile(rb"^(?:PMID ?- ?\d|(?:OWN |STAT|FAU |DCOM|EDAT)- )", re.MULTILINE)
_RIS = re.compile(rb"^\s{0,3}(?:TY\s{1,3}-\s*[\w-]{2,}|(?:T[I1]|AU|A1|AB|PY|Y1)  - ?\S)", re.MULTILINE | re.IGNORECASE)
_BIBTEX = re.compile(rb"^[ \t]{0,20}@\s{0,5}[A-Za-z]+\s{0,5}[{(]", re.MULTILINE)


def read(
    path_or_file: Path | str | BinaryIO, *, name: str = "", start: int = 0, limits: Limits | None = None
) -> Iterator[Item]:
    """Every record of the file, one at a time, so that memory stays flat.

    `name` is the file's name as the person knows it. `start` items are passed over without being
    read, so that an import can go on where it stopped: `start` = the last item's `position`.
    A file given open is read once from where it stands, and is not closed.

    Raises UnknownFormat at once, with a sentence for the person, if the file is not one of ours, is empty or
    is a folder, and FileNotFoundError if it is not there. Never raises because of one bad record.
    """
    most = limits or Limits()
    if isinstance(path_or_file, (str, Path)):
        path = Path(path_or_file)
        name = name or path.name
        if path.is_dir():
            raise UnknownFormat(f"“{name}” is a folder. Choose a file.")
        with path.open("rb") as opened:
            kind = recognise(Stream(opened, most), name)
        return _from_path(path, kind, start, most)
    stream = Stream(path_or_file, most)
    return _items(stream, recognise(stream, name), start)


def recognise(stream: Stream, name: str) -> Format:
    """The format of a stream, from its first block. Raises UnknownFormat."""
    head = stream.peek()
    shown = f"“{name}”" if name else "This file"
    if not head.strip():
        raise UnknownFormat(f"{shown} is empty." if not stream.problem else f"{shown}: {stream.problem}")
    for mark, sentence in _OTHER_FILES:
        if head.startswith(mark):
            raise UnknownFormat(f"{shown} cannot be read. {sentence}")
    kind = _by_content(head)
    if kind is None:
        raise UnknownFormat(
            f"{shown} is not a file of citations that we know. We read PubMed XML, PubMed text "
            f"(.nbib), RIS, EndNote XML, BibTeX, "
            "and CSV with a heading row that names a title."
        )
    return kind


def _by_content(head: bytes) -> Format | None:
    start = head.lstrip()
    if start.startswith(b"<") or start[:200].find(b"<?xml") >= 0:
        if _PUBMED.search(head):
            return "pubmed-xml"
        return "endnote-xml" if _ENDNOTE.search(head) else None
    if head[:4096].count(0) > 40:  # a stray one is a slip; many are a file of another kind
        return None
    if any(header_in(line) for line in head.splitlines()[:5]):
        return "csv"
    found = [(match.start(), kind) for kind, pattern in _TEXTS if (match := pattern.search(head))]
    return min(found)[1] if found else None


_TEXTS: Final[tuple[tuple[Format, re.Pattern[bytes]], ...]] = (("nbib", _NBIB), ("ris", _RIS), ("bibtex", _BIBTEX))


def _from_path(path: Path, kind: Format, start: int, most: Limits) -> Iterator[Item]:
    with path.open("rb") as opened:
        yield from _items(Stream(opened, most), kind, start)


def _items(stream: Stream, kind: Format, start: int) -> Iterator[Item]:
    reader, position = _READERS[kind], 0
    for position, piece in enumerate(reader.pieces(stream), start=1):
        if position > start:
            yield _item(reader, piece, position, stream.limits)
    if stream.problem and position >= start:
        tail = Piece(stream.tail)
        yield Rejected(
            position + 1,
            tail.title_hint,
            f"{stream.problem} {position:,} entries before this point were read.",
            tail.excerpt,
        )


def _item(reader: _Reader, piece: Piece, position: int, most: Limits) -> Item:
    if piece.fault:
        return Rejected(position, piece.title_hint, piece.fault, piece.excerpt)
    try:
        return reader.read_piece(piece, position, most)
    except Unreadable as error:
        return Rejected(position, piece.title_hint, str(error), piece.excerpt)


def whole(rejected: Rejected) -> bool:
    """Whether the excerpt holds all of the record, so that it can be mended and read again."""
    return 0 < len(rejected.excerpt) < EXCERPT
