"""The records area."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Registers the area with Django."""

    name = "fingerpost.records"
    label = "records"
