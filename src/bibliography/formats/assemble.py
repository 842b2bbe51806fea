"""Turns the loose values of any tagged format into a Citation, with the same judgement for all."""

import re
from dataclasses import dataclass, field

from bibliography import dates, identifiers, languages, limits
from bibliography.formats.headings import split_headings
from bibliography.model import Author, Citation, CitationLink, Format, Identifier, Limits, MeshHeading
from bibliography.text import clean, paragraphs, plain

_MEDLINE = re.compile(r"\b(?:pubmed|medline|premedline|nlm)\b|^(?:medl|mesz|ppez?|med\d)", re.IGNORECASE)
_DIGITS = re.compile(r"\d{1,15}")


@dataclass
class Loose:
    """What a record said, before judgement. Texts are raw; lists keep the order of the file."""

    title: str = ""
    original_title: str = ""
    pmid: str = ""
    dois: list[str] = field(default_factory=list)
    identifiers: list[Identifier] = field(default_factory=list)
    authors: list[Author | None] = field(default_factory=list)
    journal: str = ""
    journal_abbreviation: str = ""
    numbers: list[str] = field(default_factory=list)
    date: str = ""
    year: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    abstract: str = ""
    copyright: str = ""
    mesh: list[MeshHeading] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    substances: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    country: str = ""
    status: str = ""
    urls: list[str] = field(default_factory=list)
    links: list[CitationLink] = field(default_factory=list)
    publisher: str = ""
    databases: list[str] = field(default_factory=list)
    accession: str = ""
    notes: list[str] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)


def citation(loose: Loose, source: Format, position: int, most: Limits) -> Citation:
    """The citation. Raises Unreadable if it has no title, or one that is none."""
    database = next(filter(None, map(clean, loose.databases)), "")
    pmid = _pmid(loose)
    abstract, cut = limits.abstract(paragraphs(loose.abstract), most)
    mesh, keywords = split_headings(
        loose.keywords,
        # Scopus mixes MeSH with Emtree and its own words, without saying which is which.
        from_medline=bool(pmid) and "scopus" not in database.lower(),
        from_embase="embase" in database.lower(),
    )
    return Citation(
        source=source,
        position=position,
        title=limits.title(plain(loose.title) or plain(loose.original_title), most, pmid=pmid),
        pmid=pmid,
        doi=_doi(loose),
        identifiers=_numbers(loose),
        original_title=plain(loose.original_title),
        authors=tuple(filter(None, loose.authors)),
        journal=plain(loose.journal) or plain(loose.journal_abbreviation),
        journal_abbreviation=plain(loose.journal_abbreviation),
        issns=identifiers.issns(loose.numbers),
        year=dates.year(loose.year) or dates.year(loose.date),
        date=dates.tidy(clean(loose.date)) or dates.tidy(clean(loose.year)),
        volume=clean(loose.volume),
        issue=clean(loose.issue),
        pages=_pages(loose.pages),
        abstract=abstract,
        copyright=plain(loose.copyright),
        mesh=(*loose.mesh, *mesh),
        keywords=keywords,
        substances=tuple(dict.fromkeys(filter(None, map(plain, loose.substances)))),
        publication_types=tuple(dict.fromkeys(filter(None, map(plain, loose.types)))),
        languages=languages.languages(loose.languages),
        country=clean(loose.country),
        status=clean(loose.status),
        urls=tuple(
            dict.fromkeys(url for url in map(clean, loose.urls) if url.lower().startswith(("http://", "https://")))
        ),
        links=tuple(loose.links),
        publisher=plain(loose.publisher),
        database=database,
        accession=clean(loose.accession),
        mended=(*dict.fromkeys(loose.mended), *cut),
    )


def _pages(text: str) -> str:
    """One kind of dash, and a single page once: `405--405` is `405`."""
    first, dash, last = re.sub(r"\s*[-\u2012-\u2015]+\s*", "-", clean(text)).strip("-").partition("-")
    return first if first == last else f"{first}{dash}{last}"


def is_medline(databases: list[str]) -> bool:
    """Whether one of the names is PubMed's or MEDLINE's, however a host writes it."""
    return any(_MEDLINE.search(name) for name in databases)


def _pmid(loose: Loose) -> str:
    if loose.pmid:
        return identifiers.pmid(loose.pmid)
    accession = clean(loose.accession)
    if is_medline(loose.databases) and (number := identifiers.pmid(accession)):
        return number
    if accession.upper().startswith(("PMID", "MEDLINE:")) and (number := identifiers.pmid(accession)):
        return number
    for url in loose.urls:
        if number := identifiers.pmid_in_address(url):
            return number
    return next(filter(None, map(identifiers.pmid_in_words, loose.notes)), "")


def _doi(loose: Loose) -> str:
    given = next(filter(None, map(identifiers.doi, loose.dois)), "")
    if given:
        return given
    for url in loose.urls:
        if "doi.org/" in url.lower() or "doi=" in url.lower():
            found = identifiers.doi(url)
            if found:
                return found
    return ""


def _numbers(loose: Loose) -> tuple[Identifier, ...]:
    found = dict.fromkeys(one for one in loose.identifiers if one.value)
    for number in identifiers.isbns(loose.numbers):
        found[Identifier("isbn", number)] = None
    for note in loose.notes:
        if number := identifiers.pmcid(note):
            found[Identifier("pmcid", number)] = None
    accession = clean(loose.accession)
    if accession.upper().startswith("WOS:"):
        found[Identifier("wos", accession[4:].strip())] = None
    elif accession and "embase" in " ".join(loose.databases).lower():
        found[Identifier("embase", accession)] = None
    for url in loose.urls:
        if (at := url.find("2-s2.0-")) >= 0 and (digits := _DIGITS.match(url, at + 7)):
            found[Identifier("scopus", f"2-s2.0-{digits[0]}")] = None
    return tuple(found)
