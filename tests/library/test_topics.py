"""Topics: what is known about each, for whoever asks."""

import pytest
from django.urls import reverse

from fingerpost.library.domain.gathering import collections, topics
from fingerpost.library.domain.own import topic_names, writing
from fingerpost.organisations.domain import consent
from fingerpost.organisations.readers import ANYONE, reader_for, unit_token
from fingerpost.people.domain import profiles
from fingerpost.records.domain import sharing
from tests.factories import an_item, days
from tests.library.writers import a_draft, a_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return a_place()


def about_falls(title, **more):
    said = {"open_to": "public", "topics": ["Preventing falls"]} | more
    return an_item(title, **said)


def test_topics_are_listed_with_as_many_pages_as_the_reader_may_see(place):
    about_falls("Open")
    about_falls("Ours", open_to="", tokens=[unit_token(place.trust.pk)])
    about_falls("Only a draft of a topic", open_to="", topics=["Secret plans"])

    def listed(reader):
        return [(topic.name, topic.count) for topic in topics.topics_for(reader)[0]]

    assert listed(ANYONE) == [("Preventing falls", 1)]
    assert listed(reader_for(place.ben)) == [("Preventing falls", 2)]


def test_the_list_of_topics_is_leafed_through(monkeypatch):
    monkeypatch.setattr(topics, "PAGE", 2)
    an_item("One", open_to="public", topics=["Alpha", "Beta", "Gamma"])

    first, after = topics.topics_for(ANYONE)
    second, end = topics.topics_for(ANYONE, after)

    assert [topic.name for topic in [*first, *second]] == ["Alpha", "Beta", "Gamma"]
    assert (after, end) == ("beta", "")


def test_pages_about_a_topic_stand_kind_by_kind_and_overdue_ones_are_marked(client, page):
    about_falls("Falls policy", kind="policy", review_due=days(-3))
    about_falls("Falls lesson", kind="lesson")

    shown = page(client.get(reverse("library:topic", args=["preventing-falls"])))

    assert [heading.text for heading in shown.select("main h2")][:2] == ["Policies", "Lessons"]
    assert "1 page about this is overdue for review" in shown.text
    assert "Overdue for review" in shown.select_one(".fp-shelf li").text


def test_what_is_withdrawn_or_not_for_the_reader_is_no_part_of_a_topic(client, place):
    old = about_falls("Old")
    sharing.withdraw(old, by=None, why="Old.")
    about_falls("Ours", open_to="", tokens=[unit_token(place.trust.pk)])

    assert client.get(reverse("library:topic", args=["preventing-falls"])).status_code == 404
    client.force_login(place.ben)
    assert client.get(reverse("library:topic", args=["preventing-falls"])).status_code == 200


def test_all_of_one_kind_are_leafed_through(client, page, monkeypatch):
    monkeypatch.setattr(topics, "SHOWN", 1)
    monkeypatch.setattr(topics, "SHOWN_ALONE", 2)
    for number in range(3):
        about_falls(f"Lesson {number}", kind="lesson")
    address = reverse("library:topic", args=["preventing-falls"])

    first = page(client.get(address))
    link = first.find("a", string=lambda text: text and text.startswith("All 3"))
    alone = page(client.get(address + link["href"].removeprefix(address)))
    last = page(client.get(alone.select_one(".nhsuk-pagination a")["href"]))

    assert [row.text for row in alone.select(".fp-shelf > li > a")] == ["Lesson 2", "Lesson 1"]
    assert [row.text for row in last.select(".fp-shelf > li > a")] == ["Lesson 0"]


def test_reading_lists_with_something_about_the_topic_are_named(client, page, place):
    item = about_falls("Falls policy")
    for title, open_to in (("Open list", "public"), ("Private list", "")):
        made = collections.begin(title, by=place.amina)
        collections.put(made, item, by=place.amina)
        collections.release(made, by=place.amina, open_to=open_to)

    text = page(client.get(reverse("library:topic", args=["preventing-falls"]))).text

    assert "Open list" in text
    assert "Private list" not in text


def test_people_willing_to_be_asked_are_named_to_those_who_signed_in(client, page, place, index_now):
    about_falls("Falls policy")
    for purpose in (consent.PROFILE, consent.ASKED):
        consent.say(place.amina, purpose, True, by=place.amina)
    profiles.write(place.amina, job="Nurse", about="", topics=["Preventing falls"], by=place.amina)
    index_now()
    address = reverse("library:topic", args=["preventing-falls"])

    assert "Amina Yusuf" not in page(client.get(address)).text
    client.force_login(place.ben)
    shown = page(client.get(address))
    assert "Amina Yusuf" in shown.text
    assert shown.select_one(".fp-person .fp-links a")["href"] == reverse(
        "people:enquiry_ask", args=[place.amina.public_id]
    )


