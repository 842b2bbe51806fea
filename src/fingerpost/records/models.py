"""The spine: what everything that people find, share, rely on or talk about has in common."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import F, Q

from fingerpost.kernel import clock
from fingerpost.kernel.ids import new_id
from fingerpost.organisations.models import Person, Unit
from fingerpost.organisations.readers import Reader


class State(models.TextChoices):
    """Where a record stands."""

    DRAFT = "draft", "Draft"
    RELEASED = "released", "Released"
    WITHDRAWN = "withdrawn", "Withdrawn"


class OpenTo(models.TextChoices):
    """Who may see a record beyond those it is shared with by name."""

    NOBODY = "", "Only those it is shared with"
    SIGNED_IN = "all", "Anyone signed in"
    PUBLIC = "public", "Anyone"


class RecordQuerySet(models.QuerySet["Record"]):
    """The one door to rows."""

    def visible_to(self, reader: Reader) -> "RecordQuerySet":
        """Rows this reader may see: open to them, or sharing a token with them.

        A subquery, never a join with distinct: with a million rows the join takes many seconds.
        """
        opened = [OpenTo.PUBLIC, OpenTo.SIGNED_IN] if reader.signed_in else [OpenTo.PUBLIC]
        shared = Audience.objects.filter(token__in=reader.tokens).values("record_id")
        return self.filter(Q(open_to__in=opened) | Q(pk__in=shared))

    def recheck(self, reader: Reader, ids: Iterable[int]) -> "RecordQuerySet":
        """Of these few rows, those this reader may see now. Reads only their own tokens."""
        return self.filter(pk__in=list(ids)).visible_to(reader)


class Record(models.Model):
    """One thing. An area adds its own fields: `class Decision(Record)`.

    What a Record shows is what is released; drafts of it live elsewhere. *Changed* and *reviewed
    by a person* are two facts: a machine's write never moves the second.
    """

    public_id = models.CharField(max_length=26, unique=True, default=new_id, editable=False)
    kind = models.CharField(max_length=30)
    title = models.CharField(max_length=5000)
    summary = models.TextField(blank=True)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="records")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    open_to = models.CharField(max_length=6, choices=OpenTo, default=OpenTo.NOBODY, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(default=clock.now)
    changed_by = models.CharField(max_length=26, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    reviewed_by = models.CharField(max_length=26, blank=True)
    review_due = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    # Those who may not see it may be told that "something restricted was used", where a road leads over it.
    use_may_be_said = models.BooleanField(default=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["kind", "-id"], name="record_by_kind"),
            models.Index(fields=["unit", "kind"], name="record_by_unit"),
            models.Index(fields=["open_to", "kind", "-id"], name="record_open"),
        ]
        constraints = [
            models.CheckConstraint(name="record_open_means_released", condition=Q(open_to="") | ~Q(state="draft")),
            models.CheckConstraint(name="record_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="record_released_has_a_time", condition=Q(state="draft") | Q(released_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_overdue(self) -> bool:
        """Whether the day by which a person should have reviewed it has passed."""
        return self.review_due is not None and self.review_due < clock.today()


class Audience(models.Model):
    """One token that opens one record."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="audience")
    token = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "record"], name="audience_token_once")]

    def __str__(self) -> str:
        return self.token


class Relation(models.TextChoices):
    """How one record bears on another. A small, closed vocabulary: the words complete a sentence."""

    ANSWERS = "answers", "answers"
    CITES = "cites", "cites"
    SUMMARISES = "summarises", "summarises"
    RESTS_ON = "rests_on", "rests on"
    CONSIDERED = "considered", "considered"
    CARRIES_OUT = "carries_out", "carries out"
    LEARNED_FROM = "learned_from", "was learned from"
    SUPERSEDES = "supersedes", "replaces"
    CONTRADICTS = "contradicts", "disagrees with"
    RETRACTS = "retracts", "withdraws (retraction)"
    CONCERNS = "concerns", "raises concern about"
    CORRECTS = "corrects", "corrects"
    UPDATES = "updates", "updates"
    COMMENTS_ON = "comments_on", "comments on"
    SHOWS_EFFECT_OF = "shows_effect_of", "shows the effect of"


class LinkQuerySet(models.QuerySet["Link"]):
    """A link is seen only by those who may see both its ends."""

    def visible_to(self, reader: Reader) -> "LinkQuerySet":
        """Links whose two ends this reader may see."""
        seen = Record.objects.visible_to(reader).values("pk")
        return self.filter(source_id__in=seen, target_id__in=seen)


class Link(models.Model):
    """`source` relation `target`, as in: this brief *rests on* that paper."""

    source = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="links_out")
    relation = models.CharField(max_length=20, choices=Relation)
    target = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="links_in")
    note = models.CharField(max_length=300, blank=True)
    made_by = models.CharField(max_length=26, blank=True)
    made_at = models.DateTimeField(default=clock.now)

    objects = LinkQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["target", "relation"], name="link_backwards")]
        constraints = [
            models.UniqueConstraint(fields=["source", "relation", "target"], name="link_once"),
            models.CheckConstraint(name="link_joins_two", condition=~Q(source=F("target"))),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.relation} {self.target_id}"


class PartRole(models.TextChoices):
    """What a person had to do with a record."""

    AUTHOR = "author", "Author"
    ASKED = "asked", "Asked"
    ANSWERED = "answered", "Answered"
    WHO_TO_ASK = "who_to_ask", "Who to ask"
    REVIEWED = "reviewed", "Reviewed by"
    FACILITATED = "facilitated", "Facilitated"
    DECIDED = "decided", "Decided"
    VERIFIED = "verified", "Checked by"


class Part(models.Model):
    """A person's part in a record, which they agreed to show or not."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="parts")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="parts")
    role = models.CharField(max_length=20, choices=PartRole)
    shown = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "person", "role"], name="part_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.record_id}"


def bulk_insert(records: list[Any]) -> None:
    """Insert rows of one child of Record at once: parents first, then the child table.

    Django's `bulk_create` refuses tables that inherit. Each child model names an unmanaged model of
    its own table alone in `bulk_table`; its field names equal the child's own.
    """
    if not records:
        return
    made = Record.objects.bulk_create([_parent_of(record) for record in records], batch_size=500)
    for record, parent in zip(records, made, strict=True):
        record.pk = record.record_ptr_id = record.id = parent.pk
        record._state.adding = False
    type(records[0]).bulk_table.objects.bulk_create([_row_of(record) for record in records], batch_size=500)


def bulk_rewrite(records: list[Any]) -> None:
    """Write rows of one child of Record again, at once: every field as it now stands. The rows must be there."""
    if not records:
        return
    table = type(records[0]).bulk_table
    for model, rows in ((Record, map(_parent_of, records)), (table, map(_row_of, records))):
        key = model._meta.pk.name
        written = [field.name for field in model._meta.concrete_fields if field.name not in {key, "public_id"}]
        model.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=[key], update_fields=written, batch_size=500
        )


def _parent_of(record: Any) -> Record:
    """The row of the Record table alone."""
    return Record(*(getattr(record, field.attname) for field in Record._meta.concrete_fields))


def _row_of(record: Any) -> Any:
    """The row of the child's own table alone. Values by place: naming each costs a tenth of an import."""
    table = type(record).bulk_table
    return table(*(getattr(record, field.attname) for field in table._meta.concrete_fields))
