"""What waits at a library team's desk, for the first page its people see."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from fingerpost.hub.domain.home_near import Places
from fingerpost.kernel import clock
from fingerpost.library.domain.waiting import Waiting
from fingerpost.library.models import Item
from fingerpost.organisations.models import Unit
from fingerpost.organisations.readers import Reader
from fingerpost.records.models import State
from fingerpost.roads.domain import queries
from fingerpost.roads.models import Brief, Question

MOST = 50
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Desk:
    """Questions, the most urgent first; shared briefs that nobody checked, the newest first; pages to look at.

    Lists hold at most MOST. `serves`: the organisations, by name. `overdue`: pages in their care.
    """

    serves: tuple[Unit, ...]
    questions: tuple[Question, ...]
    briefs: tuple[Brief, ...]
    pages: Waiting
    overdue: int

    @property
    def needed_by(self) -> date | None:
        """The most urgent day of a question that waits."""
        return next((one.needed_by for one in self.questions if one.needed_by), None)


def desk_for(reader: Reader, places: Places, pages: Waiting) -> Desk:
    """The desk of a specialist or manager. Five queries at most; `pages` were counted already."""
    inside = places.below(places.care)
    briefs = Brief.objects.visible_to(reader).filter(state=State.RELEASED, checked_on__isnull=True)
    briefs = briefs.filter(Q(unit_id__in=inside) | Q(answers__service_id__in=reader.services))
    overdue = Item.objects.visible_to(reader).filter(
        unit_id__in=inside, state=State.RELEASED, review_due__lt=clock.today()
    )  # fmt: skip
    return Desk(
        serves=places.named(reader.desk_for), questions=tuple(queries.desk_questions(reader)[:MOST]),
        briefs=tuple(briefs.select_related("unit").order_by("-released_at", "-pk")[:MOST]),
        pages=pages, overdue=overdue.count(),
    )  # fmt: skip
