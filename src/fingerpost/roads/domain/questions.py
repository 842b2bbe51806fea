"""Save a question, share it with those who work on it, ask the library team, answer it.

A question that was saved is seen by the person who saved it and nobody else, until they share it. Asking the
library team is a step of its own, which shares it with the specialists of one service.

The stream: `roads.question_kept`, `_changed`, `_shared`, `_answered`, `_closed`, `_reopened`, `_taken_over`, and
`roads.library_asked`.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from fingerpost.journal.domain import stream
from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.notifications.domain.outbox import send
from fingerpost.organisations.domain.agreements import services_for
from fingerpost.organisations.models import Person, Unit
from fingerpost.organisations.readers import Reader, person_token, service_token, unit_token
from fingerpost.records.domain import graph, sharing
from fingerpost.records.models import OpenTo, PartRole
from fingerpost.roads.domain import rules
from fingerpost.roads.domain.briefs import releasing
from fingerpost.roads.models import Question, Standing

LONGEST = 2000
LONGEST_WHY = 5000


@transaction.atomic
def keep(
    text: str, *, by: Person, nothing_found: bool = False, why: str = "", decide_by: date | None = None,
    at: datetime | None = None,
) -> Question:  # fmt: skip
    """Save a question for the person who asks. `at`: when, if not now.

    Saving the same words twice gives the first one back. A reason or a day that it lacked is added to it, so that
    nothing typed is lost.
    """
    text = " ".join(text.split())
    if not text:
        raise RuleBroken("Write your question first.")
    if len(text) > LONGEST:
        raise RuleBroken(f"A question can be {LONGEST:,} characters at most. Yours has {len(text):,}.")
    why = _why(why)
    if kept := saved_before(text, by=by):
        return _add_to(kept, by=by, why=why, decide_by=decide_by)
    when = at or clock.now()
    question = Question(
        kind="question", title=text[:300], asked_as=text, nothing_found=nothing_found, why=why, decide_by=decide_by,
        changed_by=by.public_id, changed_at=when, released_at=when,
    )  # fmt: skip
    question.save()
    stream.record(
        "roads.question_kept", subject=question.public_id, by=by.public_id, detail={"nothing_found": nothing_found},
        at=when,
    )  # fmt: skip
    graph.take_part(question, by, PartRole.ASKED, shown=False, by=by)
    sharing.release(question, by=by, open_to=OpenTo.NOBODY, tokens=[person_token(by.pk)])
    return question


def saved_before(text: str, *, by: Person) -> Question | None:
    """The question in the same words that this person saved and has not closed. One query."""
    mine = Question.objects.filter(parts__person=by, parts__role=PartRole.ASKED, asked_as=" ".join(text.split()))
    return mine.exclude(standing=Standing.CLOSED).order_by("pk").first()


@transaction.atomic
def change(question: Question, *, by: Person, why: str, decide_by: date | None) -> Question:
    """Why it matters, and when it must be decided."""
    _hold(question)
    rules.check_asker(question, by)
    if question.standing == Standing.CLOSED:
        raise RuleBroken(rules.CLOSED)
    wanted = {"why": _why(why), "decide_by": decide_by}
    changed = {name: value for name, value in wanted.items() if getattr(question, name) != value}
    if changed:
        sharing.change(question, by=by, kind="roads.question_changed", **changed)
    return question


# Who works on it -----------------------------------------------------------------------------------


@transaction.atomic
def share(
    question: Question, *, by: Person, reader: Reader, units: Iterable[Unit] = (), people: Iterable[Person] = ()
) -> Question:
    """Let these, and no others, work on it besides its asker and the library service that has it.

    People who are new to it are told that there is something, and not what.
    """
    rules.check_asker(question, by)
    if reader.person_id != by.pk:
        raise NotAllowed("Only the person who saved this question can share it.")
    _hold(question)
    if question.standing == Standing.CLOSED:
        raise RuleBroken(rules.CLOSED)
    named = {person.pk: person for person in people if person.is_active}
    wanted = {*_lasting(question), *(unit_token(unit.pk) for unit in units), *map(person_token, named)}
    had = set(question.audience.values_list("token", flat=True))
    if wanted == had:
        return question
    _open_to(question, wanted, by=by)
    stream.record(
        "roads.question_shared", subject=question.public_id, by=by.public_id,
        detail={"added": len(wanted - had), "removed": len(had - wanted)},
    )  # fmt: skip
    new = [person.email for pk, person in named.items() if person_token(pk) not in had and pk != by.pk]
    for address in sorted(new):
        send(
            [address], "A colleague shares a question with you",
            "A colleague would like you to work on a question with them.\n\nSign in and open Questions to read it.",
        )  # fmt: skip
    return question


@transaction.atomic
def take_over(question: Question, *, by: Person, reader: Reader) -> Question:
    """Become the person who asked it, because whoever asked it has left."""
    _hold(question)
    if not rules.may_take_over(reader, question):
        raise NotAllowed("The person who saved this question is still here. Only they can do that.")
    graph.take_part(question, by, PartRole.ASKED, shown=False, by=by)
    had = set(question.audience.values_list("token", flat=True))
    _open_to(question, had | {person_token(by.pk)}, by=by)
    stream.record("roads.question_taken_over", subject=question.public_id, by=by.public_id)
    return question


# The library team ----------------------------------------------------------------------------------


@transaction.atomic
def ask_library(
    question: Question, *, by: Person, reader: Reader, needed_by: date | None = None, why: str = ""
) -> Question:
    """Share a question with the library team that serves the asker too, and tell its desk."""
    rules.check_asker(question, by)
    _hold(question)
    if question.standing != Standing.OPEN:
        raise RuleBroken("You have asked the library team about this already.")
    if needed_by and needed_by < clock.today():
        raise RuleBroken("The day you need this by has passed. Choose a day from today on.")
    serving = services_for(reader)
    if not serving:
        raise RuleBroken("No library team serves your organisation here yet. Your question is kept.")
    nearest = serving[0]
    had = set(question.audience.values_list("token", flat=True))
    question.standing, question.service = Standing.ASKED, nearest.service
    question.needed_by, question.why = needed_by, _why(why) or question.why
    question.save(update_fields=["standing", "service", "needed_by", "why"])
    _open_to(question, had | {person_token(by.pk), service_token(nearest.service.pk)}, by=by)
    stream.record(
        "roads.library_asked", subject=question.public_id, by=by.public_id,
        detail={"service": nearest.service.public_id},
    )  # fmt: skip
    if nearest.desk_email:
        send(
            [nearest.desk_email], "A question for the library team",
            "Somebody has asked the library team a question.\n\n"
            f"Needed by: {f'{needed_by:%d %B %Y}' if needed_by else 'no date given'}\n\n"
            "Sign in and open Questions to read it.",
        )  # fmt: skip
    return question


@transaction.atomic
def answer(question: Question, text: str, *, by: Person, reader: Reader) -> Question:
    """A specialist of the service answers; the asker is told."""
    if question.service_id not in reader.services:
        raise NotAllowed("Only the library team that was asked can answer this.")
    _hold(question)
    if question.standing != Standing.ASKED:
        raise RuleBroken("This question has been answered or closed already.")
    if not text.strip():
        raise RuleBroken("Write an answer first.")
    question.answer, question.standing = text.strip(), Standing.ANSWERED
    question.changed_at, question.changed_by = clock.now(), by.public_id
    question.save(update_fields=["answer", "standing", "changed_at", "changed_by"])
    graph.take_part(question, by, PartRole.ANSWERED, shown=True, by=by)
    stream.record("roads.question_answered", subject=question.public_id, by=by.public_id)
    for asker in rules.asked_by(question):
        send(
            [asker.email], "The library team has answered your question",
            "Sign in and open Questions to read the answer.",
        )  # fmt: skip
    return question


# The end -------------------------------------------------------------------------------------------


@transaction.atomic
def close(question: Question, *, by: Person) -> Question:
    """The asker is done with it. It stays for those who work on it to look at, and nobody changes it."""
    _hold(question)
    rules.check_asker(question, by)
    if question.standing == Standing.CLOSED:
        return question
    question.standing = Standing.CLOSED
    question.save(update_fields=["standing"])
    stream.record("roads.question_closed", subject=question.public_id, by=by.public_id)
    return question


@transaction.atomic
def reopen(question: Question, *, by: Person) -> Question:
    """Go on with it where it stood."""
    _hold(question)
    rules.check_asker(question, by)
    if question.standing != Standing.CLOSED:
        return question
    question.standing = (
        Standing.ANSWERED if question.answer else Standing.ASKED if question.service_id else Standing.OPEN
    )
    question.save(update_fields=["standing"])
    stream.record("roads.question_reopened", subject=question.public_id, by=by.public_id)
    return question


# Inside --------------------------------------------------------------------------------------------


def _hold(question: Question) -> None:
    """Read the row again and keep others from it: two may press a button at once."""
    question.refresh_from_db(from_queryset=Question.objects.select_for_update(of=("self",)))


def _lasting(question: Question) -> set[str]:
    """What sharing never takes away: those who asked it, and the library service that has it."""
    asked = question.parts.filter(role=PartRole.ASKED).values_list("person_id", flat=True)
    return {*map(person_token, asked), *([service_token(question.service_id)] if question.service_id else [])}


def _open_to(question: Question, tokens: set[str], *, by: Person) -> None:
    """Open the question to these; its briefs follow."""
    sharing.share(question, open_to=OpenTo.NOBODY, tokens=tokens, by=by)
    releasing.follow_question(question, by=by)


def _add_to(question: Question, *, by: Person, why: str, decide_by: date | None) -> Question:
    """Take up what was typed for a question that is there already."""
    together = why if not question.why or why.startswith(question.why) else f"{question.why}\n\n{why}"
    wanted = {
        "why": question.why if not why or why in question.why else _why(together),
        "decide_by": decide_by or question.decide_by,
    }
    return change(question, by=by, **wanted)


def _why(text: str) -> str:
    text = text.strip()
    if len(text) > LONGEST_WHY:
        raise RuleBroken(f"Say why it matters in {LONGEST_WHY:,} characters at most. You wrote {len(text):,}.")
    return text
