"""The list of decisions: what waits for me, what I write, and what my unit decided."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from fingerpost.decisions.domain import queries
from fingerpost.decisions.web import presenters
from fingerpost.library.domain.rules import units_to_write_for
from fingerpost.organisations.models import Unit

EVERYWHERE = "everywhere"


@require_GET
def decision_list(request: HttpRequest) -> HttpResponse:
    """Mine to confirm first; then those of one unit and all below it, or of it alone. At most twelve queries."""
    reader = request.reader
    asked = request.GET.get("unit", "")
    unit = Unit.objects.filter(slug=asked).first() if asked and asked != EVERYWHERE else None
    if asked and asked != EVERYWHERE and unit is None:
        raise Http404
    units = queries.units_to_choose(reader, [unit.pk] if unit else ())
    if not asked and reader.path:
        unit = next((one for one in units if one.pk == reader.path[0]), None)
    state = request.GET.get("state", queries.HOLDS)
    wanted = queries.Wanted(
        unit, request.GET.get("alone") == "yes", state if state in dict(queries.STATES) else queries.HOLDS
    )
    found = queries.confirmed_for(reader, wanted, _after(request.GET.get("after", "")))
    kept = {"unit": unit.slug if unit else EVERYWHERE, "state": wanted.state}
    kept |= {"alone": "yes"} if wanted.alone else {}
    here = reverse("decisions:decision_list")
    return render(
        request, "decisions/decision_list.jinja",
        {
            "page_title": f"Decisions: {unit.name}" if unit and asked else "Decisions",
            "waiting": [presenters.list_row(row) for row in queries.waiting_for(reader)],
            "drafts": [presenters.list_row(row) for row in queries.drafts_of(reader)],
            "rows": [presenters.list_row(row) for row in found.rows], "unit": unit, "units": units, "wanted": wanted,
            "states": queries.STATES, "everywhere": EVERYWHERE, "own": bool(unit and unit.pk in reader.units),
            "narrowed": bool(asked or wanted.alone or wanted.state != queries.HOLDS),
            "may_record": reader.signed_in and bool(units_to_write_for(reader)),
            "next_href": f"{here}?{urlencode(kept | {'after': found.after})}" if found.after else "",
            "first_href": f"{here}?{urlencode(kept)}" if request.GET.get("after") else "",
            "everywhere_href": f"{here}?{urlencode({'unit': EVERYWHERE})}",
        },
    )  # fmt: skip


def _after(text: str) -> str:
    """Where the page starts, if it is such a place; else at the top."""
    day, _, pk = text.partition(".")
    try:
        date.fromisoformat(day)
    except ValueError:
        return ""
    return text if pk.isdecimal() and len(pk) < 19 else ""
