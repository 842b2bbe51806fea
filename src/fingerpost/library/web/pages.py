"""Pages about one paper or one local item."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from fingerpost.library.domain import queries
from fingerpost.library.models import Item, Paper
from fingerpost.library.searchable import byline, review_notes, standing_notes
from fingerpost.library.web import presenters
from fingerpost.records.domain import graph


@require_GET
def paper(request: HttpRequest, public_id: str) -> HttpResponse:
    """A published paper: its facts, its abstract where the reader may read one, and what bears on it."""
    row = get_object_or_404(Paper.objects.visible_to(request.reader), public_id=public_id)
    links_out, links_in = graph.links_of(row, request.reader)
    copies = queries.copies_for(row, request.reader)
    return render(
        request,
        "library/paper.jinja",
        {
            "page_title": row.title[:100],
            "paper": row,
            "byline": byline(row),
            "notes": standing_notes(row),
            "abstract": queries.abstract_for(row, request.reader),
            "rows": presenters.paper_rows(row, copies),
            "links": presenters.sentences(links_out, links_in),
            "history": queries.history_of(row, request.reader),
        },
    )


@require_GET
def item(request: HttpRequest, public_id: str) -> HttpResponse:
    """A local item: what it says, who owns it, when a person last checked it, what it rests on."""
    row = get_object_or_404(
        Item.objects.visible_to(request.reader).select_related("unit").prefetch_related("applies_to"),
        public_id=public_id,
    )
    links_out, links_in = graph.links_of(row, request.reader)
    return render(
        request,
        "library/item.jinja",
        {
            "page_title": row.title[:100],
            "item": row,
            "kind_name": presenters.kind_name(row.kind),
            "body": presenters.from_markdown(row.body),
            "notes": review_notes(row),
            "rows": presenters.item_rows(row, queries.shared_with(row), queries.people_shown(row)),
            "links": presenters.sentences(links_out, links_in),
            "replaced_by": [link.source for link in links_in if link.relation == "supersedes"],
            "history": queries.history_of(row, request.reader),
        },
    )
