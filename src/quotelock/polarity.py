"""Which words of a text are denied, and which say a direction."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

from quotelock.model import Name, Number
from quotelock.numbers import read
from quotelock.word_lists import (
    DENIERS,
    DENIES_OF,
    DENIES_TO,
    DIRECTIONS,
    FUNCTION,
    LIGHT,
    NOT_DENYING,
    ONLY_IN_PLACE,
    OPPOSITES,
    PARTS_OF_NAMES,
    PASSED_OVER,
)

_REACH = 8
"""A "not" reaches no further than so many words."""
_STEMMER = Stemmer.Stemmer("english")


@dataclass(slots=True)
class Token:
    """A word or a number, as it is compared."""

    key: str
    start: int
    end: int
    number: Number | Name | None = None
    apart: int = 0
    """1 where a comma stands before it, 2 for a bracket, colon or full stop."""
    denies: bool = False
    head: bool = False
    """It is what a "not" denies."""
    denied: bool = False
    """It stands where a "not" reaches."""
    denier: int = -1
    """The token that denies it."""
    direction: str = ""
    """ "amount+", "better-" and the like."""
    named: bool = False
    """It is part of a name, "lower limb", and by itself says no direction."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One sentence, read."""

    text: str
    tokens: Sequence[Token]
    numbers: Sequence[Number]
    names: Sequence[Name]

    def said(self, first: int, last: int) -> str:
        """The words from one token to another."""
        return self.text[self.tokens[first].start : self.tokens[last].end]


_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_BREAK = re.compile(r"[.;:()\[\]!?]|\s[-–—]\s")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A word without its ending."""
    return str(_STEMMER.stemWord(word))


def reading(text: str) -> Reading:
    """Read one sentence: its words and numbers in order, what is denied, what says a direction."""
    numbers, names = read(text)
    tokens = _tokens(text, numbers, names)
    _deny(text, tokens)
    _direct(text, tokens)
    return Reading(text, tokens, numbers, names)


def _tokens(text: str, numbers: Sequence[Number], names: Sequence[Name]) -> list[Token]:
    held: list[Token] = []
    taken: list[tuple[int, int]] = []
    things: list[Number | Name] = [*names, *numbers]
    for thing in sorted(things, key=lambda each: (each.start, each.end)):
        if isinstance(thing, Number) and (
            thing.of or (thing.value == 0 and not text[thing.start : thing.end][:1].isdigit())
        ):
            continue
        if any(thing.start < end and start < thing.end for start, end in taken[-2:]):
            continue
        key = f"#{thing.value.normalize()}" if isinstance(thing, Number) else f"@{thing.pattern}{thing.number}"
        end = _end_of_digits(text, thing)
        taken.append((thing.start, end))
        held.append(Token(key, thing.start, end, thing))
    numbered = sorted(taken)
    place = 0
    for found in _WORD.finditer(text):
        while place < len(numbered) and numbered[place][1] <= found.start():
            place += 1
        if place < len(numbered) and numbered[place][0] < found.end():
            continue
        held += _word(found)
    held.sort(key=lambda token: token.start)
    last = 0
    for token in held:
        token.apart = 2 if _BREAK.search(text, last, token.start) else int("," in text[last : token.start])
        last = token.end
    return held


def _end_of_digits(text: str, thing: Number | Name) -> int:
    """A number ends before its unit, which is a word like others."""
    if isinstance(thing, Name):
        return thing.end
    found = re.compile(r"[\d.,·\u00a0\u2009\u202f ]*[\d½⅓⅔¼¾⅕⅛]").match(text, thing.start, thing.end)
    return found.end() if found else thing.end


def _word(found: re.Match[str]) -> list[Token]:
    word = found[0].casefold().replace("’", "'")
    start, end = found.span()
    if word.endswith("n't"):
        place = end - 3
        return [Token(stem(word[:-3]), start, place), Token("not", place, end, denies=True)]
    if base := OPPOSITES.get(word):
        return [Token("not", start, start + 2, denies=True), Token(stem(base), start + 2, end)]
    if word.endswith(("'s", "s'")):
        word = word[:-2]
    return [Token("not" if word == "cannot" else stem(word), start, end, denies=word in DENIERS)]


def _deny(text: str, tokens: list[Token]) -> None:
    """Mark what denies, and for each the word that is denied first and those in its reach."""
    words = [text[token.start : token.end].casefold() for token in tokens]
    for place, word in enumerate(words):
        after = words[place + 1] if place + 1 < len(words) else ""
        of = word in DENIES_OF and after in ("of", "a", "an", "any", "evidence")
        if of or (word in DENIES_TO and after == "to"):
            tokens[place].denies = True
        if (word, after) in NOT_DENYING or (word in ("or", "and") and after == "not"):
            tokens[place].denies = False
        if word == "no" and place + 1 < len(words) and tokens[place + 1].key.startswith(("#", "@")):
            tokens[place].denies = False
        if (
            word in ("without", "not")
            and place > 1
            and words[place - 1] in ("or", "and")
            and words[place - 2] in ("with", "whether")
        ):
            tokens[place].denies = False
    place = 0
    while place < len(tokens):
        place = _reach(words, tokens, place) if tokens[place].denies else place + 1


def _reach(words: list[str], tokens: list[Token], place: int) -> int:
    """From one word that denies: two of them before the same word deny nothing. Gives where to go on."""
    denying, denier = True, place
    place += 1
    first, head = place, -1
    while place < len(tokens) and place - first < _REACH:
        token, word = tokens[place], words[place]
        if token.apart == 2 or (token.apart and (head >= 0 or place > first)):
            break
        if token.denies:
            if head >= 0:
                break
            denying, first = not denying, place + 1
        elif denying:
            token.denied, token.denier = True, denier
            passed = word in PASSED_OVER or word.endswith("ly") or token.key in LIGHT
            if (head < 0 or tokens[head].key in LIGHT) and (not passed or (token.key in LIGHT and head < 0)):
                token.head, head = True, place
            if word in ("but", "although", "because", "while", "whereas"):
                break
        place += 1
    if denying and head < 0 and first < len(tokens) and first < place:
        _fall_back(tokens, words, first, place)
    return max(place, denier + 1)


def _fall_back(tokens: list[Token], words: list[str], first: int, last: int) -> None:
    """Where only words stand passed over ("was not significant"), the last that is no small word is denied."""
    for place in range(last - 1, first - 1, -1):
        if words[place] not in FUNCTION:
            tokens[place].head = True
            return


def _direct(text: str, tokens: list[Token]) -> None:
    for place, token in enumerate(tokens):
        if token.number:
            continue
        word = text[token.start : token.end].casefold()
        after = tokens[place + 1] if place + 1 < len(tokens) else None
        next_word = text[after.start : after.end].casefold() if after else ""
        if word == "fell" and next_word in ("from", "by", "to", "significantly", "more", "further", "less"):
            token.direction = "amount-"
        elif word in DIRECTIONS:
            token.direction = DIRECTIONS[word]
            token.named = next_word in PARTS_OF_NAMES or word in ONLY_IN_PLACE or token.direction.startswith("level")
        if (
            token.direction
            and token.denied
            and any(
                other.direction and other.denier == token.denier and other.denied
                for other in tokens[max(0, place - _REACH) : place]
            )
        ):
            # "was not improved by increased doses": the second is not denied.
            token.denied = False
