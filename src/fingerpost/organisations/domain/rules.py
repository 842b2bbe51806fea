"""Who may change what about units, people and agreements.

`by` is the person who acts; None is the product itself (an operator's command, a work account's
sign-in), which may do anything that is possible at all.
"""

from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed
from fingerpost.organisations import lineage
from fingerpost.organisations.models import Membership, Person, Role, Unit
from fingerpost.organisations.readers import Reader, reader_for

# What a service manager may hand out in their own service, without an administrator.
OWN_STAFF = frozenset({Role.MEMBER, Role.SPECIALIST})


def signature(by: Person | None) -> str:
    """How whoever acted is named in the stream; empty for the product itself."""
    return by.public_id if by else ""


def can_administer(reader: Reader, unit: Unit) -> bool:
    """Whether this reader administers the unit, one above it, or one that took over from either."""
    if not reader.administers:
        return False
    return bool(reader.administers & set(lineage.above([unit.pk], clock.today()).path(unit.pk)))


def check_can_administer(by: Person | None, unit: Unit) -> None:
    """Raise NotAllowed unless `by` administers the unit."""
    if by is not None and not can_administer(reader_for(by), unit):
        raise NotAllowed(f"Only an administrator of {unit} can do this.")


def check_can_found(by: Person | None, parent: Unit | None) -> None:
    """Raise NotAllowed unless `by` may add a unit here. A new top of the tree is the operator's to make."""
    if by is None:
        return
    if parent is None:
        raise NotAllowed("Only the people who run this site can add an organisation at the top.")
    check_can_administer(by, parent)


def check_can_give_role(by: Person | None, unit: Unit, role: str) -> None:
    """Raise NotAllowed unless `by` may put people in the unit in this role."""
    if by is None:
        return
    reader = reader_for(by)
    if can_administer(reader, unit):
        return
    manages = Membership.objects.filter(person=by, unit=unit, role=Role.SERVICE_MANAGER).on(clock.today()).exists()
    if not (manages and role in OWN_STAFF):
        raise NotAllowed(f"Only an administrator of {unit} can do this.")


def check_can_end(by: Person | None, membership: Membership) -> None:
    """Raise NotAllowed unless `by` may end this membership: their own, or one they could give."""
    if by is not None and by.pk != membership.person_id:
        check_can_give_role(by, membership.unit, membership.role)


def check_is_oneself(by: Person | None, person: Person) -> None:
    """Raise NotAllowed unless `by` is the person themselves: nobody else may agree for them."""
    if by is None or by.pk != person.pk:
        raise NotAllowed("Only you can choose this for yourself.")
