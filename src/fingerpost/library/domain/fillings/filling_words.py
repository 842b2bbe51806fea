"""What the words in a table mean: dates, kinds, who may see it, topics; and how to call a document without a table."""

import calendar
import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from fingerpost.kernel.errors import RuleBroken
from fingerpost.library.domain.own.kinds import KINDS
from fingerpost.library.models import ItemKind

DAY_FIRST, MONTH_FIRST = "dmy", "mdy"
NOTHING = {"", "-", "–", "—", "n/a", "na", "none", "not set", "not known", "unknown", "tbc", "tba", "nil", "?"}
_MONTHS = {name.lower(): n for n, name in enumerate(calendar.month_name) if n} | {
    name.lower(): n for n, name in enumerate(calendar.month_abbr) if n
} | {"sept": 9}  # fmt: skip
_EARLIEST, _LATEST = 1990, 2100
_EXCEL_BEGINS = date(1899, 12, 30)  # day 0 of the days that Excel counts, as it counts since March 1900

_KIND_WORDS: dict[str, str] = {
    ItemKind.POLICY: "policy policies corporate strategy charter statement terms",
    ItemKind.GUIDELINE: "guideline guidelines guidance protocol pathway clinical procedure procedures standard bundle",
    ItemKind.KNOW_HOW: "know-how knowhow sop how-to howto instructions instruction manual guide checklist method",
    ItemKind.LESSON: "lesson lessons learning debrief",
    ItemKind.STORY: "story stories case-study good-practice improvement",
    ItemKind.NOTE: "evidence note summary review bulletin research",
    ItemKind.DATA_SET: "data dataset data-set dashboard audit figures",
    ItemKind.LINK: "link links website webpage",
}  # fmt: skip
_KINDS = {word: str(kind) for kind, words in _KIND_WORDS.items() for word in words.split()}
_KINDS |= {
    "standard operating procedure": str(ItemKind.KNOW_HOW), "case study": str(ItemKind.STORY),
    "evidence note": str(ItemKind.NOTE), "evidence summary": str(ItemKind.NOTE), "data set": str(ItemKind.DATA_SET),
    "good practice": str(ItemKind.STORY), "terms of reference": str(ItemKind.POLICY),
}  # fmt: skip
for _kind in KINDS:
    _KINDS |= {str(_kind.key): str(_kind.key), _kind.name.lower(): str(_kind.key), _kind.plural.lower(): str(_kind.key)}

# Who may see it, in the words of tables. "organisation" is the one that the filling is for.
PUBLIC, SIGNED_IN, ORGANISATION, UNIT, OWNER = "public", "all", "organisation", "unit", "owner"
_AUDIENCES = {
    PUBLIC: "public|anyone|everyone|open|internet|website|anybody|the public|publicly available|published|external",
    SIGNED_IN: "all|signed in|anyone signed in|all signed in|all nhs|nhs|nhs staff|all nhs staff|system|"
    "all organisations",
    ORGANISATION: "staff|all staff|internal|internal only|intranet|trust|trust staff|trust wide|trust-wide|trustwide|"
    "organisation|our organisation|staff only|all trust staff|internal use|internal use only|official",
    UNIT: "unit|own unit|the unit|department|own department|team|team only|department only|local",
    OWNER: "owner|owner only|only me|only the owner|private|draft",
}  # fmt: skip
_WHO = {said: choice for choice, all_said in _AUDIENCES.items() for said in all_said.split("|")}


def day_in(text: str, order: str = DAY_FIRST) -> date | None:
    """The date that a cell says; None where it says that there is none. Raises RuleBroken for what is no date.

    A month alone is its last day: "review by March 2027" leaves the whole of March.
    """
    said = re.sub(r"(?<=\d)(st|nd|rd|th)\b|,", " ", " ".join(text.lower().split()))
    said = " ".join(said.split())
    if said in NOTHING:
        return None
    found = _iso(said) or _numbers(said, order) or _with_month_name(said) or _counted(said)
    if found is None or not _EARLIEST <= found.year <= _LATEST:
        raise RuleBroken(f"“{text[:60]}” is no date that we can read. Write it like 31/03/2027.")
    return found


def order_of(cells: Iterable[str]) -> str:
    """Whether day or month comes first in dates such as 03/04/2027. Day, unless the cells rule that out."""
    pairs = [
        tuple(map(int, found.groups())) for cell in cells if (found := re.match(r"\s*(\d\d?)[/.-](\d\d?)[/.-]", cell))
    ]
    says_month = any(second > 12 for _, second in pairs)
    return MONTH_FIRST if says_month and not any(first > 12 for first, _ in pairs) else DAY_FIRST


def kind_in(text: str) -> str | None:
    """The kind that a cell names, by its whole text or by the last of its words that names one."""
    said = " ".join(text.lower().split())
    if said in _KINDS:
        return _KINDS[said]
    return next((_KINDS[word] for word in reversed(re.findall(r"[a-z-]+", said)) if word in _KINDS), None)


def audience_in(text: str) -> str | None:
    """One of PUBLIC, SIGNED_IN, ORGANISATION, UNIT, OWNER; None for words that we do not know."""
    return _WHO.get(" ".join(re.sub(r"[^\w\s/-]", " ", text.lower()).split()))


def topics_in(text: str) -> list[str]:
    """Topics, parted as people part them."""
    return [
        topic for each in re.split(r"[;|\n]" if re.search(r"[;|]", text) else r",", text) if (topic := each.strip())
    ]


