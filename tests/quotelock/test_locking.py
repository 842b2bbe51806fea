import hashlib

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quotelock import closest, digest_of, found_again, holds

TEXT = "Falls fell by 23%. Pain did not. Nobody was harmed."


def test_the_digest_is_sha_256_of_the_words_in_utf_8():
    assert digest_of("Pain fell – é") == hashlib.sha256("Pain fell – é".encode()).hexdigest()


@given(st.text(), st.text())
def test_no_two_words_have_one_digest(one, other):
    assert (digest_of(one) == digest_of(other)) == (one == other)


def test_an_accent_written_otherwise_shows():
    assert digest_of("caf\u00e9") != digest_of("cafe\u0301")


def test_words_hold_where_they_stand():
    assert holds(TEXT, 0, 18, digest_of(TEXT[:18]))


@pytest.mark.parametrize(("start", "end"), [(0, 17), (1, 18), (-51, 18), (0, 500), (18, 0), (0, 0)])
def test_words_do_not_hold_anywhere_else(start, end):
    assert not holds(TEXT, start, end, digest_of("Falls fell by 23%."))


@given(st.text(min_size=1, max_size=60), st.data())
def test_any_change_of_one_letter_is_seen(text, data):
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters())
    assume(other != text[place])

    assert not holds(text[:place] + other + text[place + 1 :], 0, len(text), digest_of(text))


def test_words_that_moved_are_found_again():
    assert found_again("New start. " + TEXT, "Pain did not.") == (30, 43)


@pytest.mark.parametrize("quote", ["", "  ", "pain did not.", "Pain did", "Pain did not. Pain did not."])
def test_words_that_stand_nowhere_or_twice_are_not_found_again(quote):
    assert found_again("Pain did not. Pain did not? Pain did not!", quote) is None


def test_words_inside_other_words_are_not_found_again():
    assert found_again("It was ineffective.", "effective") is None
    assert found_again("It was ineffective, then effective.", "effective") == (25, 34)


@given(st.text(max_size=80), st.text(max_size=8))
def test_what_is_found_again_is_the_quote(text, quote):
    found = found_again(text, quote)

    assert found is None or text[slice(*found)] == quote


def test_the_nearest_sentence_comes_first():
    others = ["Costs rose in both years.", "Falls were 23% rarer on wards with alarms.", "Wards were busy.", "日本語"]

    assert closest("On wards with alarms, falls fell by 23%.", others) == [1, 2]


def test_small_words_bring_nothing_near():
    assert closest("It was not in the house.", ["It was not of the garden.", "", "!"]) == []
