"""Confirm a decision, send it back, withdraw it, replace it, or say that it still holds.

The stream: `decisions.sent`, `_sent_back`, `_confirmed` (on whose behalf, if the decider did not do it),
`_withdrawn`, `_still_holds`. E-mails say that something waits, and never what.
"""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from fingerpost.decisions.domain import contents, recording, rules
from fingerpost.decisions.models import Confirmation, Decision
from fingerpost.journal.domain import stream
from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.notifications.domain.outbox import send as send_mail
from fingerpost.organisations import lineage
from fingerpost.organisations.domain import consent
from fingerpost.organisations.models import Membership, Person, Role
from fingerpost.organisations.readers import Reader, reader_for, role_token
from fingerpost.records.domain import graph, sharing, watchers
from fingerpost.records.models import Link, Part, PartRole, Record, Relation, State
from fingerpost.ui.formats import clock_time

MOST_REPLACED = 500  # steps from one decision to the next, when looking for a circle


class ConfirmedAlready(RuleBroken):
    """Somebody else confirmed it first. Nothing is lost: what was to be done is done."""

    def __init__(self, decision: Decision) -> None:
        who = decision.confirmed_by.name if decision.confirmed_by else "Somebody"
        when = f" at {clock_time(decision.confirmed_at)}" if decision.confirmed_at else ""
        super().__init__(f"{who} confirmed this already{when}. There is nothing more for you to do.")


@transaction.atomic
def send(decision: Decision, *, by: Person, reader: Reader, at: datetime | None = None) -> Decision:
    """Ask the decider or the secretary to confirm it, and tell them by e-mail that it waits."""
    held = recording.hold(decision)
    rules.check_may_write_in(reader, held)
    if held.confirmation == Confirmation.WAITING:
        raise RuleBroken("It has been sent already. It waits to be confirmed.")
    if not (held.decider or held.secretary):
        raise RuleBroken("Name the decider or the meeting's secretary first: one of them confirms it.")
    check_complete(held)
    held.confirmation, held.sent_back_because = Confirmation.WAITING, ""
    held.save(update_fields=["confirmation", "sent_back_because"])
    stream.record("decisions.sent", subject=held.public_id, by=by.public_id, at=at)
    told = [person for person in (held.decider, held.secretary) if person and not rules.has_left(person)]
    for person in {one.pk: one for one in told or _administrators(held)}.values():
        if person != by:
            _tell(
                person, "A decision waits for you to confirm it",
                "Somebody has written down a decision and asks you to confirm it. Read it and confirm it, or send it "
                "back with a reason.", held, "confirm/",
            )  # fmt: skip
    return held


@transaction.atomic
def confirm(decision: Decision, *, by: Person, at: datetime | None = None, seen: int | None = None) -> Decision:
    """Their word makes it a decision: it is shared with those it names, and what it rests on is linked.

    `seen`: the `saves` that they read; raises EditedMeanwhile when somebody has saved since. Raises
    ConfirmedAlready for the second of two.
    """
    held = recording.hold(decision)
    reader = reader_for(by)
    if held.confirmation == Confirmation.CONFIRMED:
        raise ConfirmedAlready(held)
    rules.check_may_confirm(reader, held)
    if seen is not None and held.saves != seen:
        raise recording.EditedMeanwhile(held)
    check_complete(held)
    at = at or clock.now()
    held.confirmation, held.confirmed_by, held.confirmed_at = Confirmation.CONFIRMED, by, at
    held.sent_back_because, held.released_at, held.changed_at = "", at, at
    held.save()
    instead_of = held.decider if held.decider_id and held.decider_id != by.pk else None
    stream.record(
        "decisions.confirmed", subject=held.public_id, by=by.public_id, at=at,
        detail={"saves": held.saves} | ({"on_behalf_of": instead_of.public_id} if instead_of else {}),
    )  # fmt: skip
    if held.decider:
        graph.take_part(held, held.decider, PartRole.DECIDED, shown=consent.agreed(held.decider, consent.NAMED), by=by)
    _link(held, by)
    sharing.release(held, by=by, open_to=held.shared_open_to, tokens=audience_of(held))
    _replace(held, by, at)
    _tell_writers(held, by, "Your decision is confirmed", "The decision that you wrote down is confirmed.")
    return held


@transaction.atomic
def send_back(decision: Decision, because: str, *, by: Person, at: datetime | None = None) -> Decision:
    """Give it back to its writer with a reason. It is a draft again."""
    held = recording.hold(decision)
    if held.confirmation == Confirmation.CONFIRMED:
        raise ConfirmedAlready(held)
    rules.check_may_confirm(reader_for(by), held)
    if held.confirmation != Confirmation.WAITING:
        raise RuleBroken("This does not wait to be confirmed.")
    reason = _reason(because, "Say what should be different, so that the writer can go on.")
    held.confirmation, held.sent_back_because = Confirmation.DRAFT, reason
    held.save(update_fields=["confirmation", "sent_back_because"])
    stream.record("decisions.sent_back", subject=held.public_id, by=by.public_id, personal={"because": reason}, at=at)
    said = "Somebody has read the decision that you wrote down and asks for changes."
    _tell_writers(held, by, "Your decision came back", said)
    return held


@transaction.atomic
def withdraw(
    decision: Decision, because: str, *, by: Person, instead: Decision | None = None, at: datetime | None = None
) -> Decision:
    """Take a decision back, and say why; `instead` is the one that replaces it, to which its page points on."""
    held = recording.hold(decision)
    rules.check_may_withdraw(reader_for(by), held)
    reason = _reason(because, "Say why this decision no longer holds.")
    if held.confirmation != Confirmation.CONFIRMED or held.state != State.RELEASED:
        raise RuleBroken("Only a confirmed decision that still holds can be withdrawn.")
    if instead is not None:
        _check_can_stand_in(instead, held, by)
        graph.link(instead, Relation.SUPERSEDES, held, by=by)
    _withdraw(held, reason, by, at, instead)
    return held


