"""Pages on which whoever asked a question says who works on it, why it matters and when it must be decided."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.library.domain.own import audiences
from fingerpost.library.web.forms_audience import filled_with, places_of
from fingerpost.organisations.readers import person_token
from fingerpost.records.models import PartRole
from fingerpost.roads.domain import questions, rules
from fingerpost.roads.models import Question, Standing
from fingerpost.roads.web.forms import ChangeForm, SeeForm
from fingerpost.roads.web.pages import question_at
from fingerpost.ui.forms import invalid


@login_required
@require_http_methods(["GET", "POST"])
def question_share(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who may see a question and work on it."""
    row = _own(request, public_id)
    now = _shared_with(row)
    places = places_of(request.reader, now.ids("unit"))
    before, known = filled_with(now, places)
    form = SeeForm(
        request.POST if request.method == "POST" else None, initial=before, reader=request.reader, places=places,
        before=now, known=known,
    )  # fmt: skip
    context = {"page_title": "Who may see this question", "question": row, "form": form}
    if request.method != "POST":
        return render(request, "roads/question_share.jinja", context)
    if form.is_valid():
        units, people = audiences.names_of(form.cleaned_data["audience"])
        try:
            questions.share(row, by=request.user, reader=request.reader, units=units, people=people)
        except (RuleBroken, NotAllowed) as problem:
            form.add_error("see", str(problem))
        else:
            messages.success(request, "Done. The page says who may see it.")
            return redirect("roads:question", row.public_id)
    return invalid(request, "roads/question_share.jinja", context)


@login_required
@require_http_methods(["GET", "POST"])
def question_change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Why it matters and when it must be decided."""
    row = _own(request, public_id)
    form = ChangeForm(
        request.POST if request.method == "POST" else None, initial={"why": row.why, "decide_by": row.decide_by}
    )
    context = {"page_title": "Why it matters, and when", "question": row, "form": form}
    if request.method != "POST":
        return render(request, "roads/question_change.jinja", context)
    if form.is_valid():
        try:
            questions.change(row, by=request.user, **form.cleaned_data)
        except (RuleBroken, NotAllowed) as problem:
            form.add_error("why", str(problem))
        else:
            messages.success(request, "Saved.")
            return redirect("roads:question", row.public_id)
    return invalid(request, "roads/question_change.jinja", context)


def _own(request: HttpRequest, public_id: str) -> Question:
    """A question that this reader asked and has not closed; to others this page is not there."""
    row = question_at(request, public_id)
    if row.standing == Standing.CLOSED or not rules.is_asker(request.reader, row):
        raise Http404
    return row


def _shared_with(row: Question) -> audiences.Audience:
    """Those whom its asker named, without the asker and without the library service that has it."""
    own = set(map(person_token, row.parts.filter(role=PartRole.ASKED).values_list("person_id", flat=True)))
    tokens = set(row.audience.values_list("token", flat=True)) - own
    return audiences.Audience("", tuple(sorted(one for one in tokens if one.startswith(("unit:", "person:")))))
