"""Parts that PubMed's articles and books share: authors, dates, abstracts, headings, links."""

from collections.abc import Iterator

from lxml import etree

from bibliography import identifiers
from bibliography.formats.pubmed_links import BY_REF_TYPE, link
from bibliography.formats.xml_pieces import inner_text
from bibliography.model import Author, CitationLink, Identifier, MeshHeading, Qualifier
from bibliography.text import clean, plain

Element = etree._Element

_NO_TITLE = {"", "[not available].", "[not available]", "not available."}
_NUMBER_BANKS = {
    "ClinicalTrials.gov",
    "ISRCTN",
    "EudraCT",
    "CTRI",
    "ChiCTR",
    "ANZCTR",
    "PROSPERO",
    "NTR",
    "DRKS",
    "IRCT",
    "JPRN",
    "UMIN CTR",
    "KCT",
    "PACTR",
    "ReBec",
}


def text_of(element: Element | None, path: str = "") -> str:
    """The text of an element, or of the one at a path inside it; empty if there is none."""
    if element is not None and path:
        element = element.find(path)
    return "" if element is None else clean(inner_text(element))


def whole_number(text: str | None, otherwise: int) -> int:
    """A small whole number, or the other value."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else otherwise


def unique(values: Iterator[str]) -> tuple[str, ...]:
    """Each value once, in order, empty ones left out."""
    return tuple(dict.fromkeys(filter(None, values)))


def titles_of(article: Element) -> tuple[str, str]:
    """The title and the one in the language of the paper; the second stands in for the first."""
    title, original = (
        plain(inner_text(article.find("ArticleTitle"))),
        plain(inner_text(article.find("VernacularTitle"))),
    )
    if title.lower() in _NO_TITLE:
        title = original
    return title, original


def identifiers_of(article: Element, medline: Element, extra: Element | None) -> list[Identifier]:
    """DOI, PMC number, publisher's number and trial registrations, each once."""
    found: dict[Identifier, None] = {}
    for place in article.iterfind("ELocationID"):
        if place.get("ValidYN") != "N":
            _add_identifier(found, place.get("EIdType"), place.text)
    if extra is not None:
        for number in extra.iterfind("ArticleIdList/ArticleId"):
            _add_identifier(found, number.get("IdType"), number.text)
    for other in medline.iterfind("OtherID"):
        if other.text and other.text.strip().startswith("PMC"):
            _add_identifier(found, "pmc", other.text.split()[0])
    for bank in article.iterfind("DataBankList/DataBank"):
        if text_of(bank, "DataBankName") in _NUMBER_BANKS:
            for number in bank.iterfind("AccessionNumberList/AccessionNumber"):
                _add_identifier(found, "trial", number.text)
    return list(found)


def _add_identifier(found: dict[Identifier, None], scheme: str | None, text: str | None) -> None:
    value = clean(text)
    if scheme == "doi":
        value = identifiers.doi(value)
    elif scheme == "pmc":
        scheme, value = "pmcid", identifiers.pmcid(value)
    if value and scheme and scheme != "pubmed":
        found[Identifier(scheme, value)] = None


def authors_of(listed: Element | None) -> tuple[Author, ...]:
    """Everyone in an AuthorList, people and groups, but not spellings marked as superseded."""
    if listed is None:
        return ()
    found = []
    for one in listed:
        if one.tag != "Author" or one.get("ValidYN") == "N":
            continue
        parts = {child.tag: child for child in one}
        fore = parts.get("ForeName", parts.get("FirstName"))
        number = parts.get("Identifier")
        who = Author(
            last=text_of(parts.get("LastName")),
            fore=text_of(fore),
            initials=text_of(parts.get("Initials")),
            collective=text_of(parts.get("CollectiveName")),
            orcid=identifiers.orcid(number.text or "")
            if number is not None and number.get("Source") == "ORCID"
            else "",
        )
        if who.last or who.collective:
            found.append(who)
    return tuple(found)


def date_of(element: Element | None) -> str:
    """`2018 May 17`, or the words that stand for a date."""
    if element is None:
        return ""
    return clean(" ".join(child.text or "" for child in element))


def pages_of(article: Element) -> str:
    """The pages as MEDLINE writes them, or first and last."""
    pagination = article.find("Pagination")
    pages = text_of(pagination, "MedlinePgn")
    if pages or pagination is None:
        return pages
    return "-".join(filter(None, (text_of(pagination, "StartPage"), text_of(pagination, "EndPage"))))


def abstract_of(element: Element | None) -> str:
    """Paragraphs, labelled where the abstract is structured."""
    if element is None:
        return ""
    parts = []
    for part in element.iterfind("AbstractText"):
        words, label = plain(inner_text(part)), clean(part.get("Label"))
        if words:
            parts.append(f"{label}: {words}" if label and label != "UNLABELLED" else words)
    return "\n\n".join(parts)


def other_abstract_of(medline: Element) -> str:
    """An abstract from elsewhere, in English if there is one, when the record has none of its own."""
    others = sorted(medline.iterfind("OtherAbstract"), key=lambda one: one.get("Language", "eng") != "eng")
    return abstract_of(others[0]) if others else ""


def mesh_of(listed: Element | None) -> tuple[MeshHeading, ...]:
    """Every subject heading with its qualifiers."""
    if listed is None:
        return ()
    found = []
    for heading in listed:
        descriptor = heading.find("DescriptorName")
        if descriptor is None or not descriptor.text:
            continue
        qualifiers = tuple(
            Qualifier(clean(one.text), one.get("UI", ""), one.get("MajorTopicYN") == "Y")
            for one in heading.iterfind("QualifierName")
        )
        major = descriptor.get("MajorTopicYN") == "Y" or any(one.major for one in qualifiers)
        found.append(MeshHeading(clean(descriptor.text), descriptor.get("UI", ""), major, qualifiers))
    return tuple(found)


def links_of(listed: Element | None) -> tuple[CitationLink, ...]:
    """Retractions, corrections, comments and the like; not what the paper refers to."""
    if listed is None:
        return ()
    found = []
    for one in listed:
        kind = BY_REF_TYPE.get(one.get("RefType", ""))
        if kind is not None:
            words = " ".join(filter(None, (text_of(one, "RefSource"), text_of(one, "Note"))))
            found.append(link(kind, pmid=text_of(one, "PMID"), words=words))
    return tuple(found)
