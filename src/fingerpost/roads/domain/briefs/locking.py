"""Whether a sentence still holds to the words it is pinned to, asked anew each time.

Nothing here is remembered: what stands in the source now is read and compared, so a change by whatever way
(a new version, a corrected abstract, a withdrawn page) is seen at the next look.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import quotelock
from fingerpost.library.models import Copy, Item
from fingerpost.records.models import Record
from fingerpost.roads.domain.briefs import sources
from fingerpost.roads.models import Pin, Point, PointKind


class Hold(StrEnum):
    """What became of the words that a sentence is pinned to."""

    HOLDS = "holds"
    MOVED = "moved"  # the very same words stand elsewhere in the same text
    CHANGED = "changed"
    GONE = "gone"  # the text or its source is no longer there
    FALLEN = "fallen"  # the words stand, but their source was withdrawn or retracted


HOLD_WORDS = {
    Hold.HOLDS: "The source still says this.",
    Hold.MOVED: "The source was changed. It still says this, but in another place. Pin it again.",
    Hold.CHANGED: "The source was changed and no longer says this. Read it again.",
    Hold.GONE: "The source is no longer there.",
    Hold.FALLEN: "The source still says this, but nothing new may rest on it.",
}


DIFFERS = "It does not say quite what its source says. Mend it, or say why it is right."


@dataclass(frozen=True, slots=True)
class PinCheck:
    """How one pin stands. `revised`: its source has a newer version than when it was pinned."""

    pin: Pin
    hold: Hold
    words: str
    revised: bool = False


@dataclass(frozen=True, slots=True)
class PointCheck:
    """How one sentence stands. `differences`: where it says something else than its source."""

    point: Point
    pins: tuple[PinCheck, ...]
    differences: tuple[quotelock.Difference, ...]
    accepted: bool

    @property
    def is_evidence(self) -> bool:
        """Whether it must be pinned and accepted."""
        return self.point.kind == PointKind.EVIDENCE

    @property
    def problem(self) -> str:
        """Why the brief cannot be shared with this sentence, in words; empty if it can."""
        if not self.is_evidence:
            return ""
        if not self.pins:
            return "It is not pinned to a source yet."
        broken = next((one for one in self.pins if one.hold != Hold.HOLDS), None)
        if broken:
            return broken.words
        if self.differences and not self.point.differs_because:
            return DIFFERS  # not how: whoever reads this may not be one who may read the source
        if not self.accepted:
            return "Nobody has accepted it since it was last changed."
        return ""


def check_points(points: Iterable[Point]) -> list[PointCheck]:
    """How these sentences stand now. Their pins and the pins' sources must be loaded. A fixed number of queries.

    Texts are read once each; papers and pages of ours all at once.
    """
    listed = list(points)
    pins = [pin for point in listed for pin in point.pins.all()]
    texts = _texts_now(pins)
    fallen = sources.fallen({pin.source for pin in pins if pin.source})
    return [_check(point, texts, fallen) for point in listed]


def differences_of(point: Point) -> tuple[quotelock.Difference, ...]:
    """Where a sentence says something else than the words it is pinned to."""
    quotes = [pin.quote for pin in point.pins.all()]
    return quotelock.differences(point.text, quotes) if quotes else ()


def digest_of_acceptance(point: Point) -> str:
    """SHA-256 over all that a person accepts: the sentence, its kind, its pins and why it differs."""
    pins = sorted([pin.source_id_kept, pin.document, pin.start, pin.end, pin.digest] for pin in point.pins.all())
    said = json.dumps([point.text, point.kind, point.differs_because, pins], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


# Inside -------------------------------------------------------------------------------------------


def _check(point: Point, texts: dict[tuple[int, str], sources.SourceText], fallen: dict[int, str]) -> PointCheck:
    pins = tuple(_check_pin(pin, texts, fallen) for pin in point.pins.all())
    accepted = bool(point.accepted_digest) and point.accepted_digest == digest_of_acceptance(point)
    return PointCheck(point, pins, differences_of(point) if point.kind == PointKind.EVIDENCE else (), accepted)


def _check_pin(pin: Pin, texts: dict[tuple[int, str], sources.SourceText], fallen: dict[int, str]) -> PinCheck:
    now = texts.get((pin.source_id or 0, pin.document))
    if now is None:
        return PinCheck(pin, Hold.GONE, HOLD_WORDS[Hold.GONE])
    revised = now.revision != pin.revision
    # The kept quote itself must be the words of the digest: somebody may have changed either behind our back.
    if quotelock.digest_of(pin.quote) != pin.digest:
        return PinCheck(pin, Hold.CHANGED, HOLD_WORDS[Hold.CHANGED], revised)
    if not quotelock.holds(now.text, pin.start, pin.end, pin.digest):
        hold = Hold.MOVED if quotelock.found_again(now.text, pin.quote) else Hold.CHANGED
        return PinCheck(pin, hold, HOLD_WORDS[hold], revised)
    if why := fallen.get(pin.source_id or 0):
        return PinCheck(pin, Hold.FALLEN, f"{HOLD_WORDS[Hold.FALLEN]} {why}", revised)
    return PinCheck(pin, Hold.HOLDS, HOLD_WORDS[Hold.HOLDS], revised)


def _texts_now(pins: list[Pin]) -> dict[tuple[int, str], sources.SourceText]:
    """What the pinned texts say now. One query for all abstracts, one for all parts of pages, two a page of a file."""
    found: dict[tuple[int, str], sources.SourceText] = {}
    places = {(pin.source_id, pin.document): pin.source for pin in pins if pin.source is not None}
    copies = [int(document.partition(":")[2]) for _, document in places if document.startswith("abstract:")]
    for copy in Copy.objects.filter(pk__in=copies).exclude(abstract="") if copies else ():
        if (copy.paper_id, f"abstract:{copy.pk}") in places:
            found[copy.paper_id, f"abstract:{copy.pk}"] = sources.abstract_text(copy)
    items = [pk for pk, document in places if document.startswith("section:")]
    for item in Item.objects.filter(pk__in=items) if items else ():
        for text in sources.section_texts(item):
            if (item.pk, text.document) in places:
                found[item.pk, text.document] = text
    for (pk, document), source in places.items():
        if document.startswith("file:") and (text := sources.text_at(source, document)):
            found[pk, document] = text
    return found


def sources_of(points: Iterable[Point]) -> list[Record]:
    """The things that evidential sentences are pinned to, each once, in the order of the sentences. No query."""
    pins = [pin for point in points if point.kind == PointKind.EVIDENCE for pin in point.pins.all()]
    return list({pin.source.pk: pin.source for pin in pins if pin.source is not None}.values())
