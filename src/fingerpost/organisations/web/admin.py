"""Pages for whoever looks after an organisation: its units, people, services, words and links."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.organisations.domain import accounts, agreements, links, memberships, queries, units, wording
from fingerpost.organisations.models import Unit
from fingerpost.organisations.web import forms
from fingerpost.ui.forms import NHSForm, invalid

both = require_http_methods(["GET", "HEAD", "POST"])


def _unit(request: HttpRequest, slug: str) -> Unit:
    """The unit, if this reader looks after it; otherwise there is no such page."""
    return _found(queries.unit_administered(request.reader, slug))


def _posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, also when every box was left empty; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def _found(row: Any) -> Any:
    if row is None:
        raise Http404
    return row


def _after(request: HttpRequest) -> tuple[str, int] | None:
    """Where the page starts. An address that somebody changed starts at the beginning."""
    try:
        name, pk = signing.loads(request.GET.get("after", ""), salt="organisations.paging")
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return (name, pk) if isinstance(name, str) and isinstance(pk, int) else None


def _paged(page: queries.Page) -> dict[str, Any]:
    after = signing.dumps(page.after, salt="organisations.paging") if page.after else ""
    return {"rows": page.rows, "next_after": after}


def _done(form: NHSForm, action: Callable[[], Any]) -> bool:
    """Do it if the form is right and the rules allow; else put the reason on the form."""
    if not form.is_valid():
        return False
    try:
        action()
    except (RuleBroken, NotAllowed) as problem:
        form.add_error(None, str(problem))
        return False
    return True


def _answer(
    request: HttpRequest, template: str, context: dict[str, Any], form: NHSForm, action: Callable[[], Any], said: str,
    to: tuple[str, ...],
) -> HttpResponse:  # fmt: skip
    """Show the form, or act on it: the one shape of all pages here."""
    context = {**context, "form": form}
    if request.method != "POST":
        return render(request, template, context)
    if not _done(form, action):
        return invalid(request, template, context)
    messages.success(request, said)
    return redirect(*to)


@login_required
@require_GET
def organisation_list(request: HttpRequest) -> HttpResponse:
    """The units I look after."""
    mine = queries.units_administered(request.reader)
    if not mine:
        raise Http404
    return render(request, "organisations/organisation_list.jinja", {"units": mine})


@login_required
@both
def organisation_show(request: HttpRequest, slug: str) -> HttpResponse:
    """One unit: what it is, and what can be done. Also changes its name."""
    unit = _unit(request, slug)
    form = forms.RenameForm(_posted(request), initial={"name": unit.name, "short_name": unit.short_name})
    return _answer(
        request, "organisations/organisation_show.jinja", {"unit": unit}, form,
        lambda: units.rename(unit, by=request.user, **form.cleaned_data), "The name is saved.",
        ("organisations:organisation_show", slug),
    )  # fmt: skip


@login_required
@both
def unit_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What is inside a unit; adds one more."""
    unit = _unit(request, slug)
    form = forms.UnitForm(_posted(request))

    def act() -> None:
        units.found(parent=unit, by=request.user, **form.cleaned_data)

    context = {"unit": unit, **_paged(queries.units_inside(unit, _after(request)))}
    return _answer(
        request, "organisations/unit_list.jinja", context, form, act, "The unit is added.",
        ("organisations:unit_list", slug),
    )  # fmt: skip


@login_required
@both
def unit_close(request: HttpRequest, slug: str) -> HttpResponse:
    """Close a unit, with or without another that takes over."""
    unit = _unit(request, slug)
    form = forms.CloseForm(_posted(request), heirs=queries.heirs_to_choose(request.reader, unit))

    def act() -> None:
        day, successor = form.cleaned_data["on"], form.cleaned_data["successor"]
        if successor:
            units.merge(unit, into=successor, on=day, by=request.user)
        else:
            units.close(unit, on=day, by=request.user)

    return _answer(
        request, "organisations/unit_close.jinja", {"unit": unit}, form, act, "The closing date is saved.",
        ("organisations:organisation_show", slug),
    )  # fmt: skip


