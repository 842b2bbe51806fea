"""Typing mistakes: the nearest word that this reader's documents really use.

Only words of documents that the reader may see are ever proposed, so a correction tells nothing else.
"""

from collections.abc import Iterable, Sequence
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import OSA

from retrieval.shelf import Reader, Shelf

_SHORTEST = 4
_LONG = 8
_POOL = 5_000
"""Words looked at for each beginning, the most used first."""

_SOUNDS = str.maketrans("kqz", "ccs")

Nearness = tuple[int, int, str]
"""Slips, minus the number of documents, the word: sorts the likeliest first."""


def correct(word: str, typed: str, shelf: Shelf, reader: Reader) -> str | None:
    """The word most likely meant by one that nothing matches, or None.

    `word` is the folded form of `typed`. One slip in words of four to seven letters, two in longer
    ones (a letter missing, extra, wrong, or two swapped). Two slips count only among vowels, doubled
    letters and the like: "violence" is a good word that nobody here has used, not a bad "virulence".
    The nearest wins, then the one in most documents, then the first in the alphabet.
    """
    if len(word) < _SHORTEST or any(char.isdigit() for char in word):
        return None
    slips = 2 if len(word) >= _LONG else 1
    # Most slips leave the first two letters, and few words share them; all else is looked at if not.
    for letters in (2, 1):
        found = _near("exact", word, slips, shelf, reader, letters) + _near(
            "spelt", typed, slips, shelf, reader, letters
        )
        found = [each for each in found if _is_a_slip(word, each[2]) or _is_a_slip(typed, each[2])]
        if found:
            return min(found)[2]
    return None


def near_words(words: Iterable[str], shelf: Shelf, reader: Reader, limit: int = 5) -> list[str]:
    """Words near to those asked for, to offer when nothing was found."""
    found: set[Nearness] = set()
    for word in words:
        if len(word) < 3:
            continue
        pool = dict(shelf.words(word[:3], reader, _POOL))
        begun = word[: max(4, len(word) - 3)]
        alike = [near for near in pool if near.startswith(begun)]
        alike += [
            near for near, _, _ in process.extract(word, list(pool), scorer=OSA.distance, score_cutoff=2, limit=None)
        ]
        found |= {(OSA.distance(word, near), -pool[near], near) for near in alike if near != word}
    return list(dict.fromkeys(near for _, _, near in sorted(found)))[:limit]


def close_words(word: str, words: Sequence[str], slips: int) -> list[str]:
    """Those of the words, in their order, that are within so many slips of this one."""
    found = process.extract(word, words, scorer=OSA.distance, score_cutoff=slips, limit=None)
    return [words[place] for place in sorted(place for _, _, place in found)]


def _near(
    name: Literal["exact", "spelt"], typed: str, slips: int, shelf: Shelf, reader: Reader, letters: int
) -> list[Nearness]:
    """Visible words within so many slips of what was typed."""
    found = shelf.near(name, typed, _beginnings(typed, letters), slips, reader)
    return [
        (OSA.distance(typed, near), -count, near)
        for near, count in found.items()
        if near != typed and not any(char.isdigit() for char in near)
    ]


def _is_a_slip(typed: str, near: str) -> bool:
    """Whether one who meant `near` may well have typed `typed`: one slip, or two that keep its frame."""
    return OSA.distance(typed, near) < 2 or frame(typed) == frame(near)


def frame(word: str) -> str:
    """What is left of a word without what is most often got wrong: vowels, h, y, and doubled letters.

    After the old phonetic codes (Soundex, Russell 1918), but letters that sound alike stay apart, except c, k, q
    and s, z.
    """
    plain = word.translate(_SOUNDS)
    bare = [char for char in plain if char not in "aeiouyh"]
    return "".join(char for place, char in enumerate(bare) if place == 0 or char != bare[place - 1])


def _beginnings(word: str, letters: int) -> list[str]:
    """How the word meant may begin: as typed, its first two letters swapped, or the first left out."""
    if letters == 1:
        return list(dict.fromkeys(word[:2]))
    return list(dict.fromkeys((word[:2], word[1::-1], word[0] + word[2])))
