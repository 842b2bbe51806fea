"""Tokens: what a reader holds equals what the definitions say, however the tree grew and closed."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fingerpost.kernel import clock
from fingerpost.organisations.domain.agreements import services_for
from fingerpost.organisations.models import Agreement, Membership, Person, Role, Unit
from fingerpost.organisations.readers import ANYONE, reader_for
from tests.organisations.world import a_person, a_unit, days

pytestmark = pytest.mark.django_db

KINDS = ["system", "organisation", "department", "team", "library-service"]
# Days from today: past, yesterday, today, tomorrow, later.
STARTS = st.sampled_from([-400, -30, -1, -1, 0, 1])
ENDS = st.sampled_from([None, None, None, -1, 0, 30])
CLOSES = st.sampled_from([None, -400, -1, 0, 1])


@st.composite
def worlds(draw):
    """A forest of units, who took over from whom, one person's memberships, and agreements."""
    size = draw(st.integers(2, 7))
    anywhere = st.integers(0, size - 1)
    units = []
    for number in range(size):
        parent = draw(st.none() | st.integers(0, number - 1)) if number else None
        closed = draw(CLOSES)
        # A successor is always a later number and a parent an earlier one, save where that would be a circle.
        successor = draw(anywhere) if closed is not None else None
        units.append([parent, closed, successor if successor != number else None, draw(st.sampled_from(KINDS))])
    memberships = draw(
        st.lists(
            st.tuples(anywhere, st.sampled_from(Role.values), STARTS, ENDS), min_size=1, max_size=4,
            unique_by=lambda row: row[:3],
        )
    )  # fmt: skip
    # Often one of the places where the person works, so that there are desks to find.
    services = st.sampled_from([row[0] for row in memberships]) | anywhere
    agreements = draw(
        st.lists(
            st.tuples(services, anywhere, STARTS, ENDS), min_size=1, max_size=4,
            unique_by=lambda row: row[:3],
        )
    )  # fmt: skip
    return units, memberships, agreements


def build(world):
    units, memberships, agreements = world
    rows = []
    for number, (parent, closed, _, kind) in enumerate(units):
        rows.append(
            Unit.objects.create(
                name=f"Unit {number}", slug=f"u{number}", kind=kind,
                parent=rows[parent] if parent is not None else None,
                closed_on=days(closed) if closed is not None else None,
            )
        )  # fmt: skip
    for row, (_, _, successor, _) in zip(rows, units, strict=True):
        if successor is not None:
            Unit.objects.filter(pk=row.pk).update(successor=rows[successor])
    person = Person.objects.create_user("someone@example.org", "Someone")
    for unit, role, starts, ends in memberships:
        Membership.objects.create(
            person=person, unit=rows[unit], role=role, starts_on=days(starts),
            ends_on=days(max(starts, ends)) if ends is not None else None,
        )  # fmt: skip
    for service, organisation, starts, ends in agreements:
        Agreement.objects.create(
            service=rows[service], organisation=rows[organisation], starts_on=days(starts),
            ends_on=days(max(starts, ends)) if ends is not None else None,
        )  # fmt: skip
    return person, [row.pk for row in rows]


def holds(starts, ends):
    return starts <= 0 and (ends is None or max(starts, ends) >= 0)


