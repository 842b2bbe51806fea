"""What these tests need beside the factories: people who look after units."""

from fingerpost.organisations.models import Person, Role, Unit
from tests.factories import LONG_AGO, a_person, a_unit, days

__all__ = ["LONG_AGO", "a_person", "a_unit", "an_administrator", "days", "without_second_step"]


def an_administrator(of: Unit) -> Person:
    """Somebody who looks after a unit."""
    return a_person("Ada Admin", of, role=Role.ADMINISTRATOR)


def without_second_step(person: Person) -> Person:
    """The same person, spared the second step at sign-in, as in a demonstration."""
    Person.objects.filter(pk=person.pk).update(is_demonstration=True)
    person.refresh_from_db()
    return person
