"""The notifications area."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Registers the area with Django."""

    name = "fingerpost.notifications"
    label = "notifications"
