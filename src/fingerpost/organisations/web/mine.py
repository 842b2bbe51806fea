"""Pages about oneself: my account, and what is held about me."""

import json

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.organisations.domain import accounts, consent, memberships, privacy, queries
from fingerpost.organisations.web.forms import DetailsForm, LeaveForm
from fingerpost.organisations.web.presenters import choices_of
from fingerpost.ui.forms import invalid


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """My name, where I work, and how I sign in."""
    form = DetailsForm(
        request.POST if request.method == "POST" else None,
        initial={"name": request.user.name, "pronouns": request.user.pronouns},
    )
    context = {"form": form, "memberships": queries.memberships_of(request.user)}
    if request.method != "POST":
        return render(request, "organisations/account.jinja", context)
    if form.is_valid():
        try:
            accounts.change_details(request.user, by=request.user, **form.cleaned_data)
        except (RuleBroken, NotAllowed) as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "Your details are saved.")
            return redirect("organisations:account")
    return invalid(request, "organisations/account.jinja", context)


@login_required
@require_POST
def membership_leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that I do not work there any more."""
    membership = queries.own_membership(request.user, pk)
    if membership is None:
        raise Http404
    try:
        memberships.leave(membership, by=request.user)
    except RuleBroken as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"You are no longer in {membership.unit}.")
    return redirect("organisations:account")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account_leave(request: HttpRequest) -> HttpResponse:
    """Close my account for good."""
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not form.is_valid():
            return invalid(request, "organisations/account_leave.jinja", {"form": form})
        accounts.leave(request.user, by=request.user)
        logout(request)
        messages.success(request, "Your account is closed and your name is forgotten.")
        return redirect("organisations:privacy")
    return render(request, "organisations/account_leave.jinja", {"form": form})


@require_GET
def privacy_page(request: HttpRequest) -> HttpResponse:
    """What we do with what people tell us. Open to all."""
    return render(request, "organisations/privacy.jinja", {"contact": settings.CONTACT_EMAIL})


@login_required
@never_cache
@require_GET
def privacy_mine(request: HttpRequest) -> HttpResponse:
    """What is held about me, who can see it, and what I agreed to."""
    context = {
        "choices": choices_of(request.user),
        "holdings": privacy.holdings_of(request.user),
        "shown": privacy.SHOWN,
        "hidden": request.user.hidden_from_results,
    }
    return render(request, "organisations/privacy_mine.jinja", context)


@login_required
@never_cache
@require_GET
def privacy_download(request: HttpRequest) -> HttpResponse:
    """Everything held about me, as a file."""
    held = privacy.as_file(request.user, made_at=clock.now().isoformat(timespec="seconds"))
    text = json.dumps(held, indent=2, ensure_ascii=False)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="what-is-held-about-me.json"'
    return response


@login_required
@require_POST
def consent_say(request: HttpRequest, purpose: str) -> HttpResponse:
    """Say yes or no to one purpose."""
    answer = request.POST.get("answer")
    if purpose not in consent.PURPOSES or answer not in {"yes", "no"}:
        raise Http404
    consent.say(request.user, purpose, answer == "yes", by=request.user)
    messages.success(request, f"{consent.PURPOSES[purpose].title}: {answer}. This is saved.")
    return redirect("organisations:privacy_mine")


@login_required
@require_POST
def hide(request: HttpRequest) -> HttpResponse:
    """Hide me from results, or show me again."""
    hidden = request.POST.get("hidden") != "no"
    consent.hide(request.user, hidden, by=request.user)
    messages.success(
        request,
        "You are hidden. Nobody finds you in search." if hidden else "You can be found again, as far as you agreed.",
    )
    return redirect("organisations:privacy_mine")
