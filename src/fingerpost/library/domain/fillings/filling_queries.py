"""What the pages about fillings read."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from fingerpost.kernel.errors import RuleBroken
from fingerpost.library.domain.fillings import filling_words as words
from fingerpost.library.domain.own import audiences
from fingerpost.library.domain.own.kinds import BY_KEY
from fingerpost.library.models import Filling, FillingRow, RowState
from fingerpost.organisations.models import Unit
from fingerpost.organisations.readers import Reader

PAGE = 25
MOST_WORDS = 12  # more than this are not words for a kind or an audience


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


def rows_of(filling: Filling, state: str = "", after: int | None = None) -> Rows:
    """Rows in the order of the table, narrowed to one state. One query."""
    rows = filling.rows.select_related("file", "item")
    if state in RowState.values:
        rows = rows.filter(state=state)
    found = list(rows.filter(position__gt=after or 0).order_by("position")[: PAGE + 1])
    return Rows(found[:PAGE], found[PAGE - 1].position if len(found) > PAGE else None)


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
