"""Pages on which people write: choose a kind, write, have it read, share it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.library.domain import rules
from fingerpost.library.domain.own import audiences, contents, topic_names, versions, writing
from fingerpost.library.domain.own.kinds import BY_KEY, KINDS
from fingerpost.library.models import Item, Revision, Stage
from fingerpost.library.web import presenters, writing_form, writing_kept
from fingerpost.library.web.forms_item import ItemForm
from fingerpost.library.web.forms_item_actions import SendBackForm, WithdrawForm
from fingerpost.library.web.review import lead_beside
from fingerpost.ui.forms import invalid

# Buttons that show the form again, filled as it is, and change nothing.
LOOKING = {"preview", "suggest"}


def item_to_edit(request: HttpRequest, public_id: str) -> Item:
    """The item, if this reader may change it; otherwise there is no such page."""
    item = rules.item_to_write(request.reader, public_id)
    if item is None:
        raise Http404
    return item


@login_required
@require_GET
def item_add(request: HttpRequest) -> HttpResponse:
    """Choose what kind of thing it is."""
    units = rules.units_to_write_for(request.reader)
    return render(
        request, "library/item_add.jinja", {"page_title": "Add what you know", "kinds": KINDS, "may": bool(units)}
    )


@writing_kept.keeps_words
@require_http_methods(["GET", "POST"])
def item_write(request: HttpRequest, kind: str) -> HttpResponse:
    """Write a new page: a short form, and the rest folded away."""
    if kind not in BY_KEY or not rules.units_to_write_for(request.reader):
        raise Http404
    looking = LOOKING & set(request.POST)
    typed = request.POST if looking else writing_kept.typed_before(request) if request.method == "GET" else None
    form = writing_form.new_form(request, kind, typed)
    page: dict[str, Any] = {
        "page_title": f"Add: {BY_KEY[kind].name}", "kind": BY_KEY[kind], "form": form, "item": None, "revision": None,
        "came_back": request.method == "GET" and typed is not None,
    }  # fmt: skip
    if looking:
        return _look(request, form, page, looking)
    if request.method == "POST":
        if form.is_valid() and (made := _begin(request, form, kind)):
            return made
        return invalid(request, "library/item_write.jinja", page)
    return render(request, "library/item_write.jinja", page)


@login_required
@require_POST
def draft_open(request: HttpRequest, public_id: str) -> HttpResponse:
    """Begin or go on writing a new version, and note that this person has it open."""
    item = item_to_edit(request, public_id)
    revision = writing.draft_of(item, request.user)
    writing.editing(revision, request.user)
    return redirect("library:draft", public_id)


@writing_kept.keeps_words
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write in the version that is open."""
    item = item_to_edit(request, public_id)
    revision = writing.open_version(item)
    if revision is None and request.method == "GET":
        return redirect("library:version_list", public_id)
    # Somebody released or gave up the version meanwhile: what was typed goes into a new one, after a look at both.
    revision = revision or writing.draft_of(item, request.user)
    looking = LOOKING & set(request.POST)
    typed = request.POST if looking else writing_kept.typed_before(request) if request.method == "GET" else None
    form = writing_form.draft_form(request, revision, typed)
    page = _draft_page(request, revision, form) | {"came_back": request.method == "GET" and typed is not None}
    if looking:
        return _look(request, form, page, looking)
    if request.method == "POST":
        if form.is_valid() and (done := _save(request, form, revision, page)):
            return done
        return invalid(request, "library/item_write.jinja", page)
    return render(request, "library/item_write.jinja", page)


@login_required
@require_http_methods(["GET", "POST"])
def draft_read(request: HttpRequest, public_id: str) -> HttpResponse:
    """Read an open version as readers would, with what is new in it; share it, send it back, or give it up."""
    item = item_to_edit(request, public_id)
    revision = writing.open_version(item)
    if revision is None:
        return redirect("library:version_list", public_id)
    form = SendBackForm(request.POST if request.method == "POST" else None)
    page = _reading_page(request, revision, form)
    if request.method == "GET":
        return render(request, "library/draft_read.jinja", page)
    if not form.is_valid():
        return invalid(request, "library/draft_read.jinja", page)
    try:
        return _act(request, revision, form.cleaned_data["said"])
    except (RuleBroken, NotAllowed) as problem:
        form.add_error("said" if "send_back" in request.POST else None, str(problem))
        return invalid(request, "library/draft_read.jinja", page)


