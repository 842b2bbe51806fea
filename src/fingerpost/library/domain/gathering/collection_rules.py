"""Who may do what with a reading list."""

from django.db.models import Q

from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed
from fingerpost.library.domain.rules import looks_after
from fingerpost.library.models import Collection
from fingerpost.organisations import lineage
from fingerpost.organisations.models import Unit
from fingerpost.organisations.readers import Reader, person_token
from fingerpost.records.models import OpenTo, RecordQuerySet

MOST_CHOICES = 60


def may_change(reader: Reader, collection: Collection) -> bool:
    """Its owner, while they work where it belongs or it is theirs alone; and those who look after its unit, once it
    is shared with them. At most four queries."""
    if not reader.signed_in:
        return False
    if collection.owner_id == reader.person_id and (_works_there(reader, collection) or _is_private(collection)):
        return True
    sees = Collection.objects.visible_to(reader).filter(pk=collection.pk).exists()
    return sees and collection.owner_id != reader.person_id and looks_after(reader, collection.unit)


def check_may_change(reader: Reader, collection: Collection) -> None:
    """Raise NotAllowed unless they may change this list."""
    if not may_change(reader, collection):
        raise NotAllowed("Only its owner and the library team can change this list.")


def lists_to_add_to(reader: Reader) -> RecordQuerySet:
    """Lists that this reader would put something on: their own, and those of units they look after."""
    seen = Collection.objects.visible_to(reader).filter(state="released")
    care = reader.desk_for | reader.services | reader.administers
    below = lineage.below(care, clock.today()) if care else set()
    return seen.filter(Q(owner_id=reader.person_id or 0) | Q(unit_id__in=below))


def units_to_share_with(reader: Reader) -> list[Unit]:
    """Open units that a reader may name when they share: where they work, and whom their service serves. One query."""
    ids = reader.units | reader.services | reader.desk_for
    rows = Unit.objects.filter(pk__in=ids).filter(Q(closed_on__isnull=True) | Q(closed_on__gt=clock.today()))
    return list(rows.order_by("name", "pk")[:MOST_CHOICES])


def _works_there(reader: Reader, collection: Collection) -> bool:
    if collection.unit_id is None or collection.unit_id in reader.units:
        return True
    return looks_after(reader, collection.unit)


def _is_private(collection: Collection) -> bool:
    tokens = set(collection.audience.values_list("token", flat=True))
    return collection.open_to == OpenTo.NOBODY and tokens <= {person_token(collection.owner_id or 0)}
