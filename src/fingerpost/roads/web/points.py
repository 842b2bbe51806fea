"""Pages on which one sentence of a brief is written, pinned to words of a source, and accepted."""

from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

import quotelock
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.records.models import Record
from fingerpost.roads.domain.briefs import locking, points, queries, sources
from fingerpost.roads.models import Point, PointKind
from fingerpost.roads.web import presenters_brief
from fingerpost.roads.web.briefs import draft_to_write
from fingerpost.roads.web.forms_brief import AcceptForm, PinForm, PointForm
from fingerpost.ui.forms import invalid


def point_to_write(request: HttpRequest, public_id: str, pk: int) -> Point:
    """A sentence of the draft in which this reader may write; otherwise there is no such page."""
    point = queries.point_at(draft_to_write(request, public_id), pk)
    if point is None:
        raise Http404
    return point


@login_required
@require_http_methods(["GET", "POST"])
def point_add(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write one more sentence."""
    version = draft_to_write(request, public_id)
    form = PointForm(request.POST if request.method == "POST" else None)
    page = {"page_title": "Add a point", "form": form, "version": version, "brief": version.brief}
    if request.method == "GET":
        return render(request, "roads/point_add.jinja", page)
    if form.is_valid():
        said = form.cleaned_data
        try:
            point = points.add(version, said["text"], by=request.user, reader=request.reader, kind=said["kind"])
        except (RuleBroken, NotAllowed) as problem:
            form.add_error("text", str(problem))
        else:
            if point.kind == PointKind.OWN:
                messages.success(request, "Added.")
                return redirect("roads:brief_write", public_id)
            return redirect("roads:point", public_id, point.pk)
    return invalid(request, "roads/point_add.jinja", page)


@login_required
@require_http_methods(["GET", "POST"])
def point(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """One sentence beside the words of its sources: change it, or accept it."""
    row = point_to_write(request, public_id, pk)
    seen = locking.digest_of_acceptance(row)
    typed = request.POST if request.method == "POST" else None
    accepting = typed is not None and "accept" in typed
    form = PointForm(None if accepting else typed, initial={"text": row.text, "kind": row.kind, "seen": seen})
    accept = AcceptForm(typed if accepting else None, initial={"because": row.differs_because, "seen": seen})
    page = presenters_brief.point_page(row, request.reader) | {"form": form, "accept": accept, "forms": [form, accept]}
    if request.method == "GET":
        return render(request, "roads/point.jinja", page)
    used = accept if accepting else form
    if used.is_valid():
        try:
            return _accept(request, row, accept) if accepting else _change(request, row, form)
        except points.ChangedMeanwhile as problem:
            return _show_changed(request, problem, page, used)
        except (RuleBroken, NotAllowed) as problem:
            used.add_error("because" if accepting else "text", str(problem))
    return invalid(request, "roads/point.jinja", page)


@login_required
@require_http_methods(["GET", "POST"])
def pin(request: HttpRequest, public_id: str, pk: int, source_id: str) -> HttpResponse:
    """The texts of one source, sentence by sentence: tick those that say it."""
    row = point_to_write(request, public_id, pk)
    source = get_object_or_404(Record.objects.visible_to(request.reader), public_id=source_id)
    texts = presenters_brief.texts_to_pin(source, row.text, request.reader)
    places = [(one.place, one.words) for text in texts for one in text.sentences]
    form = PinForm(request.POST if request.method == "POST" else None, sentences=places)
    page = {
        "page_title": f"Pin to: {source.title[:80]}", "form": form, "point": row, "brief": row.version.brief,
        "source": source, "texts": texts, "wrong": sources.wrong_with(source),
    }  # fmt: skip
    if request.method == "GET":
        return render(request, "roads/point_pin.jinja", page)
    if form.is_valid():
        try:
            for document, start, end in _spans(source, form.cleaned_data, [one for one, _ in places], request):
                points.pin(row, source, document, start, end, by=request.user, reader=request.reader)
        except (RuleBroken, NotAllowed) as problem:
            form.add_error("places", str(problem))
        else:
            messages.success(request, "Pinned. Read both once more, then accept the sentence.")
            return redirect("roads:point", public_id, pk)
    return invalid(request, "roads/point_pin.jinja", page)


@login_required
@require_POST
def point_move(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """One place up or down."""
    row = point_to_write(request, public_id, pk)
    points.move(row, "up" in request.POST, by=request.user, reader=request.reader)
    return redirect("roads:brief_write", public_id)


@login_required
@require_POST
def point_remove(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """Take a sentence out."""
    row = point_to_write(request, public_id, pk)
    points.remove(row, by=request.user, reader=request.reader)
    messages.success(request, "Taken out.")
    return redirect("roads:brief_write", public_id)


@login_required
@require_POST
def pin_change(request: HttpRequest, public_id: str, pk: int, pin_pk: int) -> HttpResponse:
    """Take a pin away, or pin to the same words where they stand now."""
    row = point_to_write(request, public_id, pk)
    old = row.pins.select_related("point__version__brief", "source").filter(pk=pin_pk).first()
    if old is None:
        raise Http404
    try:
        if "again" in request.POST:
            points.pin_again(old, by=request.user, reader=request.reader)
            messages.success(request, "Pinned again. Read both once more, then accept the sentence.")
        else:
            points.unpin(old, by=request.user, reader=request.reader)
            messages.success(request, "The pin is gone.")
    except (RuleBroken, NotAllowed) as problem:
        messages.error(request, str(problem))
    return redirect("roads:point", public_id, pk)


# Inside -------------------------------------------------------------------------------------------


def _accept(request: HttpRequest, row: Point, form: AcceptForm) -> HttpResponse:
    said = form.cleaned_data
    points.accept(row, by=request.user, reader=request.reader, seen=said["seen"], because=said["because"])
    messages.success(request, "Accepted.")
    return redirect("roads:brief_write", row.version.brief.public_id)


def _change(request: HttpRequest, row: Point, form: PointForm) -> HttpResponse:
    said = form.cleaned_data
    points.change(row, said["text"], by=request.user, reader=request.reader, seen=said["seen"], kind=said["kind"])
    messages.success(request, "Saved.")
    return redirect("roads:point", row.version.brief.public_id, row.pk)


def _show_changed(
    request: HttpRequest, problem: points.ChangedMeanwhile, page: dict[str, Any], form: Any
) -> HttpResponse:
    """What it says now beside what was typed; whoever saves next has seen both."""
    form.data = form.data.copy()
    form.data["seen"] = locking.digest_of_acceptance(problem.point)
    form.add_error(None, str(problem))
    return invalid(request, "roads/point.jinja", page | {"now": problem.point})


def _spans(source: Record, said: dict[str, Any], order: list[str], request: HttpRequest) -> list[tuple[str, int, int]]:
    """The ticked sentences as spans: those that follow each other in one text are one span. And the copied words."""
    spans: list[tuple[str, int, int]] = []
    ticked = [place for place in order if place in set(said.get("places") or ())]
    follows = set(pairwise(order))
    last = ""
    for place in ticked:
        document, start, end = presenters_brief.read_place(place)
        if spans and (last, place) in follows and spans[-1][0] == document:
            spans[-1] = (document, spans[-1][1], end)
        else:
            spans.append((document, start, end))
        last = place
    if words := (said.get("words") or "").strip():
        found = [
            (text.document, *place)
            for text in sources.texts_of(source, request.reader)
            if (place := quotelock.found_again(text.text, words))
        ]
        if len(found) != 1:
            raise RuleBroken("The source does not say exactly these words, or says them more than once.")
        spans += found
    return spans
