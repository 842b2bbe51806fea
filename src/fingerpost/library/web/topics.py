"""Pages of topics: what is known about each, and who can be asked."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fingerpost.library.domain.gathering import topics
from fingerpost.library.domain.own.kinds import BY_KEY
from fingerpost.library.web import presenters_gathered
from fingerpost.search.domain.find import find

MOST_PEOPLE = 4


@require_GET
def topic_list(request: HttpRequest) -> HttpResponse:
    """Topics by name."""
    found, after = topics.topics_for(request.reader, request.GET.get("after", "")[:80])
    return render(
        request, "library/topic_list.jinja", {"page_title": "Topics", "topics": found, "after": after}
    )  # fmt: skip


@require_GET
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """What is known about one topic: pages kind by kind, reading lists, people."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in BY_KEY else ""
    given = request.GET.get("after", "")
    after = int(given) if given.isascii() and given.isdigit() and len(given) < 18 else None
    found = topics.topic_for(slug, request.reader, kind=kind, after=after if kind else None)
    if found is None:
        raise Http404
    people = []
    if request.reader.signed_in and not kind:
        some, _ = find(found.name, reader=request.reader, limit=MOST_PEOPLE, facets=(), filters={"kind": {"person"}})
        people = [one for one in some if one.shown.get("willing") and not one.shown.get("own")]
    return render(
        request, "library/topic.jinja",
        {
            "page_title": found.name, "topic": found, "kind": kind, "people": people,
            "chips": presenters_gathered.CHIPS,
        },
    )  # fmt: skip
