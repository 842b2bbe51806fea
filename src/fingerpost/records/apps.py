"""The records area."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Registers the area with Django."""

    name = "fingerpost.records"
    label = "records"

    def ready(self) -> None:
        """Say what its changes are called."""
        from fingerpost.records.domain import history  # noqa: PLC0415 -- app ready

        history.register()
