"""What people see when something is wrong: the handlers that the address list names, and one for forged forms."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

# When even the template fails, words without a page are better than a blank one.
LAST_WORDS = "Sorry, something went wrong. Go back and try again."


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what was sent makes no sense."""
    return render(request, "400.jinja", status=HTTPStatus.BAD_REQUEST)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403. The exception's text is shown, so it must be fit for the person: "Only editors can publish"."""
    return render(request, "403.jinja", {"reason": _reason(exception)}, status=HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, also for what exists but is not shared with this reader."""
    return render(request, "404.jinja", status=HTTPStatus.NOT_FOUND)


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault. Nothing here may depend on what has just failed."""
    try:
        page = loader.get_template("500.jinja").render()
    except Exception:
        return HttpResponse(
            LAST_WORDS, status=HTTPStatus.INTERNAL_SERVER_ERROR, content_type="text/plain; charset=utf-8"
        )
    return HttpResponse(page, status=HTTPStatus.INTERNAL_SERVER_ERROR)


def not_ready(request: HttpRequest, reason: str = "") -> HttpResponse:
    """503: starting, or stopped for work. `reason` is shown."""
    return render(request, "503.jinja", {"reason": reason}, status=HTTPStatus.SERVICE_UNAVAILABLE)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token does not fit. Django's reason is for programmers and is not shown."""
    return render(request, "403_csrf.jinja", status=HTTPStatus.FORBIDDEN)


def _reason(exception: Any) -> str:
    said = str(exception or "")
    return said if said.endswith(".") else f"{said}." if said else ""
