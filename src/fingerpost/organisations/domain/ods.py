"""Load the NHS's list of organisations: ODS files of up to 27 columns without a header.

Columns as the Organisation Data Service publishes them (0-based): 0 code, 1 name, 10 opened, 11 closed,
14 parent, 25 prescribing setting (practices only). `etr.csv` holds trusts, `epraccur.csv` practices.
`succ.csv` has one row a succession: code, code of the successor, reason, date.
"""

import codecs
import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.db import transaction
from django.utils.text import slugify

from fingerpost.journal.domain import stream
from fingerpost.journal.models import Change
from fingerpost.kernel.errors import RuleBroken
from fingerpost.organisations.domain.ods_rows import OdsRow, Rejected, Succession, read_row, read_succession
from fingerpost.organisations.domain.rules import signature
from fingerpost.organisations.models import Person, Unit, UnitKind

# Small enough that a batch holds the write lock for well under a tenth of a second.
BATCH = 200


@dataclass(slots=True)
class Loaded:
    """What became of a file. `rejected` rows carry their line and the reason."""

    read: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)


def load(path: Path, *, by: Person | None = None, progress: Callable[[int], None] | None = None) -> Loaded:
    """Add or update a unit for every row. Safe to run again: what is there is updated, never doubled.

    Names, dates and codes follow the file; short names, addresses and places in the tree that people
    gave stay. Raises RuleBroken if the file cannot be read at all.
    """
    successions = path.name.lower().startswith("succ")
    loaded, seen = Loaded(), set()
    for batch in _batches(_lines(path), BATCH):
        loaded.read += len(batch)
        if successions:
            _load_successions(batch, loaded, by)
        else:
            _load_units(batch, loaded, seen, path.name.lower(), by)
        if progress:
            progress(loaded.read)
    return loaded


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Each row with its line number; blank lines are passed over, unreadable ones come out too short."""
    with path.open(encoding=_encoding(path), errors="replace", newline="") as file:
        reader = csv.reader(file)
        while True:
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error:
                row = [""]
            if row:
                yield reader.line_num, row


def _encoding(path: Path) -> str:
    """UTF-8 if every byte of the file fits, else the Windows alphabet that older files are in."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    except OSError as problem:
        raise RuleBroken(f"The file {path.name} cannot be read.") from problem
    return "utf-8-sig"


def _batches(rows: Iterable[tuple[int, list[str]]], size: int) -> Iterator[list[tuple[int, list[str]]]]:
    source = iter(rows)
    while batch := list(islice(source, size)):
        yield batch


def _load_units(
    batch: list[tuple[int, list[str]]], loaded: Loaded, seen: set[str], name: str, by: Person | None
) -> None:
    """One batch in one transaction, in a fixed number of queries."""
    rows: dict[str, OdsRow] = {}
    for line, cells in batch:
        row = read_row(line, cells, name)
        if isinstance(row, Rejected):
            loaded.rejected.append(row)
        elif row.code in seen:
            loaded.rejected.append(Rejected(line, row.code, "This code stands in the file already."))
        else:
            seen.add(row.code)
            rows[row.code] = row
    with transaction.atomic():
        wanted = rows.keys() | {row.parent_code for row in rows.values() if row.parent_code}
        known = {unit.ods_code: unit for unit in Unit.objects.filter(ods_code__in=wanted)}
        added, updated, changes = [], [], []
        for row in rows.values():
            unit = known.get(row.code)
            if unit is None:
                unit = _new(row, known.get(row.parent_code))
                added.append(unit)
                changes.append(_change("organisations.unit_founded", unit, by, row))
            elif _bring_up_to_date(unit, row, known.get(row.parent_code)):
                updated.append(unit)
                changes.append(_change("organisations.unit_updated", unit, by, row))
            else:
                loaded.unchanged += 1
        Unit.objects.bulk_create(added)
        if updated:
            Unit.objects.bulk_update(updated, ["name", "sector", "opened_on", "closed_on", "parent"])
        stream.add_all(changes)
    loaded.added += len(added)
    loaded.updated += len(updated)


