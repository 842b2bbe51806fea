"""The page of a unit, which reads across areas."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fingerpost.hub.domain.unit_page import unit_page
from fingerpost.search import registry


@login_required
@require_GET
def unit(request: HttpRequest, slug: str) -> HttpResponse:
    """What a team, department or organisation knows, and who in it can be found."""
    found = unit_page(slug, request.reader)
    if found is None:
        raise Http404
    names = {kind: each.name for kind, each in registry.kinds().items()}
    return render(request, "hub/unit.jinja", {"page_title": found.unit.name, "found": found, "kind_names": names})
