"""Units: founded, renamed, moved, closed and merged without losing anything."""

import pytest
from django.db import IntegrityError, transaction

from fingerpost.journal.models import Change
from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.organisations.domain import agreements, memberships, units
from fingerpost.organisations.domain.agreements import services_for
from fingerpost.organisations.models import Agreement, Membership, Role, Unit
from fingerpost.organisations.readers import reader_for, service_token, unit_token
from tests.organisations.world import LONG_AGO, a_person, a_unit, an_administrator, days

pytestmark = pytest.mark.django_db


def kinds_of_change(unit):
    return list(Change.objects.filter(subject=unit.public_id).order_by("id").values_list("kind", flat=True))


def test_founding_a_unit_leaves_a_trace_with_who_did_it():
    trust = a_unit()
    ada = an_administrator(of=trust)

    ward = units.found("Ward 4", kind="team", parent=trust, by=ada)

    change = Change.objects.get(subject=ward.public_id)
    assert (change.kind, change.actor, change.detail["parent"]) == (
        "organisations.unit_founded", ada.public_id, trust.public_id,
    )  # fmt: skip


def test_two_units_of_one_name_get_different_addresses():
    assert [a_unit("Ward 4").slug, a_unit("Ward 4").slug] == ["ward-4", "ward-4-2"]


def test_a_code_is_never_used_again_even_after_closing():
    old = a_unit(ods_code="RX1")
    units.close(old, on=clock.today(), by=None)

    with pytest.raises(RuleBroken, match="never used twice"):
        a_unit(ods_code="rx1")


def test_an_administrator_of_another_trust_may_not_add_a_unit():
    other = an_administrator(of=a_unit())

    with pytest.raises(NotAllowed, match="Only an administrator of"):
        units.found("Ward", kind="team", parent=a_unit(), by=other)


def test_an_administrator_of_the_system_may_add_a_unit_anywhere_below():
    system = a_unit(kind="system")
    ward = a_unit(kind="department", parent=a_unit(parent=system))

    assert units.found("Team", kind="team", parent=ward, by=an_administrator(of=system)).parent == ward


def test_nobody_may_add_a_top_of_the_tree_but_the_operator():
    with pytest.raises(NotAllowed, match="people who run this site"):
        units.found("A second NHS", kind="system", by=an_administrator(of=a_unit()))


def test_renaming_keeps_the_address_and_the_old_name_in_history():
    unit = a_unit("Old name")

    units.rename(unit, name="New name", by=None)

    assert (Unit.objects.get(pk=unit.pk).name, unit.slug) == ("New name", "old-name")
    assert Change.objects.get(kind="organisations.unit_renamed").detail["before"]["name"] == "Old name"


def test_a_unit_cannot_move_under_its_own_team():
    trust = a_unit("Trust")
    ward = a_unit("Ward", kind="team", parent=a_unit(kind="department", parent=trust))

    with pytest.raises(RuleBroken, match="Ward is part of Trust"):
        units.move(trust, under=ward, by=None)


def test_a_moved_ward_belongs_to_its_new_division_and_what_is_above():
    here, there = a_unit(), a_unit()
    ward = a_unit(kind="team", parent=here)
    nurse = a_person("", ward)

    units.move(ward, under=there, by=None)

    assert reader_for(nurse).units == {ward.pk, there.pk}


def test_a_unit_closes_once():
    unit = a_unit()
    units.close(unit, on=days(-1), by=None)

    with pytest.raises(RuleBroken, match="already has a closing date"):
        units.close(unit, on=days(0), by=None)


def test_after_a_merger_old_members_belong_to_the_new_trust_and_keep_the_old_one():
    system = a_unit(kind="system")
    old, new = a_unit(parent=a_unit(kind="system")), a_unit(parent=system)
    nurse = a_person("", a_unit(kind="team", parent=old))

    units.merge(old, into=new, on=clock.today(), by=None)

    reader = reader_for(nurse)
    assert {unit_token(old.pk), unit_token(new.pk), unit_token(system.pk)} <= reader.tokens
    assert reader.organisations == (new.pk,)
    assert kinds_of_change(old)[-1] == "organisations.unit_merged"


def test_after_a_merger_an_old_administrator_administers_the_new_trust():
    old, new = a_unit(), a_unit()
    ada = an_administrator(of=old)
    units.merge(old, into=new, on=clock.today(), by=None)

    assert units.rename(new, name="Joint trust", by=ada).name == "Joint trust"


def test_after_a_merger_a_new_administrator_looks_after_the_old_trusts_teams():
    old, new = a_unit(), a_unit()
    ward = a_unit(kind="team", parent=old)
    units.merge(old, into=new, on=clock.today(), by=None)

    assert units.rename(ward, name="Ward 5", by=an_administrator(of=new)).name == "Ward 5"


def test_after_a_merger_agreements_of_the_old_trust_serve_the_people_of_the_new():
    service = a_unit("Library", kind="library-service")
    old, new = a_unit(), a_unit()
    agreements.agree(service, old, by=None)
    units.merge(old, into=new, on=clock.today(), by=None)

    assert [serving.service for serving in services_for(reader_for(a_person("", new)))] == [service]


def test_when_two_services_merge_the_new_one_takes_over_desks_and_what_was_left_there():
    old, new = a_unit(kind="library-service"), a_unit(kind="library-service")
    trust = a_unit()
    agreements.agree(old, trust, by=None)
    units.merge(old, into=new, on=clock.today(), by=None)

    reader = reader_for(a_person("", new, role=Role.SPECIALIST))

    assert reader.desk_for == {trust.pk}
    assert {service_token(old.pk), service_token(new.pk)} <= reader.tokens


def test_a_chain_of_mergers_leads_to_the_last():
    first, second, third = a_unit(), a_unit(), a_unit()
    ada = an_administrator(of=first)
    units.merge(first, into=second, on=days(-10), by=None)
    units.merge(second, into=third, on=days(-5), by=None)

    assert reader_for(ada).administers == {third.pk}


@pytest.mark.parametrize("circle", ["itself", "each other", "three", "own team"])
def test_mergers_cannot_go_round_in_a_circle(circle):
    first, second, third = a_unit(), a_unit(), a_unit()
    team = a_unit(kind="team", parent=first)
    if circle == "each other":
        units.merge(second, into=first, on=days(30), by=None)
    elif circle == "three":
        units.merge(second, into=third, on=days(30), by=None)
        units.merge(third, into=first, on=days(31), by=None)
    target = {"itself": first, "each other": second, "three": second, "own team": team}[circle]

    with pytest.raises(RuleBroken):
        units.merge(first, into=target, on=days(20), by=None)


def test_a_closed_unit_cannot_take_over():
    old, new = a_unit(), a_unit()
    units.close(new, on=days(-1), by=None)

    with pytest.raises(RuleBroken, match="will have closed"):
        units.merge(old, into=new, on=clock.today(), by=None)


def test_a_unit_that_closed_without_a_successor_can_name_one_later():
    old, new = a_unit(), a_unit()
    units.close(old, on=days(-9), by=None)

    merged = units.merge(old, into=new, on=days(-9), by=None)

    assert (merged.successor, merged.closed_on) == (new, days(-9))


def test_a_merger_needs_an_administrator_of_both():
    old, new = a_unit(), a_unit()

    with pytest.raises(NotAllowed):
        units.merge(old, into=new, on=clock.today(), by=an_administrator(of=old))


def test_the_database_refuses_a_successor_of_an_open_unit():
    unit = a_unit()

    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(pk=unit.pk).update(successor=a_unit())


def test_a_failed_merger_leaves_no_trace():
    old = a_unit()

    with pytest.raises(RuleBroken):
        units.merge(old, into=old, on=clock.today(), by=None)

    assert kinds_of_change(old) == ["organisations.unit_founded"]


@pytest.mark.parametrize(
    ("link", "complaint"),
    [("http://libkey.io/{doi}", "https"), ("https://libkey.io/", "must contain"), ("javascript:{doi}", "https")],
)
def test_a_full_text_link_is_https_and_says_where_the_paper_goes(link, complaint):
    with pytest.raises(RuleBroken, match=complaint):
        units.set_full_text_link(a_unit(), link, by=None)


