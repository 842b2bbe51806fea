"""How papers and local items appear in search."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.urls import reverse

from fingerpost.files.models import FileKind, FilePage
from fingerpost.kernel import clock
from fingerpost.library.domain.own.kinds import KINDS
from fingerpost.library.domain.plain import plain_text
from fingerpost.library.models import Attachment, Copy, Item, ItemKind, Paper, Route, Standing
from fingerpost.organisations.readers import Reader, unit_token
from fingerpost.records.models import Audience, Record
from fingerpost.search import registry
from fingerpost.search.registry import Searchable, audience_of
from retrieval.model import Document

_PAGE = re.compile(r"(?P<item>\d+)~f(?P<file>\d+)p(?P<page>\d+)")
LANGUAGES = {"en": "English", "fr": "French", "de": "German", "es": "Spanish", "it": "Italian", "cy": "Welsh"}


def paper_documents(ids: list[int]) -> Iterable[Document]:
    """A paper with its free abstract; and for each team that brought in a subscribed one, a document of its own."""
    copies: dict[int, list[Copy]] = defaultdict(list)
    for copy in Copy.objects.filter(paper__in=ids).exclude(abstract="").order_by("-seen_at", "-id"):
        copies[copy.paper_id].append(copy)
    tokens = _tokens(ids)
    for paper in Paper.objects.filter(pk__in=ids):
        free = next((copy.abstract for copy in copies[paper.pk] if copy.route == Route.OPEN), "")
        if audience := audience_of(paper, tokens[paper.pk]):
            yield _paper_document(paper, str(paper.pk), free, audience)
        teams: dict[int, str] = {}
        for copy in copies[paper.pk]:
            # A paper that was narrowed is no more found by a team's own abstract than by its title.
            may = paper.open_to or (copy.team_id and unit_token(copy.team_id) in tokens[paper.pk])
            if may and copy.route == Route.SUBSCRIBED and copy.team_id and copy.abstract != free:
                teams.setdefault(copy.team_id, copy.abstract)
        for team, abstract in teams.items():
            yield _paper_document(paper, f"{paper.pk}~{team}", abstract, frozenset({unit_token(team)}))


def _paper_document(paper: Paper, document_id: str, text: str, audience: frozenset[str]) -> Document:
    numbers = [str(paper.pmid or ""), paper.doi]
    return Document(
        id=document_id,
        group=str(paper.pk),
        kind="paper",
        title=paper.title,
        text=text,
        audience=audience,
        searchable={
            "author": tuple(paper.authors),
            "mesh": tuple(paper.mesh),
            "journal": (paper.journal,) if paper.journal else (),
            "keyword": tuple(paper.keywords),
            "identifier": tuple(number for number in numbers if number),
        },
        exact={
            "kind": ("paper",),
            "type": tuple(dict.fromkeys(paper.publication_types)),
            "design": _one(paper.design),
            "language": tuple(paper.languages),
            "mesh": tuple(dict.fromkeys(paper.mesh)),
            "standing": _one(paper.standing),
        },
        year=paper.year,
        day=clock.day_number(paper.published_on) or _new_year(paper.year),
    )


def item_documents(ids: list[int]) -> Iterable[Document]:
    """A local item: its words, topics and headings, for those it is shared with. Shared with nobody: no document.

    It applies where it says, or else to those in the unit that owns it. Each page of its files is a document
    of its own beside it, found by the same people.
    """
    tokens = _tokens(ids)
    files: dict[int, list[int]] = defaultdict(list)
    for record, file in Attachment.objects.filter(item__in=ids).values_list("item_id", "file_id"):
        files[record].append(file)
    for item in Item.objects.filter(pk__in=ids).prefetch_related("applies_to"):
        audience = audience_of(item, tokens[item.pk])
        if not audience:
            continue
        applies = [unit.pk for unit in item.applies_to.all()] or ([item.unit_id] if item.unit_id else [])
        released = item.released_at.date() if item.released_at else None
        own = Document(
            id=str(item.pk),
            kind=item.kind,
            title=item.title,
            text=f"{item.summary}\n\n{plain_text(item.body)}",
            audience=audience,
            searchable={"mesh": tuple(item.mesh), "topic": tuple(item.topics)},
            exact={
                "kind": (item.kind,),
                "mesh": tuple(dict.fromkeys(item.mesh)),
                "unit": (str(item.unit_id),) if item.unit_id else (),
                "language": ("en",),
                "applies": tuple(str(unit) for unit in applies),
            },
            year=released.year if released else None,
            day=clock.day_number(item.reviewed_on or released),
        )
        yield own
        yield from _file_pages(own, files[item.pk])


def _file_pages(item: Document, files: Iterable[int]) -> Iterator[Document]:
    """A document for each page that has text. Its subject headings are the item's: they are found there."""
    for file in files:
        pages = FilePage.objects.filter(file=file).order_by("number").values_list("number", "text")
        for number, text in pages.iterator(chunk_size=500):
            yield replace(item, id=f"{item.id}~f{file}p{number}", group=item.id, text=text, searchable={})


