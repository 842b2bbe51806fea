"""One row as one line of JSON, and back.

A line has one form only: keys in order, days and times in ISO 8601 (times in UTC, to the microsecond),
decimals as text, UTF-8. A line that is anything but what we would write ourselves is refused; that keeps
out doubled keys, numbers that are no numbers and values of another type.
"""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import connection, models

from fingerpost.config.carrying.tables import Table

BATCH = 500
_WHOLE = (models.IntegerField, models.AutoField)
_TEXT = (models.CharField, models.TextField)


class BadLine(ValueError):
    """A line that an export cannot hold. The text says why."""


def rows_of(table: Table) -> Iterator[dict[str, Any]]:
    """Every row of a table by its primary key, as plain values. A batch at a time, so that memory stays flat."""
    names = [field.attname for field in table.fields]
    key = table.model._meta.pk
    rows = table.model._base_manager.order_by(key.attname).values_list(*names)
    if not isinstance(_target(key), _WHOLE):
        # Databases put words in orders of their own. Such tables are small.
        place = names.index(key.attname)
        yield from (_plain(table, names, row) for row in sorted(rows, key=lambda row: str(row[place])))
        return
    place, last = names.index(key.attname), None
    while batch := list((rows if last is None else rows.filter(**{f"{key.attname}__gt": last}))[:BATCH]):
        yield from (_plain(table, names, row) for row in batch)
        last = batch[-1][place]


def line_of(row: dict[str, Any]) -> bytes:
    """A plain row as its one line."""
    try:
        return (json.dumps(row, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n").encode()
    except UnicodeEncodeError:  # half a character, which only escapes can carry
        return (json.dumps(row, sort_keys=True, allow_nan=False) + "\n").encode()


def row_from(table: Table, line: bytes) -> dict[str, Any]:
    """A line as values for the database, by column. Raises BadLine."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as problem:
        raise BadLine("it is not JSON") from problem
    if not isinstance(row, dict) or set(row) != {field.attname for field in table.fields}:
        raise BadLine("it does not have the fields of this table")
    try:
        if line_of(row) != line:
            raise BadLine("it is not written as an export writes it")
    except (ValueError, RecursionError) as problem:
        raise BadLine("it is not written as an export writes it") from problem
    return {field.attname: _taken(field, row[field.attname]) for field in table.fields}


def _plain(table: Table, names: list[str], values: tuple[Any, ...]) -> dict[str, Any]:
    row = {name: _as_json(value) for name, value in zip(names, values, strict=True)}
    if table.settle:
        table.settle(row)
    return row


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _target(field: Any) -> Any:
    """The field itself, or the one that a foreign key points at in the end."""
    while field.is_relation:
        field = field.target_field
    return field


def _taken(field: Any, value: Any) -> Any:
    """One value for the database. Raises BadLine where it is of another type than the column."""
    target = _target(field)
    if value is None:
        if not field.null and not isinstance(target, models.JSONField):
            raise BadLine(f"{field.attname} is empty")
        return None
    try:
        found = _of_type(target, value)
    except (ValueError, InvalidOperation) as problem:
        raise BadLine(f"{field.attname} is not what it should be") from problem
    if _as_json(found) != value:
        raise BadLine(f"{field.attname} is not written as an export writes it")
    return found


def _of_type(field: Any, value: Any) -> Any:
    kind = type(value)
    if isinstance(field, models.JSONField):
        return value
    if isinstance(field, models.BooleanField) and kind is bool:
        return value
    if isinstance(field, _WHOLE) and kind is int:
        least, most = connection.ops.integer_field_range(field.get_internal_type())
        if (least is None or value >= least) and (most is None or value <= most):
            return value
    elif isinstance(field, models.FloatField) and kind in {int, float}:
        return value
    elif kind is str:
        if isinstance(field, models.DateTimeField):
            return datetime.fromisoformat(value).astimezone(UTC)
        if isinstance(field, models.DateField):
            return date.fromisoformat(value)
        if isinstance(field, models.DecimalField):
            return Decimal(value)
        if isinstance(field, _TEXT):
            value.encode()
            return value
    raise ValueError(value)
