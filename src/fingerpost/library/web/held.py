"""Pages about documents whose one controlled copy lives elsewhere."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.library.domain import rules
from fingerpost.library.domain.fillings import held
from fingerpost.library.domain.fillings.held import Standing
from fingerpost.library.models import AddressState, Item

FILTERS = (
    ("", "All"), (AddressState.CHANGED, "Changed"), (AddressState.GONE, "No longer there"),
    (AddressState.UNREACHED, "Not reached"), (AddressState.REACHED, "There"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Panel:
    """What an item's page says of its address, and what this reader may do about it."""

    standing: Standing
    may_confirm: bool
    may_ask: bool


def panel(item: Item, may_edit: bool) -> Panel | None:
    """For an item whose address is looked at; None for any other. No query."""
    if not held.is_watched(item):
        return None
    changed = item.address_state == AddressState.CHANGED
    return Panel(held.standing(item), may_edit and changed, may_edit and held.is_allowed())


@login_required
@require_GET
def held_list(request: HttpRequest) -> HttpResponse:
    """Documents held elsewhere that this reader may see, each with what was found at its address."""
    state = request.GET.get("state", "")
    after = request.GET.get("after", "")
    found = held.held_elsewhere(request.reader, state, int(after[:18]) if after.isdecimal() else None)
    return render(
        request, "library/held_list.jinja",
        {
            "page_title": "Held elsewhere", "rows": [(item, held.standing(item)) for item in found.items],
            "after": found.after, "state": state if state in dict(FILTERS) else "", "filters": FILTERS,
            "allowed": held.is_allowed(),
        },
    )  # fmt: skip


@login_required
@require_POST
def held_check(request: HttpRequest, public_id: str) -> HttpResponse:
    """Have the address of an item looked at soon."""
    item = _editable(request, public_id)
    try:
        held.ask_check(item, by=request.user)
    except (RuleBroken, NotAllowed) as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "We will look in the next minutes. Come back to see what we found.")
    return redirect("library:item", public_id)


@login_required
@require_POST
def held_confirm(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say that our page still leads people right."""
    item = _editable(request, public_id)
    held.confirm(item, by=request.user)
    messages.success(request, "Thank you. What stands there now is what we compare with from here on.")
    return redirect("library:item", public_id)


def _editable(request: HttpRequest, public_id: str) -> Item:
    """The item, for those who may change it; for anyone else there is nothing here."""
    item: Item = get_object_or_404(Item.objects.visible_to(request.reader).select_related("unit"), public_id=public_id)
    if not rules.may_edit(request.reader, item):
        raise Http404
    return item
