"""The piece of a text that best shows why it is here, with the matching words marked."""

from collections.abc import Callable, Mapping

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


def snippet(text: str, weight_of: Callable[[Stems], float], limit: int = LIMIT) -> tuple[Span, ...]:
    """At most `limit` characters of whole words. `weight_of` a word's stems is above 0 if it matches."""
    shown = " ".join(analyser.clean(text[:_READ]).split())
    if not shown:
        return ()
    wanted = {
        word: (stems[0], weight)
        for word, stems in analyser.shown_words(shown).items()
        if stems and (weight := weight_of(stems)) > 0
    }
    matches = [(first, last, *wanted[word]) for first, last, word in analyser.spans(shown, wanted)]
    room = limit - 2 * len(_GAP) if len(shown) > limit else limit
    first = _best_start(matches, shown, room) if len(shown) > limit else 0
    return _marked(shown, first, _last(shown, first, room), matches)


def weights_by_stem(weights: Mapping[str, float], beginnings: Stems) -> Callable[[Stems], float]:
    """A `weight_of` for known stems and beginnings of words."""

    def weight_of(stems: Stems) -> float:
        known = max([weights.get(stem, 0.0) for stem in stems])
        if known == 0.0 and beginnings and any(stem.startswith(beginnings) for stem in stems):
            return 1.0
        return known

    return weight_of


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
