"""The library area."""

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    """Registers the area with Django, its kinds with search, its imports with jobs."""

    name = "fingerpost.library"
    label = "library"

    def ready(self) -> None:
        """Say how papers and items appear in search, and how an import is carried on."""
        from fingerpost.jobs.domain import work  # noqa: PLC0415 -- app ready
        from fingerpost.library import searchable  # noqa: PLC0415 -- app ready
        from fingerpost.library.domain import imports, outside  # noqa: PLC0415 -- app ready

        searchable.register()
        work.register(imports.KIND, queue="default", slice=imports.import_slice)
        work.register(outside.KIND, queue="default", slice=outside.outside_slice)
