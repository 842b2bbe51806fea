"""A question that somebody keeps because it must be decided, and what was kept for it."""

from django.db import models
from django.db.models import Q

from fingerpost.kernel import clock
from fingerpost.organisations.models import Person, Unit
from fingerpost.records.models import Record


class Standing(models.TextChoices):
    """Where a question stands."""

    OPEN = "open", "Open"
    ASKED = "asked", "With the library team"
    ANSWERED = "answered", "Answered"
    CLOSED = "closed", "Closed"


class Question(Record):
    """What somebody asked, kept by their choice. Only they see it, until they share it or ask the library team.

    `why` says why it matters; `decide_by` is the day of the decision, `needed_by` the day by which the
    library team was asked to answer.
    """

    asked_as = models.TextField()  # the words as typed
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.OPEN)
    nothing_found = models.BooleanField(default=False)
    service = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="questions")
    needed_by = models.DateField(null=True, blank=True)
    decide_by = models.DateField(null=True, blank=True)
    why = models.TextField(blank=True)
    answer = models.TextField(blank=True)


class KnowledgeKind(models.TextChoices):
    """The kinds of knowledge a decision can rest on: the waypoints of the road."""

    EVIDENCE = "evidence", "Published evidence"
    GUIDELINE = "guideline", "Guidelines"
    POLICY = "policy", "Policies"
    DATA = "data", "Figures and data"
    KNOW_HOW = "know-how", "Know-how"
    LESSONS = "lessons", "Lessons and stories"
    VOICES = "voices", "What patients and staff said"
    JUDGEMENT = "judgement", "Judgement and experience"


class Kept(models.Model):
    """One thing kept for a question: something in the library with a note, or somebody's own words.

    `words` is the note, or the knowledge itself. A local figure has its `figure` ("6.2 falls per 1,000 bed
    days") and `source` says where own words and figures come from. What was dropped stays, with the reason.
    """

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="kept")
    target = models.ForeignKey(Record, null=True, blank=True, on_delete=models.CASCADE, related_name="kept_for")
    kind = models.CharField(max_length=10, choices=KnowledgeKind)
    words = models.TextField(blank=True)
    figure = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=300, blank=True)
    kept_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    kept_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    dropped_because = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["kept_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "target"], condition=Q(target__isnull=False), name="kept_once_for_a_question"
            ),
            models.CheckConstraint(
                name="kept_says_something", condition=Q(target__isnull=False) | ~Q(words="") | ~Q(figure="")
            ),
            models.CheckConstraint(
                name="kept_dropped_says_why", condition=Q(dropped_at__isnull=True) | ~Q(dropped_because="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.question_id}"


class Look(models.Model):
    """When a person last said that they had seen what is new on a question."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="looks")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "person"], name="look_once_a_person")]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.question_id}"
