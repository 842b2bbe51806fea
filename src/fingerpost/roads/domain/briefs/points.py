"""The sentences of a brief: write one, pin it to words of a source, accept it.

The stream: `roads.point_written`, `point_changed`, `point_moved`, `point_removed`, `point_pinned`, `point_unpinned`,
`point_accepted`.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Max, prefetch_related_objects

import quotelock
from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.organisations.models import Person
from fingerpost.organisations.readers import Reader
from fingerpost.records.models import Record
from fingerpost.roads.domain.briefs import contents, locking, rules, sources, writing
from fingerpost.roads.models import BriefVersion, Pin, Point, PointKind

LONGEST_QUOTE = 1200  # a pin is to the words that bear the sentence, not to a whole paper
MOST_PINS = 5


class ChangedMeanwhile(RuleBroken):
    """Somebody changed the sentence after the person had it before them. `point` is what is there now."""

    def __init__(self, point: Point) -> None:
        self.point = point
        super().__init__("Somebody changed this sentence while you were looking at it. Read it again as it is now.")


@transaction.atomic
def add(
    version: BriefVersion, text: str, *, by: Person, reader: Reader, kind: str = PointKind.EVIDENCE,
    at: datetime | None = None,
) -> Point:  # fmt: skip
    """Write one more sentence, at the end."""
    held = _hold_version(version, reader)
    if held.points.count() >= contents.MOST_POINTS:
        raise RuleBroken(f"A brief has {contents.MOST_POINTS} points at most. Take one out, or join two.")
    last = held.points.aggregate(last=Max("position"))["last"]
    point = Point(version=held, position=0 if last is None else last + 1, kind=PointKind(kind), text=_clean(text))
    point.save()
    _say("roads.point_written", point, by, at)
    return point


@transaction.atomic
def change(
    point: Point, text: str, *, by: Person, reader: Reader, seen: str, kind: str | None = None,
    differs_because: str | None = None,
) -> Point:  # fmt: skip
    """Say it otherwise. If anything in it changes, nobody has accepted it any more.

    `seen`: `locking.digest_of_acceptance` of what the writer had before them. Raises ChangedMeanwhile.
    """
    held = _hold(point, reader)
    if locking.digest_of_acceptance(held) != seen:
        raise ChangedMeanwhile(held)
    held.text, held.kind = _clean(text), PointKind(kind or held.kind)
    if differs_because is not None:
        held.differs_because = " ".join(differs_because.split())[:500]
    _write(held)
    _say("roads.point_changed", held, by)
    return held


@transaction.atomic
def move(point: Point, up: bool, *, by: Person, reader: Reader) -> None:
    """One place up or down. At the end of the list nothing happens."""
    held = _hold(point, reader)
    order = list(held.version.points.order_by("position", "pk"))
    at = [one.pk for one in order].index(held.pk)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(order):
        return
    order[at], order[to] = order[to], order[at]
    for position, one in enumerate(order):
        Point.objects.filter(pk=one.pk).update(position=position)
    _say("roads.point_moved", held, by)


@transaction.atomic
def remove(point: Point, *, by: Person, reader: Reader) -> None:
    """Take a sentence out. The stream keeps that it was there."""
    held = _hold(point, reader)
    _say("roads.point_removed", held, by)
    held.delete()


@transaction.atomic
def pin(
    point: Point, source: Record, document: str, start: int, end: int, *, by: Person, reader: Reader,
    at: datetime | None = None,
) -> Pin:  # fmt: skip
    """Pin a sentence to the words from `start` to `end` of one text of a source, as it stands now.

    Raises RuleBroken for a span that is not there, is too long, or whose source has fallen; NotAllowed for a
    source that this reader may not read. Pinning twice to the same words changes nothing.
    """
    held = _hold(point, reader)
    if not sources.may_read(source, document, reader):
        raise NotAllowed("You cannot read this source, so you cannot pin a sentence to it.")
    source = Record.objects.get(pk=source.pk)  # as it is now: it may have been withdrawn since it was looked at
    if why := sources.wrong_with(source):
        raise RuleBroken(f"Nothing new may rest on this source. {why}")
    text = sources.text_at(source, document)
    if text is None or not 0 <= start < end <= len(text.text) or not text.text[start:end].strip():
        raise RuleBroken("These words are not in the source. Choose them again.")
    quote = text.text[start:end]
    if len(quote) > LONGEST_QUOTE:
        raise RuleBroken("Choose the few sentences that say it. This is too long to check at a glance.")
    same = {"source_id_kept": source.public_id, "document": document, "start": start, "end": end}
    digest = quotelock.digest_of(quote)
    there = held.pins.filter(**same).first()
    if there and there.digest == digest:
        return there
    if there:
        there.delete()
    if held.pins.count() >= MOST_PINS:
        raise RuleBroken(f"Pin a sentence to {MOST_PINS} places at most.")
    made = Pin.objects.create(
        point=held, source=source, revision=text.revision, digest=digest, quote=quote, pinned_by=by,
        pinned_at=at or clock.now(), **same,
    )  # fmt: skip
    _write(held)
    _say("roads.point_pinned", held, by, at, source=source.public_id)
    return made


@transaction.atomic
def pin_again(old: Pin, *, by: Person, reader: Reader) -> Pin:
    """Pin to the very same words where they stand now. RuleBroken if they do not stand there just once."""
    held = _hold(old.point, reader)
    text = sources.text_at(old.source, old.document) if old.source else None
    place = quotelock.found_again(text.text, old.quote) if text else None
    if place is None:
        raise RuleBroken("The source no longer says this. Read it again and choose the words.")
    source, document = old.source, old.document
    old.delete()
    return pin(held, source, document, *place, by=by, reader=reader)


@transaction.atomic
def unpin(old: Pin, *, by: Person, reader: Reader) -> None:
    """Take a pin away; nobody has accepted the sentence any more."""
    held = _hold(old.point, reader)
    old.delete()
    _write(held)
    _say("roads.point_unpinned", held, by)


@transaction.atomic
def accept(
    point: Point, *, by: Person, reader: Reader, seen: str, because: str = "", at: datetime | None = None
) -> Point:
    """A person says: this sentence is what its source says.

    `because`: why it is right although it differs; asked for only where it differs. `seen`: the digest of what they had
    before them. Raises ChangedMeanwhile, RuleBroken where its pins do not hold, and where somebody accepted it before.
    """
    held = _hold(point, reader)
    if locking.digest_of_acceptance(held) != seen:
        raise ChangedMeanwhile(held)
    if held.kind != PointKind.EVIDENCE:
        raise RuleBroken("This is your own knowledge. There is no source to hold it to.")
    check = locking.check_points([_loaded(held)])[0]
    places = {(one.pin.source_id, one.pin.document) for one in check.pins if one.pin.source_id}
    if sources.readable(places, reader) != places:
        raise NotAllowed("You cannot read all that this sentence is pinned to, so somebody else must accept it.")
    if check.accepted:
        who = held.accepted_by.name if held.accepted_by else "Somebody"
        raise RuleBroken(f"{who} has accepted this sentence already.")
    if not check.pins or any(one.hold != locking.Hold.HOLDS for one in check.pins):
        raise RuleBroken(check.problem)
    if check.differences:
        held.differs_because = " ".join(because.split())[:500] or held.differs_because
        if not held.differs_because:
            raise RuleBroken(
                f"{check.differences[0].words} Mend the sentence, or say why it is right although it differs."
            )
    else:
        held.differs_because = ""
    held.accepted_by, held.accepted_at = by, at or clock.now()
    held.accepted_digest = locking.digest_of_acceptance(_loaded(held))
    held.save()
    _say("roads.point_accepted", held, by, at, digest=held.accepted_digest, differs=len(check.differences))
    return held


# Inside -------------------------------------------------------------------------------------------


def _hold_version(version: BriefVersion, reader: Reader) -> BriefVersion:
    held = writing.hold(version)
    writing.check_open(held)
    rules.check_may_write(reader, held.brief)
    return held


def _hold(point: Point, reader: Reader) -> Point:
    """The sentence as it is now, its version kept from others until the end of the transaction."""
    version = _hold_version(point.version, reader)
    rows = Point.objects.select_related("accepted_by").prefetch_related("pins__source")
    held = rows.filter(pk=point.pk).first()
    if held is None:
        raise RuleBroken("Somebody took this sentence out meanwhile.")
    held.version = version
    return held


def _loaded(point: Point) -> Point:
    """The same sentence with its pins read anew; fields that are not saved yet stay."""
    point._prefetched_objects_cache = {}
    prefetch_related_objects([point], "pins__source")
    return point


def _write(point: Point) -> None:
    """Save a sentence that changed: what somebody accepted is no longer what it says."""
    if point.accepted_digest and point.accepted_digest != locking.digest_of_acceptance(_loaded(point)):
        point.accepted_by, point.accepted_at, point.accepted_digest = None, None, ""
    point.save()


def _clean(text: str) -> str:
    cleaned = " ".join(text.split())
    if not cleaned:
        raise RuleBroken("Write the sentence first.")
    if len(cleaned) > contents.LONGEST_POINT:
        raise RuleBroken(f"Say it in {contents.LONGEST_POINT:,} characters at most.")
    return cleaned


def _say(kind: str, point: Point, by: Person, at: datetime | None = None, **more: object) -> None:
    writing.say(kind, point.version, by, at, point=point.pk, **more)
