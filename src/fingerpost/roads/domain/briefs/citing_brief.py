"""The references of a brief: what its points are pinned to, numbered as they are met."""

from collections.abc import Iterable
from dataclasses import dataclass

from fingerpost.kernel import clock
from fingerpost.library.domain.gathering import citing, lasting
from fingerpost.library.domain.gathering.printed import STANDINGS, WITHDRAWN
from fingerpost.library.models import Item, ItemKind, Paper
from fingerpost.library.models import Standing as PaperStanding
from fingerpost.organisations.domain import links
from fingerpost.organisations.readers import Reader
from fingerpost.records.models import Record, State


@dataclass(frozen=True, slots=True)
class NumberedReference:
    """One thing that a brief rests on: its number, how it is cited, where it is."""

    number: int
    record: Record
    kind_name: str
    reference: citing.Reference
    address: str
    full_text: str
    warning: str

    @property
    def vancouver(self) -> str:
        """As NLM writes it."""
        return citing.vancouver(self.reference)

    @property
    def harvard(self) -> citing.Pieces:
        """As Cite Them Right has it."""
        return citing.harvard(self.reference)


def references_of(sources: Iterable[Record], reader: Reader) -> dict[int, NumberedReference]:
    """References by the id of their source, numbered in this order. Three queries, however many."""
    listed = list({source.pk: source for source in sources}.values())
    papers = {one.pk: one for one in Paper.objects.filter(pk__in=[one.pk for one in listed if one.kind == "paper"])}
    items = Item.objects.filter(pk__in=[one.pk for one in listed if one.kind != "paper"]).select_related("unit")
    pages = {one.pk: one for one in items}
    resolver = links.full_text_link_for(reader) if papers else ""
    found = {}
    for number, source in enumerate(listed, 1):
        if source.pk in papers:
            found[source.pk] = _of_paper(number, papers[source.pk], resolver)
        elif source.pk in pages:
            found[source.pk] = _of_page(number, pages[source.pk])
    return found


def _of_paper(number: int, paper: Paper, resolver: str) -> NumberedReference:
    said = paper.standing in STANDINGS
    return NumberedReference(
        number, paper, "Published paper", citing.of_paper(paper), lasting.address_of(paper),
        links.full_text_address(resolver, paper.pmid, paper.doi),
        STANDINGS[PaperStanding(paper.standing)] if said else "",
    )  # fmt: skip


def _of_page(number: int, item: Item) -> NumberedReference:
    address = lasting.address_of(item)
    return NumberedReference(
        number, item, str(ItemKind(item.kind).label), citing.of_item(item, address=address, read_on=clock.today()),
        address, "", WITHDRAWN if item.state == State.WITHDRAWN else "",
    )  # fmt: skip
