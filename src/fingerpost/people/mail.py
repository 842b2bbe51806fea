"""Joins e-mail to those who know people and jobs.

The outbox holds addresses only: it knows neither who may look at it nor how work is queued. Both stand
beside or below it, so the joining is done here, above.
"""

from collections.abc import Iterable

from fingerpost.jobs.domain import work
from fingerpost.jobs.domain.work import Outcome
from fingerpost.jobs.models import Job
from fingerpost.notifications.domain import outbox, sending
from fingerpost.notifications.models import Address
from fingerpost.organisations.domain import queries
from fingerpost.organisations.domain.privacy import Holding
from fingerpost.organisations.models import Person
from fingerpost.organisations.readers import Reader

KIND = "notifications.send"
LONGEST_WAIT = 30.0


def sight(reader: Reader) -> outbox.Sight:
    """In a demonstration everyone signed in sees all mail; else administrators see what went to their people."""
    if not reader.signed_in:
        return outbox.Sight()
    if Person.objects.filter(pk=reader.person_id, is_demonstration=True).exists():
        return outbox.Sight(everything=True, secrets=True)
    return outbox.Sight(
        addresses=queries.addresses_administered(reader), hand_on=queries.addresses_wholly_administered(reader)
    )


def send_slice(job: Job) -> Outcome:
    """One round of sending."""
    done = sending.send_round()
    counts = {"sent": job.counts.get("sent", 0) + done.sent, "given up": job.counts.get("given up", 0) + done.given_up}
    # A message that is put off for an hour must not hold up one that is written meanwhile.
    wait = min(done.next_in or 0.0, LONGEST_WAIT)
    return Outcome(done=job.done + done.sent, counts=counts, again=done.next_in is not None, wait=wait)


def wake() -> None:
    """See that the outbox gets emptied."""
    work.ask_once(KIND, "Send e-mails")


def held_about(person: Person) -> Iterable[Holding]:
    """E-mails of the last days to this person."""
    rows = Address.objects.filter(address=person.email).select_related("message").order_by("-message_id")
    yield Holding(
        "E-mails we sent you",
        "You, and administrators of the organisations you belong to.",
        tuple({"Subject": row.message.subject, "When": row.message.created_at.isoformat()} for row in rows),
        kept="Seven days.",
    )


def register() -> None:
    """Join them up, once, when the site starts."""
    work.register(KIND, queue="default", slice=send_slice)
    outbox.register_rule(sight)
    outbox.when_stored(wake)
