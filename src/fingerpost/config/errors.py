"""Pages for when something goes wrong. Each says what happened and what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return render(request, "400.jinja", {"page_title": "We could not understand that"}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return render(request, "403.jinja", {"page_title": "You cannot do that"}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return render(request, "404.jinja", {"page_title": "Page not found"}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500: drawn without anything that could break too."""
    return render(request, "500.jinja", {"page_title": "Something went wrong"}, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or was not ours."""
    return render(request, "403_csrf.jinja", {"page_title": "Send that again"}, status=403)
