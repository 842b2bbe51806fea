"""What is new and open to anyone, for feed readers."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_GET

from bibliography.text import clean
from fingerpost.library.domain.gathering import lasting
from fingerpost.library.models import Item
from fingerpost.library.web import presenters
from fingerpost.organisations.readers import ANYONE
from fingerpost.records.models import State

MOST = 50


@require_GET
def feed(request: HttpRequest) -> HttpResponse:
    """The newest pages that anyone may read, as Atom. The same for whoever asks. One query."""
    here = settings.FINGERPOST_ADDRESS.rstrip("/")
    made = Atom1Feed(
        title="What is new in the library", link=f"{here}/", language="en-GB",
        description="Pages that anyone may read without signing in, newest first.",
        feed_url=here + reverse("library:feed"), feed_guid=f"tag:{lasting.host()},2026:feed",
    )  # fmt: skip
    rows = Item.objects.visible_to(ANYONE).filter(state=State.RELEASED).select_related("unit")
    for item in rows.order_by("-released_at", "-pk")[:MOST]:
        made.add_item(
            title=clean(item.title), link=lasting.address_of(item), description=clean(item.summary),
            unique_id=lasting.tag_of(item), pubdate=item.released_at, updateddate=item.changed_at,
            author_name=clean(item.unit.name) if item.unit else None,
            categories=[presenters.kind_name(item.kind), *map(clean, item.topics)],
        )  # fmt: skip
    response = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    made.write(response, "utf-8")
    response["Cache-Control"] = "public, max-age=600"
    return response
