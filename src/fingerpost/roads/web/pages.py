"""Pages about kept questions."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.organisations.domain.agreements import services_for
from fingerpost.roads.domain import queries, questions
from fingerpost.roads.models import Question, Standing
from fingerpost.roads.web.forms import AnswerForm, AskLibraryForm, KeepForm


@login_required
@require_GET
def question_list(request: HttpRequest) -> HttpResponse:
    """My questions; and for a library team, those that wait at its desk."""
    reader = request.reader
    mine = Paginator(queries.own_questions(reader), 25).get_page(request.GET.get("page"))
    waiting = list(queries.desk_questions(reader)[:50]) if reader.services else []
    return render(
        request, "roads/question_list.jinja",
        {"page_title": "Questions", "questions": mine, "waiting": waiting, "is_desk": bool(reader.services)},
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def question_keep(request: HttpRequest) -> HttpResponse:
    """Keep a question: from the answer page, or typed here."""
    form = KeepForm(
        request.POST if request.method == "POST" else None,
        initial={"text": request.GET.get("q", "")[: questions.LONGEST]},
    )
    if request.method == "POST" and form.is_valid():
        try:
            kept = questions.keep(
                form.cleaned_data["text"], by=request.user, nothing_found=form.cleaned_data["nothing_found"] == "yes"
            )
        except RuleBroken as problem:
            form.add_error("text", str(problem))
        else:
            messages.success(request, "Kept. Only you can see this question.")
            return redirect("roads:question", kept.public_id)
    return render(
        request, "roads/question_keep.jinja", {"page_title": "Keep a question", "form": form},
        status=422 if form.is_bound else 200,
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, public_id: str) -> HttpResponse:
    """One question: ask the library team, or (for them) answer it."""
    row = get_object_or_404(Question.objects.visible_to(request.reader).select_related("service"), public_id=public_id)
    own = row.parts.filter(person=request.user, role="asked").exists()
    can_answer = row.service_id in request.reader.services and row.standing == Standing.ASKED
    can_ask = own and row.standing == Standing.OPEN
    form_class = AnswerForm if can_answer else AskLibraryForm
    form = form_class(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (can_ask or can_answer) and form.is_valid():
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
    return render(
        request, "roads/question.jinja",
        {
            "page_title": row.title[:100], "question": row, "own": own, "can_answer": can_answer, "can_ask": can_ask,
            "form": form, "services": services_for(request.reader) if can_ask else [],
        },
        status=422 if form.is_bound else 200,
    )  # fmt: skip


@login_required
@require_POST
def question_close(request: HttpRequest, public_id: str) -> HttpResponse:
    """Done with it."""
    row = get_object_or_404(Question.objects.visible_to(request.reader), public_id=public_id)
    try:
        questions.close(row, by=request.user)
    except NotAllowed as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "Closed.")
    return redirect("roads:question_list")
