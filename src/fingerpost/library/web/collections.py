"""Pages about reading lists."""

from csp.decorators import csp_replace
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.library.domain.gathering import collection_rules, collections, gathered, lasting
from fingerpost.library.domain.own import audiences
from fingerpost.library.models import Collection, CollectionEntry
from fingerpost.library.web import presenters, presenters_gathered
from fingerpost.library.web.forms_collection import (
    NEW,
    CollectionForm,
    EntryForm,
    PutForm,
    ShareForm,
    WithdrawForm,
)
from fingerpost.organisations.readers import ANYONE, person_token
from fingerpost.records.models import OpenTo, Record, State
from fingerpost.ui.forms import invalid

MOST_LISTS = 40  # in the form that puts something on one


@require_GET
def collection_list(request: HttpRequest) -> HttpResponse:
    """Reading lists shared with me; or my own."""
    mine = request.GET.get("show") == "mine" and request.reader.signed_in
    page = gathered.lists_for(request.reader, mine=mine, after=_number(request.GET.get("after", "")))
    return render(
        request, "library/collection_list.jinja",
        {"page_title": "My reading lists" if mine else "Reading lists", "page_of_lists": page, "mine": mine},
    )  # fmt: skip


@require_GET
def collection(request: HttpRequest, public_id: str) -> HttpResponse:
    """One list, as far as this reader may see what is on it."""
    row = _seen(request, public_id)
    return render(
        request, "library/collection.jinja",
        {
            "page_title": row.title[:100], "collection": row, "may_change": _may_change(request, row),
            "sections": presenters_gathered.sections(gathered.sections_of(row, request.reader)),
            "share_words": _share_words(row), "embed_href": _embed_href(row), "oai": lasting.oai_of(row),
            "address": lasting.address_of(row),
        },
    )  # fmt: skip


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@require_GET
def collection_embed(request: HttpRequest, public_id: str) -> HttpResponse:
    """A bare page that other sites may show: what anyone may see of a list, if its owner allows it."""
    rows = Collection.objects.visible_to(ANYONE).filter(may_embed=True, open_to=OpenTo.PUBLIC, state=State.RELEASED)
    row = get_object_or_404(rows, public_id=public_id)
    context = {
        "page_title": row.title[:100], "collection": row, "address": lasting.address_of(row),
        "sections": presenters_gathered.sections(gathered.sections_of(row, ANYONE), whole=True),
    }  # fmt: skip
    return render(request, "library/collection_embed.jinja", context)


@login_required
@require_http_methods(["GET", "POST"])
def collection_begin(request: HttpRequest) -> HttpResponse:
    """Begin a list."""
    form = CollectionForm(request.POST if request.method == "POST" else None)
    del form.fields["may_embed"]
    context = {"page_title": "A new reading list", "form": form}
    if request.method != "POST":
        return render(request, "library/collection_begin.jinja", context)
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = collections.begin(said["title"], introduction=said["introduction"], by=request.user)
        except RuleBroken as problem:
            form.add_error("title", str(problem))
        else:
            messages.success(request, "Your list is there. Only you can see it until you share it.")
            return redirect("library:collection", made.public_id)
    return invalid(request, "library/collection_begin.jinja", context)


@login_required
@require_http_methods(["GET", "POST"])
def collection_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Its words, and what is on it in order."""
    row = _changeable(request, public_id)
    before = {"title": row.title, "introduction": row.introduction, "may_embed": row.may_embed}
    form = CollectionForm(request.POST if request.method == "POST" else None, initial=before)
    context = {
        "page_title": f"Change “{row.title[:80]}”", "collection": row, "form": form,
        "sections": presenters_gathered.sections(gathered.sections_of(row, request.reader)),
        "narrower": gathered.narrower_than(row),
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "library/collection_edit.jinja", context)
    if form.is_valid():
        try:
            collections.describe(row, by=request.user, **form.cleaned_data)
        except (RuleBroken, NotAllowed) as problem:
            form.add_error("title", str(problem))
        else:
            messages.success(request, "Saved.")
            return redirect("library:collection", row.public_id)
    return invalid(request, "library/collection_edit.jinja", context)


@login_required
@require_http_methods(["GET", "POST"])
def collection_share(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who may see it, in words."""
    row = _changeable(request, public_id)
    own = {person_token(row.owner_id)} if row.owner_id else set()
    tokens = tuple(sorted(set(row.audience.values_list("token", flat=True)) - own))
    now = audiences.Audience(row.open_to, tokens)
    places = collection_rules.units_to_share_with(request.reader)
    units, people = audiences.names_of(now)
    ticked = {unit.pk for unit in places}
    before = {
        "see": now.choice,
        "see_units": [str(unit.pk) for unit in units if unit.pk in ticked],
        "see_other": "\n".join(unit.name for unit in units if unit.pk not in ticked),
        "see_people": "\n".join(person.name for person in people),
    }
    form = ShareForm(request.POST if request.method == "POST" else None, initial=before, places=places, now=now)
    context = {"page_title": f"Share “{row.title[:80]}”", "collection": row, "form": form}
    if request.method != "POST":
        return render(request, "library/collection_share.jinja", context)
    if form.is_valid():
        said = form.cleaned_data
        try:
            chosen = audiences.from_choice(
                said["see"], reader=request.reader, before=now, units=map(int, said["see_units"] or ()),
                other=(said["see_other"] or "").splitlines(), people=(said["see_people"] or "").splitlines(),
                known=people,
            )  # fmt: skip
            collections.release(row, by=request.user, open_to=chosen.open_to, tokens=chosen.tokens)
        except (RuleBroken, NotAllowed) as problem:
            form.add_error("see", str(problem))
        else:
            messages.success(request, "Done. The list says who can see it.")
            return redirect("library:collection", row.public_id)
    return invalid(request, "library/collection_share.jinja", context)


