"""Builds the form of an item: empty, from a version, or from what was typed."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, QueryDict

from fingerpost.files.domain import store
from fingerpost.files.models import FileKind
from fingerpost.library.domain import rules
from fingerpost.library.domain.own import audiences, suggesting, ways, who_to_ask
from fingerpost.library.domain.own.kinds import BY_KEY
from fingerpost.library.models import Revision
from fingerpost.library.web.forms_audience import places_of
from fingerpost.library.web.forms_item import ItemForm, person_lines
from fingerpost.library.web.writing_kept import mark_of

SEVERAL = {"see_units", "more_topics", "more_mesh", "applies_to", "drop_files"}
SHARING = {"share", "submit"}


def new_form(request: HttpRequest, kind: str, typed: QueryDict | None = None) -> ItemForm:
    """The form of a new page: bound to what is posted, or filled with what was typed."""
    units = rules.units_to_write_for(request.reader)
    places = places_of(request.reader)
    own = next((unit for unit in places if unit.pk in request.reader.organisations), places[0] if places else None)
    initial: dict[str, Any] = {
        "see": audiences.UNITS, "see_units": [str(own.pk)] if own else [], "written_by": mark_of(request.user),
    }  # fmt: skip
    months = ways.review_months(kind, ways.ways_of(units[0])) if units else 0
    return _form(request, typed, initial, kind=kind, places=places, units=units, months=months)


def draft_form(request: HttpRequest, revision: Revision, typed: QueryDict | None = None) -> ItemForm:
    """The form of a version that is being written, in the same two ways."""
    item = revision.item
    audience = audiences.Audience(revision.open_to, tuple(revision.tokens))
    named_units, named_people = audiences.names_of(audience)
    asked = [part.person for part in who_to_ask.people_named(item)]
    places = places_of(request.reader, revision.applies_to)
    own = {unit.pk for unit in places}
    initial = {
        "title": revision.title, "summary": revision.summary, "see": audience.choice,
        "see_units": [str(unit.pk) for unit in named_units if unit.pk in own],
        "see_other": "\n".join(unit.name for unit in named_units if unit.pk not in own),
        "see_people": person_lines(named_people), "topics": "\n".join(revision.topics),
        "mesh": "\n".join(revision.mesh), "applies_to": [str(pk) for pk in revision.applies_to],
        "who_to_ask": person_lines(asked), "owner": item.owner.name if item.owner else "",
        "review_due": revision.review_due, "address": revision.address, "held_by": revision.held_by,
        "what_changed": revision.what_changed, "version": str(revision.number), "seen": str(revision.saves),
        "written_by": mark_of(request.user),
        **{f"section_{one.key}": revision.sections.get(one.key, "") for one in BY_KEY[item.kind].sections},
    }  # fmt: skip
    if revision.sections.get("text"):  # also where the form of its kind has no such part
        initial["section_text"] = revision.sections["text"]
    months = ways.review_months(item.kind, ways.ways_of(item.unit)) if item.unit else 0
    return _form(
        request, typed, initial, kind=item.kind, places=places, attached=revision.files, audience=audience,
        known=[*asked, *named_people, *([item.owner] if item.owner else [])], months=months,
    )  # fmt: skip


def with_suggestions(request: HttpRequest, form: ItemForm) -> ItemForm:
    """The form, offering topics and headings that its text names."""
    names = ["title", "summary", *(f"section_{one.key}" for one in form.sections)]
    text = "\n".join(str(form.initial.get(name, "")) for name in names)
    found = suggesting.suggest(text, request.reader)
    form.suggest(found.topics, found.mesh)
    return form


def keep_upload(form: ItemForm) -> list[Mapping[str, str]]:
    """The files of the version: those that stay, and the one that was sent. RuleBroken if it is not taken."""
    files = form.kept_files()
    sent = form.cleaned_data.get("file")
    if not sent:
        return files
    stored = store.keep(sent.name, sent.chunks())
    alt = form.cleaned_data["picture_alt"] if stored.kind == FileKind.PICTURE else ""
    there = [each for each in files if each["file"] != stored.public_id]
    return [*there, {"file": stored.public_id, "name": sent.name[:200], "alt": alt}]


def _form(request: HttpRequest, typed: QueryDict | None, initial: dict[str, Any], **how: Any) -> ItemForm:
    if typed is not None:
        return ItemForm(initial=initial | _as_initial(typed), reader=request.reader, **how)
    if request.method == "POST":
        sharing = bool(SHARING & set(request.POST))
        return ItemForm(request.POST, request.FILES, initial=initial, reader=request.reader, sharing=sharing, **how)
    return ItemForm(initial=initial, reader=request.reader, **how)


def _as_initial(typed: QueryDict) -> dict[str, Any]:
    """What was typed, to fill an unbound form with: no complaints yet."""
    said: dict[str, Any] = {name: typed.get(name, "") for name in typed if name != "written_by"}
    said |= {name: typed.getlist(name) for name in SEVERAL}
    said["review_due"] = [typed.get(f"review_due_{part}", "") for part in ("day", "month", "year")]
    said["topics"] = "\n".join([said.get("topics", ""), *said["more_topics"]]).strip()
    said["mesh"] = "\n".join([said.get("mesh", ""), *said["more_mesh"]]).strip()
    said["checked"] = bool(typed.get("checked"))
    return said
