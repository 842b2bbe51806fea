"""What the library's pages read: the right rows, for the right people, at the same cost however many."""

from datetime import timedelta

import pytest

from fingerpost.kernel import clock
from fingerpost.library.domain import queries, rules
from fingerpost.library.domain.own import items
from fingerpost.library.models import Copy, Import
from fingerpost.organisations.models import Role
from fingerpost.organisations.readers import ANYONE, person_token, unit_token
from fingerpost.records.domain import graph, sharing
from fingerpost.records.models import OpenTo, PartRole
from tests.factories import a_paper, a_person, a_service, a_unit, an_item, reader

pytestmark = pytest.mark.django_db


def specialist(service=None):
    return a_person("", service or a_service(), role=Role.SPECIALIST)


def test_a_history_tells_what_happened_newest_first_in_plain_words():
    item = an_item(open_to=OpenTo.PUBLIC)
    items.review(item, by=None, on=clock.today(), due=clock.today() + timedelta(days=365))
    sharing.withdraw(item, by=None, why="Old")

    assert [event.words for event in queries.history_of(item)] == [
        "Withdrawn", "Reviewed by a person", "Shared with other people", "Released", "Added",
    ]  # fmt: skip


@pytest.mark.parametrize("rows", [1, 3])
def test_a_history_costs_one_query(rows, django_assert_num_queries):
    item = an_item()
    for number in range(rows):
        sharing.share(item, open_to=OpenTo.NOBODY, tokens=[f"unit:{number}"], by=None)

    with django_assert_num_queries(1):
        assert queries.history_of(item)


@pytest.mark.parametrize("rows", [1, 3])
def test_an_abstract_and_its_sources_cost_one_query_each(rows, django_assert_num_queries):
    paper = a_paper(abstract="Words.")
    for number in range(rows):
        Copy.objects.create(
            paper=paper, source=f"Source {number}", route="open", abstract="Other words.", digest="",
            seen_at=clock.now(),
        )  # fmt: skip

    with django_assert_num_queries(1):
        assert queries.abstract_for(paper, ANYONE).abstract
    with django_assert_num_queries(1):
        assert [str(copy.team) for copy in queries.copies_for(paper, ANYONE)] == ["None"] * (rows + 1)


@pytest.mark.parametrize("rows", [1, 3])
def test_people_with_a_part_cost_one_query(rows, django_assert_num_queries):
    item = an_item()
    for _ in range(rows):
        graph.take_part(item, a_person(), PartRole.AUTHOR, shown=True)

    with django_assert_num_queries(1):
        assert len({part.person.name for part in queries.people_shown(item)}) == rows


def test_only_people_who_agreed_and_are_not_hidden_are_named():
    item = an_item()
    agreed, silent, hidden, left = a_person("Ann"), a_person("Bob"), a_person("Cay"), a_person("Dee")
    for person in (agreed, hidden, left):
        graph.take_part(item, person, PartRole.AUTHOR, shown=True)
    graph.take_part(item, silent, PartRole.AUTHOR, shown=False)
    graph.take_part(item, a_person("Eve"), PartRole.ASKED, shown=True)
    type(hidden).objects.filter(pk=hidden.pk).update(hidden_from_results=True)
    type(left).objects.filter(pk=left.pk).update(is_active=False)

    assert [part.person.name for part in queries.people_shown(item)] == ["Ann"]


@pytest.mark.parametrize(
    ("audience", "words"),
    [
        ({"open_to": OpenTo.PUBLIC}, "Anyone, without signing in"),
        ({"open_to": OpenTo.SIGNED_IN}, "Anyone signed in"),
        ({"tokens": [person_token(5)]}, "Only people named by its owner"),
        ({}, "Only people named by its owner"),
    ],
)
def test_who_may_see_a_thing_is_said_in_words(audience, words):
    assert queries.shared_with(an_item(**audience)) == words


@pytest.mark.parametrize("rows", [1, 3])
def test_units_that_may_see_a_thing_are_named_at_the_same_cost(rows, django_assert_num_queries):
    units = [a_unit(f"Trust {number}") for number in range(rows)]
    item = an_item(tokens=[unit_token(unit.pk) for unit in units])

    with django_assert_num_queries(2):
        words = queries.shared_with(item)

    assert words == "People in " + ", ".join(unit.name for unit in units)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_imports_costs_one_query(rows, django_assert_num_queries):
    service = a_service()
    ann = specialist(service)
    for number in range(rows):
        Import.objects.create(name=f"{number}.ris", team=service, person=ann)
    who = reader(ann)

    with django_assert_num_queries(1):
        listed = [(str(one.team), one.person.name, one.job) for one in queries.imports_for_list(who)]

    assert len(listed) == rows


def test_imports_are_seen_by_their_team_and_whoever_began_them_newest_first():
    ours, theirs = a_service(), a_service()
    ann = specialist(ours)
    old = Import.objects.create(name="old.ris", team=ours)
    Import.objects.create(name="theirs.ris", team=theirs)
    own = Import.objects.create(name="own.ris", person=ann)

    assert list(queries.imports_for_list(reader(ann))) == [own, old]
    assert list(queries.imports_for_list(reader(a_person()))) == []
    assert list(queries.imports_for_list(ANYONE)) == []


def test_imports_that_nobody_began_are_not_everybodys():
    Import.objects.create(name="nobody.ris")

    assert list(queries.imports_for_list(reader(specialist()))) == []


@pytest.mark.parametrize("role", [Role.SPECIALIST, Role.SERVICE_MANAGER, Role.ADMINISTRATOR])
def test_library_staff_and_administrators_bring_papers_in_for_their_own_teams(role):
    service = a_service("Our library")
    person = a_person("", service, role=role)
    a_service("Another library")

    assert rules.can_import(reader(person))
    assert [unit.name for unit in queries.teams_of(person, reader(person))] == ["Our library"]


def test_other_people_bring_nothing_in():
    trust = a_unit()

    for person in (a_person("", trust), a_person("", trust, role=Role.CHAMPION), a_person()):
        assert not rules.can_import(reader(person))
    assert not rules.can_import(ANYONE)
    with pytest.raises(Exception, match="Only the library team and administrators"):
        rules.check_can_import(ANYONE)
