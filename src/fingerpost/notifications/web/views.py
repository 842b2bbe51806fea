"""The outbox page."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from fingerpost.kernel.errors import NotAllowed
from fingerpost.notifications.domain import outbox

PAGE = 30


@login_required
@never_cache
@require_GET
def outbox_list(request: HttpRequest) -> HttpResponse:
    """E-mails of the last seven days that this reader may see."""
    rows = outbox.messages_for(request.reader)
    if rows is None:
        raise Http404
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: PAGE + 1])
    context = {
        "messages_out": found[:PAGE],
        "next_before": found[PAGE - 1].pk if len(found) > PAGE else "",
        "has_server": bool(settings.EMAIL_URL),
    }
    return render(request, "notifications/outbox_list.jinja", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def outbox_show(request: HttpRequest, public_id: str) -> HttpResponse:
    """One e-mail. A link that opens an account is shown only when asked for, and that is written down."""
    rows = outbox.messages_for(request.reader)
    message = rows.filter(public_id=public_id).first() if rows is not None else None
    if message is None:
        raise Http404
    text = message.body if outbox.shows_text(request.reader, message) else ""
    problem = ""
    if request.method == "POST":
        try:
            text = outbox.read_secret(message, reader=request.reader)
        except NotAllowed as refusal:
            problem = str(refusal)
    can_ask = not text and outbox.can_hand_on(request.reader, message)
    context = {"message": message, "text": text, "problem": problem, "can_ask": can_ask}
    return render(request, "notifications/outbox_show.jinja", context, status=403 if problem else 200)
