"""Numbers that name a work: DOI, PMID, ISSN, ISBN. Each in one form, whatever the file wrote."""

import re
from collections.abc import Iterable
from urllib.parse import unquote

_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>]+")
_PMID = re.compile(r"\s*(?:PMID\s*:?\s*|MEDLINE\s*:\s*|medline:)?([1-9]\d{0,8})(?:\.0)?\s*", re.IGNORECASE)
_PMID_IN_WORDS = re.compile(r"\bPMID\s*[:=]?\s*([1-9]\d{0,8})\b", re.IGNORECASE)
_PMID_ADDRESS = re.compile(
    r"(?:ncbi\.nlm\.nih\.gov/(?:m/)?pubmed/|pubmed\.ncbi\.nlm\.nih\.gov/|europepmc\.org/(?:abstract|article)/med/)"
    r"([1-9]\d{0,8})\b",
    re.IGNORECASE,
)
_PMCID = re.compile(r"\bPMC\s?(\d{3,9})\b", re.IGNORECASE)
_ISSN = re.compile(r"(?<![\d-])(\d{4})-?(\d{3}[\dXx])(?![\d-]\d)")
_ISBN = re.compile(r"(?<![\d-])((?:97[89][\s-]?)(?:\d[\s-]?){9}[\dXx]|(?:\d[\s-]?){9}[\dXx])(?![\d-])")
_ORCID = re.compile(r"(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dXx])")
_LONGEST_DOI = 400
_PAIRS = {")": "(", "]": "[", "}": "{"}


def doi(text: str) -> str:
    """The first DOI in a text, bare and lower-case; nothing if there is none.

    Takes `doi:10.1/X`, `https://doi.org/10.1%2FX`, `10.1/x [doi]` and a whole sentence.
    """
    if "10." not in text:
        return ""
    found = _DOI.search(text) or _DOI.search(unquote(text))
    if found is None or len(found[0]) > _LONGEST_DOI:
        return ""
    value = found[0]
    if "%" in value:
        value = unquote(value)
    value = re.split(r"(?:&(?:partnerid|md5|amp)|;\s|,\s|\?|#)", value, maxsplit=1, flags=re.IGNORECASE)[0]
    while value and (value[-1] in ".,;:'" or _unpaired(value)):
        value = value[:-1]
    return value.lower()


def _unpaired(value: str) -> bool:
    """Whether the last character closes a bracket that was never opened."""
    opener = _PAIRS.get(value[-1])
    return opener is not None and value.count(value[-1]) > value.count(opener)


def pmid(text: str) -> str:
    """A PubMed number if the text is one (`PMID: 123`, `123`, `123.0`); nothing otherwise."""
    found = _PMID.fullmatch(text)
    return found[1] if found else ""


def pmid_in_words(text: str) -> str:
    """A PubMed number that a note names: `… PMID: 35319117 PMCID: …`."""
    found = _PMID_IN_WORDS.search(text)
    return found[1] if found else ""


def pmid_in_address(url: str) -> str:
    """The PubMed number in a link to PubMed or Europe PMC."""
    found = _PMID_ADDRESS.search(url)
    return found[1] if found else ""


def pmcid(text: str) -> str:
    """A PubMed Central number, as `PMC123`."""
    found = _PMCID.search(text)
    return f"PMC{found[1]}" if found else ""


def issns(texts: Iterable[str]) -> tuple[str, ...]:
    """Every ISSN in the texts as `1234-567X`, each once."""
    found: dict[str, None] = {}
    for text in texts:
        for first, second in _ISSN.findall(_ISBN.sub(" ", text) if len(text) > 9 else text):
            found[f"{first}-{second.upper()}"] = None
    return tuple(found)


def isbns(texts: Iterable[str]) -> tuple[str, ...]:
    """Every ISBN in the texts without hyphens, each once. Two ISSNs in a row are not an ISBN."""
    found: dict[str, None] = {}
    for text in texts:
        for value in _ISBN.findall(text):
            digits = re.sub(r"[\s-]", "", value).upper()
            if _isbn_is_right(digits):
                found[digits] = None
    return tuple(found)


def _isbn_is_right(digits: str) -> bool:
    numbers = [10 if character == "X" else int(character) for character in digits]
    if len(numbers) == 13:
        return sum(n * (3 if i % 2 else 1) for i, n in enumerate(numbers)) % 10 == 0
    return sum(n * (10 - i) for i, n in enumerate(numbers)) % 11 == 0


def orcid(text: str) -> str:
    """An ORCID as `0000-0000-0000-0000`."""
    found = _ORCID.search(text)
    return "-".join(found.groups()).upper() if found else ""
