"""The table that says what each document is: read from CSV or Excel, and matched to the names we use.

Nothing here computes: a cell that begins like a formula is the words it is.
"""

import csv
import io
import re
import warnings
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import Any
from zipfile import ZipFile

from documents.encoding import decoded
from fingerpost.kernel.errors import RuleBroken
from fingerpost.library.domain.fillings.filling_archive import MEGABYTE, check_members

ENDINGS = (".csv", ".tsv", ".xlsx")
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 20_000, 100, 5_000
_MOST_BYTES, _MOST_UNPACKED = 50 * MEGABYTE, 200 * MEGABYTE
_MOST_IN_A_CELL = 131_072  # characters
_LOOK_FOR_HEADINGS = 20  # rows: people put a title and a date above their tables
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")

# What we call it, and what people call it: whole headings, letters and digits only.
NAMES: dict[str, str] = {
    "file": "File", "title": "Title", "kind": "Kind", "summary": "In one line", "owner": "Owner",
    "review_due": "Next review", "audience": "Who may see it", "unit": "Unit", "topics": "Topics",
    "address": "Address of the controlled copy", "held_by": "Held in",
}  # fmt: skip
_SAID: dict[str, str] = {
    "file": "file filename filenames documentfile filepath path attachment pdf documentfilename nameoffile "
    "filereference",
    "title": "title documenttitle doctitle documentname docname policytitle policyname guidelinetitle guidelinename "
    "name document titleofdocument nameofdocument policy guideline subject heading fulltitle",
    "kind": "kind type documenttype doctype category typeofdocument documentcategory documentkind kindofdocument",
    "summary": "summary description abstract inoneline shortdescription purpose about",
    "owner": "owner owneremail docowner documentowner owneremailaddress policyowner responsible responsibleperson "
    "responsibleofficer lead leadauthor policylead documentlead documentauthor author email emailaddress contactemail "
    "contact nameofowner",
    "review_due": "review reviewdate nextreview nextreviewdate reviewby reviewdue reviewduedate duedate "
    "dateofnextreview expiry expirydate expires expireson validuntil validto reviewbydate dateforreview dueforreview "
    "expiryreviewdate",
    "audience": "audience access whomaysee whomayseeit whocansee whocanseeit visibility visibleto sharedwith sharewith "
    "permissions classification openness accesslevel readers availableto",
    "unit": "unit department division directorate team ward service specialty speciality directorateorteam "
    "owningunit owningdepartment area caregroup",
    "topics": "topics topic keywords keyword tags tag subjects themes theme",
    "address": "address url link weblink webaddress hyperlink documenturl documentlink weburl webpage",
    "held_by": "heldby heldin system sourcesystem controlledcopy mastercopy repository heldelsewhere documentsystem",
}  # fmt: skip
_MEANING = {said: name for name, all_said in _SAID.items() for said in all_said.split()}
# Headings that say more than one word, by what they hold. In this order; none speaks of what is past.
_LIKE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("file", re.compile(r"\bfile ?(name|path)?\b")),
    ("review_due", re.compile(r"\b(next|due).*review|review.*\b(by|due|date|next)\b|\bexpir|\bvalid (until|to)\b")),
    ("owner", re.compile(r"\b(owner|responsible|e-?mail)\b")),
    ("audience", re.compile(r"\b(who (may|can)|visib|audience|access)")),
    ("title", re.compile(r"\btitle\b|\bname of (the )?(document|policy|guideline)\b")),
    ("kind", re.compile(r"\b(type|kind|category) of\b|\bdocument (type|kind|category)\b")),
    ("unit", re.compile(r"\b(department|directorate|division|care group|ward|team)\b")),
    ("topics", re.compile(r"\b(topic|key ?word|tag)s?\b")),
    ("address", re.compile(r"\b(url|web ?(address|link)|hyperlink)\b")),
    ("held_by", re.compile(r"\b(held (in|by)|master copy|controlled copy)\b")),
)
_PAST = re.compile(r"\b(last|previous|approved|approval|issued?|published|created|ratified)\b")


