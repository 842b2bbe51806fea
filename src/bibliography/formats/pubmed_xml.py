"""PubMed and MEDLINE XML: PubmedArticleSet, the older MedlineCitationSet, and books.

Element names as in NLM's PubMed DTD (2025) and its MedlineCitationSet DTD (2016).
"""

import re
from collections.abc import Iterator
from typing import Final

from bibliography import dates, identifiers, limits
from bibliography.formats import xml_pieces
from bibliography.formats.piece import Piece
from bibliography.formats.pubmed_book import book
from bibliography.formats.pubmed_parts import (
    Element,
    abstract_of,
    authors_of,
    date_of,
    identifiers_of,
    links_of,
    mesh_of,
    other_abstract_of,
    pages_of,
    text_of,
    titles_of,
    unique,
    whole_number,
)
from bibliography.formats.xml_pieces import inner_text
from bibliography.languages import language
from bibliography.model import (
    Citation,
    Deletion,
    Limits,
    Unreadable,
)
from bibliography.opening import Stream
from bibliography.text import clean

_OF_ARTICLES: Final = ("PubmedArticle", "PubmedBookArticle", "DeleteCitation", "DeleteDocument")
_OF_MEDLINE: Final = ("MedlineCitation", "DeleteCitation")
_WITHDRAWN = re.compile(rb"<PMID[^>]*>\s*(\d{1,9})\s*</PMID>")


def pieces(stream: Stream) -> Iterator[Piece]:
    """One piece for each citation, book and withdrawn number."""
    articles = re.search(rb"<(?:Pubmed(?:Book)?Article(?:Set)?)[\s>]", stream.peek())
    for piece in xml_pieces.pieces(stream, _OF_ARTICLES if articles else _OF_MEDLINE):
        if piece.kind.startswith("Delete") and not piece.fault:
            for number in _WITHDRAWN.findall(piece.raw):
                yield Piece(number, piece.kind)
        else:
            yield piece


def read_piece(piece: Piece, position: int, most: Limits) -> Citation | Deletion:
    """The citation, or the number that is withdrawn. Raises Unreadable."""
    if piece.kind.startswith("Delete"):
        return Deletion(pmid=piece.raw.decode(), position=position)
    root, mended = xml_pieces.parse(piece.raw)
    if root.tag == "PubmedBookArticle":
        return book(root, position, mended, most)
    medline = root if root.tag == "MedlineCitation" else root.find("MedlineCitation")
    article = None if medline is None else medline.find("Article")
    if medline is None or article is None:
        raise Unreadable("This entry holds no article.")
    return _article(medline, article, root.find("PubmedData"), position, mended, most)


def _article(
    medline: Element, article: Element, extra: Element | None, position: int, mended: tuple[str, ...], most: Limits
) -> Citation:
    journal, info = article.find("Journal"), medline.find("MedlineJournalInfo")
    issue = None if journal is None else journal.find("JournalIssue")
    own = identifiers_of(article, medline, extra)
    title, original = titles_of(article)
    abstract, note = limits.abstract(abstract_of(article.find("Abstract")) or other_abstract_of(medline), most)
    date = date_of(None if issue is None else issue.find("PubDate"))
    pmid = medline.find("PMID")
    return Citation(
        source="pubmed-xml",
        position=position,
        title=limits.title(title, most, pmid=text_of(pmid)),
        pmid=text_of(pmid),
        version=whole_number(pmid.get("Version") if pmid is not None else None, 1),
        doi=next((one.value for one in own if one.scheme == "doi"), ""),
        identifiers=tuple(one for one in own if one.scheme != "doi"),
        original_title=original,
        authors=authors_of(article.find("AuthorList")),
        journal=text_of(journal, "Title") or text_of(info, "MedlineTA"),
        journal_abbreviation=text_of(journal, "ISOAbbreviation") or text_of(info, "MedlineTA"),
        issns=identifiers.issns(filter(None, (text_of(journal, "ISSN"), text_of(info, "ISSNLinking")))),
        year=dates.year(date),
        date=date,
        volume=text_of(issue, "Volume"),
        issue=text_of(issue, "Issue"),
        pages=pages_of(article),
        abstract=abstract,
        copyright=text_of(article, "Abstract/CopyrightInformation"),
        mesh=mesh_of(medline.find("MeshHeadingList")),
        keywords=unique(clean(inner_text(one)) for one in medline.iterfind("KeywordList/Keyword")),
        substances=unique(clean(one.text) for one in medline.iterfind("ChemicalList/Chemical/NameOfSubstance")),
        publication_types=unique(clean(one.text) for one in article.iterfind("PublicationTypeList/PublicationType")),
        languages=tuple(filter(None, (language(one.text or "") for one in article.iterfind("Language")))),
        country=text_of(info, "Country"),
        status=clean(medline.get("Status")),
        links=links_of(medline.find("CommentsCorrectionsList")),
        database="PubMed",
        accession=text_of(pmid),
        mended=(*mended, *note),
    )