@login_required
@both
def people_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is in a unit; adds somebody."""
    unit = _unit(request, slug)
    form = forms.PersonForm(_posted(request))
    context = {"unit": unit, **_paged(queries.people_in(unit, _after(request)))}
    return _answer(
        request, "organisations/people_list.jinja", context, form,
        lambda: accounts.add_to_unit(unit=unit, by=request.user, **form.cleaned_data),
        "They are added. Tell them to choose a password under “I forgot my password”.",
        ("organisations:people_list", slug),
    )  # fmt: skip


@login_required
@both
def membership_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what somebody does in a unit."""
    membership = _found(queries.membership_administered(request.reader, pk))
    form = forms.RoleForm(_posted(request), initial={"role": membership.role})
    return _answer(
        request, "organisations/membership_change.jinja", {"membership": membership, "end_form": forms.EndForm()},
        form,
        lambda: memberships.change_role(membership, by=request.user, **form.cleaned_data), "The new role is saved.",
        ("organisations:people_list", membership.unit.slug),
    )  # fmt: skip


@login_required
@require_POST
def membership_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End somebody's membership."""
    membership = _found(queries.membership_administered(request.reader, pk))
    end_form = forms.EndForm(request.POST)
    if _done(end_form, lambda: memberships.leave(membership, by=request.user, **end_form.cleaned_data)):
        messages.success(request, "The last day is saved.")
        return redirect("organisations:people_list", membership.unit.slug)
    form = forms.RoleForm(initial={"role": membership.role})
    context = {"membership": membership, "form": form, "end_form": end_form}
    return invalid(request, "organisations/membership_change.jinja", context)


@login_required
@both
def agreement_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Which library services serve us; agrees one more."""
    unit = _unit(request, slug)
    form = forms.AgreementForm(_posted(request), services=queries.services_to_choose())

    def act() -> None:
        agreements.agree(
            form.cleaned_data["service"], unit, by=request.user, desk_email=form.cleaned_data["desk_email"],
            **form.dates(),
        )  # fmt: skip

    return _answer(
        request, "organisations/agreement_list.jinja", {"unit": unit, "rows": queries.agreements_of(unit)}, form, act,
        "The agreement is saved.", ("organisations:agreement_list", slug),
    )  # fmt: skip


@login_required
@both
def agreement_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End an agreement."""
    agreement = _found(queries.agreement_administered(request.reader, pk))
    form = forms.EndForm(_posted(request))
    return _answer(
        request, "organisations/agreement_end.jinja", {"agreement": agreement}, form,
        lambda: agreements.end(agreement, by=request.user, **form.cleaned_data), "The last day is saved.",
        ("organisations:organisation_list",),
    )  # fmt: skip


@login_required
@both
def word_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Our own words, each beside the plain one."""
    unit = _unit(request, slug)
    in_use = wording.words_in_use(unit)
    form = forms.WordsForm(_posted(request), words=in_use)

    def act() -> None:
        wording.say_all(unit, form.cleaned_data, by=request.user)

    context = {"unit": unit, "say": {word.key: word.shown for word in in_use}}
    return _answer(
        request, "organisations/word_list.jinja", context, form, act, "Your words are saved.",
        ("organisations:word_list", slug),
    )  # fmt: skip


@login_required
@both
def link_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Places to search next, and where full text leads; adds a place."""
    unit = _unit(request, slug)
    form = forms.LinkForm(_posted(request))
    full_text = forms.FullTextForm(initial={"link": unit.full_text_link})
    context = {"unit": unit, "rows": queries.links_of(unit), "full_text_form": full_text}
    return _answer(
        request, "organisations/link_list.jinja", context, form,
        lambda: links.add(unit, by=request.user, **form.cleaned_data), "The link is added.",
        ("organisations:link_list", slug),
    )  # fmt: skip


@login_required
@require_POST
def full_text_set(request: HttpRequest, slug: str) -> HttpResponse:
    """Set where full text leads."""
    unit = _unit(request, slug)
    full_text = forms.FullTextForm(request.POST)
    if _done(full_text, lambda: units.set_full_text_link(unit, by=request.user, **full_text.cleaned_data)):
        messages.success(request, "The full-text address is saved.")
        return redirect("organisations:link_list", slug)
    context = {"unit": unit, "rows": queries.links_of(unit), "form": forms.LinkForm(), "full_text_form": full_text}
    return invalid(request, "organisations/link_list.jinja", context)


@login_required
@require_POST
def link_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a place to search away."""
    link = _found(queries.link_administered(request.reader, pk))
    links.remove(link, by=request.user)
    messages.success(request, "The link is removed.")
    return redirect("organisations:link_list", link.unit.slug)
