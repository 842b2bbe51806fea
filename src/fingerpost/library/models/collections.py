"""Reading lists: things put together for a purpose, in an order, with a word on each."""

from django.db import models

from fingerpost.organisations.models import Person
from fingerpost.records.models import Record


class Collection(Record):
    """A reading list. What it holds is shown to each reader only as far as they may see it."""

    introduction = models.TextField(blank=True)
    owner = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="owned_collections"
    )
    may_embed = models.BooleanField(default=False)  # other sites may show it in a frame; only what is open to anyone


class CollectionEntry(models.Model):
    """One thing in a collection, under a heading if the list has headings."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="entries")
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="in_collections")
    section = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=600, blank=True)
    position = models.PositiveIntegerField(default=0)
    added_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["collection", "record"], name="collection_entry_once")]

    def __str__(self) -> str:
        return f"{self.record_id} in {self.collection_id}"
