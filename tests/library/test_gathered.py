"""Find out who: what stands beside a page or a paper."""

import pytest
from django.urls import reverse

from fingerpost.organisations.domain import consent
from fingerpost.people.domain import profiles
from fingerpost.records.domain import graph
from fingerpost.records.models import PartRole, Relation
from tests.factories import a_paper, an_item
from tests.library.writers import a_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return a_place()


def shown(client, page, row):
    name = "library:paper" if row.kind == "paper" else "library:item"
    return page(client.get(reverse(name, args=[row.public_id])))


def people(soup):
    return [item.get_text(" ", strip=True) for item in soup.select("[aria-labelledby=people-here] > li")]


@pytest.mark.parametrize("make", [lambda: an_item("Falls", open_to="all"), lambda: a_paper("Falls trial")])
def test_those_who_agreed_are_named_with_what_they_did_and_no_others(client, page, place, make):
    row = make()
    graph.take_part(row, place.amina, PartRole.AUTHOR, shown=True)
    graph.take_part(row, place.amina, PartRole.REVIEWED, shown=True)
    graph.take_part(row, place.rajesh, PartRole.REVIEWED, shown=False)
    client.force_login(place.ben)

    [said] = people(shown(client, page, row))

    assert said.startswith("Amina Yusuf")
    assert "Wrote it" in said
    assert "Reviewed it" in said


def test_who_hides_is_named_nowhere(client, page, place):
    item = an_item("Falls", open_to="all")
    graph.take_part(item, place.amina, PartRole.AUTHOR, shown=True)
    consent.hide(place.amina, True, by=place.amina)
    client.force_login(place.ben)

    assert "Amina" not in shown(client, page, item).text


def test_whoever_agreed_to_be_asked_about_a_page_can_be_asked_from_it(client, page, place):
    item = an_item("Falls", open_to="public")
    graph.take_part(item, place.amina, PartRole.WHO_TO_ASK, shown=True)
    graph.take_part(item, place.rajesh, PartRole.AUTHOR, shown=True)

    assert shown(client, page, item).find("a", string="Ask Amina Yusuf") is None  # strangers cannot
    client.force_login(place.ben)
    link = shown(client, page, item).find("a", string="Ask Amina Yusuf")
    assert client.get(link["href"]).status_code == 200
    assert shown(client, page, item).find("a", string="Ask Rajesh Pillai") is None
    client.force_login(place.amina)
    assert shown(client, page, item).find("a", string="Ask Amina Yusuf") is None  # nobody asks themselves


def test_a_name_leads_to_a_page_only_where_its_person_has_an_open_one(client, page, place):
    item = an_item("Falls", open_to="public")
    graph.take_part(item, place.amina, PartRole.AUTHOR, shown=True)
    profile = profiles.write(place.amina, job="Nurse", about="", topics=[], by=place.amina)
    client.force_login(place.ben)
    assert reverse("people:profile", args=[profile.public_id]) not in str(shown(client, page, item))

    consent.say(place.amina, consent.PROFILE, True, by=place.amina)
    consent.say(place.amina, consent.NAMED, True, by=place.amina)

    assert reverse("people:profile", args=[profile.public_id]) in str(shown(client, page, item))
    client.logout()
    assert reverse("people:profile", args=[profile.public_id]) not in str(shown(client, page, item))


def test_who_used_a_paper_is_said_as_far_as_the_reader_may_see_it(client, page, place):
    paper = a_paper("Falls trial")
    note = an_item("What we made of it", kind="note", unit=place.trust, open_to="public")
    secret = an_item("Secret plan", kind="note", unit=place.trust)
    for source in (note, secret):
        graph.link(source, Relation.RESTS_ON, paper)
    graph.take_part(note, place.amina, PartRole.AUTHOR, shown=True)

    text = shown(client, page, paper).select_one("[aria-labelledby=used-by]").get_text(" ", strip=True)

    assert "What we made of it" in text
    assert "Northvale Trust" in text
    assert "Amina Yusuf" in text
    assert "Secret plan" not in shown(client, page, paper).text


def test_how_to_cite_it_is_said_in_two_styles(client, page):
    paper = a_paper("Falls trial", journal="BMJ", volume="12", issue="3", pages="45-67")

    text = " ".join(shown(client, page, paper).select_one("#cite").text.split())

    assert "BMJ. 2020;12(3):45-67." in text
    assert "(2020) ‘Falls trial’, BMJ, 12(3), pp. 45–67." in text


def test_strangers_are_not_offered_to_keep_lists(client, page, place):
    paper = a_paper("Falls trial")
    assert "Put on a reading list" not in shown(client, page, paper).text

    client.force_login(place.ben)

    assert "Put on a reading list" in shown(client, page, paper).text
