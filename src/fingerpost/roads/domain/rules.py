"""Who may do what with a question.

Whoever sees a question works on it. Only the person who asked it shares, changes, closes and opens it; when they
have left, somebody who works on it can take it over.
"""

from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.organisations.models import Person
from fingerpost.organisations.readers import Reader
from fingerpost.records.models import Part, PartRole
from fingerpost.roads.models import Question, Standing

CLOSED = "This question is closed. Nothing was changed. Whoever asked it can open it again."


def asked_by(question: Question) -> list[Person]:
    """Those who asked it and still have an account: one, unless somebody took it over. One query."""
    return list(Person.objects.filter(parts__in=_asking(question), is_active=True).order_by("pk"))


def is_asker(reader: Reader, question: Question) -> bool:
    """Whether this reader asked it, or took it over. One query."""
    return reader.signed_in and _asking(question).filter(person_id=reader.person_id).exists()


def may_see(reader: Reader, question: Question) -> bool:
    """Whether this reader, signed in, sees the question. One query."""
    return reader.signed_in and Question.objects.visible_to(reader).filter(pk=question.pk).exists()


def may_work_on(reader: Reader, question: Question) -> bool:
    """Whether they may keep things for it: whoever sees it, while it is open. One query at most."""
    return question.standing != Standing.CLOSED and may_see(reader, question)


def may_take_over(reader: Reader, question: Question) -> bool:
    """Whether they may become the person who asked it: those who see it, when the asker has left. Two queries."""
    return may_see(reader, question) and not asked_by(question)


def check_may_work_on(reader: Reader, question: Question) -> None:
    """Raise NotAllowed where they do not see the question, RuleBroken where it is closed."""
    if not may_see(reader, question):
        raise NotAllowed("Only those with whom a question is shared can work on it.")
    if question.standing == Standing.CLOSED:
        raise RuleBroken(CLOSED)


def check_asker(question: Question, by: Person) -> None:
    """Raise NotAllowed unless this person asked it, or took it over."""
    if not _asking(question).filter(person=by).exists():
        raise NotAllowed("Only the person who saved this question can do that.")


def _asking(question: Question):
    return Part.objects.filter(record_id=question.pk, role=PartRole.ASKED)
