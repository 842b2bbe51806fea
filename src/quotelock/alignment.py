"""Where a sentence follows its source word by word, and where it leaves it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from quotelock.polarity import Reading
from quotelock.word_lists import FUNCTION

CLOSE = 0.7
"""So much of a sentence must stand in the source, in order, before words are held to each other by their places."""
_LONGEST = 400
"""Words; longer runs without a full stop are no sentences, and are not compared word by word."""
_CANDIDATES = 4


@dataclass(frozen=True, slots=True)
class Aligned:
    """A sentence beside the one it is nearest to."""

    sentence: Reading
    source: Reading
    pairs: Sequence[tuple[int, int]]
    """Places of the same words, in both."""
    whole: bool
    """Whether it says the same words, and no other."""

    def gaps(self) -> Iterator[tuple[range, range]]:
        """What stands between the same words, in both; either may be empty."""
        before = (-1, -1)
        for pair in [*self.pairs, (len(self.sentence.tokens), len(self.source.tokens))]:
            one, other = range(before[0] + 1, pair[0]), range(before[1] + 1, pair[1])
            if one or other:
                yield one, other
            before = pair

    def unpaired(self) -> tuple[list[int], list[int]]:
        """Places of the words that have none beside them, in both."""
        mine, theirs = {one for one, _ in self.pairs}, {other for _, other in self.pairs}
        return (
            [place for place in range(len(self.sentence.tokens)) if place not in mine],
            [place for place in range(len(self.source.tokens)) if place not in theirs],
        )


def align(sentence: Reading, sources: Sequence[Reading]) -> Aligned | None:
    """The sentence beside the nearest of the sources; None where it follows none of them closely."""
    keys = [token.key for token in sentence.tokens]
    if not 3 <= len(keys) <= _LONGEST:
        return None
    for source in sources:
        if keys == [token.key for token in source.tokens]:
            return Aligned(sentence, source, [(place, place) for place in range(len(keys))], True)
    telling = set(keys) - FUNCTION
    near = sorted(
        (source for source in sources if 3 <= len(source.tokens) <= _LONGEST),
        key=lambda source: -len(telling & {token.key for token in source.tokens}),
    )
    best: tuple[float, list[tuple[int, int]], Reading] | None = None
    for source in near[:_CANDIDATES]:
        others = [token.key for token in source.tokens]
        pairs = [
            (code.src_start + step, code.dest_start + step)
            for code in LCSseq.opcodes(keys, others) if code.tag == "equal"
            for step in range(code.src_end - code.src_start)
        ]  # fmt: skip
        # Of two that hold as many of its words, the one with fewer others is nearer.
        nearness = len(pairs) / len(keys) - 0.0001 * (len(others) - len(pairs))
        if best is None or nearness > best[0]:
            best = (nearness, pairs, source)
    if best is None or len(best[1]) < max(3, CLOSE * len(keys)):
        return None
    whole = len(best[1]) == len(keys) == len(best[2].tokens)
    return Aligned(sentence, best[2], best[1], whole)
