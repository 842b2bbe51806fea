"""The library area."""

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    """Registers the area with Django, its kinds with search, its imports with jobs."""

    name = "fingerpost.library"
    label = "library"

    def ready(self) -> None:
        """Say how papers and items appear in search, and how an import is carried on."""
        from fingerpost.jobs.domain import work, worker  # noqa: PLC0415 -- app ready
        from fingerpost.library import searchable, searchable_collections  # noqa: PLC0415 -- app ready
        from fingerpost.library.domain import about_people, wording_of_changes  # noqa: PLC0415 -- app ready
        from fingerpost.library.domain.fillings import filling_work, held  # noqa: PLC0415 -- app ready
        from fingerpost.library.domain.gathering import collections  # noqa: PLC0415 -- app ready
        from fingerpost.library.domain.own import attachments  # noqa: PLC0415 -- app ready
        from fingerpost.library.domain.published import imports, outside  # noqa: PLC0415 -- app ready
        from fingerpost.library.domain.trust import nudges, review_queue  # noqa: PLC0415 -- app ready
        from fingerpost.organisations.domain import consent, privacy  # noqa: PLC0415 -- app ready

        searchable.register()
        searchable_collections.register()
        wording_of_changes.register()
        consent.when_person_changes(collections.follow)
        privacy.register_holding(about_people.held_about)
        work.register(imports.KIND, queue="default", slice=imports.import_slice)
        work.register(outside.KIND, queue="default", slice=outside.outside_slice)
        work.register(filling_work.KIND, queue="default", slice=filling_work.fill_slice)
        worker.register_duty("default", attachments.read_duty)
        worker.register_duty("default", held.check_duty)
        worker.register_duty("default", nudges.follow_duty)
        worker.register_duty("default", review_queue.rank_duty)