def parted(text: str) -> list[str]:
    """Several names in one cell."""
    return [name for each in re.split(r"[;,|]", text) if (name := each.strip())]


# Dates --------------------------------------------------------------------------------------------


def _iso(said: str) -> date | None:
    found = re.fullmatch(r"(\d{4})[-/.](\d\d?)[-/.](\d\d?)(?:[t ]\d\d?:.*)?", said)
    return _day(int(found[1]), int(found[2]), int(found[3])) if found else None


def _numbers(said: str, order: str) -> date | None:
    found = re.fullmatch(r"(\d\d?)[/. -](\d\d?)[/. -](\d{4}|\d\d)(?: \d\d?:.*)?", said)
    if not found:
        return None
    first, second = int(found[1]), int(found[2])
    day, month = (second, first) if order == MONTH_FIRST else (first, second)
    return _day(_year(found[3]), month, day)


def _with_month_name(said: str) -> date | None:
    words = [word for word in re.split(r"[\s/.-]+", said) if word]
    months = [word for word in words if word in _MONTHS]
    if len(months) != 1 or len(words) > 4:
        return None
    rest = [word for word in words if word not in _MONTHS and word[:3] not in _WEEKDAYS]
    if not all(word.isdecimal() and len(word) in {1, 2, 4} for word in rest):
        return None
    month = _MONTHS[months[0]]
    if len(rest) == 1 and len(rest[0]) != 1:
        year = _year(rest[0])
        return _day(year, month, calendar.monthrange(year, month)[1])
    if len(rest) != 2:
        return None
    day, year = (rest[1], rest[0]) if len(rest[0]) == 4 else (rest[0], rest[1])
    return _day(_year(year), month, int(day)) if len(year) in {2, 4} else None


_WEEKDAYS = {name.lower() for name in calendar.day_abbr}


def _counted(said: str) -> date | None:
    """A date that lost its form on the way out of Excel: the number of its day."""
    return _EXCEL_BEGINS + timedelta(days=int(said)) if re.fullmatch(r"[3-6]\d{4}", said) else None


def _year(said: str) -> int:
    return int(said) if len(said) == 4 else 2000 + int(said)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


# Titles -------------------------------------------------------------------------------------------

_VERSION = re.compile(
    r"(?i)[\s_.-]*(\((\d+|copy|final|draft)\)|\bv(er(sion)?)?[\s_.]*\d+([._]\d+)*|\bfinal\b|\bcopy\b|\bdraft\b|"
    r"\bapproved\b|\brev(ised|ision)?[\s_.]*\d*|\b\d{1,2}[.-]\d{1,2}[.-]\d{2,4}|\b(19|20)\d{2}([.-]?\d{2}){0,2})\s*$"
)
_UNSAID = re.compile(
    r"(?i)^(scan\w*|img|image|doc(ument)?|untitled|new|file|print|microsoft|word|pdf|copy|output|page)$"
)
_NO_TITLE = re.compile(
    r"(?i)^((page|version|issue|ref(erence)?|date|author|owner|approved|ratified|review|title|classification|"
    r"document (control|title|number)|uncontrolled|copyright|contents?|table of contents)\b.*|"
    r".*\b(trust|foundation|hospitals?|health board|nhs)\s*$|policy|guideline|procedure|protocol|nhs|\W*)$"
)


def guess_title(file_name: str, first_page: str) -> str:
    """What a document is called: the line on its first page that its file name is about, else the better of the two."""
    named = _tidy_name(file_name)
    lines = [line for line in _first_lines(first_page) if 4 <= len(line) <= 150 and not _NO_TITLE.match(line)]
    words = _words(named)
    best = max(lines, key=lambda line: _likeness(words, _words(line)), default="")
    if best and _likeness(words, _words(best)) >= 0.5:
        return best
    if len([word for word in words if not _UNSAID.match(word)]) >= 2 or not lines:
        return named
    return lines[0]


def _first_lines(text: str) -> list[str]:
    lines = (" ".join(line.split()).strip("#*_ ") for line in text[:4_000].splitlines())
    return [line for line in lines if re.search(r"[^\W\d_]{3}", line)][:12]


def _tidy_name(file_name: str) -> str:
    """The name of a file as a title: no ending, no marks of versions at its end, spaces between words."""
    name = file_name.replace("\\", "/").rpartition("/")[2]
    stem = re.sub(r"[_+]+|%20", " ", re.sub(r"\.[A-Za-z0-9]{1,5}$", "", name)).strip()
    kept = stem
    while (shorter := _VERSION.sub("", kept)) != kept and re.search(r"[^\W\d_]{3}", shorter):
        kept = shorter
    words = " ".join((kept if " " in kept else re.sub(r"(?<=\w)-(?=\w)", " ", kept)).split())
    words = words.strip(" .-–_") or stem or name or "Untitled"
    return words[:1].upper() + words[1:]


def _words(text: str) -> Sequence[str]:
    return re.findall(r"[^\W_]+", text.lower())


def _likeness(named: Sequence[str], line: Sequence[str]) -> float:
    """How much of the shorter of two texts the other says too, short words aside."""
    first, second = ({word for word in each if len(word) > 2} for each in (named, line))
    shorter = min(len(first), len(second))
    return len(first & second) / max(len(first), len(second)) if shorter else 0.0
