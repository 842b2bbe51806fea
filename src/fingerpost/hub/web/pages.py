"""Home, the way from a public id to its page, and what every site must say."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from fingerpost.hub.domain import home as homes
from fingerpost.hub.web.presenters import place_of
from fingerpost.records.models import Record


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """One box, and the next obvious step."""
    return render(request, "hub/home.jinja", {"page_title": "Ask", "home": homes.home_for(request.reader)})


@require_GET
def record(request: HttpRequest, public_id: str) -> HttpResponse:
    """One address for a thing of any kind, for links that must last."""
    row = get_object_or_404(Record.objects.visible_to(request.reader), public_id=public_id)
    return redirect(place_of(row))


@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    """How to ask, in one page."""
    return render(request, "hub/help.jinja", {"page_title": "Help"})


@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "hub/accessibility.jinja", {"page_title": "Accessibility statement"})
