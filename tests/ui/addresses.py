"""Addresses for tests of the design alone: the preview, two pages of its parts, and nothing of the other areas."""

from types import SimpleNamespace

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

PARTS = '{% import "ui/parts.jinja" as parts %}'
COUNT = (
    '<div id="list">{{ parts.announce("12 answers") }}<h2 data-focus>12 answers</h2>'
    '{{ nhs.character_count(label="Note", id="note", name="note", maxlength="20", value="") }}</div>'
)
SWAPS = (
    '{% extends "ui/page.jinja" %}' + PARTS + '{% set page_title = "Answers" %}{% block content %}<div id="list">'
    '<a href="/swaps/?new=1" hx-get="/swaps/?new=1" hx-target="#list" hx-swap="outerHTML">Newest first</a>'
    '<a href="/gone/" hx-get="/gone/" hx-target="#list">A page that has gone</a></div>{% endblock %}'
)
LOOK = (
    '{% extends "ui/page.jinja" %}' + PARTS + '{% set page_title = "Falls in older people" %}{% block content %}'
    '{{ parts.search_box("/look/", value="falls", hint="A few words") }}'
    '<div class="fp-columns"><div>{% include "ui/specimens/parts/filters.jinja" %}</div><div>'
    '{% include "ui/specimens/parts/chosen_filters.jinja" %}{% include "ui/specimens/parts/panel.jinja" %}'
    '<h2>Answers</h2>{% include "ui/specimens/parts/hits.jinja" %}{% include "ui/specimens/parts/person.jinja" %}'
    '{% include "ui/specimens/parts/wide.jinja" %}{% include "ui/specimens/parts/pagination.jinja" %}'
    "</div></div>{% endblock %}"
)


def _draw(source: str, request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["jinja2"].from_string(source).render({}, request))


def swaps(request: HttpRequest) -> HttpResponse:
    """A page with a list that htmx replaces."""
    return _draw(PARTS + COUNT if request.headers.get("HX-Request") else SWAPS, request)


def look(request: HttpRequest) -> HttpResponse:
    """A page with much on it, as somebody who is signed in sees it."""
    request.page_furniture = SimpleNamespace(
        navigation=[
            ("Ask", "/look/", True),
            ("Know-how", "#", False),
            ("Questions", "#", False),
            ("People", "#", False),
        ],
        signed_in_name="Asha Begum-Featherstonehaugh",
        banner="This is a demonstration. The people and organisations are made up.",
        search_href="/look/",
        organisation_name="Riverside Hospitals",
    )
    return _draw(LOOK, request)


urlpatterns = [path("preview/", include("fingerpost.ui.urls")), path("swaps/", swaps), path("look/", look)]
handler404 = "fingerpost.ui.web.errors.not_found"
