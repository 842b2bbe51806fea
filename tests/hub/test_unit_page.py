"""The page of a unit: what it knows and who in it can be found, as far as the reader may see it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from fingerpost.kernel import clock
from fingerpost.library.domain.gathering import collections
from fingerpost.library.domain.own import items
from fingerpost.library.domain.trust import flags
from fingerpost.library.models import FlagKind
from fingerpost.organisations.domain import consent, units
from fingerpost.organisations.readers import unit_token
from fingerpost.people.domain import profiles
from fingerpost.ui.formats import full_date
from tests.factories import a_person, a_team, an_item, days
from tests.library.writers import a_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return a_place()


@pytest.fixture
def shown(client, page):
    """`shown(unit, person)`: the page of a unit as somebody sees it."""

    def look(unit, person):
        client.force_login(person)
        response = client.get(reverse("hub:unit", args=[unit.slug]))
        assert response.status_code == 200
        return page(response)

    return look


def test_a_unit_shows_what_it_and_those_inside_it_know_as_far_as_the_reader_may_see(place, shown):
    an_item("Open page", unit=place.ward, open_to="all")
    an_item("For the trust", unit=place.trust, tokens=[unit_token(place.trust.pk)])
    an_item("Elsewhere", unit=place.outsider.memberships.get().unit, open_to="all")

    own, others = shown(place.trust, place.ben).text, shown(place.trust, place.outsider).text

    assert "Open page" in own
    assert "For the trust" in own
    assert "Open page" in others
    assert "For the trust" not in others
    assert "Elsewhere" not in own


def test_what_is_overdue_is_marked(place, shown):
    an_item("Old page", unit=place.ward, open_to="all", review_due=days(-1))

    text = shown(place.ward, place.ben).text

    assert "1 page of them is overdue for review" in text
    assert "Overdue for review" in text


def test_what_helped_most_people_stands_first(place, shown):
    some, more, _ = (an_item(title, unit=place.ward, open_to="all") for title in ("Some", "More", "None"))
    for item, count in ((some, 1), (more, 2)):
        for _ in range(count):
            flags.flag(item, FlagKind.HELPED, a_person())

    listed = shown(place.ward, place.ben).select("[aria-labelledby=helpful] > li")

    assert [row.a.text for row in listed] == ["More", "Some"]
    assert "Helped 2 people" in listed[0].text


def test_each_date_says_what_it_is(place, shown):
    checked = an_item("Checked", unit=place.ward, open_to="all", released_at=clock.now() - timedelta(days=900))
    items.review(checked, by=place.amina, on=date(2025, 5, 3), due=date(2026, 5, 3))
    an_item("Unchecked", unit=place.ward, open_to="all")

    rows = shown(place.ward, place.ben).select("[aria-labelledby=newest] > li")

    facts = {row.a.text: [fact.text for fact in row.select(".fp-facts li")] for row in rows}
    long_ago = full_date(clock.now() - timedelta(days=900))
    assert facts == {
        "Unchecked": ["Guideline", "shared today", "not yet reviewed by a person"],
        "Checked": ["Guideline", f"shared {long_ago}", "reviewed 3 May 2025", "review was due 3 May 2026"],
    }


def test_only_people_who_agreed_to_be_found_are_shown_and_only_the_willing_can_be_asked(place, shown):
    for person in (place.amina, place.ben):
        profiles.write(person, job="Nurse", about="", topics=["falls"], by=person)
    consent.say(place.amina, consent.PROFILE, True, by=place.amina)
    text = shown(place.ward, place.outsider)
    assert "Amina Yusuf" in text.text
    assert "Ben Okafor" not in text.text
    assert reverse("people:enquiry_ask", args=[place.amina.public_id]) not in str(text)

    consent.say(place.amina, consent.ASKED, True, by=place.amina)

    assert reverse("people:enquiry_ask", args=[place.amina.public_id]) in str(shown(place.trust, place.outsider))
    consent.hide(place.amina, True, by=place.amina)
    assert "Amina Yusuf" not in shown(place.ward, place.outsider).text


def test_reading_lists_of_a_unit_are_shown_once_they_are_shared(place, shown):
    made = collections.begin("Falls, to read first", by=place.amina)
    assert "Falls, to read first" not in shown(place.trust, place.amina).text

    collections.release(made, by=place.amina, open_to="all")

    assert "Falls, to read first" in shown(place.trust, place.outsider).text


def test_a_unit_leads_up_down_and_to_its_health_for_those_who_may_see_it(place, shown):
    ward = shown(place.ward, place.ben)
    assert ward.find("a", string="Northvale Trust")
    assert shown(place.trust, place.ben).find("a", string="Ward 4")
    health = reverse("library:health", args=[place.ward.slug])
    assert health in str(ward)
    assert health not in str(shown(place.ward, place.outsider))


def test_a_closed_unit_says_who_took_over(place, shown):
    units.merge(place.ward, into=a_team(place.trust, "Ward 5"), on=days(-1), by=None)

    assert "Ward 5 took over" in shown(place.ward, place.ben).text


def test_an_unknown_unit_is_not_there_and_strangers_sign_in(client, place):
    assert client.get(reverse("hub:unit", args=[place.ward.slug])).status_code == 302
    client.force_login(place.ben)
    assert client.get(reverse("hub:unit", args=["nowhere"])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_unit_costs_the_same_however_much_it_knows(client, place, count, django_assert_num_queries):
    for number in range(count):
        item = an_item(f"Item {number}", unit=place.ward, open_to="all")
        flags.flag(item, FlagKind.HELPED, place.ben)
        collections.release(collections.begin(f"List {number}", by=place.amina), by=place.amina, open_to="all")
        person = a_person(f"Somebody {number}", place.ward)
        consent.say(person, consent.PROFILE, True, by=person)
        profiles.write(person, job="", about="", topics=[], by=person)
    client.force_login(place.ben)
    client.get(reverse("hub:unit", args=[place.ward.slug]))

    with django_assert_num_queries(15):
        client.get(reverse("hub:unit", args=[place.ward.slug]))
