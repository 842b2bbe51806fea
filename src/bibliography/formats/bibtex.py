"""BibTeX, by bibtexparser 2, an entry at a time.

The library reads a whole file at once and keeps only the first of two entries with one key. So we cut the
file where an entry starts a line, and hand over one entry with the abbreviations (`@string`)
defined so far. A broken entry then harms no other and memory stays flat.
"""

import logging
import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from bibtexparser.entrypoint import parse_string
from bibtexparser.library import Library
from bibtexparser.middlewares import (
    LatexDecodingMiddleware,
    RemoveEnclosingMiddleware,
    ResolveStringReferencesMiddleware,
)
from bibtexparser.middlewares.middleware import Middleware
from bibtexparser.model import DuplicateFieldKeyBlock, Entry

from bibliography.formats.assemble import Loose, citation
from bibliography.formats.piece import EXCERPT, Piece, too_big
from bibliography.model import Author, Citation, Identifier, Limits, Unreadable
from bibliography.names import author
from bibliography.opening import Stream
from bibliography.text import NOT_UTF8, decode

# The library tells the log about each broken entry; we tell the person.
logging.getLogger("bibtexparser").addHandler(logging.NullHandler())
logging.getLogger("bibtexparser").propagate = False

_STARTS = re.compile(rb"\s*@\s*([A-Za-z]+)\s*[{(]")
_NOT_ENTRIES = {b"comment", b"preamble", b"string"}
_NAME_SEPARATOR = re.compile(r" and ", re.IGNORECASE)
_BRACES = re.compile(r"[{}]")
_KINDS = {
    "book": "Book",
    "inbook": "Book Chapter",
    "incollection": "Book Chapter",
    "inproceedings": "Conference Paper",
    "conference": "Conference Paper",
    "proceedings": "Conference Paper",
    "techreport": "Report",
    "report": "Report",
    "phdthesis": "Thesis",
    "mastersthesis": "Thesis",
    "thesis": "Thesis",
    "unpublished": "Unpublished Work",
    "dataset": "Dataset",
}
_MOST_ABBREVIATIONS = 2_000
_MOST_LATEX = 200_000
"""Decoding takes about 10 ms for 1,000 characters. LaTeX in an entry longer than this stays as it is."""
# Nearly all LaTeX in exports is these escapes. They are done here, since decoding an abstract in full takes
# some fifteen times as long as the rest of its entry.
_ESCAPE = re.compile(r"\\([%&_#$])|\{\\text(less|greater|asciitilde|bar)\}")
_WORDS = {"less": "<", "greater": ">", "asciitilde": "~", "bar": "|"}
_PLAIN: Final[list[Middleware]] = [ResolveStringReferencesMiddleware(True), RemoveEnclosingMiddleware(True)]


@cache
def _latex() -> Middleware:
    """Turns LaTeX's letters into real ones. Making it costs more than an entry does, so it is made once."""
    return LatexDecodingMiddleware(True, keep_math_mode=False)


def pieces(stream: Stream) -> Iterator[Piece]:
    """One piece for each entry, after the abbreviations that it may use. Comments are passed over."""
    limit = stream.limits.record_bytes
    kind, lines, size, start = b"", list[bytes](), 0, 0
    strings: list[bytes] = []
    for number, line in enumerate(stream.lines(), start=1):
        found = _STARTS.match(line)
        if found:
            yield from _closed(kind, lines, size, limit, start, strings)
            kind, lines, size, start = found[1].lower(), [], 0, number
        if kind:
            size += len(line) + 1
            lines.append(line if size <= limit else line[:EXCERPT] if not lines else b"")
            if size > limit:
                del lines[1000:]
    if kind and kind not in _NOT_ENTRIES and stream.problem:
        stream.tail = b"\n".join((*lines, stream.tail))
    else:
        yield from _closed(kind, lines, size, limit, start, strings)


def _closed(
    kind: bytes, lines: list[bytes], size: int, limit: int, start: int, strings: list[bytes]
) -> Iterator[Piece]:
    raw = b"\n".join(lines).strip()
    if kind == b"string" and len(strings) < _MOST_ABBREVIATIONS and size < 10_000:
        strings.append(raw)
    elif kind and kind not in _NOT_ENTRIES:
        used = b"\n".join(one for one in strings if _names(one) in raw)
        yield Piece(raw, kind=decode(used)[0], fault=too_big(limit) if size > limit else "", line=start)


