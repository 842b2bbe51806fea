"""The shelf and what a text suggests."""

from datetime import timedelta

import pytest

from fingerpost.kernel import clock
from fingerpost.library.domain.own import shelf, suggesting, writing
from fingerpost.library.domain.own.shelf import Wanted, shelf_for
from fingerpost.library.models import Item
from fingerpost.search import engine
from tests.factories import a_person, a_unit, an_item, reader
from tests.library.writers import a_draft, a_page, a_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return a_place()


def titles(person, **wanted):
    return [item.title for item in shelf_for(reader(person), Wanted(**wanted)).items]


def test_the_shelf_holds_what_a_reader_may_see_newest_first(place):
    a_page(place.ward, place.amina, "First")
    a_page(place.ward, place.amina, "Second")
    a_page(place.ward, place.amina, "Only Amina", tokens=[])
    an_item("For all", unit=a_unit(), open_to="public")

    assert titles(place.ben) == ["For all", "Second", "First"]
    assert titles(None) == ["For all"]


def test_each_state_has_its_own_list(place):
    a_page(place.ward, place.amina, "In use")
    overdue = a_page(place.ward, place.amina, "Overdue")
    Item.objects.filter(pk=overdue.pk).update(review_due=clock.today() - timedelta(days=1))
    writing.withdraw(a_page(place.ward, place.amina, "Gone"), place.amina, "Old.")
    a_page(place.ward, place.amina, "Elsewhere", address="https://files.example/1", held_by="SharePoint")
    a_draft(place.ward, place.amina, "New draft")
    writing.draft_of(a_page(place.ward, place.amina, "With a draft"), place.amina)
    writing.submit(a_draft(place.ward, place.amina, "Waits"), place.amina)

    assert titles(place.amina) == ["With a draft", "Elsewhere", "Overdue", "In use"]
    assert titles(place.amina, state="overdue") == ["Overdue"]
    assert titles(place.amina, state="withdrawn") == ["Gone"]
    assert titles(place.amina, state="elsewhere") == ["Elsewhere"]
    assert titles(place.amina, state="drafts") == ["With a draft", "New draft"]
    assert titles(place.rajesh, state="waiting") == ["Waits"]
    assert titles(place.ben, state="drafts") == titles(place.ben, state="waiting") == []


def test_a_colleague_is_not_told_that_somebody_writes_a_new_version(place):
    item = a_page(place.ward, place.amina)
    writing.draft_of(item, place.amina)

    assert [each.being_written for each in shelf_for(reader(place.ben), Wanted()).items] == [[]]
    assert len(shelf_for(reader(place.amina), Wanted()).items[0].being_written) == 1


def test_the_list_narrows_by_kind_unit_and_topic(place):
    a_page(place.ward, place.amina, "Ours", topics=["Falls", "Beds"])
    an_item("Theirs", unit=a_unit(), kind="policy", open_to="all")

    assert titles(place.amina, kinds=("policy",)) == ["Theirs"]
    assert titles(place.amina, unit=place.trust.pk) == ["Ours"]
    assert titles(place.amina, topic="falls") == ["Ours"]
    assert titles(place.amina, topic="nothing") == []


def test_pages_follow_each_other_without_gap_or_repeat(place, monkeypatch):
    monkeypatch.setattr(shelf, "PAGE", 2)
    for number in range(5):
        an_item(f"Item {number}", unit=place.trust, open_to="public")

    seen, after = [], None
    while True:
        found = shelf_for(reader(None), Wanted(), after)
        seen += [item.title for item in found.items]
        if (after := found.after) is None:
            break

    assert seen == [f"Item {number}" for number in (4, 3, 2, 1, 0)]


def test_topics_are_suggested_only_from_pages_the_reader_may_see(place):
    a_page(place.ward, place.amina, topics=["Pressure ulcers", "Night work"])
    an_item(unit=a_unit(), tokens=["unit:99999"], topics=["Secret plans"])

    found = suggesting.suggest("A pressure ulcer at night. Working nights. Secret plans.", reader(place.ben))

    assert found.topics == ("Pressure ulcers",)


def test_the_most_named_topic_comes_first_and_no_shorter_one_inside_it(place):
    a_page(place.ward, place.amina, topics=["falls", "falls prevention", "beds"])

    found = suggesting.suggest("Falls prevention. Beds and beds.", reader(place.amina))

    assert found.topics == ("beds", "falls prevention")


def test_mesh_headings_are_suggested_by_their_name_and_by_their_entry_terms(place):
    from retrieval.text.vocabulary import Heading

    engine.vocabulary().add_headings([Heading("Accidental Falls", ("Falls", "Slip and Fall")), Heading("Beds")])

    found = suggesting.suggest("Slip and fall: falls from a bed.", reader(a_person()))

    assert found.mesh == ("Accidental Falls", "Beds")
