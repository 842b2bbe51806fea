"""Keep a question, ask the library team, answer it.

A kept question is seen by the person who kept it and nobody else. Asking the library team is a
second step, which shares it with the specialists of one service.
"""

from datetime import date

from django.db import transaction

from fingerpost.journal.domain import stream
from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.notifications.domain.outbox import send
from fingerpost.organisations.domain.agreements import services_for
from fingerpost.organisations.models import Person
from fingerpost.organisations.readers import Reader, person_token, service_token
from fingerpost.records.domain import graph, sharing
from fingerpost.records.models import OpenTo, PartRole
from fingerpost.roads.models import Question, Standing

LONGEST = 2000


@transaction.atomic
def keep(text: str, *, by: Person, nothing_found: bool = False, why: str = "") -> Question:
    """Keep a question for the person who asks. Keeping the same words twice gives the first one back."""
    text = " ".join(text.split())
    if not text:
        raise RuleBroken("Write your question first.")
    if len(text) > LONGEST:
        raise RuleBroken(f"A question can be {LONGEST:,} characters at most. Yours has {len(text):,}.")
    kept = Question.objects.filter(parts__person=by, parts__role=PartRole.ASKED, asked_as=text).exclude(
        standing=Standing.CLOSED
    ).first()  # fmt: skip
    if kept:
        return kept
    question = Question(
        kind="question", title=text[:300], asked_as=text, nothing_found=nothing_found, why=why, changed_by=by.public_id
    )
    question.save()
    stream.record(
        "roads.question_kept", subject=question.public_id, by=by.public_id, detail={"nothing_found": nothing_found}
    )
    graph.take_part(question, by, PartRole.ASKED, shown=False, by=by)
    sharing.release(question, by=by, open_to=OpenTo.NOBODY, tokens=[person_token(by.pk)])
    return question


@transaction.atomic
def ask_library(
    question: Question, *, by: Person, reader: Reader, needed_by: date | None = None, why: str = ""
) -> Question:
    """Share a kept question with the library team that serves the asker, and tell its desk."""
    _check_own(question, by)
    _hold(question)
    if question.standing != Standing.OPEN:
        raise RuleBroken("You have asked the library team about this already.")
    if needed_by and needed_by < clock.today():
        raise RuleBroken("The day you need this by has passed. Choose a day from today on.")
    serving = services_for(reader)
    if not serving:
        raise RuleBroken("No library team serves your organisation here yet. Your question is kept.")
    nearest = serving[0]
    question.standing, question.service = Standing.ASKED, nearest.service
    question.needed_by, question.why = needed_by, why or question.why
    question.save(update_fields=["standing", "service", "needed_by", "why"])
    sharing.share(
        question, open_to=OpenTo.NOBODY, by=by, tokens=[person_token(by.pk), service_token(nearest.service.pk)]
    )
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
    asker = Person.objects.filter(parts__record=question, parts__role=PartRole.ASKED).first()
    if asker:
        send(
            [asker.email], "The library team has answered your question",
            "Sign in and open Questions to read the answer.",
        )  # fmt: skip
    return question


@transaction.atomic
def close(question: Question, *, by: Person) -> Question:
    """The asker is done with it. It stays theirs to look at."""
    _check_own(question, by)
    question.standing = Standing.CLOSED
    question.save(update_fields=["standing"])
    stream.record("roads.question_closed", subject=question.public_id, by=by.public_id)
    return question


def _hold(question: Question) -> None:
    """Read the row again and keep others from it: two may press a button at once."""
    question.refresh_from_db(from_queryset=Question.objects.select_for_update(of=("self",)))


def _check_own(question: Question, by: Person) -> None:
    if not question.parts.filter(person=by, role=PartRole.ASKED).exists():
        raise NotAllowed("Only the person who kept this question can do that.")
