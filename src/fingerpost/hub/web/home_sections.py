"""Turns the figures, the desk, what is new and actions into words and links, for the first page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from fingerpost.decisions.domain.shown import action_state
from fingerpost.decisions.models import Action
from fingerpost.hub.domain.home_desk import MOST as MOST_AT_DESK
from fingerpost.hub.domain.home_desk import SHOWN, Desk
from fingerpost.hub.domain.home_figures import LATELY, Figures
from fingerpost.hub.web.presenters import CHIPS
from fingerpost.kernel import clock
from fingerpost.records.models import Record
from fingerpost.ui.formats import date_words, full_date, number, plural
from fingerpost.ui.wording import words


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that waits: how many, where they are, and how urgent the first is. `state`: words and their tone."""

    text: str
    href: str
    state: tuple[str, str] | None = None
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with what it counts, over which time, and the list it leads to."""

    value: str
    label: str
    note: str
    href: str


def desk_view(desk: Desk) -> dict[str, Any]:
    """The desk: questions and briefs, and lines on pages."""
    overdue = Line(
        f"{plural(desk.overdue, 'page')} overdue for review", _overdue_href(desk), None, f"Of {names_of(desk.serves)}"
    )
    return {
        "count": at_most(len(desk.questions), "question", MOST_AT_DESK), "waiting": len(desk.questions),
        "needed_by": desk.needed_by,
        "questions": [_asked(one) for one in desk.questions[:SHOWN]], "more_questions": len(desk.questions) > SHOWN,
        "briefs": [
            (one.title, reverse("roads:brief", args=[one.public_id]),
             [one.unit.name if one.unit else "", f"shared {date_words(one.released_at)}"])
            for one in desk.briefs[:SHOWN]
        ],
        "unchecked": at_most(len(desk.briefs), "brief", MOST_AT_DESK),
        "pages": [*page_lines(desk.pages.to_read, desk.pages.doubted), *([overdue] if desk.overdue else [])],
    }  # fmt: skip


def _asked(question: Any) -> tuple[str, str, tuple[str, str] | None, list[str]]:
    """A question at the desk: its title, address, how urgent it is, and whose it is."""
    state, day, today = None, question.needed_by, clock.today()
    if day is not None:
        late = day < today
        state = (f"{'Was needed' if late else 'Needed'} by {full_date(day)}", "bad" if late else "quiet")
        if not late and (day - today).days <= 7:
            state = (f"Needed by {full_date(day)} ({date_words(day)})", "watch")
    facts = [question.unit.name if question.unit else "", "" if day else "No date given"]
    return question.title, reverse("roads:question", args=[question.public_id]), state, facts


def _overdue_href(desk: Desk) -> str:
    if len(desk.serves) == 1:
        return reverse("library:shelf") + "?" + urlencode({"state": "overdue", "unit": desk.serves[0].pk})
    return reverse("library:review_queue")


def figure_views(figures: Figures | None) -> list[Figure]:
    """Each figure says what it counts, over which time, and leads to its list."""
    if figures is None:
        return []
    unit = figures.units[0].slug if len(figures.units) == 1 else "everywhere"
    listed = reverse("decisions:decision_list")
    found = [
        Figure(
            number(figures.decided), f"{_one(figures.decided, 'decision')} in the last {LATELY.days} days",
            _resting(figures), f"{listed}?{urlencode({'unit': unit})}",
        ),
        Figure(
            number(figures.review_overdue),
            f"{_one(figures.review_overdue, 'decision')} to look at again: the review is overdue",
            "Say that it still holds, or replace it." if figures.review_overdue else "Every review is in time.",
            f"{listed}?{urlencode({'unit': unit, 'state': 'review'})}",
        ),
        Figure(
            number(figures.actions_overdue),
            f"{_one(figures.actions_overdue, 'action')} to do after a decision: the day has passed",
            f"The oldest was due by {full_date(figures.oldest_action)}." if figures.oldest_action else "None is late.",
            reverse("hub:home_actions") + "#overdue",
        ),
        Figure(
            number(figures.to_decide), f"{_one(figures.to_decide, 'question')} to be decided in the next 30 days",
            f"Shared with you. The first by {full_date(figures.first_decision)}." if figures.first_decision
            else "None was shared with you.",
            reverse("roads:question_list") + ("#shared" if figures.to_decide else ""),
        ),
    ]  # fmt: skip
    if figures.share_in_time is not None:
        health = reverse("library:health", args=[unit]) if unit != "everywhere" else reverse("library:health_list")
        note = f"Of {plural(figures.reads, 'read')} in the last four weeks."
        label = "of reads were of pages that a person reviewed in time"
        found.append(Figure(f"{figures.share_in_time}%", label, note, health))
    return found


def _resting(figures: Figures) -> str:
    """On what the decisions rest, in a sentence."""
    if not figures.decided:
        return "None was recorded that you may see."
    if figures.resting == figures.decided:
        which = "It rests" if figures.decided == 1 else "All rest"
    elif not figures.resting:
        which = "None of them rests" if figures.decided > 1 else "It does not rest"
    else:
        which = f"{number(figures.resting)} of them {'rests' if figures.resting == 1 else 'rest'}"
    return f"{which} on published evidence, or on a brief that a {words('library_team')} checked."


def page_lines(to_read: int, doubted: int) -> Iterator[Line]:
    """Pages that readers doubt, and those that wait to be read."""
    if doubted:
        text = f"{plural(doubted, 'page')} that readers say {'looks' if doubted == 1 else 'look'} wrong"
        yield Line(text, reverse("library:review_queue") + "?doubted=1")
    if to_read:
        text = f"{plural(to_read, 'page')} to read before others see {'it' if to_read == 1 else 'them'}"
        yield Line(text, reverse("library:shelf") + "?state=waiting")


def action_view(action: Action, reader_id: int | None) -> dict[str, Any]:
    """One action on the list of actions: what to do, of which decision, who does it, and how it stands."""
    decision = action.decision
    own = action.owner_id == reader_id
    return {
        "text": action.text, "state": action_state(action, clock.today()), "decision": decision.title,
        "href": reverse("decisions:decision", args=[decision.public_id]) + "#actions",
        "done_href": done_href(action) if own else "",
        "facts": [
            "" if own else (action.owner.name if action.owner else action.owner_words) or "Nobody named",
            decision.unit.name if decision.unit else "",
        ],
    }  # fmt: skip


def names_of(units: Iterable[Any]) -> str:
    """Units in a sentence."""
    names = [unit.name for unit in units]
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def new_view(row: Record, kind_name: str) -> dict[str, Any]:
    """One line of what is new."""
    return {
        "title": row.title, "href": reverse("hub:record", args=[row.public_id]), "chip": CHIPS.get(row.kind, row.kind),
        "kind_name": kind_name,
        "facts": [row.unit.name if row.unit else "", date_words(row.released_at)],
    }  # fmt: skip


def done_href(action: Action) -> str:
    """Where one says what came of it."""
    return reverse("decisions:action_done", args=[action.decision.public_id, action.pk])


def at_most(count: int, one: str, most: int) -> str:
    """How many; where no more were looked for, that there may be more."""
    return f"{count} or more {one}s" if count >= most else plural(count, one)


def _one(count: int, one: str) -> str:
    return one if count == 1 else f"{one}s"
