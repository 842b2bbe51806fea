"""The hub area."""

from django.apps import AppConfig


class HubConfig(AppConfig):
    """Registers the area with Django, and housekeeping with the default worker."""

    name = "fingerpost.hub"
    label = "hub"

    def ready(self) -> None:
        """Have old things thrown away."""
        from fingerpost.hub.domain import housekeeping  # noqa: PLC0415 -- app ready
        from fingerpost.jobs.domain import worker  # noqa: PLC0415 -- app ready

        worker.register_duty("default", housekeeping.daily)
