"""What in the library waits for a person, for the first page they see."""

from dataclasses import dataclass

from fingerpost.library.domain.rules import editable_by
from fingerpost.library.models import Flag, FlagKind, FlagOutcome, Item, Revision, Stage
from fingerpost.organisations.readers import Reader
from fingerpost.records.models import State

MOST = 500  # versions or doubts that are looked through


@dataclass(frozen=True, slots=True)
class Waiting:
    """Numbers of pages: to be read before they are shared, and said to look wrong without an answer."""

    to_read: int = 0
    doubted: int = 0


def waits_for(reader: Reader) -> Waiting:
    """What this reader could see to, being one of those who may edit. Two queries where nothing waits, else seven."""
    if not reader.signed_in:
        return Waiting()
    sent = Revision.objects.filter(stage=Stage.IN_REVIEW).exclude(submitted_by_id=reader.person_id)
    to_read = list(sent.order_by("-submitted_at").values_list("item_id", flat=True)[:MOST])
    said = Flag.objects.filter(kind=FlagKind.WRONG, outcome=FlagOutcome.OPEN)
    doubted = list(said.order_by("-at").values_list("record_id", flat=True)[:MOST])
    if not to_read and not doubted:
        return Waiting()
    mine = Item.objects.filter(editable_by(reader))
    seen = Item.objects.visible_to(reader).filter(pk__in=doubted, state=State.RELEASED).values("pk")
    return Waiting(
        to_read=mine.filter(pk__in=to_read).count(), doubted=mine.filter(pk__in=seen).count()
    )  # fmt: skip
