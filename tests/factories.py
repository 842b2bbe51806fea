"""Units, people, items and papers for tests, made by the functions that make real ones.

Nothing is decided by chance and nothing is made that was not asked for: an item with no audience
is seen by nobody, a person without units is in none.
"""

from datetime import date, timedelta
from itertools import count
from typing import Any

from bibliography.model import Author, Citation
from fingerpost.kernel import clock
from fingerpost.library.domain.own import items
from fingerpost.library.domain.published import ingest
from fingerpost.library.models import Import, Item, ItemKind, Paper
from fingerpost.organisations.domain import agreements, memberships, units
from fingerpost.organisations.models import Agreement, Membership, Person, Role, Unit, UnitKind
from fingerpost.organisations.readers import Reader, reader_for

PASSWORD = "correct-horse-battery-staple"  # long enough for the rules of sign-in
LONG_AGO = date(2020, 1, 1)
_numbers = count(1)


def days(number: int) -> date:
    """The day that many days from today."""
    return clock.today() + timedelta(days=number)


def a_unit(name: str = "", *, kind: str = UnitKind.ORGANISATION, parent: Unit | None = None, **more: Any) -> Unit:
    """A unit, open as long as anyone knows; an organisation unless told."""
    return units.found(name or f"Unit {next(_numbers)}", kind=kind, parent=parent, by=None, **more)


def a_team(parent: Unit, name: str = "") -> Unit:
    """A team inside a unit."""
    return a_unit(name or f"Team {next(_numbers)}", kind=UnitKind.TEAM, parent=parent)


def a_person(name: str = "", *within: Unit, role: str = Role.MEMBER, **more: Any) -> Person:
    """A person with the password PASSWORD, in these units for years already."""
    number = next(_numbers)
    more.setdefault("password", PASSWORD)
    person = Person.objects.create_user(f"person{number}@example.org", name or f"Person {number}", **more)
    for unit in within:
        a_membership(person, unit, role=role)
    return person


def a_membership(person: Person, unit: Unit, *, role: str = Role.MEMBER, **more: Any) -> Membership:
    """A person is in a unit, for years already unless told."""
    more.setdefault("starts_on", LONG_AGO)
    return memberships.join(person, unit, role=role, by=None, **more)


def an_agreement(service: Unit, organisation: Unit, **more: Any) -> Agreement:
    """A library service serves an organisation, for years already unless told."""
    more.setdefault("starts_on", LONG_AGO)
    return agreements.agree(service, organisation, by=None, **more)


def a_service(name: str = "", *serves: Unit) -> Unit:
    """A library service that serves these organisations."""
    service = a_unit(name or f"Library {next(_numbers)}", kind=UnitKind.LIBRARY_SERVICE)
    for organisation in serves:
        an_agreement(service, organisation)
    return service


def reader(person: Person | None = None) -> Reader:
    """The reader behind a person; without one, somebody who has not signed in."""
    return reader_for(person)


def an_item(title: str = "", body: str = "", *, unit: Unit | None = None, kind: str = ItemKind.GUIDELINE,
            **more: Any) -> Item:  # fmt: skip
    """Local knowledge, released to those named by `open_to` and `tokens`: to nobody unless told."""
    number = next(_numbers)
    return items.add(
        kind, title or f"Guideline {number}", body or f"What to do, number {number}.", unit=unit or a_unit(), by=None,
        **more,
    )  # fmt: skip


def a_citation(title: str = "", **more: Any) -> Citation:
    """What a file says about one paper."""
    number = next(_numbers)
    said: dict[str, Any] = {
        "source": "pubmed-xml", "position": number, "title": title or f"A trial of treatment {number}",
        "pmid": str(10_000_000 + number), "authors": (Author(last=f"Author{number}", initials="A"),),
        "journal": "Journal of Trials", "year": 2020,
    }  # fmt: skip
    return Citation(**(said | more))


def a_paper(title: str = "", *, team: Unit | None = None, route: str = "auto", **more: Any) -> Paper:
    """A published paper, taken in as an import takes it in. `more` are fields of its citation."""
    citation = a_citation(title, **more)
    came_in = Import.objects.create(name="one.xml", source="PubMed", team=team, route=route)
    before = set(Paper.objects.values_list("pk", flat=True))
    ingest.take_in(came_in, [citation])
    return Paper.objects.exclude(pk__in=before).get()
