"""Versions of an item: drafts, what waits for a second pair of eyes, and everything that was ever released."""

from django.db import models
from django.db.models import Q

from fingerpost.kernel import clock
from fingerpost.library.models.items import Item
from fingerpost.organisations.models import Person, Unit


class Stage(models.TextChoices):
    """How far a version has come."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in-review", "Waiting for review"
    RELEASED = "released", "Released"
    REPLACED = "replaced", "Replaced by a later version"
    DROPPED = "dropped", "Given up"


OPEN_STAGES = (Stage.DRAFT, Stage.IN_REVIEW)


class Revision(models.Model):
    """One version. An item has at most one that is still being written.

    `saves` counts its saves: whoever saves says which one they had before them, so that nobody
    overwrites what they have not seen. `open_to` and `tokens` say who shall see the item once this
    version is released. `files` lists {"file": public id, "name": shown name}.
    """

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.DRAFT)
    title = models.CharField(max_length=300)
    summary = models.TextField(blank=True)
    sections = models.JSONField(default=dict)
    topics = models.JSONField(default=list)
    mesh = models.JSONField(default=list)
    address = models.CharField(max_length=1000, blank=True)
    held_by = models.CharField(max_length=120, blank=True)
    applies_to = models.JSONField(default=list)  # ids of units
    files = models.JSONField(default=list)
    open_to = models.CharField(max_length=6, blank=True)
    tokens = models.JSONField(default=list)
    review_due = models.DateField(null=True, blank=True)
    what_changed = models.CharField(max_length=300, blank=True)
    saves = models.PositiveIntegerField(default=0)
    begun_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    begun_at = models.DateTimeField(default=clock.now)
    saved_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    saved_at = models.DateTimeField(default=clock.now)
    editing_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    editing_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    reviewer_said = models.TextField(blank=True)
    released_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="revision_number_once"),
            models.UniqueConstraint(
                fields=["item"], condition=Q(stage__in=["draft", "in-review"]), name="revision_one_being_written"
            ),
            models.UniqueConstraint(fields=["item"], condition=Q(stage="released"), name="revision_one_released"),
            models.CheckConstraint(name="revision_has_a_title", condition=~Q(title="")),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of {self.item_id}"


class Ways(models.Model):
    """How an organisation wants its library kept."""

    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, related_name="library_ways")
    four_eyes = models.BooleanField(default=False)  # nobody releases what they alone wrote
    review_months = models.JSONField(default=dict)  # by kind, where it differs from ours

    def __str__(self) -> str:
        return f"ways of {self.unit_id}"
