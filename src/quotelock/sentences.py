"""Text cut into sentences, each with its place.

Markdown is read as people read it: a heading, an item of a list and a row of a table end a sentence. What stands
between is cut by syntok, whose mistakes in abstracts of papers are mended here: it cuts after "p.o." and "vs.", and
misses the end before "CONCLUSIONS:". The places are in the text as it came: `text[start:end]` is the sentence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: `start` and `end` count characters of the text it was found in."""

    start: int
    end: int
    text: str


_LINE = re.compile(r"[^\r\n\v\f\x85\u2028\u2029]*")
_HEADING = re.compile(r"#{1,6}(?:\s+|$)")
_MARKER = re.compile(r"(?:[-*+•▪‣◦–]|\(?\d{1,3}[.)]|\(?[a-z]\))\s+(?:\[[ xX]\]\s+)?")
_QUOTED = re.compile(r">[>\s]*")
_RULE = re.compile(r"([-=*_~`])(?:\s*\1){2,}[\w-]*$")
_TABLE_RULE = re.compile(r"[\s|:+=-]*$")
_ENDS = tuple(".?!:;,…。！？।")
"""A line that ends so is no heading without a mark."""
_HEADING_LENGTH = 60
"""A heading without a mark is no longer than this: prose that was broken into lines is wider."""

_LABEL = re.compile(r"(?<=[.;)\]])\s+(?=[A-Z][A-Z&/, ]{3,40}:\s)")
"""Before the label of a part of an abstract: " RESULTS: "."""
_SHORT = re.compile(
    r"(?:\b(?:vs|viz|cf|ca|approx|resp|incl|excl|et al|e\.\s?g|i\.\s?e|p\.\s?o|i\.\s?v|i\.\s?m|s\.\s?c|b\.\s?i\.\s?d"
    r"|t\.\s?i\.\s?d"
    r"|q\.\s?i\.\s?d|q\.\s?d|fig|figs|no|nos|ref|refs|eq|dr|prof|mr|mrs|ms|st|spp|subsp|var|sp)|\b[A-Za-z])\.$",
    re.IGNORECASE,
)
"""What ends in a full stop and ends no sentence, where more than a capital letter is wanted after it."""
_INITIAL = re.compile(r"(?:^|[\s(])[A-Z]\.$")
_CLAUSE_GOES_ON = re.compile(r"[\s]*(?:[a-z0-9(\[<>=≤≥±,;:%/+-])")
_NAME_OF_SPECIES = re.compile(r"\s*[a-z]{3,}")
_MISSED = re.compile(r"(?<=[^\sA-Z.,;:][.!?])(?:\s+(?=[A-Z][a-z]+\s+[a-z])|(?=[A-Z][a-z]+:))")
_CLOSED = re.compile(r"[.?!…。！？｡．‼⁇⁈⁉‽؟۔।॥][\"'”’»)\]}*_]*$|[.?!]\s?\[\d[\d,–-]*\]$")
"""How a sentence ends; syntok ends some at a semicolon or before a bracket too."""
_NUMBER_ALONE = re.compile(r"\(?\d{1,3}[.)]\s*$")
_ASIDE = re.compile(r"\([^()]{1,40}\)[.;]?\s*$")
_AROUND = " \t\r\n\v\f\x1c\x1d\x1e\x1f\x85\xa0\u2028\u2029\u200b\u3000\ufeff|"
_OPEN = str.maketrans("([{", "   ")
_NO_SPACE = re.compile(r"(?<=[。！？｡])[”」』）]*(?=[^\s。！？｡”」』）])")
"""Chinese and Japanese leave no space between sentences."""
_LONGEST_BLOCK = 20_000
"""Longer text without an end of line is cut at a space first, so that time stays in proportion to length."""


