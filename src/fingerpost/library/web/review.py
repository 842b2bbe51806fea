"""Pages for looking at pages again: the queue, one page at a time, and what stands beside a page just changed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.library.domain.own import ways, writing
from fingerpost.library.domain.rules import may_edit
from fingerpost.library.domain.trust import flags, health, nudges, review_queue, reviewing
from fingerpost.library.domain.trust.review_queue import Near, Waiting
from fingerpost.library.models import Item
from fingerpost.library.web import presenters
from fingerpost.organisations.models import Unit
from fingerpost.records.models import State
from fingerpost.ui.formats import full_date, plural
from fingerpost.ui.forms import ChoiceField, DateField, NHSForm, TextAreaField, invalid

MOST_SKIPPED = 50
MOST_DOUBTED = 100


class ReviewForm(NHSForm):
    """What a reviewer found."""

    reveals = {"found": {"holds": ["due"], "withdraw": ["because"]}}
    found = ChoiceField(
        label="Is this page still right?",
        choices=[
            ("holds", "Yes, it is still right"),
            ("work", "No, it needs work"),
            ("withdraw", "No, and nobody should use it any more"),
        ],
        error_messages={"required": "Say whether this page is still right"},
    )
    due = DateField(label="When should somebody look again?", error_messages={"required": "Enter the next review date"})
    because = TextAreaField(
        label="Why should nobody use it?", guarded=True, rows=2, max_length=500,
        error_messages={"required": "Say why people should no longer use it"},
    )  # fmt: skip
    words = TextAreaField(
        label="A word to go with it",
        hint="What needs work; or your answer to readers who said that it looks wrong. You can leave this empty.",
        required=False, guarded=True, rows=3, max_length=2000,
    )  # fmt: skip


def reasons(waiting: Waiting) -> list[str]:
    """Why somebody should look at a page, each in a few words, the weightiest first."""
    item, said = waiting.item, []
    if waiting.flags:
        said.append(f"{plural(waiting.flags, 'reader')} {'says' if waiting.flags == 1 else 'say'} that it looks wrong")
    said += [_near(near) for near in waiting.near]
    if waiting.signals.reads_lately:
        said.append(f"read {plural(waiting.signals.reads_lately, 'time')} in the last four weeks")
    if item.is_overdue:
        said.append(f"its review was due on {full_date(item.review_due)}")
    if item.reviewed_on:
        said.append(f"a person last reviewed it on {full_date(item.reviewed_on)}")
    else:
        said.append("no person has reviewed it yet")
    return said


def _near(near: Near) -> str:
    what = f"“{near.other.title[:80]}”" if near.other else "something"
    day = full_date(near.at)
    return {
        nudges.CHANGED: f"{what} beside it changed on {day}",
        nudges.FOUND_WRONG: f"{what} beside it was found to need work on {day}",
        "library.paper_retracted": f"{what}, which it rests on, was retracted (we heard on {day})",
        "library.paper_concern_raised": f"{what}, which it rests on, is doubted by its journal (we heard on {day})",
        "library.paper_corrected": f"{what}, which it rests on, was corrected (we heard on {day})",
    }.get(near.kind, f"something newer updates {what}, which it rests on (we heard on {day})")


@login_required
@require_GET
def review_queue_page(request: HttpRequest) -> HttpResponse:
    """Pages that I may review, the most pressing first."""
    unit, doubted = _unit(request), bool(request.GET.get("doubted"))
    most = MOST_DOUBTED if doubted else review_queue.PAGE
    waiting = review_queue.queue_for(request.reader, [unit.pk] if unit else [], most, doubted=doubted)
    return render(
        request, "library/review_queue.jinja",
        {
            "page_title": "Pages to look at again", "unit": unit, "units": health.units_to_look_at(request.reader),
            "rows": [_row(one, unit) for one in waiting], "doubted": doubted,
        },
    )  # fmt: skip


def _row(waiting: Waiting, unit: Unit | None) -> dict[str, Any]:
    item = waiting.item
    return {
        "item": item, "kind": presenters.kind_name(item.kind), "reasons": reasons(waiting),
        "href": _here(reverse("library:review_one", args=[item.public_id]), unit, []),
    }  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def review_one(request: HttpRequest, public_id: str) -> HttpResponse:
    """Read one page and say whether it still holds; then on to the next."""
    item = _reviewable(request, public_id)
    unit, skipped = _unit(request), _skipped(request)
    if request.method == "GET" and request.GET.get("next"):
        return _next(request, unit, [*skipped, item.public_id])
    form = ReviewForm(
        request.POST if request.method == "POST" else None,
        initial={"due": ways.review_due(item.kind, item.unit, clock.today())},
    )
    if request.method == "POST" and form.is_valid():
        try:
            return _say(request, item, form, unit, skipped)
        except (RuleBroken, NotAllowed) as problem:
            form.add_error(None, str(problem))
    context = {
        "page_title": f"Review: {item.title[:90]}", "item": item, "form": form, "unit": unit, "skipped": skipped,
        "kind_name": presenters.kind_name(item.kind), "body": presenters.from_markdown(item.body),
        "reasons": reasons(review_queue.one_for(item, request.reader)), "waiting": list(flags.waiting_on(item)[:20]),
        "skip_href": _here(request.path, unit, skipped, next="1"),
    }  # fmt: skip
    return (invalid if form.is_bound else render)(request, "library/review_one.jinja", context)


def _say(request: HttpRequest, item: Item, form: ReviewForm, unit: Unit | None, skipped: list[str]) -> HttpResponse:
    """Do what the reviewer said, then lead on to the next page."""
    said, found = form.cleaned_data, form.cleaned_data["found"]
    if found == "holds":
        reviewing.confirm(item, request.user, due=said["due"], words=said["words"])
        messages.success(request, f"Thank you. “{item.title[:100]}” is reviewed.")
    elif found == "work":
        reviewing.needs_work(item, request.user, said["words"])
        messages.success(request, f"Noted: “{item.title[:100]}” needs work. Those who look after it see that.")
        skipped = [*skipped, item.public_id]
    else:
        writing.withdraw(item, request.user, said["because"])
        messages.success(request, f"“{item.title[:100]}” is withdrawn. Its page says why.")
    return _next(request, unit, skipped)


def _next(request: HttpRequest, unit: Unit | None, skipped: list[str]) -> HttpResponse:
    """On to the most pressing page that was not passed over just now; at the end, back to the list."""
    passed = Item.objects.visible_to(request.reader).filter(public_id__in=skipped).values_list("pk", flat=True)
    following = review_queue.queue_for(request.reader, [unit.pk] if unit else [], limit=1, leave_out=passed)
    if not following:
        messages.info(request, "That was the last page for now.")
        return redirect("library:review_queue")
    address = reverse("library:review_one", args=[following[0].item.public_id])
    return redirect(_here(address, unit, skipped))


@login_required
@require_http_methods(["GET", "POST"])
def beside(request: HttpRequest, public_id: str) -> HttpResponse:
    """Just after a page was changed: are those beside it still right?"""
    item = _reviewable(request, public_id)
    skipped = _skipped(request)
    if request.method == "POST" and not request.POST.get("item"):
        return redirect(_here(request.path, None, skipped))
    if request.method == "POST":
        other = _reviewable(request, request.POST["item"])
        try:
            if request.POST.get("found") == "holds":
                reviewing.confirm(other, request.user)
                messages.success(request, f"Thank you. “{other.title[:100]}” is reviewed.")
            elif request.POST.get("found") == "work":
                reviewing.needs_work(other, request.user)
                messages.success(request, f"Noted: “{other.title[:100]}” needs work.")
        except (RuleBroken, NotAllowed) as problem:
            messages.error(request, str(problem))
        return redirect(_here(request.path, None, [*skipped, other.public_id]))
    passed = Item.objects.visible_to(request.reader).filter(public_id__in=skipped).values_list("pk", flat=True)
    near = review_queue.beside(item, request.reader, leave_out=passed)
    return render(
        request, "library/beside.jinja",
        {
            "page_title": "Are these still right?", "item": item, "action": _here(request.path, None, skipped),
            "rows": [{"item": one, "kind": presenters.kind_name(one.kind)} for one in near],
        },
    )  # fmt: skip


def lead_beside(request: HttpRequest, item: Item) -> HttpResponse | None:
    """Just after a new version was shared: on to the page that asks about those beside it, if there are any."""
    again = Item.objects.visible_to(request.reader).filter(pk=item.pk, revision__gt=1, state=State.RELEASED).first()
    if again is None or not may_edit(request.reader, again) or not review_queue.beside(again, request.reader, limit=1):
        return None
    return redirect("library:beside", again.public_id)


def _reviewable(request: HttpRequest, public_id: str) -> Item:
    """The item, if this reader may review it."""
    rows = Item.objects.visible_to(request.reader).select_related("unit", "owner").filter(state=State.RELEASED)
    item = get_object_or_404(rows, public_id=public_id)
    if not may_edit(request.reader, item):
        raise Http404
    return item


def _unit(request: HttpRequest) -> Unit | None:
    """The unit that the list is narrowed to."""
    slug = request.GET.get("unit", "")
    return Unit.objects.filter(slug=slug).first() if slug else None


def _skipped(request: HttpRequest) -> list[str]:
    """Pages passed over in this sitting, from the address."""
    return request.GET.getlist("passed")[-MOST_SKIPPED:]


def _here(address: str, unit: Unit | None, skipped: list[str], **more: str) -> str:
    """An address that remembers what the list is narrowed to and what was passed over."""
    pairs = [("unit", unit.slug)] if unit else []
    pairs += [*(("passed", one) for one in skipped[-MOST_SKIPPED:]), *more.items()]
    return f"{address}?{urlencode(pairs)}" if pairs else address
