"""Write to the stream, seal it, check it, follow it."""

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from fingerpost.journal.models import Change, Cursor
from fingerpost.kernel import clock

FIRST = "0" * 64
LAST = "the last seal"  # a cursor that nobody follows: the highest position ever given


def change(
    kind: str,
    *,
    subject: str,
    by: str = "",
    detail: dict[str, Any] | None = None,
    personal: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> Change:
    """A Change, not yet saved: for callers that write many at once with `add_all`."""
    row = Change(kind=kind, subject=subject, actor=by, at=at or clock.now(), detail=detail or {})
    if personal:
        row.personal = personal
        row.salt = secrets.token_hex(16)
        row.personal_digest = _digest(row.salt, personal)
    return row


def record(kind: str, *, subject: str, by: str = "", **more: Any) -> Change:
    """Add one Change. Call it inside the transaction that makes the change."""
    row = change(kind, subject=subject, by=by, **more)
    row.save(force_insert=True)
    return row


def add_all(rows: Iterable[Change]) -> None:
    """Add many Changes at once, in the caller's transaction."""
    Change.objects.bulk_create(rows, batch_size=500)


def seal(limit: int = 500) -> int:
    """Give the next unsealed rows their position and seal; how many were sealed.

    One process seals at a time: a lock on the cursor guards it on PostgreSQL, the write lock on
    SQLite. No position is given twice, so rows taken from the end leave a gap that `verify` finds.
    """
    if not Change.objects.filter(position__isnull=True).exists():  # do not take the write lock for nothing
        return 0
    with transaction.atomic():
        cursor, _ = Cursor.objects.select_for_update().get_or_create(follower=LAST)
        last = Change.objects.filter(position__isnull=False).order_by("-position").first()
        position, previous = (last.position, last.seal) if last else (0, FIRST)
        position = max(position, cursor.position)
        rows = list(Change.objects.filter(position__isnull=True).order_by("id")[:limit])
        for row in rows:
            position += 1
            row.position, row.previous = position, previous
            row.seal = previous = _seal(row)
        # Not bulk_update: its CASE for every row takes six times as long, and sealing must outrun an import.
        with connection.cursor() as sql:
            sql.executemany(
                "UPDATE journal_change SET position = %s, previous = %s, seal = %s WHERE id = %s",
                [(row.position, row.previous, row.seal, row.pk) for row in rows],
            )
        Cursor.objects.filter(pk=LAST).update(position=position)
    return len(rows)


def verify() -> tuple[int, str]:
    """Walk the whole chain: how many sealed rows hold, and what is wrong with the next ('' if nothing)."""
    last = Cursor.objects.filter(pk=LAST).values_list("position", flat=True).first() or 0
    expected, previous = 1, FIRST
    for row in Change.objects.filter(position__isnull=False).order_by("position").iterator(chunk_size=2000):
        if row.position != expected:
            return expected - 1, f"Position {expected} is missing."
        if row.previous != previous or row.seal != _seal(row):
            return expected - 1, f"The change at position {expected} is not what was sealed."
        if row.personal and row.personal_digest != _digest(row.salt, row.personal):
            return expected - 1, f"The personal detail at position {expected} is not what was sealed."
        expected, previous = expected + 1, row.seal
    return expected - 1, f"Position {expected} is missing." if expected <= last else ""


def erase_personal(subject: str) -> int:
    """Forget the personal detail of a subject's changes; how many had any. The chain still verifies.

    The salt goes too: with it, somebody could try names until one fits the digest.
    """
    return Change.objects.filter(subject=subject, personal__isnull=False).update(personal=None, salt="")


def follow(follower: str, act: Callable[[Change], None], *, kinds: Iterable[str], limit: int = 200) -> int:
    """Hand sealed changes of these kinds to `act`, from where this follower left off; how many.

    At least once: a crash hands the same change over again, so `act` must not mind.
    """
    cursor, _ = Cursor.objects.get_or_create(follower=follower)
    kinds = list(kinds)
    top = Change.objects.filter(position__isnull=False).order_by("-position").values_list("position", flat=True).first()
    rows = list(Change.objects.filter(kind__in=kinds, position__gt=cursor.position).order_by("position")[:limit])
    for row in rows:
        with transaction.atomic():
            act(row)
            Cursor.objects.filter(pk=follower).update(position=row.position)
    if len(rows) < limit and top and top > (rows[-1].position if rows else cursor.position):
        Cursor.objects.filter(pk=follower).update(position=top)
    return len(rows)


def _seal(row: Change) -> str:
    """SHA-256 over the previous seal and everything that must never change."""
    content = json.dumps(
        [
            row.position, row.previous, row.kind, row.subject, row.actor,
            row.at.astimezone(UTC).isoformat(timespec="microseconds"), row.detail, row.personal_digest,
        ],
        sort_keys=True, separators=(",", ":"), ensure_ascii=True,
    )  # fmt: skip
    return hashlib.sha256(content.encode()).hexdigest()


def _digest(salt: str, personal: dict[str, Any]) -> str:
    """SHA-256 of salted personal detail."""
    content = salt + json.dumps(personal, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(content.encode()).hexdigest()
