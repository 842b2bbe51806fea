"""Addresses of pages that read across areas."""

from django.urls import path

from fingerpost.hub.web import answers, connections, operations, pages, units

app_name = "hub"
urlpatterns = [
    path("", pages.home, name="home"),
    path("actions/", pages.home_actions, name="home_actions"),
    path("search/", answers.search, name="search"),
    path("suggest/", answers.suggest, name="suggest"),
    path("things/<slug:public_id>/", pages.record, name="record"),
    path("things/<slug:public_id>/connections/", connections.connections, name="connections"),
    path("things/<slug:public_id>/connections/use/", connections.use_said, name="use_said"),
    path("units/<slug:slug>/", units.unit, name="unit"),
    path("help/", pages.help_page, name="help"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("operations/", operations.operations, name="operations"),
    path("healthz", operations.healthz, name="healthz"),
    path("readyz", operations.readyz, name="readyz"),
]
