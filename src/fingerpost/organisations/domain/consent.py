"""What people agreed to: purposes as data, each with its wording, and every answer kept.

Nothing is agreed until a person says yes, and nobody can say it for them. The newest answer holds.
When a wording changes in substance, `holds_from` moves on: an older yes no longer counts and the
person is asked again.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from fingerpost.journal.domain import stream
from fingerpost.kernel.errors import RuleBroken
from fingerpost.organisations.domain.rules import check_is_oneself
from fingerpost.organisations.models import Consent, Person

PROFILE = "profile"
ASKED = "asked"
NAMED = "name-shown"
SERVICE_EMAILS = "service-emails"


@dataclass(frozen=True, slots=True)
class Purpose:
    """One thing to agree to. `wordings` are its versions in order; the last is asked now."""

    key: str
    title: str
    wordings: tuple[str, ...]
    holds_from: int = 1

    @property
    def version(self) -> int:
        """The number of the wording asked now."""
        return len(self.wordings)

    @property
    def wording(self) -> str:
        """The wording asked now."""
        return self.wordings[-1]

    def wording_of(self, version: int) -> str:
        """An earlier wording, as it was read by whoever answered it."""
        return self.wordings[version - 1] if 1 <= version <= len(self.wordings) else ""


PURPOSES: dict[str, Purpose] = {
    purpose.key: purpose
    for purpose in (
        Purpose(
            PROFILE,
            "Show my profile in search",
            (
                "Anyone who signs in can find my profile: my name, my job, where I work and what I wrote about "
                "myself. If I say no, or change my mind, it disappears from search at once.",
            ),
        ),
        Purpose(
            ASKED,
            "Be asked by colleagues",
            (
                "When a colleague looks for something I know about, show my name as a person to ask. "
                "I can always say that I am too busy.",
            ),
        ),
        Purpose(
            NAMED,
            "Show my name on what I write",
            (
                "Show my name beside the notes, lessons and answers that I wrote. If I say no, they are shown "
                "with the name of my team only.",
            ),
        ),
        Purpose(
            SERVICE_EMAILS,
            "E-mails from my library team",
            (
                "My library team may write to me about its services and training. E-mails about my own questions "
                "come either way.",
            ),
        ),
    )
}

_reactions: list[Callable[[Person], None]] = []


def when_person_changes(reaction: Callable[[Person], None]) -> None:
    """Have this called, in the same transaction, when a person's agreements, name or place of work change.

    An area calls this once, when it starts, so that what it shows of a person narrows at once.
    """
    if reaction not in _reactions:
        _reactions.append(reaction)


@transaction.atomic
def say(person: Person, purpose: str, agreed: bool, *, by: Person | None) -> Consent:
    """The person's own yes or no to a purpose, in the wording asked now."""
    check_is_oneself(by, person)
    if purpose not in PURPOSES:
        raise RuleBroken("This is not something we ask about.")
    version = PURPOSES[purpose].version
    answer = Consent.objects.create(person=person, purpose=purpose, wording_version=version, agreed=agreed)
    stream.record(
        "organisations.consent_given" if agreed else "organisations.consent_withdrawn",
        subject=person.public_id, by=person.public_id, detail={"purpose": purpose, "wording_version": version},
    )  # fmt: skip
    tell(person)
    return answer


@transaction.atomic
def hide(person: Person, hidden: bool, *, by: Person | None) -> Person:
    """Take oneself out of every list of results at once, or come back. Consents stay as they were."""
    check_is_oneself(by, person)
    if person.hidden_from_results == hidden:
        return person
    person.hidden_from_results = hidden
    person.save(update_fields=["hidden_from_results"])
    stream.record(
        "organisations.person_hidden" if hidden else "organisations.person_shown",
        subject=person.public_id, by=person.public_id,
    )  # fmt: skip
    tell(person)
    return person


def agreed(person: Person, purpose: str) -> bool:
    """Whether the person's newest answer to a purpose is a yes that still counts. One query."""
    return agreed_people([person.pk], purpose) == {person.pk}


def agreed_people(person_ids: list[int], purpose: str) -> set[int]:
    """Of these people, those whose newest answer to a purpose is a yes that still counts. One query."""
    holds_from = PURPOSES[purpose].holds_from
    newest: dict[int, bool] = {}
    rows = Consent.objects.filter(person__in=person_ids, purpose=purpose).order_by("-at", "-id")
    for row in rows.values_list("person_id", "agreed", "wording_version"):
        newest.setdefault(row[0], row[1] and row[2] >= holds_from)
    return {person for person, yes in newest.items() if yes}


def answers_of(person: Person) -> dict[str, list[Consent]]:
    """All a person's answers, newest first, under each purpose. One query."""
    answers: dict[str, list[Consent]] = {key: [] for key in PURPOSES}
    for row in Consent.objects.filter(person=person).order_by("-at", "-id"):
        answers.setdefault(row.purpose, []).append(row)
    return answers


def tell(person: Person) -> None:
    """Have the areas above bring what they show of this person up to date, in this transaction."""
    for reaction in _reactions:
        reaction(person)
