"""Retractions, concerns, corrections, updates and comments: from numbers in a file to links in the graph."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q

from bibliography.model import Citation
from fingerpost.journal.models import Change
from fingerpost.kernel import clock
from fingerpost.library.models import Notice, Paper, Standing
from fingerpost.records.domain import watchers
from fingerpost.records.models import Link, Relation

# kind in the file: (relation, whether the paper that says so is the link's source)
RELATIONS: dict[str, tuple[str, bool]] = {
    "retraction_in": (Relation.RETRACTS, False),
    "partial_retraction_in": (Relation.RETRACTS, False),
    "retraction_of": (Relation.RETRACTS, True),
    "partial_retraction_of": (Relation.RETRACTS, True),
    "expression_of_concern_in": (Relation.CONCERNS, False),
    "expression_of_concern_for": (Relation.CONCERNS, True),
    "erratum_in": (Relation.CORRECTS, False),
    "erratum_for": (Relation.CORRECTS, True),
    "update_in": (Relation.UPDATES, False),
    "update_of": (Relation.UPDATES, True),
    "comment_in": (Relation.COMMENTS_ON, False),
    "comment_on": (Relation.COMMENTS_ON, True),
    "corrected_republished_in": (Relation.SUPERSEDES, False),
    "corrected_republished_from": (Relation.SUPERSEDES, True),
    "retracted_republished_in": (Relation.SUPERSEDES, False),
    "retracted_republished_from": (Relation.SUPERSEDES, True),
}
# What a paper's standing becomes, the gravest first, and what the stream calls it.
STANDINGS = [
    (Relation.RETRACTS, Standing.RETRACTED, "library.paper_retracted"),
    (Relation.CONCERNS, Standing.CONCERN, "library.paper_concern_raised"),
    (Relation.CORRECTS, Standing.CORRECTED, "library.paper_corrected"),
]
_GRAVITY = {Standing.SOUND: 0, Standing.CORRECTED: 1, Standing.CONCERN: 2, Standing.RETRACTED: 3, Standing.DELETED: 4}
MakeChange = Callable[..., Change]


def take_in(seen: list[tuple[Paper, Citation]], change: MakeChange) -> list[Change]:
    """Keep what these papers say of others, link those we hold, and return the Changes to write.

    Works both ways: a notice that came in before or after what it is about. Constant queries.
    """
    rows = [
        Notice(
            paper_id=paper.pk, kind=said.kind, pmid=int(said.pmid) if said.pmid.isdigit() else None,
            doi=said.doi[:250], note=said.note[:500],
        )
        for paper, citation in seen
        for said in citation.links
    ]  # fmt: skip
    Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=300)
    pairs = _pairs_from(rows) + _pairs_to([paper for paper, _ in seen])
    changes = _link(pairs, change)
    said_of = _standings(rows, seen)
    said_of += [(relation, target) for _, relation, target in pairs]
    return changes + _mark(said_of, change)


def _pairs_from(rows: list[Notice]) -> list[tuple[int, str, int]]:
    """(source, relation, target) for notices of this batch whose other paper is here."""
    numbers = {n.pmid for n in rows if n.pmid}
    pmids = dict(Paper.objects.filter(pmid__in=numbers).values_list("pmid", "pk")) if numbers else {}
    dois = {n.doi for n in rows if n.doi}
    by_doi = dict(Paper.objects.filter(doi__in=dois).values_list("doi", "pk")) if dois else {}
    return [
        pair
        for notice in rows
        if (other := pmids.get(notice.pmid) or by_doi.get(notice.doi)) and (pair := _pair(notice, other))
    ]


def _pairs_to(papers: list[Paper]) -> list[tuple[int, str, int]]:
    """The same for earlier notices that were waiting for one of these papers."""
    by_pmid = {paper.pmid: paper.pk for paper in papers if paper.pmid}
    by_doi = {paper.doi: paper.pk for paper in papers if paper.doi}
    waiting = Notice.objects.filter(Q(pmid__in=by_pmid) | Q(doi__in=by_doi)) if by_pmid or by_doi else []
    return [
        pair
        for notice in waiting
        if (other := by_pmid.get(notice.pmid) or by_doi.get(notice.doi)) and (pair := _pair(notice, other))
    ]


def _pair(notice: Notice, other: int) -> tuple[int, str, int] | None:
    if notice.kind not in RELATIONS or other == notice.paper_id:
        return None
    relation, is_source = RELATIONS[notice.kind]
    return (notice.paper_id, relation, other) if is_source else (other, relation, notice.paper_id)


def _link(pairs: list[tuple[int, str, int]], change: MakeChange) -> list[Change]:
    """Make the links that are not there yet."""
    wanted = set(pairs)
    sources = {source for source, _, _ in wanted}
    known = Link.objects.filter(source__in=sources) if wanted else Link.objects.none()
    there = set(known.values_list("source_id", "relation", "target_id"))
    fresh = sorted(wanted - there)
    Link.objects.bulk_create(
        [Link(source_id=source, relation=relation, target_id=target) for source, relation, target in fresh],
        ignore_conflicts=True,
    )
    ends = {pk for source, _, target in fresh for pk in (source, target)}
    names = dict(Paper.objects.filter(pk__in=ends).values_list("pk", "public_id")) if fresh else {}
    return [
        change("records.linked", subject=names[source], detail={"relation": relation, "target": names[target]})
        for source, relation, target in fresh
    ]


def _standings(rows: list[Notice], seen: list[tuple[Paper, Citation]]) -> list[tuple[str, int]]:
    """What papers say of themselves: "retraction in …" stands although the notice itself is not here."""
    said = [
        (RELATIONS[notice.kind][0], notice.paper_id)
        for notice in rows
        if notice.kind in RELATIONS and not RELATIONS[notice.kind][1]
    ]
    for paper, citation in seen:
        if "retracted publication" in map(str.lower, citation.publication_types):
            said.append((Relation.RETRACTS, paper.pk))
    return said


def _mark(said: list[tuple[Any, int]], change: MakeChange) -> list[Change]:
    """Set the gravest standing that was said of each paper."""
    changes = []
    for relation, standing, kind in STANDINGS:
        about = {pk for said_relation, pk in said if said_relation == relation}
        lighter = [name for name, gravity in _GRAVITY.items() if gravity < _GRAVITY[standing]]
        rows = dict(
            Paper.objects.filter(pk__in=about, standing__in=lighter).values_list("pk", "public_id")
        ) if about else {}  # fmt: skip
        if rows:
            Paper.objects.filter(pk__in=rows).update(standing=standing, changed_at=clock.now())
            watchers.changed(rows)
        changes += [change(kind, subject=public_id) for public_id in rows.values()]
    return changes
