"""The smaller judgements behind `identity`: pages, journals, and titles that look alike but are not."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz

from bibliography.model import Citation

_GREEK_NAMES: Final = ("alpha", "beta", "gamma", "delta", "epsilon", "kappa", "lambda", "mu", "mu", "omega", "sigma")
_GREEK: Final = dict(zip("αβγδεκλμ\u00b5ωσ", _GREEK_NAMES, strict=True))
_NOTE: Final = re.compile(
    r"\[(?:abstract|article in|japanese|german|french|spanish|italian|chinese|russian|polish"
    r"|in )[^\]]*\]|\b(?:abstract only|conference abstract)\b|^(?:retracted|withdrawn)(?: article"
    r"| paper)?\s*:",
    re.IGNORECASE,
)
_KINDS: Final = (
    (
        re.compile(
            r"\b(?:erratum|corrigend\w+|corrections? (?:to|for)|^correction|publisher correction|author correction)\b",
            re.IGNORECASE,
        ),
        "a correction",
    ),
    (re.compile(r"\b(?:retraction (?:note|notice|of)|^retraction\b)", re.IGNORECASE), "a retraction notice"),
    (re.compile(r"\bexpression of concern\b", re.IGNORECASE), "an expression of concern"),
    (
        re.compile(
            r"\b(?:authors?'?s?|in|letter)[ -](?:reply|response)\b|^(?:reply|response)\b"
            r"|\breply to\b|\bthe authors reply\b",
            re.IGNORECASE,
        ),
        "a reply",
    ),
    (
        re.compile(
            r"\bcomment(?:ary)?(?:s)? (?:on|to|re)\b|^(?:re|comment|commentary"
            r"|editorial comment(?:ary)?)\s*:|\bletter to the editor\b",
            re.IGNORECASE,
        ),
        "a comment",
    ),
    (re.compile(r"\bprotocol\b", re.IGNORECASE), "a protocol"),
)
_ABSTRACT_TYPES: Final = {"conference abstract", "meeting abstract", "conference review"}
_PAPER_TYPES: Final = {"article", "journal article", "article in press", "review"}
_ROMAN: Final = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8"}
_PART: Final = re.compile(
    r"\b(?:part|phase|stage|study|chapter|section|volume|edition|paper|report|update|no"
    r"|number)\W{0,2}(\d+|[ivx]+|one|two|three|four|a|b|c)\b",
    re.IGNORECASE,
)
_WORDS_FOR_NUMBERS: Final = {"one": "1", "two": "2", "three": "3", "four": "4", "a": "1", "b": "2", "c": "3"}


@lru_cache(maxsize=65536)
def comparable(text: str) -> str:
    """Small letters without accents, Greek spelt out, everything else a single space."""
    text = text.lower()
    if not text.isascii():
        text = "".join(f" {_GREEK[letter]} " if letter in _GREEK else letter for letter in text)
        text = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[\W_]+", " ", text).split())


@lru_cache(maxsize=65536)
def title_words(title: str) -> str:
    """A title for comparison, without notes that databases add."""
    return comparable(_NOTE.sub(" ", title))


@lru_cache(maxsize=65536)
def first_page(pages: str) -> str:
    """`H426-31`, `H426-H431` and `h426` all begin at `h426`; `0012` begins at `12`."""
    found = re.match(r"\s*(?:pp?\.?\s*)?([A-Za-z]{0,3})\s*0*(\d+)", pages)
    return f"{found[1].lower()}{found[2]}" if found else ""


def journals_agree(a: Citation, b: Citation) -> bool | None:
    """By ISSN; else by name, short names against long ones. None when either has neither."""
    if a.issns and b.issns and set(a.issns) & set(b.issns):
        return True
    names_a, names_b = _journal_names(a), _journal_names(b)
    if not names_a or not names_b:
        return False if a.issns and b.issns else None
    return any(_same_journal(one, other) for one in names_a for other in names_b)


def _journal_names(citation: Citation) -> list[str]:
    return [comparable(name) for name in dict.fromkeys((citation.journal, citation.journal_abbreviation)) if name]


@lru_cache(maxsize=16384)
def _same_journal(one: str, other: str) -> bool:
    if one == other or fuzz.ratio(one, other) >= 90:
        return True
    words_a, words_b = _telling(one), _telling(other)
    shorter, longer = sorted((words_a, words_b), key=lambda words: (len(words), sum(map(len, words))))
    if not shorter:
        return False
    return _abbreviates(shorter, longer)


def _telling(name: str) -> list[str]:
    return [
        word
        for word in name.split()
        if word not in {"the", "of", "and", "in", "for", "on", "de", "la", "et", "und", "der", "a"}
    ]


def _abbreviates(shorter: list[str], longer: list[str]) -> bool:
    """`j cardiovasc pharmacol` against `journal of cardiovascular pharmacology`: each word begins one, in order.

    The longer name may go on after a subtitle has begun, so only its first words must be used up.
    """
    at = 0
    for word in shorter:
        while at < len(longer) and not (
            longer[at].startswith(word[: max(1, len(word) - 1)]) or word.startswith(longer[at])
        ):
            at += 1
        if at == len(longer):
            return False
        at += 1
    return at - len(shorter) <= 1


def difference_in_kind(a: Citation, b: Citation) -> str:
    """Why two citations with like titles are different works, or nothing."""
    for pattern, name in _KINDS:
        if bool(pattern.search(a.title)) != bool(pattern.search(b.title)):
            return f"One of them is {name}."
    types_a, types_b = ({one.lower() for one in one_of.publication_types} for one_of in (a, b))
    for first, second in ((types_a, types_b), (types_b, types_a)):
        if (
            first & _ABSTRACT_TYPES
            and second & _PAPER_TYPES
            and not second & _ABSTRACT_TYPES
            and first_page(a.pages) != first_page(b.pages)
        ):
            return "One is a conference abstract and the other a paper."
    return ""


def numbers_differ(one: str, other: str) -> bool:
    """`Part 1` against `Part II`, `2019 update` against `2021 update`: near titles of different works."""
    parts = [_part_numbers(title) for title in (one, other)]
    if all(parts) and parts[0] != parts[1]:
        return True
    digits = [sorted(re.findall(r"\d+", title_words(title))) for title in (one, other)]
    if digits[0] != digits[1] and len(digits[0]) == len(digits[1]):
        return True
    years = [set(re.findall(r"\b(?:19|20)\d\d\b", title)) for title in (one, other)]
    return bool(all(years) and years[0] != years[1])


def part_in_one_only(one: str, other: str) -> bool:
    """Whether just one of two titles says which part it is."""
    return bool(_part_numbers(one)) != bool(_part_numbers(other))


def _part_numbers(title: str) -> list[str]:
    found = [match.lower() for match in _PART.findall(title)]
    tail = re.search(r"(?:^|[.:;,]\s*|\s)([IVX]{1,4})(?:\.|:|$)", title)
    if tail and not found:
        found = [tail[1].lower()]
    return [_ROMAN.get(number, _WORDS_FOR_NUMBERS.get(number, number)) for number in found]
