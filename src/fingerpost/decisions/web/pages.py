"""Pages of decisions: the list, one decision, confirming it, and what comes after."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fingerpost.decisions.domain import actions, confirming, recording, rules, shown
from fingerpost.decisions.models import Confirmation, Decision
from fingerpost.decisions.web import presenters
from fingerpost.decisions.web.forms import DoneForm, SendBackForm, StillHoldsForm, WithdrawForm
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.library.domain.own import audiences
from fingerpost.records.models import State
from fingerpost.ui.forms import invalid


@require_GET
def decision(request: HttpRequest, public_id: str) -> HttpResponse:
    """One decision, and how it stands."""
    row = _decision(request, public_id)
    return render(request, "decisions/decision.jinja", presenters.decision_page(row, request.reader))


@login_required
@require_POST
def decision_send(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask the decider or the secretary to confirm it."""
    row = _decision(request, public_id)
    if not rules.may_write_in(request.reader, row):
        raise Http404
    try:
        confirming.send(row, by=request.user, reader=request.reader)
    except (RuleBroken, NotAllowed) as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "Sent. We have told whoever confirms it.")
    return redirect("decisions:decision", public_id)


@login_required
@require_http_methods(["GET", "POST"])
def decision_confirm(request: HttpRequest, public_id: str) -> HttpResponse:
    """What will be said and who will see it; confirm it, or send it back."""
    row = _decision(request, public_id)
    if row.confirmation == Confirmation.CONFIRMED:
        messages.info(request, str(confirming.ConfirmedAlready(row)))
        return redirect("decisions:decision", public_id)
    if not rules.may_confirm(request.reader, row):
        raise Http404
    sends_back = request.method == "POST" and "send_back" in request.POST
    form = SendBackForm(request.POST if sends_back else None)
    page = _confirm_page(request, row, form)
    if request.method == "GET":
        return render(request, "decisions/decision_confirm.jinja", page)
    if sends_back and not form.is_valid():
        return invalid(request, "decisions/decision_confirm.jinja", page)
    try:
        if sends_back:
            confirming.send_back(row, form.cleaned_data["because"], by=request.user)
            messages.success(request, "Sent back. We have told the writer.")
        else:
            confirming.confirm(row, by=request.user, seen=presenters.number(request.POST.get("seen", "")))
            messages.success(request, "Confirmed.")
    except confirming.ConfirmedAlready as problem:
        messages.info(request, str(problem))
    except recording.EditedMeanwhile:
        newer = _decision(request, public_id)
        messages.warning(request, "Somebody changed it while you were reading. This is what it says now.")
        return render(request, "decisions/decision_confirm.jinja", _confirm_page(request, newer, form), status=422)
    except (RuleBroken, NotAllowed) as problem:
        messages.error(request, str(problem))
        return render(request, "decisions/decision_confirm.jinja", page, status=422)
    return redirect("decisions:decision", public_id)


@login_required
@require_http_methods(["GET", "POST"])
def decision_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take it back with a reason, or point to the decision that replaces it."""
    row = _kept_by(request, public_id)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    page = {"page_title": "Withdraw this decision", "decision": row, "form": form}
    if request.method == "GET":
        return render(request, "decisions/decision_withdraw.jinja", page)
    if form.is_valid():
        try:
            instead = _decision_at(request, form.cleaned_data["instead"])
            confirming.withdraw(row, form.cleaned_data["because"], by=request.user, instead=instead)
        except (RuleBroken, NotAllowed) as problem:
            form.add_error("instead" if form.cleaned_data["instead"] else None, str(problem))
        else:
            messages.success(request, "Withdrawn. The page stays, and says so.")
            return redirect("decisions:decision", public_id)
    return invalid(request, "decisions/decision_withdraw.jinja", page)


@login_required
@require_http_methods(["GET", "POST"])
def decision_look_again(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say that it still holds, and when to look the next time."""
    row = _kept_by(request, public_id)
    form = StillHoldsForm(request.POST if request.method == "POST" else None)
    page = {
        "page_title": "Look at this decision again", "decision": row, "form": form,
        "shown": shown.shown(row, request.reader),
    }  # fmt: skip
    if request.method == "GET":
        return render(request, "decisions/decision_look_again.jinja", page)
    if form.is_valid():
        try:
            confirming.still_holds(row, by=request.user, due=form.cleaned_data["due"])
        except (RuleBroken, NotAllowed) as problem:
            form.add_error("due", str(problem))
        else:
            messages.success(request, "Noted. It still holds.")
            return redirect("decisions:decision", public_id)
    return invalid(request, "decisions/decision_look_again.jinja", page)


@login_required
@require_http_methods(["GET", "POST"])
def action_done(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """Mark one action as done, with a word on what was done; or take that back."""
    row = _decision(request, public_id)
    action = row.actions.filter(pk=pk).select_related("owner").first()
    if action is None or not rules.may_mark(request.reader, row, action.owner_id):
        raise Http404
    form = DoneForm(request.POST if request.method == "POST" else None)
    page = {"page_title": "An action is done", "decision": row, "action": action, "form": form}
    if request.method == "GET":
        return render(request, "decisions/action_done.jinja", page)
    if form.is_valid():
        try:
            if "not_done" in request.POST:
                actions.not_done(action, by=request.user, reader=request.reader)
                messages.success(request, "It is still to be done.")
            else:
                actions.done(action, form.cleaned_data["words"], by=request.user, reader=request.reader)
                messages.success(request, "Done. Thank you.")
        except (RuleBroken, NotAllowed) as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("decisions:decision", public_id)
    return invalid(request, "decisions/action_done.jinja", page)


# Inside ----------------------------------------------------------------------------------------------


def _decision(request: HttpRequest, public_id: str) -> Decision:
    """The decision, if this reader may open it; otherwise there is no such page."""
    if (row := rules.decision_for(request.reader, public_id)) is None:
        raise Http404
    return row


def _kept_by(request: HttpRequest, public_id: str) -> Decision:
    """A confirmed decision that this reader may take back or look at again."""
    row = get_object_or_404(rules.rows().visible_to(request.reader), public_id=public_id)  # type: ignore[attr-defined]
    holds = row.confirmation == Confirmation.CONFIRMED and row.state == State.RELEASED
    if not holds or not rules.may_withdraw(request.reader, row):
        raise Http404
    return row


def _confirm_page(request: HttpRequest, row: Decision, form: SendBackForm) -> dict[str, Any]:
    audience = audiences.Audience(row.shared_open_to, tuple(row.shared_tokens))
    units, people = audiences.names_of(audience)
    return {
        "page_title": "Confirm this decision", "decision": row, "form": form, "shown": shown.shown(row, request.reader),
        "see_words": presenters.audience_words(audience), "see_units": units, "see_people": people,
        "standing_in": presenters.standing_in(row, request.reader), "waiting": row.confirmation == Confirmation.WAITING,
        "may_write": rules.may_write_in(request.reader, row), "replaces": recording.replaced_by(row),
    }  # fmt: skip


def _decision_at(request: HttpRequest, address: str) -> Decision | None:
    """The decision behind an address that somebody pasted. RuleBroken if there is none that they may see."""
    if not address.strip():
        return None
    public_id = address.strip().split("?")[0].rstrip("/").rpartition("/")[2]
    found = Decision.objects.visible_to(request.reader).filter(public_id=public_id).first()
    if found is None:
        raise RuleBroken("We found no decision at this address. Open its page and copy the address.")
    return found