def _new(row: OdsRow, parent: Unit | None) -> Unit:
    return Unit(
        ods_code=row.code, slug=f"{row.code.lower()}-{slugify(row.name)[:60]}".rstrip("-"), name=row.name,
        kind=UnitKind.ORGANISATION, sector=row.sector, opened_on=row.opened_on, closed_on=row.closed_on, parent=parent,
    )  # fmt: skip


def _bring_up_to_date(unit: Unit, row: OdsRow, parent: Unit | None) -> bool:
    """Take over what the file knows better; whether anything changed."""
    before = (unit.name, unit.sector, unit.opened_on, unit.closed_on, unit.parent_id)
    unit.name, unit.opened_on = row.name, row.opened_on
    unit.sector = unit.sector or row.sector
    # A unit that was merged here stays closed, even if the file is older than the merger.
    if not unit.successor_id:
        unit.closed_on = row.closed_on
    if unit.parent_id is None and parent is not None and parent.pk != unit.pk:
        unit.parent = parent
    return before != (unit.name, unit.sector, unit.opened_on, unit.closed_on, unit.parent_id)


def _change(kind: str, unit: Unit, by: Person | None, row: OdsRow) -> Change:
    return stream.change(
        kind, subject=unit.public_id, by=signature(by),
        detail={
            "name": row.name, "ods_code": row.code,
            "opened_on": row.opened_on.isoformat() if row.opened_on else "",
            "closed_on": row.closed_on.isoformat() if row.closed_on else "",
        },
    )  # fmt: skip


def _load_successions(batch: list[tuple[int, list[str]]], loaded: Loaded, by: Person | None) -> None:
    """One batch of successions in one transaction, in a fixed number of queries."""
    rows: list[Succession] = []
    for line, cells in batch:
        row = read_succession(line, cells)
        (loaded.rejected if isinstance(row, Rejected) else rows).append(row)
    with transaction.atomic():
        codes = {code for row in rows for code in (row.code, row.successor)}
        known = {unit.ods_code: unit for unit in Unit.objects.filter(ods_code__in=codes)}
        heirs = dict(Unit.objects.filter(successor__isnull=False).values_list("pk", "successor_id"))
        parents = dict(Unit.objects.filter(parent__isnull=False).values_list("pk", "parent_id"))
        changed, changes = [], []
        for row in rows:
            old, new = known.get(row.code), known.get(row.successor)
            reason = _why_not(row, old, new, heirs, parents)
            if reason:
                loaded.rejected.append(Rejected(row.line, row.code, reason))
            elif old.successor_id == new.pk:
                loaded.unchanged += 1
            else:
                old.successor, old.closed_on = new, old.closed_on or row.on
                heirs[old.pk] = new.pk
                changed.append(old)
                changes.append(
                    stream.change(
                        "organisations.unit_merged", subject=old.public_id, by=signature(by),
                        detail={"into": new.public_id, "on": old.closed_on.isoformat()},
                    )
                )  # fmt: skip
        if changed:
            Unit.objects.bulk_update(changed, ["successor", "closed_on"])
        stream.add_all(changes)
    loaded.updated += len(changed)


def _why_not(
    row: Succession, old: Unit | None, new: Unit | None, heirs: dict[int, int], parents: dict[int, int]
) -> str:
    """Why this succession cannot be taken over; '' if it can."""
    if old is None or new is None:
        return f"The organisation {row.code if old is None else row.successor} is not known here. Load its file first."
    if old.successor_id and old.successor_id != new.pk:
        return "Another organisation has already taken over from this one. Only one can."
    if old.opened_on and not old.closed_on and row.on < old.opened_on:
        return "The date is before the day on which the organisation opened."
    reached, waiting = set(), [new.pk]
    while waiting:
        here = waiting.pop()
        if here not in reached:
            reached.add(here)
            waiting.extend(other for other in (heirs.get(here), parents.get(here)) if other)
    return "This would lead round in a circle." if old.pk in reached else ""
