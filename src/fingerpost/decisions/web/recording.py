"""Pages on which a decision is written down."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from fingerpost.decisions.domain import confirming, differing, recording, rules
from fingerpost.decisions.models import Confirmation, Decision
from fingerpost.decisions.web.draft_form import LOOKING, ROWS, DraftForm, once_of, units_for
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.library.web import writing_kept
from fingerpost.roads.models import Question
from fingerpost.ui.forms import invalid

TEMPLATE = "decisions/decision_record.jinja"


@writing_kept.keeps_words
@require_http_methods(["GET", "POST"])
def decision_record(request: HttpRequest) -> HttpResponse:
    """A new decision: from a question (`?question=`), in place of an older one (`?replaces=`), or by itself."""
    said = request.POST if request.method == "POST" else request.GET
    question = _question(request, said.get("question", ""))
    replaces = _replaced(request, said.get("replaces", ""))
    if not units_for(request.reader):
        return render(request, "decisions/decision_no_unit.jinja", {"page_title": "Record a decision"})
    typed = request.POST if request.method == "POST" else writing_kept.typed_before(request)
    form = DraftForm(request, question=question, typed=typed)
    page = _page(form, "Record a decision") | {"question": question, "replaces": replaces, "decision": None}
    if request.method == "GET" or LOOKING & set(request.POST):
        return _drawn(request, form, page)
    if form.is_valid():
        try:
            content = form.content()
            made = recording.begin(
                content.pop("what"), by=request.user, reader=request.reader, unit=form.main.chosen_unit(),
                question=question, replaces=replaces, public_id=once_of(form.main), **content,
            )  # fmt: skip
        except (RuleBroken, NotAllowed) as problem:
            form.main.add_error(None, str(problem))
        else:
            return _after_save(request, made)
    return invalid(request, TEMPLATE, page)


@writing_kept.keeps_words
@require_http_methods(["GET", "POST"])
def decision_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write in a draft."""
    decision = rules.decision_for(request.reader, public_id)
    if decision is None or not (rules.took_part(request.reader, decision) or rules.is_writer(request.reader, decision)):
        raise Http404
    if decision.confirmation == Confirmation.CONFIRMED and request.method == "GET":
        messages.info(request, "This is confirmed, so its words stand.")
        return redirect("decisions:decision", public_id)
    question = _question(request, decision.answers.public_id if decision.answers else "", strict=False)
    typed = request.POST if request.method == "POST" else writing_kept.typed_before(request)
    form = DraftForm(request, question=question, decision=decision, typed=typed)
    page = _page(form, "Write: " + decision.title[:80]) | {"question": question, "replaces": None, "decision": decision}
    if request.method == "GET" or LOOKING & set(request.POST):
        return _drawn(request, form, page)
    if form.is_valid():
        try:
            saved = recording.save(
                decision, by=request.user, reader=request.reader, seen=_number(form.main.cleaned_data["seen"]),
                unit=form.main.chosen_unit(), **form.content(),
            )  # fmt: skip
        except recording.EditedMeanwhile as problem:
            _show_both(request, form, problem.decision, page)
        except (RuleBroken, NotAllowed) as problem:
            form.main.add_error(None, str(problem))
        else:
            return _after_save(request, saved)
    return invalid(request, TEMPLATE, page)


@login_required
@require_http_methods(["GET", "POST"])
def decision_give_up(request: HttpRequest, public_id: str) -> HttpResponse:
    """Throw a draft away, after a question."""
    decision = rules.decision_for(request.reader, public_id)
    if decision is None or not rules.may_write_in(request.reader, decision):
        raise Http404
    if request.method == "GET":
        page = {"page_title": "Throw this draft away?", "decision": decision}
        return render(request, "decisions/decision_give_up.jinja", page)
    recording.give_up(decision, by=request.user, reader=request.reader)
    messages.success(request, "The draft is gone.")
    return redirect("decisions:decision_list")


# Inside ----------------------------------------------------------------------------------------------


def _page(form: DraftForm, title: str) -> dict[str, Any]:
    return {
        "page_title": title, "draft": form, "form": form.main, "forms": form.row_forms,
        "row_names": {name: words for name, (_, words) in ROWS.items()},
    }  # fmt: skip


def _drawn(request: HttpRequest, form: DraftForm, page: dict[str, Any]) -> HttpResponse:
    """The form as it is: nothing was asked to be saved."""
    came_back = request.method == "GET" and form.typed is not None
    if form.typed is not None:
        form.draw_only()
    return render(request, TEMPLATE, page | {"came_back": came_back})


def _after_save(request: HttpRequest, saved: Decision) -> HttpResponse:
    """Send it on if that was asked for. What cannot be sent is kept as a draft."""
    writing_kept.forget(request)
    if "send" not in request.POST:
        messages.success(request, "Saved as a draft. Nobody has been told yet.")
        return redirect("decisions:decision", saved.public_id)
    if rules.took_part(request.reader, saved):
        return redirect("decisions:decision_confirm", saved.public_id)
    try:
        if saved.confirmation == Confirmation.DRAFT:
            confirming.send(saved, by=request.user, reader=request.reader)
    except (RuleBroken, NotAllowed) as problem:
        messages.warning(request, f"Saved as a draft, and not sent. {problem}")
    else:
        messages.success(request, "Saved, and sent to be confirmed. We have told whoever confirms it.")
    return redirect("decisions:decision", saved.public_id)


def _show_both(request: HttpRequest, form: DraftForm, theirs: Decision, page: dict[str, Any]) -> None:
    """Mine stays in the form; theirs stands above it. Whoever saves next has seen both."""
    form.main.data = form.main.data.copy()
    form.main.data["seen"] = str(theirs.saves)
    page["both"] = differing.parts(theirs, form.content(), request.reader)
    page["decision"] = theirs


def _question(request: HttpRequest, public_id: str, *, strict: bool = True) -> Question | None:
    """The question that it answers, if this reader may see it."""
    if not public_id:
        return None
    found = Question.objects.visible_to(request.reader).filter(public_id=public_id).first()
    if found is None and strict:
        raise Http404
    return found


def _replaced(request: HttpRequest, public_id: str) -> Decision | None:
    """The decision that the new one will replace."""
    if not public_id:
        return None
    found = Decision.objects.visible_to(request.reader).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def _number(text: str) -> int:
    """A number from a form; one that fits no save where somebody changed it."""
    return int(text) if text.isdecimal() and len(text) < 9 else -1
