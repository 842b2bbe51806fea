"""Pages for bringing in many documents at once."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fingerpost.files.domain import store
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.library.domain.fillings import filling, filling_put, filling_queries
from fingerpost.library.domain.fillings.filling_places import Places
from fingerpost.library.models import Filling, FillingRow, FillingState, RowState
from fingerpost.library.web.forms_filling import FillForm, MatchForm, RowForm
from fingerpost.library.web.refusals import only_if
from fingerpost.ui.forms import invalid

PAGE = 25


@login_required
@only_if(filling_queries.can_fill)
@require_GET
def filling_list(request: HttpRequest) -> HttpResponse:
    """Every filling of the units that the reader looks after."""
    rows = filling_queries.fillings_seen_by(request.reader)
    after = request.GET.get("after", "")
    if after.isdecimal():
        rows = rows.filter(pk__lt=int(after[:18]))
    found = list(rows[: PAGE + 1])
    return render(
        request, "library/filling_list.jinja",
        {
            "page_title": "Bring in many documents", "fillings": found[:PAGE], "state_of": state_of,
            "after": found[PAGE - 1].pk if len(found) > PAGE else None,
        },
    )  # fmt: skip


@login_required
@only_if(filling_queries.can_fill)
@require_http_methods(["GET", "POST"])
def filling_new(request: HttpRequest) -> HttpResponse:
    """Choose an archive, a table beside it, and whose shelf it fills."""
    units = filling_queries.units_to_fill(request.reader)
    own = next((unit.pk for unit in units if unit.pk in request.reader.organisations), "")
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FillForm(*sent, units=units, initial={"unit": str(own)})
    context = {"page_title": "Choose the documents to bring in", "form": form}
    if request.method == "POST" and form.is_valid():
        sent, beside = form.cleaned_data["file"], form.cleaned_data["table"]
        try:
            begun = filling.upload(
                sent.name, sent.chunks(), unit=form.chosen_unit(), by=request.user,
                table=(beside.name, beside.chunks()) if beside else None,
            )  # fmt: skip
        except (RuleBroken, NotAllowed) as problem:
            form.add_error("file", str(problem))
        else:
            return redirect("library:filling", begun.public_id)
    if form.is_bound:
        return invalid(request, "library/filling_new.jinja", context)
    return render(request, "library/filling_new.jinja", context)


@login_required
@only_if(filling_queries.can_fill)
@require_GET
def filling_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Where a filling stands: its progress, what each row would become or became, and what to do next."""
    one = _filling(request, public_id)
    show, after = request.GET.get("show", ""), request.GET.get("after", "")
    alike, reason = filling_queries.alike(one), _reason(request, one)
    rows = filling_queries.rows_of(
        one, show, int(after[:9]) if after.isdecimal() else None, without=[each.reason for each in alike], reason=reason
    )
    tally = filling_queries.tally(one)
    template = "library/_filling_progress.jinja" if request.htmx else "library/filling.jinja"
    return render(
        request, template,
        {
            "page_title": one.name, "filling": one, "tally": tally, "rows": rows.rows, "after": rows.after,
            "alike": [] if reason or after or show not in {"", RowState.REJECTED} else alike,
            "like": request.GET.get("like", "") if reason else "",
            "show": show if show in RowState.values else "", "filters": _filters(tally, one), "going": is_going(one),
            "state": state_of(one), "stopped": is_stopped(one), "tabled": bool(one.headings),
            "versions": filling_queries.new_versions(one) if one.state == FillingState.TRIED else 0,
            "shelf": one.defaults.get("as") != filling_put.REVIEW, "own": _is_own(one, request),
            "taking_back": bool(one.job and one.job.arguments.get("do") == "take back"),
        },
    )  # fmt: skip


