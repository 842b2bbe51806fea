"""What is near to the reader stands higher, as far as it matches."""

import pytest

from retrieval.factory import open_index
from retrieval.favour import favour
from retrieval.mixing import Listed
from retrieval.model import Document, Query
from retrieval.shelf import Candidate

OWN = {"applies": frozenset({"7"})}


@pytest.fixture(params=["memory:", "tantivy:"])
def index(request, tmp_path):
    opened = open_index(f"{request.param}{tmp_path if request.param == 'tantivy:' else ''}", writable=True)
    opened.replace(
        [
            Document("afar", "paper", "Falls in hospital: falls, falls and more falls on wards"),
            Document("own", "policy", "Falls on our wards", "What to do about falls.", exact={"applies": ("7",)}),
            Document("other", "policy", "Falls on their wards", "What to do about falls.", exact={"applies": ("8",)}),
            Document("faint", "policy", "Parking on wards day", "Permits.", exact={"applies": ("7",)}),
        ]
    )
    yield opened
    opened.close()


def groups(page):
    return [hit.group for hit in page.hits]


def test_a_page_of_the_readers_own_comes_before_a_better_match_from_afar(index):
    plain = groups(index.search(Query("falls wards", mode="words")))
    favoured = groups(index.search(Query("falls wards", mode="words", favour=OWN)))

    assert plain[0] != "own"
    assert favoured[0] == "own"


def test_favouring_adds_and_hides_nothing(index):
    plain = index.search(Query("falls wards", mode="words"))
    favoured = index.search(Query("falls wards", mode="words", favour=OWN))

    assert sorted(groups(plain)) == sorted(groups(favoured))
    assert plain.total == favoured.total


def test_what_only_shares_a_common_word_gains_nothing(index):
    assert groups(index.search(Query("falls wards", mode="words", favour=OWN)))[-1] == "faint"


def test_a_boolean_question_keeps_its_order(index):
    asked = "falls AND wards"

    assert groups(index.search(Query(asked, favour=OWN))) == groups(index.search(Query(asked)))


def test_pages_of_a_favoured_list_fit_together(index):
    whole = groups(index.search(Query("falls wards", mode="words", favour=OWN)))
    parts = [
        group
        for offset in range(0, 4, 2)
        for group in groups(index.search(Query("falls wards", mode="words", favour=OWN, offset=offset, limit=2)))
    ]

    assert parts == whole


def test_a_favoured_match_that_the_list_lacks_is_added():
    listed = [Listed("a", "a", "paper", 9.0), Listed("b", "b", "paper", 8.0)]

    ordered = favour(listed, [Candidate("c", "c", "policy", 0, 8.0)], best=9.0)

    assert sorted(each.group for each in ordered) == ["a", "b", "c"]
