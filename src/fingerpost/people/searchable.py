"""How people appear in search: only as they agreed."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from fingerpost.organisations.readers import Reader
from fingerpost.people.models import Profile
from fingerpost.records.models import Audience, Record
from fingerpost.search import registry
from fingerpost.search.registry import Searchable, audience_of
from retrieval.model import Document


def documents(ids: list[int]) -> Iterable[Document]:
    """A profile: name, job, and what they would gladly be asked about."""
    tokens: dict[int, list[str]] = {}
    for record, token in Audience.objects.filter(record__in=ids).values_list("record_id", "token"):
        tokens.setdefault(record, []).append(token)
    for profile in Profile.objects.filter(pk__in=ids, person__is_active=True, person__hidden_from_results=False):
        audience = audience_of(profile, tokens.get(profile.pk, ()))
        if audience:
            yield Document(
                id=str(profile.pk), kind="person", title=profile.title, audience=audience,
                text=" ".join([profile.job, profile.about, *profile.asks]),
                searchable={"topic": tuple(profile.asks)}, exact={"kind": ("person",)},
            )  # fmt: skip


def describe(records: list[Record], reader: Reader) -> dict[int, dict[str, Any]]:
    """What a person's hit shows: job, unit and what they would gladly be asked about."""
    found = {}
    for profile in Profile.objects.filter(pk__in=[record.pk for record in records]).select_related("unit", "person"):
        found[profile.pk] = {
            "href": reverse("people:profile", args=[profile.public_id]),
            "ask_href": reverse("people:enquiry_ask", args=[profile.person.public_id]) if profile.asks else "",
            "byline": ", ".join(part for part in (profile.job, str(profile.unit or "")) if part),
            "asks": profile.asks, "willing": bool(profile.asks), "own": profile.person_id == reader.person_id,
        }  # fmt: skip
    return found


def register() -> None:
    """Make people findable."""
    registry.register(Searchable("person", "Person", "People", documents, describe))