@login_required
@require_http_methods(["GET", "POST"])
def collection_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a list out of use."""
    row = _changeable(request, public_id)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    context = {"page_title": f"Withdraw “{row.title[:80]}”", "collection": row, "form": form}
    if request.method != "POST":
        return render(request, "library/collection_withdraw.jinja", context)
    if form.is_valid():
        try:
            collections.withdraw(row, by=request.user, because=form.cleaned_data["because"])
        except (RuleBroken, NotAllowed) as problem:
            form.add_error("because", str(problem))
        else:
            messages.success(request, "Withdrawn. The list says so.")
            return redirect("library:collection", row.public_id)
    return invalid(request, "library/collection_withdraw.jinja", context)


# What is on it -------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "POST"])
def collection_put(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put this page or paper on a list: one of mine, or a new one."""
    rows = Record.objects.visible_to(request.reader).filter(kind__in=collections.LISTED, state=State.RELEASED)
    record = get_object_or_404(rows, public_id=public_id)
    lists = list(collection_rules.lists_to_add_to(request.reader).order_by("-changed_at")[:MOST_LISTS])
    form = PutForm(request.POST if request.method == "POST" else None, lists=lists)
    context = {
        "page_title": "Put on a reading list", "form": form, "record": record,
        "kind_name": presenters.kind_name(record.kind),
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "library/collection_put.jinja", context)
    if form.is_valid():
        said = form.cleaned_data
        chosen = next((each for each in lists if each.public_id == said["where"]), None)
        try:
            if said["where"] == NEW:
                chosen = collections.begin(said["title"], by=request.user)
            collections.put(chosen, record, by=request.user, note=said["note"])
        except (RuleBroken, NotAllowed) as problem:
            form.add_error("where", str(problem))
        else:
            messages.success(request, f"It is on “{chosen.title}” now.")
            return redirect("library:collection", chosen.public_id)
    return invalid(request, "library/collection_put.jinja", context)


@login_required
@require_http_methods(["GET", "POST"])
def entry_edit(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """The note on one thing, and its heading."""
    row, entry = _entry(request, public_id, pk)
    before = {"note": entry.note, "section": entry.section}
    form = EntryForm(request.POST if request.method == "POST" else None, initial=before)
    headings = [section.heading for section in gathered.sections_of(row, request.reader) if section.heading]
    context = {
        "page_title": "Note and heading", "form": form, "collection": row, "entry": entry, "headings": headings,
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "library/entry_edit.jinja", context)
    if form.is_valid():
        try:
            collections.annotate(entry, by=request.user, **form.cleaned_data)
        except (RuleBroken, NotAllowed) as problem:
            form.add_error("note", str(problem))
        else:
            messages.success(request, "Saved.")
            return redirect("library:collection_edit", row.public_id)
    return invalid(request, "library/entry_edit.jinja", context)


@login_required
@require_POST
def entry_move(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """One place up or down."""
    row, entry = _entry(request, public_id, pk)
    try:
        collections.move(entry, by=request.user, up=request.POST.get("where") == "up")
    except (RuleBroken, NotAllowed) as problem:
        messages.error(request, str(problem))
    return redirect(f"{presenters_gathered.edit_href(row)}#entry-{entry.pk}")


@login_required
@require_POST
def entry_take_out(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """Take it off the list."""
    row, entry = _entry(request, public_id, pk)
    try:
        collections.take_out(entry, by=request.user)
    except (RuleBroken, NotAllowed) as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"“{entry.record.title[:100]}” is off the list.")
    return redirect("library:collection_edit", row.public_id)


# Inside --------------------------------------------------------------------------------------------


def _seen(request: HttpRequest, public_id: str) -> Collection:
    rows = Collection.objects.visible_to(request.reader).select_related("unit", "owner")
    return get_object_or_404(rows, public_id=public_id)


def _may_change(request: HttpRequest, row: Collection) -> bool:
    return collection_rules.may_change(request.reader, row)


def _changeable(request: HttpRequest, public_id: str) -> Collection:
    """The list if they may change it; to others this page is not there."""
    row = _seen(request, public_id)
    if not _may_change(request, row):
        raise Http404
    return row


def _entry(request: HttpRequest, public_id: str, pk: int) -> tuple[Collection, CollectionEntry]:
    """A list that they may change, and one thing on it that they may see."""
    row = _changeable(request, public_id)
    seen = Record.objects.visible_to(request.reader).values("pk")
    entries = CollectionEntry.objects.filter(collection=row, record__in=seen).select_related("record", "collection")
    return row, get_object_or_404(entries, pk=pk)


def _share_words(row: Collection) -> str:
    own = {person_token(row.owner_id)} if row.owner_id else set()
    if row.open_to == OpenTo.PUBLIC:
        return "Anyone, without signing in"
    if row.open_to == OpenTo.SIGNED_IN:
        return "Anyone signed in"
    tokens = set(row.audience.values_list("token", flat=True)) - own
    if not tokens:
        return "Only its owner"
    units, people = audiences.names_of(audiences.Audience("", tuple(tokens)))
    return ", ".join(
        [*(f"People in {unit.name}" for unit in units), *(["People named by its owner"] if people else [])]
    )


def _embed_href(row: Collection) -> str:
    if row.may_embed and row.open_to == OpenTo.PUBLIC and row.state == State.RELEASED:
        return presenters_gathered.embed_href(row)
    return ""


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None
