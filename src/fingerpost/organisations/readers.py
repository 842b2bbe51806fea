"""Who is reading: the audience tokens a person holds today.

To see a thing is to hold one of its tokens. Areas that know more reasons to see something
register a source of tokens here; nobody else decides what a person may see.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from fingerpost.kernel import clock
from fingerpost.organisations import lineage
from fingerpost.organisations.models import Agreement, Membership, Person, Role, UnitKind

PUBLIC = "public"
SIGNED_IN = "all"
_GUARDED = tuple(f"role:{role}@" for role in (Role.ADMINISTRATOR, Role.SERVICE_MANAGER))
_sources: list[Callable[[Person], Iterable[str]]] = []


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever asks: their tokens, and whose answers apply to them.

    `units` are the ids of every unit they belong to, with all above; `organisations` those of
    organisation kind, the first being the one whose local words and links they meet. `path` is
    their first unit and all above it, nearest first: local words come from the nearest.
    """

    tokens: frozenset[str]
    person_id: int | None = None
    public_id: str = ""
    units: frozenset[int] = field(default_factory=frozenset)
    organisations: tuple[int, ...] = ()
    path: tuple[int, ...] = ()
    services: frozenset[int] = field(default_factory=frozenset)
    administers: frozenset[int] = field(default_factory=frozenset)
    desk_for: frozenset[int] = field(default_factory=frozenset)

    @property
    def signed_in(self) -> bool:
        """Whether we know who this is."""
        return self.person_id is not None

    @property
    def needs_second_factor(self) -> bool:
        """Whether what they may do is too much for a password alone."""
        return any(token.startswith(_GUARDED) for token in self.tokens)


ANYONE = Reader(tokens=frozenset({PUBLIC}))


def register_tokens(source: Callable[[Person], Iterable[str]]) -> None:
    """Add a source of audience tokens (an area calls this once, when it starts)."""
    if source not in _sources:
        _sources.append(source)


def unit_token(unit_id: int) -> str:
    """Held by everyone in the unit or anywhere below it."""
    return f"unit:{unit_id}"


def person_token(person_id: int) -> str:
    """Held by one person."""
    return f"person:{person_id}"


def service_token(unit_id: int) -> str:
    """Held by the specialists of one library service."""
    return f"service:{unit_id}"


def role_token(role: str, unit_id: int) -> str:
    """Held by those with a role at (or for) a unit: `role:specialist@7`."""
    return f"role:{role}@{unit_id}"


def oversight_token(unit_id: int) -> str:
    """Held by those who must see a unit's work without being in it."""
    return f"oversight:{unit_id}"


def reader_for(person: Person | None) -> Reader:
    """The reader behind a person, as of today. Two queries for a member, at most five for a specialist.

    A role at a unit that closed goes on at the unit that took over, and whoever holds a role there
    also sees what was left to that role by the units before it.
    """
    if person is None or not getattr(person, "is_authenticated", False) or not person.is_active:
        return ANYONE
    today = clock.today()
    memberships = list(Membership.objects.filter(person=person).on(today).order_by("starts_on", "id"))
    line = lineage.above((membership.unit_id for membership in memberships), today)
    paths = [line.path(membership.unit_id) for membership in memberships]
    units = frozenset(unit for path in paths for unit in path)
    tokens = {PUBLIC, SIGNED_IN, person_token(person.pk), *(unit_token(unit) for unit in units)}
    for membership in memberships:
        tokens.update(role_token(membership.role, unit) for unit in line.heirs(membership.unit_id))
    held = _held(memberships, line)
    former = _former(held, today)
    tokens.update(_role_tokens(held, former))
    services = frozenset(unit for role, unit in held if role in {Role.SPECIALIST, Role.SERVICE_MANAGER})
    desk_for = _desks(services, former, today)
    tokens.update(role_token("specialist", unit) for unit in desk_for)
    for source in _sources:
        tokens.update(source(person))
    return Reader(
        tokens=frozenset(tokens), person_id=person.pk, public_id=person.public_id, units=units,
        organisations=_organisations(paths, line), path=tuple(paths[0]) if paths else (), services=services,
        administers=frozenset(unit for role, unit in held if role == Role.ADMINISTRATOR), desk_for=desk_for,
    )  # fmt: skip


def _held(memberships: list[Membership], line: lineage.Lineage) -> set[tuple[str, int]]:
    """The roles beyond plain member, each at the unit that stands today."""
    return {
        (membership.role, line.current(membership.unit_id))
        for membership in memberships
        if membership.role != Role.MEMBER
    }


def _former(held: set[tuple[str, int]], today: date) -> dict[int, set[int]]:
    """For each unit where a role is held: itself and the units that closed into it."""
    former: dict[int, set[int]] = {unit: {unit} for _, unit in held}
    successors = lineage.before(former, today)
    for start in successors:
        place: int | None = start
        while place is not None and place not in former:
            place = successors[place]
        if place is not None:
            former[place].add(start)
    return former


def _role_tokens(held: set[tuple[str, int]], former: dict[int, set[int]]) -> set[str]:
    """What each role opens, at its unit and at those before it."""
    tokens = set()
    for role, unit in held:
        for place in former[unit]:
            tokens.add(role_token(role, place))
            if role in {Role.SPECIALIST, Role.SERVICE_MANAGER}:
                tokens.add(service_token(place))
            elif role in {Role.EXECUTIVE, Role.NATIONAL_VIEWER}:
                tokens.add(oversight_token(place))
    return tokens


def _desks(services: frozenset[int], former: dict[int, set[int]], today: date) -> frozenset[int]:
    """The organisations these services serve today, with those that took over from them."""
    serving = {place for service in services for place in former[service]}
    if not serving:
        return frozenset()
    served = set(Agreement.objects.filter(service__in=serving).on(today).values_list("organisation_id", flat=True))
    line = lineage.above(served, today)
    return frozenset(heir for unit in served for heir in line.heirs(unit))


def _organisations(paths: list[list[int]], line: lineage.Lineage) -> tuple[int, ...]:
    """The open organisations above these memberships, nearest first, in the order people joined."""
    return tuple(
        dict.fromkeys(
            unit
            for path in paths
            for unit in path
            if line.places[unit].kind == UnitKind.ORGANISATION and not line.places[unit].closed
        )
    )
