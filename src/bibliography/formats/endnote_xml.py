"""EndNote's XML, as EndNote, Mendeley and Zotero write it."""

from collections.abc import Iterator

from lxml import etree

from bibliography.formats import xml_pieces
from bibliography.formats.assemble import Loose, citation
from bibliography.formats.piece import Piece
from bibliography.formats.xml_pieces import inner_text
from bibliography.identifiers import pmid
from bibliography.model import Author, Citation, Identifier, Limits
from bibliography.names import author
from bibliography.opening import Stream

_KINDS = {
    "book": "Book",
    "book section": "Book Chapter",
    "conference paper": "Conference Paper",
    "conference proceedings": "Conference Paper",
    "report": "Report",
    "thesis": "Thesis",
    "newspaper article": "Newspaper Article",
    "government document": "Government Publication",
}


def pieces(stream: Stream) -> Iterator[Piece]:
    """One piece for each record."""
    return xml_pieces.pieces(stream, ("record",))


def read_piece(piece: Piece, position: int, most: Limits) -> Citation:
    """The citation. Raises Unreadable."""
    root, mended = xml_pieces.parse(piece.raw)
    said = _loose(root)
    said.mended.extend(mended)
    return citation(said, "endnote-xml", position, most)


def _loose(root: etree._Element) -> Loose:
    def text(path: str) -> str:
        return inner_text(root.find(path))

    def texts(path: str) -> list[str]:
        return [inner_text(one) for one in root.iterfind(path)]

    kind = root.find("ref-type")
    name = (kind.get("name") or "").lower() if kind is not None else ""
    host = text("remote-database-name")
    return Loose(
        title=text("titles/title"),
        original_title=text("titles/translated-title"),
        dois=[*texts("electronic-resource-num"), *texts("doi")],
        pmid=_pmid(root, host),
        identifiers=[
            Identifier("pmcid", value.strip()) for value in texts("custom2") if value.strip().upper().startswith("PMC")
        ],
        authors=_authors(root),
        journal=text("periodical/full-title") or text("titles/secondary-title") or text("alt-periodical/full-title"),
        journal_abbreviation=text("periodical/abbr-1") or text("alt-periodical/abbr-1") or text("titles/alt-title"),
        numbers=[*texts("isbn"), *texts("issn")],
        date=" ".join(filter(None, (text("dates/year"), text("dates/pub-dates/date")))),
        year=text("dates/year"),
        volume=text("volume"),
        issue=text("number") or text("issue"),
        pages=text("pages") or text("custom7"),
        abstract=text("abstract"),
        keywords=texts("keywords/keyword"),
        types=[*texts("work-type"), _KINDS.get(name, "")],
        languages=texts("language"),
        urls=[part for value in texts("urls//url") for part in value.split()],
        publisher=text("publisher"),
        databases=[host, text("remote-database-provider")],
        accession=text("accession-num"),
        notes=[text("notes"), text("research-notes"), text("custom2")],
    )


def _pmid(root: etree._Element, host: str) -> str:
    """The accession number is PubMed's when the database says so, or in an export that names none.

    Mendeley names no database. Then a bare number of up to eight digits counts, and only for an
    article (Mendeley calls corrections "Generic"): other databases' numbers have letters or are longer.
    """
    number = pmid(inner_text(root.find("accession-num")))
    kind = root.find("ref-type")
    name = (kind.get("name") or "").lower() if kind is not None else ""
    is_article = name in ("journal article", "electronic article", "generic")
    return number if not host and is_article and len(number) <= 8 else ""


def _authors(root: etree._Element) -> list[Author | None]:
    people = [author(inner_text(one)) for one in root.iterfind("contributors/authors/author")]
    return people or [author(inner_text(one)) for one in root.iterfind("contributors/secondary-authors/author")]
