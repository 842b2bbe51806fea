"""A person's page, and the form behind one's own."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.organisations.domain import consent
from fingerpost.people.domain import profiles, queries
from fingerpost.people.web.forms import ProfileForm
from fingerpost.ui.forms import invalid


@login_required
@require_GET
def profile(request: HttpRequest, public_id: str) -> HttpResponse:
    """Somebody, as far as they agreed to be found."""
    shown = queries.profile_for(request.reader, public_id)
    if shown is None:
        raise Http404
    context = {
        "profile": shown,
        "own": shown.person_id == request.user.pk,
        "parts": queries.parts_of(shown, request.reader),
    }
    return render(request, "people/profile.jinja", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile_edit(request: HttpRequest) -> HttpResponse:
    """What I say about myself."""
    own = queries.own_profile(request.user)
    initial = {"job": own.job, "about": own.about, "topics": "\n".join(own.topics)} if own else {}
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=initial)
    context = {"form": form, "profile": own, "found": consent.agreed(request.user, consent.PROFILE)}
    if request.method != "POST":
        return render(request, "people/profile_edit.jinja", context)
    if form.is_valid():
        said = form.cleaned_data
        try:
            written = profiles.write(
                request.user, job=said["job"], about=said["about"], topics=form.lines(), by=request.user
            )
        except (RuleBroken, NotAllowed) as problem:
            form.add_error("topics", str(problem))
        else:
            messages.success(request, "Your profile is saved.")
            return redirect("people:profile", written.public_id)
    return invalid(request, "people/profile_edit.jinja", context)
