"""Pages of topics: what is known about each, and who can be asked."""

from string import ascii_lowercase

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fingerpost.library.domain.gathering import topics
from fingerpost.library.domain.own.kinds import BY_KEY
from fingerpost.library.web import presenters_gathered
from fingerpost.search.domain.find import people_for

MOST_PEOPLE = 4


@require_GET
def topic_list(request: HttpRequest) -> HttpResponse:
    """Topics by name, under their letters; where there are many, a page starts at the letter that was chosen."""
    before, start = request.GET.get("after", "")[:80], request.GET.get("from", "")[:1].lower()
    found, after = topics.topics_for(request.reader, before, start=start)
    letters = topics.by_letter(found)
    here = {one.letter for one in letters}
    # A letter that is not on this page may be on another: we do not look, as that would read every topic there is.
    elsewhere = {
        one for one in ascii_lowercase if (after and one >= after[0]) or ((before or start) and one not in here)
    }
    return render(
        request, "library/topic_list.jinja",
        {
            "page_title": "Topics", "letters": letters, "after": after, "start": start,
            "alphabet": [
                (one, f"#letter-{one}" if one in here else f"?from={one}" if one in elsewhere else "")
                for one in ascii_lowercase
            ],
        },
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
        some = people_for(found.name, reader=request.reader, limit=MOST_PEOPLE)
        people = [one for one in some if not one.shown.get("own")]
    return render(
        request, "library/topic.jinja",
        {
            "page_title": found.name, "topic": found, "kind": kind, "people": people,
            "chips": presenters_gathered.CHIPS,
        },
    )  # fmt: skip