@pytest.mark.parametrize("items", [1, 3])
def test_a_topic_costs_the_same_however_much_is_known(client, items, django_assert_num_queries):
    for number in range(items):
        about_falls(f"Lesson {number}", kind="lesson")
    address = reverse("library:topic", args=["preventing-falls"])
    client.get(address)

    with django_assert_num_queries(4):
        client.get(address)


@pytest.mark.parametrize("items", [1, 3])
def test_the_list_of_topics_costs_the_same_however_long(client, items, django_assert_num_queries):
    for number in range(items):
        an_item(f"Item {number}", open_to="public", topics=[f"Topic {number}"])
    client.get(reverse("library:topic_list"))

    with django_assert_num_queries(2):
        client.get(reverse("library:topic_list"))


# One name for one topic -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Fall", "falls"), ("FALLS", "fall"), ("NSAIDs", "NSAID"), ("e-mail", "Email"), ("x ray", "X-rays"),
        ("self care", "self-care"), ("policy", "policies"), ("literature search", "literature searches"),
        ("Parkinson's", "Parkinsons"), ("headache", "Headaches"), ("café", "cafe"),
    ],
)  # fmt: skip
def test_twins_are_one_topic(one, other):
    assert topic_names.key_of(one) == topic_names.key_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("AIDS", "aid"), ("news", "new"), ("translator", "translation"), ("car", "care"), ("D&V", "DV"), ("gas", "ga"),
        ("status", "statu"), ("sepsis", "sepsi"), ("vaccination", "vaccines"),
    ],
)  # fmt: skip
def test_what_merely_looks_alike_is_two_topics(one, other):
    assert topic_names.key_of(one) != topic_names.key_of(other)


def test_a_topic_joins_its_most_used_twin_among_pages_that_the_writer_may_see(place):
    for number in range(2):
        an_item(f"Open {number}", open_to="all", topics=["Falls"])
    an_item("Once", open_to="all", topics=["e-mail"])
    for number in range(3):
        an_item(f"Of others {number}", topics=["fall"])

    draft = a_draft(place.ward, place.amina, topics=["FALL", "Email", "emails", "Bed rails"])

    assert draft.topics == ["Falls", "e-mail", "Bed rails"]
    saved = writing.save(draft, by=place.amina, seen=0, topics=["falls", "bed rail"])
    assert saved.topics == ["Falls", "bed rail"]


def test_a_writer_is_told_under_which_name_their_topic_is_kept(client, place, page):
    an_item("Open", open_to="all", topics=["Falls"])
    client.force_login(place.amina)
    item = a_draft(place.ward, place.amina).item

    response = client.post(
        reverse("library:draft", args=[item.public_id]),
        {"title": "Night", "see": "me", "topics": "fall\nBed rails", "version": "1", "seen": "0", "save": "1"},
        follow=True,
    )

    assert "The topic “fall” is called “Falls” here. Your page stands there." in page(response).text
    assert "“Bed rails” is called" not in page(response).text


def test_topics_stand_under_their_letters_with_the_number_of_their_pages(client, page):
    an_item("One", open_to="public", topics=["falls", "5 a day", "beds"])
    an_item("Two", open_to="public", topics=["falls", "fits"])

    shown = page(client.get(reverse("library:topic_list"))).main

    listed = {
        heading.text: [" ".join(row.text.split()) for row in heading.find_next("ul").select("li")]
        for heading in shown.select("#topics h2")
    }
    assert listed == {
        "0 to 9": ["5 a day (1), 1 page"], "B": ["beds (1), 1 page"],
        "F": ["falls (2), 2 pages", "fits (1), 1 page"],
    }  # fmt: skip
    letters = {link.text[-1]: link["href"] for link in shown.select(".fp-alphabet a")}
    assert letters == {"B": "#letter-b", "F": "#letter-f"}


def test_a_long_list_of_topics_begins_at_the_letter_that_is_chosen(client, page, monkeypatch):
    monkeypatch.setattr(topics, "PAGE", 2)
    an_item("One", open_to="public", topics=["Alpha", "Beta", "Gamma", "Delta"])
    address = reverse("library:topic_list")

    first = page(client.get(address)).main
    link = next(one["href"] for one in first.select(".fp-alphabet a") if one.text.endswith("G"))
    chosen = page(client.get(address + link)).main

    assert [row.a.text for row in first.select("#topics li")] == ["Alpha", "Beta"]
    assert [row.a.text for row in chosen.select("#topics li")] == ["Gamma"]
    assert any(one.text.endswith("A") for one in chosen.select(".fp-alphabet a"))
    assert "There are no topics from X on." in page(client.get(address + "?from=x")).main.text
