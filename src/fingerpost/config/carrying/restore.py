"""Makes a library of an export again, in an empty home: the same rows, numbers, files and history.

Everything is looked at before anything is taken, rows come in one transaction, and the history must
verify before they stay. What is refused is refused whole.
"""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.color import no_style
from django.db import Error, connection, models, transaction

from fingerpost.config.carrying import files, home, rows
from fingerpost.config.carrying.export import stream_head
from fingerpost.config.carrying.manifest import LONGEST_LINE, Manifest, check_folder
from fingerpost.config.carrying.tables import BY_NAME, CARRIED, Table
from fingerpost.jobs.domain import worker
from fingerpost.journal.domain import stream
from fingerpost.kernel.errors import RuleBroken
from fingerpost.search.domain import indexing


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back. `changes` is how many sealed changes of the history verify."""

    rows: int
    files: int
    people: int
    changes: int
    lost: tuple[str, ...]
    seal: str


def restore(folder: Path) -> Restored:
    """Put an export into this home, and ask for a new index. Raises RuleBroken where nothing was restored, and why."""
    try:
        manifest = check_folder(folder)
    except OSError as problem:
        raise RuleBroken(f"The folder cannot be read: {problem.strerror or problem}.") from problem
    with ExitStack() as stack:
        for queue in worker.QUEUES:
            if not stack.enter_context(worker.post(queue)):
                raise RuleBroken("The service is running here. Stop it before you restore.")
        if home.prepare(manifest.seal):
            _begin_anew(folder, manifest)
        else:
            _check_counts(manifest)
        held, _ = stream.verify()
        home.finished()
    return Restored(
        rows=sum(one.rows for one in manifest.tables.values()),
        files=BY_NAME["files.StoredFile"].model._base_manager.count() - len(manifest.lost),
        people=manifest.tables["organisations.Person"].rows, changes=held, lost=manifest.lost, seal=manifest.seal,
    )  # fmt: skip


def _begin_anew(folder: Path, manifest: Manifest) -> None:
    """All rows and files, or none."""
    try:
        with transaction.atomic():
            for table in CARRIED:
                _take_table(folder, table, manifest)
            try:
                connection.check_constraints()
            except Error as problem:
                raise RuleBroken(f"Rows of the export point at rows that it does not hold: {problem}") from problem
            _set_sequences()
            _check_history(manifest)
            files.put_back(folder, manifest.lost)
            indexing.ask_rebuild()
    except BaseException as problem:
        if isinstance(problem, Exception):  # else we are being stopped: the mark stays
            shutil.rmtree(home.files_folder(), ignore_errors=True)
            home.finished()
        if isinstance(problem, OSError):
            raise RuleBroken(f"The files could not be put back: {problem.strerror or problem}.") from problem
        raise


def _take_table(folder: Path, table: Table, manifest: Manifest) -> None:
    """Store the rows of one table, in batches. Raises RuleBroken at the first that cannot be."""
    expected = manifest.tables[table.name]
    known = [*table.fields, *(table.model._meta.get_field(one.field) for one in table.without)]
    quote = connection.ops.quote_name
    statement = (
        f"INSERT INTO {quote(table.model._meta.db_table)} ({', '.join(quote(field.column) for field in known)}) "  # noqa: S608 -- our own names
        f"VALUES ({', '.join(['%s'] * len(known))})"
    )
    lines, stored = _lines(folder / expected.file, expected.sha256), 0
    while batch := list(islice(lines, rows.BATCH)):
        values = []
        for number, line in enumerate(batch, stored + 1):
            try:
                row = rows.row_from(table, line)
            except rows.BadLine as problem:
                raise RuleBroken(f"{expected.file}, line {number:,}: {problem}. Nothing was restored.") from problem
            row |= {table.model._meta.get_field(one.field).attname: one.instead() for one in table.without}
            values.append([_prepared(field, row[field.attname]) for field in known])
        try:
            with connection.cursor() as sql:
                sql.executemany(statement, values)
        except (Error, ValueError, OverflowError) as problem:
            where = f"{expected.file}, lines {stored + 1:,} to {stored + len(batch):,}"
            raise RuleBroken(f"{where}: the database refuses them ({problem}). Nothing was restored.") from problem
        stored += len(batch)
    if stored != expected.rows:
        raise RuleBroken(f"{expected.file} holds {stored:,} rows where {expected.rows:,} are named.")


def _prepared(field: Any, value: Any) -> Any:
    """A value as the database's own driver takes it. In JSON, nothing is a value too."""
    if value is None and not field.null and isinstance(field, models.JSONField):
        return connection.ops.adapt_json_value(None, field.encoder)
    return field.get_db_prep_save(value, connection)


def _lines(path: Path, sha256: str) -> Iterator[bytes]:
    """The lines of a table; at the end, whether they are those that were looked at before."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while line := file.readline(LONGEST_LINE):
            found.update(line)
            yield line
    if found.hexdigest() != sha256:
        raise RuleBroken(f"{path.name} changed while it was read. Nothing was restored.")


def _set_sequences() -> None:
    """Have PostgreSQL number the next rows after these. SQLite does so by itself."""
    with connection.cursor() as sql:
        for statement in connection.ops.sequence_reset_sql(no_style(), [table.model for table in CARRIED]):
            sql.execute(statement)


def _check_history(manifest: Manifest) -> None:
    """The history holds together, and ends where the manifest says."""
    _, problem = stream.verify()
    if problem:
        raise RuleBroken(f"The history in the export was altered. {problem} Nothing was restored.")
    if stream_head() != manifest.stream:
        raise RuleBroken("The history in the export does not end as its manifest says. Nothing was restored.")


def _check_counts(manifest: Manifest) -> None:
    """What an earlier try stored is this export. Raises RuleBroken where it is not."""
    counts: dict[str, Any] = {table.name: table.model._base_manager.count() for table in CARRIED}
    if counts != {name: one.rows for name, one in manifest.tables.items()}:
        raise RuleBroken("There is something in this home already. A restore needs an empty one.")
