"""Read the text of kept files, page by page, in processes that a file may harm without harming us.

What is being read is remembered here between two slices, so that a long file goes on where it was. A
process that is killed reads the file anew; one that kills whoever reads it three times is left alone.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction

from documents import Cut, Done, Limits, Readers, Refused
from fingerpost.files.domain.store import path_of
from fingerpost.files.models import FilePage, Reading, StoredFile

LIMITS = Limits()
PROCESSES = min(2, os.cpu_count() or 1)
# Written as the reason of a waiting file before each try, so that a try that ends us is remembered.
TRIES = ("Being read.", "Being read again.", "Being read for the third time.")
GIVEN_UP = "Reading this file went wrong three times, so we stopped. Save it anew and try again."
LOST = "This file is no longer where we keep files. Attach it again."
_BATCH_PAGES = 100
_BATCH_CHARACTERS = 500_000

Finished = Callable[[StoredFile], None]


@dataclass
class _Open:
    """A file that is being read: pages told so far, and those not yet written down."""

    stored: StoredFile
    number: int = 0
    held: list[FilePage] = field(default_factory=list)
    characters: int = 0
    has_text: bool = False
    note: str = ""


class _Desk:
    """The readers of this process and what they have before them."""

    def __init__(self) -> None:
        self.readers: Readers | None = None
        self.open: dict[str, _Open] = {}

    def clear(self) -> None:
        """End the readers: until there is something to read again, they would only hold memory."""
        if self.readers is not None:
            self.readers.close()
        self.readers = None
        self.open.clear()


_desk = _Desk()


def read_waiting(seconds: float, *, finished: Finished) -> int:
    """Read waiting files for about so long; how many came to their end.

    `finished(stored)` is called in the transaction that writes down how a file ended. The first in come
    first. One process at a time does this: the worker that has the post.
    """
    until, ended = time.monotonic() + seconds, 0
    while (left := until - time.monotonic()) > 0:
        ended += _begin(finished)
        if not _desk.open:
            _desk.clear()
            break
        assert _desk.readers is not None
        for key, told in _desk.readers.told(min(left, 0.5)):
            ended += _take(key, told, finished)
            if time.monotonic() > until:
                break
    return ended


def is_reading() -> bool:
    """Whether a file is open and will go on in the next slice."""
    return bool(_desk.open)


def stop() -> None:
    """Let go of what is being read: it is read anew, from its beginning."""
    _desk.clear()


def _begin(finished: Finished) -> int:
    """Hand waiting files to readers that are free; how many were given up before they began."""
    free, given_up = _desk.readers.free if _desk.readers else PROCESSES, 0
    if not free:
        return 0
    busy = [each.stored.pk for each in _desk.open.values()]
    for stored in StoredFile.objects.filter(reading=Reading.WAITING).exclude(pk__in=busy).order_by("id")[:free]:
        reason = LOST if not path_of(stored).is_file() else GIVEN_UP if stored.reason == TRIES[-1] else ""
        if reason:
            _end(_Open(stored), Reading.REFUSED, reason, finished)
            given_up += 1
            continue
        with transaction.atomic():
            stored.reason = TRIES[TRIES.index(stored.reason) + 1 if stored.reason in TRIES else 0]
            stored.save(update_fields=["reason"])
            FilePage.objects.filter(file=stored).delete()  # of a try that came to no end
        key = f"{stored.pk} {stored.sha256}"
        _desk.readers = _desk.readers or Readers(PROCESSES, LIMITS)
        _desk.open[key] = _Open(stored)
        _desk.readers.ask(key, path_of(stored), stored.kind)
    return given_up


def _take(key: str, told: str | Cut | Refused | Done, finished: Finished) -> int:
    """What a reader told of one file; 1 if that was its end."""
    reading = _desk.open[key]
    if isinstance(told, str):
        _hold(reading, told)
        return 0
    if isinstance(told, Cut):
        reading.note = told.reason
        return 0
    del _desk.open[key]
    if isinstance(told, Refused):
        _end(reading, Reading.REFUSED, told.reason, finished)
    else:
        _end(reading, Reading.READ if reading.has_text else Reading.NO_TEXT, reading.note, finished)
    return 1


def _hold(reading: _Open, text: str) -> None:
    """One more page. Pages without text are counted, not kept."""
    reading.number += 1
    if not text:
        return
    reading.has_text = True
    reading.held.append(FilePage(file=reading.stored, number=reading.number, text=text))
    reading.characters += len(text)
    if len(reading.held) >= _BATCH_PAGES or reading.characters >= _BATCH_CHARACTERS:
        with transaction.atomic():
            if _is_still_waiting(reading.stored):
                _write_down(reading)
        reading.held, reading.characters = [], 0


def _write_down(reading: _Open) -> None:
    FilePage.objects.bulk_create(reading.held, batch_size=_BATCH_PAGES)


@transaction.atomic
def _end(reading: _Open, how: Reading, reason: str, finished: Finished) -> None:
    """Write down how the reading of a file ended. What is refused keeps no pages."""
    stored = reading.stored
    if not _is_still_waiting(stored):
        return
    if how == Reading.REFUSED:
        FilePage.objects.filter(file=stored).delete()
    else:
        _write_down(reading)
    stored.reading, stored.reason, stored.pages = how, reason[:300], reading.number
    stored.save(update_fields=["reading", "reason", "pages"])
    finished(stored)


def _is_still_waiting(stored: StoredFile) -> bool:
    """Whether the row is there and nobody else came to its end. The row is locked."""
    rows = StoredFile.objects.select_for_update().filter(pk=stored.pk, sha256=stored.sha256, reading=Reading.WAITING)
    return rows.exists()
