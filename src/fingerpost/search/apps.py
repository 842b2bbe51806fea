"""The search area."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Registers the area with Django; listens to every change of a record."""

    name = "fingerpost.search"
    label = "search"

    def ready(self) -> None:
        """Note what changed; index it in the index worker."""
        from fingerpost.jobs.domain import work, worker  # noqa: PLC0415 -- app ready
        from fingerpost.records.domain import watchers  # noqa: PLC0415 -- app ready
        from fingerpost.search.domain import indexing  # noqa: PLC0415 -- app ready

        watchers.register(indexing.note_changed)
        work.register("search.rebuild", queue="index", slice=indexing.rebuild_slice)
        worker.register_duty("index", indexing.index_duty)
        worker.register_duty("index", indexing.meaning_duty)
