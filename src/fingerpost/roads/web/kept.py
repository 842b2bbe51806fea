"""Pages on which things are kept for a question, changed, dropped and taken up again."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.records.models import Record, State
from fingerpost.roads.domain import kept, queries, questions, workspace
from fingerpost.roads.models import Kept, KnowledgeKind, Question
from fingerpost.roads.web import presenters
from fingerpost.roads.web.forms import ADD_FORMS, EDIT_FORMS, NEW, DropForm, NoteForm, OwnForm, PutForm
from fingerpost.roads.web.pages import question_at, question_page
from fingerpost.search import registry
from fingerpost.ui.forms import invalid


@login_required
@require_http_methods(["GET", "POST"])
def kept_put(request: HttpRequest, public_id: str) -> HttpResponse:
    """Keep this thing for a question: one that I work on, or a new one. `?q=`: the words that found it."""
    rows = Record.objects.visible_to(request.reader).filter(kind__in=kept.KINDS, state=State.RELEASED)
    record = get_object_or_404(rows, public_id=public_id)
    asked = request.GET.get("q", "")[: questions.LONGEST]
    listed = queries.open_questions(request.reader, words=asked)
    form = PutForm(
        request.POST if request.method == "POST" else None, listed=listed, asks_kind=record.kind in kept.OPEN_KINDS,
        initial={"where": _first_choice(listed, asked), "text": asked, "kind": str(kept.kind_of(record))},
    )  # fmt: skip
    context = {
        "page_title": "Keep for a question", "form": form, "record": record, "asked": asked,
        "kind_name": registry.kind_name(record.kind),
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "roads/question_put.jinja", context)
    if form.is_valid():
        try:
            return _put(request, record, listed, form.cleaned_data)
        except AlreadyKept as problem:
            form.add_error("words", str(problem))
            context["already"] = problem.href
        except (RuleBroken, NotAllowed) as problem:
            form.add_error("where", str(problem))
    return invalid(request, "roads/question_put.jinja", context)


class AlreadyKept(Exception):
    """It is kept with another note, and what was typed must not be lost. `href`: where that note can be changed."""

    def __init__(self, row: Kept) -> None:
        super().__init__("It is kept for this question already. Add your words to the note that is there")
        self.href = reverse("roads:kept_edit", args=[row.question.public_id, row.pk])


def _first_choice(listed: list[Question], asked: str) -> str:
    """The question whose words were just searched for; else, where there were words, a new one; else the newest."""
    words = " ".join(asked.split()).lower()
    if words and (not listed or listed[0].asked_as.lower() != words):
        return NEW
    return listed[0].public_id if listed else NEW


def _put(request: HttpRequest, record: Record, listed: list[Question], said: dict[str, Any]) -> HttpResponse:
    chosen = next((each for each in listed if each.public_id == said["where"]), None)
    if chosen is None:
        chosen = questions.keep(said["text"], by=request.user)
    there = workspace.is_kept(chosen, record)
    if there is not None and said["words"] and said["words"] not in there.words:
        there.question = chosen
        raise AlreadyKept(there)
    row = kept.keep(
        chosen, record, by=request.user, reader=request.reader, words=said["words"], kind=said.get("kind") or None
    )
    title = chosen.title[:100]
    if there is not None:
        messages.info(request, f"It was kept for “{title}” already. Nothing was changed.")
    else:
        messages.success(request, f"Kept for “{title}”.")
    return redirect(f"{reverse('roads:question', args=[chosen.public_id])}#kept-{row.pk}")


@login_required
@require_POST
def kept_add(request: HttpRequest, public_id: str, what: str) -> HttpResponse:
    """Add what we know ourselves, a local figure, or what patients and staff said."""
    row = question_at(request, public_id)
    if what not in ADD_FORMS:
        raise Http404
    form = ADD_FORMS[what](request.POST, prefix=what)
    if not form.is_valid():
        return question_page(request, row, adding=(what, form))
    said = form.cleaned_data
    kind = said.get("kind") or {"figure": KnowledgeKind.DATA, "voices": KnowledgeKind.VOICES}[what]
    try:
        added = kept.add_words(
            row, kind, said["words"], by=request.user, reader=request.reader, figure=said.get("figure", ""),
            source=said["source"],
        )  # fmt: skip
    except (RuleBroken, NotAllowed) as problem:
        form.add_error("words", str(problem))
        return question_page(request, row, adding=(what, form))
    messages.success(request, "Added.")
    return redirect(f"{reverse('roads:question', args=[row.public_id])}#kept-{added.pk}")


@login_required
@require_http_methods(["GET", "POST"])
def kept_edit(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """The note on a thing, or somebody's own words."""
    row, thing = _row(request, public_id, pk)
    here = thing.kept
    form_class = NoteForm if here.target_id else EDIT_FORMS.get(KnowledgeKind(here.kind), OwnForm)
    before = {"words": here.words, "figure": here.figure, "source": here.source}
    form = form_class(request.POST if request.method == "POST" else None, initial=before)
    form.fields.pop("kind", None)  # what it is was said when it was added
    context = {
        "page_title": "Change the note" if here.target_id else "Change what was added", "question": row,
        "about": presenters.about(here), "form": form, "seen": kept.mark_of(here), "kept": here, "both": None,
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "roads/question_kept.jinja", context)
    context["seen"] = request.POST.get("seen", "") or context["seen"]
    if form.is_valid():
        said = form.cleaned_data
        try:
            kept.change(
                here, by=request.user, reader=request.reader, words=said["words"], figure=said.get("figure", ""),
                source=said.get("source", ""), seen=context["seen"],
            )  # fmt: skip
        except kept.ChangedMeanwhile as problem:
            context |= {"both": _both(problem.kept, said), "seen": kept.mark_of(problem.kept)}
            form.add_error("words", str(problem))
        except (RuleBroken, NotAllowed) as problem:
            form.add_error("words", str(problem))
        else:
            messages.success(request, "Saved.")
            return redirect(f"{reverse('roads:question', args=[row.public_id])}#kept-{here.pk}")
    return invalid(request, "roads/question_kept.jinja", context)


