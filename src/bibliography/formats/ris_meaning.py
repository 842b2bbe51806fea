"""What the tags of a RIS record mean, database by database."""

import re
from typing import Final

from bibliography import identifiers
from bibliography.formats.assemble import Loose
from bibliography.model import Author, Identifier
from bibliography.names import author, authors
from bibliography.text import clean

_KINDS: Final = {
    "ABST": "Conference Abstract",
    "BOOK": "Book",
    "CHAP": "Book Chapter",
    "CONF": "Conference Paper",
    "CPAPER": "Conference Paper",
    "DATA": "Dataset",
    "EBOOK": "Book",
    "ECHAP": "Book Chapter",
    "GOVDOC": "Government Publication",
    "MGZN": "Magazine Article",
    "NEWS": "Newspaper Article",
    "PAMP": "Pamphlet",
    "RPRT": "Report",
    "THES": "Thesis",
    "UNPB": "Unpublished Work",
    "UNPD": "Unpublished Work",
}
_WHOLE_WORKS: Final = {"BOOK", "EBOOK", "THES", "RPRT", "GOVDOC", "PAMP"}

Tags = dict[str, list[str]]


def loose(tags: Tags) -> Loose:
    """The values of a record by what they mean. Tags are in capitals, each with all its values."""
    kind = _first(tags, "TY").upper()
    journal, short = _journal(tags, kind)
    types, dois_in_types = _types(tags, kind)
    said = Loose(
        title=_title(tags, kind),
        original_title=_first(tags, "TT", "OT"),
        dois=[*_every(tags, "DO", "DI"), *dois_in_types, *(value for value in _every(tags, "L3") if "10." in value)],
        authors=_authors(tags),
        journal=journal,
        journal_abbreviation=short,
        numbers=_every(tags, "SN"),
        date=_date(tags),
        year=_first(tags, "PY", "Y1", "YR", "DA"),
        volume=_first(tags, "VL", "VO"),
        issue=_first(tags, "IS", "CP"),
        pages=_pages(_first(tags, "SP"), _first(tags, "EP", "LP"), _first(tags, "C7", "AR", "PP")),
        abstract=_first(tags, "AB", "N2"),
        keywords=_every(tags, "KW", "DE"),
        types=types,
        languages=_every(tags, "LA"),
        urls=[
            part for value in _every(tags, "UR", "LK", "L2", "L1") for part in re.split(r",?\s+|[,;](?=https?:)", value)
        ],
        publisher=_first(tags, "PB"),
        databases=_every(tags, "DB", "DP"),
        accession=_first(tags, "AN", "UI"),
        notes=_every(tags, "N1", "RN", "PM"),
    )
    _custom_numbers(tags, said)
    return said


def _first(tags: Tags, *names: str) -> str:
    return next((value for name in names for value in tags.get(name, ()) if value), "")


def _every(tags: Tags, *names: str) -> list[str]:
    return [value for name in names for value in tags.get(name, ()) if value]


def _title(tags: Tags, kind: str) -> str:
    """TI or T1; a whole book may have its title in BT or T2, and a poor export only in ST."""
    if kind in _WHOLE_WORKS:
        return _first(tags, "TI", "T1", "BT", "CT", "T2", "ST")
    return _first(tags, "TI", "T1", "CT", "ST")


def _authors(tags: Tags) -> list[Author | None]:
    """Authors; for a work that has none, its editors. One value may hold several names."""
    listed = _every(tags, "AU", "A1") or _every(tags, "A2", "ED", "A3")
    found: list[Author | None] = []
    for value in listed:
        found.extend(authors(value) if ";" in value or " and " in value else [author(value)])
    return found


def _journal(tags: Tags, kind: str) -> tuple[str, str]:
    """The journal and its short name. JO is either, depending on who wrote the file."""
    short = _first(tags, "JA", "J2", "J1", "TA")
    full = _first(tags, "JF", "T2", "BT" if kind not in _WHOLE_WORKS else "T3")
    other = _first(tags, "JO", "SO")
    if not full:
        full = other or _first(tags, "T3")
    elif other and not short and other != full:
        short, full = (other, full) if len(other) <= len(full) else (full, other)
    if kind in _WHOLE_WORKS and full == _title(tags, kind):
        full = ""
    return full, short


def _date(tags: Tags) -> str:
    """The fullest date: DA may hold only the month and day (`Feb 28`) beside the year in PY."""
    year, date = _first(tags, "PY", "Y1", "YR"), _first(tags, "DA")
    if date and not re.search(r"\d{4}", date) and year:
        return f"{year} {date}"
    return date or year


def _pages(start: str, end: str, article: str) -> str:
    if start and end and start != end and "-" not in start:
        return f"{start}-{end}"
    return start or article or end


def _types(tags: Tags, kind: str) -> tuple[list[str], list[str]]:
    """Kinds of publication, and any DOI that stood among them (EndNote's M3 of an electronic article)."""
    values = [part.strip() for value in _every(tags, "M3", "PT") for part in re.split(r"[;\n]", value)]
    dois = [value for value in values if identifiers.doi(value)]
    return [*(value for value in values if value and value not in dois), _KINDS.get(kind, "")], dois


def _custom_numbers(tags: Tags, said: Loose) -> None:
    """Numbers in the fields that each product uses as it likes."""
    for value in _every(tags, "C2", "C5", "C6", "C8", "U1", "U2"):
        text = clean(value)
        if number := identifiers.pmcid(text):
            said.identifiers.append(Identifier("pmcid", number))
        elif text.upper().startswith("NIHMS"):
            said.identifiers.append(Identifier("mid", text))
        elif not said.pmid and "scopus" in " ".join(said.databases).lower() and re.fullmatch(r"\d{7,8}", text):
            said.pmid = text  # Scopus puts the PubMed number into C2.
        elif not said.pmid and text.upper().startswith("PMID"):
            said.pmid = identifiers.pmid_in_words(text)
    for value in _every(tags, "PM"):
        said.pmid = said.pmid or identifiers.pmid(value)
    for value in _every(tags, "ID"):
        if value.upper().startswith("PMID"):
            said.pmid = said.pmid or identifiers.pmid(value)
