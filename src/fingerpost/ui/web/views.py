"""The preview page: mounted only where FINGERPOST_PREVIEW is on."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template import engines
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_http_methods
from jinja2 import Environment
from markupsafe import Markup

from fingerpost.ui.components import component_names
from fingerpost.ui.forms import invalid
from fingerpost.ui.web import errors
from fingerpost.ui.web.specimen_forms import Sample, field_specimens
from fingerpost.ui.web.specimen_road import EXAMPLE_ROAD

# They belong outside `main`, so each is drawn on a page of its own.
ALONE = ("footer", "header", "skip_link")
ERRORS: dict[int, Callable[[HttpRequest], HttpResponse]] = {
    400: errors.bad_request,
    403: errors.not_allowed,
    404: errors.not_found,
    500: errors.broken,
    503: errors.not_ready,
}


@dataclass(frozen=True)
class Specimen:
    """One part of the design: its name, its code, and what that code draws."""

    name: str
    code: str
    drawn: Markup

    @property
    def id(self) -> str:
        """The name as an id of the page."""
        return self.name.replace(".", "-")


def _environment() -> Environment:
    found: list[Environment] = [
        env for one in engines.all() if isinstance(env := getattr(one, "env", None), Environment)
    ]
    return found[0]


def _specimen(path: str, request: HttpRequest) -> Specimen:
    environment = _environment()
    assert environment.loader is not None
    code = environment.loader.get_source(environment, f"ui/specimens/{path}.jinja")[0]
    head = '{% import "ui/parts.jinja" as parts %}'
    context = {
        "csrf_input": format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request)),
        "now": timezone.now(),
        "then": dt.date(2026, 3, 12),
        "example_road": EXAMPLE_ROAD,
    }
    drawn = environment.from_string(head + code).render(context)
    return Specimen(path.replace("/", "."), code, Markup(drawn))  # noqa: S704 -- drawn with escaping on


@require_GET
def preview(request: HttpRequest) -> HttpResponse:
    """Everything, with the code that draws it."""
    own = sorted(name for name in _environment().list_templates() if name.startswith("ui/specimens/parts/"))
    return render(
        request,
        "ui/preview.jinja",
        {
            "page_title": "Preview of the design",
            "own_parts": [
                _specimen(name.removeprefix("ui/specimens/").removesuffix(".jinja"), request) for name in own
            ],
            "fields": list(field_specimens()),
            "components": [_specimen(f"nhs/{name}", request) for name in component_names() if name not in ALONE],
            "alone": ALONE,
            "errors": ERRORS,
        },
    )


@require_GET
def alone(request: HttpRequest, name: str) -> HttpResponse:
    """A component that needs a page of its own."""
    if name not in ALONE:
        raise Http404
    specimen = _specimen(f"nhs/{name}", request)
    return render(request, "ui/preview_alone.jinja", {"name": name, "code": specimen.code, "drawn": specimen.drawn})


@require_http_methods(["GET", "POST"])
def form(request: HttpRequest) -> HttpResponse:
    """A form to try: it keeps nothing."""
    given = Sample(request.POST, request.FILES) if request.method == "POST" else Sample()
    context = {"page_title": "Try a form", "form": given, "back": ("Back to the preview", "../")}
    if given.is_bound and not given.is_valid():
        return invalid(request, "ui/preview_form.jinja", context)
    return render(request, "ui/preview_form.jinja", context)


@require_GET
def error(request: HttpRequest, code: int) -> HttpResponse:
    """The page for an error, with its true status."""
    if code not in ERRORS:
        raise Http404
    return ERRORS[code](request)
