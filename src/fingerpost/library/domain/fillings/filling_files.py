"""The files of a filling and the rows of its table: kept, joined, and let go of."""

from collections import defaultdict
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast

from fingerpost.files.domain import store
from fingerpost.files.models import StoredFile
from fingerpost.kernel.errors import RuleBroken
from fingerpost.library.domain.fillings import filling_table
from fingerpost.library.domain.fillings.filling_archive import Entry, Source
from fingerpost.library.domain.fillings.filling_table import Table
from fingerpost.library.domain.fillings.filling_words import order_of
from fingerpost.library.models import Attachment, Filling, FillingRow, FillingState, Revision, RowState

LONGEST_NAME = 500
_BATCH = 500


def find_table(filling: Filling, source: Source) -> tuple[Table | None, list[Entry]]:
    """The table, beside the archive or inside it, and the files that are documents.

    Inside, it is the one of whose columns we know most; other tables are documents like any.
    """
    if beside := filling.defaults.get("table"):
        if not Path(beside).is_file():
            raise RuleBroken("The table is no longer there. Begin again.")
        table = filling_table.read_table(Path(beside), Path(beside).name)
        return table, [entry for entry in source.entries if not _is_same_file(filling, entry, Path(beside))]
    names = [entry.name for entry in source.entries if not filling_table.is_table(entry.name)]
    best: tuple[int, Entry, Table] | None = None
    for entry in source.entries:
        if filling_table.is_table(entry.name):
            with suppress(RuleBroken):  # then it is no table of documents
                table = _read_inside(source, entry)
                known = len(filling_table.guess_columns(table, names))
                if known >= 2 and (best is None or known > best[0]):
                    best = known, entry, table
    if best is None:
        return None, source.entries
    return best[2], [entry for entry in source.entries if entry is not best[1]]


def take_in(filling: Filling, entry: Entry, source: Source) -> None:
    """Keep one file, and write down that it was seen. Where it is refused, its row says why."""
    filling.position += 1
    row = FillingRow(filling=filling, position=filling.position, file_name=_own_name(filling, entry.name))
    if len(entry.name) > LONGEST_NAME:
        row.cells = {"refused": "The path of this file is too long. Give it a shorter name."}
    else:
        try:
            row.file = store.keep(entry.name, source.chunks(entry))
        except RuleBroken as problem:
            row.cells = {"refused": str(problem)}
    with transaction.atomic():
        here = Filling.objects.filter(pk=filling.pk, state=FillingState.LOOKING, position=filling.position - 1)
        if not here.update(position=filling.position):
            raise RuleBroken("Another process has gone on with this, or it was given up.")
        row.save(force_insert=True)


@transaction.atomic
def write_table(filling: Filling, table: Table | None) -> None:
    """Write the rows of the table down after the files, and guess what its columns mean."""
    if table is not None:
        files = list(filling.rows.values_list("file_name", flat=True))
        filling.headings = list(table.headings)
        filling.columns = filling_table.guess_columns(table, files)
        dates = table.headings.index(filling.columns["review_due"]) if "review_due" in filling.columns else None
        if dates is not None:
            filling.defaults["dates"] = order_of(row[dates] for row in table.rows)
        FillingRow.objects.bulk_create(
            [
                FillingRow(
                    filling=filling, position=filling.position + line,
                    cells={"table": dict(zip(table.headings, cells, strict=True)), "line": line},
                )
                for line, cells in enumerate(table.rows, 1)
            ],
            batch_size=_BATCH,
        )  # fmt: skip
    filling.state = FillingState.MATCHING
    filling.save(update_fields=["headings", "columns", "defaults", "state"])


