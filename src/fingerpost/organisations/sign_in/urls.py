"""The sign-in pages we use, under the names that the library looks for. What is not listed cannot be reached."""

from allauth.account import views as account
from allauth.mfa.recovery_codes import views as recovery
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as work_account
from django.urls import path, re_path

from fingerpost.organisations.sign_in import views

urlpatterns = [
    path("login/", views.Login.as_view(), name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", views.Signup.as_view(), name="account_signup"),
    path("reauthenticate/", views.Reauthenticate.as_view(), name="account_reauthenticate"),
    path("email/", views.Email.as_view(), name="account_email"),
    path("confirm-email/", account.email_verification_sent, name="account_email_verification_sent"),
    path("confirm-email/<str:key>/", views.ConfirmEmail.as_view(), name="account_confirm_email"),
    path("password/change/", views.PasswordChange.as_view(), name="account_change_password"),
    path("password/set/", views.PasswordSet.as_view(), name="account_set_password"),
    path("password/reset/", views.PasswordReset.as_view(), name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path("password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        # The key holds dashes itself, so only the first dash parts it from the person.
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        views.PasswordResetFromKey.as_view(),
        name="account_reset_password_from_key",
    ),
    path("second-step/", views.SecondStep.as_view(), name="mfa_index"),
    path("second-step/sign-in/", views.Authenticate.as_view(), name="mfa_authenticate"),
    path("second-step/again/", views.FactorReauthenticate.as_view(), name="mfa_reauthenticate"),
    path("second-step/app/", views.ActivateTOTP.as_view(), name="mfa_activate_totp"),
    path("second-step/app/off/", views.DeactivateTOTP.as_view(), name="mfa_deactivate_totp"),
    path("second-step/recovery-codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("second-step/recovery-codes/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("second-step/recovery-codes/file/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("work/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("work/error/", social.login_error, name="socialaccount_login_error"),
    path("work/signup/", social.signup, name="socialaccount_signup"),
    path("work/connections/", social.connections, name="socialaccount_connections"),
    path("oidc/<str:provider_id>/login/", work_account.login, name="openid_connect_login"),
    path("oidc/<str:provider_id>/login/callback/", work_account.callback, name="openid_connect_callback"),
]
