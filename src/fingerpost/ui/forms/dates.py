"""A date in three boxes, with messages that say which box is wrong."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from fingerpost.ui.formats import full_date
from fingerpost.ui.forms.drawn import Drawn

PARTS = ("day", "month", "year")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip


class DateBoxes(forms.MultiWidget):
    """Three text boxes called name_day, name_month and name_year."""

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__({part: forms.TextInput() for part in PARTS}, attrs)  # type: ignore[arg-type]

    def decompress(self, value: Any) -> list[str]:
        """The three texts of a date; of an ISO date in text too, as a link may carry one."""
        if isinstance(value, str):
            try:
                value = dt.date.fromisoformat(value)
            except ValueError:
                return ["", "", ""]
        return [str(value.day), str(value.month), str(value.year)] if value else ["", "", ""]


def month_number(text: str) -> int | None:
    """A month from its number, its name, or at least the first three letters of it."""
    if text.isdecimal():
        return int(text) if 1 <= int(text) <= 12 else None
    found = [at for at, name in enumerate(MONTHS, 1) if len(text) >= 3 and name.startswith(text.lower().rstrip("."))]
    return found[0] if len(found) == 1 else None


class DateField(Drawn, forms.Field):
    """A date. `earliest` and `latest` are dates or functions that give one; both ends are allowed."""

    component = "date_input"
    widget = DateBoxes

    def __init__(self, *, earliest: Any = None, latest: Any = None, **kwargs: Any) -> None:
        self.earliest = earliest
        self.latest = latest
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> dt.date | None:
        """The date, or ValidationError whose code names the boxes to mend: "day,month"."""
        if isinstance(value, dt.datetime):
            return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
        if isinstance(value, dt.date):
            return value
        texts = dict(zip(PARTS, ((text or "").strip() for text in value or ["", "", ""]), strict=True))
        missing = [part for part in PARTS if not texts[part]]
        if len(missing) == len(PARTS):
            return None
        if missing:
            raise ValidationError(f"The date must include a {' and a '.join(missing)}", code=",".join(missing))
        return self._real(texts)

    def _real(self, texts: dict[str, str]) -> dt.date:
        month = month_number(texts["month"])
        wrong = []
        if not (texts["day"].isdecimal() and 1 <= int(texts["day"]) <= 31):
            wrong.append("day")
        if month is None:
            wrong.append("month")
        if not (texts["year"].isdecimal() and len(texts["year"]) == 4):
            if not wrong:
                raise ValidationError("The year must have 4 numbers", code="year")
            wrong.append("year")
        if wrong or month is None:
            raise ValidationError("The date must be a real date, like 27 3 2026", code=",".join(wrong))
        try:
            return dt.date(int(texts["year"]), month, int(texts["day"]))
        except ValueError:
            raise ValidationError("The date must be a real date: that month has fewer days", code="day") from None

    def validate(self, value: dt.date | None) -> None:
        """Raise ValidationError when it is missing or outside the two ends."""
        super().validate(value)
        if value is None:
            return
        earliest = self.earliest() if callable(self.earliest) else self.earliest
        latest = self.latest() if callable(self.latest) else self.latest
        if earliest and value < earliest:
            raise ValidationError(f"The date must be {full_date(earliest)} or later", code="day,month,year")
        if latest and value > latest:
            raise ValidationError(f"The date must be {full_date(latest)} or earlier", code="day,month,year")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the boxes say another date than before; a wrong date counts as another."""
        try:
            return self.to_python(data) != (self.to_python(initial) if initial else None)
        except ValidationError:
            return True
