"""How reading lists appear in search: by their name and introduction.

What stands on a list is not searched through it: a list may hold what only some of its readers may see.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from fingerpost.kernel import clock
from fingerpost.library.domain.gathering.collections import KIND
from fingerpost.library.models import Collection
from fingerpost.organisations.readers import Reader
from fingerpost.records.models import Audience, Record
from fingerpost.search import registry
from fingerpost.search.registry import Searchable, audience_of
from fingerpost.ui.formats import date_words
from retrieval.model import Document


def documents(ids: list[int]) -> Iterable[Document]:
    """A list, for those it is shared with. Three queries."""
    tokens: dict[int, list[str]] = defaultdict(list)
    for record, token in Audience.objects.filter(record__in=ids).values_list("record_id", "token"):
        tokens[record].append(token)
    for row in Collection.objects.filter(pk__in=ids):
        audience = audience_of(row, tokens[row.pk])
        if audience:
            yield Document(
                id=str(row.pk), kind=KIND, title=row.title, text=row.introduction, audience=audience,
                exact={"kind": (KIND,), "language": ("en",), "unit": (str(row.unit_id),) if row.unit_id else ()},
                year=row.changed_at.year, day=clock.day_number(row.changed_at),
            )  # fmt: skip


def describe(records: list[Record], reader: Reader) -> dict[int, dict[str, Any]]:
    """What a list's hit shows. One query."""
    found = {}
    for row in Collection.objects.filter(pk__in=[record.pk for record in records]).select_related("unit"):
        found[row.pk] = {
            "href": reverse("library:collection", args=[row.public_id]),
            "byline": str(row.unit or ""), "date": f"changed {date_words(row.changed_at)}", "summary": row.summary,
        }  # fmt: skip
    return found


def register() -> None:
    """Make reading lists findable."""
    registry.register(Searchable(KIND, "Reading list", "Reading lists", documents, describe))
