"""Take a batch of what a file holds into the library, in one short transaction.

Either the whole batch is in, with its counts and the place in the file, or none of it: a killed
import goes on at that place and nothing is doubled.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F

from bibliography.identity import same_work
from bibliography.model import Author, Citation, Deletion
from bibliography.model import Rejected as Unread
from fingerpost.journal.domain import stream
from fingerpost.journal.models import Change
from fingerpost.kernel import clock
from fingerpost.library.domain import notices, papers
from fingerpost.library.domain.papers import Sight
from fingerpost.library.models import Copy, Import, Paper, Rejected, Standing
from fingerpost.records.domain import watchers
from fingerpost.records.models import Record, State, bulk_insert

Item = Citation | Deletion | Unread
BATCH = 150  # about 60 ms of transaction


@dataclass
class _Batch:
    """What a batch comes to, before it is written."""

    came_in: Import
    new: list[Paper] = field(default_factory=list)
    touched: dict[int, tuple[Paper, list[str]]] = field(default_factory=dict)
    sights: list[tuple[Paper, Sight]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    added: int = 0
    updated: int = 0
    unchanged: int = 0

    @property
    def change(self) -> Any:
        """Makes a Change in the name of whoever imports."""
        return partial(stream.change, by=self.came_in.person.public_id if self.came_in.person else "")


def take_in(came_in: Import, items: Sequence[Item]) -> None:
    """Add, update or reject each item, and move the import's place in its file on.

    A batch is all or nothing. Raises nothing for bad items: those become Rejected rows.
    """
    sights = [papers.sight_of(item, route=came_in.route or "auto") for item in items if isinstance(item, Citation)]
    batch = _Batch(came_in)
    with transaction.atomic():
        known = _Known(sights, [int(i.pmid) for i in items if isinstance(i, Deletion) and i.pmid.isdigit()])
        for sight in sights:
            _place(batch, known, sight)
        deleted = [_delete(batch, known, item) for item in items if isinstance(item, Deletion)]
        _write(batch)
        _keep_rejected(came_in, [item for item in items if isinstance(item, Unread)])
        Import.objects.filter(pk=came_in.pk).update(
            position=F("position") + len(items), read=F("read") + len(items), added=F("added") + batch.added,
            updated=F("updated") + batch.updated + sum(deleted),
            unchanged=F("unchanged") + batch.unchanged + len(deleted) - sum(deleted),
            rejected=F("rejected") + sum(isinstance(item, Unread) for item in items),
        )  # fmt: skip
    came_in.refresh_from_db()


class _Known:
    """Papers that this batch may be about, found in three queries, and those it adds itself."""

    def __init__(self, sights: list[Sight], deleted: list[int]) -> None:
        pmids = {s.fields["pmid"] for s in sights if s.fields["pmid"]} | set(deleted)
        dois = {s.fields["doi"] for s in sights if s.fields["doi"]}
        keys = {s.fields["work_key"] for s in sights if s.fields["work_key"]}
        self.by_pmid: dict[int, Paper] = {}
        self.by_doi: dict[str, list[Paper]] = {}
        self.by_key: dict[str, list[Paper]] = {}
        found = {
            paper.pk: paper
            for wanted in (
                Paper.objects.filter(pmid__in=pmids), Paper.objects.filter(doi__in=dois),
                Paper.objects.filter(work_key__in=keys),
            )
            for paper in wanted
        }  # fmt: skip
        for paper in found.values():
            self.add(paper)
        self.digests = {
            (paper, source, team): digest
            for paper, source, team, digest in Copy.objects.filter(paper__in=found).values_list(
                "paper_id", "source", "team_id", "digest"
            )
        }

    def add(self, paper: Paper) -> None:
        """Remember a paper under its numbers."""
        if paper.pmid:
            self.by_pmid[paper.pmid] = paper
        if paper.doi:
            self.by_doi.setdefault(paper.doi, []).append(paper)
        if paper.work_key:
            self.by_key.setdefault(paper.work_key, []).append(paper)

    def find(self, sight: Sight) -> Paper | None:
        """The paper that this is another sight of: by PMID, by DOI, or by title, year and authors."""
        pmid = sight.fields["pmid"]
        if pmid and pmid in self.by_pmid:
            return self.by_pmid[pmid]
        for paper in self.by_doi.get(sight.fields["doi"], []):
            if not (pmid and paper.pmid) and _alike(paper, sight) != "different":
                return paper
        for paper in self.by_key.get(sight.fields["work_key"], []):
            if (pmid and paper.pmid) or (sight.fields["doi"] and paper.doi and sight.fields["doi"] != paper.doi):
                continue
            if _alike(paper, sight) == "same":
                return paper
        return None


def _alike(paper: Paper, sight: Sight) -> str:
    """What the comparison of two citations says: same, different or unsure."""
    known = Citation(
        source="csv", position=0, title=paper.title, pmid=str(paper.pmid or ""), doi=paper.doi,
        authors=tuple(_author(name) for name in paper.authors[:20]), journal=paper.journal, year=paper.year,
        publication_types=tuple(paper.publication_types), pages=paper.citation.rpartition(":")[2],
    )  # fmt: skip
    return same_work(known, sight.citation).verdict


def _author(name: str) -> Author:
    last, _, initials = name.rpartition(" ")
    return Author(last=last, initials=initials) if last and initials.isupper() else Author(collective=name)


def _place(batch: _Batch, known: _Known, sight: Sight) -> None:
    """Decide what one sight is: new, an update, or nothing new."""
    paper = known.find(sight)
    if paper is None:
        paper = papers.new_paper(sight)
        batch.new.append(paper)
        batch.added += 1
        known.add(paper)
        batch.sights.append((paper, sight))
        return
    came_in = batch.came_in
    seen = known.digests.get((paper.pk, _source(came_in, sight), came_in.team_id)) if paper.pk else None
    changed = papers.merge(paper, sight)
    if seen == sight.digest and not changed:
        batch.unchanged += 1
        return
    known.add(paper)
    batch.sights.append((paper, sight))
    batch.updated += 1
    if paper.pk:
        batch.touched[paper.pk] = (paper, changed)


def _source(came_in: Import, sight: Sight) -> str:
    """What a copy is called: the database it says it comes from, else the kind of file."""
    return (sight.citation.database or came_in.source or sight.citation.source)[:80]


def _delete(batch: _Batch, known: _Known, item: Deletion) -> int:
    """PubMed took a number back: 1 if we held it."""
    paper = known.by_pmid.get(int(item.pmid)) if item.pmid.isdigit() else None
    if paper is None or not paper.pk or paper.standing == Standing.DELETED:
        return 0
    paper.standing, paper.state, paper.changed_at = Standing.DELETED, State.WITHDRAWN, clock.now()
    batch.touched[paper.pk] = (paper, ["standing"])
    batch.changes.append(batch.change("library.paper_deleted", subject=paper.public_id, detail={"pmid": item.pmid}))
    return 1


def _write(batch: _Batch) -> None:
    """Write everything a batch came to: papers, copies, notices, the stream, and notes for the index."""
    bulk_insert(batch.new)
    for paper in batch.new:
        batch.changes.append(
            batch.change("library.paper_added", subject=paper.public_id, detail={"import": batch.came_in.public_id})
        )
    for paper, changed in batch.touched.values():
        paper.save()
        batch.changes.append(
            batch.change(
                "library.paper_updated", subject=paper.public_id,
                detail={"import": batch.came_in.public_id, "fields": changed},
            )  # fmt: skip
        )
    _write_copies(batch)
    batch.changes.extend(notices.take_in([(p, s.citation) for p, s in batch.sights], batch.change))
    stream.add_all(batch.changes)
    watchers.changed({paper.pk for paper, _ in batch.sights} | set(batch.touched))


def _write_copies(batch: _Batch) -> None:
    """One Copy a paper, source and team; the newest sight stands."""
    now, came_in = clock.now(), batch.came_in
    rows = {
        (paper.pk, _source(came_in, sight)): Copy(
            paper_id=paper.pk, came_in=came_in, source=_source(came_in, sight), position=sight.citation.position,
            route=sight.route, team_id=came_in.team_id, abstract=sight.abstract, digest=sight.digest, seen_at=now,
        )
        for paper, sight in batch.sights
    }  # fmt: skip
    fresh = {paper.pk for paper in batch.new}
    again = [key for key in rows if key[0] not in fresh]
    if again:  # a paper seen before: replace what this source said then
        Copy.objects.filter(
            paper__in={pk for pk, _ in again}, source__in={source for _, source in again}, team_id=came_in.team_id
        ).filter(paper__in=[pk for pk, _ in again]).delete()
    Copy.objects.bulk_create(rows.values(), batch_size=300)


def _keep_rejected(came_in: Import, unread: list[Unread]) -> None:
    Rejected.objects.bulk_create(
        [
            Rejected(
                came_in=came_in, position=item.position, title_hint=item.title_hint[:300], reason=item.reason[:500],
                excerpt=item.excerpt[:4000],
            )
            for item in unread
        ],
        ignore_conflicts=True,
    )


__all__ = ["BATCH", "Item", "Record", "take_in"]
