"""The few figures that somebody who leads an organisation needs, all measured, over what they may see themselves."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, Min, OuterRef, Q

from fingerpost.decisions.models import Action, Basis, Confirmation, Decision
from fingerpost.hub.domain.home_near import Places
from fingerpost.kernel import clock
from fingerpost.library.domain.trust import health
from fingerpost.library.models import Item, Paper
from fingerpost.library.models import Standing as PaperStanding
from fingerpost.organisations.models import Unit
from fingerpost.organisations.readers import Reader
from fingerpost.records.models import Part, PartRole, Record, State
from fingerpost.roads.models import Brief, KnowledgeKind, Question, Standing

LATELY = timedelta(days=90)
AHEAD = timedelta(days=30)
MOST_ACTIONS = 100


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of `units` and all inside them.

    `decided`: decisions of the last 90 days that hold; `resting`: those of them that rest on published evidence or on a
    brief that a library team checked. `to_decide`: open questions that others share with this reader, to be decided in
    the next 30 days. `reads`, `reads_in_time`: of pages, in four weeks.
    """

    units: tuple[Unit, ...]
    decided: int
    resting: int
    review_overdue: int
    actions_overdue: int
    oldest_action: date | None
    to_decide: int
    first_decision: date | None
    reads: int
    reads_in_time: int

    @property
    def share_in_time(self) -> int | None:
        """Of a hundred reads, how many were of a page reviewed in time; None where nothing was read."""
        return self.reads_in_time * 100 // self.reads if self.reads else None


def figures_for(reader: Reader, places: Places) -> Figures:
    """All figures, each over rows that this reader may see. Six queries, however much there is."""
    today, inside = clock.today(), places.below(places.oversees)
    holding = _holding(reader, inside)
    lately = Q(decided_on__gt=today - LATELY)
    decided = holding.annotate(rests=Exists(_evidence(reader))).aggregate(
        decided=Count("pk", filter=lately), resting=Count("pk", filter=lately & Q(rests=True)),
        review_overdue=Count("pk", filter=Q(review_due__lt=today)),
    )  # fmt: skip
    late = _overdue(reader, inside).aggregate(actions_overdue=Count("pk"), oldest_action=Min("due_on"))
    asked = Part.objects.filter(record_id=OuterRef("pk"), person_id=reader.person_id, role=PartRole.ASKED)
    coming = Question.objects.visible_to(reader).filter(decide_by__range=(today, today + AHEAD))
    coming = coming.exclude(standing=Standing.CLOSED).filter(~Exists(asked))
    read = health.reads_lately(Item.objects.visible_to(reader).filter(unit_id__in=inside, state=State.RELEASED))
    return Figures(
        units=places.named(places.oversees), **decided, **late,
        **coming.aggregate(to_decide=Count("pk"), first_decision=Min("decide_by")),
        reads=read.all, reads_in_time=read.in_time,
    )  # fmt: skip


def actions_overdue(reader: Reader, places: Places) -> list[Action]:
    """Overdue actions of decisions in the units that this reader oversees, the longest overdue first. Two queries."""
    rows = _overdue(reader, places.below(places.oversees)).select_related("decision__unit", "owner")
    return list(rows.order_by("due_on", "pk")[:MOST_ACTIONS])


def _holding(reader: Reader, units: frozenset[int]):
    return Decision.objects.visible_to(reader).filter(
        unit_id__in=units, confirmation=Confirmation.CONFIRMED, state=State.RELEASED
    )  # fmt: skip


def _overdue(reader: Reader, units: frozenset[int]):
    holding = _holding(reader, units).values("pk")
    return Action.objects.filter(decision__in=holding, done_on__isnull=True, due_on__lt=clock.today())


def _evidence(reader: Reader):
    """What a decision rests on, where that is a paper or note in use or a checked brief, and the reader may see it."""
    bases = Basis.objects.filter(decision=OuterRef("pk"), considered=False, target__state=State.RELEASED)
    fallen = Paper.objects.filter(
        pk=OuterRef("target_id"), standing__in=[PaperStanding.RETRACTED, PaperStanding.DELETED]
    )  # fmt: skip
    published = Q(kind=KnowledgeKind.EVIDENCE, target__kind__in=["paper", "note"]) & ~Exists(fallen)
    checked = Q(Exists(Brief.objects.filter(pk=OuterRef("target_id"), checked_on__isnull=False)))
    seen = Record.objects.filter(pk=OuterRef("target_id")).visible_to(reader)
    return bases.filter(published | checked).filter(Exists(seen))
