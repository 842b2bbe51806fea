"""Who can be asked about a page: put forward by its writers, shown once they have agreed themselves."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet

from fingerpost.journal.domain import stream
from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.library.models import Item
from fingerpost.notifications.domain.outbox import send
from fingerpost.organisations import lineage
from fingerpost.organisations.models import Membership, Person
from fingerpost.organisations.readers import Reader
from fingerpost.records.domain import sharing, watchers
from fingerpost.records.models import Part, PartRole, State

MOST = 6
LONGEST_NAME = 320  # of a name or an e-mail address; nobody has a longer one, and a database may refuse to look for it


@transaction.atomic
def ask_people(item: Item, people: Iterable[Person], *, by: Person | None) -> None:
    """Exactly these people are put forward for a page. Who is new is asked; whoever says nothing is not shown.

    Somebody who puts themselves forward has agreed.
    """
    wanted = {person.pk: person for person in people}
    if len(wanted) > MOST:
        raise RuleBroken(f"Name at most {MOST} people to ask.")
    held = {part.person_id: part for part in Part.objects.filter(record_id=item.pk, role=PartRole.WHO_TO_ASK)}
    gone = [part for pk, part in held.items() if pk not in wanted]
    for part in gone:
        _say("library.who_to_ask_removed", item, part.person, by)
        part.delete()
    for pk, person in wanted.items():
        if pk not in held:
            oneself = by is not None and by.pk == pk
            Part.objects.create(record_id=item.pk, person=person, role=PartRole.WHO_TO_ASK, shown=oneself)
            _say("library.who_to_ask_put_forward", item, person, by)
            if not oneself:
                send([person.email], "Can colleagues ask you about this?",
                     "A colleague would like to name you as somebody to ask about a page. Nobody sees your name there "
                     "until you agree.\n\nSign in, open Library, and choose “Asked of you”.")  # fmt: skip
    if any(part.shown for part in gone):
        watchers.changed([item.pk])


@transaction.atomic
def agree(part: Part, yes: bool, *, by: Person) -> None:
    """The person's own yes or no to being named on a page. A no takes the request away."""
    if part.person_id != by.pk or part.role != PartRole.WHO_TO_ASK:
        raise NotAllowed("Only you can choose this for yourself.")
    item = part.record
    if yes:
        part.shown = True
        part.save(update_fields=["shown"])
    else:
        part.delete()
    stream.record(
        "library.who_to_ask_agreed" if yes else "library.who_to_ask_declined",
        subject=item.public_id, by=by.public_id, detail={"person": by.public_id},
    )  # fmt: skip
    watchers.changed([item.pk])


def asked_of(person: Person) -> list[Part]:
    """Pages that would name this person, or do: those that wait for an answer first. One query."""
    return list(requests_of(person).select_related("record", "record__unit").order_by("shown", "-record_id")[:100])


def requests_of(person: Person) -> QuerySet[Part]:
    """The same, as rows to look one up in."""
    return Part.objects.filter(person=person, role=PartRole.WHO_TO_ASK, record__state=State.RELEASED)


def people_named(item: Item) -> list[Part]:
    """Those who are put forward for a page, whether or not they have answered. One query."""
    return list(
        Part.objects.filter(record_id=item.pk, role=PartRole.WHO_TO_ASK).select_related("person").order_by("pk")
    )


def colleagues(names: Iterable[str], reader: Reader, known: Iterable[Person] = ()) -> list[Person]:
    """People in the reader's organisations and those they look after, by name or e-mail address, in the order given.

    `known` are people whom the page names already: they fit wherever they work now. Raises RuleBroken with
    words for the first name that fits nobody, or more than one person. Whoever hides from results fits no
    name. Three queries.
    """
    wanted = list(dict.fromkeys(" ".join(name.split()) for name in names if name.strip()))
    if not wanted:
        return []
    if too_long := next((name for name in wanted if len(name) > LONGEST_NAME), ""):
        raise RuleBroken(f"We know nobody called {too_long[:60]}… in your organisation. Write the name as they do.")
    home = set(reader.organisations or reader.units) | reader.services | reader.administers | reader.desk_for
    within = lineage.below(home, clock.today())
    here = Membership.objects.filter(unit__in=within).on(clock.today()).values("person")
    fits = Q()
    for name in wanted:
        fits |= Q(name__iexact=name) | Q(email__iexact=name)
    people = Person.objects.filter(fits, Q(pk__in=here) | Q(pk=reader.person_id or 0), is_active=True)
    found = list(people.filter(Q(hidden_from_results=False) | Q(pk=reader.person_id or 0)).order_by("pk"))
    there = {person.pk: person for person in known}
    return [_the_one(name, [*there.values(), *(one for one in found if one.pk not in there)]) for name in wanted]


def _the_one(name: str, found: list[Person]) -> Person:
    fitting = [person for person in found if name.lower() in {person.name.lower(), person.email.lower()}]
    if not fitting:
        raise RuleBroken(f"We know nobody called {name} in your organisation. Write the name as they do.")
    if len(fitting) > 1:
        raise RuleBroken(f"{len(fitting)} people are called {name}. Write the e-mail address of the one you mean.")
    return fitting[0]


def _say(kind: str, item: Item, person: Person, by: Person | None) -> None:
    stream.record(kind, subject=item.public_id, by=sharing.actor(by), detail={"person": person.public_id})
