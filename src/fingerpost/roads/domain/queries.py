"""What the lists of questions read."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from fingerpost.organisations.readers import Reader
from fingerpost.records.models import Link, Part, PartRole, Record, Relation, State
from fingerpost.roads.domain import news
from fingerpost.roads.models import Kept, Question, Standing


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One line of a list: whose question it is (unless one's own), how much is kept for it, how much of that is new.

    `decided`: whether a decision that stands answers it, as far as the reader may see.
    """

    question: Question
    asker: str
    kept: int
    new: int
    decided: bool = False


def own_questions(reader: Reader, *, closed: bool | None = None) -> "QuerySet[Question]":
    """Questions this reader saved, newest first: all, or only those that are closed, or only the others."""
    rows = Question.objects.visible_to(reader).filter(
        parts__person_id=reader.person_id, parts__role=PartRole.ASKED
    ).select_related("service").order_by("-pk")  # fmt: skip
    return rows if closed is None else rows.filter(_standing(closed))


def shared_questions(reader: Reader, *, closed: bool = False) -> "QuerySet[Question]":
    """Questions of others that this reader may work on, newest first, without those that wait at their desk."""
    if not reader.signed_in:
        return Question.objects.none()
    own = Part.objects.filter(person_id=reader.person_id, role=PartRole.ASKED).values("record_id")
    rows = Question.objects.visible_to(reader).filter(_standing(closed)).exclude(pk__in=own)
    rows = rows.exclude(standing=Standing.ASKED, service_id__in=reader.services)
    return rows.select_related("service").order_by("-pk")


def desk_questions(reader: Reader) -> "QuerySet[Question]":
    """Questions that wait at this reader's library service, the most urgent first."""
    return (
        Question.objects.visible_to(reader)
        .filter(service_id__in=reader.services, standing=Standing.ASKED)
        .select_related("service", "unit")
        .order_by(F("needed_by").asc(nulls_last=True), "pk")
    )


def open_questions(reader: Reader, *, words: str = "", most: int = 30) -> list[Question]:
    """Questions that this reader can keep something for: newest first, the one in these very words before all.

    Two queries at most.
    """
    if not reader.signed_in:
        return []
    rows = Question.objects.visible_to(reader).exclude(standing=Standing.CLOSED).order_by("-pk")
    found = list(rows[:most])
    asked = " ".join(words.split())
    if not asked:
        return found
    same = rows.filter(asked_as__iexact=asked).first()
    return [same, *(one for one in found if one.pk != same.pk)] if same else found


def rows_of(questions: Iterable[Question], reader: Reader) -> list[QuestionRow]:
    """These as lines of a list. What the reader may not see is not counted. Nine queries at most, however many."""
    listed = list(questions)
    if not listed:
        return []
    ids = [one.pk for one in listed]
    kept = kept_visible(ids, reader)
    counted = Counter(row.question_id for row in kept if row.dropped_at is None)
    new = news.news_of(listed, reader, kept)
    askers, decided = _askers(ids, reader), decided_among(ids, reader)
    return [
        QuestionRow(one, askers.get(one.pk, ""), counted[one.pk], len(new[one.pk]), one.pk in decided) for one in listed
    ]


def decided_among(question_ids: list[int], reader: Reader) -> set[int]:
    """Of these, the questions that a decision which stands answers, as far as the reader may see. One query."""
    links = Link.objects.visible_to(reader).filter(
        target_id__in=question_ids, relation=Relation.ANSWERS, source__kind="decision", source__state=State.RELEASED
    )
    return set(links.values_list("target_id", flat=True))


def kept_visible(question_ids: list[int], reader: Reader) -> list[Kept]:
    """What is kept for these and was dropped, as far as this reader may see the things themselves. Two queries."""
    rows = list(Kept.objects.filter(question__in=question_ids).select_related("target"))
    seen = visible_ids([row.target_id for row in rows if row.target_id is not None], reader)
    return [row for row in rows if row.target_id is None or row.target_id in seen]


def visible_ids(ids: list[int], reader: Reader) -> set[int]:
    """Of these things, those that the reader may see now. One query, none for nothing."""
    return set(Record.objects.recheck(reader, ids).values_list("pk", flat=True)) if ids else set()


def _standing(closed: bool) -> Q:
    return Q(standing=Standing.CLOSED) if closed else ~Q(standing=Standing.CLOSED)


def _askers(ids: list[int], reader: Reader) -> dict[int, str]:
    """Who asked each of these, where it is somebody else: of several, the one who took it over last."""
    parts = Part.objects.filter(record_id__in=ids, role=PartRole.ASKED).select_related("person").order_by("pk")
    last = {part.record_id: part.person for part in parts}
    return {pk: person.name or "A colleague" for pk, person in last.items() if person.pk != reader.person_id}
