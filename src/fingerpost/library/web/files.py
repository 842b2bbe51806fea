"""Files, handed out so that nothing in them can run on our pages."""

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponseNotModified, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from fingerpost.files.domain import store
from fingerpost.files.models import FileKind, StoredFile
from fingerpost.library.domain.own import attachments

_SHUT = "sandbox; default-src 'none'; frame-ancestors 'none'"
# Browsers open no PDF in a sandbox. Their viewers keep what is in a PDF away from our pages; the policy
# allows a viewer its own styles and the document itself, and nothing else.
_VIEWER = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"
_SHOWN = {FileKind.PDF, FileKind.PICTURE}
_BLOCK = 64 * 1024


@require_GET
def file(request: HttpRequest, public_id: str, name: str) -> HttpResponseBase:
    """A file, for those who may see an item it belongs to, or may edit one. The name in the address says nothing.

    Pictures and PDF are shown; all else is saved, never opened as a page of ours.
    """
    stored = get_object_or_404(StoredFile, public_id=public_id)
    known_as = attachments.name_for(stored, request.reader)
    if known_as is None:
        raise Http404
    mark = f'"{stored.sha256}"'
    if request.headers.get("If-None-Match") == mark:
        return _guarded(HttpResponseNotModified(), stored, mark)
    if not store.path_of(stored).is_file():
        raise Http404
    response = StreamingHttpResponse(_blocks(stored), content_type=stored.media_type)
    response["Content-Length"] = str(stored.size)
    response["Content-Disposition"] = content_disposition_header(stored.kind not in _SHOWN, known_as)
    return _guarded(response, stored, mark)


def _blocks(stored: StoredFile) -> Iterator[bytes]:
    """The file in blocks. It is opened when the first is fetched: whoever asks for nothing more opens nothing."""
    with store.open_stored(stored) as content:
        while block := content.read(_BLOCK):
            yield block


def _guarded(response: HttpResponseBase, stored: StoredFile, mark: str) -> HttpResponseBase:
    response["Content-Security-Policy"] = _VIEWER if stored.kind == FileKind.PDF else _SHUT
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["ETag"] = mark
    # May be kept by the browser of whoever may see it, who is asked about again each time.
    response["Cache-Control"] = "private, no-cache"
    return response
