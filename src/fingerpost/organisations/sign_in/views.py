"""The sign-in library's pages, with our forms, and 422 where something was not accepted."""

from dataclasses import dataclass
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.totp import views as totp
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from fingerpost.organisations.sign_in import directory, forms


@dataclass(frozen=True, slots=True)
class WorkAccount:
    """A directory that people can sign in with: its name, and where that begins."""

    name: str
    address: str


def work_accounts() -> list[WorkAccount]:
    """Those that the operator set up, in their order."""
    apps = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    return [
        WorkAccount(app["name"], reverse("openid_connect_login", kwargs={"provider_id": app["provider_id"]}))
        for app in apps
    ]


class NotAccepted:
    """Mixed in before the library's page: a form with mistakes answers 422."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """The page again, with what is wrong."""
        response = super().form_invalid(form)  # type: ignore[misc]
        response.status_code = 422
        return response


class Login(NotAccepted, account.LoginView):
    """Sign in."""

    form_class = forms.LoginForm

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """Also the work accounts that people can use instead."""
        return super().get_context_data(**more) | {"work_accounts": work_accounts()}


class ConfirmEmail(account.ConfirmEmailView):
    """Confirm an address: the button does it, never the opening of the link."""

    def logout_other_user(self, confirmation: Any) -> None:
        """Somebody else who is signed in here stays so until the button is pressed."""
        if self.request.method == "POST":
            super().logout_other_user(confirmation)


class Signup(NotAccepted, account.SignupView):
    """Open an account."""

    form_class = forms.SignupForm

    def closed(self) -> HttpResponse:
        """Say how else to get an account."""
        return render(self.request, self.template_name_signup_closed, {"work_accounts": work_accounts()})


class Email(NotAccepted, account.EmailView):
    """My e-mail addresses."""

    form_class = forms.AddEmailForm


class PasswordChange(NotAccepted, account.PasswordChangeView):
    """Change my password."""

    form_class = forms.ChangePasswordForm


class PasswordSet(NotAccepted, account.PasswordSetView):
    """Set a first password."""

    form_class = forms.SetPasswordForm


class PasswordReset(NotAccepted, account.PasswordResetView):
    """Ask for a link."""

    form_class = forms.ResetPasswordForm


class PasswordResetFromKey(NotAccepted, account.PasswordResetFromKeyView):
    """Choose a new password from the link."""

    form_class = forms.ResetPasswordKeyForm


class Reauthenticate(NotAccepted, account.ReauthenticateView):
    """Say again that it is you."""

    form_class = forms.ReauthenticateForm


class ActivateTOTP(NotAccepted, totp.ActivateTOTPView):
    """Set up codes from an app."""

    form_class = forms.ActivateTOTPForm


class SecondStep(factor.IndexView):
    """My second step."""

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """Also whether this person must have one."""
        return super().get_context_data(**more) | {"is_required": directory.must_have_second_factor(self.request.user)}


class DeactivateTOTP(NotAccepted, totp.DeactivateTOTPView):
    """Turn codes off."""


class Authenticate(NotAccepted, factor.AuthenticateView):
    """The second step at sign-in."""

    form_class = forms.AuthenticateForm


class FactorReauthenticate(NotAccepted, factor.ReauthenticateView):
    """Say again that it is you, with a code."""

    form_class = forms.FactorReauthenticateForm
