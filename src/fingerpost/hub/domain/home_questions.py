"""The questions that a person works on, for the first page they see."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from fingerpost.organisations.readers import Reader
from fingerpost.records.models import Part, PartRole
from fingerpost.roads.domain import queries
from fingerpost.roads.domain.queries import QuestionRow
from fingerpost.roads.models import Question, Standing

SHOWN = 5
SHOWN_OF_OTHERS = 2  # beside one's own
MOST = 60  # that are looked through for those to be decided first


@dataclass(frozen=True, slots=True)
class AtWork:
    """Open questions: one's own first, then those of others. `newest` is the newest of one's own; `more`: not shown."""

    rows: tuple[QuestionRow, ...] = ()
    newest: Question | None = None
    more: bool = False


def at_work(reader: Reader) -> AtWork:
    """What this reader asked, and what colleagues share with them; those to be decided soonest first. Eight queries.

    What waits at a library team's own desk stands there, and not here.
    """
    asked = Part.objects.filter(record_id=OuterRef("pk"), person_id=reader.person_id, role=PartRole.ASKED)
    rows = Question.objects.visible_to(reader).exclude(standing=Standing.CLOSED)
    rows = rows.exclude(standing=Standing.ASKED, service_id__in=reader.services).annotate(is_own=Exists(asked))
    found = list(rows.select_related("service").order_by("-is_own", "-pk")[:MOST])
    own = [one for one in found if one.is_own]
    others = sorted((one for one in found if not one.is_own), key=_soonest)
    kept_free = min(len(others), SHOWN_OF_OTHERS)
    shown = [*sorted(own, key=_soonest)[: SHOWN - kept_free]]
    shown += others[: SHOWN - len(shown)]
    return AtWork(tuple(queries.rows_of(shown, reader)), own[0] if own else None, len(found) > len(shown))


def _soonest(question: Question) -> tuple[date, int]:
    """By the day of the decision; those without one after all others, the newest first."""
    return (question.decide_by or date.max, -question.pk)