@transaction.atomic
def still_holds(decision: Decision, *, by: Person, due: date | None = None, on: date | None = None) -> Decision:
    """Somebody looked at it again and it stands; and when to look the next time."""
    held = recording.hold(decision)
    rules.check_may_withdraw(reader_for(by), held)
    if held.confirmation != Confirmation.CONFIRMED or held.state != State.RELEASED:
        raise RuleBroken("Only a confirmed decision that still holds can be looked at again.")
    on = on or clock.today()
    due = due or contents.months_after(on, contents.MONTHS_UNTIL_REVIEW)
    if due <= on:
        raise RuleBroken("Choose a later day to look at it again.")
    held.reviewed_on, held.reviewed_by, held.review_due = on, by.public_id, due
    held.save(update_fields=["reviewed_on", "reviewed_by", "review_due"])
    stream.record("decisions.still_holds", subject=held.public_id, by=by.public_id, detail={"due": due.isoformat()})
    watchers.changed([held.pk])
    return held


def check_complete(decision: Decision) -> None:
    """What a decision cannot be without. RuleBroken says what is missing."""
    if decision.decided_on is None:
        raise RuleBroken("Say on which day it was decided.")
    if not (decision.decider_id or decision.decided_by or decision.meeting):
        raise RuleBroken("Say who decided, or in which meeting.")


def audience_of(decision: Decision) -> set[str]:
    """Who sees it once it is confirmed: those it names, those who had to do with it, and those who keep it in order.

    Where units may see it, those who administer its unit and all above may too. One query.
    """
    named = set(decision.shared_tokens)
    if decision.unit_id and any(token.startswith("unit:") for token in named):
        above = lineage.above([decision.unit_id], clock.today()).places
        named |= {role_token(Role.ADMINISTRATOR, unit) for unit in above}
    return named | recording.writer_tokens(decision)


# Inside ----------------------------------------------------------------------------------------------


def _link(decision: Decision, by: Person) -> None:
    for basis in decision.bases.exclude(target=None).select_related("target"):
        relation = Relation.CONSIDERED if basis.considered else Relation.RESTS_ON
        graph.link(decision, relation, basis.target, by=by)
    if decision.answers is not None:
        graph.link(decision, Relation.ANSWERS, decision.answers, by=by)


def _replace(decision: Decision, by: Person, at: datetime) -> None:
    """Withdraw what this one was written to take the place of, if it still holds."""
    old = recording.replaced_by(decision)
    if old is not None and old.confirmation == Confirmation.CONFIRMED and old.state == State.RELEASED:
        _withdraw(recording.hold(old), "A newer decision replaces it.", by, at, decision)


def _withdraw(held: Decision, reason: str, by: Person, at: datetime | None, instead: Decision | None) -> None:
    sharing.withdraw(held, by=by, why=reason)
    held.withdrawn_because = reason
    held.save(update_fields=["withdrawn_because"])
    stream.record(
        "decisions.withdrawn", subject=held.public_id, by=by.public_id, at=at,
        detail={"instead": instead.public_id} if instead else {}, personal={"because": reason},
    )  # fmt: skip


def _check_can_stand_in(new: Decision, old: Decision, by: Person) -> None:
    if new.pk == old.pk:
        raise RuleBroken("A decision cannot be replaced by itself.")
    if not Record.objects.recheck(reader_for(by), [new.pk]).exists():
        raise NotAllowed("You cannot see the decision that should replace this one.")
    if new.confirmation != Confirmation.CONFIRMED or new.state != State.RELEASED:
        raise RuleBroken("What replaces this must be a confirmed decision that still holds.")
    reached, waiting = set(), {old.pk}
    while waiting and len(reached) < MOST_REPLACED:
        reached |= waiting
        earlier = Link.objects.filter(source_id__in=waiting, relation=Relation.SUPERSEDES)
        waiting = set(earlier.values_list("target_id", flat=True)) - reached
    if new.pk in reached:
        raise RuleBroken("This decision replaced that one. Two decisions cannot replace each other.")


def _administrators(decision: Decision) -> list[Person]:
    """Who administers the unit or one above it today. Two queries."""
    if decision.unit_id is None:
        return []
    above = lineage.above([decision.unit_id], clock.today()).places
    rows = Membership.objects.filter(unit__in=above, role=Role.ADMINISTRATOR, person__is_active=True)
    return [row.person for row in rows.on(clock.today()).select_related("person")[:20]]


def _reason(because: str, missing: str) -> str:
    text = because.strip()
    if not text:
        raise RuleBroken(missing)
    if len(text) > 500:
        raise RuleBroken(f"Write 500 characters at most. Yours has {len(text):,}.")
    return text


def _tell_writers(decision: Decision, by: Person, subject: str, words: str) -> None:
    writers = Part.objects.filter(record_id=decision.pk, role=PartRole.AUTHOR).select_related("person")
    for part in writers:
        if part.person.is_active and part.person != by:
            _tell(part.person, subject, words, decision)


def _tell(person: Person, subject: str, words: str, decision: Decision, page: str = "") -> None:
    """What was decided stays here: others may be able to read an e-mail."""
    address = f"{settings.FINGERPOST_ADDRESS.rstrip('/')}/decisions/{decision.public_id}/{page}"
    send_mail([person.email], subject, f"{words}\n\nSign in to read it:\n\n{address}")
