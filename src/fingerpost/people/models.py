"""What a person agreed to show of themselves."""

from django.db import models

from fingerpost.organisations.models import Person
from fingerpost.records.models import Record


class Profile(Record):
    """A person, as far as they agreed to be found.

    `topics` is what they know about, in their own words. `asks` is what others see of it: empty until
    the person agrees to be asked.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="profile")
    job = models.CharField(max_length=150, blank=True)
    about = models.TextField(blank=True)
    topics = models.JSONField(default=list)
    asks = models.JSONField(default=list)