def test_a_person_who_moves_job_keeps_their_account_and_their_past():
    here, there = a_unit(), a_unit()
    person = a_person("", here)

    memberships.move_job(person.memberships.get(), to=there, by=None)

    assert reader_for(person).units == {there.pk}
    assert [(row.unit, row.ends_on) for row in Membership.objects.filter(person=person).order_by("starts_on")] == [
        (here, days(-1)), (there, None),
    ]  # fmt: skip


def test_a_person_can_hold_two_jobs_at_once():
    one, two = a_unit(), a_unit()

    assert reader_for(a_person("", one, two)).units == {one.pk, two.pk}


def test_the_same_role_twice_at_one_time_is_refused():
    unit = a_unit()

    with pytest.raises(RuleBroken, match="already has this role"):
        memberships.join(a_person("", unit), unit, by=None)


def test_nobody_joins_a_closed_unit():
    unit = a_unit("Gone")
    units.close(unit, on=days(-1), by=None)

    with pytest.raises(RuleBroken, match="Gone closed on"):
        memberships.join(a_person(), unit, by=None)


def test_changing_a_role_ends_one_and_starts_the_other():
    unit = a_unit()
    person = a_person("", unit)

    memberships.change_role(person.memberships.get(), role=Role.CHAMPION, by=an_administrator(of=unit))

    assert [row.role for row in person.memberships.on(clock.today())] == [Role.CHAMPION]


def test_a_person_may_leave_but_not_raise_themselves():
    unit = a_unit()
    person = a_person("", unit)

    with pytest.raises(NotAllowed):
        memberships.change_role(person.memberships.get(), role=Role.ADMINISTRATOR, by=person)
    memberships.leave(person.memberships.get(), by=person)

    assert reader_for(person).units == frozenset()


def test_a_service_manager_takes_on_specialists_but_makes_no_administrators():
    service = a_unit(kind="library-service")
    manager = a_person("", service, role=Role.SERVICE_MANAGER)
    colleague = a_person()

    memberships.join(colleague, service, role=Role.SPECIALIST, by=manager)
    with pytest.raises(NotAllowed):
        memberships.join(colleague, service, role=Role.ADMINISTRATOR, by=manager)


def test_a_membership_that_ends_before_it_began_goes_but_is_remembered():
    unit = a_unit()
    person = a_person()
    membership = memberships.join(person, unit, by=None)

    memberships.leave(membership, by=None)

    assert not person.memberships.exists()
    assert [row.kind for row in Change.objects.filter(subject=person.public_id).order_by("id")] == [
        "organisations.membership_started", "organisations.membership_ended",
    ]  # fmt: skip


def test_only_the_organisations_side_may_agree_to_be_served():
    service, trust = a_unit(kind="library-service"), a_unit()

    with pytest.raises(NotAllowed):
        agreements.agree(service, trust, by=an_administrator(of=service))
    agreements.agree(service, trust, by=an_administrator(of=trust))

    assert Agreement.objects.count() == 1


def test_either_side_may_end_an_agreement_and_the_desk_closes_with_it():
    service, trust = a_unit(kind="library-service"), a_unit()
    agreement = agreements.agree(service, trust, by=None, starts_on=LONG_AGO)
    specialist = a_person("", service, role=Role.SPECIALIST)

    agreements.end(agreement, by=an_administrator(of=service))

    assert reader_for(specialist).desk_for == frozenset()


def test_only_a_library_service_can_serve():
    with pytest.raises(RuleBroken, match="not a library"):
        agreements.agree(a_unit(), a_unit(), by=None)


def test_the_nearest_organisations_service_comes_first():
    system = a_unit(kind="system")
    trust = a_unit(parent=system)
    regional, local = a_unit("A regional", kind="library-service"), a_unit("Z local", kind="library-service")
    agreements.agree(regional, system, by=None)
    agreements.agree(local, trust, by=None, desk_email="desk@example.org")

    found = services_for(reader_for(a_person("", trust)))

    assert [(serving.service, serving.desk_email) for serving in found] == [(local, "desk@example.org"), (regional, "")]
