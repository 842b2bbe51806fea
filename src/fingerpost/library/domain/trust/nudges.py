"""Reasons, besides the date, to ask whether a page still holds: something beside it or beneath it changed.

A follower of the stream: when an item comes out in a new version, or a review finds it wrong, its siblings
are nudged; when a paper is retracted, doubted, corrected or updated, the items that link to it are. A
review settles what was asked before it.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from fingerpost.journal.domain import stream
from fingerpost.journal.models import Change
from fingerpost.kernel import clock
from fingerpost.library.models import CollectionEntry, Item, ItemTopic, Nudge, Paper
from fingerpost.records.models import Link, Record, Relation, State

FOLLOWER = "library.nudges"
CHANGED, FOUND_WRONG, REVIEWED = "library.item_changed", "library.review_found_wrong", "library.item_reviewed"
LINKED = "records.linked"
# What the review queue makes of each kind (see expected_harm.WEAR).
MEANS = {
    CHANGED: "sibling", FOUND_WRONG: "sibling_wrong", "library.paper_retracted": "retracted",
    "library.paper_concern_raised": "updated", "library.paper_corrected": "corrected", LINKED: "updated",
}  # fmt: skip
FOLLOWED = (*MEANS, REVIEWED)
# A page that rests on a paper in one of these ways is asked about when the paper moves.
RELIES = (Relation.RESTS_ON, Relation.SUMMARISES, Relation.CITES, Relation.ANSWERS, Relation.CARRIES_OUT)
MOVES = (Relation.UPDATES, Relation.SUPERSEDES)
# A topic with hundreds of pages is no neighbourhood: asking all of them would be asking nobody.
MOST_SIBLINGS = 40


def follow_duty() -> bool:
    """A worker's standing duty: go on from where it left off; whether there was anything to do."""
    return bool(stream.follow(FOLLOWER, note, kinds=FOLLOWED))


def note(change: Change) -> None:
    """Make or settle the nudges that one change brings. Doing it twice makes no second one."""
    if change.kind == REVIEWED:
        _settle(Record.objects.filter(public_id=change.subject).values("pk"), Q(at__lte=change.at))
        return
    subject = change.subject
    if change.kind == LINKED:
        if change.detail.get("relation") not in MOVES:
            return
        subject = str(change.detail.get("target", ""))
    if change.kind in {CHANGED, FOUND_WRONG}:
        item = Item.objects.filter(public_id=subject).first()
        if item:
            nudge(siblings_of(item), because_of=item.pk, change=change)
        return
    paper = Paper.objects.filter(public_id=subject).values_list("pk", flat=True).first()
    if paper:
        nudge(resting_on(paper), because_of=paper, change=change)


@transaction.atomic
def nudge(records: Iterable[int], *, because_of: int, change: Change) -> None:
    """Ask about these. One that is asked for the same reason already is asked for it anew, from this day."""
    pks = list(records)
    Nudge.objects.filter(
        record_id__in=pks, because_of_id=because_of, kind=change.kind, settled_at__isnull=True
    ).update(at=change.at)  # fmt: skip
    Nudge.objects.bulk_create(
        [Nudge(record_id=pk, because_of_id=because_of, kind=change.kind, at=change.at) for pk in pks],
        ignore_conflicts=True,
    )


def settle(record: Record) -> int:
    """A person has looked: whatever was asked until now is answered; how many."""
    return _settle([record.pk])


def _settle(records: object, until: Q | None = None) -> int:
    return Nudge.objects.filter(until or Q(), record_id__in=records, settled_at__isnull=True).update(
        settled_at=clock.now()
    )


def siblings_of(item: Item, limit: int = MOST_SIBLINGS) -> list[int]:
    """Items in use beside this one: linked to it, in a collection with it, of its unit and one of its topics.

    The nearest first: linked, then in a collection, then by topic. Three queries.
    """
    if limit < 1:
        return []
    ends = Link.objects.filter(Q(source=item.pk) | Q(target=item.pk)).values_list("source_id", "target_id")
    together = CollectionEntry.objects.filter(
        collection__in=CollectionEntry.objects.filter(record=item.pk).values("collection")
    ).values_list("record_id", flat=True)  # fmt: skip
    topics = ItemTopic.objects.filter(item=item.pk).values("slug")
    near: dict[int, None] = {}
    for found in (
        (pk for pair in ends[: limit * 2] for pk in pair),
        together.order_by("record_id").distinct()[: limit * 2],
        ItemTopic.objects.filter(slug__in=topics, item__unit_id=item.unit_id)
        .order_by("item_id").values_list("item_id", flat=True).distinct()[: limit * 2] if item.unit_id else (),
    ):  # fmt: skip
        near |= dict.fromkeys(found)
    near.pop(item.pk, None)
    in_use = set(Item.objects.filter(pk__in=near, state=State.RELEASED).values_list("pk", flat=True))
    return [pk for pk in near if pk in in_use][:limit]


def resting_on(paper: int) -> list[int]:
    """Items in use that say they rest on a paper. One query."""
    links = Link.objects.filter(target=paper, relation__in=RELIES).values("source")
    return list(Item.objects.filter(pk__in=links, state=State.RELEASED).values_list("pk", flat=True))
