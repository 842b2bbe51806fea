"""The roads area."""

from django.apps import AppConfig


class RoadsConfig(AppConfig):
    """Registers the area with Django, and what it holds with the privacy page."""

    name = "fingerpost.roads"
    label = "roads"

    def ready(self) -> None:
        """Say how briefs are found, and what is held about people here."""
        from fingerpost.organisations.domain import privacy  # noqa: PLC0415 -- app ready
        from fingerpost.roads import searchable  # noqa: PLC0415 -- app ready
        from fingerpost.roads.domain import about_people, wording_of_changes  # noqa: PLC0415 -- app ready

        searchable.register()
        wording_of_changes.register()
        privacy.register_holding(about_people.held_about)
