"""Tables to take away, in which no cell can do anything.

A spreadsheet takes a cell that begins with = + - @ for a formula, and a formula can send what stands beside
it elsewhere. In CSV such a text gets an apostrophe before it; in Excel files texts are written as texts.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

LONGEST_CELL = 32_767  # what Excel holds in one cell
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

Rows = Iterable[Sequence[Any]]


def write_csv(rows: Rows) -> bytes:
    """Rows as CSV, the first one the headings. UTF-8 with a mark at its start, so that Excel reads it as that."""
    held = io.StringIO(newline="")
    writer = csv.writer(held)
    for row in rows:
        writer.writerow([_harmless(_plain(cell)) for cell in row])
    return held.getvalue().encode("utf-8-sig")


def write_excel(rows: Rows, title: str = "List") -> bytes:
    """Rows as an Excel file, the first one the headings, which stay in sight."""
    import xlsxwriter  # noqa: PLC0415 -- slow import

    held = io.BytesIO()
    safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(held, safe) as book:
        book.set_properties({"title": _plain(title)})
        sheet = book.add_worksheet()
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 20, 24)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                value, form = _plain(cell), wrapped if number else bold
                if value == "":
                    continue
                if isinstance(value, str):
                    sheet.write_string(number, column, value, form)
                else:
                    sheet.write_number(number, column, value, form)
    return held.getvalue()


def _plain(cell: Any) -> str | int | float:
    """What a cell holds: a number, or a text that both forms can carry."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "Yes" if cell else "No"
    if isinstance(cell, int | float):
        return cell
    text = cell.isoformat() if isinstance(cell, date | datetime) else str(cell)
    return _HIDDEN.sub("", text)[:LONGEST_CELL]


def _harmless(cell: str | float) -> str | float:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_STARTS_A_FORMULA) else cell
