"""Addresses of the library."""

from django.urls import path

from fingerpost.library.web import imports, pages

app_name = "library"
urlpatterns = [
    path("papers/<slug:public_id>/", pages.paper, name="paper"),
    path("items/<slug:public_id>/", pages.item, name="item"),
    path("imports/", imports.import_list, name="import_list"),
    path("imports/new/", imports.import_upload, name="import_upload"),
    path("imports/outside/", imports.import_outside, name="import_outside"),
    path("imports/<slug:public_id>/", imports.import_detail, name="import"),
    path("imports/<slug:public_id>/stop/", imports.import_stop, name="import_stop"),
    path("imports/<slug:public_id>/rejected/<int:pk>/", imports.reject_mend, name="reject_mend"),
]
