"""Take a batch of what a file holds into the library, in one short transaction.

Either the whole batch is in, with its counts and the place in the file, or none of it: a killed
import goes on at that place and nothing is doubled.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.db.models import F

from bibliography.model import Citation, Deletion
from bibliography.model import Rejected as Unread
from fingerpost.journal.domain import stream
from fingerpost.journal.models import Change
from fingerpost.kernel import clock
from fingerpost.kernel.errors import RuleBroken
from fingerpost.library.domain.published import notices, papers
from fingerpost.library.domain.published.known import Known
from fingerpost.library.domain.published.papers import Sight
from fingerpost.library.models import Copy, Import, Paper, Rejected, Standing, TakenBack
from fingerpost.records.domain import watchers
from fingerpost.records.models import State, bulk_insert, bulk_rewrite

Item = Citation | Deletion | Unread
BATCH = 150  # about 60 ms of transaction
COUNTS = ("read", "added", "updated", "unchanged", "rejected")


@dataclass
class _Batch:
    """What a batch comes to, before it is written. Papers are named by public id: new ones have no other."""

    came_in: Import
    known: Known
    new: list[Paper] = field(default_factory=list)
    touched: dict[str, tuple[Paper, set[str]]] = field(default_factory=dict)
    seen: list[tuple[Paper, Citation]] = field(default_factory=list)
    newest: dict[tuple[str, str], tuple[Paper, Sight]] = field(default_factory=dict)
    deleted: list[tuple[Paper, Deletion]] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    added: int = 0
    updated: int = 0
    unchanged: int = 0

    @property
    def change(self) -> Any:
        """Makes a Change in the name of whoever imports."""
        return partial(stream.change, by=self.came_in.person.public_id if self.came_in.person else "")


def take_in(came_in: Import, items: Sequence[Item]) -> None:
    """Add, update or reject each item, and move the import's place in its file on.

    A batch is all or nothing. An item that the database refuses becomes a Rejected row, and the
    rest of its batch comes in. Raises RuleBroken, and writes nothing, if another process has gone on
    with this import meanwhile.
    """
    try:
        _take_in(came_in, items)
    except (DataError, IntegrityError, ValueError, OverflowError):
        if len(items) > 1:
            middle = len(items) // 2
            take_in(came_in, items[:middle])
            take_in(came_in, items[middle:])
            return
        _take_in(came_in, [_refused(item) for item in items])


def _take_in(came_in: Import, items: Sequence[Item]) -> None:
    route = came_in.route or "auto"
    ready = [papers.sight_of(item, route=route) if isinstance(item, Citation) else item for item in items]
    with transaction.atomic():
        deleted = {int(item.pmid) for item in ready if isinstance(item, Deletion) and item.pmid.isdecimal()}
        batch = _Batch(came_in, Known([item for item in ready if isinstance(item, Sight)], deleted, came_in.team_id))
        for item in ready:
            if isinstance(item, Sight):
                _place(batch, item)
            elif isinstance(item, Deletion):
                _delete(batch, item)
            else:
                batch.unread.append(item)
        _write(batch)
        _move_on(batch, len(items))
    came_in.refresh_from_db(fields=["position", *COUNTS])


def _place(batch: _Batch, sight: Sight) -> None:
    """Decide what one sight is: new, an update, or nothing new."""
    known, source = batch.known, _source(batch.came_in, sight)
    paper = known.find(sight, source)
    if paper is None:
        paper = papers.new_paper(sight)
        if paper.pmid in known.taken_back:
            paper.standing, paper.state = Standing.DELETED, State.WITHDRAWN
        batch.new.append(paper)
        batch.added += 1
    else:
        _, digest = known.copies.get((paper.public_id, source), (None, ""))
        changed = papers.merge(paper, sight)
        if digest == sight.digest and not changed:
            batch.unchanged += 1
            return
        batch.updated += 1
        _touch(batch, paper, changed)
    known.add(paper)
    pk = known.copies.get((paper.public_id, source), (None, ""))[0]
    known.copies[paper.public_id, source] = (pk, sight.digest)
    batch.newest[paper.public_id, source] = (paper, sight)
    batch.seen.append((paper, sight.citation))


def _touch(batch: _Batch, paper: Paper, changed: Sequence[str]) -> None:
    """Note that a paper held before this batch must be written again. New ones are written anyway."""
    if not paper._state.adding:
        batch.touched.setdefault(paper.public_id, (paper, set()))[1].update(changed)


def _source(came_in: Import, sight: Sight) -> str:
    """What a copy is called: the database it says it comes from, else the kind of file."""
    return (sight.citation.database or came_in.source or sight.citation.source)[:80]


def _delete(batch: _Batch, item: Deletion) -> None:
    """PubMed took a number back. Kept in mind even where we hold no such paper: it may come in later."""
    paper = batch.known.by_pmid.get(int(item.pmid)) if item.pmid.isdecimal() else None
    if paper is None or paper.standing == Standing.DELETED:
        batch.unchanged += 1
    else:
        paper.standing, paper.state, paper.changed_at = Standing.DELETED, State.WITHDRAWN, clock.now()
        _touch(batch, paper, ["standing"])
        batch.updated += 1
        batch.deleted.append((paper, item))
    if item.pmid.isdecimal():
        batch.known.taken_back.add(int(item.pmid))


def _write(batch: _Batch) -> None:
    """Write everything a batch came to: papers, copies, notices, the stream, and notes for the index."""
    bulk_insert(batch.new)
    bulk_rewrite([paper for paper, changed in batch.touched.values() if changed])
    _write_copies(batch)
    taken_back = [TakenBack(pmid=pmid) for pmid in sorted(batch.known.taken_back)]
    TakenBack.objects.bulk_create(taken_back, ignore_conflicts=True)
    Rejected.objects.bulk_create([_rejected(batch.came_in, item) for item in batch.unread], ignore_conflicts=True)
    stream.add_all([*_changes(batch), *notices.take_in(batch.seen, batch.change)])
    watchers.changed({paper.pk for paper, _ in batch.seen} | {paper.pk for paper, _ in batch.touched.values()})


def _changes(batch: _Batch) -> Iterator[Change]:
    """What the stream is told of each paper."""
    came_in, gone = batch.came_in.public_id, {paper.public_id for paper, _ in batch.deleted}
    for paper in batch.new:
        yield batch.change("library.paper_added", subject=paper.public_id, detail={"import": came_in})
    for public_id, (_, changed) in batch.touched.items():
        if public_id not in gone:
            detail = {"import": came_in, "fields": sorted(changed)}
            yield batch.change("library.paper_updated", subject=public_id, detail=detail)
    for paper, item in batch.deleted:
        yield batch.change("library.paper_deleted", subject=paper.public_id, detail={"pmid": item.pmid})


def _write_copies(batch: _Batch) -> None:
    """One Copy a paper, source and team. The newest sight stands, but one without an abstract takes none away."""
    now, came_in = clock.now(), batch.came_in
    old = {key: pk for key in batch.newest if (pk := batch.known.copies[key][0])}
    bare = [old[key] for key, (_, sight) in batch.newest.items() if key in old and not sight.abstract]
    full = Copy.objects.filter(pk__in=bare).exclude(abstract="")
    kept = {pk: (abstract, route) for pk, abstract, route in full.values_list("pk", "abstract", "route")}
    rows = []
    for (public_id, source), (paper, sight) in batch.newest.items():
        pk = old.get((public_id, source), 0)
        abstract, route = kept.get(pk, (sight.abstract, sight.route))
        rows.append(
            Copy(
                paper_id=paper.pk, came_in=came_in, source=source, position=sight.citation.position, route=route,
                team_id=came_in.team_id, abstract=abstract, digest=sight.digest, seen_at=now,
            )
        )  # fmt: skip
    if old:
        Copy.objects.filter(pk__in=old.values()).delete()
    Copy.objects.bulk_create(rows, batch_size=300)


def _move_on(batch: _Batch, items: int) -> None:
    """Count, and move the place in the file on: only from where this process began, or all is undone."""
    came_in = batch.came_in
    moved = Import.objects.filter(pk=came_in.pk, position=came_in.position).update(
        position=F("position") + items, read=F("read") + items, added=F("added") + batch.added,
        updated=F("updated") + batch.updated, unchanged=F("unchanged") + batch.unchanged,
        rejected=F("rejected") + len(batch.unread),
    )  # fmt: skip
    if not moved:
        raise RuleBroken("Something else has gone on with this import in the meantime.")


def _rejected(came_in: Import, item: Unread) -> Rejected:
    return Rejected(
        came_in=came_in, position=item.position, title_hint=_plain(item.title_hint)[:300],
        reason=_plain(item.reason)[:500], excerpt=_plain(item.excerpt)[:4000],
    )  # fmt: skip


def _refused(item: Item) -> Unread:
    """What becomes of an item that the database will not have."""
    if isinstance(item, Unread):
        return Unread(item.position, "", _plain(item.reason), "")
    title = item.title if isinstance(item, Citation) else item.pmid
    return Unread(item.position, title, "This holds something that cannot be stored. Check it for odd characters.")


def _plain(text: str) -> str:
    """Without what no database stores: the character zero and halves of characters."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


__all__ = ["BATCH", "COUNTS", "Item", "take_in"]
