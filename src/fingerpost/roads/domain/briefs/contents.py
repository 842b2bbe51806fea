"""What a version of a brief says: cleaned as it comes in, and what is missing before it can be shared."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import quotelock
from fingerpost.kernel import clock
from fingerpost.kernel.errors import RuleBroken
from fingerpost.records.models import OpenTo
from fingerpost.roads.domain.briefs.locking import PointCheck
from fingerpost.roads.models import BriefVersion, PointKind, Sureness, Verdict

LONGEST_TITLE = 300
LONGEST_TEXT = 4000
LONGEST_POINT = 1000
MOST_WORDS = 40  # of the bottom line
FEWEST_POINTS, MOST_POINTS = 3, 5
MOST_OPTIONS = 8
FIELDS = (
    "title", "verdict", "bottom_line", "sureness", "sure_because", "unknown", "know_how", "options", "searched_on",
    "searched_in", "review_due", "who_to_ask", "open_to", "tokens",
)  # fmt: skip


def write_into(version: BriefVersion, content: Mapping[str, Any]) -> None:
    """Set fields of a version, cleaned. RuleBroken for what can be kept in no version; what is missing may wait."""
    for name, value in content.items():
        if name not in FIELDS:
            raise TypeError(f"A brief has no {name}.")
        setattr(version, name, _CLEAN[name](value) if name in _CLEAN else value)


def missing(version: BriefVersion, checks: Iterable[PointCheck], *, today: date | None = None) -> list[str]:
    """What must be done before this version can be shared, each in a sentence. Empty if nothing."""
    listed = list(checks)
    found = [words for said, words in _asked_for(version) if not said]
    count = words_in(version.bottom_line)
    if count > MOST_WORDS:
        found.append(f"Shorten the bottom line to {MOST_WORDS} words. It has {count}.")
    found += _about_points(version, listed)
    found += [f"Point {place}: {one.problem}" for place, one in enumerate(listed, 1) if one.problem]
    loose = loose_numbers(version, listed)
    if loose:
        found.append(f"The bottom line says {loose[0]}, and no point does.")
    today = today or clock.today()
    if version.review_due and version.review_due <= today:
        found.append("The day of the next look must be after today.")
    if version.searched_on and version.searched_on > today:
        found.append("The day of the search cannot be in the future.")
    return found


def words_in(text: str) -> int:
    """How many words a text has, as people count them."""
    return len(text.split())


def loose_numbers(version: BriefVersion, checks: Iterable[PointCheck]) -> list[str]:
    """Numbers of the bottom line that no point has, as they are written."""
    points = [one.point.text for one in checks]
    found = quotelock.differences(version.bottom_line, points) if points and version.bottom_line else ()
    return [one.said for one in found if one.kind in {"number", "unit"}]


# Inside -------------------------------------------------------------------------------------------


def _asked_for(version: BriefVersion) -> list[tuple[Any, str]]:
    return [
        (version.verdict, "Choose what the evidence comes to."),
        (version.bottom_line, "Write the bottom line."),
        (version.sureness, "Say how sure you are."),
        (version.sure_because, "Say why you are as sure as that."),
        (version.unknown, "Say what we do not know."),
        (version.searched_on, "Say on which day the search was done."),
        (version.review_due, "Say when somebody should look at this again."),
    ]


def _about_points(version: BriefVersion, checks: list[PointCheck]) -> list[str]:
    pinned = [one for one in checks if one.point.kind == PointKind.EVIDENCE]
    if version.verdict == Verdict.LITTLE:
        return [] if checks else ["Write at least one point: what little there is, or what we know ourselves."]
    found = []
    if len(checks) < FEWEST_POINTS:
        found.append(f"Write {FEWEST_POINTS} to {MOST_POINTS} points. There {_are(len(checks))} so far.")
    if version.verdict and not pinned:
        found.append("Pin at least one point to a source, or choose “Little research found – we cannot say”.")
    return found


def _are(count: int) -> str:
    return "are none" if count == 0 else "is 1" if count == 1 else f"are {count}"


def _title(value: str) -> str:
    title = " ".join(value.split())
    if not title:
        raise RuleBroken("Write the question that the brief answers.")
    if len(title) > LONGEST_TITLE:
        raise RuleBroken(f"The question can be {LONGEST_TITLE} characters at most.")
    return title


def _text(value: str) -> str:
    text = value.strip()
    if len(text) > LONGEST_TEXT:
        raise RuleBroken(f"A brief is one page. Each part can be {LONGEST_TEXT:,} characters at most.")
    return text


def _options(value: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    rows = [{key: " ".join(str(row.get(key, "")).split()) for key in ("name", "good", "bad")} for row in value]
    rows = [row for row in rows if any(row.values())]
    if any(not row["name"] for row in rows):
        raise RuleBroken("Name each option.")
    if len(rows) > MOST_OPTIONS:
        raise RuleBroken(f"Name at most {MOST_OPTIONS} options.")
    if any(len(text) > LONGEST_POINT for row in rows for text in row.values()):
        raise RuleBroken(f"Say each thing about an option in {LONGEST_POINT:,} characters at most.")
    return rows


def _line(most: int) -> Any:
    def clean(value: str) -> str:
        text = " ".join(value.split())
        if len(text) > most:
            raise RuleBroken(f"Say this in {most} characters at most.")
        return text

    return clean


_CLEAN: dict[str, Any] = {
    "title": _title, "verdict": lambda value: str(Verdict(value)) if value else "",
    "sureness": lambda value: str(Sureness(value)) if value else "", "bottom_line": _line(600),
    "sure_because": _text, "unknown": _text, "know_how": _text, "options": _options, "searched_in": _line(500),
    "who_to_ask": _line(300), "open_to": lambda value: str(OpenTo(value)), "tokens": lambda value: sorted(set(value)),
}  # fmt: skip
