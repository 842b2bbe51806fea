"""Who may see a page, in the words of the form, and as a version holds it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from fingerpost.kernel.errors import RuleBroken
from fingerpost.library.domain.own.who_to_ask import LONGEST_NAME, colleagues
from fingerpost.organisations.models import Person, Unit
from fingerpost.organisations.readers import Reader, person_token, unit_token
from fingerpost.records.models import OpenTo

PUBLIC, SIGNED_IN, UNITS, PEOPLE, ME, AS_IT_IS = "public", "all", "units", "people", "me", "as-it-is"
CHOICES = (
    (PUBLIC, "Anyone, without signing in"),
    (SIGNED_IN, "Anyone signed in"),
    (UNITS, "These organisations or units"),
    (PEOPLE, "Named people"),
    (ME, "Only me"),
)


@dataclass(frozen=True, slots=True)
class Audience:
    """As a version holds it: open to everyone of a kind, or to holders of tokens."""

    open_to: str = ""
    tokens: tuple[str, ...] = field(default=())

    def ids(self, kind: str) -> list[int]:
        """The ids behind its tokens of one kind, "unit" or "person"."""
        return [int(token.partition(":")[2]) for token in self.tokens if token.startswith(f"{kind}:")]

    @property
    def choice(self) -> str:
        """Which of the choices says it; AS_IT_IS where none does."""
        if self.open_to:
            return self.open_to
        kinds = {token.partition(":")[0] for token in self.tokens}
        return {frozenset(): ME, frozenset({"unit"}): UNITS, frozenset({"person"}): PEOPLE}.get(
            frozenset(kinds), AS_IT_IS
        )


def choices(before: Audience | None) -> list[tuple[str, str]]:
    """What the form offers: its own choices, and "as it is" where they cannot say what holds now."""
    kept = [(AS_IT_IS, "The same people as now")] if before and before.choice == AS_IT_IS else []
    return [*kept, *CHOICES]


def from_choice(
    choice: str, *, reader: Reader, before: Audience | None = None, units: Iterable[int] = (),
    other: Iterable[str] = (), people: Iterable[str] = (), known: Iterable[Person] = (),
) -> Audience:  # fmt: skip
    """What a choice means. Raises RuleBroken for names that fit nobody, and where nobody was named."""
    if choice == AS_IT_IS and before:
        return before
    if choice in {PUBLIC, SIGNED_IN}:
        return Audience(str(OpenTo(choice)))
    if choice == ME:
        return Audience()
    if choice == UNITS:
        ids = {*units, *(unit.pk for unit in units_called(other))}
        if not ids:
            raise RuleBroken("Tick or name at least one organisation or unit.")
        return Audience("", tuple(sorted(map(unit_token, ids))))
    found = colleagues(people, reader, known)
    if not found:
        raise RuleBroken("Name at least one person.")
    return Audience("", tuple(sorted(person_token(person.pk) for person in found)))


def units_called(names: Iterable[str]) -> list[Unit]:
    """Open units by name, short name or ODS code. RuleBroken for a name that fits none, or several. One query."""
    wanted = list(dict.fromkeys(" ".join(name.split()) for name in names if name.strip()))
    if not wanted:
        return []
    if too_long := next((name for name in wanted if len(name) > LONGEST_NAME), ""):
        raise RuleBroken(f"We know no organisation or unit called {too_long[:60]}…")
    fits = Q()
    for name in wanted:
        fits |= Q(name__iexact=name) | Q(short_name__iexact=name) | Q(ods_code__iexact=name)
    found = list(Unit.objects.filter(fits, closed_on__isnull=True))
    return [_the_one(name, found) for name in wanted]


def names_of(audience: Audience) -> tuple[list[Unit], list[Person]]:
    """The units and people whom an audience names. Two queries."""
    units = Unit.objects.filter(pk__in=audience.ids("unit")).order_by("name")
    people = Person.objects.filter(pk__in=audience.ids("person"), is_active=True).order_by("name")
    return list(units), list(people)


def in_words(audience: Audience) -> str:
    """Who may see it, in words. Two queries at most."""
    if audience.open_to:
        return dict(CHOICES)[audience.open_to]
    units, people = names_of(audience)
    named = [unit.name for unit in units]
    if people:
        named.append(f"{len(people)} named {'person' if len(people) == 1 else 'people'}")
    return f"People in {', '.join(named)}" if units else named[0] if named else "Only its writer and its owner"


def _the_one(name: str, found: list[Unit]) -> Unit:
    said = name.lower()
    fitting = [
        unit for unit in found if said in {unit.name.lower(), unit.short_name.lower(), (unit.ods_code or "").lower()}
    ]
    if not fitting:
        raise RuleBroken(f"We know no organisation or unit called {name}.")
    if len(fitting) > 1:
        raise RuleBroken(f"{len(fitting)} units are called {name}. Write the whole name, or the ODS code.")
    return fitting[0]
