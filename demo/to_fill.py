"""A policy office's folder, packed as people pack them, to try bringing in many documents with.

Twenty-four documents as PDF, Word and web pages, and a table that describes them. Two of its rows are wrong on
purpose: one names a file that is not there, one has a date that is no date.
"""

import csv
import io
import re
import zipfile
from pathlib import Path

from django.conf import settings

from demo import printing
from demo.reading import CONTENT, rows
from demo.world import World

DATES = ("Approved", "Next review date")


def place() -> Path:
    """Where the packed folder stands."""
    return Path(settings.HOME) / "demonstration" / "shelf-to-fill.zip"


def pack(world: World) -> Path:
    """Write the folder; where it stands."""
    target = place()
    target.parent.mkdir(parents=True, exist_ok=True)
    table = list(rows("filling/policies.csv"))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("policies.csv", _table(world, table))
        for row in table:
            stem, _, form = row["File"].rpartition(".")
            source = CONTENT / "filling" / f"{stem}.md"
            if source.exists():
                text = source.read_text(encoding="utf-8")
                packed.writestr(row["File"], printing.draw(row["Document title"], text, form))
    return target


def _table(world: World, table: list[dict[str, str]]) -> str:
    """The table with days for numbers of days: -410 is 410 days ago, 320 is in 320 days. Other words stay."""
    held = io.StringIO(newline="")
    writer = csv.DictWriter(held, fieldnames=list(table[0]))
    writer.writeheader()
    for row in table:
        writer.writerow(row | {name: _day(world, row[name]) for name in DATES})
    return held.getvalue()


def _day(world: World, cell: str) -> str:
    return world.ago(-int(cell)).strftime("%d/%m/%Y") if re.fullmatch(r"-?\d+", cell) else cell
