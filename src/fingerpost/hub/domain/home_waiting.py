"""What waits for one person, whoever they are, for the first page they see."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q

from fingerpost.decisions.domain import rules as decision_rules
from fingerpost.decisions.models import Action, Confirmation, Decision
from fingerpost.kernel import clock
from fingerpost.library.domain import waiting as library
from fingerpost.library.models import Standing as PaperStanding
from fingerpost.organisations.readers import Reader
from fingerpost.people.domain import enquiries
from fingerpost.records.models import Part, PartRole, State
from fingerpost.roads.models import Brief, Pin, Stage

SOON = timedelta(days=7)
MOST = 50
_FALLEN = (PaperStanding.RETRACTED, PaperStanding.DELETED)


@dataclass(frozen=True, slots=True)
class Waits:
    """What waits. Lists hold at most MOST; the longest waiting, or the first due, stands first."""

    to_confirm: tuple[Decision, ...]
    sent_back: tuple[Decision, ...]
    overdue: tuple[Action, ...]
    due: tuple[Action, ...]
    asked: int
    fallen_briefs: tuple[Brief, ...]
    library: library.Waiting

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        lists = (self.to_confirm, self.sent_back, self.overdue, self.due, self.fallen_briefs)
        return not (any(lists) or self.asked or self.library.to_read or self.library.doubted)


def waits_for(reader: Reader) -> Waits:
    """What this reader, who has signed in, could see to. At most ten queries, however much it is."""
    today = clock.today()
    drafts = _drafts(reader)
    to_do = actions_of(reader, until=today + SOON)
    return Waits(
        to_confirm=tuple(row for row in drafts if row.confirmation == Confirmation.WAITING),
        sent_back=tuple(row for row in drafts if row.confirmation == Confirmation.DRAFT),
        overdue=tuple(row for row in to_do if row.due_on < today),
        due=tuple(row for row in to_do if row.due_on >= today),
        asked=enquiries.waiting_for(reader.person_id), fallen_briefs=tuple(_fallen_briefs(reader)),
        library=library.waits_for(reader),
    )  # fmt: skip


def actions_of(reader: Reader, *, until: date | None = None) -> list[Action]:
    """What this reader is to do and has not done, the first due first; `until`: only what is due by then. One query.

    An action counts once its decision is confirmed, while it holds, and where they may see it.
    """
    holding = Decision.objects.visible_to(reader).filter(confirmation=Confirmation.CONFIRMED, state=State.RELEASED)
    rows = Action.objects.filter(owner_id=reader.person_id, done_on__isnull=True, decision__in=holding.values("pk"))
    if until is not None:
        rows = rows.filter(due_on__lte=until)
    return list(rows.select_related("decision__unit").order_by(F("due_on").asc(nulls_last=True), "pk")[:MOST])


def _drafts(reader: Reader) -> list[Decision]:
    """Decisions that wait for this reader's word, and those that they wrote and that came back. One query."""
    wrote = Part.objects.filter(person_id=reader.person_id, role=PartRole.AUTHOR).values("record_id")
    came_back = Q(pk__in=wrote, confirmation=Confirmation.DRAFT) & ~Q(sent_back_because="")
    rows = decision_rules.rows().visible_to(reader).filter(state=State.DRAFT)
    return list(rows.filter(decision_rules.waiting_for(reader) | came_back).order_by("changed_at", "pk")[:MOST])


def _fallen_briefs(reader: Reader) -> list[Brief]:
    """Shared briefs that this reader wrote, and that rest on what was withdrawn, retracted or is gone. One query.

    That the words of a source were changed is not seen here: it takes reading the source, and the brief's page does.
    """
    wrote = Part.objects.filter(person_id=reader.person_id, role=PartRole.AUTHOR).values("record_id")
    of_it = Pin.objects.filter(point__version__brief=OuterRef("pk"), point__version__stage=Stage.RELEASED)
    fallen = Q(source__isnull=True) | Q(source__state=State.WITHDRAWN) | Q(source__paper__standing__in=_FALLEN)
    rows = Brief.objects.visible_to(reader).filter(pk__in=wrote, state=State.RELEASED)
    return list(rows.filter(Exists(of_it.filter(fallen))).order_by("pk")[:MOST])