def sentences(text: str) -> list[Sentence]:
    """The sentences of a text, in order. White space and marks of Markdown between them belong to none."""
    found: list[Sentence] = []
    for start, end in _blocks(text):
        for first, last in _cut(text, start, end):
            words = text[first:last]
            found.append(Sentence(first, last, words))
    return found


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of one block, trimmed, those of one letter or digit at the least."""
    for first, last in _joined(text, _ends_of_syntok(text, start, end)):
        for begin, close in _parted(text, first, last):
            words = text[begin:close]
            begin += len(words) - len(words.lstrip(_AROUND))
            close -= len(words) - len(words.rstrip(_AROUND))
            if any(letter.isalnum() for letter in text[begin:close]):
                yield begin, close


def _ends_of_syntok(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    # Importing it compiles tables that only those who cut text need.
    from syntok import segmenter  # noqa: PLC0415 -- slow import
    from syntok.tokenizer import Tokenizer  # noqa: PLC0415 -- slow import

    cutter = Tokenizer(replace_not_contraction=False)
    words = text[start:end]
    if words.count("(") > 100 + 2 * words.count(")"):
        # It looks for the other end of every bracket.
        words = words.translate(_OPEN)
    for tokens in segmenter.segment(cutter.tokenize(words)):
        last = tokens[-1]
        yield start + tokens[0].offset, start + last.offset + len(last.value)


def _joined(text: str, parts: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Parts put together again where the full stop between them was that of a short form."""
    held: tuple[int, int] | None = None
    for start, end in parts:
        if held and (_goes_on(text, held[1], start, end) or _NUMBER_ALONE.fullmatch(text, *held)):
            held = (held[0], end)
            continue
        if held:
            yield held
        held = (start, end)
    if held:
        yield held


def _goes_on(text: str, close: int, start: int, end: int) -> bool:
    before, after = text[max(0, close - 12) : close], text[start : min(end, start + 12)]
    if not any(letter.isalnum() for letter in text[start:end]) or not _CLOSED.search(before):
        return True
    if _ASIDE.match(text[start : min(end, start + 60)]):
        return True
    if _INITIAL.search(before):
        return bool(_NAME_OF_SPECIES.match(after)) or bool(_CLAUSE_GOES_ON.match(after))
    return bool(_SHORT.search(before)) and bool(_CLAUSE_GOES_ON.match(after))


def _parted(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A part cut where syntok saw no end: before a label, and before a capital letter after a full stop."""
    cuts = [found.span() for found in _LABEL.finditer(text, start, end)]
    cuts += [
        found.span() for found in _MISSED.finditer(text, start, end)
        if not _SHORT.search(text[max(start, found.start() - 12) : found.start()])
    ]  # fmt: skip
    cuts += [(found.end(), found.end()) for found in _NO_SPACE.finditer(text, start, end)]
    for close, begin in sorted(set(cuts)):
        if not _NUMBER_ALONE.fullmatch(text, start, close):
            yield start, close
            start = begin
    yield start, end


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Runs of text that no sentence leaves: paragraphs, headings, items, rows of a table."""
    held: tuple[int, int] | None = None
    lines = list(_lines(text))
    line = ""
    for number, (start, end) in enumerate(lines):
        before, line = line, text[start:end]
        opened, alone = _opening(line, before)
        if opened is None:
            if held:
                yield from _pieces(text, *held)
            held = None
            continue
        begins = alone or opened > 0 or held is None
        if begins and held:
            yield from _pieces(text, *held)
            held = None
        held = (held[0] if held else start + opened, end)
        after = text[slice(*lines[number + 1])] if number + 1 < len(lines) else ""
        if alone or (begins and _looks_like_heading(line[opened:], after)):
            yield from _pieces(text, *held)
            held = None
    if held:
        yield from _pieces(text, *held)


def _opening(line: str, before: str) -> tuple[int | None, bool]:
    """Where the words of a line begin (None: it has none), and whether it stands alone."""
    words = line.strip()
    if not words or _RULE.match(words) or _TABLE_RULE.match(words):
        return None, True
    indent = len(line) - len(line.lstrip())
    if found := _HEADING.match(words):
        return indent + found.end(), True
    if words.startswith("|"):
        return indent + 1, True
    if found := _QUOTED.match(words):
        inner = _MARKER.match(words, found.end())
        goes_on = before.lstrip().startswith(">") and not inner
        return (0 if goes_on else indent + (inner or found).end()), False
    found = _MARKER.match(words)
    return (indent + found.end() if found else 0), False


def _looks_like_heading(line: str, after: str) -> bool:
    words = line.strip()
    return (
        0 < len(words) <= _HEADING_LENGTH and not words.endswith(_ENDS)
        and words[:1].isupper() and after.lstrip()[:1].isupper()
    )  # fmt: skip


def _lines(text: str) -> Iterator[tuple[int, int]]:
    place = 0
    while place <= len(text):
        found = _LINE.match(text, place)
        end = found.end() if found else len(text)
        yield place, end
        place = end + 1


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > _LONGEST_BLOCK:
        cut = text.rfind(" ", start + _LONGEST_BLOCK // 2, start + _LONGEST_BLOCK)
        cut = cut if cut > 0 else start + _LONGEST_BLOCK
        yield start, cut
        start = cut
    yield start, end
