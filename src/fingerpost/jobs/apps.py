"""The jobs area."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Registers the area with Django."""

    name = "fingerpost.jobs"
    label = "jobs"
