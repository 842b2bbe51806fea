"""A sentence must go the way its source goes: up or down, better or worse, with "not" or without."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from quotelock import difference
from quotelock.alignment import Aligned
from quotelock.difference import Difference
from quotelock.polarity import Reading, Token
from quotelock.word_lists import FUNCTION, LIGHT, NEARLY_DENIES, NO_DIFFERENCE, SAME_WORDS

_LONGEST_GAP = 8
_NOT_BY_THEMSELVES = {
    "patient",
    "group",
    "studi",
    "treatment",
    "data",
    "one",
    "all",
    "trial",
    "case",
    "subject",
    "differ",
    "use",
}
"""Words so common that one sentence denies them and another does not, and both are right."""


def differences(
    sentence: Sequence[Reading], sources: Sequence[Reading], aligned: Sequence[Aligned | None]
) -> list[Difference]:
    """Directions turned, and denials added or left out."""
    found: list[Difference] = []
    for beside in aligned:
        if beside and not beside.whole:
            found += _turned(beside)
            found += _denied_beside(beside)
            found += _denial_alone(beside)
    if not all(beside and beside.whole for beside in aligned):
        found += _opposite(sentence, sources)
        found += _denied_anywhere(sentence, sources)
        found += [] if found else _denied_nowhere(sentence, sources)
    # One thing is told once, as it was found first.
    told: dict[tuple[str, str], Difference] = {}
    for each in found:
        if not any(kind == each.kind == "negation" and (said in each.said or each.said in said) for kind, said in told):
            told.setdefault((each.kind, each.said), each)
    kinds = {each.kind for each in told.values()}
    if kinds == {"negation", "direction"}:
        return [each for each in told.values() if not (each.kind == "direction" and _within(each, told.values()))]
    return list(told.values())


def _within(one: Difference, others: Iterable[Difference]) -> bool:
    return any(other.kind == "negation" and (one.said in other.said or one.source in other.source) for other in others)


def _turned(beside: Aligned) -> Iterator[Difference]:
    """In the place of a word that says one direction, a word that says the other."""
    for mine, theirs in beside.gaps():
        if max(len(mine), len(theirs)) > _LONGEST_GAP:
            continue
        ours = [place for place in mine if beside.sentence.tokens[place].direction]
        others = [place for place in theirs if beside.source.tokens[place].direction]
        signs = {_way(beside.source.tokens[place]) for place in others}
        for place in ours:
            token = beside.sentence.tokens[place]
            if _way(token) in signs:
                continue
            against = [other for other in others if _against(token, beside.source.tokens[other])]
            if against:
                yield difference.words(
                    "direction", beside.sentence.said(place, place), beside.source.said(against[0], against[0])
                )


def _way(token: Token) -> str:
    return ("not " if token.denied else "") + token.direction


def _against(one: Token, other: Token) -> bool:
    """Whether two directions exclude each other. "Not reduced" and "increased" do not."""
    return (
        one.direction[:-1] == other.direction[:-1] and one.direction != other.direction and one.denied == other.denied
    )


def _denied_beside(beside: Aligned) -> Iterator[Difference]:
    """The same word, denied in one and not in the other."""
    for one, other in beside.pairs:
        mine, theirs = beside.sentence.tokens[one], beside.source.tokens[other]
        if mine.head and not theirs.denied and not _elsewhere(beside, one, other, denied=True):
            yield difference.words("negation", _denial(beside.sentence, one), _plain(beside.source, other))
        elif theirs.head and not mine.denied and not _elsewhere(beside, one, other, denied=False):
            yield difference.words("negation", _plain(beside.sentence, one), _denial(beside.source, other))


def _denial_alone(beside: Aligned) -> Iterator[Difference]:
    """A "not" that stands in one only, with nothing else between the same words: told whatever it denies."""
    for mine, theirs in beside.gaps():
        ours, others = _small_words(beside.sentence, mine), _small_words(beside.source, theirs)
        if ours is None or others is None or (not mine and theirs.stop == len(beside.source.tokens)):
            continue
        if ours % 2 != others % 2:
            yield difference.words("negation", _around(beside.sentence, mine), _around(beside.source, theirs))


def _small_words(reading: Reading, places: range) -> int | None:
    """How many words of these deny; None where others than small words are among them."""
    tokens = [reading.tokens[place] for place in places]
    if any(token.number or not (token.denies or token.key in FUNCTION or token.key == "without") for token in tokens):
        return None
    lone = len(tokens) == 1 and tokens[0].key in ("without", "not")
    return 1 if lone else sum(token.denies for token in tokens)


def _around(reading: Reading, places: range) -> str:
    """These words with one word before and one behind."""
    return reading.said(max(0, places.start - 1), min(len(reading.tokens) - 1, places.stop))


def _elsewhere(beside: Aligned, one: int, other: int, *, denied: bool) -> bool:
    """Whether the source has the word a second time, as the sentence has it, with the same word beside it."""
    ours, theirs = beside.sentence.tokens, beside.source.tokens
    near = {ours[place].key for place in (one - 1, one + 1) if 0 <= place < len(ours)}
    return any(
        place != other and token.key == ours[one].key and token.denied == denied
        and near & {theirs[at].key for at in (place - 1, place + 1) if 0 <= at < len(theirs)}
        for place, token in enumerate(theirs)
    )  # fmt: skip


def _denied_anywhere(sentence: Sequence[Reading], sources: Sequence[Reading]) -> Iterator[Difference]:
    """A word that one text denies wherever it has it, and the other never."""
    mine, theirs = _denials(sentence), _denials(sources)
    for key, (denied, plain) in mine.items():
        if key not in theirs or key in _NOT_BY_THEMSELVES or key in LIGHT:
            continue
        their_denied, their_plain = theirs[key]
        heads = [(reading, place) for reading, place in denied if reading.tokens[place].head]
        their_heads = [(reading, place) for reading, place in their_denied if reading.tokens[place].head]
        if heads and not plain and their_plain and not their_denied:
            yield difference.words("negation", _denial(*heads[0]), _plain(*their_plain[0]))
        elif their_heads and not their_plain and plain and not denied:
            yield difference.words("negation", _plain(*plain[0]), _denial(*their_heads[0]))


def _denied_nowhere(sentence: Sequence[Reading], sources: Sequence[Reading]) -> Iterator[Difference]:
    """A "not" where no word of the source denies, says that something was alike, or that there was little of it."""
    if any(token.denies or token.key in NEARLY_DENIES for source in sources for token in source.tokens):
        return
    if _found_nothing(sources):
        return
    for reading in sentence:
        for place, token in enumerate(reading.tokens):
            if token.head:
                yield difference.no_denial(_denial(reading, place))
                return


_Places = list[tuple[Reading, int]]


def _denials(readings: Sequence[Reading]) -> dict[str, tuple[_Places, _Places]]:
    found: dict[str, tuple[_Places, _Places]] = defaultdict(lambda: ([], []))
    for reading in readings:
        for place, token in enumerate(reading.tokens):
            if not token.number and token.key not in FUNCTION and not token.denies:
                found[token.key][0 if token.denied else 1].append((reading, place))
    return found


def _opposite(sentence: Sequence[Reading], sources: Sequence[Reading]) -> Iterator[Difference]:
    """All that the sentence says of one kind goes against all that the source says of it."""
    mine, theirs = _ways(sentence), _ways(sources)
    nothing, their_nothing = _found_nothing(sentence), _found_nothing(sources)
    for axis in ("amount", "better", "speed", "length"):
        for sign, other in (("+", "-"), ("-", "+")):
            plain, against = mine.get(axis + sign), theirs.get(axis + other)
            denied = theirs.get(f"not {axis}{sign}")
            if not plain or mine.get(axis + other) or theirs.get(axis + sign):
                continue
            if against:
                yield difference.words("direction", plain[0].said(*plain[1:]), against[0].said(*against[1:]))
            elif denied:
                yield difference.words("direction", plain[0].said(*plain[1:]), denied[0].said(*denied[1:]))
    ways = next((place for way, place in mine.items() if not way.startswith("not ")), None)
    their_ways = next((place for way, place in theirs.items() if not way.startswith("not ")), None)
    if ways and not nothing and their_nothing and not their_ways:
        yield difference.words("direction", ways[0].said(*ways[1:]), their_nothing[0].said(*their_nothing[1:]))
    denied_ways = any(way.startswith("not ") for way in theirs)
    if nothing and not ways and not their_nothing and their_ways and not denied_ways:
        yield difference.words("direction", nothing[0].said(*nothing[1:]), their_ways[0].said(*their_ways[1:]))


def _ways(readings: Sequence[Reading]) -> dict[str, tuple[Reading, int, int]]:
    """The directions of a text, each with the first place that says it."""
    found: dict[str, tuple[Reading, int, int]] = {}
    for reading in readings:
        for place, token in enumerate(reading.tokens):
            if token.direction and not token.named and not _is_bound(reading, place):
                found.setdefault(_way(token), (reading, token.denier if token.denied else place, place))
    return found


def _is_bound(reading: Reading, place: int) -> bool:
    """ "More than 50" says how many, not which way."""
    after = reading.tokens[place + 1 : place + 3]
    return len(after) == 2 and after[0].key == "than" and after[1].number is not None


def _found_nothing(readings: Sequence[Reading]) -> tuple[Reading, int, int] | None:
    """Where a text says that there was no difference, if it does."""
    for reading in readings:
        for place, token in enumerate(reading.tokens):
            if token.denied and token.key in NO_DIFFERENCE and token.denier >= 0:
                return reading, token.denier, _to_the_end(reading, place)
            if reading.text[token.start : token.end].casefold() in SAME_WORDS and not token.denied:
                return reading, place, place
    return None


def _to_the_end(reading: Reading, place: int) -> int:
    """ "No significant" goes on to "difference"."""
    while (
        place + 1 < len(reading.tokens)
        and reading.tokens[place + 1].denied
        and reading.tokens[place + 1].key in NO_DIFFERENCE
    ):
        place += 1
    return place


def _denial(reading: Reading, place: int) -> str:
    """The words from the "not", with the verb before it, to what it denies."""
    denier = reading.tokens[place].denier
    if denier < 0:
        return reading.said(place, place)
    first, last = min(denier, place), max(denier, place)
    if first > 0 and not reading.tokens[first].apart and reading.tokens[first - 1].key in _BEFORE_NOT:
        first -= 1
    return reading.said(first, last)


_BEFORE_NOT = {
    "did", "do", "doe", "does", "was", "were", "is", "are", "has", "have", "had", "could", "can", "may", "might",
    "would", "should", "will", "there",
}  # fmt: skip


def _plain(reading: Reading, place: int) -> str:
    """The word with the small words before it."""
    first = place
    while (
        first > 0
        and place - first < 2
        and reading.tokens[first - 1].key in FUNCTION
        and not reading.tokens[first].apart
    ):
        first -= 1
    return reading.said(first, place)
