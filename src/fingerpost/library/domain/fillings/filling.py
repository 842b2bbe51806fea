"""Fill the shelf: many documents at once, from an archive or a folder, with or without a table that describes them.

A filling goes through these states, each a job that can be stopped, goes on where it was, and doubles nothing:

1. LOOKING: each file is kept, and the rows of the table are written down. Then MATCHING: a person says what the
   columns mean and what holds where the table is silent.
2. TRYING: the text of each file is read, and each row is worked out. Then TRIED: nothing is on the shelf yet.
3. RUNNING: each ready row becomes a page, or a new version of one. Then DONE.

The stream: `library.filling_begun`, `filling_matched`, `filling_run`, `filling_finished`, `filling_given_up`,
`filling_taken_back`; what happens to each page is said there as for any page.
"""

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from fingerpost.files.models import StoredFile
from fingerpost.jobs.domain import work
from fingerpost.journal.domain import stream
from fingerpost.kernel.errors import RuleBroken
from fingerpost.kernel.ids import new_id
from fingerpost.library.domain.fillings import filling_archive, filling_files, filling_put, filling_table
from fingerpost.library.domain.fillings.filling_places import Places, check_may_fill
from fingerpost.library.domain.fillings.filling_rows import Judge
from fingerpost.library.domain.fillings.filling_work import KIND, LOOK, PUT, TAKE_BACK, TRY
from fingerpost.library.domain.published.imports import file_name
from fingerpost.library.models import Filling, FillingRow, FillingState, RowState
from fingerpost.organisations.models import Person, Unit
from fingerpost.records.domain.sharing import actor

Chunks = Iterable[bytes]


# Begin -------------------------------------------------------------------------------------------


def upload(name: str, chunks: Chunks, *, unit: Unit, by: Person, table: tuple[str, Chunks] | None = None) -> Filling:
    """Begin with an archive that somebody sent, and a table beside it. What is refused (RuleBroken) is not kept."""
    check_may_fill(unit, by)
    folder = settings.HOME / "fillings" / new_id()
    folder.mkdir(parents=True)
    try:
        path = _write(folder / file_name(name), chunks)
        beside = _write(folder / "table" / file_name(table[0]), table[1]) if table else None
        return begin(path, unit=unit, by=by, table=beside)
    except BaseException:
        shutil.rmtree(folder)
        raise


@transaction.atomic
def begin(path: Path, *, unit: Unit, by: Person | None, table: Path | None = None) -> Filling:
    """Begin with an archive or a folder. Raises RuleBroken, in words, when it is none that we take."""
    check_may_fill(unit, by)
    with filling_archive.opened(path) as source:
        if not source.entries:
            raise RuleBroken(filling_archive.EMPTY)
    if table is not None:
        if not filling_table.is_table(table.name):
            raise RuleBroken("The table must be a CSV or Excel file (.csv or .xlsx).")
        filling_table.read_table(table, table.name)
    filling = Filling.objects.create(
        person=by, unit=unit, name=path.name[:255], path=str(path.resolve()),
        defaults={"table": str(table.resolve()) if table else ""},
    )  # fmt: skip
    stream.record("library.filling_begun", subject=filling.public_id, by=actor(by), detail={"unit": unit.public_id})
    return _ask(filling, LOOK, f"Look through {filling.name}", by)


# Say what the columns mean ------------------------------------------------------------------------


@transaction.atomic
def match(filling: Filling, columns: dict[str, str], defaults: dict[str, Any], *, by: Person | None) -> Filling:
    """Say which column means what, and what holds where the table is silent; then all rows are tried.

    `columns`: our name → a heading. `defaults`: kind, audience, owner (e-mail), review_due (ISO), dates, as, strays
    ("take" or "leave"), held_by, words ({"kind"|"audience": {what the table says: what it means}}).
    """
    filling = _hold(filling)
    check_may_fill(filling.unit, by)
    waits = filling.state in {FillingState.MATCHING, FillingState.TRIED}
    if not waits and not is_stopped(filling, FillingState.TRYING):
        raise RuleBroken("This cannot be matched again now.")
    wanted = {name: heading for name, heading in columns.items() if heading}
    if set(wanted) - set(filling_table.NAMES) or set(wanted.values()) - set(filling.headings):
        raise RuleBroken("Choose columns that are in the table.")
    if len(set(wanted.values())) < len(wanted):
        raise RuleBroken("Each column can mean one thing only.")
    filling.columns = wanted
    filling.defaults = {"table": filling.defaults.get("table", "")} | defaults
    if defaults.get("owner"):
        Places(filling, by).person_called(str(defaults["owner"]))
    filling_files.join(filling)
    filling.state = FillingState.TRYING
    filling.save(update_fields=["columns", "defaults", "state"])
    stream.record("library.filling_matched", subject=filling.public_id, by=actor(by))
    return _ask(filling, TRY, f"Try out {filling.name}", by)


# Put on the shelf, stop, go on --------------------------------------------------------------------


@transaction.atomic
def run(filling: Filling, *, by: Person | None) -> Filling:
    """Put all rows that are ready on the shelf."""
    filling = _hold(filling)
    check_may_fill(filling.unit, by)
    if filling.state not in {FillingState.TRIED, FillingState.DONE}:
        raise RuleBroken("Try it out first.")
    if not filling.rows.filter(state=RowState.READY).exists():
        raise RuleBroken("No row is ready. Mend those that were not taken, or match the columns anew.")
    filling.state = FillingState.RUNNING
    filling.save(update_fields=["state"])
    stream.record("library.filling_run", subject=filling.public_id, by=actor(by))
    return _ask(filling, PUT, f"Put {filling.name} on the shelf", by)


