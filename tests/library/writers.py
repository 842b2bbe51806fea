"""A trust with people who write, for the tests of writing."""

from types import SimpleNamespace
from typing import Any

from fingerpost.library.domain.own import writing
from fingerpost.library.models import Item, ItemKind, Revision
from fingerpost.organisations.models import Person, Role, Unit
from fingerpost.organisations.readers import unit_token
from tests.factories import a_person, a_service, a_team, a_unit

WORDS = {"purpose": "So that nobody waits at night.", "steps": "1. Ring the desk.\n2. Say your name."}


def a_place() -> SimpleNamespace:
    """A trust with a ward, its library service, and one of each who matters here."""
    trust = a_unit("Northvale Trust")
    ward = a_team(trust, "Ward 4")
    service = a_service("Northvale Library", trust)
    return SimpleNamespace(
        trust=trust, ward=ward, service=service, amina=a_person("Amina Yusuf", ward), ben=a_person("Ben Okafor", ward),
        rajesh=a_person("Rajesh Pillai", service, role=Role.SPECIALIST),
        ellen=a_person("Ellen Prosser", trust, role=Role.ADMINISTRATOR),
        outsider=a_person("Olive Far", a_unit("Southmere Trust")),
    )  # fmt: skip


def a_draft(unit: Unit, by: Person | None, title: str = "Night admissions", **content: Any) -> Revision:
    """A draft of a know-how page that is complete, to be seen by the unit."""
    content = {"sections": WORDS, "tokens": [unit_token(unit.pk)]} | content
    return writing.begin(ItemKind.KNOW_HOW, unit=unit, by=by, title=title, **content)


def a_page(
    unit: Unit, by: Person | None, title: str = "Night admissions", *, reviewed: bool = True, **content: Any
) -> Item:
    """The same, released by somebody who says that they have checked it."""
    return writing.release(a_draft(unit, by, title, **content), by, reviewed=reviewed)
