"""One page that a decision can be made from, whose every evidential sentence is pinned to words of a source."""

from django.db import models
from django.db.models import F, Q

from fingerpost.kernel import clock
from fingerpost.organisations.models import Person, Unit
from fingerpost.records.models import Record
from fingerpost.roads.models.questions import Question


class Verdict(models.TextChoices):
    """What the evidence comes to, in the only words we allow.

    Readers take "insufficient evidence" for "evidence of no effect", so the phrases are fixed.
    """

    BENEFIT = "benefit", "Good evidence of benefit"
    NO_BENEFIT = "no-benefit", "Good evidence of no benefit"
    HARM = "harm", "Good evidence of harm"
    MIXED = "mixed", "Mixed evidence"
    LITTLE = "little", "Little research found – we cannot say"


class Sureness(models.TextChoices):
    """How sure the writer is of the bottom line as a whole. Not a score of any one paper."""

    VERY = "very", "Very sure"
    FAIRLY = "fairly", "Fairly sure"
    NOT_VERY = "not-very", "Not very sure"
    NOT = "not", "Not sure at all"


class Stage(models.TextChoices):
    """How far a version of a brief has come."""

    DRAFT = "draft", "Draft"
    RELEASED = "released", "Released"
    REPLACED = "replaced", "Replaced by a later version"
    DROPPED = "dropped", "Given up"


class Brief(Record):
    """The brief that answers a question. What it says stands in its versions; readers see the released one.

    `checked_on`, `checked_by` and `checked_for` say which library service checked the version that is released.
    """

    answers = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="briefs")
    checked_on = models.DateField(null=True, blank=True)
    checked_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    checked_for = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_because = models.CharField(max_length=500, blank=True)


class BriefVersion(models.Model):
    """One version of a brief. It has at most one that is being written, and one that is released.

    `options` lists {"name", "good", "bad"}: what could be done, with what speaks for and against it, costs and
    risks included. `saves` counts saves: whoever saves says which one they had before them. `open_to` and
    `tokens` say who shall see the brief once this version is released.
    """

    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.DRAFT)
    title = models.CharField(max_length=300)
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True)
    bottom_line = models.TextField(blank=True)
    sureness = models.CharField(max_length=10, choices=Sureness, blank=True)
    sure_because = models.TextField(blank=True)
    unknown = models.TextField(blank=True)
    know_how = models.TextField(blank=True)
    options = models.JSONField(default=list)
    searched_on = models.DateField(null=True, blank=True)
    searched_in = models.CharField(max_length=500, blank=True)
    review_due = models.DateField(null=True, blank=True)
    who_to_ask = models.CharField(max_length=300, blank=True)
    open_to = models.CharField(max_length=6, blank=True)
    tokens = models.JSONField(default=list)
    saves = models.PositiveIntegerField(default=0)
    begun_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    begun_at = models.DateTimeField(default=clock.now)
    saved_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    saved_at = models.DateTimeField(default=clock.now)
    released_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["brief", "number"], name="brief_version_number_once"),
            models.UniqueConstraint(fields=["brief"], condition=Q(stage="draft"), name="brief_one_being_written"),
            models.UniqueConstraint(fields=["brief"], condition=Q(stage="released"), name="brief_one_released"),
            models.CheckConstraint(name="brief_version_has_a_title", condition=~Q(title="")),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of {self.brief_id}"


class PointKind(models.TextChoices):
    """What a point of a brief stands on."""

    EVIDENCE = "evidence", "Pinned to the words of a source"
    OWN = "own", "Our own knowledge or judgement"


class Point(models.Model):
    """One sentence of a brief. An evidential one holds only while it is pinned and a person has accepted it.

    `accepted_digest` covers the sentence, its pins and the reason: whatever of them changes, the acceptance is void.
    `differs_because` is why the sentence is right although it does not say just what the source says.
    """

    version = models.ForeignKey(BriefVersion, on_delete=models.CASCADE, related_name="points")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=PointKind, default=PointKind.EVIDENCE)
    text = models.TextField()
    differs_because = models.CharField(max_length=500, blank=True)
    accepted_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(name="point_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="point_accepted_has_a_time",
                condition=Q(accepted_digest="", accepted_at__isnull=True)
                | (~Q(accepted_digest="") & Q(accepted_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Pin(models.Model):
    """A span of a source: which document of which thing, in which revision of it, from where to where.

    `document` names one text of the source: "abstract" of a paper, "section:steps" of a page of ours,
    "file:ID:3" for page 3 of a file of it. `revision` is the version number of a page or the checksum of an
    abstract when it was pinned. `start` and `end` count characters of that text; `digest` is the SHA-256 of the
    words between them, and `quote` the words themselves.
    """

    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="pins")
    source = models.ForeignKey(Record, null=True, blank=True, on_delete=models.SET_NULL, related_name="pinned_in")
    source_id_kept = models.CharField(max_length=26)  # the source's public id, should the source itself go
    document = models.CharField(max_length=80)
    revision = models.CharField(max_length=64)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    quote = models.TextField()
    pinned_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    pinned_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="pin_has_a_length", condition=Q(end__gt=F("start"))),
            models.UniqueConstraint(
                fields=["point", "source_id_kept", "document", "start", "end"], name="pin_once_a_point"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id_kept} {self.document} {self.start}-{self.end}"