@login_required
@only_if(filling_queries.can_fill)
@require_http_methods(["GET", "POST"])
def filling_match(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say what the columns mean and what holds for all, then have every row tried out."""
    one = _filling(request, public_id)
    waits = one.state in {FillingState.MATCHING, FillingState.TRIED} or filling.is_stopped(one, FillingState.TRYING)
    if not waits:
        return redirect("library:filling", public_id)
    unknown = filling_queries.unknown_words(one)
    form = MatchForm(
        request.POST if request.method == "POST" else None,
        filling=one,
        places=Places(one, request.user),
        unknown=unknown,
    )
    context = {
        "page_title": "Say what the table means" if one.headings else "Say what they are",
        "form": form,
        "filling": one,
    }
    if request.method == "POST" and form.is_valid():
        try:
            filling.match(one, form.columns(), form.defaults(), by=request.user)
        except (RuleBroken, NotAllowed) as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("library:filling", public_id)
    if form.is_bound:
        return invalid(request, "library/filling_match.jinja", context)
    return render(request, "library/filling_match.jinja", context)


@login_required
@only_if(filling_queries.can_fill)
@require_POST
def filling_run(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put all that is ready on the shelf."""
    return _do(request, public_id, filling.run)


@login_required
@only_if(filling_queries.can_fill)
@require_POST
def filling_stop(request: HttpRequest, public_id: str) -> HttpResponse:
    """Stop the work, or go on with it."""
    return _do(request, public_id, filling.go_on if "again" in request.POST else filling.stop)


@login_required
@only_if(filling_queries.can_fill)
@require_http_methods(["GET", "POST"])
def filling_undo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask first; then give up what is not on the shelf yet, or take back what is."""
    one = _filling(request, public_id)
    if request.method == "POST":
        is_there = one.state in {FillingState.DONE, FillingState.RUNNING}
        return _do(request, public_id, filling.take_back if is_there else filling.give_up)
    return render(
        request, "library/filling_undo.jinja",
        {
            "page_title": "Take back" if one.state in {FillingState.DONE, FillingState.RUNNING} else "Give up",
            "filling": one, "tally": filling_queries.tally(one),
        },
    )  # fmt: skip


@login_required
@only_if(filling_queries.can_fill)
@require_http_methods(["GET", "POST"])
def filling_row(request: HttpRequest, public_id: str, position: int) -> HttpResponse:
    """Put one row right and try it again, or leave it out."""
    one = _filling(request, public_id)
    row: FillingRow = get_object_or_404(one.rows.select_related("filling__unit", "file"), position=position)
    sent = (request.POST, request.FILES) if request.method == "POST" and "leave" not in request.POST else ()
    form = RowForm(*sent, row=row, places=Places(one, request.user))
    context = {"page_title": f"Row {row.position}", "form": form, "row": row, "filling": one}
    try:
        if request.method == "POST" and not sent:
            filling.leave_out(row, by=request.user)
            return redirect("library:filling", public_id)
        if form.is_bound and form.is_valid():
            state = filling.mend(row, form.mended(), by=request.user, file=_kept(form.cleaned_data["file"]))
            said = {RowState.ADDED: "It is on the shelf.", RowState.UPDATED: "It is a new version now."}
            messages.success(request, f"Row {row.position} is put right. {said.get(state, '')}".strip())
            return redirect("library:filling", public_id)
    except (RuleBroken, NotAllowed) as problem:
        if not form.is_bound:
            messages.error(request, str(problem))
            return redirect("library:filling", public_id)
        form.add_error(None, str(problem))
    if form.is_bound:
        return invalid(request, "library/filling_row.jinja", context)
    return render(request, "library/filling_row.jinja", context)


# Inside ------------------------------------------------------------------------------------------


def _filling(request: HttpRequest, public_id: str) -> Filling:
    one: Filling = get_object_or_404(filling_queries.fillings_seen_by(request.reader), public_id=public_id)
    return one


def _reason(request: HttpRequest, one: Filling) -> str:
    """Why the row named in the address is not taken, to show all that are not taken for the same reason."""
    position = request.GET.get("like", "")
    rows = one.rows.filter(position=int(position[:9]), state=RowState.REJECTED) if position.isdecimal() else ()
    return next((row.reason for row in rows), "")


def _do(request: HttpRequest, public_id: str, act: Any) -> HttpResponse:
    """Do something to a filling and go back to its page, with words if it cannot be done."""
    one = _filling(request, public_id)
    try:
        act(one, by=request.user)
    except (RuleBroken, NotAllowed) as problem:
        messages.error(request, str(problem))
    return redirect("library:filling", public_id)


def _kept(sent: Any) -> Any:
    return (store.keep(sent.name, sent.chunks()), sent.name) if sent else None


def is_going(one: Filling) -> bool:
    """Whether work on it goes on now."""
    return one.job is not None and not one.job.is_over


def is_stopped(one: Filling) -> bool:
    """Whether its work ended before its end, and can go on."""
    return one.job is not None and one.job.is_over and one.job.state != "done" and one.state != FillingState.STOPPED


def state_of(one: Filling) -> tuple[str, str]:
    """Where it stands, in words, and the tone of it."""
    if is_stopped(one):
        return "Stopped", "watch"
    if one.state == FillingState.DONE and is_going(one):
        return "Taking back", "quiet"
    tones = {FillingState.DONE: "good", FillingState.MATCHING: "watch", FillingState.TRIED: "watch"}
    return one.get_state_display(), tones.get(FillingState(one.state), "quiet")


def _is_own(one: Filling, request: HttpRequest) -> bool:
    """Whether the work that goes on was started by the reader, who alone can stop it."""
    return one.job is not None and one.job.owner in {"", request.reader.public_id}


def _filters(tally: dict[str, int], one: Filling) -> list[tuple[str, str, int]]:
    """The states that rows are in, each with its words and number; the rejected first, as they need a person."""
    waits = one.defaults.get("as") == filling_put.REVIEW
    names = {
        RowState.REJECTED: "Not taken", RowState.READY: "Ready",
        RowState.ADDED: "Wait for review" if waits else "On the shelf", RowState.UPDATED: "New versions",
        RowState.SAME: "There already", RowState.WAITING: "Not tried yet",
    }  # fmt: skip
    found = [(str(state), name, tally[state]) for state, name in names.items() if tally[state]]
    return [("", "All", tally["all"]), *found] if len(found) > 1 else []
