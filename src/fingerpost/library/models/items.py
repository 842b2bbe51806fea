"""What we know ourselves: policies, guidelines, know-how, lessons, stories, data, notes and links."""

from django.db import models
from django.db.models import Q

from fingerpost.files.models import StoredFile
from fingerpost.kernel import clock
from fingerpost.organisations.models import Person, Unit
from fingerpost.records.models import Record


class ItemKind(models.TextChoices):
    """The kinds of local knowledge. The names are how people say them."""

    POLICY = "policy", "Policy"
    GUIDELINE = "guideline", "Guideline"
    KNOW_HOW = "know-how", "Know-how"
    NOTE = "note", "Evidence note"
    DATA_SET = "data-set", "Data set"
    LESSON = "lesson", "Lesson"
    STORY = "story", "Good-practice story"
    LINK = "link", "Useful link"


class AddressState(models.TextChoices):
    """What was found when the address of something held elsewhere was last tried."""

    NOT_TRIED = "", "Not checked"
    REACHED = "reached", "Reached, and as it was"
    CHANGED = "changed", "Changed since it was last confirmed here"
    GONE = "gone", "No longer there"
    UNREACHED = "unreached", "Could not be reached"


class Item(Record):
    """One piece of local knowledge, with an owner and a review date.

    What stands here is what is released; drafts of it are Revisions. `sections` holds the words of each
    part of its kind's form (see `domain.kinds`), in Markdown; `body` is all of them in order, for search.
    """

    slug = models.SlugField(max_length=120, blank=True)
    body = models.TextField(blank=True)
    sections = models.JSONField(default=dict)
    applies_to = models.ManyToManyField(Unit, blank=True, related_name="applicable_items")
    topics = models.JSONField(default=list)
    mesh = models.JSONField(default=list)
    who_to_ask = models.CharField(max_length=150, blank=True)
    owner = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="owned_items")
    withdrawn_because = models.CharField(max_length=500, blank=True)
    address = models.CharField(max_length=1000, blank=True)  # of a useful link, or of the one controlled copy
    held_by = models.CharField(max_length=120, blank=True)  # the system that has the controlled copy, if not this one
    address_state = models.CharField(max_length=10, choices=AddressState, blank=True, default=AddressState.NOT_TRIED)
    address_tried_at = models.DateTimeField(null=True, blank=True)
    address_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["slug"], name="item_by_slug"),
            models.Index(fields=["owner"], name="item_by_owner"),
        ]
        constraints = [
            models.CheckConstraint(name="item_held_elsewhere_has_address", condition=Q(held_by="") | ~Q(address="")),
        ]

    @property
    def is_held_elsewhere(self) -> bool:
        """Whether the one controlled copy lives in another system."""
        return bool(self.held_by)


class ItemTopic(models.Model):
    """One topic of one item, to list items by topic. Written with the item's own `topics`."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="topic_rows")
    slug = models.CharField(max_length=80)
    name = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["slug", "item"], name="item_topic_once")]

    def __str__(self) -> str:
        return self.name


class Attachment(models.Model):
    """A file that belongs to an item as released, under the name people know it by."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="attachments")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="attached_to")
    name = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField(default=0)
    attached_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["item", "file"], name="attachment_once")]

    def __str__(self) -> str:
        return self.name
