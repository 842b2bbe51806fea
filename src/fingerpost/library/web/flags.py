"""Pages on which readers say that something helped or looks wrong, and hear what came of it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.library.domain.rules import may_edit
from fingerpost.library.domain.trust import flags
from fingerpost.library.models import Flag, FlagKind, Item
from fingerpost.records.models import Record, State
from fingerpost.ui.forms import ChoiceField, NHSForm, TextAreaField, invalid

PAGE = 25


class WrongForm(NHSForm):
    """Why it looks wrong. The box may stay empty."""

    words = TextAreaField(
        label="What looks wrong?",
        hint="You can leave this empty. Those who look after the page see your words, not your name.",
        required=False, guarded=True, rows=3, max_length=flags.LONGEST,
    )  # fmt: skip


class AnswerForm(NHSForm):
    """What came of it, and a word to whoever said it."""

    outcome = ChoiceField(
        label="What came of it?", choices=[(one.value, one.label) for one in flags.OUTCOMES],
        error_messages={"required": "Choose what came of it"},
    )  # fmt: skip
    words = TextAreaField(
        label="Your answer", hint="Whoever said it gets this by e-mail.", required=False, guarded=True, rows=4,
        max_length=flags.LONGEST,
    )  # fmt: skip


def panel(request: HttpRequest, record: Record) -> dict[str, Any]:
    """What `library/_flags.jinja` shows under a page: the two buttons, the counts, and for those who may, the answers.

    At most seven queries.
    """
    reader = request.reader
    said = flags.said_of(record)
    own = flags.own_on(record, reader) if reader.signed_in else {}
    waiting: list[Flag] = []
    if said.wrong and reader.signed_in:
        waiting = list(flags.waiting_on(record)[:20])
        if isinstance(record, Item):
            waiting = waiting if may_edit(reader, record) else []
        else:
            waiting = [one for one in waiting if flags.may_answer(reader, one)]
    return {
        "helped": said.helped, "wrong": said.wrong, "own": own, "waiting": waiting, "form": WrongForm(),
        "public_id": record.public_id, "shown": record.state != State.DRAFT,
    }  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def flag(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say that a page helped, or looks wrong and why."""
    record = get_object_or_404(Record.objects.visible_to(request.reader), public_id=public_id)
    helped = request.POST.get("kind") == FlagKind.HELPED
    form = WrongForm(request.POST if request.method == "POST" and not helped else None)
    context = {"page_title": "What looks wrong?", "form": form, "record": record}
    if request.method == "GET":
        return render(request, "library/flag.jinja", context)
    if not helped and not form.is_valid():
        return invalid(request, "library/flag.jinja", context)
    try:
        if helped:
            flags.flag(record, FlagKind.HELPED, request.user)
            messages.success(request, "Thank you. We have counted it.")
        else:
            flags.flag(record, FlagKind.WRONG, request.user, form.cleaned_data["words"])
            messages.success(request, "Thank you. Those who look after the page see it. You will hear what came of it.")
    except (RuleBroken, NotAllowed) as problem:
        messages.error(request, str(problem))
    return redirect("hub:record", record.public_id)


@login_required
@require_http_methods(["GET", "POST"])
def flag_answer(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer somebody who said that a page looks wrong."""
    said = get_object_or_404(Flag.objects.select_related("record", "person"), public_id=public_id, kind=FlagKind.WRONG)
    if not flags.may_answer(request.reader, said):
        raise Http404
    form = AnswerForm(request.POST if request.method == "POST" else None)
    context = {"page_title": "Answer a reader", "form": form, "said": said}
    if said.outcome or request.method == "GET":
        return render(request, "library/flag_answer.jinja", context)
    if not form.is_valid():
        return invalid(request, "library/flag_answer.jinja", context)
    try:
        flags.answer(said, request.user, form.cleaned_data["outcome"], form.cleaned_data["words"])
        messages.success(request, "Answered. We have told the person who said it.")
    except (RuleBroken, NotAllowed) as problem:
        messages.error(request, str(problem))
    return redirect("hub:record", said.record.public_id)


@login_required
@require_GET
def my_flags(request: HttpRequest) -> HttpResponse:
    """What I said of pages, and what came of it."""
    after = request.GET.get("after", "")
    said = flags.own_flags(request.reader, int(after) if after.isdecimal() and len(after) < 19 else None, PAGE + 1)
    more = said[PAGE - 1].pk if len(said) > PAGE else None
    return render(
        request, "library/my_flags.jinja", {"page_title": "What you said", "said": said[:PAGE], "after": more}
    )
