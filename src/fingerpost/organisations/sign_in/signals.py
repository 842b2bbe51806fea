"""What follows when somebody signs in or changes how they do: the directory is asked, and the stream is told."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed, password_changed, password_reset, password_set, user_logged_in
from allauth.mfa.models import Authenticator
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest

from fingerpost.journal.domain import stream
from fingerpost.organisations.models import Person
from fingerpost.organisations.sign_in import directory


@receiver(user_logged_in)
def after_sign_in(request: HttpRequest, user: Person, **more: Any) -> None:
    """By work account: the directory says where they work."""
    if sociallogin := more.get("sociallogin"):
        directory.bring_up_to_date(request, user, sociallogin.account)


@receiver(password_reset)
def after_password_reset(user: Person, **more: Any) -> None:
    """The link went to their address, so the address is theirs (if it is the only one it can have gone to)."""
    addresses = list(EmailAddress.objects.filter(user=user))
    if len(addresses) == 1 and not addresses[0].verified:
        addresses[0].verified = True
        addresses[0].save(update_fields=["verified"])
    _record("organisations.password_reset", user)


@receiver([password_changed, password_set])
def after_password_change(user: Person, **more: Any) -> None:
    """They chose another password."""
    _record("organisations.password_changed", user)


@receiver(email_changed)
def after_email_change(user: Person, **more: Any) -> None:
    """We write to another address from now on."""
    _record("organisations.email_changed", user)


# The library tells of these two only after the transaction; a Change belongs inside it.
@receiver(post_save, sender=Authenticator)
def after_factor_added(instance: Authenticator, created: bool, **more: Any) -> None:
    """A second step was set up."""
    if created:
        _record("organisations.second_step_added", instance.user, type=instance.type)


@receiver(post_delete, sender=Authenticator)
def after_factor_removed(instance: Authenticator, **more: Any) -> None:
    """A second step was turned off."""
    _record("organisations.second_step_removed", instance.user, type=instance.type)


def _record(kind: str, person: Person, **detail: str) -> None:
    stream.record(kind, subject=person.public_id, by=person.public_id, detail=detail)
