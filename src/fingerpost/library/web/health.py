"""The health page of a unit, and handing pages over whose owner has left."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.library.domain.rules import editable_by, looks_after
from fingerpost.library.domain.trust import handover, health
from fingerpost.library.models import Item
from fingerpost.organisations import lineage
from fingerpost.organisations.models import Unit
from fingerpost.records.models import State
from fingerpost.ui.forms import NHSForm, SelectField


class HandOverForm(NHSForm):
    """Who owns the pages from now on."""

    to = SelectField(label="New owner", choices=[], error_messages={"required": "Choose who owns these pages now"})

    def __init__(self, *args, people, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.public_id: person for person in people}
        self.fields["to"].choices = [("", "Choose a person"), *((key, who.name) for key, who in self.people.items())]


@login_required
@require_GET
def health_list(request: HttpRequest) -> HttpResponse:
    """Units whose health one may look at."""
    units = health.units_to_look_at(request.reader)
    return render(request, "library/health_list.jinja", {"page_title": "Health of our pages", "units": units})


@login_required
@require_GET
def health_page(request: HttpRequest, slug: str) -> HttpResponse:
    """How well one unit's pages are looked after."""
    unit = _unit(request, slug)
    found = health.health_of(unit, request.reader)
    may = looks_after(request.reader, unit)
    form = HandOverForm(people=handover.people_of(unit)) if may and found.orphans else None
    return render(
        request, "library/health.jinja",
        {"page_title": f"Health of the pages of {unit.name}", "health": found, "form": form, "unit": unit},
    )  # fmt: skip


@login_required
@require_POST
def health_hand_over(request: HttpRequest, slug: str) -> HttpResponse:
    """Give one page, or all whose owner has left, to somebody in the unit."""
    unit = _unit(request, slug)
    if not looks_after(request.reader, unit):
        raise Http404
    form = HandOverForm(request.POST, people=handover.people_of(unit))
    if not form.is_valid():
        messages.error(request, "Choose who owns these pages now.")
        return redirect("library:health", unit.slug)
    inside = lineage.below([unit.pk], clock.today())
    items = Item.objects.visible_to(request.reader).filter(editable_by(request.reader), unit_id__in=inside)
    orphans = handover.without_owner(items.filter(state=State.RELEASED)).select_related("unit", "owner")
    one = request.POST.get("item", "")
    chosen = orphans.filter(public_id=one) if one else orphans.order_by("pk")[: handover.MOST]
    to = form.people[form.cleaned_data["to"]]
    try:
        number = handover.hand_over(chosen, to, request.user)
    except (RuleBroken, NotAllowed) as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"{to.name} owns {'this page' if number == 1 else f'{number} pages'} now.")
    return redirect("library:health", unit.slug)


def _unit(request: HttpRequest, slug: str) -> Unit:
    unit = get_object_or_404(Unit, slug=slug)
    if not health.may_see_health(request.reader, unit):
        raise Http404
    return unit
