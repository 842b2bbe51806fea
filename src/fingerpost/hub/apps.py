"""The hub area."""

from django.apps import AppConfig


class HubConfig(AppConfig):
    """Registers the area with Django."""

    name = "fingerpost.hub"
    label = "hub"
