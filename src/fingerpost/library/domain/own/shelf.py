"""The shelf: what we know ourselves, as a list to narrow and leaf through."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects

from fingerpost.kernel import clock
from fingerpost.library.domain.rules import editable_by
from fingerpost.library.models import OPEN_STAGES, Item, Revision, Stage
from fingerpost.organisations import lineage
from fingerpost.organisations.readers import Reader
from fingerpost.records.models import State

PAGE = 25
# What the list can be narrowed to, in the words of the page. The first is what it shows unless told.
STATES: dict[str, str] = {
    "released": "In use",
    "drafts": "Drafts that I can write in",
    "waiting": "Waiting for review",
    "overdue": "Overdue for review",
    "withdrawn": "Withdrawn",
    "elsewhere": "Held elsewhere",
}

# Lists of what the reader writes or reads for others.
OWN = {"drafts", "waiting"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the list is narrowed. `topic` is the topic as it stands in an address."""

    state: str = "released"
    kinds: tuple[str, ...] = ()
    unit: int | None = None
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Shelf:
    """One page of items, each with `being_written`: its open versions that this reader may write in (none or one).

    `after` is where the next page starts, None at the end.
    """

    items: list[Item]
    after: int | None


def shelf_for(reader: Reader, wanted: Wanted, after: int | None = None) -> Shelf:
    """What this reader may see, newest first. At most eight queries, however many items there are."""
    may_edit = editable_by(reader)
    own = wanted.state in OWN
    # Whoever sends a version for review shows it to those who may edit, whoever else the page is for.
    seen = Item.objects.all() if wanted.state == "waiting" else Item.objects.visible_to(reader)
    within = lineage.below([wanted.unit], clock.today()) if wanted.unit else set()
    rows = _narrowed(seen, wanted, within, may_edit)
    if not own and not wanted.topic and len(within) != 1:  # few rows have one topic, or are one team's
        # Walk the items from the newest on and ask about each, until the page is full. As a join, the
        # database would read and sort all items, and look at every paper, to show a page of them.
        rows = Item.objects.filter(Exists(rows.order_by().filter(pk=OuterRef("pk"))))
    if after:
        rows = rows.filter(pk__lt=after)
    ids = list(rows.order_by("-pk").values_list("pk", flat=True)[: PAGE + 1])
    page = Item.objects.filter(pk__in=ids[:PAGE]).select_related("unit", "owner")
    found = sorted(page, key=lambda item: -item.pk)
    mine = Item.objects.filter(may_edit, pk__in=ids[:PAGE]).values("pk")
    writable = Revision.objects.filter(stage__in=OPEN_STAGES, item__in=mine)
    prefetch_related_objects(found, Prefetch("revisions", queryset=writable, to_attr="being_written"))
    return Shelf(found, ids[PAGE - 1] if len(ids) > PAGE else None)


def _narrowed(rows: "QuerySet[Item]", wanted: Wanted, within: set[int], may_edit: Q) -> "QuerySet[Item]":
    today = clock.today()
    if wanted.state in OWN:
        stage = Stage.DRAFT if wanted.state == "drafts" else Stage.IN_REVIEW
        rows = rows.filter(may_edit).filter(pk__in=Revision.objects.filter(stage=stage).values("item"))
    elif wanted.state == "overdue":
        rows = rows.filter(state=State.RELEASED, review_due__lt=today)
    elif wanted.state == "withdrawn":
        rows = rows.filter(state=State.WITHDRAWN)
    elif wanted.state == "elsewhere":
        rows = rows.filter(state=State.RELEASED).exclude(held_by="")
    else:
        rows = rows.filter(state=State.RELEASED)
    if wanted.kinds:
        rows = rows.filter(kind__in=wanted.kinds)
    if wanted.unit:
        rows = rows.filter(unit_id__in=within)
    if wanted.topic:
        rows = rows.filter(topic_rows__slug=wanted.topic)
    return rows
