"""The organisations area."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Registers the area with Django."""

    name = "fingerpost.organisations"
    label = "organisations"

    def ready(self) -> None:
        """Listen to the sign-in library, and say what this area's changes are called."""
        from fingerpost.organisations.domain import wording_of_changes  # noqa: PLC0415 -- app ready
        from fingerpost.organisations.sign_in import signals  # noqa: F401, PLC0415 -- app ready

        wording_of_changes.register()
