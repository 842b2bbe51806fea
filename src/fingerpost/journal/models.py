"""The stream: everything that happened, in the order it was sealed. Rows are added, never changed.

A Change holds no foreign keys: it names its subject and its actor by public id, so that it can
outlive both and block the deletion of neither. What may have to be forgotten (names, words) goes
in `personal`; the seal covers only a salted digest of it, so it can be erased and the chain still
verifies.
"""

from django.db import models
from django.db.models import Q


class Change(models.Model):
    """One thing that happened to one subject."""

    kind = models.CharField(max_length=80)  # past tense, area first: library.citation_retracted
    subject = models.CharField(max_length=26)
    actor = models.CharField(max_length=26, blank=True)  # empty: the system itself
    at = models.DateTimeField()
    detail = models.JSONField(default=dict)
    personal = models.JSONField(null=True, blank=True)
    salt = models.CharField(max_length=32, blank=True)
    personal_digest = models.CharField(max_length=64, blank=True)
    position = models.PositiveBigIntegerField(null=True, blank=True, unique=True)
    previous = models.CharField(max_length=64, blank=True)
    seal = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "id"], name="journal_by_subject"),
            models.Index(fields=["kind", "position"], name="journal_by_kind"),
            models.Index(fields=["id"], name="journal_unsealed", condition=Q(position__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(
                name="journal_sealed_rows_are_whole",
                condition=Q(position__isnull=True, seal="") | (Q(position__isnull=False) & ~Q(seal="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class Cursor(models.Model):
    """How far a follower of the stream has read."""

    follower = models.CharField(max_length=80, primary_key=True)
    position = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.follower} at {self.position}"
