"""The decisions area."""

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    """Registers the area with Django, decisions with search, and what it holds with the privacy page."""

    name = "fingerpost.decisions"
    label = "decisions"

    def ready(self) -> None:
        """Say how decisions appear in search, and what is held here about people."""
        from fingerpost.decisions import searchable  # noqa: PLC0415 -- app ready
        from fingerpost.decisions.domain import about_people, wording_of_changes  # noqa: PLC0415 -- app ready
        from fingerpost.organisations.domain import privacy  # noqa: PLC0415 -- app ready

        searchable.register()
        wording_of_changes.register()
        privacy.register_holding(about_people.held_about)
