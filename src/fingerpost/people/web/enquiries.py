"""Pages to ask a colleague, and to answer one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.organisations.models import Person
from fingerpost.people.domain import enquiries
from fingerpost.people.models import Enquiry, EnquiryState
from fingerpost.people.web.forms import AnswerForm, AskForm, PassForm
from fingerpost.records.models import Record
from fingerpost.ui.forms import invalid


@login_required
@require_GET
def enquiry_list(request: HttpRequest) -> HttpResponse:
    """What I am asked, and what I asked."""
    return render(
        request, "people/enquiry_list.jinja",
        {
            "page_title": "Asked and answered", "of_me": enquiries.asked_of(request.user),
            "by_me": enquiries.asked_by(request.user),
        },
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def enquiry_ask(request: HttpRequest, public_id: str) -> HttpResponse:
    """One box, to somebody who agreed to be asked."""
    person = Person.objects.filter(public_id=public_id, is_active=True).first()
    given = (request.POST if request.method == "POST" else request.GET).get("about", "")[:26]
    about = Record.objects.visible_to(request.reader).filter(public_id=given).first() if given else None
    if person is None or not enquiries.may_be_asked(person, request.reader, about):
        raise Http404
    form = AskForm(request.POST if request.method == "POST" else None)
    context = {"page_title": f"Ask {person.name}", "person": person, "about": about, "form": form}
    if request.method != "POST":
        return render(request, "people/enquiry_ask.jinja", context)
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = enquiries.ask(person, said["words"], by=request.user, about=about, shares=said["shares"])
        except (RuleBroken, NotAllowed) as problem:
            form.add_error("words", str(problem))
        else:
            messages.success(request, f"Sent. We tell you when {person.name} has answered.")
            return redirect("people:enquiry", made.public_id)
    return invalid(request, "people/enquiry_ask.jinja", context)


@login_required
@require_http_methods(["GET", "POST"])
def enquiry(request: HttpRequest, public_id: str) -> HttpResponse:
    """One enquiry, for the two it is between; whoever is asked can answer."""
    row = _mine(request, public_id)
    asked = row.asked_id == request.user.pk
    can_answer = asked and row.state == EnquiryState.WAITING
    form = AnswerForm(request.POST if request.method == "POST" and can_answer else None)
    context = {
        "page_title": "A colleague asks you" if asked else f"You asked {row.asked.name}",
        "enquiry": row, "asked": asked,
        "can_answer": can_answer, "form": form, "team": enquiries.team_of(row.asker) if asked else "",
        "waits": not asked and row.state in {EnquiryState.WAITING, EnquiryState.DECLINED},
        "taken_back": row.state == EnquiryState.TAKEN_BACK, "about": _about(request, row),
    }  # fmt: skip
    if request.method == "POST" and asked and row.state == EnquiryState.TAKEN_BACK:
        messages.warning(request, "Your answer was not sent: whoever asked this has taken it back.")
    if request.method != "POST" or not can_answer:
        return render(request, "people/enquiry.jinja", context)
    if form.is_valid():
        said = form.cleaned_data
        try:
            enquiries.answer(row, said["answer"], by=request.user, shares=said["shares"])
        except (RuleBroken, NotAllowed) as problem:
            form.add_error("answer", str(problem))
        else:
            messages.success(request, "Sent. We have told the person who asked.")
            return redirect("people:enquiry", row.public_id)
    return invalid(request, "people/enquiry.jinja", context)


@login_required
@require_POST
def enquiry_put_aside(request: HttpRequest, public_id: str) -> HttpResponse:
    """Leave it without an answer."""
    row = _mine(request, public_id)
    try:
        enquiries.put_aside(row, by=request.user)
    except (RuleBroken, NotAllowed) as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "Put aside. Nobody is told.")
    return redirect("people:enquiry_list")


@login_required
@require_POST
def enquiry_take_back(request: HttpRequest, public_id: str) -> HttpResponse:
    """I asked it, and no longer want to know."""
    row = _mine(request, public_id)
    try:
        enquiries.take_back(row, by=request.user)
    except (RuleBroken, NotAllowed) as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"Taken back. {row.asked.name} sees that, and no longer what you asked.")
    return redirect("people:enquiry", row.public_id)


@login_required
@require_http_methods(["GET", "POST"])
def enquiry_pass(request: HttpRequest, public_id: str) -> HttpResponse:
    """Hand it to a colleague who agreed to be asked."""
    row = _mine(request, public_id)
    if row.asked_id != request.user.pk or row.state != EnquiryState.WAITING:
        raise Http404
    form = PassForm(request.POST if request.method == "POST" else None)
    context = {"page_title": "Pass it to a colleague", "enquiry": row, "form": form}
    if request.method != "POST":
        return render(request, "people/enquiry_pass.jinja", context)
    if form.is_valid():
        fitting = enquiries.people_called(form.cleaned_data["name"], request.reader)
        try:
            if len(fitting) != 1:
                raise RuleBroken(_how_many(fitting))
            enquiries.pass_on(row, fitting[0], by=request.user)
        except (RuleBroken, NotAllowed) as problem:
            form.add_error("name", str(problem))
        else:
            messages.success(request, f"{fitting[0].name} has it now.")
            return redirect("people:enquiry_list")
    return invalid(request, "people/enquiry_pass.jinja", context)


def _mine(request: HttpRequest, public_id: str) -> Enquiry:
    row = enquiries.enquiry_for(public_id, request.user)
    if row is None or (row.asked_id == request.user.pk and row.state == EnquiryState.DECLINED):
        raise Http404
    return row


def _about(request: HttpRequest, row: Enquiry) -> Record | None:
    """The page it is about, if this reader may see it."""
    if row.about is None:
        return None
    return Record.objects.visible_to(request.reader).filter(pk=row.about_id).first()


def _how_many(fitting: list[Person]) -> str:
    if fitting:
        return "Several people are called so. Answer yourself, and name the one you mean."
    return "Nobody of this name has agreed to be asked. Write the name as it stands on their page."
