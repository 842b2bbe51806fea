"""Turns decisions into the words and links that pages show."""

from typing import Any

from django.urls import NoReverseMatch, reverse

from fingerpost.decisions.domain import recording, road, rules, shown
from fingerpost.decisions.domain.rules import has_left
from fingerpost.decisions.models import Confirmation, Decision
from fingerpost.kernel import clock
from fingerpost.library.domain.own import audiences
from fingerpost.organisations.readers import Reader
from fingerpost.records.domain.history import history_of
from fingerpost.records.models import State
from fingerpost.ui.formats import full_date

WHO_SEES = {
    "public": "Anyone, without signing in", "all": "Anyone signed in",
    audiences.ME: "Only those who took part: its writer, the decider and the secretary",
}  # fmt: skip


def decision_page(row: Decision, reader: Reader) -> dict[str, Any]:
    """Everything the page of a decision needs. At most twenty-five queries, however much hangs on it."""
    confirmed = row.confirmation == Confirmation.CONFIRMED
    holds = confirmed and row.state == State.RELEASED
    keeps = rules.may_withdraw(reader, row)
    made = shown.shown(row, reader)
    return {
        "page_title": row.title[:100], "decision": row, "shown": made, "facts": facts(row, reader),
        "the_road": road.road_from(made, reader),
        "may_write": rules.may_write_in(reader, row), "may_confirm": not confirmed and rules.may_confirm(reader, row),
        "may_keep": holds and keeps, "may_hand_over": confirmed and keeps, "confirmed": confirmed,
        "draft": row.confirmation == Confirmation.DRAFT,
        "replaces_draft": None if confirmed else recording.replaced_by(row),
        "history": history_of(row, reader), "connections_href": connections_href(row),
        "see_words": audience_words(audiences.Audience(row.shared_open_to, tuple(row.shared_tokens))),
    }  # fmt: skip


def facts(row: Decision, reader: Reader) -> list[tuple[str, str]]:
    """What, by whom and when, as a list of names and values."""
    said = [
        ("Whose decision", row.unit.name if row.unit else ""), ("Decided by", shown.decided_by(row, reader)),
        ("Decided on", full_date(row.decided_on) or "No day given yet"),
        ("To be looked at again", full_date(row.review_due)),
        ("Last looked at", full_date(row.reviewed_on)),
    ]  # fmt: skip
    if row.confirmation != Confirmation.CONFIRMED and reader.signed_in:
        who = [person.name for person in (row.decider, row.secretary) if person]
        said.append(("To be confirmed by", " or ".join(who) or "Nobody is named yet"))
    return [(name, value) for name, value in said if value]


def audience_words(audience: audiences.Audience) -> str:
    """Who may see it once it is confirmed, in words. Two queries at most."""
    if audience.open_to:
        return WHO_SEES[audience.open_to]
    if not audience.tokens:
        return WHO_SEES[audiences.ME]
    return f"{audiences.in_words(audience)}, and those who took part"


def standing_in(row: Decision, reader: Reader) -> str:
    """On whose behalf this reader would confirm; empty where it is their own. Two queries at most."""
    instead_of = row.decider or row.secretary
    if instead_of is None or reader.person_id == instead_of.pk:
        return ""
    if has_left(instead_of):
        return f"{instead_of.name} no longer works here. You confirm it on their behalf."
    return f"You confirm it on behalf of {instead_of.name}."


def list_row(row: Decision) -> dict[str, Any]:
    """One line of the list."""
    state = None
    if row.confirmation == Confirmation.WAITING:
        state = ("Waiting to be confirmed", "watch")
    elif row.confirmation == Confirmation.DRAFT:
        state = ("Sent back to you", "watch") if row.sent_back_because else ("Draft", "quiet")
    elif row.state == State.WITHDRAWN:
        state = ("Withdrawn", "bad")
    elif row.is_overdue:
        state = ("Review overdue", "watch")
    facts = [
        row.unit.name if row.unit else "", row.decided_by or row.meeting,
        f"decided {full_date(row.decided_on)}" if row.decided_on else "no day given yet",
        f"look again by {full_date(row.review_due)}"
        if row.confirmation == Confirmation.CONFIRMED and row.state == State.RELEASED and row.review_due else "",
    ]  # fmt: skip
    return {
        "title": row.title, "href": reverse("decisions:decision", args=[row.public_id]), "state": state,
        "facts": [fact for fact in facts if fact],
        "confirm_href": reverse("decisions:decision_confirm", args=[row.public_id]),
        "waits_days": (clock.today() - row.changed_at.date()).days,
    }  # fmt: skip


def connections_href(row: Decision) -> str:
    """The page of what it rests on and what rests on it, where there is one."""
    try:
        return reverse("hub:connections", args=[row.public_id])
    except NoReverseMatch:
        return ""


def number(text: str) -> int:
    """A number from a form; one that fits no save where somebody changed it."""
    return int(text) if text.isdecimal() and len(text) < 9 else -1
