"""What readers say of a thing, how often it is read, and what made somebody ask whether it still holds."""

from django.db import models
from django.db.models import Q

from fingerpost.kernel import clock
from fingerpost.kernel.ids import new_id
from fingerpost.organisations.models import Person
from fingerpost.records.models import Record


class FlagKind(models.TextChoices):
    """The two things a reader can say in two clicks."""

    WRONG = "wrong", "This looks wrong"
    HELPED = "helped", "This helped"


class FlagOutcome(models.TextChoices):
    """What came of "this looks wrong"."""

    OPEN = "", "Nobody has answered yet"
    CHANGED = "changed", "It was right to say so: the page was changed"
    HOLDS = "holds", "Checked: the page still holds"
    WITHDRAWN = "withdrawn", "The page was withdrawn"


class Flag(models.Model):
    """One reader's word on one record. They hear what came of it."""

    public_id = models.CharField(max_length=26, unique=True, default=new_id, editable=False)
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="flags")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="flags")
    kind = models.CharField(max_length=6, choices=FlagKind)
    words = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now)
    outcome = models.CharField(max_length=10, choices=FlagOutcome, blank=True, default=FlagOutcome.OPEN)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["record", "kind", "outcome"], name="flag_of_record")]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "person", "kind"], condition=Q(outcome=""), name="flag_open_once_a_person"
            ),
            models.CheckConstraint(
                name="flag_answered_has_a_time", condition=Q(outcome="") | Q(answered_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.record_id}"


class ReadCount(models.Model):
    """How often a record was opened on a day. By nobody in particular: no reader is noted."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="read_counts")
    day = models.DateField()
    times = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "day"], name="read_count_once_a_day")]

    def __str__(self) -> str:
        return f"{self.record_id} on {self.day}: {self.times}"


class Nudge(models.Model):
    """A reason, besides the date, to ask whether a record still holds: its sibling or source changed."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="nudges")
    because_of = models.ForeignKey(Record, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=30)  # the kind of Change that made it
    at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record", "because_of", "kind"], condition=Q(settled_at__isnull=True), name="nudge_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.record_id}"
