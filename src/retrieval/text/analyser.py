"""From text to the words that are matched. One implementation for everything that matches words.

Documents, questions, highlights and stored queries all pass through here, so that they agree to the
letter. The rules:

- Control characters and characters that turn the direction of writing are removed.
- Unicode NFKC, lower case, accents removed, Greek letters by name (`TNF-α` is `tnf alpha`).
- A word is a run of letters and digits. `_` and `/` part words.
- A hyphen parts a word, and the joined form is a word too: `beta-blocker` gives `beta`, `blocker` and
  `betablocker`; `IL-6` gives `il`, `6` and `il6`. So it meets `beta blocker` and `IL6`.
- A number keeps its decimal point and loses its thousands comma; a unit stuck to it is parted as a
  hyphen would: `2.5mg` gives `2.5`, `mg` and `2.5mg`.
- `'s` at the end is dropped, other apostrophes close up: `Crohn's` is `crohn`, `O'Brien` is `obrien`.
- British and American spellings are folded (`spellings.py`), then Porter2 takes the stem.

Positions follow the parts. Joined forms stand after the text, so that phrases are not torn.
"""

import re
import threading
import unicodedata
from collections.abc import Container, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import Stemmer

from retrieval.text.spellings import fold_spelling

RECIPE = "analyser 1"
"""Changes whenever the same text would give other words; indexes made before must be rebuilt."""

MAX_WORD = 64
_CACHE_LIMIT = 400_000

_ACCENTS = re.compile("[\u0300-\u036f]+")
_ASCII_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SIGNS = {ord(sign): None for sign in "™®©"}
_HYPHENS = dict.fromkeys((8208, 8209, 8210, 8211, 8722), "-")
_APOSTROPHES = {ord(mark): "'" for mark in "\u2018\u2019\u02bc\u2032`"}
_LETTERS = {
    ord(letter): plain
    for letter, plain in {
        "ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i",
    }.items()
}  # fmt: skip
_GREEK_LETTERS = "αβγδεζηθικλμνξοπρστυφχψως"
_GREEK_NAMES = """
    alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau
    upsilon phi chi psi omega sigma
"""
_GREEK = dict(zip(_GREEK_LETTERS, _GREEK_NAMES.split(), strict=True))
_LONE_GREEK = re.compile(r"(?<![α-ωά-ώ])[α-ω](?![α-ωά-ώ])")
_MICRO = re.compile(r"(?<![^\W\d_])μ(?=(?:g|l|m|mol|s)\b)")
_TOKEN = re.compile(r"[^\W_]+(?:[-'.,][^\W_]+)*")
_SHOWN_TOKEN = re.compile(
    r"[^\W_](?:[^\W_]|[\u0300-\u036f])*"
    r"(?:[-\u2010-\u2013\u2212'\u2019.,](?:[^\W_]|[\u0300-\u036f])+)*"
)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_UNIT = re.compile(
    r"(\d+(?:\.\d+)?)(mg|g|kg|mcg|ug|ng|pg|l|dl|ml|ul|mm|cm|m|km|nm|mmol|mol|mmhg|kpa|hz|khz|kcal|kj"
    r"|iu|units?|hours?|hrs?|h|days?|weeks?|wks?|months?|mths?|years?|yrs?|min|mins|minutes?|s)"
)


