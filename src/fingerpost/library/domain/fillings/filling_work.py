"""The work of a filling, in slices of about five seconds: look through files, try rows out, put them on the shelf."""

import shutil
import time
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Count

from fingerpost.files.models import Reading, StoredFile
from fingerpost.jobs.domain import work
from fingerpost.jobs.models import Job
from fingerpost.journal.domain import stream
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.library.domain.fillings import filling_archive, filling_files, filling_put
from fingerpost.library.domain.fillings.filling_places import check_may_fill
from fingerpost.library.domain.fillings.filling_queries import tally
from fingerpost.library.domain.fillings.filling_rows import Judge
from fingerpost.library.domain.own import attachments
from fingerpost.library.models import Filling, FillingState, RowState
from fingerpost.notifications.domain.outbox import send
from fingerpost.organisations.models import Person
from fingerpost.records.domain.sharing import actor

KIND = "library.fill"
LOOK, TRY, PUT, TAKE_BACK = "look", "try", "put", "take back"
_BATCH = 20  # rows tried in one transaction


def fill_slice(job: Job) -> work.Outcome:
    """Five seconds' worth of whatever a filling is at."""
    filling = Filling.objects.select_related("unit").get(pk=job.arguments["filling"])
    by = Person.objects.filter(public_id=job.owner).first() if job.owner else None
    if job.owner:
        try:
            check_may_fill(filling.unit, by)
        except NotAllowed as problem:
            raise RuleBroken(str(problem)) from problem
    return _WORK[job.arguments["do"]](filling, job, by)


def _look(filling: Filling, job: Job, by: Person | None) -> work.Outcome:
    """Keep each file, one at a time; then write the table down."""
    if filling.state != FillingState.LOOKING:
        return work.Outcome(done=job.total or 0)
    with filling_archive.opened(Path(filling.path)) as source:
        table, entries = filling_files.find_table(filling, source)
        until = time.monotonic() + work.SLICE_SECONDS
        while filling.position < len(entries):  # at least one, or a long list would keep it here for ever
            filling_files.take_in(filling, entries[filling.position], source)
            work.went_on(job)
            if time.monotonic() > until:
                break
        if filling.position < len(entries):
            return work.Outcome(done=filling.position, total=len(entries), again=True)
    filling_files.write_table(filling, table)
    _clear_upload(filling)
    return work.Outcome(done=len(entries), total=len(entries))


def _try(filling: Filling, job: Job, by: Person | None) -> work.Outcome:
    """Read the text of the files, then work out each row."""
    if filling.state != FillingState.TRYING:
        return work.Outcome(done=job.total or 0)
    until = time.monotonic() + work.SLICE_SECONDS
    rows = filling.rows.select_related("file")
    total = rows.count()
    unread = StoredFile.objects.filter(pk__in=rows.values("file"), reading=Reading.WAITING)
    while unread.exists():
        attachments.read_waiting(max(0.2, min(2.0, until - time.monotonic())))
        work.went_on(job)
        if time.monotonic() > until:
            return work.Outcome(done=0, total=total, counts={"unread": unread.count()}, again=True)
    judge = Judge(filling, by)
    while batch := list(rows.filter(state=RowState.WAITING)[:_BATCH]):
        with transaction.atomic():
            for row in batch:
                judge.judge(row)
                row.save(update_fields=["cells", "state", "reason", "item"])
        work.went_on(job)
        if time.monotonic() > until:
            left = rows.filter(state=RowState.WAITING).count()
            return work.Outcome(done=total - left, total=total, again=True)
    Filling.objects.filter(pk=filling.pk, state=FillingState.TRYING).update(state=FillingState.TRIED)
    return work.Outcome(done=total, total=total)


def _put(filling: Filling, job: Job, by: Person | None) -> work.Outcome:
    """Put each ready row on the shelf, in a transaction of its own."""
    ready = filling.rows.filter(state=RowState.READY)
    total = job.total or ready.count()
    judge, until = Judge(filling, by), time.monotonic() + work.SLICE_SECONDS
    while row := ready.first():
        filling_put.put(row, judge, by=by)
        work.went_on(job)
        if time.monotonic() > until:
            break
    left = ready.count()
    if left:
        return work.Outcome(done=max(0, total - left), total=total, again=True)
    _finish(filling, by)
    return work.Outcome(done=total, total=total, counts=tally(filling))


def _take_back(filling: Filling, job: Job, by: Person | None) -> work.Outcome:
    """Withdraw what was added, in order. `cursor` says how far it is."""
    after, until = int(job.cursor.get("after", 0)), time.monotonic() + work.SLICE_SECONDS
    rows = filling.rows.filter(state=RowState.ADDED).select_related("item__unit")
    total, taken = job.total or rows.count(), int(job.counts.get("taken_back", 0))
    for row in rows.filter(position__gt=after).iterator(chunk_size=50):
        taken += filling_put.take_back(row, by=by)
        after = row.position
        work.went_on(job)
        if time.monotonic() > until:
            break
    left = rows.filter(position__gt=after).count()
    return work.Outcome({"after": after}, total - left, total, {"taken_back": taken}, again=bool(left))


_WORK = {LOOK: _look, TRY: _try, PUT: _put, TAKE_BACK: _take_back}


# Inside ------------------------------------------------------------------------------------------


@transaction.atomic
def _finish(filling: Filling, by: Person | None) -> None:
    """Say once that all is on the shelf, and tell each owner once, however many pages they got."""
    if not Filling.objects.filter(pk=filling.pk, state=FillingState.RUNNING).update(state=FillingState.DONE):
        return
    stream.record("library.filling_finished", subject=filling.public_id, by=actor(by), detail=tally(filling))
    owned = filling.rows.filter(state=RowState.ADDED, item__owner__is_active=True).order_by()
    waits = filling.defaults.get("as") == filling_put.REVIEW
    for email, many in owned.values_list("item__owner__email").annotate(Count("pk")):
        if by is None or email != by.email:
            pages = "1 page" if many == 1 else f"{many} pages"
            more = "They wait for somebody to read and share them." if waits else "They are on the shelf."
            send([email], f"You are named as the owner of {pages}",
                 f"A colleague brought documents into the library, and named you as the owner of {pages}. "
                 f"{more}\n\nSign in and open Library to see them.")  # fmt: skip


def _clear_upload(filling: Filling) -> None:
    """What was uploaded is kept file by file now. A folder of the operator's own is not ours to delete."""
    uploads = (settings.HOME / "fillings").resolve()
    if Path(filling.path).is_relative_to(uploads):
        shutil.rmtree(Path(filling.path).parent, ignore_errors=True)
