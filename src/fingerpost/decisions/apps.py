"""The decisions area."""

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    """Registers the area with Django."""

    name = "fingerpost.decisions"
    label = "decisions"
