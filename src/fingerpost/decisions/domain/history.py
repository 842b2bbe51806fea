"""The history of a decision in plain sentences, from the stream."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fingerpost.decisions.domain.contents import NAMES
from fingerpost.decisions.models import Decision
from fingerpost.journal.models import Change
from fingerpost.organisations.models import Person
from fingerpost.organisations.readers import Reader

MOST = 300
WORDS = {
    "decisions.begun": "wrote the first draft", "decisions.saved": "changed the draft",
    "decisions.sent": "sent it to be confirmed", "decisions.sent_back": "sent it back to its writer",
    "decisions.confirmed": "confirmed it", "decisions.withdrawn": "withdrew it",
    "decisions.still_holds": "looked at it again and found that it still holds",
    "decisions.action_done": "marked an action as done",
    "decisions.action_not_done": "took back that an action was done",
    "decisions.handed_over": "gathered everything about it for disclosure",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened."""

    at: datetime
    text: str


def history_of(decision: Decision, reader: Reader, *, most: int = MOST) -> list[Event]:
    """What happened to it, the newest first, with names for those who have signed in. Two queries."""
    rows = list(Change.objects.filter(subject=decision.public_id, kind__in=WORDS).order_by("-at", "-id")[:most])
    wanted = {row.actor for row in rows} | {row.detail.get("on_behalf_of", "") for row in rows}
    names = dict(Person.objects.filter(public_id__in=wanted - {""}).values_list("public_id", "name"))
    return [Event(row.at, sentence_of(row, names if reader.signed_in else {})) for row in rows]


def sentence_of(change: Change, names: dict[str, str]) -> str:
    """One change as a sentence."""
    who = names.get(change.actor, "Somebody")
    return f"{who} {WORDS[change.kind]}{_more(change.kind, change.detail, names)}."


def _more(kind: str, detail: dict[str, Any], names: dict[str, str]) -> str:
    if kind == "decisions.saved":
        parts = list(dict.fromkeys(_part(name) for name in detail.get("fields", ())))
        return f" ({', '.join(parts)})" if parts else " (nothing in it differs)"
    if kind == "decisions.confirmed" and detail.get("on_behalf_of"):
        return f" on behalf of {names.get(detail['on_behalf_of'], 'the decider')}"
    if kind == "decisions.withdrawn" and detail.get("instead"):
        return ": another decision replaces it"
    return ""


def _part(name: str) -> str:
    said = NAMES.get({"shared_tokens": "tokens", "shared_open_to": "open_to"}.get(name, name), name)
    return said[:1].lower() + said[1:]
