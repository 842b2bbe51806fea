"""Home, the way from a public id to its page, and what every site must say."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from fingerpost.hub.domain import home as homes
from fingerpost.hub.domain import home_figures, home_waiting
from fingerpost.hub.domain.home_near import Places
from fingerpost.hub.web import home as presenters
from fingerpost.hub.web import home_sections as sections
from fingerpost.hub.web.presenters import place_of
from fingerpost.records.models import Record


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """One box, and the next obvious step: for whoever has signed in, what is theirs to see to."""
    reader = request.reader
    if not reader.signed_in:
        return render(request, "hub/home.jinja", {"page_title": "Ask", "open": homes.open_home(reader), "mine": None})
    mine = presenters.page_of(homes.home_for(reader))
    return render(request, "hub/home.jinja", {"page_title": "Ask", "open": None, "mine": mine})


@login_required
@require_GET
def home_actions(request: HttpRequest) -> HttpResponse:
    """What I am to do because it was decided; for who oversees a unit, what is overdue there. At most four queries."""
    reader, places = request.reader, Places(request.reader)
    late = home_figures.actions_overdue(reader, places) if places.oversees else []
    return render(
        request, "hub/home_actions.jinja",
        {
            "page_title": "Actions",
            "own": [sections.action_view(row, reader.person_id) for row in home_waiting.actions_of(reader)],
            "late": [sections.action_view(row, reader.person_id) for row in late],
            "oversees": sections.names_of(places.named(places.oversees)),
        },
    )  # fmt: skip


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
