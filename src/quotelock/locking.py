"""Words locked to their place in a text: whether they still stand there, and where they or their like stand now."""

import hashlib
import math
from collections import Counter
from collections.abc import Sequence

from quotelock.polarity import reading
from quotelock.word_lists import FUNCTION


def digest_of(words: str) -> str:
    """SHA-256, as 64 hexadecimal digits, of exactly these words in UTF-8: no change is too small to show."""
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


def holds(text: str, start: int, end: int, digest: str) -> bool:
    """Whether the words from `start` to `end` of a text are those of the digest. A place outside it holds nothing."""
    return 0 <= start < end <= len(text) and digest_of(text[start:end]) == digest


def found_again(text: str, quote: str) -> tuple[int, int] | None:
    """Where the very same words stand in a text, as whole words; None where they stand nowhere or twice."""
    if not quote.strip():
        return None
    places: list[int] = []
    place = text.find(quote)
    while place >= 0 and len(places) < 2:
        if _is_whole(text, place, place + len(quote)):
            places.append(place)
        place = text.find(quote, place + 1)
    return (places[0], places[0] + len(quote)) if len(places) == 1 else None


def _is_whole(text: str, start: int, end: int) -> bool:
    inside = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    goes_on = end < len(text) and text[end - 1].isalnum() and text[end].isalnum()
    return not (inside or goes_on)


def closest(sentence: str, of: Sequence[str]) -> list[int]:
    """Which sentences share telling words or numbers with this one, the nearest first.

    A word or number counts for more the fewer of the sentences have it; long sentences gain nothing by their length.
    """
    wanted = _telling(sentence)
    others = [_telling(each) for each in of]
    held_by = Counter(word for each in others for word in each)
    worth = {word: math.log(1 + len(others) / held_by[word]) for word in wanted if word in held_by}
    scores = {
        place: sum(worth[word] for word in wanted & each) / math.sqrt(len(each) + 5)
        for place, each in enumerate(others) if wanted & each
    }  # fmt: skip
    return sorted(scores, key=lambda place: (-scores[place], place))


def _telling(text: str) -> set[str]:
    return {token.key for token in reading(text).tokens if token.key not in FUNCTION and not token.denies}
