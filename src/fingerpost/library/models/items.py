"""What we know ourselves: policies, guidelines, library notes, know-how."""

from django.db import models

from fingerpost.organisations.models import Unit
from fingerpost.records.models import Record


class ItemKind(models.TextChoices):
    """The kinds of local knowledge. The names are how people say them."""

    POLICY = "policy", "Policy"
    GUIDELINE = "guideline", "Guideline"
    KNOW_HOW = "know-how", "Know-how"
    NOTE = "note", "Library note"


class Item(Record):
    """One piece of local knowledge, in Markdown, with an owner and a review date."""

    slug = models.SlugField(max_length=120, blank=True)
    body = models.TextField(blank=True)
    applies_to = models.ManyToManyField(Unit, blank=True, related_name="applicable_items")
    topics = models.JSONField(default=list)
    mesh = models.JSONField(default=list)
    who_to_ask = models.CharField(max_length=150, blank=True)

    class Meta:
        indexes = [models.Index(fields=["slug"], name="item_by_slug")]
