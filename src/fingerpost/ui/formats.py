"""How dates, counts and amounts read in a sentence."""

import datetime as dt

from django.utils import timezone

# Past this many days a date says more than a distance does.
RECENT_DAYS = 7


def _day(value: dt.date | dt.datetime) -> dt.date:
    """The calendar day where the service is, whatever zone a time was kept in."""
    if not isinstance(value, dt.datetime):
        return value
    return (timezone.localtime(value) if timezone.is_aware(value) else value).date()


def full_date(value: dt.date | dt.datetime | None) -> str:
    """Say a day in full: "21 November 2026"; empty for None."""
    if value is None:
        return ""
    day = _day(value)
    return f"{day.day} {day:%B %Y}"


def date_words(value: dt.date | dt.datetime | None, today: dt.date | None = None) -> str:
    """Say a day as people do: "today", "3 days ago", "in 3 days" within a week, else in full; empty for None."""
    if value is None:
        return ""
    day = _day(value)
    away = (day - (today or timezone.localdate())).days
    near = {0: "today", -1: "yesterday", 1: "tomorrow"}
    if away in near:
        return near[away]
    if -RECENT_DAYS <= away < 0:
        return f"{-away} days ago"
    if 0 < away <= RECENT_DAYS:
        return f"in {away} days"
    return full_date(day)


def clock_time(value: dt.datetime) -> str:
    """The time of day where the service is: "10:02"; with its day when that is not today."""
    here = timezone.localtime(value) if timezone.is_aware(value) else value
    time = f"{here:%H:%M}"
    return time if here.date() == timezone.localdate() else f"{time} on {full_date(here)}"


def number(value: float) -> str:
    """1234567 → "1,234,567"; a fraction keeps its own digits."""
    return f"{value:,}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """Say how many: "1 paper", "1,204 papers"; `many` for words that do not just take an s."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def sentence(text: str) -> str:
    """The text with a capital at its start; the rest stays as it was written."""
    return text[:1].upper() + text[1:]


def file_size(count: int) -> str:
    """A number of bytes as people say it: "640 bytes", "12 KB", "3.4 MB"."""
    if count < 1000:
        return f"{count} bytes"
    unit, size = next((pair for pair in (("KB", 1e3), ("MB", 1e6)) if count < pair[1] * 1000), ("GB", 1e9))
    amount = count / size
    return f"{amount:.0f} {unit}" if amount >= 10 or unit == "KB" else f"{amount:.1f} {unit}"
