"""A brief to take away as a file. Taking one changes nothing."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from fingerpost.roads.domain.briefs import printed, queries
from fingerpost.roads.domain.briefs.printed_pdf import as_pdf
from fingerpost.roads.domain.briefs.printed_word import as_word
from fingerpost.roads.web.briefs import brief_to_read
from fingerpost.ui.web.downloads import file_response

FORMS = ("pdf", "docx", "ris")


@require_GET
def brief_export(request: HttpRequest, public_id: str, form: str) -> HttpResponse:
    """The brief as its reader sees it, in one of three forms."""
    if form not in FORMS:
        raise Http404
    brief = brief_to_read(request, public_id)
    version = queries.version_to_show(brief, request.reader)
    if version is None:
        raise Http404
    shown = queries.shown(brief, request.reader, version)
    content = {
        "pdf": lambda: as_pdf(printed.printed(shown)),
        "docx": lambda: as_word(printed.printed(shown)),
        "ris": lambda: printed.references_as_ris(shown).encode(),
    }[form]()
    return file_response(content, version.title, form)
