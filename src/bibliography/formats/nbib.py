"""The MEDLINE tagged format: PubMed's .nbib and .txt files.

Tags as in NLM's list of MEDLINE/PubMed data elements. A record starts at PMID; a line that starts with
spaces goes on with the one above.
"""

import re
from collections.abc import Iterator

from bibliography import identifiers
from bibliography.formats.assemble import Loose, citation
from bibliography.formats.headings import mesh_heading
from bibliography.formats.piece import EXCERPT, Piece, too_big
from bibliography.formats.pubmed_links import BY_TAG, link
from bibliography.model import Author, Citation, Identifier, Limits, Unreadable
from bibliography.names import initials
from bibliography.opening import Stream
from bibliography.text import NOT_UTF8, clean, decode

_STARTS = re.compile(rb"PMID ?- ?\s*\d", re.IGNORECASE)
_TAG = re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,3}- ?(.*)$", re.DOTALL)
_ANY_TAG = re.compile(rb"[A-Z][A-Z0-9]{1,3} {0,2}- ")
_LINK = re.compile(r"(?:\bPMID:?\s*(\d{1,9}))")


def pieces(stream: Stream) -> Iterator[Piece]:
    """One piece for each record."""
    limit = stream.limits.record_bytes
    lines: list[bytes] = []
    size = start = 0
    seen_pmid = blank = False
    for number, line in enumerate(stream.lines(), start=1):
        starts = bool(_STARTS.match(line))
        if lines and ((starts and seen_pmid) or (blank and starts)):
            yield _piece(lines, size, limit, start)
            lines, size, seen_pmid = [], 0, False
        blank = not line.strip()
        if blank or not (lines or _ANY_TAG.match(line)):
            continue
        if not lines:
            start = number
        seen_pmid = seen_pmid or starts
        size += len(line) + 1
        if size <= limit:
            lines.append(line)
        elif not lines:
            lines.append(line[:EXCERPT])
    if lines and stream.problem:
        stream.tail = b"\n".join((*lines, stream.tail))
    elif lines:
        yield _piece(lines, size, limit, start)


def _piece(lines: list[bytes], size: int, limit: int, start: int) -> Piece:
    return Piece(b"\n".join(lines), fault=too_big(limit) if size > limit else "", line=start)


def read_piece(piece: Piece, position: int, most: Limits) -> Citation:
    """The citation. Raises Unreadable."""
    tags, was_utf8 = fields(piece.raw)
    if not tags:
        raise Unreadable("This entry holds nothing that we can read.")
    values: dict[str, list[str]] = {}
    for tag, value in tags:
        if value:
            values.setdefault(tag, []).append(value)
    said = _loose(values)
    said.authors = _authors(tags)
    if not was_utf8:
        said.mended.append(NOT_UTF8)
    return citation(said, "nbib", position, most)


def fields(raw: bytes) -> tuple[list[tuple[str, str]], bool]:
    """Tags and values in order (the order ties an ORCID to its author), and whether all was UTF-8."""
    found: list[tuple[str, list[str]]] = []
    all_utf8 = True
    for line in raw.split(b"\n"):
        text, was_utf8 = decode(line)
        all_utf8 = all_utf8 and was_utf8
        tag = _TAG.match(text)
        if tag:
            found.append((tag[1], [tag[2].strip()]))
        elif found and text.strip():
            found[-1][1].append(text.strip())
    return [(tag, " ".join(lines)) for tag, lines in found], all_utf8


def _loose(tags: dict[str, list[str]]) -> Loose:
    def first(*names: str) -> str:
        return next((tags[name][0] for name in names if name in tags), "")

    numbers = [*tags.get("LID", ()), *tags.get("AID", ())]
    said = Loose(
        title=first("TI", "BTI", "TT"),
        original_title=first("TT"),
        pmid=first("PMID"),
        dois=[value for value in numbers if "[doi]" in value],
        journal=first("JT", "BTI" if "TI" in tags else "JT", "TA"),
        journal_abbreviation=first("TA"),
        numbers=[*tags.get("IS", ()), *tags.get("ISBN", ())],
        date=first("DP", "DEP"),
        year=first("DP", "DEP"),
        volume=first("VI"),
        issue=first("IP"),
        pages=first("PG"),
        abstract=_labelled(first("AB", "OAB")),
        copyright=first("CI"),
        mesh=[mesh_heading(value) for value in tags.get("MH", ())],
        substances=[re.sub(r"^\S+ \((.*)\)$", r"\1", value) for value in tags.get("RN", ())],
        types=tags.get("PT", []),
        languages=tags.get("LA", []),
        country=first("PL"),
        status=first("STAT"),
        publisher=first("PB"),
        databases=["PubMed"],
        accession=first("PMID"),
    )
    said.keywords = [value.lstrip("*") for value in tags.get("OT", ())]
    said.identifiers = [Identifier("pmcid", identifiers.pmcid(value)) for value in tags.get("PMC", ())]
    said.identifiers += [
        Identifier("pii", value.removesuffix("[pii]").strip()) for value in numbers if value.endswith("[pii]")
    ]
    said.identifiers += [Identifier("trial", value.rpartition("/")[2]) for value in tags.get("SI", ()) if "/" in value]
    for tag, kind in BY_TAG.items():
        for value in tags.get(tag, ()):
            found = _LINK.search(value)
            said.links.append(link(kind, pmid=found[1] if found else "", words=_LINK.sub("", value)))
    return said


def _labelled(abstract: str) -> str:
    """A structured abstract, a paragraph for each part: `… done. METHODS: We …`."""
    return re.sub(r"(?<=[.?!)]) (?=[A-Z][A-Z &/,]{4,60}: [A-Z0-9\"(])", "\n", abstract)


def _authors(tags: list[tuple[str, str]]) -> list[Author | None]:
    """FAU gives the full name and AU the initials; files of old records have AU alone."""
    found: list[Author | None] = []
    has_full = any(tag == "FAU" for tag, _ in tags)
    for tag, value in tags:
        if tag == "FAU":
            last, _, fore = clean(value).partition(",")
            found.append(Author(last=last.strip(), fore=fore.strip(), initials=initials(fore)))
        elif tag == "AU" and not has_full:
            last, _, short = clean(value).rpartition(" ")
            found.append(Author(last=last or short, initials=short if last else ""))
        elif tag == "AU" and found and found[-1] is not None and clean(value).startswith(found[-1].last):
            who = found[-1]
            words = clean(value)[len(who.last) :].split()
            found[-1] = Author(who.last, who.fore, words[0] if words else who.initials, "", who.orcid)
        elif tag == "CN":
            found.append(Author(collective=clean(value)))
        elif tag == "AUID" and found and found[-1] is not None and (number := identifiers.orcid(value)):
            who = found[-1]
            found[-1] = Author(who.last, who.fore, who.initials, who.collective, number)
    return found
