"""What readers say of a page: "this helped" and "this looks wrong", and what comes of it.

Nobody needs a right to edit to say so. Those who look after the page see the words, not who wrote them;
whoever said it hears what came of it.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet

from fingerpost.journal.domain import stream
from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.library.domain.rules import may_edit
from fingerpost.library.domain.trust import doubts
from fingerpost.library.models import Flag, FlagKind, FlagOutcome, Item
from fingerpost.notifications.domain.outbox import send
from fingerpost.organisations.models import Person
from fingerpost.organisations.readers import Reader, reader_for
from fingerpost.records.models import Record, State

LONGEST = 2000
OUTCOMES = (FlagOutcome.CHANGED, FlagOutcome.HOLDS, FlagOutcome.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of one record: how many it helped, and those who wait for an answer."""

    helped: int
    wrong: int


@transaction.atomic
def flag(
    record: Record, kind: str, by: Person, words: str = "", *, at: datetime | None = None, tell: bool = True
) -> Flag:
    """Say that something helped, or looks wrong. Saying it again adds new words to what was said, no second voice.

    `at`: when it was said, for what comes in with its history; now unless told. `tell`: whether those who
    look after the page get an e-mail when it looks wrong; of what was said long ago nobody does.
    """
    reader = reader_for(by)
    if not reader.signed_in or not Record.objects.recheck(reader, [record.pk]).exists():
        raise NotAllowed("Sign in as somebody who can see this page first.")
    if record.state == State.DRAFT:
        raise RuleBroken("This is a draft. Say it to whoever writes it.")
    words = words.strip()
    if len(words) > LONGEST:
        raise RuleBroken(f"Say it in {LONGEST:,} characters at most. Yours has {len(words):,}.")
    open_already = Flag.objects.filter(record_id=record.pk, person=by, kind=kind, outcome=FlagOutcome.OPEN)
    there = open_already.select_for_update().first()
    if there is None:
        made = Flag(record_id=record.pk, person=by, kind=FlagKind(kind), words=words, at=at or clock.now())
        try:
            with transaction.atomic():
                made.save()
        except IntegrityError:  # the same press, twice at once
            there = open_already.get()
        else:
            stream.record(
                "library.flagged", subject=record.public_id, by=by.public_id, at=made.at,
                detail={"flag": made.public_id, "kind": kind},
                personal={"words": words} if words else None,
            )  # fmt: skip
            if made.kind == FlagKind.WRONG and tell and at is None:
                doubts.tell(record, by)
            return made
    if words and words not in there.words:
        there.words = f"{there.words}\n\n{words}".strip()[:LONGEST]
        there.save(update_fields=["words"])
    return there


@transaction.atomic
def answer(said: Flag, by: Person, outcome: str, words: str = "", *, at: datetime | None = None) -> Flag:
    """Say what came of "this looks wrong". Whoever said it gets an e-mail, and finds the answer on their page."""
    Flag.objects.select_for_update().filter(pk=said.pk).first()
    held = Flag.objects.select_related("record", "person").get(pk=said.pk)
    check_may_answer(reader_for(by), held)
    if held.kind != FlagKind.WRONG:
        raise RuleBroken("Only “this looks wrong” is answered.")
    if held.outcome:
        raise RuleBroken("Somebody has answered this already.")
    if outcome not in OUTCOMES:
        raise RuleBroken("Choose what came of it.")
    held.outcome, held.answer = FlagOutcome(outcome), words.strip()[:LONGEST]
    held.answered_by, held.answered_at = by, at or clock.now()
    held.save(update_fields=["outcome", "answer", "answered_by", "answered_at"])
    stream.record(
        "library.flag_answered", subject=held.record.public_id, by=by.public_id, at=held.answered_at,
        detail={"flag": held.public_id, "outcome": outcome},
        personal={"words": held.answer} if held.answer else None,
    )  # fmt: skip
    _tell(held)
    return held


def answer_all(record: Record, by: Person, outcome: str, words: str = "") -> int:
    """Give everybody who waits the same answer; how many."""
    waiting = list(waiting_on(record))
    for said in waiting:
        answer(said, by, outcome, words)
    return len(waiting)


def _tell(said: Flag) -> None:
    person = said.person
    if person is None or not person.is_active or person.pk == said.answered_by_id:
        return
    came = f"What came of it: {FlagOutcome(said.outcome).label}."
    words = f"\n\nThey say:\n{said.answer}" if said.answer else ""
    send(
        [person.email], "What came of what you said",
        f"You said that “{said.record.title[:200]}” looks wrong.\n\n{came}{words}\n\n"
        "Sign in and open Library, then What you said, to read it there.",
    )  # fmt: skip


# Reading ------------------------------------------------------------------------------------------


def check_may_answer(reader: Reader, said: Flag) -> None:
    """Raise NotAllowed unless they may answer: those who may edit an item; for a paper, the flagger's library team."""
    if not may_answer(reader, said):
        raise NotAllowed("Only those who look after this page can answer.")


def may_answer(reader: Reader, said: Flag) -> bool:
    """The same, as yes or no."""
    if not Record.objects.recheck(reader, [said.record_id]).exists():
        return False
    item = Item.objects.filter(pk=said.record_id).select_related("unit").first()
    if item is not None:
        return may_edit(reader, item)
    return bool(_teams_of(said) & (reader.desk_for | reader.administers | reader.services))


def _teams_of(said: Flag) -> set[int]:
    """The organisations that whoever said it works in."""
    return set(reader_for(said.person).organisations) if said.person else set()


def waiting_on(record: Record) -> "QuerySet[Flag]":
    """Those who say that it looks wrong and have no answer yet, oldest first."""
    rows = Flag.objects.filter(record_id=record.pk, kind=FlagKind.WRONG, outcome=FlagOutcome.OPEN)
    return rows.select_related("record", "person").order_by("at", "pk")


def said_of(record: Record) -> Said:
    """How many it helped, and how many say that it looks wrong and wait. One query."""
    found = Flag.objects.filter(record_id=record.pk).aggregate(
        helped=Count("pk", filter=Q(kind=FlagKind.HELPED)),
        wrong=Count("pk", filter=Q(kind=FlagKind.WRONG, outcome=FlagOutcome.OPEN)),
    )
    return Said(found["helped"], found["wrong"])


def own_on(record: Record, reader: Reader) -> dict[str, Flag]:
    """What this reader has said of a record and nobody has answered, by kind. One query."""
    rows = Flag.objects.filter(record_id=record.pk, person_id=reader.person_id or 0, outcome=FlagOutcome.OPEN)
    return {said.kind: said for said in rows}


def own_flags(reader: Reader, after: int | None = None, limit: int = 25) -> list[Flag]:
    """What this reader has said, newest first, of what they may still see. Three queries."""
    rows = Flag.objects.filter(person_id=reader.person_id or 0, record__in=Record.objects.visible_to(reader))
    if after:
        rows = rows.filter(pk__lt=after)
    return list(rows.select_related("record").order_by("-pk")[:limit])
