"""What makes the product ask whether a page still holds: something beside it or beneath it moved."""

import pytest

from fingerpost.journal.domain import stream
from fingerpost.library.domain.own import items, writing
from fingerpost.library.domain.trust import nudges, reviewing
from fingerpost.library.models import Collection, CollectionEntry, Nudge, Paper, Standing
from fingerpost.organisations.readers import unit_token
from fingerpost.records.domain import graph
from fingerpost.records.models import Relation
from tests.factories import a_citation, a_paper, an_item
from tests.library.writers import a_page, a_place

pytestmark = pytest.mark.django_db


def catch_up():
    """What the default worker does."""
    while stream.seal():
        pass
    while nudges.follow_duty():
        pass


@pytest.fixture
def place():
    here = a_place()
    here.page = a_page(here.ward, here.amina, topics=["falls"])
    return here


def new_version(item, by, **content):
    draft = writing.draft_of(item, by)
    writing.release(writing.save(draft, by=by, seen=draft.saves, summary="Newer.", **content), by)


def asked_of(item):
    return list(Nudge.objects.filter(record=item.pk, settled_at=None).values_list("kind", "because_of_id"))


def test_a_new_version_asks_about_the_page_with_its_topic_in_its_unit(place):
    beside = a_page(place.ward, place.ben, "Bed rails", topics=["falls", "beds"])
    elsewhere = a_page(place.trust, place.ellen, "Falls in the trust", topics=["falls"])
    other = a_page(place.ward, place.ben, "Mouth care", topics=["mouth"])

    new_version(place.page, place.amina)
    catch_up()

    assert asked_of(beside) == [("library.item_changed", place.page.pk)]
    assert asked_of(elsewhere) == asked_of(other) == asked_of(place.page) == []


def test_a_new_page_asks_about_nothing(place):
    a_page(place.ward, place.ben, "Bed rails", topics=["falls"])
    catch_up()

    assert not Nudge.objects.exists()


def test_pages_linked_to_it_and_in_a_list_with_it_are_beside_it(place):
    linked, listed, far = (an_item(f"Page {number}") for number in range(3))
    graph.link(linked, Relation.CITES, place.page)
    reading = Collection.objects.create(kind="collection", title="Reading")
    for row in (place.page, listed):
        CollectionEntry.objects.create(collection=reading, record=row)

    found = nudges.siblings_of(place.page)

    assert found == [linked.pk, listed.pk]
    assert far.pk not in found


def test_a_withdrawn_page_is_not_asked_about(place):
    beside = a_page(place.ward, place.ben, "Bed rails", topics=["falls"])
    writing.withdraw(beside, place.ben, "Old.")

    assert nudges.siblings_of(place.page) == []


def test_a_retraction_asks_about_the_pages_that_rest_on_the_paper():
    from fingerpost.library.domain.published import ingest
    from fingerpost.library.models import Import

    paper = a_paper("A trial", pmid="31000001")
    resting, talking = an_item("Rests on it"), an_item("Disagrees with it")
    graph.link(resting, Relation.RESTS_ON, paper)
    graph.link(talking, Relation.CONTRADICTS, paper)

    again = a_citation("A trial", pmid="31000001", publication_types=("Retracted Publication",))
    ingest.take_in(Import.objects.create(name="two.xml", source="PubMed"), [again])
    catch_up()

    assert Paper.objects.get().standing == Standing.RETRACTED
    assert asked_of(resting) == [("library.paper_retracted", paper.pk)]
    assert asked_of(talking) == []


def test_a_paper_that_updates_another_asks_about_what_rests_on_the_older():
    old, new = a_paper("Old"), a_paper("New")
    resting = an_item("Rests on it")
    graph.link(resting, Relation.SUMMARISES, old)

    graph.link(new, Relation.UPDATES, old)
    catch_up()

    assert asked_of(resting) == [("records.linked", old.pk)]


def test_the_same_reason_is_asked_once_and_from_the_newest_day(place):
    beside = a_page(place.ward, place.ben, "Bed rails", topics=["falls"])
    new_version(place.page, place.amina)
    catch_up()
    before = Nudge.objects.get().at

    new_version(place.page, place.amina, topics=["falls", "night"])
    catch_up()

    [one] = Nudge.objects.filter(record=beside.pk)
    assert one.at > before


def test_a_crash_between_does_no_harm(place):
    a_page(place.ward, place.ben, "Bed rails", topics=["falls"])
    new_version(place.page, place.amina)
    while stream.seal():
        pass
    changes = list(stream.Change.objects.filter(kind__in=nudges.FOLLOWED))

    for change in [*changes, *changes]:
        nudges.note(change)

    assert Nudge.objects.count() == 1


def test_a_review_settles_what_was_asked(place):
    beside = a_page(place.ward, place.ben, "Bed rails", topics=["falls"])
    new_version(place.page, place.amina)
    catch_up()

    reviewing.confirm(beside, place.ben)

    assert asked_of(beside) == []
    catch_up()
    assert asked_of(beside) == []


def test_a_review_from_before_does_not_settle_what_was_asked_after(place):
    beside = a_page(place.ward, place.ben, "Bed rails", topics=["falls"])
    reviewing.confirm(beside, place.ben)
    new_version(place.page, place.amina)

    catch_up()

    assert asked_of(beside) == [("library.item_changed", place.page.pk)]


def test_a_page_found_wrong_asks_about_those_beside_it(place):
    beside = a_page(place.ward, place.ben, "Bed rails", topics=["falls"])

    reviewing.needs_work(place.page, place.amina, "The steps changed.")
    catch_up()

    assert asked_of(beside) == [("library.review_found_wrong", place.page.pk)]


def test_a_page_known_by_hundreds_asks_about_the_nearest_only(place, monkeypatch):
    for number in range(6):
        items.add("lesson", f"Lesson {number}", "Words.", unit=place.ward, by=None, topics=["falls"],
                  tokens=[unit_token(place.ward.pk)])  # fmt: skip

    assert len(nudges.siblings_of(place.page, limit=4)) == 4
