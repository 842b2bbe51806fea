"""Found, rename, move, close and merge units. Nothing is deleted, and codes are never used again."""

from datetime import date

from django.db import transaction
from django.utils.text import slugify

from fingerpost.journal.domain import stream
from fingerpost.kernel import clock
from fingerpost.kernel.errors import RuleBroken
from fingerpost.organisations import lineage
from fingerpost.organisations.domain.rules import check_can_administer, check_can_found, signature
from fingerpost.organisations.models import Person, Sector, Unit, UnitKind

_PLACEHOLDERS = ("{doi}", "{pmid}", "{openurl}")


@transaction.atomic
def found(
    name: str,
    *,
    kind: str,
    by: Person | None,
    parent: Unit | None = None,
    slug: str = "",
    sector: str = "",
    ods_code: str | None = None,
    short_name: str = "",
    opened_on: date | None = None,
    library_email: str = "",
) -> Unit:
    """A new unit, open from `opened_on` (None: for as long as anyone knows)."""
    check_can_found(by, parent)
    if kind not in UnitKind.values or (sector and sector not in Sector.values):
        raise RuleBroken("Choose what kind of unit this is.")
    if not (name := name.strip()):
        raise RuleBroken("Enter a name.")
    if parent is not None and parent.closed_on and parent.closed_on <= clock.today():
        raise RuleBroken(f"{parent} has closed, so nothing can be added to it.")
    code = (ods_code or "").strip().upper() or None
    if code and (owner := Unit.objects.filter(ods_code=code).first()):
        raise RuleBroken(f"The code {code} belongs to {owner}. A code is never used twice, even after a unit closes.")
    unit = Unit.objects.create(
        name=name, kind=kind, parent=parent, slug=_free_slug(slug or short_name or name), sector=sector, ods_code=code,
        short_name=short_name.strip(), opened_on=opened_on, library_email=library_email,
    )  # fmt: skip
    stream.record(
        "organisations.unit_founded", subject=unit.public_id, by=signature(by),
        detail={"name": name, "kind": kind, "parent": parent.public_id if parent else "", "ods_code": code or ""},
    )  # fmt: skip
    return unit


@transaction.atomic
def rename(unit: Unit, *, name: str, by: Person | None, short_name: str | None = None) -> Unit:
    """Give a unit another name. Its address and code stay."""
    check_can_administer(by, unit)
    if not (name := name.strip()):
        raise RuleBroken("Enter a name.")
    before = {"name": unit.name, "short_name": unit.short_name}
    unit.name = name
    if short_name is not None:
        unit.short_name = short_name.strip()
    after = {"name": unit.name, "short_name": unit.short_name}
    if after != before:
        unit.save(update_fields=["name", "short_name"])
        stream.record(
            "organisations.unit_renamed", subject=unit.public_id, by=signature(by),
            detail={"before": before, "after": after},
        )  # fmt: skip
    return unit


@transaction.atomic
def move(unit: Unit, *, under: Unit, by: Person | None) -> Unit:
    """Put a unit, with all inside it, under another. Its people then belong to what is above it there."""
    check_can_administer(by, unit)
    check_can_administer(by, under)
    if unit.pk in lineage.above([under.pk], date.max).path(under.pk):
        raise RuleBroken(f"{under} is part of {unit}, so {unit} cannot go under it.")
    before = unit.parent.public_id if unit.parent else ""
    unit.parent = under
    unit.save(update_fields=["parent"])
    stream.record(
        "organisations.unit_moved", subject=unit.public_id, by=signature(by),
        detail={"before": before, "after": under.public_id},
    )  # fmt: skip
    return unit


@transaction.atomic
def close(unit: Unit, *, on: date, by: Person | None) -> Unit:
    """Close a unit from a day on. What was written about it stays."""
    check_can_administer(by, unit)
    unit.refresh_from_db(from_queryset=Unit.objects.select_for_update())
    _check_can_close(unit, on)
    unit.closed_on = on
    unit.save(update_fields=["closed_on"])
    stream.record("organisations.unit_closed", subject=unit.public_id, by=signature(by), detail={"on": on.isoformat()})
    return unit


@transaction.atomic
def merge(old: Unit, *, into: Unit, on: date, by: Person | None) -> Unit:
    """From a day on, `old` is closed and `into` stands in its place: the way ODS records succession.

    Nothing under or about `old` is rewritten; its teams, memberships and agreements reach `into`
    through the lineage, and its history keeps its name. The person must administer both.
    """
    check_can_administer(by, old)
    check_can_administer(by, into)
    # Always in one order, so that two mergers never wait for each other.
    for unit in sorted((old, into), key=lambda unit: unit.pk):
        unit.refresh_from_db(from_queryset=Unit.objects.select_for_update())
    _check_can_merge(old, into, on)
    old.closed_on, old.successor = on, into
    old.save(update_fields=["closed_on", "successor"])
    stream.record(
        "organisations.unit_merged", subject=old.public_id, by=signature(by),
        detail={"into": into.public_id, "on": on.isoformat()},
    )  # fmt: skip
    return old


@transaction.atomic
def set_full_text_link(unit: Unit, link: str, *, by: Person | None) -> Unit:
    """Where "full text" leads for this organisation's people. Empty takes the link away."""
    check_can_administer(by, unit)
    link = link.strip()
    if link and not link.startswith("https://"):
        raise RuleBroken("The address must start with https://")
    if link and not any(part in link for part in _PLACEHOLDERS):
        raise RuleBroken("The address must contain {doi}, {pmid} or {openurl}, so that we know where to put the paper.")
    unit.full_text_link = link
    unit.save(update_fields=["full_text_link"])
    stream.record("organisations.full_text_link_set", subject=unit.public_id, by=signature(by), detail={"link": link})
    return unit


def _check_can_close(unit: Unit, on: date) -> None:
    if unit.closed_on:
        raise RuleBroken(f"{unit} already has a closing date, {unit.closed_on:%-d %B %Y}.")
    if unit.opened_on and on < unit.opened_on:
        raise RuleBroken(f"{unit} opened on {unit.opened_on:%-d %B %Y}, so it cannot close before that.")


def _check_can_merge(old: Unit, into: Unit, on: date) -> None:
    if old.pk == into.pk:
        raise RuleBroken("A unit cannot take over from itself.")
    if old.successor_id:
        raise RuleBroken(f"{old.successor} has already taken over from {old}.")
    if not old.closed_on:
        _check_can_close(old, on)
    if into.closed_on and into.closed_on <= on:
        raise RuleBroken(f"{into} will have closed by then, so it cannot take over.")
    # `date.max`: also what is planned to happen after today counts.
    if old.pk in lineage.above([into.pk], date.max).path(into.pk):
        raise RuleBroken(f"{into} is part of {old} or leads to it, so it cannot take over from {old}.")


def _free_slug(text: str) -> str:
    """A short address for the unit that no other unit has."""
    base = slugify(text)[:70] or "unit"
    taken = set(Unit.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug
