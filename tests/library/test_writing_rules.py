"""Who may write, edit and release: each rule with somebody who may and somebody who may not."""

from datetime import timedelta

import pytest

from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed
from fingerpost.library.domain import rules
from fingerpost.library.domain.own import writing
from fingerpost.library.models import Item
from fingerpost.organisations.domain import agreements, memberships, units
from fingerpost.organisations.models import Membership, Role
from tests.factories import a_membership, a_person, a_service, a_team, a_unit, an_item, days, reader
from tests.library.writers import a_draft, a_page, a_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return a_place()


def may_edit(person, item):
    """The two ways of asking agree: one item, and a list of items."""
    one = rules.may_edit(reader(person), item)
    assert Item.objects.filter(rules.editable_by(reader(person)), pk=item.pk).exists() == one
    return one


def leave(person):
    memberships.leave(Membership.objects.get(person=person), by=None)
    Membership.objects.filter(person=person).update(ends_on=clock.today() - timedelta(days=1))


def test_an_item_is_edited_by_author_owner_library_team_and_administrator_and_by_nobody_else(place):
    item = a_page(place.ward, place.amina, tokens=["unit:1"])
    colleague = a_person("", place.ward)
    manager = a_person("", place.service, role=Role.SERVICE_MANAGER)
    executive = a_person("", place.trust, role=Role.EXECUTIVE)
    champion = a_person("", place.trust, role=Role.CHAMPION)
    far_service = a_person("", a_service("", a_unit()), role=Role.SPECIALIST)
    far_administrator = a_person("", a_unit(), role=Role.ADMINISTRATOR)
    item.owner = place.ben
    item.save()

    assert [may_edit(who, item) for who in (place.amina, place.ben, place.rajesh, manager, place.ellen)] == [True] * 5
    others = (colleague, executive, champion, far_service, far_administrator, place.outsider, None)
    assert [may_edit(who, item) for who in others] == [False] * 7


def test_an_author_who_moved_within_the_organisation_may_still_edit_and_one_who_left_may_not(place):
    item = a_page(place.ward, place.amina)
    leave(place.amina)
    assert not may_edit(place.amina, item)

    a_membership(place.amina, a_team(place.trust, "Ward 5"))
    assert may_edit(place.amina, item)


def test_an_owner_in_another_organisation_of_the_same_system_may_not_edit(place):
    system = a_unit("A system", kind="system")
    near, far = a_unit("Near", parent=system), a_unit("Far", parent=system)
    item = an_item(unit=near, open_to="all")
    item.owner = a_person("", far)
    item.save()

    assert not may_edit(item.owner, item)


def test_a_library_team_may_edit_as_long_as_it_serves_the_organisation(place):
    item = a_page(place.ward, place.amina)
    agreement = agreements.Agreement.objects.get(organisation=place.trust)
    assert may_edit(place.rajesh, item)

    agreement.ends_on = days(-1)
    agreement.save()

    assert not may_edit(place.rajesh, item)


def test_after_a_merger_the_new_organisation_looks_after_what_the_old_one_wrote(place):
    item = a_page(place.ward, place.amina)
    merged = a_unit("Merged Trust")
    administrator = a_person("", merged, role=Role.ADMINISTRATOR)
    assert not may_edit(administrator, item)

    units.merge(place.trust, into=merged, on=clock.today(), by=None)

    assert may_edit(administrator, item)
    assert may_edit(place.rajesh, item)


def test_a_service_looks_after_its_own_pages(place):
    item = writing.begin("link", unit=place.service, by=place.rajesh, title="Our opening hours").item
    manager = a_person("", place.service, role=Role.SERVICE_MANAGER)

    assert may_edit(manager, item)
    assert Item.objects.visible_to(reader(manager)).filter(pk=item.pk).exists()


def test_people_write_in_the_name_of_their_units_and_of_those_they_look_after(place):
    system = a_unit("A system", kind="system")
    inside = a_unit("Inside", parent=system)
    nurse, planner = a_person("", inside), a_person("", system)

    assert rules.may_write(reader(place.amina), place.ward)
    assert rules.may_write(reader(place.amina), place.trust)
    assert rules.may_write(reader(place.rajesh), place.ward)
    assert rules.may_write(reader(place.ellen), place.ward)
    assert rules.may_write(reader(planner), system)
    assert not rules.may_write(reader(nurse), system)  # a whole system is not spoken for by everyone below it
    assert not rules.may_write(reader(place.amina), a_team(place.trust))
    assert not rules.may_write(reader(place.outsider), place.ward)
    assert not rules.may_write(reader(None), place.ward)


@pytest.mark.parametrize(
    "act", ["draft_of", "save", "submit", "send_back", "release", "give_up", "restore", "withdraw"]
)
def test_whoever_may_not_edit_can_do_nothing_to_it(place, act):
    item = a_page(place.ward, place.amina, open_to="all")
    draft = writing.draft_of(item, place.amina) if act not in {"draft_of", "restore"} else None
    if act == "send_back":
        writing.submit(draft, place.amina)
    colleague = a_person("", place.ward)
    attempts = {
        "draft_of": lambda by: writing.draft_of(item, by),
        "save": lambda by: writing.save(draft, by=by, seen=0, title="Mine"),
        "submit": lambda by: writing.submit(draft, by),
        "send_back": lambda by: writing.send_back(draft, by, "No."),
        "release": lambda by: writing.release(draft, by),
        "give_up": lambda by: writing.give_up(draft, by),
        "restore": lambda by: writing.restore(item, 1, by),
        "withdraw": lambda by: writing.withdraw(item, by, "Old."),
    }

    for person in (colleague, place.outsider):
        with pytest.raises(NotAllowed):
            attempts[act](person)

    attempts[act](place.rajesh)


def test_the_list_of_what_one_may_edit_costs_three_queries_at_most(place, django_assert_max_num_queries):
    for number in range(3):
        a_draft(place.ward, place.amina, f"Page {number}")
    who = reader(place.rajesh)

    with django_assert_max_num_queries(3):
        assert Item.objects.filter(rules.editable_by(who)).count() == 3
