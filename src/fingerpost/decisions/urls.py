"""Addresses of decisions."""

from django.urls import path

from fingerpost.decisions.web import disclosure, downloads, listing, pages, recording

app_name = "decisions"
urlpatterns = [
    path("", listing.decision_list, name="decision_list"),
    path("new/", recording.decision_record, name="decision_record"),
    path("<slug:public_id>/", pages.decision, name="decision"),
    path("<slug:public_id>/edit/", recording.decision_edit, name="decision_edit"),
    path("<slug:public_id>/throw-away/", recording.decision_give_up, name="decision_give_up"),
    path("<slug:public_id>/send/", pages.decision_send, name="decision_send"),
    path("<slug:public_id>/confirm/", pages.decision_confirm, name="decision_confirm"),
    path("<slug:public_id>/withdraw/", pages.decision_withdraw, name="decision_withdraw"),
    path("<slug:public_id>/look-again/", pages.decision_look_again, name="decision_look_again"),
    path("<slug:public_id>/take/<slug:form>/", downloads.decision_export, name="decision_export"),
    path("<slug:public_id>/road/<slug:form>/", downloads.decision_road, name="decision_road"),
    path("<slug:public_id>/disclosure/", disclosure.decision_disclosure, name="decision_disclosure"),
    path("<slug:public_id>/actions/<int:pk>/", pages.action_done, name="action_done"),
]