def is_stopped(filling: Filling, at: FillingState) -> bool:
    """Whether its work stopped, or failed, at this point and can go on."""
    return filling.state == at and (filling.job is None or filling.job.is_over)


def stop(filling: Filling, *, by: Person) -> None:
    """Stop the work at the end of its slice. What is on the shelf stays there."""
    if filling.job is None:
        raise RuleBroken("This has already finished.")
    work.cancel(filling.job, by=by.public_id)


def go_on(filling: Filling, *, by: Person) -> None:
    """Go on with work that was stopped or failed, from where it was."""
    if filling.job is None:
        raise RuleBroken("This has already finished.")
    work.retry(filling.job, by=by.public_id)


@transaction.atomic
def give_up(filling: Filling, *, by: Person | None) -> None:
    """Let go of a filling before anything is on the shelf. Its files are deleted, where nobody else needs them."""
    filling = _hold(filling)
    check_may_fill(filling.unit, by)
    if filling.state in {FillingState.RUNNING, FillingState.DONE, FillingState.STOPPED}:
        raise RuleBroken("Some of it may be on the shelf already, so it cannot be given up.")
    if filling.job and not filling.job.is_over:
        work.cancel(filling.job, by=filling.job.owner)
    filling_files.forget(filling)
    filling.state, filling.reason = FillingState.STOPPED, "This was given up. Nothing of it is on the shelf."
    filling.save(update_fields=["state", "reason"])
    stream.record("library.filling_given_up", subject=filling.public_id, by=actor(by))


@transaction.atomic
def take_back(filling: Filling, *, by: Person | None) -> Filling:
    """Withdraw every page that this filling added and that nobody has worked on since. Versions it made stay."""
    filling = _hold(filling)
    check_may_fill(filling.unit, by)
    through = filling.state == FillingState.DONE or is_stopped(filling, FillingState.RUNNING)
    if not through or not filling.rows.filter(state=RowState.ADDED).exists():
        raise RuleBroken("There is nothing to take back.")
    if filling.job and not filling.job.is_over:
        raise RuleBroken("Wait until the work that goes on is done.")
    stream.record("library.filling_taken_back", subject=filling.public_id, by=actor(by))
    return _ask(filling, TAKE_BACK, f"Take back {filling.name}", by)


# Mend --------------------------------------------------------------------------------------------


@transaction.atomic
def mend(
    row: FillingRow, said: dict[str, str], *, by: Person | None, file: tuple[StoredFile, str] | None = None
) -> RowState:
    """Try one row again, as a person put it right; `file`, with its name, takes the place of its own.

    Raises RuleBroken with the reason if it is still not taken: then nothing is changed. Where the others
    are on the shelf already, it goes there at once.
    """
    row = FillingRow.objects.select_for_update(of=("self",)).select_related("filling__unit", "file").get(pk=row.pk)
    check_may_fill(row.filling.unit, by)
    if row.filling.state not in {FillingState.TRIED, FillingState.DONE}:
        raise RuleBroken("Wait until the work that goes on is done.")
    if row.state not in {RowState.REJECTED, RowState.READY}:
        raise RuleBroken("This row is on the shelf. Change its page instead.")
    row.cells["mended"] = row.cells.get("mended", {}) | said
    if file is not None:
        row.file, row.file_name = file[0], file_name(file[1])
        row.cells.pop("asked", None)
        row.cells.pop("refused", None)
    judge = Judge(row.filling, by)
    if judge.judge(row) is None:
        raise RuleBroken(row.reason)
    row.save()
    if row.filling.state == FillingState.DONE and row.state == RowState.READY:
        if filling_put.put(row, judge, by=by) == RowState.REJECTED:
            row.refresh_from_db(fields=["reason"])
            raise RuleBroken(row.reason)
        row.refresh_from_db(fields=["state"])
    return RowState(row.state)


@transaction.atomic
def leave_out(row: FillingRow, *, by: Person | None) -> None:
    """Do not take a row. It can still be mended later."""
    check_may_fill(row.filling.unit, by)
    left = FillingRow.objects.filter(pk=row.pk, state__in=[RowState.READY, RowState.REJECTED])
    if not left.update(state=RowState.REJECTED, reason="You left this out."):
        raise RuleBroken("This row is on the shelf. Change its page instead.")


# Inside ------------------------------------------------------------------------------------------


def _ask(filling: Filling, do: str, title: str, by: Person | None) -> Filling:
    filling.job = work.ask(KIND, title[:200], by=actor(by), filling=filling.pk, do=do)
    filling.save(update_fields=["job"])
    return filling


def _hold(filling: Filling) -> Filling:
    """The row as it is now, kept from others until the end of the transaction."""
    Filling.objects.select_for_update().filter(pk=filling.pk).first()
    return Filling.objects.select_related("unit", "job").get(pk=filling.pk)


def _write(path: Path, chunks: Chunks) -> Path:
    path.parent.mkdir(exist_ok=True)
    size, most = 0, settings.IMPORT_MAX_BYTES
    with path.open("wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > most:
                raise RuleBroken(f"This file is larger than {most // 1024**2:,} MB. Split it and try again.")
            file.write(chunk)
    return path
