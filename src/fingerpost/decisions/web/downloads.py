"""A decision to take away as a file. Taking one changes nothing."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from fingerpost.decisions.domain import printed, road, rules, shown
from fingerpost.decisions.domain.printed_pdf import as_pdf
from fingerpost.decisions.domain.printed_word import as_word
from fingerpost.ui.pictures import road_files
from fingerpost.ui.web.downloads import file_response

FORMS = ("pdf", "docx")
ROAD_FORMS = ("svg", "png", "pdf")


@require_GET
def decision_export(request: HttpRequest, public_id: str, form: str) -> HttpResponse:
    """The decision as its reader sees it, as a PDF or a Word document."""
    row = rules.decision_for(request.reader, public_id)
    if row is None or form not in FORMS:
        raise Http404
    made = printed.printed(shown.shown(row, request.reader), request.reader)
    return file_response(as_pdf(made) if form == "pdf" else as_word(made), row.title, form)


@require_GET
def decision_road(request: HttpRequest, public_id: str, form: str) -> HttpResponse:
    """The picture of its road as its reader sees it, for a board paper."""
    row = rules.decision_for(request.reader, public_id)
    if row is None or form not in ROAD_FORMS:
        raise Http404
    made = road.road_of(row, request.reader)
    base = settings.FINGERPOST_ADDRESS.rstrip("/") + "/"
    content = {
        "svg": lambda: road_files.as_svg(made, base=base),
        "png": lambda: road_files.as_png(made),
        "pdf": lambda: road_files.as_pdf(made, f"The road to: {row.title}", base=base),
    }[form]()
    return file_response(content, f"road {row.title}", form)
