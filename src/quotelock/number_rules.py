"""Every number of a sentence must be in its source, with the same value and the same kind of unit."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from quotelock import difference, units
from quotelock.alignment import Aligned
from quotelock.difference import Difference
from quotelock.model import Name, Number
from quotelock.polarity import Reading
from quotelock.word_lists import FUNCTION

_SAME_SHARE = 0.005
"""33% and "a third" are the same amount in another unit."""
_AROUND = 5
_LONGEST_GAP = 6
_MOST_LOOKED_FOR, _MOST_COMPARED = 50, 500
"""In texts of many thousand numbers, what was meant is looked for so often, among so many."""


def differences(sentence: Reading, sources: Sequence[Reading], aligned: Aligned | None) -> list[Difference]:
    """Numbers that the source does not give, gives in another unit, or gives in another place."""
    told: dict[int, Difference] = {}
    beside = dict(_beside(aligned)) if aligned else {}
    known: dict[object, list[tuple[Number, Reading]]] = defaultdict(list)
    everything = _each_once(sources)
    for number, source in everything:
        known[("in", number.share) if number.of else number.value].append((number, source))
    apart = _apart(sources)
    for number in sentence.numbers:
        if number.weak:
            continue
        same = known[("in", number.share) if number.of else number.value]
        if any(agree(number, other) for other, _ in same):
            if bound := _other_bound(number, [other for other, _ in same if agree(number, other)]):
                told[number.start] = bound
        elif number.of and any({number.value, number.of} <= values for values in apart):
            continue
        elif len(told) < _MOST_LOOKED_FOR:
            told[number.start] = _told(number, same, everything, sentence, beside.get(number.start))
        else:
            told[number.start] = difference.number(number.said, "")
    for start, (mine, theirs) in beside.items():
        if start not in told:
            told[start] = difference.number(mine.said, theirs.said)
    told |= {start: found for start, found in _other_units(aligned) if start not in told}
    told |= {start: found for start, found in _moved(aligned) if start not in told}
    told |= {start: found for start, found in _names(sentence, sources) if start not in told}
    return [told[start] for start in sorted(told)]


def agree(one: Number, other: Number) -> bool:
    """Whether two numbers of the same value count the same kind of thing."""
    if one.of or other.of:
        return bool(one.of and other.of and one.share == other.share)
    if one.measure and other.measure and one.measure != other.measure:
        return False
    if units.same_kind(one.unit, other.unit) and units.same_rate(one.per, other.per):
        return True
    return bool(one.also & ({other.unit} | other.also) or other.also & {one.unit})


def _each_once(sources: Sequence[Reading]) -> list[tuple[Number, Reading]]:
    """The numbers of the sources, without those that are the same in every way."""
    seen: set[tuple[object, ...]] = set()
    found: list[tuple[Number, Reading]] = []
    for source in sources:
        for one in source.numbers:
            what = (one.value, one.of, one.unit, one.per, one.also, one.measure, one.bound, one.weak)
            if what not in seen:
                seen.add(what)
                found.append((one, source))
    return found


def _apart(sources: Sequence[Reading]) -> list[set[Decimal]]:
    """What each source counts: "5 of 26" may be said otherwise, "26 patients, of whom 5"."""
    return [
        {number.value for number in source.numbers if number.unit in units.COUNTED}
        for source in sources if not any(number.of for number in source.numbers)
    ]  # fmt: skip


def _other_bound(number: Number, same: Sequence[Number]) -> Difference | None:
    """ "p < 0.05" where the source has "p > 0.05"."""
    turned = [other for other in same if number.bound and other.bound and other.bound != number.bound]
    if not turned or len(turned) != len(same):
        return None
    names = {"<": "less than", ">": "more than"}
    return difference.words(
        "direction", f"{names[number.bound]} {number.said}", f"{names[turned[0].bound]} {turned[0].said}"
    )


def _told(
    number: Number, same: Sequence[tuple[Number, Reading]], everything: Sequence[tuple[Number, Reading]],
    sentence: Reading, beside: tuple[Number | Name, Number | Name] | None,
) -> Difference:  # fmt: skip
    """The difference, beside the number of the source that was most likely meant."""
    strong = [other for other, _ in same if not other.weak] or [other for other, _ in same]
    if strong:
        best = max(strong, key=lambda other: (bool(other.unit or other.measure), -other.start))
        return difference.number(_said(number, best), _said(best, number), "unit")
    for other, _ in everything[:_MOST_COMPARED]:
        if _same_amount(number, other):
            return difference.number(number.said, other.said, "unit")
    if beside:
        return difference.number(number.said, beside[1].said)
    mine = {other.value for other in sentence.numbers}
    around = _words_around(sentence, number)
    best_score, best_said = 0.0, ""
    for other, source in everything[:_MOST_COMPARED]:
        if other.weak or other.value in mine or bool(other.of) != bool(number.of):
            continue
        kinds = units.same_kind(number.unit, other.unit) or other.unit in number.also or number.unit in other.also
        score = 1.0 * kinds + 0.5 * len(around & _words_around(source, other)) + 0.4 * (number.measure == other.measure)
        if kinds and score > best_score:
            best_score, best_said = score, other.said
    return difference.number(number.said, best_said)


def _said(number: Number, other: Number) -> str:
    """With its measure, where only that tells two apart."""
    names = {
        "odds": "an odds ratio of ",
        "risk": "a relative risk of ",
        "hazard": "a hazard ratio of ",
        "p": "a p value of ",
    }
    return names.get(number.measure, "") + number.said if number.said == other.said else number.said


def _same_amount(one: Number, other: Number) -> bool:
    if one.share is not None and other.share is not None:
        return one.unit != other.unit and abs(one.share - other.share) < _SAME_SHARE
    mine, theirs = units.size(float(one.value), one.unit), units.size(float(other.value), other.unit)
    return bool(mine and theirs and mine[0] == theirs[0] and abs(mine[1] - theirs[1]) <= 0.01 * abs(theirs[1]))


def _words_around(reading: Reading, number: Number) -> set[str]:
    place = next((at for at, token in enumerate(reading.tokens) if token.end > number.start), len(reading.tokens))
    near = reading.tokens[max(0, place - _AROUND) : place + _AROUND + 1]
    return {token.key for token in near if not token.number} - FUNCTION


def _beside(aligned: Aligned | None) -> Iterator[tuple[int, tuple[Number | Name, Number | Name]]]:
    """Numbers that stand in the place of others, where the words around are the same."""
    if not aligned:
        return
    for mine, theirs in aligned.gaps():
        if max(len(mine), len(theirs)) > _LONGEST_GAP:
            continue
        ours = [thing for place in mine if (thing := aligned.sentence.tokens[place].number)]
        others = [thing for place in theirs if (thing := aligned.source.tokens[place].number)]
        if ours and len(ours) == len(others):
            for one, other in zip(ours, others, strict=True):
                names = (one.pattern if isinstance(one, Name) else "", other.pattern if isinstance(other, Name) else "")
                if names[0] == names[1]:
                    yield one.start, (one, other)


def _other_units(aligned: Aligned | None) -> Iterator[tuple[int, Difference]]:
    """The same number in the same place, of something else."""
    for one, other in aligned.pairs if aligned else ():
        mine, theirs = aligned.sentence.tokens[one].number, aligned.source.tokens[other].number  # type: ignore[union-attr]
        if isinstance(mine, Number) and isinstance(theirs, Number) and not agree(mine, theirs):
            yield mine.start, difference.number(_said(mine, theirs), _said(theirs, mine), "unit")


def _moved(aligned: Aligned | None) -> Iterator[tuple[int, Difference]]:
    """The same numbers in another order, where nothing else is: "from 5.1 to 7.4" for "from 7.4 to 5.1"."""
    if not aligned or aligned.whole:
        return
    ours, theirs = aligned.sentence.tokens, aligned.source.tokens
    mine, others = aligned.unpaired()
    moved = {ours[place].key for place in mine if ours[place].number} & {theirs[place].key for place in others}
    left = [*(ours[place] for place in mine), *(theirs[place] for place in others)]
    if not moved or any(not token.number and token.key not in FUNCTION for token in left):
        return
    place = next(place for place in mine if ours[place].key in moved)
    there = next(other for other in others if theirs[other].key == ours[place].key)
    passed = [
        (one, other) for one, other in aligned.pairs if (one < place) != (other < there) and ours[one].number
    ]  # fmt: skip
    if passed:
        said = aligned.sentence.said(min(place, passed[0][0]), max(place, passed[-1][0]))
        source = aligned.source.said(min(there, passed[0][1]), max(there, passed[-1][1]))
        yield ours[place].start, difference.number(said, source)


def _names(sentence: Reading, sources: Sequence[Reading]) -> Iterator[tuple[int, Difference]]:
    """ "Type 1" where the source speaks of type 2 only. A name that the source does not use is no matter."""
    known: dict[str, dict[str, str]] = defaultdict(dict)
    for source in sources:
        for name in source.names:
            known[name.pattern].setdefault(name.number, name.said)
    for name in sentence.names:
        if name.pattern in known and name.number not in known[name.pattern]:
            yield name.start, difference.number(name.said, next(iter(known[name.pattern].values())))
