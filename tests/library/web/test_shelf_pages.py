"""The shelf and the page of an item, as readers meet them."""

from datetime import timedelta

import pytest

from fingerpost.kernel import clock
from fingerpost.library.domain.own import shelf, writing
from fingerpost.library.models import Item
from fingerpost.organisations.domain import consent
from tests.factories import a_unit, an_item
from tests.library.writers import WORDS, a_page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_is_looked_up_for_the_banner():
    """Whether this is a demonstration is asked once a minute, in whichever request comes first."""
    from fingerpost.config.middleware import demonstration

    demonstration.is_here()


def titles(page, response):
    return [link.text for link in page(response).select(".fp-hit__title a")]


def test_a_stranger_finds_what_is_open_to_anyone_and_nothing_to_press(client, place, page, at):
    an_item("Open", unit=place.trust, open_to="public")
    a_page(place.ward, place.amina, "For the ward")

    response = client.get(at("shelf"))

    assert titles(page, response) == ["Open"]
    assert "Add what you know" not in page(response).text
    assert len(page(response).select("h1")) == 1


def test_the_list_narrows_without_a_script(signed_in, place, page, at):
    a_page(place.ward, place.amina, "Ours", topics=["Falls"])
    an_item("A policy", unit=place.trust, kind="policy", open_to="all", topics=["Falls"])
    client = signed_in(place.amina)

    response = client.get(at("shelf"), {"kind": "policy", "topic": "Falls", "unit": place.trust.pk})

    assert titles(page, response) == ["A policy"]
    assert [link.text.replace("Remove filter:", "").strip(" ×\n") for link in page(response).select(".fp-chosen__link")] == [
        "Policies", "Northvale Trust", "Topic: falls",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "odd", ["kind=nonsense", "unit=x", "unit=99999999999", "state=odd", "after=made-up", "topic=%00"]
)
def test_an_odd_address_is_no_error(client, at, odd):
    assert client.get(f"{at('shelf')}?{odd}").status_code == 200


def test_pages_of_the_list_follow_each_other(client, place, page, at, monkeypatch):
    monkeypatch.setattr(shelf, "PAGE", 2)
    for number in range(3):
        an_item(f"Item {number}", unit=place.trust, open_to="public")

    first = client.get(at("shelf"), {"kind": "guideline"})
    following = page(first).select_one(".nhsuk-pagination__link")["href"]

    assert titles(page, first) == ["Item 2", "Item 1"]
    assert titles(page, client.get(following)) == ["Item 0"]


@pytest.mark.parametrize("state", list(shelf.STATES))
def test_the_list_costs_the_same_for_one_and_for_three(signed_in, place, at, django_assert_num_queries, state):
    client = signed_in(place.amina)

    def add():
        item = a_page(place.ward, place.amina, topics=["falls"], address="https://a.example/x", held_by="SharePoint")
        if state in {"drafts", "waiting"}:
            draft = writing.draft_of(item, place.amina)
            if state == "waiting":
                writing.submit(draft, place.amina)
        elif state == "withdrawn":
            writing.withdraw(item, place.amina, "Old.")
        elif state == "overdue":
            Item.objects.update(review_due=clock.today() - timedelta(days=1))

    def cost():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as asked:
            assert client.get(at("shelf"), {"state": state}).status_code == 200
        return len(asked)

    add()
    cost()
    one = cost()
    add()
    add()
    assert cost() == one


def test_changed_and_reviewed_are_two_facts_with_names_only_as_agreed(signed_in, place, page, at):
    item = a_page(place.ward, place.amina)
    client = signed_in(place.ben)

    def fact(name):
        rows = page(client.get(at("item", item))).select(".nhsuk-summary-list__row")
        return next(row.dd.text.strip() for row in rows if row.dt.text.strip() == name)

    assert "Amina" not in fact("Changed")
    consent.say(place.amina, consent.NAMED, True, by=place.amina)
    assert fact("Changed").endswith(", by Amina Yusuf")
    assert fact("Reviewed by a person").endswith(", by Amina Yusuf")


def test_an_overdue_page_says_so(signed_in, place, page, at):
    item = a_page(place.ward, place.amina)
    Item.objects.update(review_due=clock.today() - timedelta(days=1))

    assert "Overdue for review" in page(signed_in(place.ben).get(at("item", item))).text


def test_what_is_held_elsewhere_leads_to_the_controlled_copy(signed_in, place, page, at):
    item = a_page(place.ward, place.amina, address="https://files.example/policy", held_by="SharePoint")

    said = page(signed_in(place.ben).get(at("item", item))).select_one("#held-elsewhere")

    assert "The controlled copy is in SharePoint" in said.text
    assert said.select_one("a.nhsuk-button")["href"] == "https://files.example/policy"


def test_the_parts_of_a_page_stand_in_the_order_of_its_form(signed_in, place, page, at):
    item = a_page(place.ward, place.amina, sections=WORDS | {"traps": "## Lifts\n\n| a | b |\n| - | - |\n| 1 | 2 |"})

    prose = page(signed_in(place.ben).get(at("item", item))).select_one(".fp-prose")

    assert [heading.text for heading in prose.select("h2")] == ["What this is for", "What to do", "Traps"]
    assert prose.h3.text == "Lifts"
    assert prose.select_one("[role=region][tabindex] table")


def test_nothing_in_a_text_runs_or_calls_another_site(signed_in, place, page, at):
    nasty = "<script>alert(1)</script> [x](javascript:alert(1)) ![seen](https://spy.example/x.png) ![own](picture:no)"
    item = a_page(place.ward, place.amina, sections=WORDS | {"traps": nasty})

    prose = page(signed_in(place.ben).get(at("item", item))).select_one(".fp-prose")

    assert not prose.select("script, img, a[href^=javascript]")
    assert "seen" in prose.text


def test_topics_lead_to_more_of_them(signed_in, place, page, at):
    item = a_page(place.ward, place.amina, topics=["Night work"])

    link = page(signed_in(place.ben).get(at("item", item))).select_one("#topics a")

    assert link.text == "Night work"
    assert "night-work" in link["href"]


def test_the_page_of_an_item_costs_the_same_for_few_and_many_parts(signed_in, place, at, django_assert_max_num_queries):
    a_unit()
    item = a_page(
        place.ward, place.amina, topics=[f"topic {n}" for n in range(9)], applies_to=[place.ward, place.trust]
    )
    client = signed_in(place.ben)
    client.get(at("item", item))

    with django_assert_max_num_queries(45):
        client.get(at("item", item))
