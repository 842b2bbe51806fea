"""Telling those who look after a page that a reader doubts it.

The stream: `library.doubt_told`, so that one page brings one e-mail in a day at most.
"""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q

from fingerpost.journal.domain import stream
from fingerpost.journal.models import Change
from fingerpost.kernel import clock
from fingerpost.library.domain.rules import may_edit
from fingerpost.library.models import Item
from fingerpost.notifications.domain.outbox import send
from fingerpost.organisations import lineage
from fingerpost.organisations.models import Agreement, Membership, Person, Role, UnitKind
from fingerpost.organisations.readers import reader_for
from fingerpost.records.models import Record, State

TOLD = "library.doubt_told"
NOT_AGAIN_FOR = timedelta(days=1)
MOST_TOLD = 10


def tell(record: Record, by: Person) -> None:
    """One e-mail to the owner of a page that somebody doubts; without an owner, to those who look after it.

    Call it inside a transaction. Others may be able to read an e-mail: it says nothing of what the reader wrote,
    and names the page only where everybody may know that there is such a page.
    """
    item = Item.objects.select_for_update(of=("self",)).filter(pk=record.pk).select_related("unit", "owner").first()
    if item is None or item.state != State.RELEASED or item.owner_id == by.pk:
        return
    if Change.objects.filter(subject=item.public_id, kind=TOLD, at__gt=clock.now() - NOT_AGAIN_FOR).exists():
        return
    people = keepers_to_tell(item, besides=by)
    if not people:
        return
    named = f"\n\nThe page: “{item.title[:200]}”." if item.open_to else ""
    for person in people:
        send(
            [person.email], "A reader doubts a page that you look after",
            f"Somebody says that a page looks wrong.{named}\n\n"
            f"Sign in to see which it is and what they say, and to answer:\n\n{_address()}\n\n"
            "You get one such e-mail about a page in a day at most.",
        )  # fmt: skip
    stream.record(TOLD, subject=item.public_id, detail={"people": len(people)})


def keepers_to_tell(item: Item, besides: Person) -> list[Person]:
    """The owner, if they are still there; else administrators and library specialists around the page's unit.

    Only those who may see and change the page, and at most ten. Some six queries for each who is asked about.
    """
    if item.owner is not None and _keeps(item.owner, item):
        return [item.owner]
    return [person for person in _around(item) if person.pk != besides.pk and _keeps(person, item)][:MOST_TOLD]


def _keeps(person: Person, item: Item) -> bool:
    reader = reader_for(person)
    return may_edit(reader, item) and Record.objects.recheck(reader, [item.pk]).exists()


def _around(item: Item) -> list[Person]:
    """People whose job may make them look after the pages of a unit, the library's first. Three queries.

    Whoever administers a whole system looks after too many pages to hear of each.
    """
    if item.unit_id is None:
        return []
    today = clock.today()
    places = lineage.above([item.unit_id], today).places
    near = [unit for unit, place in places.items() if place.kind != UnitKind.SYSTEM]
    services = Agreement.objects.filter(organisation__in=near).on(today).values("service")
    team = Q(role__in=[Role.SPECIALIST, Role.SERVICE_MANAGER]) & (Q(unit__in=services) | Q(unit__in=near))
    rows = Membership.objects.on(today).filter(team | Q(role=Role.ADMINISTRATOR, unit__in=near))
    rows = rows.filter(person__is_active=True).select_related("person")
    found = sorted(rows, key=lambda row: (row.role == Role.ADMINISTRATOR, row.pk))
    return list(dict.fromkeys(row.person for row in found))


def _address() -> str:
    """What readers doubt, of the pages that whoever opens it looks after."""
    return f"{settings.FINGERPOST_ADDRESS.rstrip('/')}/library/review/?doubted=1"