def _names(string: bytes) -> bytes:
    """The abbreviation that an `@string` defines."""
    return re.split(rb"[{(]", string, maxsplit=1)[-1].partition(b"=")[0].strip()


def read_piece(piece: Piece, position: int, most: Limits) -> Citation:
    """The citation. Raises Unreadable. `piece.kind` holds the abbreviations that the entry uses."""
    text, was_utf8 = decode(piece.raw)
    entry = _entry(f"{piece.kind}\n{text}" if piece.kind else text)
    said = _loose(entry)
    if not was_utf8:
        said.mended.append(NOT_UTF8)
    return citation(said, "bibtex", position, most)


def _entry(text: str) -> Entry:
    bare = _ESCAPE.sub("", text)
    if ("\\" in bare or "$" in bare) and len(text) <= _MOST_LATEX:
        stack = [*_PLAIN, _latex()]
    else:
        stack, text = _PLAIN, _ESCAPE.sub(lambda found: found[1] or _WORDS[found[2]], text)
    library = parse_string(text, parse_stack=stack)
    for failed in library.failed_blocks:
        if isinstance(failed, DuplicateFieldKeyBlock) and isinstance(failed.ignore_error_block, Entry):
            # A field given twice is a slip of the program that wrote the file; the first counts.
            library = Library([failed.ignore_error_block])
            for step in stack:
                library = step.transform(library)
    if library.entries:
        return library.entries[0]
    reason = getattr(library.failed_blocks[0].error, "abort_reason", "") if library.failed_blocks else ""
    if "end of file" in reason or "looking for" in reason:
        raise Unreadable("A bracket or quotation mark of this entry is never closed.")
    raise Unreadable("This entry is not written as BibTeX asks; look for a missing comma, equals sign or bracket.")


def _loose(entry: Entry) -> Loose:
    values: dict[str, str] = {}
    for field in entry.fields:
        values.setdefault(field.key.lower(), str(field.value))

    def first(*names: str) -> str:
        return _BRACES.sub("", next((values[name] for name in names if values.get(name)), ""))

    year = first("year") or first("date")
    people = " ".join((values.get("author") or values.get("editor") or "").split())
    return Loose(
        title=": ".join(filter(None, (first("title"), first("subtitle")))),
        pmid=first("pmid") if first("pmid").strip().isdigit() else "",
        dois=[first("doi")],
        identifiers=[Identifier("pmcid", first("pmcid", "pmc"))]
        if first("pmcid", "pmc").upper().startswith("PMC")
        else [],
        authors=[_author(name) for name in _NAME_SEPARATOR.split(people) if name],
        journal=first("journal", "journaltitle", "booktitle", "series"),
        journal_abbreviation=first("shortjournal", "journal-iso", "abbrev_source_title"),
        numbers=[first("issn"), first("isbn")],
        date=first("date") or " ".join(filter(None, (year, first("month"), first("day")))),
        year=year,
        volume=first("volume"),
        issue=first("number", "issue"),
        pages=first("pages", "article-number", "art_number", "eid"),
        abstract=first("abstract"),
        keywords=_keywords(first("keywords", "keyword", "author_keywords")),
        types=[first("document_type", "type"), _KINDS.get(entry.entry_type.lower(), "")],
        languages=[first("language", "langid")],
        urls=first("url", "howpublished").split(),
        publisher=first("publisher", "institution", "school"),
        databases=[first("database", "source")],
        accession=first("unique-id"),
        notes=[first("note"), first("annote")],
    )


def _author(name: str) -> Author | None:
    """A name wholly in braces is a group: `{World Health Organization}`."""
    bare = _BRACES.sub("", name).strip()
    if name.strip().startswith("{") and name.strip().endswith("}") and "," not in name and " " in bare:
        return Author(collective=bare)
    return author(bare)


def _keywords(text: str) -> list[str]:
    """Parted by semicolons; by commas only if there are none, as Zotero writes them."""
    return text.split(";") if ";" in text else text.split(",")
