"""Lists to take away, as files. Taking one changes nothing."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from fingerpost.library.domain.gathering import gathered, lasting, printed, sheets
from fingerpost.library.domain.gathering.printed_pdf import as_pdf
from fingerpost.library.domain.gathering.printed_ris import as_ris
from fingerpost.library.domain.gathering.printed_word import as_word
from fingerpost.library.domain.own import shelf
from fingerpost.library.models import Collection, ItemKind
from fingerpost.library.web.shelf import wanted_of
from fingerpost.organisations.readers import Reader
from fingerpost.ui.web.downloads import file_response

MOST_ROWS = 5000  # of a download of the shelf; whoever needs more narrows the list
FORMS = ("ris", "docx", "pdf", "csv", "xlsx")


@require_GET
def collection_export(request: HttpRequest, public_id: str, form: str) -> HttpResponse:
    """A reading list, as far as this reader may see it, in one of five forms."""
    if form not in FORMS:
        raise Http404
    row = get_object_or_404(Collection.objects.visible_to(request.reader).select_related("unit"), public_id=public_id)
    made = printed.printed(row, gathered.sections_of(row, request.reader))
    content = {
        "ris": lambda: as_ris(made).encode(),
        "docx": lambda: as_word(made),
        "pdf": lambda: as_pdf(made),
        "csv": lambda: sheets.write_csv(printed.rows(made)),
        "xlsx": lambda: sheets.write_excel(printed.rows(made), made.title),
    }[form]()
    return file_response(content, row.title, form)


@login_required
@require_GET
def shelf_download(request: HttpRequest, form: str) -> HttpResponse:
    """The shelf as it is narrowed, as a table."""
    if form not in {"csv", "xlsx"}:
        raise Http404
    rows = _shelf_rows(request.reader, wanted_of(request))
    content = sheets.write_csv(rows) if form == "csv" else sheets.write_excel(rows, "The shelf")
    return file_response(content, "The shelf", form)


def _shelf_rows(reader: Reader, wanted: shelf.Wanted) -> Iterator[list[Any]]:
    """The headings, then a row for each page, newest first; read from the shelf page by page."""
    yield ["Title", "Kind", "In one line", "Owned by", "Stands as", "Last changed", "Last checked by a person",
           "Next check due", "Topics", "Held in", "Address"]  # fmt: skip
    after, count = None, 0
    while count < MOST_ROWS:
        page = shelf.shelf_for(reader, wanted, after)
        for item in page.items:
            yield [
                item.title, str(ItemKind(item.kind).label), item.summary, item.unit.name if item.unit else "",
                item.get_state_display(), item.changed_at.date(), item.reviewed_on, item.review_due,
                "; ".join(item.topics), item.held_by, item.address or lasting.address_of(item),
            ]  # fmt: skip
        count, after = count + len(page.items), page.after
        if after is None:
            return
