"""For whoever looks after the product: how it is, and probes."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fingerpost.hub.domain import health


@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """This process is alive."""
    return JsonResponse({"ok": True})


@require_GET
def readyz(request: HttpRequest) -> HttpResponse:
    """This process can answer questions; 503 where it cannot, with what is amiss."""
    checks = health.readiness()
    return JsonResponse(checks, status=200 if all(checks.values()) else 503)


@login_required
@require_GET
def operations(request: HttpRequest) -> HttpResponse:
    """Jobs, index, rejected rows and storage, for organisation administrators."""
    if not request.reader.administers:
        raise Http404
    return render(
        request, "hub/operations.jinja",
        {
            "page_title": "Operations", "health": health.look(), "jobs": health.jobs_for(request.reader),
            "rejected": health.rejected_for(request.reader),
        },
    )  # fmt: skip
