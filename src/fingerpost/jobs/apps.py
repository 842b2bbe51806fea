"""The jobs area."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Registers the area with Django, and the sealing of the stream as a standing duty."""

    name = "fingerpost.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Seal the stream in the default worker."""
        from fingerpost.jobs.domain import worker  # noqa: PLC0415 -- app ready
        from fingerpost.journal.domain import stream  # noqa: PLC0415 -- app ready

        def seal_the_stream() -> bool:
            return stream.seal() > 0

        worker.register_duty("default", seal_the_stream)
