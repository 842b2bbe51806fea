"""What the headings of a table mean, by the names that products give them."""

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bibliography import identifiers
from bibliography.formats.assemble import Loose
from bibliography.model import Identifier
from bibliography.names import authors
from bibliography.text import decode

# What we call it: what they call it (letters and digits only, in small letters).
_SYNONYMS: Final[dict[str, str]] = {
    "title": "title articletitle documenttitle papertitle studytitle primarytitle ti t1 titleprimary",
    "original_title": "originaltitle vernaculartitle translatedtitle",
    "authors": "author authors authornames creators au primaryauthors authorfullnames authorsprimary",
    "editors": "editor editors",
    "journal": "journal publicationtitle journaltitle sourcetitle publicationname journalbook periodical "
    "containertitle fulljournalname"
    " so jo jf publication secondarytitle t2",
    "journal_abbreviation": "journalabbreviation abbreviatedsourcetitle journalabbr isoabbreviation shortjournal ja j2",
    "year": "year publicationyear publishedyear pubyear py yearpublished publishyear yr",
    "date": "date publicationdate pubdate datepublished publisheddate coverdate publishdate",
    "month": "month publishedmonth",
    "volume": "volume vol vl",
    "issue": "issue number issuenumber no is number1",
    "pages": "pages page pagerange pagination pg",
    "first_page": "startpage pagestart firstpage sp bp beginningpage",
    "last_page": "endpage pageend lastpage ep",
    "article_number": "artno articlenumber c7",
    "abstract": "abstract abstractnote abstracttext ab summary abstracts notesabstract",
    "doi": "doi digitalobjectidentifier doilink di do articledoi",
    "pmid": "pmid pubmedid pubmed pubmednumber pubmedidentifier pm medlinepmid",
    "pmcid": "pmcid pmc pmcidentifier",
    "issn": "issn issns eissn printissn sn issnisbn",
    "isbn": "isbn isbns",
    "keywords": "keywords keyword authorkeywords manualtags automatictags tags indexkeywords subjects kw de "
    "descriptors",
    "mesh": "mesh meshterms meshheadings mh meshsubjectheadings",
    "type": "type itemtype documenttype publicationtype referencetype m3 pt articletype",
    "language": "language languages languageoforiginaldocument la",
    "url": "url urls link links address website ur fulltexturl doiurl",
    "publisher": "publisher pb",
    "database": "database source databasename db dataprovider sourcedatabase librarycatalog",
    "accession": "accessionnumber accession an accessionid",
    "eid": "eid",
    "notes": "extra notes note n1",
}
_MEANINGS: Final = {name: meaning for meaning, names in _SYNONYMS.items() for name in names.split()}
_TYPES: Final = {
    "journalarticle": "",
    "article": "Article",
    "conferencepaper": "Conference Paper",
    "booksection": "Book Chapter",
    "magazinearticle": "Magazine Article",
    "newspaperarticle": "Newspaper Article",
    "attachment": "",
    "document": "",
    "webpage": "Web Page",
}


_DATABASE: Final = re.compile(
    r"pubmed|medline|embase|scopus|web of|wos|cinahl|psyc|cochrane|central|ovid|ebsco|proquest|google|hmic|amed|"
    r"dimensions|lens|openalex|crossref|import|database",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Header:
    """The meaning of each column (empty if we have no use for it) and what parts them."""

    names: tuple[str, ...]
    delimiter: str


@lru_cache(maxsize=64)
def header_in(line: bytes) -> Header | None:
    """The heading row, if this line is one: it names a title and at least one thing more."""
    text = decode(line[:100_000])[0].lstrip("\ufeff")
    best: Header | None = None
    for delimiter in (",", "\t", ";", "|"):
        try:
            cells = next(csv.reader([text], delimiter=delimiter), [])
        except csv.Error:
            continue
        names = tuple(_MEANINGS.get(re.sub(r"[^a-z0-9]", "", cell.lower()), "") for cell in cells)
        known = len(set(filter(None, names)))
        if "title" in names and known >= 2 and (best is None or known > len(set(filter(None, best.names)))):
            best = Header(names, delimiter)
    return best


def loose(header: Header, row: list[str]) -> Loose:
    """The cells of a row by what they mean. Where two columns mean the same, the first that is filled counts."""
    cells: dict[str, list[str]] = {}
    for name, cell in zip(header.names, row, strict=False):
        if name and (value := cell.strip()) and value.lower() not in ("nan", "none", "null", "n/a"):
            cells.setdefault(name, []).append(value)

    def first(name: str) -> str:
        return cells.get(name, [""])[0]

    notes = cells.get("notes", [])
    databases, other = _databases(header, cells.get("database", []))
    said = Loose(
        title=first("title"),
        original_title=first("original_title"),
        pmid=identifiers.pmid(first("pmid")) or identifiers.pmid_in_address(first("pmid")),
        dois=cells.get("doi", []),
        identifiers=[Identifier("pmcid", identifiers.pmcid(value)) for value in cells.get("pmcid", [])],
        authors=list(authors(max(cells.get("authors", [""]), key=len)) or authors(first("editors"))),
        journal=first("journal") or " ".join(other),
        journal_abbreviation=first("journal_abbreviation"),
        numbers=[*cells.get("issn", []), *cells.get("isbn", [])],
        date=first("date") or " ".join(filter(None, (first("year").removesuffix(".0"), first("month")))),
        year=first("year") or first("date"),
        volume=first("volume").removesuffix(".0"),
        issue=first("issue").removesuffix(".0"),
        pages=first("pages")
        or "-".join(filter(None, (first("first_page"), first("last_page"))))
        or first("article_number"),
        abstract=first("abstract"),
        keywords=[*cells.get("keywords", []), *cells.get("mesh", [])],
        types=[_TYPES.get(value.lower(), value) for cell in cells.get("type", []) for value in re.split(r"[;|]", cell)],
        languages=cells.get("language", []),
        urls=[part for value in cells.get("url", []) for part in re.split(r",?\s+|[,;](?=https?:)", value)],
        publisher=first("publisher"),
        databases=databases,
        accession=first("accession"),
        notes=notes,
    )
    if first("eid").startswith("2-s2.0-"):
        said.identifiers.append(Identifier("scopus", first("eid")))
    return said


def _databases(header: Header, values: list[str]) -> tuple[list[str], list[str]]:
    """A column called "Source" names the database, or the journal in a table that has no other place for it."""
    if "journal" in header.names:
        return values, []
    return [one for one in values if _DATABASE.search(one)], [one for one in values if not _DATABASE.search(one)]
