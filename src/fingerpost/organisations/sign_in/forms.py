"""The sign-in library's forms, with our labels, hints and messages.

What they check stays the library's; what people read is ours.
"""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as factor
from allauth.mfa.totp import forms as totp
from django import forms

from fingerpost.organisations.sign_in.adapters import signup_domains

NEW_PASSWORD_HINT = (
    "At least 12 characters. Three words that do not belong together are easy to remember. "  # noqa: S105 -- a hint
    "Do not use one that you use elsewhere."
)
_EMAIL_SHAPE = "Enter an e-mail address in the right shape, like name@example.nhs.uk"


def _say(field: forms.Field, label: str, *, required: str, hint: str = "", **messages: str) -> None:
    """Put our words on one field."""
    field.label, field.help_text = label, hint
    field.error_messages = {**field.error_messages, "required": required, **messages}


class PlainForm:
    """Mixed in before the library's form: our words, and no browser bubbles beside our own messages."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.say_it_plainly(self.fields)  # type: ignore[attr-defined]

    def say_it_plainly(self, fields: dict[str, forms.Field]) -> None:
        """Set labels, hints and messages."""


class _TwoPasswords(PlainForm):
    def say_it_plainly(self, fields: dict[str, forms.Field]) -> None:
        """A new password, typed twice."""
        _say(fields["password1"], "New password", required="Enter a new password", hint=NEW_PASSWORD_HINT)
        _say(fields["password2"], "New password again", required="Enter the new password again")


class LoginForm(PlainForm, account.LoginForm):
    """Sign in."""

    def say_it_plainly(self, fields: dict[str, forms.Field]) -> None:
        """E-mail address and password."""
        _say(fields["login"], "E-mail address", required="Enter your e-mail address", invalid=_EMAIL_SHAPE)
        fields["login"].widget.attrs["autocomplete"] = "username"
        _say(fields["password"], "Password", required="Enter your password")


class SignupForm(PlainForm, account.SignupForm):
    """Open an account, where the e-mail address belongs to a domain that may."""

    name = forms.CharField(max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order = ["name", "email", "password1", "password2"]

    def say_it_plainly(self, fields: dict[str, forms.Field]) -> None:
        """Name, address, and a password twice."""
        domains = " or ".join(f"@{domain}" for domain in sorted(signup_domains()))
        _say(fields["name"], "Your name", required="Enter your name")
        _say(
            fields["email"], "Work e-mail address", required="Enter your work e-mail address", invalid=_EMAIL_SHAPE,
            hint=f"It must end in {domains}",
        )  # fmt: skip
        _say(fields["password1"], "Password", required="Enter a password", hint=NEW_PASSWORD_HINT)
        _say(fields["password2"], "Password again", required="Enter the password again")

    def clean_email(self) -> str:
        """Only addresses of the domains that the operator named."""
        domain = self.cleaned_data["email"].rpartition("@")[2].lower()
        if domain not in signup_domains():
            raise forms.ValidationError("Accounts can only be opened with an e-mail address of the places named here.")
        return super().clean_email()


class AddEmailForm(PlainForm, account.AddEmailForm):
    """One more e-mail address."""

    def say_it_plainly(self, fields: dict[str, forms.Field]) -> None:
        """The address."""
        _say(fields["email"], "Another e-mail address", required="Enter an e-mail address", invalid=_EMAIL_SHAPE)


class ChangePasswordForm(_TwoPasswords, account.ChangePasswordForm):
    """A new password in place of the old."""

    def say_it_plainly(self, fields: dict[str, forms.Field]) -> None:
        """The old one, then the new one twice."""
        super().say_it_plainly(fields)
        _say(fields["oldpassword"], "Password you have now", required="Enter the password you have now")


class SetPasswordForm(_TwoPasswords, account.SetPasswordForm):
    """A first password, for somebody who came by work account."""


class ResetPasswordForm(PlainForm, account.ResetPasswordForm):
    """Ask for a link to choose a new password."""

    def say_it_plainly(self, fields: dict[str, forms.Field]) -> None:
        """The address."""
        _say(fields["email"], "E-mail address", required="Enter your e-mail address", invalid=_EMAIL_SHAPE)


class ResetPasswordKeyForm(_TwoPasswords, account.ResetPasswordKeyForm):
    """Choose a new password, from the link."""


class ReauthenticateForm(PlainForm, account.ReauthenticateForm):
    """Say again that it is you."""

    def say_it_plainly(self, fields: dict[str, forms.Field]) -> None:
        """The password."""
        _say(fields["password"], "Password", required="Enter your password")


class _Code(PlainForm):
    hint = "The app shows six numbers. They change every 30 seconds."

    def say_it_plainly(self, fields: dict[str, forms.Field]) -> None:
        """The code: it can be pasted, with or without spaces."""
        _say(fields["code"], "Code", required="Enter the code", hint=self.hint)
        fields["code"].widget.attrs |= {"autocomplete": "one-time-code", "inputmode": "numeric"}

    def clean_code(self) -> str:
        """Spaces inside a pasted code do no harm."""
        self.cleaned_data["code"] = "".join(self.cleaned_data["code"].split())
        return super().clean_code()  # type: ignore[misc]


class ActivateTOTPForm(_Code, totp.ActivateTOTPForm):
    """Set up codes from an app."""


class AuthenticateForm(_Code, factor.AuthenticateForm):
    """The second step at sign-in."""

    hint = "Six numbers from your app, or one of your recovery codes."

    def say_it_plainly(self, fields: dict[str, forms.Field]) -> None:
        """A recovery code is eight numbers too, so the same keyboard will do."""
        super().say_it_plainly(fields)


class FactorReauthenticateForm(_Code, factor.ReauthenticateForm):
    """Say again that it is you, with a code."""

    hint = AuthenticateForm.hint
