"""My account, privacy, and the pages of an organisation's administrator."""

from django.urls import path

from fingerpost.organisations.web import admin, mine

app_name = "organisations"
urlpatterns = [
    path("account/", mine.account, name="account"),
    path("account/leave/", mine.account_leave, name="account_leave"),
    path("account/memberships/<int:pk>/leave/", mine.membership_leave, name="membership_leave"),
    path("privacy/", mine.privacy_page, name="privacy"),
    path("privacy/mine/", mine.privacy_mine, name="privacy_mine"),
    path("privacy/mine/file/", mine.privacy_download, name="privacy_download"),
    path("privacy/mine/hide/", mine.hide, name="hide"),
    path("privacy/mine/agree/<slug:purpose>/", mine.consent_say, name="consent_say"),
    path("organisations/", admin.organisation_list, name="organisation_list"),
    path("organisations/people/<int:pk>/", admin.membership_change, name="membership_change"),
    path("organisations/people/<int:pk>/end/", admin.membership_end, name="membership_end"),
    path("organisations/services/<int:pk>/end/", admin.agreement_end, name="agreement_end"),
    path("organisations/links/<int:pk>/remove/", admin.link_remove, name="link_remove"),
    path("organisations/at/<slug:slug>/", admin.organisation_show, name="organisation_show"),
    path("organisations/at/<slug:slug>/units/", admin.unit_list, name="unit_list"),
    path("organisations/at/<slug:slug>/close/", admin.unit_close, name="unit_close"),
    path("organisations/at/<slug:slug>/people/", admin.people_list, name="people_list"),
    path("organisations/at/<slug:slug>/services/", admin.agreement_list, name="agreement_list"),
    path("organisations/at/<slug:slug>/words/", admin.word_list, name="word_list"),
    path("organisations/at/<slug:slug>/links/", admin.link_list, name="link_list"),
    path("organisations/at/<slug:slug>/full-text/", admin.full_text_set, name="full_text_set"),
]