class Term(NamedTuple):
    """What one typed word is matched by: its parts in order, and its joined form if it has one."""

    raw: str
    parts: tuple[str, ...]
    joined: str | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text: `parts` in order, `joined` forms apart."""

    parts: list[str]
    joined: list[str]


def clean(text: str) -> str:
    """The text without control characters, overrides of direction and broken characters."""
    if text.isascii():
        return _ASCII_CONTROLS.sub("", text)
    hidden = {ord(char): None for char in set(text) if _is_hidden(char)}
    return text.translate(hidden) if hidden else text


def fold(text: str) -> str:
    """The text in the plain lower-case letters that words are cut from."""
    text = clean(text)
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", text.translate(_SIGNS)).lower()
    text = unicodedata.normalize("NFD", text.translate(_HYPHENS).translate(_APOSTROPHES))
    text = _ACCENTS.sub("", text)
    text = unicodedata.normalize("NFC", text).translate(_LETTERS)
    return _LONE_GREEK.sub(_name_greek, _MICRO.sub("u", text))


def tokens(text: str) -> list[str]:
    """The typed words of a text, folded but not yet cut at hyphens: what the caches are keyed by."""
    return _TOKEN.findall(fold(text))


def terms(text: str) -> list[Term]:
    """What each typed word of a text is matched by, unstemmed."""
    return [Term(token, _PARTS[token], next(iter(_JOINED[token]), None)) for token in tokens(text)]


def exact_words(found: list[str]) -> Words:
    """Unstemmed words of tokens."""
    odd = _odd(found)
    if not odd:
        return Words(found.copy(), [])
    joined = {token: forms for token in odd if (forms := _JOINED[token])}
    return Words(
        list(chain.from_iterable(map(_PARTS.__getitem__, found))),
        [form for token in found if token in joined for form in joined[token]] if joined else [],
    )


def stems_of(words: Words) -> Words:
    """Stems of unstemmed words."""
    return Words(list(map(_STEM.__getitem__, words.parts)), list(map(_STEM.__getitem__, words.joined)))


def stemmed_words(found: list[str]) -> Words:
    """Stems of tokens."""
    return stems_of(exact_words(found))


def unfolded_words(found: list[str]) -> list[str]:
    """The parts of tokens as they are spelt, before British and American meet."""
    return list(chain.from_iterable(map(_AS_SPELT.__getitem__, found)))


def other_spellings(found: list[str]) -> set[str]:
    """The parts of tokens whose own spelling is not the folded one."""
    return set(chain.from_iterable(map(_OTHERWISE_SPELT.__getitem__, _odd(found))))


def stem(word: str) -> str:
    """The Porter2 stem of one exact word."""
    return _STEM[word]


def shown_words(text: str) -> dict[str, tuple[str, ...]]:
    """The different words of a shown text, each with its stems (joined form included)."""
    return {word: _SHOWN_STEMS[word] for word in dict.fromkeys(_SHOWN_TOKEN.findall(text))}


def spans(text: str, words: Container[str]) -> Iterator[tuple[int, int, str]]:
    """Where these words, as `shown_words` names them, stand in a shown text."""
    for found in _SHOWN_TOKEN.finditer(text):
        if found[0] in words:
            yield found.start(), found.end(), found[0]


class _Cache(dict[str, tuple[str, ...]]):
    """Remembers what a rule made of each token; forgets all when full, so memory stays flat."""

    def __missing__(self, token: str) -> tuple[str, ...]:
        value = self.make(token)
        if len(token) <= MAX_WORD:
            if len(self) >= _CACHE_LIMIT:
                self.clear()
            self[token] = value
        return value

    def make(self, token: str) -> tuple[str, ...]:
        raise NotImplementedError


class _Spelt(_Cache):
    def make(self, token: str) -> tuple[str, ...]:
        return tuple(part[:MAX_WORD] for part in _split(token))


class _Parts(_Cache):
    def make(self, token: str) -> tuple[str, ...]:
        return tuple(fold_spelling(part) for part in _AS_SPELT[token])


class _OtherwiseSpelt(_Cache):
    def make(self, token: str) -> tuple[str, ...]:
        return tuple(set(_AS_SPELT[token]).difference(_PARTS[token]))


class _JoinedForms(_Cache):
    def make(self, token: str) -> tuple[str, ...]:
        parts = _AS_SPELT[token]
        if not 2 <= len(parts) <= 3 or "".join(parts).isdigit():
            return ()
        if "-" not in token and not _UNIT.fullmatch(token):
            return ()
        return (fold_spelling("".join(parts)[:MAX_WORD]),)


class _StemsOfShown(_Cache):
    def make(self, token: str) -> tuple[str, ...]:
        found = tokens(token)
        words = stemmed_words(found)
        return tuple(dict.fromkeys(words.parts + words.joined))


class _Porter2(dict[str, str]):
    """Stems by word. The library's stemmer keeps state, so one thread at a time may ask it."""

    def __init__(self) -> None:
        super().__init__()
        self._stemmer = Stemmer.Stemmer("english", 0)
        self._lock = threading.Lock()

    def __missing__(self, word: str) -> str:
        with self._lock:
            value = str(self._stemmer.stemWord(word))
        if len(self) >= _CACHE_LIMIT:
            self.clear()
        self[word] = value
        return value


_STEM = _Porter2()
_AS_SPELT = _Spelt()
_PARTS = _Parts()
_OTHERWISE_SPELT = _OtherwiseSpelt()
_JOINED = _JoinedForms()
_SHOWN_STEMS = _StemsOfShown()
_PLAIN: set[str] = set()
"""Tokens that are one word just as they stand: most of them, so that most need no rule at all."""


def _odd(found: list[str]) -> set[str]:
    """The different tokens that are parted, folded or joined."""
    odd = set(found).difference(_PLAIN)
    for token in tuple(odd):
        if _PARTS[token] == (token,):
            if len(_PLAIN) >= _CACHE_LIMIT:
                _PLAIN.clear()
            _PLAIN.add(token)
            odd.discard(token)
    return odd


def _split(token: str) -> list[str]:
    parts: list[str] = []
    for piece in _THOUSANDS.sub("", token).split("-"):
        piece = piece.removesuffix("'s").replace("'", "")
        number = _UNIT.fullmatch(piece)
        if number:
            parts += number.groups()
        elif "." in piece or "," in piece:
            parts += _split_points(piece)
        elif piece:
            parts.append(piece)
    return parts


def _split_points(piece: str) -> list[str]:
    """Cut at full stops and commas that are not inside a number."""
    kept = re.sub(r"(?<=\d)\.(?=\d)", "\0", piece)
    return [part.replace("\0", ".") for part in re.split(r"[.,]", kept) if part]


def _name_greek(found: re.Match[str]) -> str:
    before = found.string[found.start() - 1 : found.start()]
    after = found.string[found.end() : found.end() + 1]
    return ("-" if before.isalnum() else "") + _GREEK[found[0]] + ("-" if after.isalnum() else "")


def _is_hidden(char: str) -> bool:
    """Controls, formats (direction, zero width, soft hyphen) and halves of surrogate pairs."""
    return char not in "\t\n\r" and unicodedata.category(char) in ("Cc", "Cf", "Cs")