def locate_pages(documents: list[str]) -> dict[str, tuple[str, str]]:
    """Where in a file the page of a document is, in words, and its address. One query.

    What is held elsewhere is read there: the file here is only for search.
    """
    parts = {document: found for document in documents if (found := _PAGE.fullmatch(document))}
    attached = {
        (str(each.item_id), str(each.file_id)): each
        for each in Attachment.objects.filter(
            item__in={found["item"] for found in parts.values()}, file__in={found["file"] for found in parts.values()}
        ).select_related("file", "item")
    }
    places = {}
    for document, found in parts.items():
        if there := attached.get((found["item"], found["file"])):
            places[document] = _place(there, int(found["page"]))
    return places


def _place(there: Attachment, page: int) -> tuple[str, str]:
    is_pdf = there.file.kind == FileKind.PDF
    within = f"on page {page} of" if is_pdf else f"in part {page} of" if there.file.pages > 1 else "in"
    if there.item.is_held_elsewhere:
        return f"Found {within} {there.name}, held in {there.item.held_by}", there.item.address
    address = reverse("library:file", args=[there.file.public_id, there.name])
    return f"Found {within} {there.name}", f"{address}#page={page}" if is_pdf else address


def _tokens(ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for record, token in Audience.objects.filter(record__in=ids).values_list("record_id", "token"):
        found[record].append(token)
    return found


def _one(value: str) -> tuple[str, ...]:
    return (value,) if value else ()


def _new_year(year: int | None) -> int:
    return (year - 1970) * 365 if year else 0


def describe_papers(records: list[Record], reader: Reader) -> dict[int, dict[str, Any]]:
    """What a paper's hit shows. One query, whatever the number."""
    found = {}
    for paper in Paper.objects.filter(pk__in=[record.pk for record in records]):
        found[paper.pk] = {
            "href": reverse("library:paper", args=[paper.public_id]),
            "byline": byline(paper),
            "quality": paper.design,
            "quality_because": paper.design_because,
            "date": str(paper.year or ""),
            "notes": standing_notes(paper),
            "pmid": paper.pmid,
            "doi": paper.doi,
        }
    return found


def byline(paper: Paper) -> str:
    """Authors, journal and year in one line."""
    names = list(paper.authors[:3]) + (["and others"] if len(paper.authors) > 3 else [])
    parts = [", ".join(names[:-1]) + " and others" if len(paper.authors) > 3 else ", ".join(names), paper.journal]
    return ". ".join(part for part in parts if part)


def standing_notes(paper: Paper) -> list[tuple[str, str]]:
    """What everybody must see about a paper that was retracted, doubted or corrected."""
    words = {
        Standing.RETRACTED: ("bad", "Retracted: do not rely on this paper"),
        Standing.CONCERN: ("watch", "Its journal has expressed concern about this paper"),
        Standing.CORRECTED: ("watch", "A correction to this paper was published"),
        Standing.DELETED: ("bad", "PubMed has removed this paper"),
    }
    return [words[paper.standing]] if paper.standing in words else []


def describe_items(records: list[Record], reader: Reader) -> dict[int, dict[str, Any]]:
    """What a local item's hit shows."""
    found = {}
    for item in Item.objects.filter(pk__in=[record.pk for record in records]).select_related("unit"):
        found[item.pk] = {
            "href": reverse("library:item", args=[item.public_id]),
            "byline": str(item.unit or ""),
            "date": item.released_at,
            "summary": item.summary,
            "notes": review_notes(item),
            "reviewed_on": item.reviewed_on,
            "review_due": item.review_due,
        }
    return found


def review_notes(item: Item) -> list[tuple[str, str]]:
    """Says loudly when nobody has checked a thing in time."""
    if item.is_overdue:
        return [("watch", "Overdue for review: check before you rely on it")]
    return []


def register() -> None:
    """Make papers and items findable."""
    registry.register(Searchable("paper", "Published paper", "Published papers", paper_documents, describe_papers))
    for kind in KINDS:
        name = ItemKind(kind.key).label
        registry.register(Searchable(kind.key, name, kind.plural, item_documents, describe_items, locate_pages))
