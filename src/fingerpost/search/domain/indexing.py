"""Keep the index true: note what changed, then bring it up to date.

Notes are written in the transaction that makes the change. The index worker reads them, writes
the index, and only then deletes the notes that have not moved on meanwhile; killed anywhere in
between, it does the same work again and ends in the same place.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F

from fingerpost.jobs.domain import work
from fingerpost.jobs.models import Job
from fingerpost.kernel import clock
from fingerpost.records.models import Record
from fingerpost.search import registry
from fingerpost.search.engine import engine
from fingerpost.search.models import Pending, Withheld
from retrieval.model import Document

BATCH = 1000
SLICE_SECONDS = 2.0  # words that come in meanwhile wait at most so long


def note_changed(record_ids: Iterable[int], narrowed: bool = False) -> None:
    """Remember that these records must be indexed anew; withhold them until then if fewer may see them."""
    ids = list(record_ids)
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        known = set(Pending.objects.filter(record_id__in=some).values_list("record_id", flat=True))
        Pending.objects.filter(record_id__in=known).update(turn=F("turn") + 1)
        Pending.objects.bulk_create(
            [Pending(record_id=pk, since=clock.now()) for pk in some if pk not in known], ignore_conflicts=True
        )
        if narrowed:
            Withheld.objects.bulk_create([Withheld(record_id=pk) for pk in some], ignore_conflicts=True)


def withheld_groups() -> frozenset[str]:
    """Groups that no answer may show now. Usually none; one query."""
    return frozenset(str(pk) for pk in Withheld.objects.values_list("record_id", flat=True))


def documents_for(record_ids: list[int]) -> list[Document]:
    """What the index should hold for these records, kind by kind. A few queries per kind."""
    by_kind: dict[str, list[int]] = {}
    for pk, kind in Record.objects.filter(pk__in=record_ids, state="released").values_list("pk", "kind"):
        by_kind.setdefault(kind, []).append(pk)
    found: list[Document] = []
    for kind, ids in by_kind.items():
        if kind in registry.kinds():
            found.extend(registry.kinds()[kind].documents(ids))
    return found


def index_pending(limit: int = BATCH, index: Any = None) -> int:
    """Bring the oldest `limit` noted records up to date; how many were done."""
    notes = list(Pending.objects.order_by("id").values_list("record_id", "turn")[:limit])
    if not notes:
        return 0
    index = index or engine(writable=True)
    ids = [pk for pk, _ in notes]
    groups = [str(pk) for pk in ids]
    documents = documents_for(ids)
    index.replace_groups(groups, documents)
    if index.meaning is not None:
        index.meaning.remove_groups(groups)  # what it held may have been seen by more people
        index.meaning.replace(documents)
    with transaction.atomic():
        for turn in {turn for _, turn in notes}:
            Pending.objects.filter(record_id__in=[pk for pk, at in notes if at == turn], turn=turn).delete()
        moved_on = Pending.objects.filter(record_id__in=ids).values("record_id")
        Withheld.objects.filter(record_id__in=ids).exclude(record_id__in=moved_on).delete()
    return len(notes)


def index_duty() -> bool:
    """Words at once: the index worker's first duty in every round."""
    return index_pending() > 0


def meaning_duty() -> bool:
    """Meaning when there is time: embed one slice of what has none yet."""
    return embed_some(SLICE_SECONDS) > 0


def embed_some(seconds: float, index: Any = None) -> int:
    """Read waiting texts for their meaning for about so long; how many. 0 where none wait or meaning is off."""
    side = (index or engine(writable=True)).meaning
    if side is None or Pending.objects.exists():
        return 0
    return int(side.embed_pending(seconds=seconds))


def meaning_left(index: Any = None) -> int:
    """How many texts wait to be read for their meaning."""
    side = (index or engine(writable=True)).meaning
    return int(side.pending()) if side is not None else 0


@transaction.atomic
def ask_rebuild(by: str = "") -> Job:
    """Build a new generation of the index from the database."""
    return work.ask_once("search.rebuild", "Build the search index anew")


def rebuild_slice(job: Job) -> work.Outcome:
    """Build in one go, renewing the lease: a generation that is half built cannot be carried over."""
    index = engine(writable=True)
    total, done, last = Record.objects.count(), 0, 0
    building = index.begin_rebuild()
    try:
        while ids := list(Record.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
            documents = documents_for(ids)
            building.replace(documents)
            if index.meaning is not None:
                index.meaning.replace(documents)
            done, last = done + len(ids), ids[-1]
            Job.objects.filter(pk=job.pk).update(done=done, total=total)
            work.renew(job)
        building.finish()
    except BaseException:
        building.abandon()
        raise
    return work.Outcome(done=done, total=total)
