"""The jobs area."""

import time

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Registers the area with Django, and the sealing of the stream as a standing duty."""

    name = "fingerpost.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Seal the stream in the default worker: all that waits, or for a second where much does."""
        from fingerpost.jobs.domain import worker  # noqa: PLC0415 -- app ready
        from fingerpost.journal.domain import stream  # noqa: PLC0415 -- app ready

        def seal_the_stream() -> bool:
            until = time.monotonic() + 1
            did = False
            while stream.seal() and (did := True) and time.monotonic() < until:
                pass
            return did

        worker.register_duty("default", seal_the_stream)
