"""Pages about questions: the list, saving one, and the page of one that people work on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.library.domain.own import audiences
from fingerpost.library.web.forms_audience import places_of
from fingerpost.organisations.domain.agreements import services_for
from fingerpost.roads.domain import kept, queries, questions, road, workspace
from fingerpost.roads.models import Question, Standing
from fingerpost.roads.web import presenters
from fingerpost.roads.web.forms import ADD_FORMS, AnswerForm, AskLibraryForm, KeepForm
from fingerpost.ui.forms import NHSForm, invalid

PAGE = 25
MOST_WAITING = 50


@login_required
@require_GET
def question_list(request: HttpRequest) -> HttpResponse:
    """My questions, those that others share with me, and for a library team those that wait at its desk."""
    reader, closed = request.reader, request.GET.get("show") == "closed"
    mine = Paginator(queries.own_questions(reader, closed=closed), PAGE).get_page(request.GET.get("page"))
    shared = Paginator(queries.shared_questions(reader, closed=closed), PAGE).get_page(request.GET.get("shared"))
    waiting = list(queries.desk_questions(reader)[:MOST_WAITING]) if reader.services and not closed else []
    rows = {row.question.pk: row for row in queries.rows_of([*mine, *shared, *waiting], reader)}
    return render(
        request, "roads/question_list.jinja",
        {
            "page_title": "Closed questions" if closed else "Questions", "closed": closed, "mine": mine,
            "shared": shared, "waiting": waiting, "is_desk": bool(reader.services) and not closed,
            "rows": dict(zip(rows, presenters.row_views(rows.values()), strict=True)),
        },
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def question_keep(request: HttpRequest) -> HttpResponse:
    """Save a question: from the answer page, or typed here."""
    found_nothing = "yes" if request.GET.get("nothing_found") == "yes" else ""
    form = KeepForm(
        request.POST if request.method == "POST" else None, reader=request.reader,
        places=places_of(request.reader),
        initial={"text": request.GET.get("q", "")[: questions.LONGEST], "nothing_found": found_nothing},
    )  # fmt: skip
    context = {"page_title": "Save a question", "form": form}
    if request.method != "POST":
        return render(request, "roads/question_keep.jinja", context)
    if form.is_valid():
        try:
            return _save(request, form.cleaned_data)
        except RuleBroken as problem:
            form.add_error("text", str(problem))
    return invalid(request, "roads/question_keep.jinja", context)


def _save(request: HttpRequest, said: Mapping[str, Any]) -> HttpResponse:
    before = questions.saved_before(said["text"], by=request.user)
    saved = questions.keep(
        said["text"], by=request.user, nothing_found=said["nothing_found"] == "yes", why=said["why"],
        decide_by=said["decide_by"],
    )  # fmt: skip
    if before is not None:
        messages.info(request, "You had saved this question already. Who may see it has not changed.")
    else:
        audience = said.get("audience")
        if audience is not None and audience.tokens:
            units, people = audiences.names_of(audience)
            questions.share(saved, by=request.user, reader=request.reader, units=units, people=people)
            messages.success(request, "Saved. Those you named can see it too.")
        else:
            messages.success(request, "Saved. Only you can see this question.")
    return redirect("roads:question", saved.public_id)


@login_required
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, public_id: str) -> HttpResponse:
    """One question: what is kept for it, what is new, and what comes next."""
    row = question_at(request, public_id)
    can_answer = row.service_id in request.reader.services and row.standing == Standing.ASKED
    form = (AnswerForm if can_answer else AskLibraryForm)(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        try:
            if can_answer:
                questions.answer(row, form.cleaned_data["answer"], by=request.user, reader=request.reader)
                messages.success(request, "Answered. We have told the person who asked.")
            else:
                questions.ask_library(
                    row, by=request.user, reader=request.reader, needed_by=form.cleaned_data["needed_by"],
                    why=form.cleaned_data["why"],
                )  # fmt: skip
                messages.success(request, "The library team has your question.")
            return redirect("roads:question", row.public_id)
        except (RuleBroken, NotAllowed) as problem:
            form.add_error(None, str(problem))
    return question_page(request, row, form=form)


def question_at(request: HttpRequest, public_id: str) -> Question:
    """The question, if this reader sees it; to others it is not there."""
    rows = Question.objects.visible_to(request.reader).select_related("service", "unit")
    return get_object_or_404(rows, public_id=public_id)


def question_page(
    request: HttpRequest, row: Question, *, form: NHSForm | None = None, adding: tuple[str, NHSForm] | None = None
) -> HttpResponse:
    """The page of a question; with a form that came back, or with one of the boxes to add something open."""
    space = workspace.workspace_of(row, request.reader)
    can_answer = row.service_id in request.reader.services and row.standing == Standing.ASKED
    can_ask = space.is_asker and row.standing == Standing.OPEN
    form = form or (AnswerForm() if can_answer else AskLibraryForm(initial={"why": row.why}))
    adds = {what: each(prefix=what) for what, each in ADD_FORMS.items()}
    if adding:
        adds[adding[0]] = adding[1]
    bound = [each for each in (form, *adds.values()) if each.is_bound]
    context = {
        "page_title": row.title[:100], "question": row, "space": space, "can_answer": can_answer, "can_ask": can_ask,
        "form": form, "adds": adds, "open_add": adding[0] if adding else "", "forms": bound,
        "services": services_for(request.reader) if can_ask else [],
        "by_kind": [(kind.label, presenters.kept_views(things, space.news)) for kind, things in space.by_kind],
        "dropped": presenters.kept_views(space.dropped, space.news), "news": presenters.news_views(space.news),
        "newest": presenters.newest(space.news), "deadline": presenters.deadline(row, decided=space.is_decided),
        "who": workspace.who_may_see(space.workers, row, request.reader), "added": presenters.added_words(space),
        "briefs": presenters.brief_rows(space.briefs), "road": road.road_from(space, request.reader),
    }  # fmt: skip
    return (invalid if bound else render)(request, "roads/question.jinja", context)


@login_required
@require_POST
def question_seen(request: HttpRequest, public_id: str) -> HttpResponse:
    """I have seen what is new. The mark moves to the newest that stood on the page, not to what came after it."""
    row = question_at(request, public_id)
    kept.looked(row, by=request.user, at=_moment(request.POST.get("newest", "")))
    messages.success(request, "Done. From now on we show what comes after this.")
    return redirect("roads:question", row.public_id)


@login_required
@require_POST
def question_close(request: HttpRequest, public_id: str) -> HttpResponse:
    """Done with it."""
    row = question_at(request, public_id)
    try:
        questions.close(row, by=request.user)
    except NotAllowed as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "Closed. You find it under “Closed questions”.")
    return redirect("roads:question_list")


@login_required
@require_POST
def question_reopen(request: HttpRequest, public_id: str) -> HttpResponse:
    """Go on with it."""
    row = question_at(request, public_id)
    try:
        questions.reopen(row, by=request.user)
    except NotAllowed as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "The question is open again.")
    return redirect("roads:question", row.public_id)


@login_required
@require_POST
def question_take_over(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take on a question whose asker has left."""
    row = question_at(request, public_id)
    try:
        questions.take_over(row, by=request.user, reader=request.reader)
    except NotAllowed as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "The question is yours now.")
    return redirect("roads:question", row.public_id)


def _moment(text: str) -> datetime | None:
    """The moment that the page carried, unless somebody made one up."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo is not None and at <= clock.now() else None