class Oracle:
    """The definitions, written as plainly as they can be, over lists."""

    def __init__(self, world):
        self.units, self.memberships, self.agreements = world

    def heir(self, unit):
        _, closed, successor, _ = self.units[unit]
        return successor if closed is not None and closed <= 0 else None

    def heirs(self, unit):
        found = [unit]
        while (following := self.heir(found[-1])) is not None and following not in found:
            found.append(following)
        return found

    def reach(self, unit):
        found, growing = {unit}, True
        while growing:
            more = {other for here in found for other in (self.units[here][0], self.heir(here)) if other is not None}
            growing = not more <= found
            found |= more
        return found

    def former(self, unit):
        return {other for other in range(len(self.units)) if unit in self.chain(other)}

    def chain(self, unit):
        """Everything this unit leads to by succession alone."""
        return set(self.heirs(unit))

    def tokens(self, pk, person):
        tokens = {"public", "all", f"person:{person.pk}"}
        serving = set()
        for unit, role, starts, ends in self.memberships:
            if not holds(starts, ends):
                continue
            tokens |= {f"unit:{pk[other]}" for other in self.reach(unit)}
            tokens |= {f"role:{role}@{pk[other]}" for other in self.heirs(unit)}
            if role == "member":
                continue
            for place in self.former(self.heirs(unit)[-1]):
                tokens.add(f"role:{role}@{pk[place]}")
                if role in {"knowledge-specialist", "service-manager"}:
                    tokens.add(f"service:{pk[place]}")
                    serving.add(place)
                elif role in {"executive", "national-viewer"}:
                    tokens.add(f"oversight:{pk[place]}")
        for service, organisation, starts, ends in self.agreements:
            if service in serving and holds(starts, ends):
                tokens |= {f"role:specialist@{pk[other]}" for other in self.heirs(organisation)}
        return tokens

    def services(self, pk):
        mine = {
            place for unit, _, starts, ends in self.memberships if holds(starts, ends) for place in self.reach(unit)
        }
        found = set()
        for service, organisation, starts, ends in self.agreements:
            serves_me = any(organisation in self.former(unit) for unit in mine)
            today = self.heirs(service)[-1]
            closed = self.units[today][1]
            if holds(starts, ends) and serves_me and not (closed is not None and closed <= 0):
                found.add(pk[today])
        return found


def circular(world):
    """Succession that leads round in a circle, which the domain refuses and no test world needs."""
    units = world[0]
    for start in range(len(units)):
        here, seen = start, set()
        while here is not None:
            if here in seen:
                return True
            seen.add(here)
            here = units[here][2]
    return False


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=worlds().filter(lambda world: not circular(world)))
def test_tokens_and_services_equal_what_the_definitions_say(world):
    from django.db import transaction

    with transaction.atomic():
        person, pk = build(world)
        oracle = Oracle(world)

        reader = reader_for(person)

        assert reader.tokens == oracle.tokens(pk, person)
        assert {serving.service.pk for serving in services_for(reader)} == oracle.services(pk)
        transaction.set_rollback(True)


def test_a_stranger_holds_only_what_anyone_holds():
    assert reader_for(None) == ANYONE
    assert reader_for(a_person(is_active=False)) == ANYONE


def test_a_member_costs_two_queries_however_deep_the_tree(django_assert_num_queries):
    unit = a_unit(kind="system")
    for kind in ("organisation", "department", "team", "team", "team"):
        unit = a_unit(kind=kind, parent=unit)
    person = a_person("", unit)

    with django_assert_num_queries(2):
        reader = reader_for(person)

    assert len(reader.units) == 6
    assert reader.path[0] == unit.pk


def test_a_specialist_costs_at_most_five_queries(django_assert_max_num_queries):
    service = a_unit(kind="library-service")
    for _ in range(3):
        Agreement.objects.create(service=service, organisation=a_unit(), starts_on=days(-1))
    person = a_person("", service, role=Role.SPECIALIST)

    with django_assert_max_num_queries(5):
        reader = reader_for(person)

    assert len(reader.desk_for) == 3


def test_the_first_organisation_is_the_nearest_open_one():
    system = a_unit(kind="system")
    trust = a_unit(parent=system)
    ward = a_unit(kind="team", parent=trust)

    assert reader_for(a_person("", ward)).organisations == (trust.pk,)


@pytest.mark.parametrize(
    ("role", "expected"),
    [(Role.ADMINISTRATOR, True), (Role.SERVICE_MANAGER, True), (Role.MEMBER, False), (Role.SPECIALIST, False)],
)
def test_only_those_who_can_change_much_need_a_second_factor(role, expected):
    assert reader_for(a_person("", a_unit(), role=role)).needs_second_factor is expected


def test_tomorrows_merger_changes_nothing_today():
    old, new = a_unit(), a_unit()
    person = a_person("", old)
    Unit.objects.filter(pk=old.pk).update(closed_on=clock.today() + timedelta(days=1), successor=new)

    assert reader_for(person).units == {old.pk}
