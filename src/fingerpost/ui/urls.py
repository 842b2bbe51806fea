"""Addresses of the preview page: include them at `preview/`, only where FINGERPOST_PREVIEW is on."""

from django.urls import path

from fingerpost.ui.web import views

app_name = "ui"

urlpatterns = [
    path("", views.preview, name="preview"),
    path("alone/<slug:name>/", views.alone, name="alone"),
    path("form/", views.form, name="form"),
    path("error/<int:code>/", views.error, name="error"),
]
