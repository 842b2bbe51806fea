"""Pages for bringing published papers in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fingerpost.jobs.domain import work
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.library.domain import queries, rules
from fingerpost.library.domain.published import imports, outside
from fingerpost.library.models import Import
from fingerpost.library.web.forms import MendForm, OutsideForm, UploadForm
from fingerpost.library.web.refusals import only_if


@login_required
@only_if(rules.can_import)
@require_GET
def import_list(request: HttpRequest) -> HttpResponse:
    """Every import of the reader's teams."""
    page = Paginator(queries.imports_for_list(request.reader), 25).get_page(request.GET.get("page"))
    return render(request, "library/import_list.jinja", {"page_title": "Bring in published papers", "imports": page})


@login_required
@only_if(rules.can_import)
@require_http_methods(["GET", "POST"])
def import_upload(request: HttpRequest) -> HttpResponse:
    """Choose a file and say how its abstracts reached us."""
    teams = queries.teams_of(request.user, request.reader)
    form = UploadForm(*((request.POST, request.FILES) if request.method == "POST" else ()), teams=teams)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            came_in = imports.upload(
                sent.name, sent.chunks(), by=request.user, team=form.chosen_team(), route=form.cleaned_data["route"]
            )
        except RuleBroken as problem:
            form.add_error("file", str(problem))
        else:
            return redirect("library:import", came_in.public_id)
    return render(
        request, "library/import_upload.jinja", {"page_title": "Bring in a file", "form": form},
        status=422 if form.is_bound else 200,
    )  # fmt: skip


@login_required
@only_if(rules.can_import)
@require_http_methods(["GET", "POST"])
def import_outside(request: HttpRequest) -> HttpResponse:
    """Search PubMed or Europe PMC, or name PMIDs, and bring the results in."""
    teams = queries.teams_of(request.user, request.reader)
    form = OutsideForm(request.POST if request.method == "POST" else None, teams=teams)
    if request.method == "POST" and form.is_valid():
        try:
            came_in = outside.start(
                form.cleaned_data["source"], form.cleaned_data["question"], by=request.user, team=form.chosen_team()
            )
        except RuleBroken as problem:
            form.add_error("question", str(problem))
        else:
            return redirect("library:import", came_in.public_id)
    return render(
        request, "library/import_outside.jinja",
        {"page_title": "Bring in from PubMed or Europe PMC", "form": form, "allowed": outside.is_allowed()},
        status=422 if form.is_bound else 200,
    )  # fmt: skip


@login_required
@only_if(rules.can_import)
@require_GET
def import_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """How far an import is, what it came to, and what it could not take."""
    came_in = get_object_or_404(queries.imports_for_list(request.reader), public_id=public_id)
    rejects = Paginator(came_in.rejects.order_by("mended", "position"), 25).get_page(request.GET.get("page"))
    template = "library/_import_progress.jinja" if request.htmx else "library/import.jinja"
    return render(
        request, template,
        {
            "page_title": came_in.name, "came_in": came_in, "rejects": rejects,
            "own": came_in.person_id == request.reader.person_id,
        },
    )  # fmt: skip


@login_required
@only_if(rules.can_import)
@require_POST
def import_stop(request: HttpRequest, public_id: str) -> HttpResponse:
    """Stop an import, or set it going again."""
    came_in = get_object_or_404(queries.imports_for_list(request.reader), public_id=public_id)
    if came_in.job is None:  # finished so long ago that its job was forgotten
        messages.error(request, "This has already finished.")
        return redirect("library:import", came_in.public_id)
    try:
        if "again" in request.POST:
            work.retry(came_in.job, by=request.user.public_id)
        else:
            work.cancel(came_in.job, by=request.user.public_id)
    except (RuleBroken, NotAllowed) as problem:
        messages.error(request, str(problem))
    return redirect("library:import", came_in.public_id)


@login_required
@only_if(rules.can_import)
@require_http_methods(["GET", "POST"])
def reject_mend(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """Mend one rejected piece and try it again."""
    came_in: Import = get_object_or_404(queries.imports_for_list(request.reader), public_id=public_id)
    rejected = get_object_or_404(came_in.rejects.all(), pk=pk)
    form = MendForm(request.POST if request.method == "POST" else None, initial={"text": rejected.excerpt})
    if request.method == "POST" and form.is_valid():
        try:
            imports.mend(rejected, form.cleaned_data["text"], by=request.user)
        except RuleBroken as problem:
            form.add_error("text", str(problem))
        else:
            messages.success(request, "Mended. The paper is in the library.")
            return redirect("library:import", came_in.public_id)
    return render(
        request, "library/reject_mend.jinja",
        {"page_title": "Mend and try again", "form": form, "rejected": rejected, "came_in": came_in},
        status=422 if form.is_bound else 200,
    )  # fmt: skip
