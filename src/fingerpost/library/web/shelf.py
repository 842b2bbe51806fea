"""The shelf: what we know ourselves."""

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fingerpost.library.domain import rules
from fingerpost.library.domain.own import contents, shelf, who_to_ask
from fingerpost.library.domain.own.kinds import BY_KEY
from fingerpost.library.web import presenters
from fingerpost.organisations.models import Unit
from fingerpost.ui.jinja import url

_SALT = "library.shelf"


def wanted_of(request: HttpRequest) -> shelf.Wanted:
    """How the reader narrowed the list. What makes no sense is left out."""
    state, unit = request.GET.get("state", ""), request.GET.get("unit", "")
    kinds = tuple(kind for kind in dict.fromkeys(request.GET.getlist("kind")) if kind in BY_KEY)
    return shelf.Wanted(
        state=state if state in shelf.STATES else "released", kinds=kinds,
        unit=int(unit) if unit.isdecimal() and len(unit) < 9 else None,
        topic=contents.topic_slug(request.GET.get("topic", "")[:200]),
    )  # fmt: skip


@require_GET
def shelf_list(request: HttpRequest) -> HttpResponse:
    """Everything we know ourselves that this reader may see, newest first."""
    reader, wanted = request.reader, wanted_of(request)
    found = shelf.shelf_for(reader, wanted, _after(request))
    units = _units(request, wanted)
    kept = {
        "state": wanted.state if wanted.state != "released" else "", "kind": list(wanted.kinds), "unit": wanted.unit,
        "topic": wanted.topic,
    }  # fmt: skip
    following = signing.dumps(found.after, salt=_SALT) if found.after else ""
    asked = [part for part in who_to_ask.asked_of(request.user) if not part.shown] if reader.signed_in else []
    return render(
        request, "library/shelf.jinja",
        {
            "page_title": "Library", "rows": [presenters.shelf_row(item) for item in found.items],
            "groups": _groups(request, wanted, units), "topic": wanted.topic,
            "chosen": _chosen(wanted, kept, units), "state_name": shelf.STATES[wanted.state],
            "next_href": url("library:shelf", query=kept | {"after": following}) if following else "",
            "first_href": url("library:shelf", query=kept) if "after" in request.GET else "",
            "may_add": reader.signed_in and bool(rules.units_to_write_for(reader)), "asked": len(asked),
        },
    )  # fmt: skip


def _after(request: HttpRequest) -> int | None:
    """Where the page starts. An address that somebody changed starts at the beginning."""
    try:
        pk = signing.loads(request.GET.get("after", ""), salt=_SALT)
    except signing.BadSignature:
        return None
    return pk if isinstance(pk, int) else None


def _units(request: HttpRequest, wanted: shelf.Wanted) -> list[Unit]:
    """The reader's own units, nearest first, and the one chosen."""
    path = request.reader.path
    ids = {*path, *request.reader.desk_for, *({wanted.unit} if wanted.unit else ())}
    order = {pk: place for place, pk in enumerate(path)}
    return sorted(Unit.objects.filter(pk__in=ids).order_by("name")[:60], key=lambda unit: order.get(unit.pk, 99))


def _groups(request: HttpRequest, wanted: shelf.Wanted, units: list[Unit]) -> list[dict[str, object]]:
    own = {"drafts", "waiting"}
    states = [key for key in shelf.STATES if request.reader.signed_in or key not in own]
    groups: list[dict[str, object]] = [
        {
            "name": "state", "legend": "State", "kind": "radios",
            "options": [_option(key, shelf.STATES[key], key == wanted.state) for key in states],
        },
        {
            "name": "kind", "legend": "Kind",
            "options": [_option(key, kind.plural, key in wanted.kinds) for key, kind in BY_KEY.items()],
        },
    ]  # fmt: skip
    if units:
        options = [_option("", "All", not wanted.unit)]
        options += [_option(str(unit.pk), unit.name, unit.pk == wanted.unit) for unit in units]
        groups.append({"name": "unit", "legend": "Unit", "kind": "radios", "options": options})
    return groups


def _option(value: str, text: str, checked: bool) -> dict[str, object]:
    return {"value": value, "text": text, "checked": checked, "count": None}


def _chosen(wanted: shelf.Wanted, kept: dict[str, object], units: list[Unit]) -> list[tuple[str, str]]:
    """What narrows the list, each with the address without it."""
    chosen = []
    if wanted.state != "released":
        chosen.append((shelf.STATES[wanted.state], url("library:shelf", query=kept | {"state": ""})))
    for kind in wanted.kinds:
        others = [one for one in wanted.kinds if one != kind]
        chosen.append((BY_KEY[kind].plural, url("library:shelf", query=kept | {"kind": others})))
    here = [unit.name for unit in units if unit.pk == wanted.unit]
    chosen += [(name, url("library:shelf", query=kept | {"unit": None})) for name in here]
    if wanted.topic:
        chosen.append((f"Topic: {wanted.topic}", url("library:shelf", query=kept | {"topic": ""})))
    return chosen
