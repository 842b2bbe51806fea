"""The design system."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Registers the area with Django."""

    name = "fingerpost.ui"
    label = "ui"
