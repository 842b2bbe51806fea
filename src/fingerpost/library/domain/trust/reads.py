"""How often things are read: counted in memory, written now and then, and never who.

A page that is being drawn must not wait for a writer. Each web process counts for itself and a thread of
its own writes every half minute, or sooner when many reads wait. A process that is killed takes with it
what it had not written: a handful of reads, which is accepted.
"""

import atexit
import os
import threading
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import structlog
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import Sum

from fingerpost.kernel import clock
from fingerpost.library.models import ReadCount
from fingerpost.records.models import Record

log = structlog.get_logger()
EVERY_SECONDS = 30.0
ENOUGH = 200
LATELY = timedelta(days=28)
RANKED = 400  # the most read, which the review queue always looks at
_MOST_READ = "library.most_read"
_A_STATEMENT = 300  # rows in one statement


class _Waiting:
    """Reads not yet written, of this process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.enough = threading.Event()
        self.counts: Counter[tuple[int, date]] = Counter()
        self.waiting = 0
        self.serving = False
        self.writer_of = 0  # the process whose thread writes; a forked one needs its own


_here = _Waiting()


def seen(record_pk: int) -> None:
    """Somebody opened this. Costs no query and waits for nobody."""
    with _here.lock:
        _here.counts[record_pk, clock.today()] += 1
        _here.waiting += 1
        full = _here.waiting >= ENOUGH
        start = _here.serving and _here.writer_of != os.getpid()
        if start:
            _here.writer_of = os.getpid()
    if start:
        threading.Thread(target=_write_on, name="reads", daemon=True).start()
    if full:
        _here.enough.set()


def serve() -> None:
    """From now on this process, and those forked from it, write what they count by themselves."""
    _here.serving = True
    atexit.register(_flush_quietly)


def flush() -> int:
    """Write what was counted; how many reads. If the database cannot be written now, they wait for the next time."""
    with _here.lock:
        taken, _here.counts, _here.waiting = _here.counts, Counter(), 0
        _here.enough.clear()
    try:
        add(taken)
    except Exception:
        with _here.lock:
            _here.counts.update(taken)
        raise
    return sum(taken.values())


def add(counts: "Counter[tuple[int, date]]") -> None:
    """Add reads by record and day. One short statement for each few hundred; records that are gone are left out."""
    if not counts:
        return
    there = set(Record.objects.filter(pk__in={pk for pk, _ in counts}).values_list("pk", flat=True))
    rows = [(pk, day, times) for (pk, day), times in sorted(counts.items()) if pk in there]
    table = ReadCount._meta.db_table
    for start in range(0, len(rows), _A_STATEMENT):
        some = rows[start : start + _A_STATEMENT]
        values: list[Any] = []
        for pk, day, times in some:
            values += [pk, connection.ops.adapt_datefield_value(day), times]
        places = ", ".join(["(%s, %s, %s)"] * len(some))
        # Only the number of places is put into the text. Two processes may add to one row: the sum is the database's.
        sql = (
            f"INSERT INTO {table} (record_id, day, times) VALUES {places} "  # noqa: S608 -- as above
            f"ON CONFLICT (record_id, day) DO UPDATE SET times = {table}.times + excluded.times"
        )
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)


def lately(record_pks: Iterable[int]) -> dict[int, int]:
    """Reads in the last four weeks of each of these. One query."""
    rows = ReadCount.objects.filter(record_id__in=list(record_pks), day__gt=clock.today() - LATELY)
    return dict(rows.values_list("record_id").annotate(Sum("times")))


def rank() -> None:
    """Work out what is read most lately, for all to use: reading every count takes too long for a page."""
    rows = ReadCount.objects.filter(day__gt=clock.today() - LATELY).values_list("record_id")
    most = rows.annotate(reads=Sum("times")).order_by("-reads", "record_id")[:RANKED]
    cache.set(_MOST_READ, [pk for pk, _ in most], None)


def most_read() -> list[int]:
    """What was read most when `rank` last looked; empty where it never has. One query."""
    return list(cache.get(_MOST_READ) or [])


def _write_on() -> None:
    """The life of the writing thread."""
    while True:
        _here.enough.wait(EVERY_SECONDS)
        _flush_quietly()


def _flush_quietly() -> None:
    try:
        flush()
    except Exception:
        log.warning("reads not written yet")
        _here.enough.clear()
    finally:
        connection.close()
