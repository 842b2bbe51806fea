"""Who may write, confirm, withdraw and hand over a decision.

Which rows somebody may see is `visible_to`; only whoever must stand in for a decider who has left sees one more.
"""

from django.db.models import Q, QuerySet

from fingerpost.decisions.models import Confirmation, Decision
from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed
from fingerpost.organisations.domain.rules import can_administer
from fingerpost.organisations.models import Membership, Person
from fingerpost.organisations.readers import Reader
from fingerpost.records.models import Part, PartRole, State


def rows() -> "QuerySet[Decision]":
    """Decisions with all that pages about one of them touch."""
    return Decision.objects.select_related("unit", "answers", "decider", "secretary", "confirmed_by")


def decision_for(reader: Reader, public_id: str) -> Decision | None:
    """A decision that this reader may open; None where there is none for them. At most six queries.

    They see it, or it waits for somebody who has left and they may stand in.
    """
    found = rows().visible_to(reader).filter(public_id=public_id).first()  # type: ignore[attr-defined]
    if found is not None or not reader.administers:
        return found
    waiting = rows().filter(public_id=public_id, confirmation=Confirmation.WAITING).first()
    return waiting if waiting is not None and may_stand_in(reader, waiting) else None


def has_left(person: Person | None) -> bool:
    """Whether somebody who was named works here no longer. One query."""
    return person is not None and not (
        person.is_active and Membership.objects.filter(person=person).on(clock.today()).exists()
    )


def took_part(reader: Reader, decision: Decision) -> bool:
    """Whether they are its decider or the meeting's secretary. No query."""
    return reader.person_id is not None and reader.person_id in {decision.decider_id, decision.secretary_id}


def is_writer(reader: Reader, decision: Decision) -> bool:
    """Whether they began it. One query."""
    return Part.objects.filter(record_id=decision.pk, person_id=reader.person_id or 0, role=PartRole.AUTHOR).exists()


def looks_after(reader: Reader, decision: Decision) -> bool:
    """Whether they administer the unit whose decision it is, or one above it. One query at most."""
    return bool(reader.administers) and decision.unit is not None and can_administer(reader, decision.unit)


def may_stand_in(reader: Reader, decision: Decision) -> bool:
    """Whether they administer the unit, and whoever should confirm it has left. At most three queries."""
    named = decision.decider or decision.secretary
    return bool(reader.administers) and has_left(named) and looks_after(reader, decision)


def may_write_in(reader: Reader, decision: Decision) -> bool:
    """Whether they may change the words: its writer, decider and secretary, until it is confirmed."""
    if not reader.signed_in or decision.confirmation == Confirmation.CONFIRMED:
        return False
    return took_part(reader, decision) or is_writer(reader, decision)


def may_confirm(reader: Reader, decision: Decision) -> bool:
    """Whether their word makes it a decision. Says nothing about how far it has come."""
    return took_part(reader, decision) or may_stand_in(reader, decision)


def may_withdraw(reader: Reader, decision: Decision) -> bool:
    """Whether they may take it back, replace it, or say that it still holds."""
    return took_part(reader, decision) or looks_after(reader, decision)


def may_hand_over(reader: Reader, decision: Decision) -> bool:
    """Whether they may gather everything about it into one file for disclosure."""
    return may_withdraw(reader, decision)


def may_mark(reader: Reader, decision: Decision, owner_id: int | None) -> bool:
    """Whether they may say that an action is done."""
    return (reader.person_id is not None and reader.person_id == owner_id) or may_withdraw(reader, decision)


def check_may_write_in(reader: Reader, decision: Decision) -> None:
    """Raise NotAllowed unless they may change the words."""
    if not may_write_in(reader, decision):
        raise NotAllowed("Only its writer, the decider and the meeting's secretary can change this.")


def check_may_confirm(reader: Reader, decision: Decision) -> None:
    """Raise NotAllowed unless their word makes it a decision."""
    if not may_confirm(reader, decision):
        raise NotAllowed("Only the decider or the meeting's secretary can confirm this.")


def check_may_withdraw(reader: Reader, decision: Decision) -> None:
    """Raise NotAllowed unless they may take it back or look at it again."""
    if not may_withdraw(reader, decision):
        raise NotAllowed("Only the decider, the meeting's secretary and those who administer the unit can do this.")


def waiting_for(reader: Reader) -> Q:
    """Decisions that wait for this reader's word, as a condition on them."""
    named = Q(decider_id=reader.person_id or 0) | Q(secretary_id=reader.person_id or 0)
    return named & Q(confirmation=Confirmation.WAITING, state=State.DRAFT)
