"""What an organisation's own directory tells us at sign-in, and what we make of it.

The shape is that of NHSmail and Entra ID: `sub`, `name`, `email`, `email_verified`, and one attribute
that names the unit (OIDC_UNIT_CLAIM): an ODS code or a unit's own short address, or a list of them.
"""

from typing import Any

from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest

from fingerpost.kernel import clock
from fingerpost.organisations import lineage
from fingerpost.organisations.domain import memberships
from fingerpost.organisations.models import Membership, Person, Unit
from fingerpost.organisations.readers import reader_for

_KEPT = ("sub", "name", "email", "email_verified")


def must_have_second_factor(person: Person) -> bool:
    """Administrators and service managers must; demonstration sign-ins are told to everyone and need none."""
    return not person.is_demonstration and reader_for(person).needs_second_factor


def claims(account: SocialAccount) -> dict[str, Any]:
    """Everything the directory said, in one dictionary: its user page over its signed statement."""
    said = account.extra_data or {}
    return {**(said.get("id_token") or {}), **(said.get("userinfo") or {})}


def confirmed_email(sociallogin: SocialLogin) -> str:
    """The e-mail address, in lower case, if the directory says that it checked it; else ''.

    Some directories write the yes as text, and "false" is text too.
    """
    said = claims(sociallogin.account)
    if str(said.get("email_verified", "")).lower() != "true":
        return ""
    return str(said.get("email") or "").strip().lower()


def keep_little(account: SocialAccount) -> None:
    """Forget what the directory told us beyond what we use."""
    said = claims(account)
    account.extra_data = {"userinfo": {key: said[key] for key in (*_KEPT, settings.OIDC_UNIT_CLAIM) if key in said}}
    if account.pk:
        account.save(update_fields=["extra_data"])


def bring_up_to_date(request: HttpRequest, person: Person, account: SocialAccount) -> None:
    """Put the person in the units that the directory names, and out of those that it gave and no longer names."""
    said = claims(account).get(settings.OIDC_UNIT_CLAIM)
    names = [str(name).strip() for name in (said if isinstance(said, list) else [said]) if name]
    units = _units_named(names)
    with transaction.atomic():
        if names:
            _take_away(person, units)
        held = reader_for(person).units
        for unit in units:
            if unit.pk not in held:
                memberships.join(person, unit, by=None, from_directory=True)
    if not units and not held:
        messages.warning(
            request,
            "You are signed in, but we do not know yet where you work. Until an administrator of your organisation "
            "adds you, you can see what is open to everyone.",
        )


def _units_named(names: list[str]) -> list[Unit]:
    """The open units that stand today where the named ones stood."""
    wanted = Q(ods_code__in=[name.upper() for name in names]) | Q(slug__in=[name.lower() for name in names])
    found = list(Unit.objects.filter(wanted).values_list("pk", flat=True)) if names else []
    line = lineage.above(found, clock.today())
    current = {line.current(unit) for unit in found}
    return list(Unit.objects.filter(pk__in=[unit for unit in current if not line.places[unit].closed]))


def _take_away(person: Person, units: list[Unit]) -> None:
    given = Membership.objects.filter(person=person, from_directory=True).on(clock.today())
    for membership in given.exclude(unit__in=units).select_related("unit", "person"):
        memberships.leave(membership, by=None)
