"""The roads area."""

from django.apps import AppConfig


class RoadsConfig(AppConfig):
    """Registers the area with Django."""

    name = "fingerpost.roads"
    label = "roads"
