"""Pages of a brief: begin it, read it, write it, share it, have it checked."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.library.domain.own.audiences import Audience
from fingerpost.library.web.forms_audience import filled_with, places_of
from fingerpost.roads.domain.briefs import checking, contents, queries, releasing, writing
from fingerpost.roads.models import Brief, BriefVersion, Question, Stage
from fingerpost.roads.web import presenters_brief
from fingerpost.roads.web.forms_brief import SHOWN_OPTIONS, BriefForm, WithdrawForm, initial_of
from fingerpost.ui.forms import invalid


def brief_to_read(request: HttpRequest, public_id: str) -> Brief:
    """The brief, if this reader may open it; otherwise there is no such page."""
    brief = queries.brief_at(public_id, request.reader)
    if brief is None:
        raise Http404
    return brief


def draft_to_write(request: HttpRequest, public_id: str) -> BriefVersion:
    """The draft of a brief in which this reader may write; otherwise there is no such page."""
    version = queries.draft_at(public_id, request.reader)
    if version is None:
        raise Http404
    return version


@login_required
@require_POST
def brief_begin(request: HttpRequest, public_id: str) -> HttpResponse:
    """The brief of a question: a new one, or the one that is being written."""
    question = get_object_or_404(Question.objects.visible_to(request.reader), public_id=public_id)
    try:
        version = writing.begin(question, by=request.user, reader=request.reader)
    except (RuleBroken, NotAllowed) as problem:
        messages.error(request, str(problem))
        return redirect("roads:question", public_id)
    return redirect("roads:brief_write", version.brief.public_id)


@login_required
@require_POST
def brief_open(request: HttpRequest, public_id: str) -> HttpResponse:
    """A new version of a brief that is shared, or the one that is being written."""
    row = brief_to_read(request, public_id)
    try:
        writing.begin_version(row, by=request.user, reader=request.reader)
    except NotAllowed as problem:
        raise Http404 from problem
    except RuleBroken as problem:
        messages.error(request, str(problem))
        return redirect("roads:brief", public_id)
    return redirect("roads:brief_write", public_id)


@require_GET
def brief(request: HttpRequest, public_id: str, number: int | None = None) -> HttpResponse:
    """One page that a decision can be made from."""
    row = brief_to_read(request, public_id)
    version = queries.version_to_show(row, request.reader, number=number)
    if version is None:
        raise Http404
    page = presenters_brief.brief_page(row, version, request.reader)
    if number is not None:
        page["page_title"] = f"Version {number}: {version.title[:90]}"
    return render(request, "roads/brief.jinja", page)


@login_required
@require_GET
def brief_draft(request: HttpRequest, public_id: str) -> HttpResponse:
    """The draft as others would read it, with what is left to do before it can be shared."""
    version = draft_to_write(request, public_id)
    page = presenters_brief.brief_page(version.brief, version, request.reader)
    return render(request, "roads/brief.jinja", page | {"page_title": f"Draft: {version.title[:90]}"})


@login_required
@require_http_methods(["GET", "POST"])
def brief_write(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write the parts of a brief; its points are written one by one on pages of their own."""
    version = draft_to_write(request, public_id)
    form = _form(request, version)
    page = presenters_brief.desk(version, request.reader) | {"form": form}
    if request.method == "GET":
        return render(request, "roads/brief_write.jinja", page)
    if "more_options" in request.POST:
        return render(request, "roads/brief_write.jinja", page | {"form": _with_more_options(request, version)})
    if not form.is_valid():
        return invalid(request, "roads/brief_write.jinja", page)
    try:
        seen = form.cleaned_data["seen"]
        writing.save(
            version, by=request.user, reader=request.reader, seen=int(seen) if seen.isdecimal() else -1,
            **form.content(),
        )  # fmt: skip
    except writing.EditedMeanwhile as problem:
        form.data = form.data.copy()
        form.data["seen"] = str(problem.version.saves)
        form.add_error(None, str(problem))
        both = presenters_brief.differences(problem.version, form.content())
        return invalid(request, "roads/brief_write.jinja", page | {"both": both, "theirs": problem.version})
    except (RuleBroken, NotAllowed) as problem:
        form.add_error(None, str(problem))
        return invalid(request, "roads/brief_write.jinja", page)
    messages.success(request, "Saved.")
    return redirect("roads:brief_draft" if "read" in request.POST else "roads:brief_write", public_id)


