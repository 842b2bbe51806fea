"""What a thing rests on and where it is used, step by step, in words."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from fingerpost.hub.domain import connections as domain
from fingerpost.hub.web.presenters import CHIPS
from fingerpost.library.models import Standing
from fingerpost.records.domain import graph
from fingerpost.records.models import Record
from fingerpost.search import registry

STANDINGS = {
    Standing.RETRACTED: ("Retracted: do not rely on it", "bad"),
    Standing.DELETED: ("Removed from PubMed", "bad"),
    Standing.CONCERN: ("Its journal has expressed concern", "watch"),
    Standing.CORRECTED: ("Corrected since", "watch"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing on the way, as the page shows it. No `href`: something that this reader may not see.

    `again`: something lies behind it, and is shown where the same thing stands elsewhere.
    """

    words: str
    title: str
    href: str
    kind_name: str
    chip: str
    marks: tuple[tuple[str, str], ...]
    again: bool
    children: tuple["Step", ...]


@require_GET
def connections(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everything that a thing rests on, and everywhere it is used."""
    row = get_object_or_404(Record.objects.visible_to(request.reader), public_id=public_id)
    rests_on = graph.walk(row, request.reader, direction="rests_on")
    used_in = graph.walk(row, request.reader, direction="used_in")
    papers = {
        node.record.pk
        for walked in (rests_on, used_in)
        for node in walked.every()
        if node.record and node.record.kind == "paper"
    }
    standings = domain.standings({*papers, row.pk})
    return render(
        request,
        "hub/connections.jinja",
        {
            "page_title": f"What this rests on: {row.title[:80]}",
            "heading": "What this rests on, and where it is used",
            "row": row,
            "kind_name": registry.kind_name(row.kind),
            "chip": CHIPS.get(row.kind, row.kind),
            "marks": _marks(row, standings, replaced=False),
            "rests_on": _steps(rests_on, standings),
            "used_in": _steps(used_in, standings),
            "walks": {"rests_on": rests_on, "used_in": used_in},
            "may_say": domain.may_let_use_be_said(request.reader, row),
        },
    )


@login_required
@require_POST
def use_said(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let others be told that something restricted was used, or no longer."""
    row = get_object_or_404(Record.objects.visible_to(request.reader), public_id=public_id)
    if not domain.may_let_use_be_said(request.reader, row):
        raise Http404
    may = request.POST.get("may") == "yes"
    domain.let_use_be_said(row, may, by=request.user, reader=request.reader)
    told = "Others may now be told that something restricted was used." if may else "Nobody is told any longer."
    messages.success(request, told)
    return redirect("hub:connections", row.public_id)


def _steps(walked: graph.Walked, standings: dict[int, Standing]) -> tuple[Step, ...]:
    unfolded = {node.record.pk for node in walked.every() if node.record and node.children}

    def step(node: graph.Node) -> Step:
        if node.record is None:
            return Step("", node.title, "", "", "", (), False, ())
        return Step(
            node.words, node.title, reverse("hub:record", args=[node.record.public_id]),
            registry.kind_name(node.record.kind), CHIPS.get(node.record.kind, node.record.kind),
            _marks(node.record, standings, replaced=node.replaced), node.again and node.record.pk in unfolded,
            tuple(step(each) for each in node.children),
        )  # fmt: skip

    return tuple(step(node) for node in walked.nodes)


def _marks(row: Record, standings: dict[int, Standing], *, replaced: bool) -> tuple[tuple[str, str], ...]:
    """What whoever relies on it must know, with the tone to say it in."""
    found = [("Withdrawn", "bad")] if row.state == "withdrawn" else []
    found += [("Replaced by something newer", "watch")] if replaced else []
    found += [STANDINGS[standings[row.pk]]] if row.pk in standings else []
    return tuple(found)
