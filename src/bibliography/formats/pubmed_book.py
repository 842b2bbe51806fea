"""Books in PubMed: NICE guidelines, StatPearls and other texts of the NCBI Bookshelf."""

from bibliography import dates, identifiers, limits
from bibliography.formats.pubmed_parts import Element, abstract_of, authors_of, date_of, pages_of, text_of, unique
from bibliography.formats.xml_pieces import inner_text
from bibliography.languages import language
from bibliography.model import Citation, Identifier, Limits, Unreadable
from bibliography.text import clean, plain


def book(root: Element, position: int, mended: tuple[str, ...], most: Limits) -> Citation:
    """A book, or a chapter of one. Raises Unreadable."""
    document = root.find("BookDocument")
    whole_book = None if document is None else document.find("Book")
    if document is None or whole_book is None:
        raise Unreadable("This entry holds no book.")
    chapter, whole = plain(inner_text(document.find("ArticleTitle"))), plain(inner_text(whole_book.find("BookTitle")))
    own = [
        Identifier(clean(one.get("IdType")) or "other", clean(one.text))
        for one in document.iterfind("ArticleIdList/ArticleId")
    ]
    own += [Identifier("isbn", clean(one.text)) for one in whole_book.iterfind("Isbn")]
    abstract, note = limits.abstract(abstract_of(document.find("Abstract")), most)
    date = date_of(whole_book.find("PubDate"))
    doi = next((identifiers.doi(one.value) for one in own if one.scheme == "doi"), "")
    authors = next(
        filter(
            None, (authors_of(one) for one in (*document.iterfind("AuthorList"), *whole_book.iterfind("AuthorList")))
        ),
        (),
    )
    pmid = text_of(document, "PMID")
    return Citation(
        source="pubmed-xml",
        position=position,
        title=limits.title(chapter or whole, most, pmid=pmid),
        pmid=pmid,
        doi=doi,
        identifiers=tuple(one for one in own if one.scheme not in ("doi", "pubmed") and one.value),
        original_title=plain(inner_text(document.find("VernacularTitle"))),
        authors=authors,
        journal=whole if chapter else text_of(whole_book, "CollectionTitle"),
        year=dates.year(date),
        date=date,
        volume=text_of(whole_book, "Volume"),
        pages=pages_of(document),
        abstract=abstract,
        copyright=text_of(document, "Abstract/CopyrightInformation"),
        keywords=unique(clean(inner_text(one)) for one in document.iterfind("KeywordList/Keyword")),
        publication_types=unique(clean(one.text) for one in document.iterfind("PublicationType")) or ("Book",),
        languages=tuple(filter(None, (language(one.text or "") for one in document.iterfind("Language")))),
        publisher=text_of(whole_book, "Publisher/PublisherName"),
        database="PubMed",
        accession=pmid,
        mended=(*mended, *note),
    )