@login_required
@require_http_methods(["GET", "POST"])
def kept_drop(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """Put something aside, with the reason."""
    row, thing = _row(request, public_id, pk)
    form = DropForm(request.POST if request.method == "POST" else None)
    context = {"page_title": "Drop this", "question": row, "about": presenters.about(thing.kept), "form": form}
    context |= {"kept": thing.kept}
    if request.method != "POST":
        return render(request, "roads/question_drop.jinja", context)
    if form.is_valid():
        try:
            kept.drop(thing.kept, form.cleaned_data["because"], by=request.user, reader=request.reader)
        except (RuleBroken, NotAllowed) as problem:
            form.add_error("because", str(problem))
        else:
            messages.success(request, "Dropped. You find it at the end of the page, under “Dropped”.")
            return redirect("roads:question", row.public_id)
    return invalid(request, "roads/question_drop.jinja", context)


@login_required
@require_POST
def kept_take_up(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """Keep again what was dropped."""
    row, thing = _row(request, public_id, pk)
    try:
        kept.take_up_again(thing.kept, by=request.user, reader=request.reader)
    except (RuleBroken, NotAllowed) as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "It is kept again.")
    return redirect(f"{reverse('roads:question', args=[row.public_id])}#kept-{thing.kept.pk}")


def _row(request: HttpRequest, public_id: str, pk: int) -> tuple[Question, workspace.KeptThing]:
    """A question that they see, and one thing kept for it that they may see."""
    row = question_at(request, public_id)
    thing = workspace.row_for(row, pk, request.reader)
    if thing is None:
        raise Http404
    return row, thing


def _both(there: Kept, said: dict[str, Any]) -> list[dict[str, str]]:
    """What stands there now, part by part, where it is not what was typed."""
    labels = {"words": "The words", "figure": "The figure", "source": "Where from"}
    return [
        {"part": label, "text": getattr(there, name)}
        for name, label in labels.items()
        if name in said and getattr(there, name) != said[name]
    ]
