"""One result of Europe PMC's search (`resultType=core`) as a Citation."""

from typing import Any

from bibliography import dates, identifiers, limits
from bibliography.formats.pubmed_links import BY_WORDS
from bibliography.languages import languages
from bibliography.model import Author, Citation, CitationLink, Identifier, Limits, MeshHeading, Qualifier, Unreadable
from bibliography.text import clean, paragraphs, plain


def citation_from(result: Any, position: int, most: Limits) -> Citation:
    """The citation. Fields that are missing or not of the expected kind are left empty.

    Raises Unreadable if the result is no record, or has no title.
    """
    if not isinstance(result, dict):
        raise Unreadable("This result is not a paper.")
    info, pmid = _map(result, "journalInfo"), identifiers.pmid(_text(result, "pmid"))
    journal = _map(info, "journal")
    abstract, cut = limits.abstract(
        paragraphs(_text(result, "abstractText").replace("<h4>", "\n").replace("</h4>", ": ")), most
    )
    date = (
        _text(info, "printPublicationDate")
        or _text(info, "dateOfPublication")
        or _text(result, "firstPublicationDate")
        or _text(result, "pubYear")
    )
    return Citation(
        source="europe-pmc",
        position=position,
        title=limits.title(plain(_text(result, "title")), most, pmid=pmid),
        pmid=pmid,
        doi=identifiers.doi(_text(result, "doi")),
        identifiers=_identifiers(result),
        authors=_authors(result),
        journal=plain(_text(journal, "title")),
        journal_abbreviation=plain(_text(journal, "isoabbreviation") or _text(journal, "medlineAbbreviation")),
        issns=identifiers.issns(filter(None, (_text(journal, "essn"), _text(journal, "issn")))),
        year=dates.year(_text(result, "pubYear")) or dates.year(date),
        date=clean(date),
        volume=clean(_text(info, "volume")),
        issue=clean(_text(info, "issue")),
        pages=clean(_text(result, "pageInfo")),
        abstract=abstract,
        mesh=_mesh(result),
        keywords=tuple(
            dict.fromkeys(filter(None, (clean(str(one)) for one in _list(result, "keywordList", "keyword"))))
        ),
        substances=tuple(
            dict.fromkeys(
                clean(_text(one, "name")) for one in _list(result, "chemicalList", "chemical") if _text(one, "name")
            )
        ),
        publication_types=_types(result),
        languages=languages([_text(result, "language")]),
        urls=tuple(
            dict.fromkeys(filter(None, (_text(one, "url") for one in _list(result, "fullTextUrlList", "fullTextUrl"))))
        ),
        links=_links(result),
        publisher=plain(_text(_map(result, "bookOrReportDetails"), "publisher")),
        database="Europe PMC",
        accession=clean(f"{_text(result, 'source')}/{_text(result, 'id')}").strip("/"),
        mended=cut,
    )


def _map(holder: Any, name: str) -> dict[str, Any]:
    value = holder.get(name) if isinstance(holder, dict) else None
    return value if isinstance(value, dict) else {}


def _list(holder: Any, name: str, inner: str) -> list[Any]:
    value = _map(holder, name).get(inner)
    return value if isinstance(value, list) else []


def _text(holder: Any, name: str) -> str:
    value = holder.get(name) if isinstance(holder, dict) else None
    return str(value) if isinstance(value, (str, int)) else ""


def _identifiers(result: dict[str, Any]) -> tuple[Identifier, ...]:
    found = []
    if number := identifiers.pmcid(_text(result, "pmcid")):
        found.append(Identifier("pmcid", number))
    if _text(result, "source") == "PPR":
        found.append(Identifier("preprint", clean(_text(result, "id"))))
    return tuple(found)


def _authors(result: dict[str, Any]) -> tuple[Author, ...]:
    found = []
    for one in _list(result, "authorList", "author"):
        number = _map(one, "authorId")
        who = Author(
            last=clean(_text(one, "lastName")),
            fore=clean(_text(one, "firstName")),
            initials=clean(_text(one, "initials")),
            collective=clean(_text(one, "collectiveName")),
            orcid=identifiers.orcid(_text(number, "value")) if _text(number, "type") == "ORCID" else "",
        )
        if who.last or who.collective:
            found.append(who)
    return tuple(found)


def _mesh(result: dict[str, Any]) -> tuple[MeshHeading, ...]:
    found = []
    for one in _list(result, "meshHeadingList", "meshHeading"):
        name = clean(_text(one, "descriptorName"))
        if name:
            qualifiers = tuple(
                Qualifier(clean(_text(each, "qualifierName")), major=_text(each, "majorTopic_YN") == "Y")
                for each in _list(one, "meshQualifierList", "meshQualifier")
            )
            major = _text(one, "majorTopic_YN") == "Y" or any(each.major for each in qualifiers)
            found.append(MeshHeading(name, major=major, qualifiers=qualifiers))
    return tuple(found)


def _types(result: dict[str, Any]) -> tuple[str, ...]:
    """Europe PMC writes its types in small letters and some twice; ours begin with capitals."""
    values = [clean(str(one)) for one in _list(result, "pubTypeList", "pubType")]
    if _text(result, "source") == "PPR":
        values.append("Preprint")
    return tuple({one.lower(): one[:1].upper() + one[1:] for one in values if one}.values())


def _links(result: dict[str, Any]) -> tuple[CitationLink, ...]:
    found = []
    for one in _list(result, "commentCorrectionList", "commentCorrection"):
        kind = BY_WORDS.get(clean(_text(one, "type")).lower())
        if kind is not None:
            number = _text(one, "id") if _text(one, "source") == "MED" else ""
            found.append(CitationLink(kind, pmid=identifiers.pmid(number), note=clean(_text(one, "reference"))[:500]))
    return tuple(found)