def join(filling: Filling) -> None:
    """Bring the rows of the table and the files together, as the columns now say. All rows wait to be tried.

    A row finds its file by the path, the name, or the name without its ending; without a column for files, by
    its title. Files that no row names come after, if they are wanted. What people mended is begun anew.
    """
    rows = list(filling.rows.all())
    lines = sorted((row for row in rows if "table" in row.cells), key=lambda row: row.cells["line"])
    pool = {row.file_name: (row.file_id, row.cells.get("refused", "")) for row in rows if _holds_file(row)}
    by_key: dict[str, list[str]] = defaultdict(list)
    for name in pool:
        for key in filling_table.file_keys(name):
            by_key[key].append(name)
    named: set[str] = set()
    joined = [_joined(filling, row.cells, pool, by_key, named) for row in lines]
    strays = [name for name in pool if name not in named]
    if lines and filling.defaults.get("strays") == "leave":
        joined += [_left_out(filling, name, pool[name]) for name in strays]
    else:
        joined += [_of_file(filling, name, pool[name], {}) for name in strays]
    for position, row in enumerate(joined, 1):
        row.position = position
    filling.rows.all().delete()
    FillingRow.objects.bulk_create(joined, batch_size=_BATCH)


def forget(filling: Filling) -> None:
    """Delete the rows of a filling, and the files that came with it and that nothing else uses."""
    kept = list(
        StoredFile.objects.select_for_update()
        .filter(pk__in=filling.rows.exclude(file=None).values("file"), kept_at__gte=filling.created_at)
    )  # fmt: skip
    filling.rows.all().delete()
    for stored in kept:
        listed = Revision.objects.annotate(listed=Cast("files", TextField())).filter(listed__contains=stored.public_id)
        used = Attachment.objects.filter(file=stored).exists() or FillingRow.objects.filter(file=stored).exists()
        if not used and not listed.exists():
            path = store.path_of(stored)
            stored.delete()
            transaction.on_commit(lambda gone=path: gone.unlink(missing_ok=True))


# Inside ------------------------------------------------------------------------------------------


def _own_name(filling: Filling, name: str) -> str:
    """The name; with a number behind it where the archive holds two files of one path."""
    kept, number = name[-LONGEST_NAME:], 1
    while filling.rows.filter(file_name=kept).exists():
        number += 1
        kept = f"{name[-LONGEST_NAME + 8 :]} ({number})"
    return kept


def _read_inside(source: Source, entry: Entry) -> Table:
    with TemporaryDirectory(prefix="fingerpost-table-") as folder:
        path = Path(folder) / "table"
        with path.open("wb") as file:
            for chunk in source.chunks(entry):
                file.write(chunk)
        return filling_table.read_table(path, entry.name)


def _is_same_file(filling: Filling, entry: Entry, table: Path) -> bool:
    """Whether the table beside is one of the files of a folder."""
    folder = Path(filling.path)
    return folder.is_dir() and table == folder / entry.name


def _holds_file(row: FillingRow) -> bool:
    """Whether this row knows a file that was sent."""
    return bool(row.file_name) and "asked" not in row.cells


def _joined(
    filling: Filling,
    cells: dict[str, object],
    pool: dict[str, tuple[int | None, str]],
    by_key: dict[str, list[str]],
    named: set[str],
) -> FillingRow:
    """A row of the table with the file that it means."""
    table = cells["table"]
    assert isinstance(table, dict)
    kept = {"table": table, "line": cells["line"]}
    asked = str(table.get(filling.columns.get("file", ""), ""))
    wanted = asked or ("" if "file" in filling.columns else str(table.get(filling.columns.get("title", ""), "")))
    for key in filling_table.file_keys(wanted):
        found = list(dict.fromkeys(by_key.get(key, [])))
        if len(found) == 1:
            named.add(found[0])
            return _of_file(filling, found[0], pool[found[0]], kept)
        if found:
            named.update(found)
            several = f"{len(found)} files are called {asked[:100]}. Write the path of the one you mean in the table."
            return FillingRow(
                filling=filling, file_name=asked[-LONGEST_NAME:], cells=kept | {"asked": asked, "refused": several}
            )
    if asked:
        return FillingRow(filling=filling, file_name=asked[-LONGEST_NAME:], cells=kept | {"asked": asked})
    return FillingRow(filling=filling, cells=kept)


def _of_file(filling: Filling, name: str, known: tuple[int | None, str], cells: dict[str, object]) -> FillingRow:
    file, refused = known
    return FillingRow(
        filling=filling, file_name=name, file_id=file, cells=cells | ({"refused": refused} if refused else {})
    )


def _left_out(filling: Filling, name: str, known: tuple[int | None, str]) -> FillingRow:
    row = _of_file(filling, name, known, {})
    row.state, row.reason = RowState.REJECTED, "The table does not name this file, so it was left out."
    return row
