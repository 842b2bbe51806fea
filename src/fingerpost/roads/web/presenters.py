"""Turns questions and what is kept for them into words and links."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from fingerpost.kernel import clock
from fingerpost.roads.domain import news
from fingerpost.roads.domain.news import News
from fingerpost.roads.domain.queries import QuestionRow
from fingerpost.roads.domain.road import kind_in_words
from fingerpost.roads.domain.workspace import KeptThing, Workspace, name_of
from fingerpost.roads.models import Brief, Kept, KnowledgeKind, Question, Stage, Standing
from fingerpost.ui.formats import date_words, full_date, plural, sentence

# Colours of kinds whose own name has none.
CHIPS = {"paper": "evidence", "note": "brief", "story": "lesson", "data-set": "", "link": "", "collection": ""}
OWN_CHIPS = {KnowledgeKind.LESSONS: "lesson", KnowledgeKind.KNOW_HOW: "know-how"}
SHORT = 90
RESTRICTED = "Something restricted was used"


@dataclass(frozen=True, slots=True)
class KeptView:
    """One thing kept for a question, as the page draws it. `title` is empty for somebody's own words."""

    pk: int
    title: str
    href: str
    kind_name: str
    chip: str
    figure: str
    words: tuple[str, ...]
    source: str
    warnings: tuple[tuple[str, str], ...]
    instead: tuple[tuple[str, str], ...]
    facts: tuple[str, ...]
    new: str
    about: str
    dropped: str
    because: str = ""
    is_restricted: bool = False


@dataclass(frozen=True, slots=True)
class NewsView:
    """One line of what is new: what happened, where on the page it is, and when."""

    said: str
    about: str
    href: str
    at: str


@dataclass(frozen=True, slots=True)
class RowView:
    """One line of a list of questions."""

    title: str
    href: str
    state: tuple[str, str] | None
    new: int
    facts: tuple[str, ...]


def kept_views(things: Iterable[KeptThing], found: Iterable[News]) -> list[KeptView]:
    """Things as the page draws them; what is new carries a mark."""
    marks = {one.kept.pk: "Changed" if one.what == news.CHANGED else "New" for one in found if one.kept is not None}
    return [_kept(thing, marks.get(thing.kept.pk, "")) for thing in things]


def _kept(thing: KeptThing, new: str) -> KeptView:
    row, target = thing.kept, thing.kept.target
    if thing.is_restricted:
        return KeptView(row.pk, RESTRICTED, "", "", "", "", (), "", (), (), (), "", "", "", is_restricted=True)
    facts = [str(thing.shown.get("byline", "")), _date(thing.shown.get("date")), *_who(thing)]
    return KeptView(
        pk=row.pk, title=target.title if target else "",
        href=reverse("hub:record", args=[target.public_id]) if target else "",
        kind_name=kind_in_words(thing),
        chip=CHIPS.get(target.kind, target.kind) if target else OWN_CHIPS.get(row.kind, ""),
        figure=row.figure, words=paragraphs(row.words), source=row.source, warnings=thing.warnings,
        instead=tuple((one.title, reverse("hub:record", args=[one.public_id])) for one in thing.instead),
        facts=tuple(filter(None, facts)), new=new, about=about(row), dropped=_dropped(row),
        because=row.dropped_because,
    )  # fmt: skip


def _who(thing: KeptThing) -> list[str]:
    row = thing.kept
    said = [f"{'Kept' if row.target_id else 'Added'} by {name_of(row.kept_by)} {date_words(row.kept_at)}"]
    if thing.changed is not None and row.changed_at > row.kept_at:
        said.append(f"changed by {thing.changed[0] or 'somebody who has left'} {date_words(thing.changed[1])}")
    return said


def _dropped(row: Kept) -> str:
    return f"Dropped by {name_of(row.dropped_by)} {date_words(row.dropped_at)}" if row.dropped_at else ""


def _date(value: object) -> str:
    return value if isinstance(value, str) else ""


