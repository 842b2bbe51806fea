"""Published work. One Paper per work, however many files it came in."""

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from fingerpost.library.models.imports import Import, Route
from fingerpost.organisations.models import Unit
from fingerpost.records.models import Record


class Standing(models.TextChoices):
    """What its publisher later said of it."""

    SOUND = "", "Nothing known against it"
    RETRACTED = "retracted", "Retracted"
    CONCERN = "concern", "Its journal has expressed concern"
    CORRECTED = "corrected", "Corrected since"
    DELETED = "deleted", "Removed from PubMed"


class PaperFields(models.Model):
    """What a Paper adds to a Record. Shared by Paper and by its bare table for bulk inserts."""

    pmid = models.BigIntegerField(unique=True, null=True, blank=True)
    doi = models.CharField(max_length=250, blank=True, db_index=True)
    work_key = models.CharField(max_length=64, blank=True, db_index=True)
    authors = models.JSONField(default=list)
    journal = models.CharField(max_length=400, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    citation = models.CharField(max_length=200, blank=True)  # volume(issue):pages
    published_on = models.DateField(null=True, blank=True)
    mesh = models.JSONField(default=list)
    keywords = models.JSONField(default=list)
    publication_types = models.JSONField(default=list)
    languages = models.JSONField(default=list)
    design = models.CharField(max_length=40, blank=True)
    design_because = models.CharField(max_length=200, blank=True)
    standing = models.CharField(max_length=10, choices=Standing, blank=True, default=Standing.SOUND)

    class Meta:
        abstract = True


class PaperRow(PaperFields):
    """The paper table alone: only `records.models.bulk_insert` writes through it."""

    record_ptr_id = models.BigIntegerField(primary_key=True)

    class Meta:
        managed = False
        db_table = "library_paper"

    def __str__(self) -> str:
        return str(self.record_ptr_id)


class Paper(Record, PaperFields):
    """A published work."""

    bulk_table = PaperRow

    class Meta:
        constraints = [
            models.CheckConstraint(name="paper_year_is_a_year", condition=Q(year__isnull=True) | Q(year__gte=1500))
        ]

    def __str__(self) -> str:
        return self.title


class Copy(models.Model):
    """One appearance of a paper in one import: where it came from, and the abstract that came with it.

    An abstract from a subscribed database belongs to the team that imported it: it is never open.
    Where no team was named, it is kept and nobody reads it until an operator names one.
    """

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="copies")
    came_in = models.ForeignKey(Import, null=True, blank=True, on_delete=models.SET_NULL, related_name="copies")
    source = models.CharField(max_length=80)
    position = models.PositiveIntegerField(default=0)
    route = models.CharField(max_length=12, choices=Route)
    team = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    abstract = models.TextField(blank=True)
    digest = models.CharField(max_length=40)
    seen_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["paper", "route"], name="copy_of_paper")]
        constraints = [
            # Coalesce: SQLite takes every missing team for another one.
            models.UniqueConstraint("paper", "source", Coalesce("team", Value(0)), name="copy_once_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id} from {self.source}"


class Notice(models.Model):
    """What a paper says of another publication: a retraction, a correction, a comment.

    Kept by number, because the other may not have come in yet; when it does, the two are linked.
    """

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    pmid = models.BigIntegerField(null=True, blank=True, db_index=True)
    doi = models.CharField(max_length=250, blank=True, db_index=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("paper", "kind", Coalesce("pmid", Value(0)), "doi", "note", name="notice_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pmid or self.doi or self.note}"


class TakenBack(models.Model):
    """A number that PubMed has taken back. Kept, because an older file may bring in its paper later."""

    pmid = models.BigIntegerField(unique=True)

    def __str__(self) -> str:
        return str(self.pmid)
