"""Read one row of an ODS file: what it says, or why it cannot be used."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from fingerpost.organisations.models import Sector

# ODS "prescribing setting" of a practice → sector. The rest (prisons, care homes and such) are "other".
_SETTINGS = {
    "": Sector.PRIMARY_CARE, "1": Sector.PRIMARY_CARE, "2": Sector.PRIMARY_CARE, "3": Sector.PRIMARY_CARE,
    "4": Sector.PRIMARY_CARE, "12": Sector.PRIMARY_CARE, "9": Sector.COMMUNITY, "10": Sector.ACUTE,
    "13": Sector.HOSPICE,
}  # fmt: skip
# Trusts' files do not say what care they give; some names do. The others stay empty until a person says.
_TRUSTS = (
    ("MENTAL HEALTH", Sector.MENTAL_HEALTH),
    ("AMBULANCE", Sector.OTHER),
    ("PUBLIC HEALTH", Sector.OTHER),
    ("COMMUNITY", Sector.COMMUNITY),
    ("HOSPITAL", Sector.ACUTE),
    ("ACUTE", Sector.ACUTE),
)
_CODE = re.compile(r"[A-Z0-9]{2,12}")
_SMALL = frozenset({"and", "at", "by", "for", "in", "of", "on", "the", "to", "upon", "with"})
_CAPITALS = frozenset({"NHS", "GP", "ICB", "CCG", "HMP", "UK", "LLP", "PCN", "UTC", "OOH", "CIC", "A&E"})
FEWEST_COLUMNS, MOST_COLUMNS = 12, 27


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was left out, and why, in words for the person who loaded the file."""

    line: int
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class OdsRow:
    """One organisation as its file gives it."""

    code: str
    name: str
    sector: str
    opened_on: date | None
    closed_on: date | None
    parent_code: str


@dataclass(frozen=True, slots=True)
class Succession:
    """One organisation took over from another on a day."""

    line: int
    code: str
    successor: str
    on: date


def read_row(line: int, cells: list[str], file_name: str) -> OdsRow | Rejected:
    """One row of a 27-column file (or its shorter, older form)."""
    cells = [cell.strip() for cell in cells]
    code = cells[0].upper() if cells else ""
    if not FEWEST_COLUMNS <= len(cells) <= MOST_COLUMNS:
        expected = f"{FEWEST_COLUMNS} to {MOST_COLUMNS}"
        return Rejected(line, code[:12], f"The row has {len(cells)} columns. We expect {expected}.")
    if not _CODE.fullmatch(code):
        return Rejected(line, code[:12], "The code must be 2 to 12 letters and digits.")
    if not cells[1]:
        return Rejected(line, code, "The name is missing.")
    if not cells[1].isprintable():
        return Rejected(line, code, "The name holds a character that cannot be shown.")
    if len(cells[1]) > 200:
        return Rejected(line, code, "The name is longer than 200 characters.")
    try:
        opened, closed = _day(cells[10]), _day(cells[11])
    except ValueError:
        return Rejected(line, code, "A date is not a year, month and day in eight digits.")
    if opened and closed and closed < opened:
        return Rejected(line, code, "The closing date is before the opening date.")
    cells += [""] * (MOST_COLUMNS - len(cells))
    return OdsRow(code, plain_name(cells[1]), _sector(cells, file_name), opened, closed, cells[14].upper())


def read_succession(line: int, cells: list[str]) -> Succession | Rejected:
    """One row of succ.csv."""
    cells = [cell.strip() for cell in cells]
    code = cells[0].upper()[:12] if cells else ""
    if len(cells) < 4:
        return Rejected(line, code, f"The row has {len(cells)} columns. We expect at least 4.")
    try:
        day = _day(cells[3])
    except ValueError:
        day = None
    if day is None:
        return Rejected(line, code, "The date is not a year, month and day in eight digits.")
    return Succession(line, code, cells[1].upper(), day)


def plain_name(name: str) -> str:
    """A name out of capital letters: KING'S COLLEGE HOSPITAL NHS TRUST → King's College Hospital NHS Trust."""
    if any(letter.islower() for letter in name):
        return name
    words = name.split()
    return " ".join(_plain_word(word, first=number == 0) for number, word in enumerate(words))


def _plain_word(word: str, *, first: bool) -> str:
    bare = word.strip("(),.")
    if bare in _CAPITALS or any(letter.isdigit() for letter in bare):
        return word
    if bare.lower() in _SMALL and not first:
        return word.lower()
    # A capital after a hyphen, bracket or stroke, and after O' and D', but not before a possessive s.
    return re.sub(r"(^[od]'|^|[-(/.&])([a-z])", lambda match: match[0].upper(), word.lower())


def _sector(cells: list[str], file_name: str) -> str:
    if file_name.startswith("epraccur"):
        return _SETTINGS.get(cells[25], Sector.OTHER)
    name = cells[1].upper()
    return next((sector for word, sector in _TRUSTS if word in name), "")


def _day(text: str) -> date | None:
    """Eight digits, or nothing. Raises ValueError for anything else."""
    if not text:
        return None
    if not re.fullmatch(r"\d{8}", text):
        raise ValueError(text)
    return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 -- a date without a time has no zone