@login_required
@require_http_methods(["GET", "POST"])
def item_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a page out of use, say why, and point on."""
    item = item_to_edit(request, public_id)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    page = {"page_title": "Withdraw this page", "form": form, "item": item}
    if request.method == "GET":
        return render(request, "library/item_withdraw.jinja", page)
    if form.is_valid():
        try:
            instead = _item_at(request, form.cleaned_data["instead"])
            writing.withdraw(item, request.user, form.cleaned_data["because"], instead=instead)
        except (RuleBroken, NotAllowed) as problem:
            form.add_error("instead" if form.cleaned_data["instead"] else None, str(problem))
        else:
            messages.success(request, "Withdrawn. The page stays, and says so.")
            return redirect("library:item", public_id)
    return invalid(request, "library/item_withdraw.jinja", page)


# Inside -------------------------------------------------------------------------------------------


def _look(request: HttpRequest, form: ItemForm, page: dict[str, Any], looking: set[str]) -> HttpResponse:
    """The form again, with a preview or with suggestions."""
    if "suggest" in looking:
        writing_form.with_suggestions(request, form)
    else:
        sections = {one.key: str(form.initial.get(f"section_{one.key}", "")) for one in form.sections}
        page["preview"] = presenters.sections_shown(form.kind.key, sections, form.attached)
    return render(request, "library/item_write.jinja", page | {"suggested": "suggest" in looking})


def _begin(request: HttpRequest, form: ItemForm, kind: str) -> HttpResponse | None:
    """Save a new page and share it if that was asked for; None, with reasons on the form, if it cannot be saved."""
    try:
        files = writing_form.keep_upload(form)
        revision = writing.begin(
            kind, unit=form.chosen_unit(), by=request.user, files=files, **form.content()
        )  # fmt: skip
    except (RuleBroken, NotAllowed) as problem:
        form.add_error("file" if form.cleaned_data.get("file") else None, str(problem))
        return None
    return _after_save(request, revision, form)


def _save(request: HttpRequest, form: ItemForm, revision: Revision, page: dict[str, Any]) -> HttpResponse | None:
    """Save a version; None, with the form as it was typed, if somebody else has saved or it cannot be saved."""
    try:
        files = writing_form.keep_upload(form)
        if form.cleaned_data["version"] != str(revision.number):
            raise writing.EditedMeanwhile(revision)
        saved = writing.save(
            revision, by=request.user, seen=_number(form.cleaned_data["seen"]), files=files, **form.content()
        )
    except writing.EditedMeanwhile as problem:
        _show_both(form, problem.revision, page)
        return None
    except (RuleBroken, NotAllowed) as problem:
        form.add_error("file" if form.cleaned_data.get("file") else None, str(problem))
        return None
    return _after_save(request, saved, form)


def _show_both(form: ItemForm, theirs: Revision, page: dict[str, Any]) -> None:
    """Mine stays in the form; theirs stands above it. Whoever saves next has seen both."""
    said = {key: value for key, value in form.content().items() if key in contents.WRITTEN}
    mine = Revision(item=theirs.item, files=theirs.files)
    contents.write_into(mine, said)
    form.data = form.data.copy()
    form.data["seen"], form.data["version"] = str(theirs.saves), str(theirs.number)
    differs = [change for change in versions.difference(theirs, mine, as_typed=True) if change.part != "Files"]
    page["both"] = presenters.changes_shown(differs)
    page["theirs"] = theirs


def _after_save(request: HttpRequest, revision: Revision, form: ItemForm) -> HttpResponse:
    """Share or send for review if that was asked for. What cannot be shared is kept as a draft."""
    writing_kept.forget(request)
    public_id = revision.item.public_id
    for typed, kept in topic_names.renamed(form.cleaned_data["topic_list"], revision.topics):
        messages.info(request, f"The topic “{typed}” is called “{kept}” here. Your page stands there.")
    try:
        if "share" in request.POST:
            writing.release(revision, request.user, reviewed=form.cleaned_data["checked"], seen=revision.saves)
            messages.success(request, "Saved and shared.")
            return lead_beside(request, revision.item) or _to_the_page(request, revision.item)
        if "submit" in request.POST:
            writing.submit(revision, request.user)
            messages.success(request, "Saved, and sent for review. Somebody who may edit it can share it.")
            return redirect("library:draft_read", public_id)
    except (RuleBroken, NotAllowed) as problem:
        messages.warning(request, f"Saved as a draft, and not shared. {problem}")
        return redirect("library:draft", public_id)
    messages.success(request, "Saved as a draft.")
    place = "#files" if "add_file" in request.POST else ""
    return HttpResponseRedirect(reverse("library:draft", args=[public_id]) + place)


def _draft_page(request: HttpRequest, revision: Revision, form: ItemForm) -> dict[str, Any]:
    item = revision.item
    return {
        "page_title": f"Write: {revision.title[:80]}", "kind": BY_KEY[item.kind], "form": form, "item": item,
        "revision": revision, "somebody": writing.who_is_editing(revision, besides=request.user),
        "files": presenters.file_rows(revision.files), "waiting": revision.stage == Stage.IN_REVIEW,
    }  # fmt: skip


def _reading_page(request: HttpRequest, revision: Revision, form: SendBackForm) -> dict[str, Any]:
    item = revision.item
    released = item.revisions.filter(stage=Stage.RELEASED).first()
    changes = versions.difference(released, revision) if released else []
    return {
        "page_title": f"Read before it is shared: {revision.title[:80]}", "item": item, "revision": revision,
        "form": form,
        "kind_name": presenters.kind_name(item.kind), "released": released,
        "shown": presenters.sections_shown(item.kind, revision.sections, revision.files),
        "changes": presenters.changes_shown(changes),
        "may_release": rules.may_release(request.reader, revision), "waiting": revision.stage == Stage.IN_REVIEW,
        "own": revision.submitted_by_id == request.user.pk, "files": presenters.file_rows(revision.files),
        "audience": audiences.in_words(audiences.Audience(revision.open_to, tuple(revision.tokens))),
        "somebody": writing.who_is_editing(revision, besides=request.user),
    }  # fmt: skip


def _act(request: HttpRequest, revision: Revision, said: str) -> HttpResponse:
    """What the pressed button says."""
    public_id = revision.item.public_id
    if "release" in request.POST:
        reviewed, seen = "checked" in request.POST, _number(request.POST.get("seen", ""))
        writing.release(revision, request.user, reviewed=reviewed, seen=seen)
        messages.success(request, "Shared.")
        return lead_beside(request, revision.item) or _to_the_page(request, revision.item)
    if "submit" in request.POST:
        writing.submit(revision, request.user)
        messages.success(request, "Sent for review.")
    elif "give_up" in request.POST:
        writing.give_up(revision, request.user)
        messages.success(request, "Given up. You can restore it from the list of versions.")
        return redirect("library:version_list", public_id)
    elif "send_back" in request.POST:
        writing.send_back(revision, request.user, said)
        messages.success(request, "Sent back. We have told the writer.")
    return redirect("library:draft_read", public_id)


def _to_the_page(request: HttpRequest, item: Item) -> HttpResponse:
    """The page that was shared; the list, for whoever shared it with others only."""
    if Item.objects.visible_to(request.reader).filter(pk=item.pk).exists():
        return redirect("library:item", item.public_id)
    messages.info(request, "You are not among those who may see this page.")
    return redirect("library:shelf")


def _item_at(request: HttpRequest, address: str) -> Item | None:
    """The item behind an address that somebody pasted. RuleBroken if there is none that they may see."""
    if not address.strip():
        return None
    public_id = address.strip().rstrip("/").rpartition("/")[2]
    found = Item.objects.visible_to(request.reader).filter(public_id=public_id).first()
    if found is None:
        raise RuleBroken("We found no page of ours at this address. Open the page and copy its address.")
    return found


def _number(text: str) -> int:
    """A number from a form; one that fits no version where somebody changed it."""
    return int(text) if text.isdecimal() and len(text) < 9 else -1