@dataclass(frozen=True, slots=True)
class Table:
    """Headings, each once, and rows with as many cells as there are headings."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def is_table(name: str) -> bool:
    """Whether a file's name promises a table that we read."""
    return name.lower().endswith(ENDINGS)


def read_table(path: Path, name: str) -> Table:
    """The table in a CSV or Excel file. Raises RuleBroken, in words, where there is none that we can read."""
    if path.stat().st_size > _MOST_BYTES:
        raise RuleBroken(f"The table {name} is larger than {_MOST_BYTES // MEGABYTE} MB.")
    if name.lower().endswith(".xlsx"):
        return _first_with_headings(_excel_sheets(path, name), name)
    return _first_with_headings([_csv_rows(decoded(path.read_bytes()), name)], name)


def guess_columns(table: Table, files: Collection[str]) -> dict[str, str]:
    """Our name → the heading that most likely means it. By the headings first; the cells have a say.

    The column that holds names of `files` is the one of the files, whatever it is called.
    """
    samples = {heading: _sample(table, at) for at, heading in enumerate(table.headings)}
    found: dict[str, str] = {}
    names = {PurePosixPath(file.casefold()).name for file in files}
    named = {
        heading: sum(1 for cell in cells if PurePosixPath(cell.replace("\\", "/").casefold()).name in names)
        / len(cells)
        for heading, cells in samples.items()
        if cells
    }
    if named and (best := max(named, key=lambda heading: named[heading])) and named[best] >= 0.3:
        found["file"] = best
    for guess in (_whole_heading, _part_of_heading):
        for heading in table.headings:
            name = guess(heading)
            if name and name not in found and heading not in found.values() and _can_be(name, samples[heading]):
                found[name] = heading
    _prefer_addresses(found, samples)
    return found


def file_keys(said: str) -> tuple[str, ...]:
    """What a file may be called in a table, most exact first: its path, its name, its name without the ending."""
    path = PurePosixPath(said.strip().replace("\\", "/").casefold().lstrip("./"))
    if not path.name:
        return ()
    plain = path.name[: -len(path.suffix)] if 1 < len(path.suffix) <= 6 else path.name
    return tuple(dict.fromkeys((str(path), path.name, plain)))


# Reading -----------------------------------------------------------------------------------------


def _csv_rows(text: str, name: str) -> list[list[str]]:
    """Cells by whatever parts them. The first line says it, as Excel writes `sep=;`, or the fullest line does."""
    lines = text.lstrip("\ufeff").replace("\x00", "")
    said = re.match(r"sep=(.)\r?\n", lines)
    if said:
        lines = lines[said.end() :]
    head = "\n".join(lines.splitlines()[:_LOOK_FOR_HEADINGS])
    delimiter = said[1] if said else max(",;\t|", key=head.count)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter):
            # Python has this limit too, but as one setting of the whole process, which others may move.
            if any(len(cell) > _MOST_IN_A_CELL for cell in row):
                raise csv.Error
            rows.append(row)
            _check_many(len(rows), name)
    except csv.Error as problem:
        raise RuleBroken(f"The table {name} cannot be read near row {len(rows) + 1}: a cell never ends.") from problem
    return rows


def _excel_sheets(path: Path, name: str) -> Iterator[list[list[str]]]:
    """The sheets of an Excel file, each as rows of words. Formulas give what Excel last worked out."""
    try:
        with ZipFile(path) as packed:
            check_members(packed.infolist())
            if sum(member.file_size for member in packed.infolist()) > _MOST_UNPACKED:
                raise RuleBroken(f"The table {name} unpacks to more than we take. Save it as CSV.")
            for member in packed.infolist():
                with packed.open(member) as part:
                    if b"<!DOCTYPE" in part.read(2_048):  # Excel writes none
                        raise RuleBroken(f"The table {name} is damaged. Open it in Excel and save it anew.")
        yield from _sheets(path, name)
    except RuleBroken:
        raise
    except Exception as problem:  # openpyxl lets through whatever a damaged part does to it
        raise RuleBroken(f"The table {name} is damaged. Open it in Excel and save it anew, or as CSV.") from problem


