"""Holding one sentence to the words of its source: numbers, units, directions, "not".

It reads no meaning: it finds what a person must look at again. It tells nothing of an exact copy. What is the same
said otherwise (25% for "1 in 4") is told too, for a person to accept.
"""

from collections.abc import Sequence

from quotelock import number_rules, polarity_rules
from quotelock.alignment import align
from quotelock.difference import Difference
from quotelock.polarity import Reading, reading
from quotelock.sentences import sentences

__all__ = ["Difference", "differences"]


def differences(sentence: str, quotes: Sequence[str]) -> tuple[Difference, ...]:
    """What the sentence says otherwise than the quotes it is pinned to: numbers and units first, then words.

    A number must be in one of the quotes. A direction is told where it goes against all that the quotes say, or
    against the word in its place where the sentence follows a quote closely; so is a "not".
    """
    if sentence in quotes:
        return ()
    mine = _readings(sentence)
    theirs = [each for quote in quotes for each in _readings(quote)]
    aligned = [align(each, theirs) for each in mine]
    found: list[Difference] = []
    for each, beside in zip(mine, aligned, strict=True):
        found += number_rules.differences(each, theirs, beside)
    if theirs:
        found += polarity_rules.differences(mine, theirs, aligned)
    return tuple(dict.fromkeys(found))


def _readings(text: str) -> list[Reading]:
    return [reading(each.text) for each in sentences(text)]
