"""Files that people attach: kept once by their content, and read for their text."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """The files area."""

    name = "fingerpost.files"
    verbose_name = "Files"
