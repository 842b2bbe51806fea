"""Bringing in what is published: each import, and what it could not take."""

from django.db import models
from django.db.models import F, Q

from fingerpost.jobs.models import Job
from fingerpost.kernel.ids import new_id
from fingerpost.organisations.models import Person, Unit


class Route(models.TextChoices):
    """How an abstract reached us, which decides who may read it."""

    OPEN = "open", "Free for anyone to read (such as PubMed)"
    SUBSCRIBED = "subscribed", "From a database our library pays for"


class Import(models.Model):
    """One file, or one search of an outside source, brought in as a job."""

    public_id = models.CharField(max_length=26, unique=True, default=new_id, editable=False)
    job = models.OneToOneField(Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="came_in")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="imports")
    team = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="imports")
    name = models.CharField(max_length=255)
    path = models.CharField(max_length=500, blank=True)
    source = models.CharField(max_length=80)
    question = models.TextField(blank=True)  # the query or list of PMIDs sent to an outside source
    route = models.CharField(max_length=12, choices=Route, default=Route.OPEN)
    position = models.PositiveIntegerField(default=0)  # how many items of the file are dealt with
    read = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="import_counts_add_up",
                condition=Q(read=F("added") + F("updated") + F("unchanged") + F("rejected")),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Rejected(models.Model):
    """One record that could not be taken, why, and the piece itself so that it can be mended."""

    came_in = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rejects")
    position = models.PositiveIntegerField()
    title_hint = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=500)
    excerpt = models.TextField(blank=True)
    mended = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["came_in", "position"], name="rejected_once_a_position")]

    def __str__(self) -> str:
        return self.reason
