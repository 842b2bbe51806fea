"""The one door: who sees a record, token by token, whatever kind of record it is."""

import pytest

from fingerpost.library.models import Item, Paper
from fingerpost.organisations.models import Role, UnitKind
from fingerpost.organisations.readers import (
    ANYONE,
    oversight_token,
    person_token,
    role_token,
    service_token,
    unit_token,
)  # fmt: skip
from fingerpost.records.models import OpenTo, Record
from tests.factories import a_paper, a_person, a_service, a_team, a_unit, an_item, reader

pytestmark = pytest.mark.django_db


def sees(who, item) -> bool:
    """Whether this reader sees it, as a record and as its own kind alike."""
    as_record = Record.objects.visible_to(who).filter(pk=item.pk).exists()
    as_kind = type(item).objects.visible_to(who).filter(pk=item.pk).exists()
    rechecked = Record.objects.recheck(who, [item.pk]).exists()
    assert as_record == as_kind == rechecked
    return as_record


def test_what_is_open_to_anyone_is_seen_without_signing_in():
    item = an_item(open_to=OpenTo.PUBLIC)

    assert sees(ANYONE, item)
    assert sees(reader(a_person()), item)


def test_what_is_open_to_those_signed_in_is_seen_by_nobody_else():
    item = an_item(open_to=OpenTo.SIGNED_IN)

    assert not sees(ANYONE, item)
    assert sees(reader(a_person()), item)


def test_what_is_shared_with_nobody_is_seen_by_nobody():
    item = an_item()

    assert not sees(ANYONE, item)
    assert not sees(reader(a_person("", item.unit, role=Role.ADMINISTRATOR)), item)


def test_what_is_shared_with_a_unit_is_seen_in_it_and_below_it_and_nowhere_else():
    trust, other = a_unit(), a_unit()
    team = a_team(trust)
    item = an_item(tokens=[unit_token(trust.pk)])

    assert sees(reader(a_person("", trust)), item)
    assert sees(reader(a_person("", team)), item)
    assert not sees(reader(a_person("", other)), item)
    assert not sees(reader(a_person()), item)


def test_what_is_shared_with_a_team_is_not_seen_above_it():
    trust = a_unit()
    item = an_item(tokens=[unit_token(a_team(trust).pk)])

    assert not sees(reader(a_person("", trust)), item)


def test_what_is_shared_with_one_person_is_seen_by_that_person_alone():
    ann, bob = a_person(), a_person()
    item = an_item(tokens=[person_token(ann.pk)])

    assert sees(reader(ann), item)
    assert not sees(reader(bob), item)


def test_what_is_shared_with_a_service_is_seen_by_its_specialists_only():
    trust = a_unit()
    service = a_service("", trust)
    item = an_item(tokens=[service_token(service.pk)])

    assert sees(reader(a_person("", service, role=Role.SPECIALIST)), item)
    assert not sees(reader(a_person("", service)), item)
    assert not sees(reader(a_person("", trust, role=Role.SPECIALIST)), item)


def test_a_specialist_sees_what_those_they_serve_leave_to_specialists():
    trust, unserved = a_unit(), a_unit()
    specialist = reader(a_person("", a_service("", trust), role=Role.SPECIALIST))

    assert sees(specialist, an_item(tokens=[role_token("specialist", trust.pk)]))
    assert not sees(specialist, an_item(tokens=[role_token("specialist", unserved.pk)]))


def test_what_is_shared_with_a_role_is_seen_in_that_role_at_that_unit_only():
    trust, other = a_unit(), a_unit()
    item = an_item(tokens=[role_token(Role.CHAMPION, trust.pk)])

    assert sees(reader(a_person("", trust, role=Role.CHAMPION)), item)
    assert not sees(reader(a_person("", trust)), item)
    assert not sees(reader(a_person("", other, role=Role.CHAMPION)), item)


def test_an_executive_sees_what_is_left_to_oversight():
    system = a_unit(kind=UnitKind.SYSTEM)
    item = an_item(tokens=[oversight_token(system.pk)])

    assert sees(reader(a_person("", system, role=Role.EXECUTIVE)), item)
    assert not sees(reader(a_person("", system)), item)


def test_one_token_of_several_is_enough_and_shows_a_thing_once():
    trust = a_unit()
    ann = a_person("", trust)
    item = an_item(tokens=[unit_token(trust.pk), person_token(ann.pk)], open_to=OpenTo.SIGNED_IN)

    assert list(Record.objects.visible_to(reader(ann))) == [Record.objects.get(pk=item.pk)]


def test_the_door_stands_before_every_kind_of_record():
    hidden, paper = an_item(), a_paper()

    assert list(Item.objects.visible_to(ANYONE)) == []
    assert list(Paper.objects.visible_to(ANYONE)) == [paper]
    assert list(Record.objects.visible_to(ANYONE).values_list("pk", flat=True)) == [paper.pk]
    assert hidden.pk != paper.pk


@pytest.mark.parametrize("rows", [1, 3])
def test_looking_through_the_door_costs_one_query_however_much_is_there(rows, django_assert_num_queries):
    trust = a_unit()
    ann = reader(a_person("", trust))
    for _ in range(rows):
        an_item(tokens=[unit_token(trust.pk)])

    with django_assert_num_queries(1):
        assert len(Item.objects.visible_to(ann)) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_checking_a_page_of_hits_again_costs_one_query(rows, django_assert_num_queries):
    ids = [an_item(open_to=OpenTo.PUBLIC).pk for _ in range(rows)]

    with django_assert_num_queries(1):
        assert len(Record.objects.recheck(ANYONE, ids)) == rows


def test_a_reader_with_thousands_of_tokens_can_still_look():
    item = an_item(tokens=["unit:4999"])
    many = type(ANYONE)(tokens=frozenset(f"unit:{number}" for number in range(5000)), person_id=1)

    assert sees(many, item)
