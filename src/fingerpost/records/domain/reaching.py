"""What a walk over the graph reaches: the three statements it is made of, and which links it follows."""
# ruff: noqa: S608, S611 -- names of our own tables and columns are put in; all that comes from people is a parameter

import json
from collections.abc import Iterable
from typing import Any, Literal

from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from fingerpost.organisations.readers import Reader
from fingerpost.records.models import OpenTo, Record, Relation

Direction = Literal["rests_on", "used_in"]

# What a thing is made of or grew from: its source would not be as it is without its target. Walks follow these.
BEARING = (
    Relation.RESTS_ON, Relation.SUMMARISES, Relation.ANSWERS, Relation.CITES, Relation.CONSIDERED,
    Relation.CARRIES_OUT, Relation.LEARNED_FROM, Relation.SHOWS_EFFECT_OF, Relation.SUPERSEDES,
)  # fmt: skip
_RELATIONS = ", ".join(f"'{relation.value}'" for relation in BEARING)
# Links that a step looks at, for each thing that the walk may show: a thing may be used 30,000 times. From one thing
# two links seldom lead to the same other; from many things they often do.
FIRST_STEP, LATER_STEPS = 1.25, 3
MOST_BETWEEN = 20_000  # links between the things that a walk found


def condition(row: str, reader: Reader, *, held: str = "") -> tuple[str, list[Any]]:
    """`visible_to` as a condition on one row of the Record table, with its parameters.

    `visible_to` collects all that a reader may see; for a few rows, asking each is a hundred times quicker.
    `held` names a table of the statement that has the reader's tokens already. IS TRUE has both databases
    make one table of tokens and look them up in it: else PostgreSQL plans for each of thousands, and SQLite
    looks each of them up for every row.
    """
    opened = [OpenTo.PUBLIC.value, OpenTo.SIGNED_IN.value] if reader.signed_in else [OpenTo.PUBLIC.value] * 2
    tokens, given = (f"SELECT token FROM {held}", []) if held else _tokens(reader)
    return (
        f"({row}.open_to IN (%s, %s) OR EXISTS"
        f" (SELECT 1 FROM records_audience a WHERE a.record_id = {row}.id AND (a.token IN ({tokens})) IS TRUE))",
        [*opened, *given],
    )


def _tokens(reader: Reader) -> tuple[str, list[Any]]:
    """A statement that gives the reader's tokens, with its one parameter."""
    if connection.vendor == "postgresql":
        return "SELECT unnest(%s::text[])", [sorted(reader.tokens)]
    return "SELECT value FROM json_each(%s)", [json.dumps(sorted(reader.tokens))]


def sees_end(column: str, reader: Reader) -> RawSQL:
    """Whether the reader sees the end of a link that this column names: a condition for queries of links."""
    sees, given = condition("r", reader)
    told = f"EXISTS (SELECT 1 FROM records_record r WHERE r.id = records_link.{column} AND {sees})"
    return RawSQL(told, given, output_field=BooleanField())


def reached(
    record: Record, reader: Reader, direction: Direction, steps: int, most: int
) -> tuple[list[int], bool, bool]:
    """Ids of what the walk comes to and the reader sees, nearest first, itself included; `cut`; `goes_on`.

    One statement. Each step is a table of its own rather than a turn of a recursive one, so that it
    can leave out what was met before and stop as soon as it has enough: SQLite's recursion reads
    every link of a thing used ten thousand times before it goes on. Circles end by themselves.
    """
    sees, given = condition("r", reader, held="held")
    tokens, held = _tokens(reader)
    near, far = _ends(direction)
    tables = [
        f"held (token) AS ({tokens})",
        f"s0 (id) AS (SELECT r.id FROM records_record r WHERE r.id = %s AND {sees})",
    ]
    params: list[Any] = [*held, record.pk, *given]
    for step in range(1, steps + 2):
        before = " UNION ALL ".join(f"SELECT id FROM s{each}" for each in range(step))
        tables.append(
            f"l{step} (id) AS (SELECT r.id FROM s{step - 1} s CROSS JOIN records_link l CROSS JOIN records_record r"
            f" WHERE l.{near} = s.id AND l.relation IN ({_RELATIONS}) AND r.id = l.{far}"
            f" AND (SELECT COUNT(*) FROM ({before}) met) <= %s AND r.id NOT IN ({before}) AND {sees} LIMIT %s)"
        )
        tables.append(f"s{step} (id) AS (SELECT DISTINCT id FROM l{step} LIMIT %s)")
        params += [most + 1, *given, _looks(step, steps, most), most + 1]
    reached = " UNION ALL ".join(f"SELECT {step}, id FROM s{step}" for step in range(steps + 2))
    looked = " UNION ALL ".join(f"SELECT -{step}, COUNT(*) FROM l{step}" for step in range(1, steps + 1))
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {', '.join(tables)} {reached} UNION ALL {looked}", params)
        rows = cursor.fetchall()
    found = [pk for at in range(steps + 1) for step, pk in rows if step == at]
    looked_out = any(step < 0 and count >= _looks(-step, steps, most) for step, count in rows)
    return found[: most + 1], looked_out or len(found) > most + 1, any(step > steps for step, _ in rows)


def _looks(step: int, steps: int, most: int) -> int:
    """How many links a step looks at; one is enough to know that there is something beyond the last."""
    if step > steps:
        return 1
    return int(most * (FIRST_STEP if step == 1 else LATER_STEPS)) + 1


def links_between(ids: list[int], reader: Reader, direction: Direction) -> list[tuple[int, str, int]]:
    """(near end, relation, far end) of the links among these. Asked from their sources: targets have far more.

    A far end of 0: something that the reader may not see, but whose owner lets its use be said. That
    something restricted uses a thing is never told.
    """
    marks = ", ".join(["%s"] * len(ids))
    near, far = _ends(direction)
    asked = (
        f"SELECT {near}, relation, {far} FROM records_link WHERE source_id IN ({marks})"
        f" AND relation IN ({_RELATIONS}) AND +target_id IN ({marks})"
    )
    params: list[Any] = [*ids, *ids]
    if direction == "rests_on":
        sees, given = condition("r", reader)
        asked += (
            " UNION SELECT l.source_id, '', 0 FROM records_link l CROSS JOIN records_record r"
            f" WHERE l.source_id IN ({marks}) AND l.relation IN ({_RELATIONS}) AND r.id = l.target_id"
            f" AND r.use_may_be_said AND NOT {sees}"
        )
        params += [*ids, *given]
    with connection.cursor() as cursor:
        cursor.execute(f"{asked} LIMIT {MOST_BETWEEN}", params)
        return cursor.fetchall()


def with_standing(ids: list[int], reader: Reader) -> Iterable[Record]:
    """These records, each with whether something released that the reader may see replaced it."""
    sees, given = condition("r", reader)
    replaced = (
        "EXISTS (SELECT 1 FROM records_link l JOIN records_record r ON r.id = l.source_id WHERE"
        f" l.target_id = records_record.id AND l.relation = 'supersedes' AND r.state = 'released' AND {sees})"
    )
    rows = Record.objects.filter(pk__in=ids).defer("summary")
    return rows.annotate(replaced=RawSQL(replaced, given, output_field=BooleanField()))


def _ends(direction: Direction) -> tuple[str, str]:
    """The columns of a link's end where one stands, and of the one it leads to."""
    return ("source_id", "target_id") if direction == "rests_on" else ("target_id", "source_id")
