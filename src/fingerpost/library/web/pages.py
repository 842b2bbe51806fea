"""Pages about one paper or one local item."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from fingerpost.library.domain import queries, rules
from fingerpost.library.domain.own import writing
from fingerpost.library.models import Item, Paper
from fingerpost.library.searchable import byline, review_notes, standing_notes
from fingerpost.library.web import flags, held, presenters
from fingerpost.library.web.presenters_gathered import gathered_view
from fingerpost.library.web.reads import count_read
from fingerpost.records.domain import graph
from fingerpost.records.domain.history import history_of
from fingerpost.records.models import State


@require_GET
def paper(request: HttpRequest, public_id: str) -> HttpResponse:
    """A published paper: its facts, its abstract where the reader may read one, and what bears on it."""
    row = get_object_or_404(Paper.objects.visible_to(request.reader), public_id=public_id)
    count_read(request, row)
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
            "trust": flags.panel(request, row),
            "gathered": gathered_view(row, request.reader),
            "links": presenters.sentences(links_out, links_in),
            "restricted": graph.rests_on_restricted(row, request.reader),
            "history": history_of(row, request.reader),
        },
    )


@require_GET
def item(request: HttpRequest, public_id: str) -> HttpResponse:
    """A local item: what it says, who keeps it, when a person last reviewed it, what it rests on."""
    reader = request.reader
    row = get_object_or_404(
        Item.objects.visible_to(reader).select_related("unit", "owner").prefetch_related("applies_to", "topic_rows"),
        public_id=public_id,
    )
    may_edit = rules.may_edit(reader, row)
    if row.state == State.DRAFT:  # nothing to show to readers: its writers read the draft
        if not may_edit:
            raise Http404
        return redirect("library:draft_read", public_id)
    count_read(request, row)
    links_out, links_in = graph.links_of(row, reader)
    released = queries.released_version(row)
    files = released.files if released else []
    names = queries.names_as_agreed([row.changed_by, row.reviewed_by])
    return render(
        request, "library/item.jinja",
        {
            "page_title": row.title[:100], "item": row, "kind_name": presenters.kind_name(row.kind),
            "sections": presenters.sections_shown(row.kind, row.sections or {"text": row.body}, files),
            # What is held elsewhere is had there: the files here are for search alone.
            "files": presenters.file_rows(
                [] if row.is_held_elsewhere and not may_edit else queries.attached(row, files)
            ),
            "held": held.panel(row, may_edit), "notes": review_notes(row),
            "rows": presenters.item_rows(row, queries.shared_with(row), names),
            # A role or team that was written as text; a person is named only as they agreed.
            "asked_text": row.who_to_ask if queries.is_no_person(row.who_to_ask) else "",
            "links": presenters.sentences(links_out, links_in), "restricted": graph.rests_on_restricted(row, reader),
            "replaced_by": [link.source for link in links_in if link.relation == "supersedes"],
            "history": history_of(row, reader), "trust": flags.panel(request, row), "may_edit": may_edit,
            "gathered": gathered_view(row, reader),
            "being_written": writing.open_version(row) if may_edit else None,
        },
    )  # fmt: skip
