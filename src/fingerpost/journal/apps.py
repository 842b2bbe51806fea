"""The journal area."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Registers the area with Django."""

    name = "fingerpost.journal"
    label = "journal"
