"""The units and people that a filling can name: those of the organisation whose shelf it fills."""

import re
from functools import cached_property

from django.db.models import Q

from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.library.domain import rules
from fingerpost.library.models import Filling
from fingerpost.organisations import lineage
from fingerpost.organisations.models import Membership, Person, Unit, UnitKind
from fingerpost.organisations.readers import reader_for

_MAIL = re.compile(r"[^\s<>;,()]+@[^\s<>;,()]+")


def check_may_fill(unit: Unit, by: Person | None) -> None:
    """Raise NotAllowed unless they look after the unit. The product itself is not asked."""
    if by is not None and not rules.looks_after(reader_for(by), unit):
        raise NotAllowed(f"Only the library team and administrators of {unit} can fill its shelf.")


class Places:
    """Looks up what rows name, each name once."""

    def __init__(self, filling: Filling, person: Person | None) -> None:
        self.filling, self.person = filling, person
        self.today = clock.today()
        self._people: dict[str, Person | None] = {}

    def unit_called(self, text: str) -> Unit:
        """A unit inside the filling's own; that one where nothing is said. Raises RuleBroken."""
        if not text:
            return self.filling.unit
        fitting = [unit for unit in self._units if text.casefold() in _names_of(unit)]
        if len(fitting) != 1:
            many = f"{len(fitting)} units are" if fitting else "No unit is"
            raise RuleBroken(f"{many} called “{text[:80]}” in {self.filling.unit}.")
        return fitting[0]

    @cached_property
    def _units(self) -> list[Unit]:
        return list(Unit.objects.filter(pk__in=self.inside, closed_on__isnull=True))

    @cached_property
    def inside(self) -> set[int]:
        """Ids of the filling's unit and all inside it."""
        return lineage.below([self.filling.unit_id], self.today)

    @cached_property
    def organisation(self) -> Unit:
        """The organisation that the unit of the filling stands in, or that unit where it stands in none."""
        places = lineage.above([self.filling.unit_id], self.today)
        path = places.path(self.filling.unit_id)
        found = next((pk for pk in path if places.places[pk].kind == UnitKind.ORGANISATION), self.filling.unit_id)
        return self.filling.unit if found == self.filling.unit_id else Unit.objects.get(pk=found)

    def person_called(self, text: str) -> Person:
        """Somebody of the organisation by e-mail address or name. Raises RuleBroken where there is no such person."""
        mail = _MAIL.search(text)
        said = mail[0].rstrip(".").lower() if mail else " ".join(text.split()).casefold()
        if said not in self._people:
            fits = Q(email=said) if mail else Q(name__iexact=said)
            here = Membership.objects.filter(unit__in=self._people_places).on(self.today).values("person")
            own = Q(pk=self.person.pk) if self.person else Q(pk__in=[])
            found = list(
                Person.objects.filter(fits, (Q(pk__in=here) & Q(hidden_from_results=False)) | own, is_active=True)[:2]
            )
            if len(found) > 1:
                raise RuleBroken(f"More than one person here is called {text[:80]}. Write the e-mail address.")
            self._people[said] = found[0] if found else None
        owner = self._people[said]
        if owner is None:
            raise RuleBroken(f"The owner {text[:80]} is not known here. They need an account in {self.organisation}.")
        return owner

    @cached_property
    def _people_places(self) -> set[int]:
        return lineage.below([self.organisation.pk], self.today) | self.inside


def _names_of(unit: Unit) -> set[str]:
    return {name.casefold() for name in (unit.name, unit.short_name, unit.ods_code or "", unit.slug) if name}
