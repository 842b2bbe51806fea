"""Turns a brief, and one sentence of it, into what their pages show."""

from dataclasses import dataclass
from typing import Any

import quotelock
from fingerpost.library.domain import plain
from fingerpost.library.domain.own.audiences import Audience, in_words
from fingerpost.library.domain.own.versions import compare
from fingerpost.organisations.readers import Reader
from fingerpost.records.domain.history import history_of
from fingerpost.records.models import Record, State
from fingerpost.roads.domain.briefs import contents, locking, queries, sources
from fingerpost.roads.models import Brief, BriefVersion, Point, PointKind, Stage

MOST_SENTENCES = 400  # of one source, offered to be ticked
MOST_NEAR = 3


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence that can be ticked: `place` names its span; `near` says that it is close to the point."""

    place: str
    words: str
    near: bool


@dataclass(frozen=True, slots=True)
class TextToPin:
    """One text of a source, cut into sentences."""

    label: str
    sentences: tuple[Sentence, ...]
    cut: bool


def brief_page(brief: Brief, version: BriefVersion, reader: Reader) -> dict[str, Any]:
    """What the page of a brief shows."""
    shown = queries.shown(brief, reader, version)
    audience = Audience(version.open_to, tuple(version.tokens))
    return {
        "page_title": version.title[:100], "shown": shown, "brief": brief, "version": version,
        "references": list(shown.references.values()), "is_draft": version.stage == Stage.DRAFT,
        "is_old": version.stage in {Stage.REPLACED, Stage.DROPPED}, "audience": in_words(audience),
        "overdue": brief.state == State.RELEASED and brief.is_overdue,
        "may_see_question": shown.may_write, "history": history_of(brief, reader),
    }  # fmt: skip


def desk(version: BriefVersion, reader: Reader) -> dict[str, Any]:
    """What the page on which a brief is written shows besides its form."""
    shown = queries.shown(version.brief, reader, version)
    return {
        "page_title": f"Write a brief: {version.title[:80]}", "version": version, "brief": version.brief,
        "shown": shown, "most_points": contents.MOST_POINTS, "most_options": contents.MOST_OPTIONS,
    }  # fmt: skip


def point_page(point: Point, reader: Reader) -> dict[str, Any]:
    """What the page of one sentence shows besides its forms."""
    version = point.version
    shown = next(one for one in queries.shown(version.brief, reader, version).points if one.check.point.pk == point.pk)
    return {
        "page_title": "One point of the brief", "point": point, "brief": version.brief, "version": version,
        "shown": shown, "is_evidence": point.kind == PointKind.EVIDENCE, "now": None,
        "to_pin": queries.sources_to_pin(version, reader),
        "can_accept": bool(shown.pins)
        and not shown.hidden and not shown.check.accepted
        and all(one.check.hold == locking.Hold.HOLDS for one in shown.pins),
    }  # fmt: skip


def texts_to_pin(source: Record, sentence: str, reader: Reader) -> list[TextToPin]:
    """The texts of a source that this reader may read, cut into sentences; the nearest ones are marked."""
    made = []
    for text in sources.texts_of(source, reader):
        cut = [one for one in quotelock.sentences(text.text) if _says_something(one.text)]
        near = set(quotelock.closest(sentence, [one.text for one in cut])[:MOST_NEAR])
        made.append(
            TextToPin(
                text.label,
                tuple(
                    Sentence(f"{text.document}|{one.start}|{one.end}", plain.plain_text(one.text), place in near)
                    for place, one in enumerate(cut[:MOST_SENTENCES])
                ),
                cut=len(cut) > MOST_SENTENCES,
            )
        )
    return made


def read_place(place: str) -> tuple[str, int, int]:
    """The span that a ticked box names."""
    document, start, end = place.rsplit("|", 2)
    return document, int(start), int(end)


def differences(theirs: BriefVersion, mine: dict[str, Any]) -> list[dict[str, Any]]:
    """Where what somebody else saved and what was typed differ, part by part."""
    names = {
        "title": "The question", "bottom_line": "Bottom line", "sure_because": "Why so sure",
        "unknown": "What we do not know", "know_how": "What we know here", "who_to_ask": "Who to ask",
        "searched_in": "Where we looked",
    }  # fmt: skip
    return [
        {"part": words, "pieces": compare(getattr(theirs, name), str(mine[name]))}
        for name, words in names.items()
        if getattr(theirs, name) != mine[name]
    ]


def _says_something(text: str) -> bool:
    return any(letter.isalnum() for letter in text)
