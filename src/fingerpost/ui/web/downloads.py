"""Files that people take away: named after what they hold, never opened where a script in them could run."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify

TYPES = {
    "ris": "application/x-research-info-systems; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "svg": "image/svg+xml",
    "png": "image/png",
    "zip": "application/zip",
}


def file_response(content: bytes, title: str, form: str) -> HttpResponse:
    """A file to be saved. Nobody else's cache keeps it: it holds what this reader may see."""
    response = HttpResponse(content, content_type=TYPES[form])
    name = f"{slugify(title)[:60].strip('-') or 'file'}.{form}"
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