def _sheets(path: Path, name: str) -> Iterator[list[list[str]]]:
    from openpyxl import load_workbook  # noqa: PLC0415 -- slow import

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what it does not know and we do not need
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        try:
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # some programs write them wrong, and rows would be missing
                rows: list[list[str]] = []
                for row in sheet.iter_rows(values_only=True):
                    rows.append([_in_words(cell) for cell in row[:MOST_COLUMNS]])
                    _check_many(len(rows), name)
                yield rows
        finally:
            book.close()


def _in_words(cell: Any) -> str:
    """A cell of Excel as it would be typed."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "Yes" if cell else "No"
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _check_many(rows: int, name: str) -> None:
    if rows > MOST_ROWS + _LOOK_FOR_HEADINGS:
        raise RuleBroken(f"The table {name} has more than {MOST_ROWS:,} rows. Split it into smaller ones.")


def _first_with_headings(sheets: Iterable[list[list[str]]], name: str) -> Table:
    """The first sheet that has a row of headings: the row that names most of what we know, or the first full one."""
    for rows in sheets:
        head = rows[:_LOOK_FOR_HEADINGS]
        known = [len({_whole_heading(cell) or _part_of_heading(cell) for cell in row} - {""}) for row in head]
        filled = [sum(1 for cell in row if cell.strip()) for row in head]
        at = known.index(max(known)) if known and max(known) >= 2 else next((n for n, m in enumerate(filled) if m), -1)
        if at >= 0 and len(rows) > at + 1:
            return _table(rows[at], rows[at + 1 :])
    raise RuleBroken(f"We found no table in {name}: it needs a row of headings, and rows below it.")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    width = min(MOST_COLUMNS, len(head))
    headings: list[str] = []
    for at, cell in enumerate(head[:width], 1):
        said = _tidy(cell)[:120] or f"Column {at}"
        headings.append(said if said not in headings else f"{said} ({at})"[:120])
    kept = [tuple(_tidy(cell) for cell in [*row, *[""] * width][:width]) for row in rows]
    return Table(tuple(headings), tuple(row for row in kept if any(row))[:MOST_ROWS])


def _tidy(cell: str) -> str:
    return " ".join(_HIDDEN.sub("", cell).split())[:LONGEST_CELL]


# Guessing ----------------------------------------------------------------------------------------


def _whole_heading(heading: str) -> str:
    return _MEANING.get(re.sub(r"[^a-z0-9]", "", heading.lower()), "")


def _part_of_heading(heading: str) -> str:
    said = re.sub(r"[^a-z0-9-]+", " ", heading.lower()).strip()
    if not said or len(said) > 60 or _PAST.search(said):
        return ""
    return next((name for name, like in _LIKE if like.search(said)), "")


def _sample(table: Table, at: int) -> list[str]:
    return [row[at] for row in table.rows[:200] if row[at]]


def _can_be(name: str, cells: Sequence[str]) -> bool:
    """Whether the cells do not speak against it."""
    if name == "address":
        return not cells or any("://" in cell or cell.lower().startswith("www.") for cell in cells)
    return True


def _prefer_addresses(found: dict[str, str], samples: dict[str, list[str]]) -> None:
    """Where one column has the owner's name and another the e-mail address, take the address: it is one person's."""
    with_mail = [
        heading
        for heading, cells in samples.items()
        if cells and heading not in found.values() and sum("@" in cell for cell in cells) > len(cells) / 2
    ]
    held = samples.get(found.get("owner", ""), [])
    if with_mail and sum("@" in cell for cell in held) <= len(held) / 2:
        found["owner"] = with_mail[0]
