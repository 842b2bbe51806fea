"""How the product itself is: for probes and for the operations page."""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Min, Q

from fingerpost.jobs.models import Job, JobState, WorkerBeat
from fingerpost.journal.models import Change
from fingerpost.kernel import clock
from fingerpost.library.domain.rules import imports_seen_by
from fingerpost.library.models import Rejected
from fingerpost.organisations.readers import Reader
from fingerpost.records.models import Record
from fingerpost.search.engine import engine
from fingerpost.search.models import Pending

LOW_SPACE = 500 * 1024**2


@dataclass(frozen=True, slots=True)
class Health:
    """Figures for the operations page."""

    records: int
    pending: int
    oldest_pending: datetime | None
    by_meaning: int | None
    generation: str
    documents: int
    index_bytes: int
    database_bytes: int
    free_bytes: int
    unsealed: int
    rejected: int
    waiting_jobs: int
    failed_jobs: int
    workers: tuple[WorkerBeat, ...]

    @property
    def workers_alive(self) -> int:
        """Workers that gave a sign of life in the last minute."""
        return sum(beat.at > clock.now() - timedelta(minutes=1) for beat in self.workers)


def look() -> Health:
    """Measure everything now. About ten queries; for operators, not for every page."""
    index = engine()
    return Health(
        records=Record.objects.count(),
        pending=Pending.objects.count(),
        oldest_pending=Pending.objects.aggregate(oldest=Min("since"))["oldest"],
        by_meaning=index.meaning.count() if index.meaning is not None else None,
        generation=index.generation(),
        documents=index.count(),
        index_bytes=_size(settings.HOME / "index"),
        database_bytes=_database_size(),
        free_bytes=shutil.disk_usage(settings.HOME).free,
        unsealed=Change.objects.filter(position__isnull=True).count(),
        rejected=Rejected.objects.filter(mended=False).count(),
        waiting_jobs=Job.objects.filter(state=JobState.WAITING).count(),
        failed_jobs=Job.objects.filter(state=JobState.FAILED).count(),
        workers=tuple(WorkerBeat.objects.filter(at__gt=clock.now() - timedelta(days=1)).order_by("queue", "-at")[:20]),
    )


def jobs_for(reader: Reader) -> list[Job]:
    """The newest long work: the site's own, and what this reader and their teams asked for. One query.

    Titles and reasons name files, so those of other organisations are left out.
    """
    own = Q(came_in__in=imports_seen_by(reader)) | Q(owner=reader.public_id)
    the_sites = Q(owner="") & (Q(came_in=None) | Q(came_in__team=None))
    return list(Job.objects.filter(own | the_sites).order_by("-created_at", "-pk")[:25])


def rejected_for(reader: Reader) -> list[Rejected]:
    """The newest rows that could not be brought in, of this reader's teams. One query."""
    rows = Rejected.objects.filter(mended=False, came_in__in=imports_seen_by(reader))
    return list(rows.select_related("came_in").order_by("-pk")[:25])


def readiness() -> dict[str, bool]:
    """Whether this process can answer: database, index, queue and disk."""
    checks = {"database": False, "index": False, "queue": False, "disk": False}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        checks["database"] = True
        oldest = Pending.objects.aggregate(oldest=Min("since"))["oldest"]
        checks["queue"] = oldest is None or oldest > clock.now() - timedelta(minutes=15)
        engine().count()
        checks["index"] = True
        checks["disk"] = shutil.disk_usage(settings.HOME).free > LOW_SPACE
    except Exception:  # noqa: S110 -- what failed is what stays False
        pass
    return checks


def _size(folder: Path) -> int:
    """Bytes in a folder. Files that vanish while it looks count nothing."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size
        except OSError:
            continue
    return total


def _database_size() -> int:
    if connection.vendor == "sqlite":
        path = Path(str(settings.DATABASES["default"]["NAME"]))
        return sum(part.stat().st_size for part in path.parent.glob(path.name + "*"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])
