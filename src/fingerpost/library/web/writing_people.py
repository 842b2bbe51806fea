"""Pages on which people answer for themselves, and on which an administrator says how a library is kept."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.library.domain.own import ways, who_to_ask
from fingerpost.library.domain.own.kinds import BY_KEY
from fingerpost.library.web.forms_item_actions import WaysForm
from fingerpost.organisations.domain.queries import unit_administered
from fingerpost.ui.forms import invalid


@login_required
@require_GET
def asked_of_me(request: HttpRequest) -> HttpResponse:
    """Pages that would name me as somebody to ask, and those that do."""
    parts = who_to_ask.asked_of(request.user)
    return render(request, "library/asked_of_me.jinja", {"page_title": "Asked of you", "parts": parts})


@login_required
@require_POST
def asked_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """My yes or no."""
    part = get_object_or_404(who_to_ask.requests_of(request.user), pk=pk)
    yes = "yes" in request.POST
    who_to_ask.agree(part, yes, by=request.user)
    messages.success(request, "Your name is on the page." if yes else "Your name is not on the page.")
    return redirect("library:asked_of_me")


@login_required
@require_http_methods(["GET", "POST"])
def ways_set(request: HttpRequest, slug: str) -> HttpResponse:
    """How a unit and those below it keep their library."""
    unit = unit_administered(request.reader, slug)
    if unit is None:
        raise Http404
    said = ways.ways_of(unit)
    months = {key: ways.review_months(key, said) for key in BY_KEY}
    form = WaysForm(
        request.POST if request.method == "POST" else None, months=months, initial={"four_eyes": said.four_eyes}
    )
    page = {"page_title": "How your library is kept", "form": form, "unit": unit}
    if request.method == "GET":
        return render(request, "library/ways_set.jinja", page)
    if form.is_valid():
        try:
            ways.set_ways(unit, by=request.user, four_eyes=form.cleaned_data["four_eyes"], review_months=form.months())
        except (RuleBroken, NotAllowed) as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "Saved.")
            return redirect("library:ways_set", slug)
    return invalid(request, "library/ways_set.jinja", page)
