"""Versions of a page: the list, one of them, what differs between two, and going back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.library.domain import queries, rules
from fingerpost.library.domain.own import versions, writing
from fingerpost.library.models import Item, Revision
from fingerpost.library.web import presenters
from fingerpost.library.web.writing import item_to_edit


def _item(request: HttpRequest, public_id: str) -> Item:
    rows = Item.objects.visible_to(request.reader).select_related("unit", "owner")
    item: Item = get_object_or_404(rows, public_id=public_id)
    return item


def _version(request: HttpRequest, item: Item, number: int) -> Revision:
    """One version, if this reader may read it."""
    try:
        found = versions.version_of(item, number)
    except RuleBroken as problem:
        raise Http404 from problem
    if not rules.may_see_version(request.reader, found):
        raise Http404
    return found


def _names(rows: list[Revision], may_edit: bool) -> dict[int, str]:
    """Who released or wrote each version: for those who may edit, and otherwise as they agreed."""
    people = {row.number: row.released_by or row.saved_by for row in rows}
    known = {number: person for number, person in people.items() if person}
    if may_edit:
        return {number: person.name for number, person in known.items()}
    agreed = queries.names_as_agreed(person.public_id for person in known.values())
    return {number: agreed.get(person.public_id, "") for number, person in known.items()}


@login_required
@require_GET
def version_list(request: HttpRequest, public_id: str) -> HttpResponse:
    """Every version that this reader may read, the newest first; choose two to compare."""
    item = _item(request, public_id)
    may_edit = rules.may_edit(request.reader, item)
    rows = rules.versions_seen(request.reader, versions.versions_of(item), may_edit=may_edit)
    if not rows:
        raise Http404
    numbers = [row.number for row in rows]
    return render(
        request, "library/version_list.jinja",
        {
            "page_title": f"Versions: {item.title[:80]}", "item": item, "versions": rows, "may_edit": may_edit,
            "being_written": any(row.stage in {"draft", "in-review"} for row in rows),
            "old": numbers[1] if len(numbers) > 1 else numbers[0], "new": numbers[0],
            "names": _names(rows, may_edit),
        },
    )  # fmt: skip


@login_required
@require_GET
def version_compare(request: HttpRequest, public_id: str) -> HttpResponse:
    """What differs between two versions, in words as well as colour."""
    item = _item(request, public_id)
    chosen = [request.GET.get(name, "") for name in ("old", "new")]
    if not all(text.isdecimal() and len(text) < 9 for text in chosen):
        return redirect("library:version_list", public_id)
    old, new = sorted((_version(request, item, int(text)) for text in chosen), key=lambda row: row.number)
    changes = versions.difference(old, new)
    return render(
        request, "library/version_compare.jinja",
        {
            "page_title": f"What changed: {item.title[:80]}", "item": item, "old": old, "new": new,
            "changes": presenters.changes_shown(changes),
        },
    )  # fmt: skip


@login_required
@require_GET
def version(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """One version as it was."""
    item = _item(request, public_id)
    found = _version(request, item, number)
    return render(
        request, "library/version.jinja",
        {
            "page_title": f"Version {number}: {found.title[:80]}", "item": item, "version": found,
            "shown": presenters.sections_shown(item.kind, found.sections, found.files),
            "files": presenters.file_rows(found.files), "may_edit": rules.may_edit(request.reader, item),
            "is_current": found.stage == "released",
        },
    )  # fmt: skip


@login_required
@require_POST
def version_restore(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Make a draft that says what an earlier version said."""
    item = item_to_edit(request, public_id)
    try:
        writing.restore(item, number, request.user)
    except (RuleBroken, NotAllowed) as problem:
        messages.error(request, str(problem))
        return redirect("library:version_list", public_id)
    messages.success(request, f"Version {number} is a draft now. Read it, and share it.")
    return redirect("library:draft_read", public_id)
