"""What the first page shows: how much is known, and what waits."""

from dataclasses import dataclass

from fingerpost.library.domain.own.kinds import BY_KEY
from fingerpost.library.domain.waiting import Waiting, waits_for
from fingerpost.organisations.readers import Reader
from fingerpost.people.domain import enquiries
from fingerpost.records.models import Record
from fingerpost.roads.domain import queries as questions
from fingerpost.search import registry

LOCAL = tuple(BY_KEY)


@dataclass(frozen=True, slots=True)
class Home:
    """The first page's facts."""

    has_papers: bool
    new_here: tuple[tuple[Record, str], ...]
    own_questions: tuple[Record, ...]
    waiting: int
    asked_of_me: int
    library: Waiting


def home_for(reader: Reader) -> Home:
    """At most twelve queries, however much there is."""
    new = (
        Record.objects.visible_to(reader).filter(kind__in=LOCAL, state="released").select_related("unit")
        .order_by("-released_at")[:5]
    )  # fmt: skip
    return Home(
        has_papers=Record.objects.filter(kind="paper", open_to="public").exists(),
        new_here=tuple((row, registry.kind_name(row.kind)) for row in new),
        own_questions=tuple(questions.own_questions(reader)[:3]) if reader.signed_in else (),
        waiting=questions.desk_questions(reader).count() if reader.services else 0,
        asked_of_me=enquiries.waiting_for(reader.person_id) if reader.person_id else 0,
        library=waits_for(reader),
    )
