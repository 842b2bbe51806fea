"""Reading everything as it stood at one moment, while others go on writing."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from fingerpost.journal.domain import stream
from fingerpost.journal.models import Change

TRIES = 20


@contextmanager
def one_moment() -> Iterator[None]:
    """Inside, all reads see one state of the database. Nothing may be written.

    Not `atomic`: on SQLite that takes the lock for writing, and everybody would wait until the end.
    """
    if connection.in_atomic_block:
        yield
        return
    postgres = connection.vendor == "postgresql"
    with connection.cursor() as sql:
        sql.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if postgres else "BEGIN DEFERRED")
    try:
        yield
    finally:
        with connection.cursor() as sql:
            sql.execute("ROLLBACK")


@contextmanager
def sealed_moment() -> Iterator[None]:
    """The same, at a moment when every change is sealed, so that a restored history has nothing left to seal.

    Where people write without a pause, the last tries may leave a few changes to be sealed there.
    """
    for tries_left in reversed(range(TRIES)):
        while stream.seal():
            pass
        with one_moment():
            if tries_left and Change.objects.filter(position__isnull=True).exists():
                continue
            yield
            return
