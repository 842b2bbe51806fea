"""How decisions appear in search: once they are confirmed, for those who may see them.

What a decision rests on is not searched through it: it may rest on what only some of its readers may see.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from fingerpost.decisions.domain.recording import KIND
from fingerpost.decisions.models import Confirmation, Decision
from fingerpost.kernel import clock
from fingerpost.organisations.readers import Reader
from fingerpost.records.models import Audience, Record, State
from fingerpost.search import registry
from fingerpost.search.registry import Searchable, audience_of
from fingerpost.ui.formats import full_date
from retrieval.model import Document


def documents(ids: list[int]) -> Iterable[Document]:
    """A confirmed decision: what was decided, why, the options, and what follows. Five queries."""
    tokens: dict[int, list[str]] = defaultdict(list)
    for record, token in Audience.objects.filter(record__in=ids).values_list("record_id", "token"):
        tokens[record].append(token)
    rows = Decision.objects.filter(pk__in=ids, confirmation=Confirmation.CONFIRMED, state=State.RELEASED)
    for row in rows.prefetch_related("options", "assumptions", "actions"):
        if not (audience := audience_of(row, tokens[row.pk])):
            continue
        said = [row.what, row.because, row.decided_by, row.meeting]
        said += [f"{option.name} {option.because}" for option in row.options.all()]
        said += [each.text for each in (*row.assumptions.all(), *row.actions.all())]
        yield Document(
            id=str(row.pk), kind=KIND, title=row.title, text="\n\n".join(part for part in said if part.strip()),
            audience=audience,
            exact={"kind": (KIND,), "language": ("en",), "unit": (str(row.unit_id),) if row.unit_id else ()},
            year=row.decided_on.year if row.decided_on else None, day=clock.day_number(row.decided_on),
        )  # fmt: skip


def describe(records: list[Record], reader: Reader) -> dict[int, dict[str, Any]]:
    """What a decision's hit shows: when, by whom, and whether it must be looked at again. One query."""
    found = {}
    for row in Decision.objects.filter(pk__in=[record.pk for record in records]).select_related("unit"):
        notes = []
        if row.state == State.WITHDRAWN:
            notes.append(("bad", "Withdrawn: no longer holds"))
        elif row.is_overdue:
            notes.append(("watch", f"Review overdue since {full_date(row.review_due)}"))
        byline = ". ".join(part for part in (str(row.unit or ""), row.decided_by or row.meeting) if part)
        found[row.pk] = {
            "href": reverse("decisions:decision", args=[row.public_id]), "byline": byline, "notes": notes,
            "date": f"decided {full_date(row.decided_on)}" if row.decided_on else "", "summary": row.what,
        }  # fmt: skip
    return found


def register() -> None:
    """Make decisions findable."""
    registry.register(Searchable(KIND, "Decision", "Decisions", documents, describe))
