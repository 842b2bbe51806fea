"""What waits for a person stands on the first page they see."""

import pytest
from django.urls import reverse

from fingerpost.library.domain.own import writing
from fingerpost.library.domain.trust import flags
from fingerpost.library.domain.waiting import Waiting, waits_for
from fingerpost.organisations.readers import ANYONE, reader_for, unit_token
from tests.library.writers import a_draft, a_page, a_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return a_place()


@pytest.fixture
def first_page(signed_in, page):
    """`first_page(person)`: what stands on the first page."""
    return lambda person: page(signed_in(person).get(reverse("hub:home"))).select_one("main").text


def test_whoever_may_share_a_page_sees_that_it_waits_and_its_writer_does_not(place, first_page):
    writing.submit(a_draft(place.ward, place.amina), place.amina)

    assert "1 page to read before others see it" in first_page(place.rajesh)
    assert "to read before others see" not in first_page(place.amina)
    assert "to read before others see" not in first_page(place.ben)


def test_the_owner_sees_that_a_reader_doubts_a_page_until_it_is_answered(place, first_page):
    shared = a_page(place.ward, place.amina, tokens=[unit_token(place.trust.pk)])
    said = flags.flag(shared, "wrong", place.ben, "The number is old.")

    assert "1 page that readers say looks wrong" in first_page(place.amina)
    assert "readers say" not in first_page(place.ben)
    flags.answer(said, place.amina, "changed")
    assert "readers say" not in first_page(place.amina)


def test_nothing_waits_for_somebody_who_looks_after_nothing(place):
    writing.submit(a_draft(place.ward, place.amina), place.amina)

    assert waits_for(ANYONE) == Waiting()
    assert waits_for(reader_for(place.outsider)) == Waiting()


@pytest.mark.parametrize("many", [1, 3])
def test_however_much_waits_the_number_of_queries_is_the_same(place, many, django_assert_max_num_queries):
    for number in range(many):
        writing.submit(a_draft(place.ward, place.amina, title=f"Page {number}"), place.amina)
    reader = reader_for(place.rajesh)

    with django_assert_max_num_queries(7):
        assert waits_for(reader).to_read == many
