"""Who may do what in the library.

A reader is asked about; where the product itself acts (`by` is None in the domain), nobody is asked.
"""

from collections.abc import Iterable

from django.db.models import Q

from fingerpost.journal.models import Change
from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed
from fingerpost.library.domain.own.ways import ways_of
from fingerpost.library.models import Import, Item, Revision, Stage
from fingerpost.organisations import lineage
from fingerpost.organisations.models import Role, Unit, UnitKind
from fingerpost.organisations.readers import Reader, person_token, role_token, service_token
from fingerpost.records.models import OpenTo, Part, PartRole, Record

# Kinds of Change by which somebody put words into a version.
WRITING = ("library.item_begun", "library.draft_saved", "library.draft_restored")


def check_can_import(reader: Reader) -> None:
    """Knowledge specialists and organisation administrators bring literature in."""
    if not (reader.services or reader.administers):
        raise NotAllowed("Only the library team and administrators can bring in published papers.")


def can_import(reader: Reader) -> bool:
    """The same, as yes or no."""
    return bool(reader.services or reader.administers)


def imports_seen_by(reader: Reader):
    """Imports of the teams a reader works in, and their own."""
    teams = reader.services | reader.administers
    return Import.objects.filter(team__in=teams) | Import.objects.filter(person_id=reader.person_id or 0)


# Writing -----------------------------------------------------------------------------------------


def may_write(reader: Reader, unit: Unit) -> bool:
    """Whether they may add something in this unit's name: its own people, and those who look after it.

    A whole system is spoken for by those who work for it directly, not by everyone below it. One query.
    """
    if not reader.signed_in:
        return False
    if unit.kind == UnitKind.SYSTEM:
        works_here = any(token.startswith("role:") and token.endswith(f"@{unit.pk}") for token in reader.tokens)
    else:
        works_here = unit.pk in reader.units
    return works_here or looks_after(reader, unit)


def units_to_write_for(reader: Reader) -> list[Unit]:
    """Units in whose name they may add something: their own, nearest first, then those they look after. One query."""
    care = reader.desk_for | reader.services | reader.administers
    direct = {int(token.rpartition("@")[2]) for token in reader.tokens if token.startswith("role:")}
    order = {pk: place for place, pk in enumerate(reader.path)}
    units = [
        unit
        for unit in Unit.objects.filter(pk__in=reader.units | care, closed_on__isnull=True)
        if unit.kind != UnitKind.SYSTEM or unit.pk in direct | care
    ]
    return sorted(units, key=lambda unit: (order.get(unit.pk, len(order)), unit.name))


def check_may_write(reader: Reader, unit: Unit) -> None:
    """Raise NotAllowed unless they may add something in this unit's name."""
    if not may_write(reader, unit):
        raise NotAllowed(f"Only people who work in {unit}, or look after it, can add something in its name.")


def may_edit(reader: Reader, item: Item) -> bool:
    """Whether they may change an item: those who look after its unit; its author and its owner while they work there.

    At most three queries.
    """
    if not reader.signed_in:
        return False
    if looks_after(reader, item.unit):
        return True
    own = item.owner_id == reader.person_id or Part.objects.filter(
        record_id=item.pk, person_id=reader.person_id, role=PartRole.AUTHOR
    ).exists()  # fmt: skip
    return own and (item.unit is None or bool(_home(reader) & _above(item.unit)))


def check_may_edit(reader: Reader, item: Item) -> None:
    """Raise NotAllowed unless they may change this item."""
    if not may_edit(reader, item):
        raise NotAllowed(
            "Only its author, its owner, the library team and administrators can change this page. "
            "You can say on the page that it looks wrong."
        )


def item_to_write(reader: Reader, public_id: str) -> Item | None:
    """An item whose versions this reader may write in; None where there is none for them. At most five queries.

    They see it, or its writer sent a version for review: that shows it to those who may edit, whoever
    else the page is for.
    """
    item = Item.objects.filter(public_id=public_id).select_related("unit", "owner").first()
    if item is None or not may_edit(reader, item):
        return None
    asks = Revision.objects.filter(item=item, stage=Stage.IN_REVIEW)
    return item if Item.objects.visible_to(reader).filter(pk=item.pk).exists() or asks.exists() else None