@login_required
@require_POST
def brief_release(request: HttpRequest, public_id: str) -> HttpResponse:
    """Share the draft with those it names."""
    version = draft_to_write(request, public_id)
    seen = request.POST.get("seen", "")
    try:
        releasing.release(version, by=request.user, reader=request.reader, seen=int(seen) if seen.isdecimal() else None)
    except (RuleBroken, NotAllowed) as problem:
        messages.error(request, str(problem))
        return redirect("roads:brief_draft", public_id)
    messages.success(request, "Shared.")
    return redirect("roads:brief", public_id)


@login_required
@require_POST
def brief_give_up(request: HttpRequest, public_id: str) -> HttpResponse:
    """Stop writing this version."""
    version = draft_to_write(request, public_id)
    writing.give_up(version, by=request.user, reader=request.reader)
    messages.success(request, "Given up. What was shared before is still shared.")
    if version.brief.versions.filter(stage=Stage.RELEASED).exists():
        return redirect("roads:brief", public_id)
    return redirect("roads:question", version.brief.answers.public_id)


@login_required
@require_POST
def brief_check(request: HttpRequest, public_id: str) -> HttpResponse:
    """The library team says that it has checked the brief, or takes that back."""
    row = brief_to_read(request, public_id)
    seen = request.POST.get("seen", "")
    try:
        if "take_back" in request.POST:
            checking.take_back(row, by=request.user, reader=request.reader)
            messages.success(request, "Taken back. The brief says that it is not checked.")
        else:
            number = int(seen) if seen.isdecimal() else 0
            checking.check(row, by=request.user, reader=request.reader, seen=number)
            messages.success(request, "The brief says that your team has checked it.")
    except NotAllowed as problem:
        raise Http404 from problem
    except RuleBroken as problem:
        messages.error(request, str(problem))
    return redirect("roads:brief", public_id)


@login_required
@require_http_methods(["GET", "POST"])
def brief_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a brief out of use, and say why."""
    row = brief_to_read(request, public_id)
    if not queries.may_withdraw(row, request.reader):
        raise Http404
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    page = {"page_title": "Withdraw this brief", "form": form, "brief": row}
    if request.method == "GET":
        return render(request, "roads/brief_withdraw.jinja", page)
    if form.is_valid():
        try:
            releasing.withdraw(row, form.cleaned_data["because"], by=request.user, reader=request.reader)
        except (RuleBroken, NotAllowed) as problem:
            form.add_error("because", str(problem))
        else:
            messages.success(request, "Withdrawn. The brief stays, and says so.")
            return redirect("roads:brief", public_id)
    return invalid(request, "roads/brief_withdraw.jinja", page)


@login_required
@require_GET
def brief_version_list(request: HttpRequest, public_id: str) -> HttpResponse:
    """Every version of a brief that this reader may read."""
    row = brief_to_read(request, public_id)
    versions = queries.versions_seen(row, request.reader)
    return render(
        request, "roads/brief_version_list.jinja",
        {"page_title": f"Versions: {row.title[:80]}", "brief": row, "versions": versions},
    )  # fmt: skip


# Inside -------------------------------------------------------------------------------------------


def _form(request: HttpRequest, version: BriefVersion) -> BriefForm:
    audience = Audience(version.open_to, tuple(version.tokens))
    places = places_of(request.reader, audience.ids("unit"))
    chosen, people = filled_with(audience, places)
    said = request.POST.get("rows", "")
    rows = int(said) if said.isdecimal() else max(SHOWN_OPTIONS, len(version.options))
    return BriefForm(
        request.POST if request.method == "POST" else None, reader=request.reader, places=places, before=audience,
        known=people, options=rows, initial=initial_of(version) | chosen | {"rows": str(rows)},
    )  # fmt: skip


def _with_more_options(request: HttpRequest, version: BriefVersion) -> BriefForm:
    """The form as it was typed, with one more row for an option, and no complaints yet."""
    typed: dict[str, Any] = {name: request.POST.get(name, "") for name in request.POST}
    typed["see_units"] = request.POST.getlist("see_units")
    for name in ("searched_on", "review_due"):
        typed[name] = [request.POST.get(f"{name}_{part}", "") for part in ("day", "month", "year")]
    audience = Audience(version.open_to, tuple(version.tokens))
    places = places_of(request.reader, audience.ids("unit"))
    rows = min(int(typed["rows"]) + 1 if typed.get("rows", "").isdecimal() else SHOWN_OPTIONS, contents.MOST_OPTIONS)
    typed["rows"] = str(rows)
    return BriefForm(reader=request.reader, places=places, before=audience, options=rows, initial=typed)
