"""A question that somebody keeps, because it must be decided or because nothing was found."""

from django.db import models

from fingerpost.organisations.models import Unit
from fingerpost.records.models import Record


class Standing(models.TextChoices):
    """Where a question stands."""

    OPEN = "open", "Open"
    ASKED = "asked", "With the library team"
    ANSWERED = "answered", "Answered"
    CLOSED = "closed", "Closed"


class Question(Record):
    """What somebody asked, kept by their choice. Only they see it, until they ask the library team."""

    asked_as = models.TextField()  # the words as typed
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.OPEN)
    nothing_found = models.BooleanField(default=False)
    service = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="questions")
    needed_by = models.DateField(null=True, blank=True)
    why = models.TextField(blank=True)
    answer = models.TextField(blank=True)
