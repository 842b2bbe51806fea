"""The numbers of a text: their values, what they count, and which of them are part of a name."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from quotelock import number_words, units
from quotelock.model import Name, Number
from quotelock.number_lists import listed, paired

_DIGITS = (
    r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d{1,3}(?:[\u00a0\u2009\u202f ]\d{3})+(?![\d%])|0,\d+|\d+)(?:[.·]\d+)?|(?<!\d)[.·]\d+"
)
_HAS_DIGIT = re.compile(r"(?<![^\W\d_])[^\W\d_]{1,30}(?:[-‐‑–]\d+(?:\.\d+)?|\d+(?:\.\d+)?)\w*(?:[-‐‑/]\d+\w*)*")
_VULGAR = {"½": "0.5", "⅓": "0.3333333333", "⅔": "0.6666666667", "¼": "0.25", "¾": "0.75", "⅕": "0.2", "⅛": "0.125"}
_CITED = re.compile(r"\[\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*\]")
_NOT_CITED = re.compile(r"(?:\bCIs?|interval|range|IQR|=|:)[^\[\w]{0,4}$", re.IGNORECASE)
_NUMBER = re.compile(_DIGITS)
_DIGIT_THINGS = re.compile(
    rf"(?P<cited>{_CITED.pattern})|(?P<glued>{_HAS_DIGIT.pattern})|(?P<digits>{_DIGITS})(?P<part>[½⅓⅔¼¾⅕⅛])?"
    r"|(?P<alone>[½⅓⅔¼¾⅕⅛])"
)
_GLUED_LETTERS = re.compile(r"[^\W\d_]+[\w]*")
_HYPHEN_WORD = re.compile(r"[-‐‑](?P<word>[^\W\d_]{2,})")
_NAMED = re.compile(
    r"\b(?P<word>types?|phases?|grades?|stages?|class(?:es)?|levels?|steps?|tables?|figures?|figs?|groups?|arms?|versions?|chapters?"
    r"|sections?|appendix|vitamin|omega|subtypes?|genotypes?|category|categories|cohorts?|tiers?|schedule|cycles?|question|item"
    r"|study|trial|experiment|part|aims?|objectives?|strategy|option)\s*(?P<no>no\.?\s*)?$",
    re.IGNORECASE,
)
_NAMED_BEFORE_COUNTED = re.compile(
    r"\b(?:types?|phases?|grades?|stages?|class|levels?|groups?|arms?)\s*$", re.IGNORECASE
)
"""In "a phase 3 trial" there are not three trials; in "of the trial 45 people" there are 45."""
_MORE_NAMED = re.compile(r"\s?(?:, and|,|and|or|to|-|–|/|&|,?\s?vs\.?)\s?")
_TIME_BEFORE = re.compile(r"\b(?P<unit>hour|day|week|month|year)s?\s*$", re.IGNORECASE)
_AGED = re.compile(r"\b(?:aged?|ages)\s*(?:of|between|from|under|over|[<>≥≤])?\s*$", re.IGNORECASE)
_MEASURE = re.compile(
    r"(?:\b(?P<odds>(?:adjusted\s)?odds\sratios?|a?OR)|\b(?P<risk>relative\srisks?|risk\sratios?|RR)"
    r"|\b(?P<hazard>hazard\sratios?|a?HR)|\b(?P<p>[pP](?:\svalue)?))\b\s*(?:\([^()]{0,12}\)|\[[^\[\]]{0,12}\])?\s*"
    r"(?:[=:,<>≤≥]|was|were|of|is)?\s*$"
)
_BOUND = re.compile(
    r"(?:(?P<most>[<≤]=?|\bnot?\s(?:more|later|longer|greater)\sthan|(?<!no\s)(?<!not\s)\b(?:less|fewer|lower|shorter|younger)\sthan"
    r"|\b(?:under|below|up\sto|at\smost|within))"
    r"|(?P<least>[>≥]=?|\bnot?\s(?:less|fewer)\sthan|(?<!no\s)(?<!not\s)\b(?:more|greater|higher|longer|older)\sthan"
    r"|\b(?:over|above|at\sleast|exceeding)))\s*(?:[=]\s*)?$",
    re.IGNORECASE,
)
_SCALE = re.compile(r"\s?(?P<scale>thousand|million|billion|bn|m|k)\b", re.IGNORECASE)
_SCALES = {"thousand": 1000, "k": 1000, "million": 10**6, "m": 10**6, "billion": 10**9, "bn": 10**9}
_LOOK_BACK = 40
_LONGEST_NUMBER = 24


def read(text: str) -> tuple[list[Number], list[Name]]:
    """All numbers of a text and all names that hold one, in order."""
    numbers: list[Number] = []
    names: list[Name] = []
    for found in _found(text):
        if isinstance(found, Number):
            numbers.append(found)
        else:
            names.append(found)
    numbers.sort(key=lambda number: number.start)
    return paired(text, listed(text, numbers)), names


def _found(text: str) -> Iterator[Number | Name]:
    last: Name | None = None
    for match, digits in _matches(text):
        before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
        if not digits:
            if (number := _in_words(match, before)) is not None:
                yield from _held(text, number, before)
            continue
        stem = last.pattern if last and _MORE_NAMED.fullmatch(text, last.end, match.start()) else ""
        for thing in _in_digits(text, match, before, stem=stem):
            if isinstance(thing, Name) and thing.pattern.endswith(" #"):
                last = thing
            yield thing


def _matches(text: str) -> Iterator[tuple[re.Match[str], bool]]:
    """Numbers in digits, and in words, in order, none twice."""
    word = number_words.WORDS.search(text)
    place = 0
    for match in _DIGIT_THINGS.finditer(text):
        while word and word.start() < match.start():
            if word.end() <= match.start() and word.start() >= place:
                yield word, False
            word = number_words.WORDS.search(text, word.end())
        yield match, True
        place = match.end()
    while word:
        if word.start() >= place:
            yield word, False
        word = number_words.WORDS.search(text, word.end())


def _in_words(match: re.Match[str], before: str) -> Number | None:
    found = number_words.value_of(match)
    if found is None:
        return None
    value, unit = found
    text, end, per = match.string, match.end(), ""
    if not unit:
        unit, per, end = units.unit_after(text, end, digits=False)
    weak = bool(match["none"]) or (match[0].lower() == "one" and not unit)
    if match[0].lower() == "two" and re.search(r"\b(?:the|these|both)\s$", before, re.IGNORECASE):
        weak = True
    return Number(
        match.start(), match.end(), text[match.start() : end].strip(), value, unit, per, weak=weak, bound=_bound(before)
    )


def _in_digits(text: str, match: re.Match[str], before: str, *, stem: str) -> Iterator[Number | Name]:
    start, end = match.span()
    if match["cited"]:
        # "32% [28, 37]" may be an interval or what is cited: it then supports, and need not be supported.
        weak = not _NOT_CITED.search(before)
        if not weak or before.rstrip(" %")[-1:].isdigit():
            for inner in _NUMBER.finditer(text, start, end):
                yield Number(*inner.span(), inner[0], Decimal(inner[0]), weak=weak)
        return
    if match["glued"]:
        yield _name(text, start, end)
        return
    value = _value(match)
    if value is None:
        yield _name(text, start, end)
        return
    unit, per, close = units.unit_after(text, end, digits=True)
    if not unit and (letters := _GLUED_LETTERS.match(text, end)) and not _SCALE.match(text, end):
        yield _name(text, start, letters.end())
        return
    number = Number(
        start, end, text[start:close].strip(), value, unit, per, bound=_bound(before), measure=_measure(before)
    )
    if not unit:
        number = _money(text, number, before)
    yield from _held(text, number, before, stem=stem)


def _held(text: str, number: Number, before: str, *, stem: str = "") -> Iterator[Number | Name]:
    """The number, or the name it is part of: "type 2", "5-point"; then it need not be in the source by itself."""
    if number.measure or (number.unit and not (number.unit in units.COUNTED and _NAMED_BEFORE_COUNTED.search(before))):
        yield number
        return
    whole = number.value == number.value.to_integral_value()
    word = _NAMED.search(before) if whole else None
    if word or (whole and stem):
        pattern = f"{word['word'].lower().rstrip('s')} #" if word else stem
        said = f"{word['word']} {number.said}" if word else number.said
        yield Name(number.start, number.end, said, pattern, str(number.value))
        yield replace(number, weak=True)
        return
    if hyphen := _HYPHEN_WORD.match(text, number.end):
        end = hyphen.end()
        yield Name(
            number.start, end, text[number.start : end], f"#-{hyphen['word'].lower()}", str(number.value.normalize())
        )
        yield replace(number, weak=True)
        return
    if unit := _unit_behind_bracket(text, number.end):
        number = replace(number, also=frozenset({unit}))
    elif time := _TIME_BEFORE.search(before):
        number = replace(number, also=frozenset({time["unit"].lower()}))
    elif _AGED.search(before):
        number = replace(number, also=frozenset({"year"}))
    yield number


_BRACKET = re.compile(r"\s?(?:[)\]]\s?|\([^()]{1,20}\)\s?|\[[^\[\]]{1,20}\]\s?)")


def _unit_behind_bracket(text: str, place: int) -> str:
    """The unit in "255 (85) mg"."""
    found = _BRACKET.match(text, place)
    return units.unit_after(text, found.end(), digits=True)[0] if found else ""


def _name(text: str, start: int, end: int) -> Name:
    said = text[start:end]
    digits = "".join(letter for letter in said if letter.isdigit())
    return Name(start, end, said[:60], re.sub(r"\d+", "#", re.sub(r"[-‐‑–]", "-", said.lower())), digits)


def _value(match: re.Match[str]) -> Decimal | None:
    part = _VULGAR.get(match["part"] or match["alone"] or "", "0")
    digits = (match["digits"] or "0").replace("·", ".")
    if len(digits) > _LONGEST_NUMBER:
        return None
    digits = digits.replace(",", ".", 1) if re.match(r"0,\d", digits) else re.sub(r"[,\s]", "", digits)
    try:
        return Decimal(digits) + Decimal(part)
    except InvalidOperation:
        return None


def _money(text: str, number: Number, before: str) -> Number:
    unit = units.MONEY.get(before.rstrip()[-1:], "")
    scale = _SCALE.match(text, number.end)
    if not scale or (not unit and scale["scale"].lower() in ("m", "k", "bn")):
        said = before.rstrip()[-1:] + number.said if unit else number.said
        return replace(number, unit=unit, said=said)
    value = number.value * _SCALES[scale["scale"].lower()]
    after, per, close = units.unit_after(text, scale.end(), digits=False)
    said = (before.rstrip()[-1:] if unit else "") + text[number.start : close]
    return replace(number, value=value, unit=unit or after, per=per, said=said)


def _measure(before: str) -> str:
    found = _MEASURE.search(before)
    return str(found.lastgroup) if found else ""


def _bound(before: str) -> str:
    found = _BOUND.search(before)
    return "" if not found else "<" if found["most"] else ">"
