"""Reads authors' names in the forms that databases write them."""

import re

from bibliography.model import Author
from bibliography.text import clean

_GROUP = re.compile(
    r"\b(?:group|collaborat\w*|consortium|committee|investigators|trialists|network|society|association|"
    r"organi[sz]ation|institute|university|department|ministry|agency|taskforce|task force|centre|center|"
    r"council|college|foundation|academy|registry|initiative|project|study|trial|board|commission|nhs)\b",
    re.IGNORECASE,
)
# `FM`, `F.`, `F. M.`, `J-P`: initials, never a word.
_INITIALS = re.compile(r"(?:[^\W\d_]\.?[\s-]?){1,4}")
_SUFFIX = {"jr", "jr.", "sr", "sr.", "ii", "iii", "iv", "2nd", "3rd"}
_PARTICLES = {
    "van",
    "von",
    "de",
    "der",
    "den",
    "del",
    "della",
    "di",
    "da",
    "dos",
    "du",
    "la",
    "le",
    "ter",
    "ten",
    "el",
    "al",
    "bin",
    "ibn",
    "san",
}
_NUMBER_IN_BRACKETS = re.compile(r"\(\d+\)$")  # Scopus adds its own number for the person.
_ET_AL = re.compile(r"\bet al\.?$", re.IGNORECASE)


def author(text: str) -> Author | None:
    """One name: `Last, First`, `Last FM`, `Last F. M.`, `First Last`, or a group's name.

    None for nothing, for "et al." and for the "Anonymous" that some exports put in.
    """
    name = _NUMBER_IN_BRACKETS.sub("", _ET_AL.sub("", clean(text))).strip(" ,;")
    if not name or name.lower() in {"anonymous", "anon", "anon.", "[anonymous]", "no authorship indicated", "others"}:
        return None
    if "," in name:
        last, _, fore = (part.strip() for part in name.partition(","))
        fore = ", ".join(part for part in (one.strip() for one in fore.split(",")) if part.lower() not in _SUFFIX)
        if _GROUP.search(name) and len(name.split()) > 3:
            return Author(collective=name)
        return Author(last=last, fore=fore, initials=initials(fore))
    words = name.split()
    if len(words) == 1:
        return Author(last=name)
    if _GROUP.search(name):
        return Author(collective=name)
    return _without_comma(words)


def _without_comma(words: list[str]) -> Author:
    """`Smith JA` and `De Jong J. W.` end in initials; `D E Jorenby` and `Lynette Cole` do not."""
    cut = len(words)
    while cut > 1 and _looks_like_initials(words[cut - 1]):
        cut -= 1
    if cut < len(words):
        given = " ".join(words[cut:])
        return Author(last=" ".join(words[:cut]), fore=given, initials=initials(given))
    cut = len(words) - 1
    while cut > 1 and words[cut - 1].lower() in _PARTICLES:
        cut -= 1
    given = " ".join(words[:cut])
    return Author(last=" ".join(words[cut:]), fore=given, initials=initials(given))


def _looks_like_initials(word: str) -> bool:
    letters = word.replace(".", "").replace("-", "")
    return 0 < len(letters) <= 4 and letters.isalpha() and letters.isupper()


def initials(fore: str) -> str:
    """`Mary-Ann K.` is `MAK`; `FM` and `F.M.` are `FM`."""
    letters: list[str] = []
    for word in re.split(r"[\s.\-]+", fore):
        if word.isupper() and len(word) <= 4:
            letters.extend(character for character in word if character.isalpha())
        elif word[:1].isalpha() and (word[:1].isupper() or word.lower() not in _PARTICLES):
            letters.append(word[0].upper())
    return "".join(letters)


def authors(text: str) -> tuple[Author, ...]:
    """A whole list in one text: parted by semicolons, by ` and `, by line ends or by commas."""
    text = _ET_AL.sub("", text.strip()).rstrip(" ,;")
    if not text:
        return ()
    for separator in (";", "\n", " and ", "|"):
        if separator in text:
            parts = text.split(separator)
            break
    else:
        parts = _by_commas(text)
    return tuple(filter(None, map(author, parts)))


def _by_commas(text: str) -> list[str]:
    """`Smith J., Jones K.` are two people; `Smith, J., Jones, K.` too; `Smith, Jane` is one."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) < 2 or (len(parts) == 3 and any(part.lower() in _SUFFIX for part in parts[1:])):
        return [text]
    given = [bool(_INITIALS.fullmatch(part)) for part in parts]
    if len(parts) % 2 == 0 and all(given[1::2]) and not any(given[::2]):
        return [f"{last}, {fore}" for last, fore in zip(parts[::2], parts[1::2], strict=True)]
    if len(parts) == 2 and not all(" " in part for part in parts):
        return [text]
    return parts
