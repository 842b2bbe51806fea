"""The time. One place, so that tests can stop it and pages agree on what today is."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Today's date where our readers are."""
    return now().astimezone(LONDON).date()


def day_number(when: date | datetime | None) -> int:
    """Days since 1970-01-01; 0 for no date."""
    if when is None:
        return 0
    if isinstance(when, datetime):
        when = when.date()
    return when.toordinal() - date(1970, 1, 1).toordinal()
