"""Write a brief: begin, save, give up; begin a new version of one that is shared.

The stream: `roads.brief_begun`, `brief_version_begun`, `brief_saved`, `brief_given_up`; each names the version as
{"number": n}. `at`: when it happened, for what comes in with its history; now unless told.
"""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from fingerpost.journal.domain import stream
from fingerpost.kernel import clock
from fingerpost.kernel.errors import RuleBroken
from fingerpost.organisations.domain import consent
from fingerpost.organisations.models import Person, Unit
from fingerpost.organisations.readers import Reader
from fingerpost.records.domain import graph, sharing
from fingerpost.records.models import PartRole, State
from fingerpost.roads.domain.briefs import contents, rules
from fingerpost.roads.models import Brief, BriefVersion, Pin, Point, Question, Stage


class EditedMeanwhile(RuleBroken):
    """Somebody saved after the writer had opened it. `version` is what is there now; nothing was changed."""

    def __init__(self, version: BriefVersion) -> None:
        self.version = version
        who = version.saved_by.name if version.saved_by else "Somebody"
        super().__init__(f"{who} saved this while you were writing. Your words are still here. They are not saved yet.")


@transaction.atomic
def begin(question: Question, *, by: Person, reader: Reader, at: datetime | None = None) -> BriefVersion:
    """The brief of a question and its first draft, seen by those who work on the question.

    Where the question has a brief, it is the version of it that is being written: two people write one brief.
    """
    rules.check_may_write_for(reader, question)
    Question.objects.select_for_update(of=("self",)).filter(pk=question.pk).first()
    there = Brief.objects.filter(answers=question).exclude(state=State.WITHDRAWN).order_by("-pk").first()
    if there:
        return begin_version(there, by=by, reader=reader, at=at)
    at = at or clock.now()
    unit = question.unit or (Unit.objects.filter(pk=reader.path[0]).first() if reader.path else None)
    brief = Brief(
        kind="brief", title=question.title[: contents.LONGEST_TITLE], unit=unit, answers=question, changed_at=at,
        changed_by=by.public_id,
    )  # fmt: skip
    brief.save()
    version = BriefVersion.objects.create(
        brief=brief, number=1, title=brief.title, begun_by=by, saved_by=by, begun_at=at, saved_at=at,
        **_as_the_question(question),
    )  # fmt: skip
    say("roads.brief_begun", version, by, at)
    _take_part(brief, by)
    sharing.share(brief, open_to="", tokens=question_tokens(question), by=by)
    return version


@transaction.atomic
def begin_version(brief: Brief, *, by: Person, reader: Reader, at: datetime | None = None) -> BriefVersion:
    """The version that is being written; a new one, from what is shared, where there is none.

    Sentences come over with their pins and their acceptance: what was accepted is still what was accepted.
    """
    rules.check_may_write(reader, brief)
    if there := open_version(brief):
        return there
    if brief.state == State.WITHDRAWN:
        raise RuleBroken("This brief was withdrawn. Begin a new one from its question.")
    shown = brief.versions.filter(stage=Stage.RELEASED).first()
    last = brief.versions.aggregate(last=Max("number"))["last"] or 0
    at = at or clock.now()
    said = {name: getattr(shown, name) for name in contents.FIELDS} if shown else {"title": brief.title}
    version = BriefVersion(brief=brief, number=last + 1, begun_by=by, saved_by=by, begun_at=at, saved_at=at, **said)
    try:
        with transaction.atomic():
            version.save()
    except IntegrityError:
        if there := open_version(brief):  # somebody began one in the same moment
            return there
        raise
    if shown:
        _copy_points(shown, version)
    say("roads.brief_version_begun", version, by, at)
    return version


def open_version(brief: Brief) -> BriefVersion | None:
    """The version that is being written, if there is one. One query."""
    return brief.versions.filter(stage=Stage.DRAFT).select_related("brief__answers", "saved_by").first()


@transaction.atomic
def save(
    version: BriefVersion, *, by: Person, reader: Reader, seen: int, at: datetime | None = None, **content: Any
) -> BriefVersion:
    """Save fields of a draft. `seen`: its `saves` as the writer had them before them.

    Raises EditedMeanwhile, having changed nothing, when somebody else has saved since.
    """
    held = hold(version)
    check_open(held)
    rules.check_may_write(reader, held.brief)
    if held.saves != seen:
        raise EditedMeanwhile(held)
    contents.write_into(held, content)
    at = at or clock.now()
    held.saves, held.saved_by, held.saved_at = held.saves + 1, by, at
    held.save()
    if held.brief.state == State.DRAFT:  # nothing is shared yet: lists show it under its newest title
        Brief.objects.filter(pk=held.brief_id).update(title=held.title, summary=held.bottom_line, changed_at=at)
        held.brief.title = held.title
    _take_part(held.brief, by)
    say("roads.brief_saved", held, by, at)
    return held


@transaction.atomic
def give_up(version: BriefVersion, *, by: Person, reader: Reader) -> BriefVersion:
    """Stop writing a version. It stays, and what is shared stays shared."""
    held = hold(version)
    check_open(held)
    rules.check_may_write(reader, held.brief)
    held.stage = Stage.DROPPED
    held.save(update_fields=["stage"])
    say("roads.brief_given_up", held, by)
    return held


def question_tokens(question: Question) -> set[str]:
    """Who works on a question. One query."""
    return set(question.audience.values_list("token", flat=True))


def hold(version: BriefVersion) -> BriefVersion:
    """The version as it is now, kept from others until the end of the transaction."""
    BriefVersion.objects.select_for_update().filter(pk=version.pk).first()
    return BriefVersion.objects.select_related("brief__answers", "brief__unit", "saved_by").get(pk=version.pk)


def check_open(version: BriefVersion) -> None:
    """Raise RuleBroken unless the version is still being written."""
    if version.stage != Stage.DRAFT:
        raise RuleBroken("This version is no longer being written. What you typed is still here: keep a copy.")


def say(kind: str, version: BriefVersion, by: Person | None, at: datetime | None = None, **more: Any) -> None:
    """One line of the brief's history."""
    stream.record(
        kind, subject=version.brief.public_id, by=sharing.actor(by), at=at, detail={"number": version.number, **more}
    )


# Inside -------------------------------------------------------------------------------------------


def _as_the_question(question: Question) -> dict[str, Any]:
    """Until somebody says otherwise, a brief is for those who work on its question."""
    return {"open_to": "", "tokens": sorted(question_tokens(question))}


def _take_part(brief: Brief, by: Person) -> None:
    if not brief.parts.filter(person=by, role=PartRole.AUTHOR).exists():
        graph.take_part(brief, by, PartRole.AUTHOR, shown=consent.agreed(by, consent.NAMED), by=by)


def _copy_points(old: BriefVersion, new: BriefVersion) -> None:
    for point in old.points.prefetch_related("pins"):
        pins = list(point.pins.all())
        point.pk, point.version, point._state.adding = None, new, True
        point.save()
        for pin in pins:
            pin.pk, pin.point = None, point
        Pin.objects.bulk_create(pins)


def points_of(version: BriefVersion) -> list[Point]:
    """The sentences of a version with all that a check needs. Three queries, however many."""
    return list(
        version.points.select_related("accepted_by").prefetch_related("pins__source").order_by("position", "pk")
    )
