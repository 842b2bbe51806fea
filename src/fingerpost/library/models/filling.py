"""Filling the shelf: many documents at once, from an archive of files and a table that describes them."""

from django.db import models

from fingerpost.files.models import StoredFile
from fingerpost.jobs.models import Job
from fingerpost.kernel import clock
from fingerpost.kernel.ids import new_id
from fingerpost.library.models.items import Item
from fingerpost.organisations.models import Person, Unit


class FillingState(models.TextChoices):
    """Where a filling stands. Nothing is on the shelf before RUNNING."""

    LOOKING = "looking", "Looking through the files"
    MATCHING = "matching", "Waiting for you to match the columns"
    TRYING = "trying", "Trying it out"
    TRIED = "tried", "Tried out: nothing is on the shelf yet"
    RUNNING = "running", "Putting them on the shelf"
    DONE = "done", "Done"
    STOPPED = "stopped", "Stopped"


class Filling(models.Model):
    """One mass import. `columns` maps our names (title, owner …) to the table's headings; `defaults` fills gaps."""

    public_id = models.CharField(max_length=26, unique=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="fillings")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="fillings")
    name = models.CharField(max_length=255)
    path = models.CharField(max_length=500)
    headings = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    defaults = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=FillingState, default=FillingState.LOOKING)
    reason = models.CharField(max_length=300, blank=True)
    job = models.ForeignKey(Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    position = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.name


class RowState(models.TextChoices):
    """What becomes of one file or row."""

    WAITING = "waiting", "Waiting"
    READY = "ready", "Ready"
    REJECTED = "rejected", "Not taken"
    ADDED = "added", "On the shelf"
    UPDATED = "updated", "A new version of what was there"
    SAME = "same", "Already on the shelf"


class FillingRow(models.Model):
    """One document of a filling: its file, what the table says of it, and what became of it."""

    filling = models.ForeignKey(Filling, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    file_name = models.CharField(max_length=500, blank=True)
    cells = models.JSONField(default=dict)
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, choices=RowState, default=RowState.WAITING)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["filling", "position"], name="filling_row_once")]
        indexes = [models.Index(fields=["filling", "state"], name="filling_row_by_state")]

    def __str__(self) -> str:
        return self.file_name or f"row {self.position}"
