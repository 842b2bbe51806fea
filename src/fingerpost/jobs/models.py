"""Long work, done in slices, that survives a killed process."""

from django.db import models
from django.db.models import Q

from fingerpost.kernel import clock
from fingerpost.kernel.ids import new_id


class JobState(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


class Job(models.Model):
    """One piece of long work.

    A worker holds it by a lease that it renews; when the lease runs out (the worker died) another
    takes it up again from `cursor`, which every slice leaves behind.
    """

    public_id = models.CharField(max_length=26, unique=True, default=new_id, editable=False)
    kind = models.CharField(max_length=60)
    queue = models.CharField(max_length=20)
    owner = models.CharField(max_length=26, blank=True)  # public id of whoever asked for it
    title = models.CharField(max_length=200)
    arguments = models.JSONField(default=dict)
    cursor = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.WAITING)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(null=True, blank=True)
    counts = models.JSONField(default=dict)
    reason = models.TextField(blank=True)  # why it failed, in words for the person who asked
    attempts = models.PositiveSmallIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)
    run_after = models.DateTimeField(default=clock.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=60, blank=True)
    busy_seconds = models.FloatField(default=0)

    class Meta:
        indexes = [
            models.Index(
                fields=["queue", "run_after"], name="jobs_ready", condition=Q(state__in=["waiting", "running"])
            ),
            models.Index(fields=["owner", "-created_at"], name="jobs_by_owner"),
        ]
        constraints = [
            models.CheckConstraint(
                name="job_running_has_a_lease", condition=~Q(state="running") | Q(lease_until__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it by itself."""
        return self.state in {JobState.DONE, JobState.FAILED, JobState.CANCELLED}

    @property
    def percent(self) -> int | None:
        """How far it is, 0 to 100; None while the size is unknown."""
        if self.state == JobState.DONE:
            return 100
        return min(99, self.done * 100 // self.total) if self.total else None


class WorkerBeat(models.Model):
    """A worker's last sign of life, for the operations page."""

    name = models.CharField(max_length=60, primary_key=True)
    queue = models.CharField(max_length=20)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
