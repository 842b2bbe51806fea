"""The answer page: one box, one honest answer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from fingerpost.hub.web import presenters
from fingerpost.hub.web.asking import Asked
from fingerpost.organisations.domain.agreements import services_for
from fingerpost.search.domain.find import answer, suggestions
from fingerpost.ui import identifiers


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """What is known about a question, for this reader. The address can be shared; it is never logged."""
    asked = Asked.from_request(request)
    if not asked.text:
        return render(request, "hub/search.jinja", {"page_title": "Search", "asked": asked, "reply": None})
    if not asked.sure and (findings := identifiers.find(asked.text)):
        return render(
            request, "hub/search_careful.jinja",
            {"page_title": "Check your question", "asked": asked, "findings": findings},
        )  # fmt: skip
    reply = answer(
        asked.text,
        reader=request.reader,
        filters=asked.filters,
        years=asked.years,
        offset=asked.offset,
        order=asked.order,
    )
    page = presenters.answer_page(reply, asked, request.reader)
    template = "hub/_answer.jinja" if request.htmx.target == "answer" else "hub/search.jinja"
    title = f"{asked.text[:60]} – answers" + (f", page {page.number}" if page.number > 1 else "")
    response = render(
        request, template,
        {
            "page_title": title, "asked": asked, "reply": page,
            "library_services": services_for(request.reader) if request.reader.signed_in and page.has_no_words else [],
        },
    )  # fmt: skip
    # One address, two answers: going back must never show the part where the page was.
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


@require_GET
def suggest(request: HttpRequest) -> HttpResponse:
    """Words that begin as the reader types, as options for the search box."""
    text = request.GET.get("q", "")[:100]
    found = suggestions(text, reader=request.reader) if len(text.strip()) > 1 else ()
    return render(request, "hub/_suggestions.jinja", {"suggestions": found})
