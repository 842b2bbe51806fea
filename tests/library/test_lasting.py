"""Names that last: the feed, and what pages tell machines about themselves."""

import pytest
from django.urls import reverse
from lxml import etree

from fingerpost.library.domain.gathering import lasting
from fingerpost.records.domain import sharing
from tests.factories import a_paper, an_item

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture(autouse=True)
def _address(settings):
    settings.FINGERPOST_ADDRESS = "https://Library.Example.nhs.uk"


def feed(client):
    response = client.get(reverse("library:feed"))
    assert response.headers["Content-Type"].startswith("application/atom+xml")
    return etree.fromstring(response.content)


def test_the_feed_names_open_pages_newest_first_by_names_that_last(client):
    first = an_item("First & <best>", open_to="public", topics=["Falls"], summary="In one line.")
    second = an_item("Second", open_to="public")

    entries = feed(client).findall("a:entry", ATOM)

    assert [entry.findtext("a:title", namespaces=ATOM) for entry in entries] == ["Second", "First & <best>"]
    ids = [entry.findtext("a:id", namespaces=ATOM) for entry in entries]
    assert ids == [f"tag:library.example.nhs.uk,2026:{item.public_id}" for item in (second, first)]
    assert entries[1].find("a:link", ATOM).get("href") == lasting.address_of(first)
    assert [each.get("term") for each in entries[1].findall("a:category", ATOM)] == ["Guideline", "Falls"]


def test_the_feed_holds_only_what_anyone_may_read_whoever_asks(client, signed_in):
    from tests.factories import a_person

    an_item("For those who signed in", open_to="all")
    old = an_item("Withdrawn", open_to="public")
    sharing.withdraw(old, by=None, why="Old.")
    signed_in(a_person())

    assert feed(client).findall("a:entry", ATOM) == []


@pytest.mark.parametrize("items", [1, 3])
def test_the_feed_costs_the_same_however_long(client, items, django_assert_num_queries):
    for number in range(items):
        an_item(f"Item {number}", open_to="public")

    with django_assert_num_queries(1):
        client.get(reverse("library:feed"))


def test_a_lasting_address_leads_to_the_page(client):
    item = an_item("Falls", open_to="public")

    assert lasting.address_of(item) == "https://Library.Example.nhs.uk" + reverse("hub:record", args=[item.public_id])
    assert client.get(reverse("hub:record", args=[item.public_id])).status_code == 302


@pytest.mark.parametrize("make", [lambda: an_item("Falls", open_to="public"), lambda: a_paper("Falls trial")])
def test_an_open_page_tells_its_catalogue_name_and_where_the_feed_is(client, page, make):
    row = make()
    place = "library:paper" if row.kind == "paper" else "library:item"

    shown = page(client.get(reverse(place, args=[row.public_id])))

    said = shown.find("meta", attrs={"name": "DC.identifier"})["content"]
    assert said == f"oai:library.example.nhs.uk:{row.public_id}"
    assert shown.find("link", rel="canonical")["href"] == lasting.address_of(row)
    assert shown.find("link", type="application/atom+xml")["href"] == reverse("library:feed")


def test_a_page_that_is_not_open_gives_no_catalogue_name(client, page, signed_in):
    from tests.factories import a_person

    row = an_item("Falls", open_to="all")
    signed_in(a_person())

    shown = page(client.get(reverse("library:item", args=[row.public_id])))

    assert shown.find("meta", attrs={"name": "DC.identifier"}) is None
