"""The piece of a text that best shows why it is here, with the matching words marked."""

from collections.abc import Mapping
from functools import cached_property

from retrieval.model import Span
from retrieval.text import analyser

LIMIT = 240
_READ = 20_000
_LEAD = 40
"""Characters shown before the first match, so that the sentence can be followed."""
_GAP = "… "

Stems = tuple[str, ...]
Match = tuple[int, int, str, float]
"""Where a matching word begins and ends, its stem, its weight."""


class Shown:
    """The beginning of a text, as it is shown, and its different words with their stems."""

    def __init__(self, text: str) -> None:
        self.text = " ".join(analyser.clean(text[:_READ]).split())

    @cached_property
    def words(self) -> dict[str, Stems]:
        """As `analyser.shown_words`."""
        return analyser.shown_words(self.text)


def snippet(
    source: Shown, weights: Mapping[str, float], beginnings: Stems = (), limit: int = LIMIT
) -> tuple[Span, ...]:
    """At most `limit` characters of whole words.

    `weights` of stems are above 0 where they match; a word with a stem that begins like one of
    `beginnings` matches too.
    """
    shown = source.text
    if not shown:
        return ()
    wanted = _wanted(source.words, weights, beginnings)
    matches = [(first, last, *wanted[word]) for first, last, word in analyser.spans(shown, wanted)] if wanted else []
    room = limit - 2 * len(_GAP) if len(shown) > limit else limit
    first = _best_start(matches, shown, room) if len(shown) > limit else 0
    return _marked(shown, first, _last(shown, first, room), matches)


def _wanted(
    words: Mapping[str, Stems], weights: Mapping[str, float], beginnings: Stems
) -> dict[str, tuple[str, float]]:
    """The words that match, each with its stem and its weight."""
    telling = {stem for stem, weight in weights.items() if weight > 0}
    found = {
        word: (stems[0], max(weights.get(stem, 0.0) for stem in stems))
        for word, stems in words.items()
        if not telling.isdisjoint(stems)
    }
    if beginnings:
        for word, stems in words.items():
            if word not in found and any(stem.startswith(beginnings) for stem in stems):
                found[word] = (stems[0], 1.0)
    return found


def _best_start(matches: list[Match], shown: str, room: int) -> int:
    """Where the window begins that holds the most telling different matches, the earliest if equal."""
    best, best_start = 0.0, 0
    for number, match in enumerate(matches):
        lead = _lead(shown, match[0])
        worth: dict[str, float] = {}
        repeats = 0
        for _, last, stem, weight in matches[number:]:
            if last > lead + room:
                break
            repeats += stem in worth
            worth[stem] = max(weight, worth.get(stem, 0.0))
        value = sum(worth.values()) + 0.05 * repeats
        if value > best + 1e-9:
            best, best_start = value, lead
    return best_start


def _lead(shown: str, first: int) -> int:
    """The first beginning of a word within the lead before a match."""
    if first <= _LEAD:
        return 0
    space = shown.find(" ", first - _LEAD, first)
    return space + 1 if space >= 0 else first


def _last(shown: str, first: int, room: int) -> int:
    """The end of the last whole word that fits."""
    if len(shown) - first <= room:
        return len(shown)
    space = shown.rfind(" ", first, first + room + 1)
    return space if space > first else first + room


def _marked(shown: str, first: int, last: int, matches: list[Match]) -> tuple[Span, ...]:
    spans: list[Span] = []
    at = first
    before = _GAP if first else ""
    for start, end, _, _ in matches:
        if start < at or end > last:
            continue
        if before or start > at:
            spans.append(Span(before + shown[at:start]))
            before = ""
        spans.append(Span(shown[start:end], match=True))
        at = end
    tail = before + shown[at:last] + (" …" if last < len(shown) else "")
    if tail:
        spans.append(Span(tail))
    return tuple(spans)
