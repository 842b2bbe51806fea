"""What is new on a question since somebody last said that they had seen it.

Read from the stream, so that it says what happened and not only what is there now. What a person did themselves is
not news to them, and what they may not see is not there.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from fingerpost.journal.models import Change
from fingerpost.organisations.models import Person
from fingerpost.organisations.readers import Reader
from fingerpost.roads.domain.briefs import rules as brief_rules
from fingerpost.roads.models import BriefVersion, Kept, Look, Question

KEPT, CHANGED, DROPPED, TAKEN_UP = "roads.kept", "roads.kept_changed", "roads.dropped", "roads.taken_up_again"
ANSWERED, QUESTION_CHANGED = "roads.question_answered", "roads.question_changed"
BEGUN, RELEASED = "roads.brief_begun", "roads.brief_released"
OF_A_ROW = (KEPT, CHANGED, DROPPED, TAKEN_UP)
OF_THE_QUESTION = (ANSWERED, QUESTION_CHANGED)


@dataclass(frozen=True, slots=True)
class News:
    """One thing that happened: `what` is one of the names above; `who` is empty where nobody is known any more."""

    what: str
    at: datetime
    who: str
    kept: Kept | None = None
    brief: BriefVersion | None = None


def news_of(questions: Iterable[Question], reader: Reader, kept: Iterable[Kept]) -> dict[int, list[News]]:
    """For each question, what is new to this reader, newest first. `kept`: the rows of these that they may see.

    Four queries. A thing stands here once, by the last that happened to it.
    """
    listed = list(questions)
    found: dict[int, list[News]] = {one.pk: [] for one in listed}
    if not listed or not reader.signed_in:
        return found
    marks = Look.objects.filter(question__in=list(found), person_id=reader.person_id)
    looks = dict(marks.values_list("question_id", "at"))
    rows = {row.pk: row for row in kept}
    changes = _changes(listed, looks, reader)
    names = dict(Person.objects.filter(public_id__in={one.actor for one in changes}).values_list("public_id", "name"))
    of = {one.public_id: one.pk for one in listed}
    for change in changes:
        who = names.get(change.actor, "")
        if change.kind in OF_THE_QUESTION:
            found[of[change.subject]].append(News(change.kind, change.at, who))
    for pk, (row, change) in _last_of_each(changes, rows).items():
        found[row.question_id].append(News(change.kind, change.at, names.get(change.actor, ""), kept=rows[pk]))
    for one in _of_briefs(list(found), looks, reader):
        found[one.brief.brief.answers_id].append(one)
    return {pk: sorted(news, key=lambda one: one.at, reverse=True) for pk, news in found.items()}


def changed_last(question: Question) -> dict[int, tuple[str, datetime]]:
    """Who changed each row last, and when, by the row's id. Two queries."""
    changes = list(Change.objects.filter(subject=question.public_id, kind=CHANGED).order_by("id"))
    names = dict(Person.objects.filter(public_id__in={one.actor for one in changes}).values_list("public_id", "name"))
    return {change.detail["kept"]: (names.get(change.actor, ""), change.at) for change in changes}


def _changes(questions: list[Question], looks: dict[int, datetime], reader: Reader) -> list[Change]:
    """What others did since this reader's marks, in the order it was done."""
    since = Q()
    for one in questions:
        since |= Q(subject=one.public_id, at__gt=looks[one.pk]) if one.pk in looks else Q(subject=one.public_id)
    rows = Change.objects.filter(since, kind__in=[*OF_A_ROW, *OF_THE_QUESTION]).exclude(actor=reader.public_id)
    return list(rows.only("kind", "subject", "actor", "at", "detail").order_by("id"))


def _last_of_each(changes: Iterable[Change], rows: dict[int, Kept]) -> dict[int, tuple[Kept, Change]]:
    """The last that happened to each row; what is wholly new stays new although its note was mended since."""
    of: dict[int, list[Change]] = defaultdict(list)
    for change in changes:
        if change.kind in OF_A_ROW and change.detail.get("kept") in rows:
            of[change.detail["kept"]].append(change)
    found = {}
    for pk, happened in of.items():
        told = [one for one in happened if one.kind != CHANGED] or happened
        is_dropped = rows[pk].dropped_at is not None
        # A row that somebody dropped or took up since says so by its last; what the reader did themselves is left out.
        last = next((one for one in reversed(told) if (one.kind == DROPPED) == is_dropped), None)
        if last is not None:
            found[pk] = (rows[pk], last)
    return found


def _of_briefs(ids: list[int], looks: dict[int, datetime], reader: Reader) -> Iterable[News]:
    readable = brief_rules.briefs_to_read(reader).filter(answers_id__in=ids)
    versions = BriefVersion.objects.filter(brief__in=readable.values("pk")).order_by("pk")
    for version in versions.select_related("brief", "begun_by", "released_by"):
        since = looks.get(version.brief.answers_id)
        happened = [(RELEASED, version.released_at, version.released_by)]
        if version.number == 1:
            happened.append((BEGUN, version.begun_at, version.begun_by))
        for what, at, person in happened:
            is_own = person is not None and person.pk == reader.person_id
            if at is not None and not is_own and (since is None or at > since):
                yield News(what, at, person.name if person else "", brief=version)
                break
