"""Writes everything into a folder, in forms that any program can read: JSON lines, Markdown, the original files.

The same content gives the same bytes, whenever and wherever it is written. An export that was broken off
is never taken for a whole one: it is written beside its place and moved there at the end.
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC
from pathlib import Path
from typing import Any

from fingerpost.config.carrying import files, pages, rows
from fingerpost.config.carrying.manifest import (
    CONTENTS,
    NAME,
    READ_ME,
    Content,
    Manifest,
    TableFile,
    Written,
    product_version,
    tables_as_of,
)  # fmt: skip
from fingerpost.config.carrying.snapshot import sealed_moment
from fingerpost.config.carrying.tables import CARRIED, LEFT_OUT
from fingerpost.journal.domain import stream
from fingerpost.journal.models import Change
from fingerpost.kernel.errors import RuleBroken

UNFINISHED = "not-finished"


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written. `seal` is the checksum of the manifest; `lost` are stored files that were gone already."""

    rows: int
    files: int
    pages: int
    lost: tuple[str, ...]
    seal: str


def export(target: Path) -> Exported:
    """Write everything into `target`, a folder that is empty or not there. Raises RuleBroken where it cannot be."""
    target = target.absolute()
    if target.is_symlink() or (target.exists() and (not target.is_dir() or any(target.iterdir()))):
        raise RuleBroken(f"{target} is not empty. Name a folder that is empty or not there yet.")
    try:
        with _beside(target) as building, sealed_moment():
            done = _write_all(building)
    except OSError as problem:
        raise RuleBroken(f"The export could not be written: {problem.strerror or problem}.") from problem
    return done


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A folder beside `target` that is moved there when all went well, readable by its owner only."""
    building = target.with_name(target.name + ".tmp")
    if building.exists():
        if not any((building / name).exists() for name in (UNFINISHED, NAME)):
            raise RuleBroken(f"{building} is in the way. Move it elsewhere.")
        shutil.rmtree(building)
    building.mkdir(mode=0o700, parents=True)
    before = os.umask(0o077)
    try:
        (building / UNFINISHED).touch()
        yield building
        (building / UNFINISHED).unlink()
        building.rename(target)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    finally:
        os.umask(before)


def _write_all(folder: Path) -> Exported:
    tables = {table.name: _write_table(folder, table) for table in CARRIED}
    taken = list(files.take_out(folder))
    copied = [one for one in taken if isinstance(one, Content)]
    lost = sorted(one for one in taken if isinstance(one, str))
    contents = [_write_text(folder, READ_ME, _read_me()), *copied]
    contents += [_write_text(folder, path, text) for path, text in pages.pages()]
    manifest = Manifest(
        version=product_version(), as_of=_newest(), tables_as_of=tables_as_of(), stream=stream_head(), tables=tables,
        contents=_write_contents(folder, contents), lost=tuple(lost),
    )  # fmt: skip
    with (folder / NAME).open("wb") as file:
        file.write(manifest.as_bytes())
        file.flush()
        os.fsync(file.fileno())
    return Exported(
        rows=sum(one.rows for one in tables.values()), files=len(copied), pages=len(contents) - len(copied) - 1,
        lost=manifest.lost, seal=manifest.seal,
    )  # fmt: skip


def _write_table(folder: Path, table: Any) -> TableFile:
    file = Written(folder / table.file)
    for row in rows.rows_of(table):
        file.add(rows.line_of(row))
    return TableFile(file=table.file, rows=file.lines, sha256=file.close())


def _write_text(folder: Path, path: str, text: bytes) -> Content:
    file = Written(folder / path)
    file.add(text)
    return Content(path, file.bytes, file.close())


def _write_contents(folder: Path, contents: list[Content]) -> str:
    file = Written(folder / CONTENTS)
    for one in sorted(contents, key=lambda one: one.path):
        file.add((json.dumps(asdict(one), sort_keys=True, ensure_ascii=False) + "\n").encode())
    return file.close()


def stream_head() -> dict[str, Any]:
    """The newest seal of the history and its place; 0 and the first seal where nothing was sealed."""
    last = Change.objects.filter(position__isnull=False).order_by("-position").first()
    return {"position": last.position, "seal": last.seal} if last else {"position": 0, "seal": stream.FIRST}


def _newest() -> str:
    """The time of the newest change; '' where there is none."""
    last = Change.objects.order_by("-at").values_list("at", flat=True).first()
    return last.astimezone(UTC).isoformat(timespec="microseconds") if last else ""


def _read_me() -> bytes:
    """What the folder is, for whoever opens it years from now."""
    left = [f"- `{name}`: {because}" for name, because in sorted(LEFT_OUT.items())]
    left += [
        f"- `{one.field}` of `{table.name}`: {one.because}" for table in CARRIED for one in table.without
    ]  # fmt: skip
    return "\n".join([
        "# An export of Fingerpost", "",
        "- `manifest.json`: what is here, with the number of rows and the SHA-256 checksum of each table.",
        "- `tables/`: everything that is kept. One table a file, one row a line, each line a JSON object.",
        "  Times are in UTC. A kind of record has its own fields in its own table, and what all share in",
        "  `records_record.jsonl`, under the same number.",
        "- `files/`: the original files, each under its SHA-256 checksum.",
        "- `pages/`: the pages of the library as Markdown, made from the tables for people to read.",
        "- `contents.jsonl`: the path, size and checksum of all that is not a table.", "",
        "It holds people's names and work e-mail addresses, and may hold abstracts under licence.",
        "Keep it as safe as the library itself. `fingerpost restore` makes a library of it again.", "",
        "## What is left out", "", *left, "",
    ]).encode()  # fmt: skip
