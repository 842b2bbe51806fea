"""Open an account, change it, and leave."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from fingerpost.journal.domain import stream
from fingerpost.kernel import clock
from fingerpost.kernel.errors import RuleBroken
from fingerpost.organisations.domain import consent, memberships
from fingerpost.organisations.domain.rules import check_can_give_role, check_is_oneself, signature
from fingerpost.organisations.models import Membership, Person, Role, Unit

LEFT = "Someone who left"


@transaction.atomic
def open_account(
    email: str,
    name: str,
    *,
    by: Person | None,
    password: str | None = None,
    confirmed: bool = False,
    is_demonstration: bool = False,
) -> Person:
    """A new account. `confirmed`: we know that the address is theirs. Without a password they set one by e-mail."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as problem:
        raise RuleBroken("Enter an e-mail address like name@example.nhs.uk.") from problem
    if Person.objects.filter(email=email).exists():
        raise RuleBroken("There is an account with this e-mail address already.")
    person = Person.objects.create_user(email, name, password, is_demonstration=is_demonstration)
    EmailAddress.objects.create(user=person, email=email, verified=confirmed, primary=True)
    stream.record(
        "organisations.account_opened", subject=person.public_id, by=signature(by), personal={"name": person.name}
    )
    return person


@transaction.atomic
def add_to_unit(email: str, name: str, unit: Unit, *, by: Person | None, role: str = Role.MEMBER) -> Membership:
    """Put somebody in a unit by their e-mail address, with a new account if they have none.

    Whoever has an account keeps their own name; nothing about them is told.
    """
    check_can_give_role(by, unit, role)
    person = Person.objects.filter(email=email.strip().lower()).first()
    if person is None:
        if not name.strip():
            raise RuleBroken("Enter their name.")
        person = open_account(email, name, by=by)
    return memberships.join(person, unit, role=role, by=by)


@transaction.atomic
def change_details(person: Person, *, name: str, pronouns: str, by: Person | None) -> Person:
    """The person's own name and pronouns, as others see them where the person agreed."""
    check_is_oneself(by, person)
    if not (name := " ".join(name.split())):
        raise RuleBroken("Enter your name.")
    if (person.name, person.pronouns) == (name, pronouns.strip()):
        return person
    before = person.name
    person.name, person.pronouns = name, pronouns.strip()
    person.save(update_fields=["name", "pronouns"])
    stream.record(
        "organisations.details_changed", subject=person.public_id, by=signature(by),
        personal={"before": before, "after": name},
    )  # fmt: skip
    consent.tell(person)
    return person


@transaction.atomic
def leave(person: Person, *, by: Person | None) -> Person:
    """The person leaves the site for good.

    Their name, address, ways in and agreements go; what they wrote stays with their organisation, without
    their name. The stream keeps that things happened, and forgets who was called what.
    """
    check_is_oneself(by, person)
    today = clock.today()
    for membership in Membership.objects.filter(person=person).on(today).select_related("unit", "person"):
        memberships.leave(membership, by=person)
    for purpose in consent.PURPOSES:
        if consent.agreed(person, purpose):
            consent.say(person, purpose, False, by=person)
    consent.hide(person, True, by=person)
    EmailAddress.objects.filter(user=person).delete()
    SocialAccount.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    person.email, person.name, person.pronouns = f"{person.public_id}@left.invalid", LEFT, ""
    person.is_active = False
    person.set_unusable_password()
    person.save()
    consent.tell(person)
    stream.erase_personal(person.public_id)
    stream.record("organisations.account_left", subject=person.public_id, by=person.public_id)
    return person


def forget_old_sessions() -> int:
    """Delete sign-ins that ran out; how many. The worker calls this now and then."""
    return Session.objects.filter(expire_date__lt=clock.now()).delete()[0]
