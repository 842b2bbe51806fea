"""The roads area."""

from django.apps import AppConfig


class RoadsConfig(AppConfig):
    """Registers the area with Django, and what it holds with the privacy page."""

    name = "fingerpost.roads"
    label = "roads"

    def ready(self) -> None:
        """Say which questions people keep here."""
        from fingerpost.organisations.domain import privacy  # noqa: PLC0415 -- app ready
        from fingerpost.roads.domain import queries  # noqa: PLC0415 -- app ready

        privacy.register_holding(queries.held_about)
