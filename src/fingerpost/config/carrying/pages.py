"""Every released or withdrawn page of the library as Markdown, for people. A restore does not read them."""

from collections.abc import Iterator
from typing import Any

import yaml
from django.utils.text import slugify

from fingerpost.config.carrying.files import place_of
from fingerpost.library.models import Item
from fingerpost.records.models import OpenTo, Part, PartRole, State

BATCH = 200


def pages() -> Iterator[tuple[str, bytes]]:
    """(path, text) of each page, in the order they were begun. A fixed number of queries for each 200."""
    rows = Item._base_manager.exclude(state=State.DRAFT).select_related("unit").order_by("record_ptr_id")
    rows = rows.prefetch_related("applies_to", "attachments__file")
    last = 0
    while items := list(rows.filter(record_ptr_id__gt=last)[:BATCH]):
        people = _people(items)
        for item in items:
            yield _path(item), _page(item, people.get(item.pk, {}))
        last = items[-1].pk


def _path(item: Item) -> str:
    name = "-".join(filter(None, (slugify(item.slug or item.title)[:80].strip("-"), item.public_id)))
    return f"pages/{slugify(item.kind) or 'page'}/{name}.md"


def _page(item: Item, people: dict[str, list[str]]) -> bytes:
    """Front matter in YAML, then the text."""
    facts: dict[str, Any] = {
        "title": item.title, "kind": item.kind, "id": item.public_id, "summary": item.summary,
        "owned by": item.unit.name if item.unit else "", "state": item.state,
        "withdrawn because": item.withdrawn_because, "who may see it": str(OpenTo(item.open_to).label),
        "released": _day(item.released_at), "changed": _day(item.changed_at), "reviewed": _day(item.reviewed_on),
        "review due": _day(item.review_due), "applies to": sorted(unit.name for unit in item.applies_to.all()),
        "topics": item.topics, "mesh": item.mesh, "address": item.address, "held in": item.held_by,
        "authors": people.get(PartRole.AUTHOR), "who to ask": people.get(PartRole.WHO_TO_ASK),
        "files": {} if item.held_by else {one.name: place_of(one.file) for one in item.attachments.all()},
    }  # fmt: skip
    said = {name: value for name, value in facts.items() if value}
    front = yaml.safe_dump(said, sort_keys=False, allow_unicode=True, width=100)
    return f"---\n{front}---\n\n# {item.title}\n\n{item.body.strip()}\n".encode(errors="replace")


def _day(when: Any) -> str:
    return when.isoformat()[:10] if when else ""


def _people(items: list[Item]) -> dict[int, dict[str, list[str]]]:
    """Who wrote and who is asked, by item, as far as they agreed to stand beside it."""
    found: dict[int, dict[str, list[str]]] = {}
    parts = Part.objects.filter(record__in=[item.pk for item in items], shown=True).select_related("person")
    for part in parts.order_by("pk"):
        found.setdefault(part.record_id, {}).setdefault(part.role, []).append(part.person.name)
    return found