def editable_by(reader: Reader) -> Q:
    """Items for which `may_edit` says yes, as a condition on them. At most three queries, once."""
    if not reader.signed_in:
        return Q(pk__in=[])
    today = clock.today()
    care = lineage.below(reader.desk_for | reader.services | reader.administers, today)
    home = lineage.below(_home(reader), today)
    mine = Part.objects.filter(person_id=reader.person_id, role=PartRole.AUTHOR).values("record_id")
    own = Q(owner_id=reader.person_id) | Q(pk__in=mine)
    return Q(unit_id__in=care) | (own & (Q(unit_id__in=home) | Q(unit_id__isnull=True)))


def may_release(reader: Reader, revision: Revision) -> bool:
    """Whether they may release this version: they may edit, and did not write it alone where that is asked for."""
    return may_edit(reader, revision.item) and not lacks_second_pair(reader, revision)


def check_may_release(reader: Reader, revision: Revision) -> None:
    """Raise NotAllowed unless they may release this version."""
    check_may_edit(reader, revision.item)
    if lacks_second_pair(reader, revision):
        raise NotAllowed(
            "Your organisation asks that somebody else reads a page before it is shared. "
            "Send it for review: a colleague who may edit it can share it."
        )


def lacks_second_pair(reader: Reader, revision: Revision) -> bool:
    """Whether four eyes are asked for, and only this reader has written in the version."""
    unit = revision.item.unit
    return unit is not None and ways_of(unit).four_eyes and not (writers_of(revision) - {reader.public_id})


def may_see_version(reader: Reader, revision: Revision) -> bool:
    """Whether they may read an earlier version: it was shared with them, or they may edit the page.

    A page may be for more people now than a version of it ever was.
    """
    return bool(versions_seen(reader, [revision], may_edit=False)) or may_edit(reader, revision.item)


def versions_seen(reader: Reader, revisions: list[Revision], *, may_edit: bool) -> list[Revision]:
    """Of these versions, those that this reader may read. No query."""
    opened = {OpenTo.PUBLIC, OpenTo.SIGNED_IN} if reader.signed_in else {OpenTo.PUBLIC}
    return [
        each
        for each in revisions
        if may_edit
        or (
            each.stage in {Stage.RELEASED, Stage.REPLACED}
            and (each.open_to in opened or reader.tokens & set(each.tokens))
        )
    ]


def writers_of(revision: Revision) -> set[str]:
    """Public ids of all who put words into this version, from the stream: whoever saved last is not all. One query."""
    return set(
        Change.objects.filter(
            subject=revision.item.public_id, kind__in=WRITING, detail__number=revision.number
        ).values_list("actor", flat=True)
    )  # fmt: skip


def keeper_tokens(item: Record, tokens: Iterable[str]) -> set[str]:
    """Who besides those named sees a released item: where units may see it, so may those who look after its pages.

    What is shared with nobody, or with named people only, is not theirs to see. One query.
    """
    if item.unit is None or not any(token.startswith("unit:") for token in tokens):
        return set()
    return _keepers(item.unit)


def is_keepers(token: str) -> bool:
    """Whether a token is held for a job, not named by anyone who shares."""
    return token.startswith(("role:", "service:"))


def editor_tokens(item: Item) -> set[str]:
    """The audience of an item that was never released: those who may edit it. At most two queries."""
    people = set(
        Part.objects.filter(record_id=item.pk, role=PartRole.AUTHOR).values_list("person_id", flat=True)
    ) | ({item.owner_id} if item.owner_id else set())  # fmt: skip
    return {person_token(person) for person in people} | (_keepers(item.unit) if item.unit else set())


def _keepers(unit_below: Unit) -> set[str]:
    """Administrators and library specialists of a unit and of all above it."""
    tokens = set()
    for unit, place in lineage.above([unit_below.pk], clock.today()).places.items():
        tokens.add(role_token(Role.ADMINISTRATOR, unit))
        if place.kind == UnitKind.LIBRARY_SERVICE:
            tokens.add(service_token(unit))
        elif place.kind in {UnitKind.ORGANISATION, UnitKind.SYSTEM}:
            tokens.add(role_token("specialist", unit))
    return tokens


def looks_after(reader: Reader, unit: Unit | None) -> bool:
    """Whether they administer the unit, work for the library service that serves it, or for the unit's own service."""
    care = reader.desk_for | reader.services | reader.administers
    return unit is not None and bool(care) and bool(care & _above(unit))


def _above(unit: Unit) -> set[int]:
    return set(lineage.above([unit.pk], clock.today()).places)


def _home(reader: Reader) -> set[int]:
    """Where somebody works: their organisations, or their units where these stand in none."""
    return set(reader.organisations or reader.units)
