"""The demonstration's papers: facts about real ones, taken in as an import of their own."""

from typing import Any

from bibliography.model import Author, Citation, MeshHeading
from demo.reading import lines
from fingerpost.library.domain.published import ingest
from fingerpost.library.models import Import, Paper


def bring_in() -> None:
    """Take in every line of papers.jsonl."""
    came_in = Import.objects.create(name="Demonstration papers", source="Demonstration", route="open")
    citations = [_citation(number, line) for number, line in enumerate(lines("papers/papers.jsonl"), 1)]
    for start in range(0, len(citations), ingest.BATCH):
        ingest.take_in(came_in, citations[start : start + ingest.BATCH])


def by_name() -> dict[str, Paper]:
    """Papers as notes name them: `pmid:…`, or `title:…` for those that have no PMID."""
    return {f"pmid:{paper.pmid}" if paper.pmid else f"title:{paper.title}": paper for paper in Paper.objects.all()}


def _citation(position: int, line: dict[str, Any]) -> Citation:
    """A line of papers.jsonl as a citation."""
    return Citation(
        source="csv", position=position, title=line["title"], pmid=str(line.get("pmid", "")), doi=line.get("doi", ""),
        authors=tuple(_author(name) for name in line.get("authors", ())), journal=line.get("journal", ""),
        year=int(line["year"]) if line.get("year") else None, publication_types=tuple(line.get("types", ())),
        mesh=tuple(MeshHeading(descriptor=name) for name in line.get("mesh", ())), database=line.get("source", ""),
    )  # fmt: skip


def _author(name: str) -> Author:
    last, _, initials = name.rpartition(" ")
    return Author(last=last, initials=initials) if last else Author(collective=name)
