"""Turns what the first page knows into sentences, links and three things to do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from fingerpost.decisions.models import Action, Decision
from fingerpost.decisions.web import presenters as decisions
from fingerpost.hub.domain.home import Home
from fingerpost.hub.domain.home_waiting import MOST as MOST_WAITING
from fingerpost.hub.domain.home_waiting import Waits
from fingerpost.hub.web import home_sections as sections
from fingerpost.hub.web.home_sections import Line
from fingerpost.kernel import clock
from fingerpost.roads.web import presenters as roads
from fingerpost.ui.formats import date_words, full_date, plural
from fingerpost.ui.wording import words

SHORT = 70  # of a title on a button
THINGS = 3


@dataclass(frozen=True, slots=True)
class Thing:
    """One obvious thing to do."""

    text: str
    href: str
    hint: str = ""


def page_of(home: Home) -> dict[str, Any]:
    """Everything the template needs. No query."""
    return {
        "things": things(home), "waits": waiting_lines(home), "figures": sections.figure_views(home.figures),
        "figures_of": sections.names_of(home.figures.units) if home.figures else "",
        "desk": sections.desk_view(home.desk) if home.desk else None,
        "questions": roads.row_views(home.questions.rows), "more_questions": home.questions.more,
        "new": [sections.new_view(row, name) for row, name in home.new],
        "decisions": [decisions.list_row(row) for row in home.decisions], "has_units": home.has_units,
        "administers": [(unit.name, unit.slug) for unit in home.administers[:sections.SHOWN]],
        "is_new": home.is_empty and not (home.desk or home.figures),
    }  # fmt: skip


# Three things ---------------------------------------------------------------------------------------


def things(home: Home) -> list[Thing]:
    """Three things to do: what waits most, one's newest question, and what suits the role; at least one is new work."""
    most = 2 if home.desk else 1
    started = [*list(_urgent(home))[:most], *_go_on(home)][: THINGS - 1]
    taken = {thing.href for thing in started}
    return [*started, *(thing for thing in _by_role(home) if thing.href not in taken)][:THINGS]


def _urgent(home: Home) -> Iterator[Thing]:
    """The first of each kind of thing that waits, the most urgent kind first."""
    waits = home.waits
    if home.desk:
        for asked in home.desk.questions[:1]:
            when = f"Needed by {full_date(asked.needed_by)}" if asked.needed_by else "A question at your desk"
            yield Thing(f"Answer: {_short(asked.title)}", reverse("roads:question", args=[asked.public_id]), when)
    for action in waits.overdue[:1]:
        hint = f"Overdue: was due by {full_date(action.due_on)}"
        yield Thing(f"Say what came of it: {_short(action.text)}", sections.done_href(action), hint)
    for row in waits.to_confirm[:1]:
        href = reverse("decisions:decision_confirm", args=[row.public_id])
        yield Thing(f"Confirm: {_short(row.title)}", href, "A decision waits for your word")
    for row in waits.sent_back[:1]:
        href = reverse("decisions:decision", args=[row.public_id])
        yield Thing(f"Change: {_short(row.title)}", href, "A decision that came back to you")
    if home.desk:
        for brief in home.desk.briefs[:1]:
            href = reverse("roads:brief", args=[brief.public_id])
            yield Thing(f"Check: {_short(brief.title)}", href, "A brief that nobody has checked yet")


def _go_on(home: Home) -> Iterator[Thing]:
    if newest := home.questions.newest:
        when = f"To be decided by {full_date(newest.decide_by)}" if newest.decide_by else "Your newest question"
        yield Thing(f"Go on with: {_short(newest.title)}", reverse("roads:question", args=[newest.public_id]), when)


def _by_role(home: Home) -> list[Thing]:
    """What suits the role, in order."""
    add = Thing("Add what you know", reverse("library:item_add"), "Three minutes, also on a phone")
    record = Thing(
        "Record a decision", reverse("decisions:decision_record"), "What was decided, why, and on what it rests"
    )
    save = Thing("Save a question", reverse("roads:question_keep"), "Gather what is known, alone or with others")
    if home.desk:
        bring = Thing("Bring in papers from a file", reverse("library:import_list"), "From PubMed and other databases")
        review = Thing(
            "Look at pages again", reverse("library:review_queue"), "Those that would do most harm come first"
        )
        return [bring, review, add]
    if home.figures:
        return [record, save, add]
    if home.administers:
        return [add, record, save]
    return [add, record, save] if home.has_units else [save, _profile()]


def _profile() -> Thing:
    return Thing("Say what you can be asked about", reverse("people:profile_edit"), "Nobody sees it before you agree")


# What waits -----------------------------------------------------------------------------------------


def waiting_lines(home: Home) -> list[Line]:
    """What waits, the most urgent first.

    First what is late, then what others cannot go on without, what is due soon, and what can be done in one's own time.
    """
    waits, mine = home.waits, reverse("hub:home_actions")
    lines = [
        *_first("action", "of yours is overdue", "of yours are overdue", waits.overdue, mine, mine),
        *_first("decision", "waits for you to confirm it", "wait for you to confirm them", waits.to_confirm,
                *_places(waits.to_confirm, "decision_confirm", "waiting")),
        *_first("action", "of yours is due within a week", "of yours are due within a week", waits.due, mine, mine),
        *_first("decision", "came back to you", "came back to you", waits.sent_back,
                *_places(waits.sent_back, "decision", "drafts")),
    ]  # fmt: skip
    if waits.asked:
        asked = f"{plural(waits.asked, 'question')} that {words('colleagues')} ask you"
        lines.append(Line(asked, reverse("people:enquiry_list")))
    lines += _briefs(waits)
    return [*lines, *([] if home.desk else sections.page_lines(waits.library.to_read, waits.library.doubted))]


def _first(one: str, does: str, do: str, rows: Sequence[Action | Decision], alone: str, listed: str) -> Iterator[Line]:
    """A line that counts these and names the first: "2 decisions wait". `alone` is where a single one is dealt with."""
    if not rows:
        return
    first, count = rows[0], len(rows)
    text = f"{sections.at_most(count, one, MOST_WAITING)} {does if count == 1 else do}"
    if isinstance(first, Decision):
        yield Line(text, alone if count == 1 else listed, None, _short(first.title))
        return
    late = first.due_on < clock.today()
    state = (f"Since {full_date(first.due_on)}", "bad") if late else (f"Due {date_words(first.due_on)}", "watch")
    yield Line(text, alone if count == 1 else listed, state, _short(first.text))


def _places(rows: Sequence[Decision], page: str, part: str) -> tuple[str, str]:
    """Where one of these decisions is dealt with, and where all of them are listed."""
    if not rows:
        return "", ""
    one = reverse(f"decisions:{page}", args=[rows[0].public_id])
    return one, f"{reverse('decisions:decision_list')}#{part}"


def _briefs(waits: Waits) -> Iterator[Line]:
    for brief in waits.fallen_briefs:
        said = ("A source of it was withdrawn, retracted or is gone", "bad")
        yield Line(
            f"1 brief of yours to look at: {_short(brief.title)}", reverse("roads:brief", args=[brief.public_id]), said
        )


# Small ---------------------------------------------------------------------------------------------


def _short(text: str) -> str:
    """The first words of what somebody wrote."""
    said = " ".join(text.split()).rstrip(".")
    return said if len(said) <= SHORT else f"{said[:SHORT].rsplit(' ', 1)[0]} …"