def about(row: Kept) -> str:
    """What to call a row in a sentence: the title of the thing, the figure, or the first words."""
    text = " ".join((row.target.title if row.target else row.figure or row.words).split())
    text = text.rstrip(".")
    return text if len(text) <= SHORT else f"{text[:SHORT].rsplit(' ', 1)[0]} …"


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of what somebody typed."""
    return tuple(part.strip() for part in text.split("\n\n") if part.strip())


# What is new ----------------------------------------------------------------------------------------


def news_views(found: Iterable[News]) -> list[NewsView]:
    """What is new, each as a sentence."""
    return [_news(one) for one in found]


def _news(one: News) -> NewsView:
    who, at = one.who or "Somebody who has left", date_words(one.at)
    if one.kept is not None:
        verb = {news.CHANGED: "changed", news.DROPPED: "dropped", news.TAKEN_UP: "took up again"}.get(
            one.what, "kept" if one.kept.target_id else "added"
        )
        place = "#dropped" if one.what == news.DROPPED else f"#kept-{one.kept.pk}"
        return NewsView(f"{who} {verb}", about(one.kept), place, at)
    if one.brief is not None:
        said = f"{who} shared a brief" if one.what == news.RELEASED else f"{who} began a brief"
        return NewsView(said, one.brief.title, "#briefs", at)
    if one.what == news.ANSWERED:
        return NewsView(f"{who} answered", "Answer from the library team", "#answer", at)
    return NewsView(f"{who} changed", "Why it matters, or when it must be decided", "#about", at)


def newest(found: Iterable[News]) -> str:
    """The moment of the newest, for the button that says "I have seen these"."""
    moments = [one.at for one in found]
    return max(moments).isoformat() if moments else ""


# The question itself ----------------------------------------------------------------------------------


def deadline(question: Question, today: date | None = None, *, decided: bool = False) -> tuple[str, str] | None:
    """When it must be decided, in words and with a tone; that it is; None where no day was named."""
    day = question.decide_by
    if decided:
        return "Decided", "good"
    if day is None:
        return None
    today = today or clock.today()
    if question.standing == Standing.CLOSED:
        return f"Was to be decided by {full_date(day)}", "quiet"
    if day < today:
        return f"Overdue: was to be decided by {full_date(day)}", "bad"
    near = (day - today).days <= 7
    when = f"{full_date(day)} ({date_words(day)})" if near else full_date(day)
    return f"To be decided by {when}", "watch" if near else "quiet"


def row_views(rows: Iterable[QuestionRow]) -> list[RowView]:
    """Lines of a list of questions."""
    return [_row(row) for row in rows]


def _row(row: QuestionRow) -> RowView:
    question = row.question
    standing = question.get_standing_display() if question.standing != Standing.OPEN else ""
    facts = [
        f"Asked by {row.asker}" if row.asker else "", standing,
        f"{plural(row.kept, 'thing')} kept" if row.kept else "Nothing kept yet",
        f"saved {date_words(question.released_at)}", "nothing was found then" if question.nothing_found else "",
    ]  # fmt: skip
    return RowView(
        title=question.title, href=reverse("roads:question", args=[question.public_id]),
        state=deadline(question, decided=row.decided),
        new=row.new, facts=tuple(sentence(fact) for fact in facts if fact),
    )  # fmt: skip


def brief_rows(briefs: Iterable[Brief]) -> list[dict[str, str]]:
    """Briefs of a question: title, address, and how far each has come. Their versions must be loaded."""
    found = []
    for brief in briefs:
        versions = list(brief.versions.all())
        shared = next((one for one in versions if one.stage == Stage.RELEASED), None)
        draft = next((one for one in versions if one.stage == Stage.DRAFT), None)
        first = versions[-1] if versions else None
        if brief.state == "withdrawn":
            said = "Withdrawn"
        elif shared:
            said = f"Shared {date_words(shared.released_at)} by {name_of(shared.released_by)}"
            said += "; a new version is being written" if draft else ""
        else:
            said = f"Draft, begun by {name_of(first.begun_by)} {date_words(first.begun_at)}" if first else "Draft"
        found.append({"title": (shared or draft or brief).title, "public_id": brief.public_id, "said": said})
    return found


def added_words(workspace: Workspace) -> list[str]:
    """Who added how much: "Bea Ash: 3 things"."""
    return [f"{name}: {plural(count, 'thing')}" for name, count in workspace.workers.added]
