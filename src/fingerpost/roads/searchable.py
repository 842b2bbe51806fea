"""How briefs appear in search. Questions do not: whoever works on one finds it under Questions."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from fingerpost.kernel import clock
from fingerpost.organisations.readers import Reader
from fingerpost.records.models import Audience, Record, State
from fingerpost.roads.domain.briefs.checking import label
from fingerpost.roads.models import Brief, BriefVersion, Stage
from fingerpost.search import registry
from fingerpost.search.registry import Searchable, audience_of
from retrieval.model import Document


def brief_documents(ids: list[int]) -> Iterable[Document]:
    """A brief that is shared: its question, bottom line and points. To a draft leads its question alone."""
    tokens: dict[int, list[str]] = defaultdict(list)
    for record, token in Audience.objects.filter(record__in=ids).values_list("record_id", "token"):
        tokens[record].append(token)
    rows = BriefVersion.objects.filter(brief__in=ids, stage=Stage.RELEASED, brief__state=State.RELEASED)
    for version in rows.select_related("brief").prefetch_related("points"):
        brief = version.brief
        audience = audience_of(brief, tokens[brief.pk])
        if not audience:
            continue
        said = [version.bottom_line, *(point.text for point in version.points.all()), version.unknown, version.know_how]
        released = brief.released_at.date() if brief.released_at else None
        unit = (str(brief.unit_id),) if brief.unit_id else ()
        applies = unit if brief.checked_on else ()  # only a checked one stands under "What applies here"
        yield Document(
            id=str(brief.pk), kind="brief", title=brief.title, text="\n\n".join(filter(None, said)), audience=audience,
            searchable={}, exact={"kind": ("brief",), "unit": unit, "language": ("en",), "applies": applies},
            year=released.year if released else None, day=clock.day_number(brief.reviewed_on or released),
        )  # fmt: skip


def describe_briefs(records: list[Record], reader: Reader) -> dict[int, dict[str, Any]]:
    """What a brief's hit shows. One query, whatever the number."""
    found = {}
    rows = Brief.objects.filter(pk__in=[record.pk for record in records]).select_related("unit", "checked_for")
    for brief in rows:
        notes = [("good" if brief.checked_on else "watch", label(brief))]
        if brief.is_overdue:
            notes.append(("watch", "Overdue for another look: check before you rely on it"))
        found[brief.pk] = {
            "href": reverse("roads:brief", args=[brief.public_id]), "byline": str(brief.unit or ""),
            "date": brief.released_at, "summary": brief.summary, "notes": notes,
            "review_due": brief.review_due,
        }  # fmt: skip
    return found


def register() -> None:
    """Make briefs findable."""
    registry.register(Searchable("brief", "Brief", "Briefs", brief_documents, describe_briefs))
