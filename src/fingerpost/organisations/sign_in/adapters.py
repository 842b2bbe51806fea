"""How the sign-in library asks us: who may open an account, where a request comes from, what an e-mail carries."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest

from fingerpost.journal.domain import stream
from fingerpost.organisations.models import Person
from fingerpost.organisations.sign_in import directory

REAUTHENTICATION_TIMEOUT = 300  # seconds
# Tells the outbox that a message carries a link that opens an account.
SECRET_HEADER = "X-Fingerpost-Secret"  # noqa: S105 -- the name of a header, not a secret


def signup_domains() -> set[str]:
    """E-mail domains whose owners may open an account by themselves; empty: nobody may."""
    return {domain.lower().removeprefix("@") for domain in settings.FINGERPOST_SIGNUP_DOMAINS}


class AccountAdapter(DefaultAccountAdapter):
    """E-mail and password."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The e-mail address or the password is not right.",
        "too_many_login_attempts": "There were too many wrong passwords for this account. Wait five minutes, "
        "then try again.",
        "enter_current_password": "Enter the password you have now.",
        "incorrect_password": "The password is not right.",
        "duplicate_email": "This e-mail address is on your account already.",
        "max_email_addresses": "You cannot add more than %d e-mail addresses.",
        "incorrect_code": "The code is not right.",
        "rate_limited": "There were too many tries. Wait a few minutes, then try again.",
        "invalid_password_reset": "The link is not right, or was used already.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Only where the operator named the e-mail domains that may."""
        return bool(signup_domains())

    def save_user(self, request: HttpRequest, user: Person, form: Any, commit: bool = True) -> Person:
        """Keep the name that was typed, and say in the stream that an account was opened."""
        user.name = form.cleaned_data.get("name", "") or user.name
        user = super().save_user(request, user, form, commit=commit)
        if commit:
            stream.record("organisations.account_opened", subject=user.public_id, by=user.public_id)
        return user

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address a request came from, as told by the proxies we trust and no other.

        Each proxy adds to the right of X-Forwarded-For; what stands further left anybody can invent.
        """
        trusted = settings.TRUSTED_PROXIES
        forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
        if trusted and len(forwarded) >= trusted:
            return forwarded[-trusted]
        return request.META.get("REMOTE_ADDR") or "unknown"

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Not for whoever signed in a moment ago: nobody is asked for the same password twice in a row."""
        records = get_authentication_records(self.request, self.request.user)
        if records and time.time() - records[-1]["at"] < REAUTHENTICATION_TIMEOUT:
            return False
        return super().is_reauthentication_required(app=app, **more)

    def format_email_subject(self, subject: str) -> str:
        """Subjects as they are written, without the site's address in front."""
        return subject

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """Plain text, marked when it carries a link that opens an account."""
        secret = {"activate_url", "password_reset_url", "code"} & context.keys()
        return super().render_mail(
            template_prefix, email, context, {**(headers or {}), **({SECRET_HEADER: "yes"} if secret else {})}
        )


class SecondFactorAdapter(DefaultMFAAdapter):
    """Codes from an app, and recovery codes."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "The code is not right. Enter the six numbers that the app shows now.",
        "cannot_delete_authenticator": "Your role needs a second step at sign-in, so it cannot be turned off.",
        "unverified_email": "Confirm your e-mail address first.",
        "add_email_blocked": "Turn the second step off before you add an e-mail address.",
    }

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Whoever must have a second step cannot turn it off."""
        return not directory.must_have_second_factor(authenticator.user)


class DirectoryAdapter(DefaultSocialAccountAdapter):
    """The work account, by OpenID Connect."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Everyone whom the organisation's own directory knows may come in."""
        return True

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Without a form, if the directory gave an e-mail address."""
        return bool(sociallogin.email_addresses)

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> Person:
        """Take name and e-mail address from the directory."""
        person = super().populate_user(request, sociallogin, data)
        parts = f"{data.get('first_name') or ''} {data.get('last_name') or ''}".strip()
        person.name = (data.get("name") or parts or person.email.partition("@")[0])[:150]
        return person

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[Person, str] | None:
        """An existing person with the same address, only if the directory says that it checked the address."""
        email = directory.confirmed_email(sociallogin)
        if not email:
            return None
        # An address that was proved here belongs to whoever proved it, even if another account names it.
        proved = EmailAddress.objects.filter(email=email, verified=True, user__is_active=True).first()
        person = proved.user if proved else Person.objects.filter(email=email, is_active=True).first()
        return (person, email) if person else None

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Keep only what we need of what the directory told, and link an existing person for next time."""
        email = directory.confirmed_email(sociallogin)
        for address in sociallogin.email_addresses:
            address.verified = address.email.lower() == email
        directory.keep_little(sociallogin.account)
        if sociallogin.is_existing and not sociallogin.account.pk:
            _take_over(sociallogin.user, email)
            sociallogin.connect(request, sociallogin.user)

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> Person:
        """A first sign-in by work account opens an account."""
        person = super().save_user(request, sociallogin, form)
        stream.record("organisations.account_opened", subject=person.public_id, by=person.public_id)
        return person


def _take_over(person: Person, email: str) -> None:
    """The directory proved that the address is theirs.

    If nobody had proved it here, somebody else may have set the password: it goes.
    """
    address, _ = EmailAddress.objects.get_or_create(
        user=person, email=email, defaults={"primary": email == person.email}
    )
    if not address.verified:
        person.set_unusable_password()
        person.save(update_fields=["password"])
        address.verified = True
        address.save(update_fields=["verified"])
