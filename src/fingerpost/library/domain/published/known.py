"""Papers that a batch may be about, and which of them a citation is another sight of."""

import re

from bibliography.identity import same_work
from bibliography.model import Author, Citation
from fingerpost.library.domain.published.papers import Sight
from fingerpost.library.models import Copy, Paper, TakenBack

MOST = 50  # a key that more papers share says nothing
_PLACE = re.compile(r"([^(:]*)(?:\([^:]*\))?(?::(.*))?", re.DOTALL)


class Known:
    """Papers held already, found in three queries, and those that the batch itself adds.

    `copies` gives, by a paper's public id and a source, the id (None before it is written) and the
    digest of what that source said of it to this team.
    """

    def __init__(self, sights: list[Sight], deleted: set[int], team_id: int | None) -> None:
        pmids = {s.fields["pmid"] for s in sights if s.fields["pmid"]} | deleted
        dois = {s.fields["doi"] for s in sights if s.fields["doi"]}
        keys = {s.fields["work_key"] for s in sights if s.fields["work_key"]}
        self.by_pmid: dict[int, Paper] = {}
        self.by_doi: dict[str, dict[str, Paper]] = {}
        self.by_key: dict[str, dict[str, Paper]] = {}
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
        self.copies: dict[tuple[str, str], tuple[int | None, str]] = {
            (found[paper].public_id, source): (pk, digest)
            for pk, paper, source, digest in Copy.objects.filter(paper__in=found, team=team_id).values_list(
                "pk", "paper_id", "source", "digest"
            )
        }
        self.taken_back = set(TakenBack.objects.filter(pmid__in=pmids).values_list("pmid", flat=True))

    def add(self, paper: Paper) -> None:
        """Remember a paper under its numbers."""
        if paper.pmid:
            self.by_pmid[paper.pmid] = paper
        if paper.doi:
            self.by_doi.setdefault(paper.doi, {})[paper.public_id] = paper
        if paper.work_key:
            self.by_key.setdefault(paper.work_key, {})[paper.public_id] = paper

    def find(self, sight: Sight, source: str) -> Paper | None:
        """The paper that this is another sight of: by PMID, by DOI, or by title, year and authors.

        Or because the same source said the same before, word for word: so a file that comes twice doubles
        nothing, however little its entries say.

        Where the comparison is not sure, it is a paper of its own: two entries for one work are a
        nuisance, one entry for two works loses one of them.
        """
        pmid, doi = sight.fields["pmid"], sight.fields["doi"]
        if pmid and pmid in self.by_pmid:
            return self.by_pmid[pmid]
        for paper in self.by_doi.get(doi, {}).values():
            if not (pmid and paper.pmid) and _same(paper, sight):
                return paper
        sharing = self.by_key.get(sight.fields["work_key"], {})
        for paper in sharing.values() if len(sharing) <= MOST else ():
            if (pmid and paper.pmid) or (doi and paper.doi and doi != paper.doi):
                continue
            if _same(paper, sight) or self.copies.get((paper.public_id, source), (None, ""))[1] == sight.digest:
                return paper
        return None


def _same(paper: Paper, sight: Sight) -> bool:
    """Whether the comparison of two citations is sure that they are one work."""
    place = _PLACE.fullmatch(paper.citation)
    known = Citation(
        source="csv", position=0, title=paper.title, pmid=str(paper.pmid or ""), doi=paper.doi,
        authors=tuple(_author(name) for name in paper.authors[:20]), journal=paper.journal, year=paper.year,
        publication_types=tuple(paper.publication_types), volume=(place and place[1]) or "",
        pages=(place and place[2]) or "",
    )  # fmt: skip
    return same_work(known, sight.citation).verdict == "same"


def _author(name: str) -> Author:
    """From the line it is kept as: initials stand last, in capitals."""
    last, _, initials = name.rpartition(" ")
    return Author(last=last, initials=initials) if last and initials.isupper() else Author(collective=name)
