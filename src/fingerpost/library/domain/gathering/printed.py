"""A reading list made ready to leave: as a file of references, a Word document, a PDF or a table.

What is on it is what its reader may see. The forms it takes stand in `printed_ris`, `printed_word` and
`printed_pdf`; none of them knows a row or an address.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from fingerpost.kernel import clock
from fingerpost.library.domain.gathering import citing, lasting
from fingerpost.library.domain.gathering.gathered import Listed, Section
from fingerpost.library.models import Collection, ItemKind, Standing
from fingerpost.records.models import State
from fingerpost.ui.formats import full_date

OVERDUE = "Overdue for review: check before you rely on it"
WITHDRAWN = "Withdrawn: do not use this"
STANDINGS = {
    Standing.RETRACTED: "Retracted: do not rely on this paper",
    Standing.CONCERN: "Its journal has expressed concern about this paper",
    Standing.CORRECTED: "A correction to this paper was published",
    Standing.DELETED: "PubMed has removed this paper",
}


@dataclass(frozen=True, slots=True)
class PrintedThing:
    """One thing on a list: its reference, the owner's note on it, and what everybody must know of it."""

    title: str
    kind: str
    kind_name: str
    reference: citing.Reference
    address: str
    note: str
    warnings: tuple[str, ...]
    checked: str = ""
    subjects: tuple[str, ...] = ()
    summary: str = ""


@dataclass(frozen=True, slots=True)
class PrintedSection:
    """Things under one heading, which may be empty."""

    heading: str
    things: tuple[PrintedThing, ...]


@dataclass(frozen=True, slots=True)
class PrintedList:
    """The whole list, on the day it was taken."""

    title: str
    introduction: str
    gathered_by: str
    address: str
    taken_on: date
    sections: tuple[PrintedSection, ...]

    @property
    def things(self) -> Iterator[PrintedThing]:
        """All things in order."""
        for section in self.sections:
            yield from section.things


def printed(collection: Collection, sections: list[Section]) -> PrintedList:
    """A list as its reader sees it today (`gathered.sections_of`)."""
    today = clock.today()
    return PrintedList(
        title=collection.title, introduction=collection.introduction,
        gathered_by=collection.unit.name if collection.unit else "", address=lasting.address_of(collection),
        taken_on=today,
        sections=tuple(
            PrintedSection(section.heading, tuple(_thing(thing, today) for thing in section.things))
            for section in sections
        ),
    )  # fmt: skip


def rows(made: PrintedList) -> Iterator[list[Any]]:
    """The list as rows of a table, the headings first."""
    yield ["Heading", "Title", "Kind", "Note", "Reference", "Take care", "Last checked by a person", "DOI", "Address"]
    for section in made.sections:
        for thing in section.things:
            yield [
                section.heading, thing.title, thing.kind_name, thing.note, citing.vancouver(thing.reference),
                "; ".join(thing.warnings), thing.checked, thing.reference.doi, thing.address,
            ]  # fmt: skip


def _thing(listed: Listed, today: date) -> PrintedThing:
    address = lasting.address_of(listed.record)
    if listed.paper is not None:
        paper = listed.paper
        link = f"https://doi.org/{paper.doi}" if paper.doi else ""
        link = link or (f"https://pubmed.ncbi.nlm.nih.gov/{paper.pmid}/" if paper.pmid else address)
        return PrintedThing(
            title=paper.title, kind="paper", kind_name="Published paper", reference=citing.of_paper(paper),
            address=link, note=listed.entry.note, warnings=warnings_of(listed), subjects=tuple(paper.mesh),
        )  # fmt: skip
    item = listed.item
    reviewed = full_date(item.reviewed_on) if item and item.reviewed_on else "Not yet"
    reference = (
        citing.of_item(item, address=address, read_on=today)
        if item
        else citing.Reference(listed.record.title, address=address, read_on=today)
    )
    kind = listed.record.kind
    name = str(ItemKind(kind).label) if kind in ItemKind.values else kind
    return PrintedThing(
        title=listed.record.title, kind=kind, kind_name=name, reference=reference, address=address,
        note=listed.entry.note, warnings=warnings_of(listed), checked=reviewed, summary=listed.record.summary,
        subjects=tuple(item.topics) if item else (),
    )  # fmt: skip


def warnings_of(listed: Listed) -> tuple[str, ...]:
    """What nobody may miss about a thing: withdrawn, overdue, retracted."""
    found = [WITHDRAWN] if listed.record.state == State.WITHDRAWN else []
    if listed.item is not None and not found and listed.item.is_overdue:
        found.append(OVERDUE)
    if listed.paper is not None and listed.paper.standing in STANDINGS:
        found.append(STANDINGS[Standing(listed.paper.standing)])
    return tuple(found)
