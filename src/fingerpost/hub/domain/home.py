"""What the first page shows: for whoever has not signed in what is open, for everyone else what is theirs to see to."""

from dataclasses import dataclass

from fingerpost.decisions.models import Decision
from fingerpost.hub.domain import home_desk, home_figures, home_near, home_questions, home_waiting
from fingerpost.hub.domain.home_desk import Desk
from fingerpost.hub.domain.home_figures import Figures
from fingerpost.hub.domain.home_near import Places
from fingerpost.hub.domain.home_questions import AtWork
from fingerpost.hub.domain.home_waiting import Waits
from fingerpost.library.domain.own.kinds import BY_KEY
from fingerpost.organisations.models import Unit
from fingerpost.organisations.readers import Reader
from fingerpost.records.models import Record
from fingerpost.search import registry

LOCAL = tuple(BY_KEY)
MOST_NEW = 5


@dataclass(frozen=True, slots=True)
class Open:
    """The first page of whoever has not signed in."""

    has_papers: bool
    new_here: tuple[tuple[Record, str], ...]


@dataclass(frozen=True, slots=True)
class Home:
    """The first page of somebody who has signed in. `figures` is for who oversees, `desk` for a library team.

    `has_units`: whether they belong anywhere; without it nothing is near, and `new` is what everyone may see.
    """

    has_units: bool
    figures: Figures | None
    desk: Desk | None
    waits: Waits
    questions: AtWork
    new: tuple[tuple[Record, str], ...]
    decisions: tuple[Decision, ...]
    administers: tuple[Unit, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits and nothing is under way: somebody who is new, or all is done."""
        return self.waits.is_empty and not self.questions.rows


def open_home(reader: Reader) -> Open:
    """What is new and open to anyone. Two queries."""
    return Open(has_papers=Record.objects.filter(kind="paper", open_to="public").exists(), new_here=_new(reader, None))


def home_for(reader: Reader) -> Home:
    """Everything on the first page of one person.

    However much there is: at most 21 queries for a member, 23 for an administrator, 26 for a library team and 27 for
    who oversees an organisation; 32 for somebody who is all of these. Nothing is counted over all that is known, only
    over what may wait.
    """
    places = Places(reader)
    waits = home_waiting.waits_for(reader)
    decisions = home_near.decisions_near(reader, places)
    desk = home_desk.desk_for(reader, places, waits.library) if reader.services else None
    shown = [*decisions, *(desk.briefs[: home_desk.SHOWN] if desk else ())]
    new = _new(reader, places.near if reader.units else None, leave_out=[row.pk for row in shown])
    return Home(
        has_units=bool(reader.units),
        figures=home_figures.figures_for(reader, places) if places.oversees else None,
        desk=desk, waits=waits, questions=home_questions.at_work(reader), new=new, decisions=tuple(decisions),
        administers=places.named(reader.administers),
    )  # fmt: skip


def _new(
    reader: Reader, units: frozenset[int] | None, leave_out: list[int] | None = None
) -> tuple[tuple[Record, str], ...]:
    """What was released last, each with the name of its kind: of these units, or of all for None. One query.

    What stands on the page already is asked for too, and left out here: the database need not look for it.
    """
    passed = set(leave_out or ())
    kinds = LOCAL if units is None else (*LOCAL, "brief", "decision")
    rows = Record.objects.visible_to(reader).filter(kind__in=kinds, state="released")
    if units is not None:
        rows = rows.filter(unit_id__in=units)
    found = rows.select_related("unit").order_by("-released_at", "-pk")[: MOST_NEW + len(passed)]
    new = [row for row in found if row.pk not in passed][:MOST_NEW]
    return tuple((row, registry.kind_name(row.kind)) for row in new)
