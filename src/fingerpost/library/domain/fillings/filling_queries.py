"""What the pages about fillings read."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Min, Q, QuerySet

from fingerpost.kernel.errors import RuleBroken
from fingerpost.library.domain.fillings import filling_words as words
from fingerpost.library.domain.fillings.filling_rows import said_of
from fingerpost.library.domain.own import audiences
from fingerpost.library.domain.own.kinds import BY_KEY
from fingerpost.library.models import Filling, FillingRow, RowState
from fingerpost.organisations.models import Unit
from fingerpost.organisations.readers import Reader

PAGE = 25
MOST_NAMED = 100  # of rows that are alike; more than this are a page of their own
MOST_REASONS = 20
MOST_WORDS = 12  # more than this are not words for a kind or an audience


@dataclass(frozen=True, slots=True)
class Alike:
    """Rows that are not taken for one reason: how many, and the first of them, each with what it is called."""

    reason: str
    many: int
    first: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of a filling, and where the next ones start (None at the end)."""

    rows: list[FillingRow]
    after: int | None


def can_fill(reader: Reader) -> bool:
    """Whether a reader looks after any unit, and so may fill its shelf."""
    return bool(reader.desk_for or reader.services or reader.administers)


def fillings_seen_by(reader: Reader) -> "QuerySet[Filling]":
    """Fillings of the units that a reader looks after, and their own, newest first."""
    units = reader.desk_for | reader.services | reader.administers
    mine = Q(person_id=reader.person_id or 0) | Q(unit_id__in=units)
    return Filling.objects.filter(mine).select_related("unit", "person", "job").order_by("-pk")


def units_to_fill(reader: Reader) -> list[Unit]:
    """Units whose shelf a reader may fill: those they look after. One query."""
    units = reader.desk_for | reader.services | reader.administers
    return list(Unit.objects.filter(pk__in=units, closed_on__isnull=True).order_by("name")[:300])


def tally(filling: Filling) -> dict[str, int]:
    """How many rows are in each state, and in all. One query."""
    found = dict(filling.rows.order_by().values_list("state").annotate(Count("pk")))
    return {str(state): found.get(state, 0) for state in RowState} | {"all": sum(found.values())}


def rows_of(
    filling: Filling, state: str = "", after: int | None = None, *, without: Iterable[str] = (), reason: str = ""
) -> Rows:
    """Rows in the order of the table, narrowed to one state. One query.

    `without`: reasons that are said elsewhere. `reason`: only the rows that are not taken for this one.
    """
    rows = filling.rows.select_related("file", "item")
    if state in RowState.values:
        rows = rows.filter(state=state)
    if reason:
        rows = rows.filter(state=RowState.REJECTED, reason=reason)
    elif said := list(without):
        rows = rows.exclude(state=RowState.REJECTED, reason__in=said)
    found = list(rows.filter(position__gt=after or 0).order_by("position")[: PAGE + 1])
    return Rows(found[:PAGE], found[PAGE - 1].position if len(found) > PAGE else None)


def alike(filling: Filling) -> list[Alike]:
    """Reasons for which several rows are not taken, the most frequent first. One query, and one for their rows.

    A wrong choice for all, such as the wrong unit, refuses every row with the same words: these are said once.
    """
    refused = filling.rows.filter(state=RowState.REJECTED).order_by()
    counted = refused.values_list("reason").annotate(many=Count("pk"), first=Min("position")).filter(many__gt=1)
    found = [(reason, many) for reason, many, _ in counted.order_by("-many", "first")[:MOST_REASONS]]
    named: dict[str, list[tuple[int, str]]] = {reason: [] for reason, _ in found}
    for row in refused.filter(reason__in=named).order_by("position").iterator() if named else ():
        if len(named[row.reason]) < MOST_NAMED:
            named[row.reason].append((row.position, called(row, filling)))
    return [Alike(reason, many, tuple(named[reason])) for reason, many in found]


def called(row: FillingRow, filling: Filling) -> str:
    """What a person knows a row by: its title in the table, else the name of its file."""
    return said_of(row, filling).get("title") or row.file_name or f"Row {row.position}"


def new_versions(filling: Filling) -> int:
    """How many of the rows that are ready would become a new version of a page. One query."""
    return filling.rows.filter(state=RowState.READY, cells__becomes__how="version").count()


def unknown_words(filling: Filling) -> dict[str, list[str]]:
    """What the columns for kind and audience say that we do not understand, the most frequent first.

    One query, and one more for each word that could be the name of a unit.
    """
    columns = {name: filling.columns[name] for name in ("kind", "audience") if filling.columns.get(name)}
    many: dict[str, dict[str, int]] = {name: {} for name in columns}
    for cells in filling.rows.values_list("cells", flat=True).iterator() if columns else ():
        for name, heading in columns.items():
            if said := cells.get("table", {}).get(heading, ""):
                many[name][said] = many[name].get(said, 0) + 1
    known = {"kind": lambda said: words.kind_in(said) in BY_KEY, "audience": _is_audience}
    found = {}
    for name, counted in many.items():
        often = sorted(counted, key=lambda said: -counted[said])[: 4 * MOST_WORDS]
        if unknown := [said for said in often if not known[name](said)][:MOST_WORDS]:
            found[name] = unknown
    return found


def _is_audience(said: str) -> bool:
    if words.audience_in(said):
        return True
    try:
        return bool(audiences.units_called(words.parted(said)))
    except RuleBroken:
        return False
