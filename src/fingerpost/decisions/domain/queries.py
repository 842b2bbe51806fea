"""What the list of decisions reads."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from fingerpost.decisions.domain import rules
from fingerpost.decisions.models import Confirmation, Decision
from fingerpost.kernel import clock
from fingerpost.organisations import lineage
from fingerpost.organisations.models import Unit
from fingerpost.organisations.readers import Reader
from fingerpost.records.models import PartRole, State

PAGE = 25
MOST_WAITING, MOST_UNITS = 50, 300
HOLDS, DUE, WITHDRAWN, ALL = "holds", "review", "withdrawn", "all"
STATES = (
    (HOLDS, "Those that hold today"), (DUE, "Those to look at again"), (WITHDRAWN, "Those withdrawn or replaced"),
    (ALL, "All of them"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to. `alone`: only the unit's own decisions, not those of units inside it."""

    unit: Unit | None = None
    alone: bool = False
    state: str = HOLDS


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of decisions, and where the next one starts: day and id of the last row; None at the end."""

    rows: list[Decision]
    after: str | None


def waiting_for(reader: Reader) -> list[Decision]:
    """Decisions that wait for this reader's word, the longest waiting first. One query."""
    if not reader.signed_in:
        return []
    waiting = rules.rows().visible_to(reader).filter(rules.waiting_for(reader))  # type: ignore[attr-defined]
    return list(waiting.order_by("changed_at")[:MOST_WAITING])


def drafts_of(reader: Reader) -> list[Decision]:
    """Drafts that this reader wrote or is named in, and what they sent and waits for others. One query."""
    if not reader.signed_in:
        return []
    own = Q(parts__person_id=reader.person_id, parts__role=PartRole.AUTHOR)
    named = Q(decider_id=reader.person_id) | Q(secretary_id=reader.person_id)
    drafts = rules.rows().visible_to(reader).filter(own | named, state=State.DRAFT)  # type: ignore[attr-defined]
    return list(drafts.exclude(rules.waiting_for(reader)).distinct().order_by("-changed_at")[:MOST_WAITING])


def confirmed_for(reader: Reader, wanted: Wanted, after: str = "") -> Listed:
    """Confirmed decisions that this reader may see, the newest first. At most two queries."""
    rows: QuerySet[Decision] = rules.rows().visible_to(reader)  # type: ignore[attr-defined]
    rows = rows.filter(confirmation=Confirmation.CONFIRMED)
    if wanted.unit is not None:
        ids = {wanted.unit.pk} if wanted.alone else lineage.below([wanted.unit.pk], clock.today())
        rows = rows.filter(unit_id__in=ids)
    if wanted.state == WITHDRAWN:
        rows = rows.filter(state=State.WITHDRAWN)
    elif wanted.state != ALL:
        rows = rows.filter(state=State.RELEASED)
    if wanted.state == DUE:
        rows = rows.filter(review_due__lt=clock.today())
    day, _, pk = after.partition(".")
    if day and pk.isdecimal():
        rows = rows.filter(Q(decided_on__lt=day) | Q(decided_on=day, pk__lt=int(pk)))
    found = list(rows.order_by("-decided_on", "-pk")[: PAGE + 1])
    if len(found) <= PAGE:
        return Listed(found, None)
    last = found[PAGE - 1]
    return Listed(found[:PAGE], f"{last.decided_on.isoformat()}.{last.pk}" if last.decided_on else None)


def units_to_choose(reader: Reader, also: Iterable[int] = ()) -> list[Unit]:
    """The reader's own units, nearest first, then others with decisions that they may see. One query."""
    visible = Decision.objects.visible_to(reader).filter(confirmation=Confirmation.CONFIRMED).values("unit_id")
    found = Unit.objects.filter(Q(pk__in=reader.units | set(also)) | Q(pk__in=visible)).order_by("name")[:MOST_UNITS]
    order = {pk: place for place, pk in enumerate(reader.path)}
    return sorted(found, key=lambda unit: (order.get(unit.pk, len(order)), unit.name))
