"""Who to ask: named by colleagues, shown only once they agree themselves."""

import pytest

from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.library.domain import queries
from fingerpost.library.domain.own import who_to_ask, writing
from fingerpost.organisations.domain import consent
from fingerpost.records.models import Part
from tests.factories import a_person, reader
from tests.library.writers import a_page, a_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return a_place()


def shown(item):
    return [(part.person.name, part.role) for part in queries.people_shown(item)]


def test_a_person_who_is_put_forward_is_not_shown_before_they_agree(place, mailoutbox):
    item = a_page(place.ward, place.amina, who_to_ask=[place.ben])
    assert shown(item) == []
    assert [message.to for message in mailoutbox] == [[place.ben.email]]

    [part] = who_to_ask.asked_of(place.ben)
    who_to_ask.agree(part, True, by=place.ben)

    assert shown(item) == [("Ben Okafor", "who_to_ask")]


def test_whoever_declines_is_not_shown_and_no_longer_asked(place):
    item = a_page(place.ward, place.amina, who_to_ask=[place.ben])

    [part] = who_to_ask.asked_of(place.ben)
    who_to_ask.agree(part, False, by=place.ben)

    assert who_to_ask.asked_of(place.ben) == []
    assert shown(item) == []


def test_nobody_agrees_for_somebody_else(place):
    a_page(place.ward, place.amina, who_to_ask=[place.ben])

    with pytest.raises(NotAllowed, match="Only you"):
        who_to_ask.agree(who_to_ask.asked_of(place.ben)[0], True, by=place.amina)


def test_whoever_names_themselves_has_agreed(place):
    item = a_page(place.ward, place.amina, who_to_ask=[place.amina])

    assert shown(item) == [("Amina Yusuf", "who_to_ask")]


def test_agreeing_to_have_ones_name_on_what_one_wrote_is_not_agreeing_to_be_asked(place):
    item = a_page(place.ward, place.amina, who_to_ask=[place.ben])

    consent.say(place.ben, consent.NAMED, True, by=place.ben)

    assert shown(item) == []


def test_saying_no_to_being_asked_at_all_takes_the_name_away(place):
    item = a_page(place.ward, place.amina, who_to_ask=[place.ben])
    who_to_ask.agree(who_to_ask.asked_of(place.ben)[0], True, by=place.ben)

    consent.say(place.ben, consent.ASKED, False, by=place.ben)

    assert shown(item) == []


def test_saving_without_a_name_takes_the_person_off(place):
    item = a_page(place.ward, place.amina, who_to_ask=[place.amina])
    draft = writing.draft_of(item, place.amina)

    writing.save(draft, by=place.amina, seen=0, who_to_ask=[])

    assert shown(item) == []
    assert not Part.objects.filter(record_id=item.pk, role="who_to_ask").exists()


def test_nobody_is_asked_about_a_page_that_is_not_shared_yet(place):
    from tests.library.writers import a_draft

    a_draft(place.ward, place.amina, who_to_ask=[place.ben])

    assert who_to_ask.asked_of(place.ben) == []


def test_colleagues_are_found_by_name_or_address_in_ones_own_organisation_only(place):
    here = reader(place.amina)

    assert who_to_ask.colleagues(["ben okafor", " ", "Amina  Yusuf"], here) == [place.ben, place.amina]
    assert who_to_ask.colleagues([place.ben.email.upper()], here) == [place.ben]
    with pytest.raises(RuleBroken, match="We know nobody called Olive Far"):
        who_to_ask.colleagues(["Olive Far"], here)


def test_two_of_a_name_are_told_apart_by_their_address(place):
    a_person("Ben Okafor", place.trust)

    with pytest.raises(RuleBroken, match="2 people are called Ben Okafor"):
        who_to_ask.colleagues(["Ben Okafor"], reader(place.amina))
    assert who_to_ask.colleagues([place.ben.email], reader(place.amina)) == [place.ben]


def test_whoever_hides_is_not_found(place):
    consent.hide(place.ben, True, by=place.ben)

    with pytest.raises(RuleBroken, match="We know nobody"):
        who_to_ask.colleagues(["Ben Okafor"], reader(place.amina))


def test_at_most_six_people_are_named(place):
    with pytest.raises(RuleBroken, match="at most 6"):
        a_page(place.ward, place.amina, who_to_ask=[a_person("", place.ward) for _ in range(7)])
