"""Who is in which unit, in which role, from when to when. People move; their account stays theirs."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from fingerpost.journal.domain import stream
from fingerpost.kernel import clock
from fingerpost.kernel.errors import RuleBroken
from fingerpost.organisations.domain import consent
from fingerpost.organisations.domain.rules import check_can_end, check_can_give_role, signature
from fingerpost.organisations.models import Membership, Person, Role, Unit


@transaction.atomic
def join(
    person: Person,
    unit: Unit,
    *,
    by: Person | None,
    role: str = Role.MEMBER,
    starts_on: date | None = None,
    ends_on: date | None = None,
    from_directory: bool = False,
) -> Membership:
    """Put a person in a unit from a day (today unless told) to a day (open unless told), both included."""
    check_can_give_role(by, unit, role)
    if role not in Role.values:
        raise RuleBroken("Choose a role.")
    starts = starts_on or clock.today()
    if ends_on and ends_on < starts:
        raise RuleBroken("The last day must not be before the first day.")
    if unit.closed_on and unit.closed_on <= starts:
        raise RuleBroken(f"{unit} closed on {unit.closed_on:%-d %B %Y}. Choose the unit that took over.")
    overlap = Q(ends_on__isnull=True) | Q(ends_on__gte=starts)
    if ends_on:
        overlap &= Q(starts_on__lte=ends_on)
    if Membership.objects.filter(overlap, person=person, unit=unit, role=role).exists():
        raise RuleBroken(f"{person} already has this role in {unit} at that time.")
    membership = Membership.objects.create(
        person=person, unit=unit, role=role, starts_on=starts, ends_on=ends_on, from_directory=from_directory
    )
    _record("organisations.membership_started", membership, by)
    consent.tell(person)
    return membership


@transaction.atomic
def leave(membership: Membership, *, by: Person | None, last_day: date | None = None) -> None:
    """End a membership after `last_day`; without one it ends at once (its last day was yesterday).

    One that would end before it began never was: the row goes, the stream remembers.
    """
    check_can_end(by, membership)
    last = last_day or clock.today() - timedelta(days=1)
    if membership.ends_on and membership.ends_on <= last:
        raise RuleBroken("This has already ended, or will have by then.")
    membership.ends_on = last
    _record("organisations.membership_ended", membership, by)
    if last < membership.starts_on:
        membership.delete()
    else:
        membership.save(update_fields=["ends_on"])
    consent.tell(membership.person)


@transaction.atomic
def change_role(membership: Membership, *, role: str, by: Person | None, on: date | None = None) -> Membership:
    """The same person in the same unit, in another role from a day on (today unless told)."""
    if role == membership.role:
        raise RuleBroken("That is the role they have now.")
    day, until = on or clock.today(), membership.ends_on
    if by is not None:
        # To end one's own role is one's own right; to take another is not.
        check_can_give_role(by, membership.unit, membership.role)
    leave(membership, by=by, last_day=day - timedelta(days=1))
    return join(membership.person, membership.unit, role=role, starts_on=day, ends_on=until, by=by)


@transaction.atomic
def move_job(
    membership: Membership, *, to: Unit, by: Person | None, role: str = Role.MEMBER, on: date | None = None
) -> Membership:
    """The person leaves one unit and starts in another on a day. Account, profile and history stay."""
    day = on or clock.today()
    leave(membership, by=by, last_day=day - timedelta(days=1))
    return join(membership.person, to, role=role, starts_on=day, by=by)


def _record(kind: str, membership: Membership, by: Person | None) -> None:
    stream.record(
        kind, subject=membership.person.public_id, by=signature(by),
        detail={
            "unit": membership.unit.public_id, "role": membership.role,
            "starts_on": membership.starts_on.isoformat(),
            "ends_on": membership.ends_on.isoformat() if membership.ends_on else "",
        },
    )  # fmt: skip
