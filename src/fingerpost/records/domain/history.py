"""The history of a page: what the stream holds about a record, in plain sentences."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fingerpost.journal.domain.wording import register_words, wordings
from fingerpost.journal.models import Change
from fingerpost.organisations.domain import consent
from fingerpost.organisations.models import Person
from fingerpost.organisations.readers import ANYONE, Reader
from fingerpost.records.models import Record, Relation

__all__ = ["Event", "history_of", "names_as_agreed", "register_words"]

WORDS = {
    "records.released": "Released",
    "records.withdrawn": "Withdrawn",
    "records.audience_changed": "Shared with other people",
    "records.linked": "Linked",
    "records.unlinked": "A link was taken away",
}
ASIDE = {
    "records.use_said": "It was decided whether others may be told that something restricted was used",
    "records.part_taken": "Somebody's part in something was noted",
}
# Where a change says what else it was about. Whoever may not see that is not told of the change.
_REFERS = ("target", "source")
_READ, MOST = 400, 50


def register() -> None:
    """Say what this area's own changes are called."""
    register_words(WORDS)
    register_words(ASIDE, told=False)


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a history: what happened; which other thing it was about; who did it, if they agreed to be named."""

    at: datetime
    what: str
    about: Record | None = None
    who: str = ""

    @property
    def words(self) -> str:
        """The whole line, for where nothing can be a link."""
        about = f": “{self.about.title}”" if self.about else ""
        return f"{self.what}{about}{f', by {self.who}' if self.who else ''}"


def history_of(record: Record, reader: Reader = ANYONE) -> list[Event]:
    """What happened to a record, the newest first: at most 50 lines. Four queries at most.

    What was about something that this reader may not see is left out. The same twice on one day is said once.
    """
    known = wordings()
    changes = [
        change
        for change in Change.objects.filter(subject=record.public_id, kind__in=known).order_by("-id")[:_READ]
        if known[change.kind].told(change.detail)
    ]
    others = _others(changes, reader)
    names = names_as_agreed(change.actor for change in changes if known[change.kind].named)
    events: list[Event] = []
    for change in sorted(changes, key=lambda row: (row.at, row.pk), reverse=True):
        ends = [change.detail[name] for name in _REFERS if name in change.detail]
        if all(end in others for end in ends):
            about = others[ends[0]] if ends else None
            event = _event(change, about, names.get(change.actor, "") if known[change.kind].named else "")
            if not events or (events[-1].words, events[-1].at.date()) != (event.words, event.at.date()):
                events.append(event)
    return events[:MOST]


def names_as_agreed(public_ids: Iterable[str]) -> dict[str, str]:
    """Names of these people, as far as they agreed to stand on what they wrote. Two queries; none for nobody."""
    wanted = {one for one in public_ids if one}
    if not wanted:
        return {}
    rows = Person.objects.filter(public_id__in=wanted, is_active=True, hidden_from_results=False)
    people = {person.pk: person for person in rows}
    agreed = consent.agreed_people(list(people), consent.NAMED) if people else set()
    return {people[pk].public_id: people[pk].name for pk in agreed}


def _others(changes: list[Change], reader: Reader) -> dict[str, Record]:
    """The other things these changes were about, as far as the reader may see them. One query."""
    ends = {change.detail[name] for change in changes for name in _REFERS if name in change.detail}
    rows = Record.objects.visible_to(reader).filter(public_id__in=ends).defer("summary") if ends else []
    return {row.public_id: row for row in rows}


def _event(change: Change, about: Record | None, who: str) -> Event:
    what = wordings()[change.kind].words
    if change.kind in {"records.linked", "records.unlinked"}:
        what = f"{what}. This {_relation(change.detail)}"
    if "{who}" in what:
        return Event(change.at, what.replace("{who}", who or "a person"), about)
    return Event(change.at, what, about, who)


def _relation(detail: dict[str, Any]) -> str:
    return str(Relation(detail["relation"]).label)
