"""The texts of a source that a sentence can be pinned to, and who may read them.

A source is a page of ours (each part of it, and each page of a file of it) or a paper (its abstract). A text is
named by its `document`: "section:steps", "file:ID:3", "abstract:17" (one copy of an abstract: a team's own may
differ from the free one). Offsets count characters of the text as it is stored, Markdown and all.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from fingerpost.files.models import FilePage
from fingerpost.library.domain.own.kinds import BY_KEY
from fingerpost.library.domain.queries import abstract_for, readable_copies
from fingerpost.library.models import Attachment, Copy, Item, Paper, Route
from fingerpost.library.models import Standing as PaperStanding
from fingerpost.organisations.readers import Reader
from fingerpost.records.models import Record, State

FALLEN = {PaperStanding.RETRACTED: "It was retracted.", PaperStanding.DELETED: "PubMed has removed it."}
MOST_PAGES = 60  # of attached files, offered to be pinned to


@dataclass(frozen=True, slots=True)
class SourceText:
    """One text of a source: its name, what people call it, which revision it is, and its words."""

    document: str
    label: str
    revision: str
    text: str


def texts_of(source: Record, reader: Reader) -> list[SourceText]:
    """The texts that this reader may read of a source that they may see. Three queries at most."""
    if source.kind == "paper":
        paper = Paper.objects.filter(pk=source.pk).first()
        copy = abstract_for(paper, reader) if paper else None
        return [abstract_text(copy)] if copy else []
    item = Item.objects.filter(pk=source.pk).first()
    return [*section_texts(item), *_pages(item)] if item else []


def text_at(source: Record, document: str) -> SourceText | None:
    """One text of a source as it stands now, whoever reads; None if it is no longer there. Two queries at most."""
    name, _, rest = document.partition(":")
    if name == "abstract" and rest.isdecimal():
        copy = Copy.objects.filter(pk=int(rest), paper_id=source.pk).exclude(abstract="").first()
        return abstract_text(copy) if copy else None
    item = Item.objects.filter(pk=source.pk).first()
    if item is None:
        return None
    if name == "section":
        return next((one for one in section_texts(item) if one.document == document), None)
    file_id, _, number = rest.partition(":")
    if name == "file" and number.isdecimal():
        pages = _page_rows(item).filter(file__public_id=file_id, number=int(number))
        return next(iter(_page_texts(item, pages)), None)
    return None


def may_read(source: Record, document: str, reader: Reader) -> bool:
    """Whether a reader may read this text: they see its source and, for an abstract, that copy of it. Two queries."""
    if not Record.objects.visible_to(reader).filter(pk=source.pk).exists():
        return False
    name, _, rest = document.partition(":")
    if name != "abstract":
        return True
    return Copy.objects.filter(readable_copies(reader), pk=int(rest)).exists()


def readable(places: Iterable[tuple[int, str]], reader: Reader) -> set[tuple[int, str]]:
    """Of these (source id, document), those this reader may read. Two queries, however many."""
    wanted = set(places)
    seen = set(Record.objects.visible_to(reader).filter(pk__in={pk for pk, _ in wanted}).values_list("pk", flat=True))
    copies = {int(document.partition(":")[2]) for _, document in wanted if document.startswith("abstract:")}
    free = set(
        Copy.objects.filter(readable_copies(reader), pk__in=copies).values_list("pk", flat=True) if copies else ()
    )
    return {
        (pk, document)
        for pk, document in wanted
        if pk in seen and (not document.startswith("abstract:") or int(document.partition(":")[2]) in free)
    }


def wrong_with(source: Record) -> str:
    """Why nothing new may rest on a source, in words; empty if it stands. One query for a paper."""
    return fallen([source]).get(source.pk, "")


def fallen(listed: Iterable[Record]) -> dict[int, str]:
    """Of these sources, those on which nothing new may rest, and why, in words. One query, however many."""
    found = list(listed)
    papers = [source.pk for source in found if source.kind == "paper"]
    rows = Paper.objects.filter(pk__in=papers, standing__in=FALLEN) if papers else Paper.objects.none()
    said = {pk: FALLEN[standing] for pk, standing in rows.values_list("pk", "standing")}
    return said | {source.pk: "It was withdrawn." for source in found if source.state == State.WITHDRAWN}


# Inside -------------------------------------------------------------------------------------------


def abstract_text(copy: Copy) -> SourceText:
    """A copy of an abstract as a text."""
    label = "Abstract" if copy.route == Route.OPEN else "Abstract (from a database your library pays for)"
    return SourceText(f"abstract:{copy.pk}", label, copy.digest, copy.abstract)


def section_texts(item: Item) -> list[SourceText]:
    """The parts of a page of ours as it is released, in the order of its form. No query."""
    headings = {section.key: section.heading or "Text" for section in BY_KEY[item.kind].sections}
    texts = dict(item.sections) or ({"text": item.body} if item.body else {})
    order = [key for key in ("text", *headings) if key in texts]
    return [
        SourceText(f"section:{key}", headings.get(key, "Text"), str(item.revision), texts[key])
        for key in dict.fromkeys(order)
        if texts[key].strip()
    ]


def _page_rows(item: Item) -> "QuerySet[FilePage]":
    files = Attachment.objects.filter(item=item).values("file_id")
    return (
        FilePage.objects.filter(file_id__in=files).exclude(text="").select_related("file").order_by("file_id", "number")
    )


def _pages(item: Item) -> list[SourceText]:
    return _page_texts(item, _page_rows(item)[:MOST_PAGES])


def _page_texts(item: Item, pages: Iterable[FilePage]) -> list[SourceText]:
    found = list(pages)
    if not found:
        return []
    names = dict(Attachment.objects.filter(item=item).values_list("file_id", "name"))
    return [
        SourceText(
            f"file:{page.file.public_id}:{page.number}", f"{names[page.file_id]}, page {page.number}",
            page.file.sha256, page.text,
        )
        for page in found
    ]  # fmt: skip
