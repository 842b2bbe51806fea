"""Words in a picture end their lines where a person would."""

import pytest

from fingerpost.ui.pictures.wrapping import clean, is_right_to_left, measure, wrap


def test_lines_end_between_words():
    assert wrap("Falls of older people on wards", 92, 16) == ("Falls of", "older people", "on wards")


def test_what_does_not_fit_ends_in_an_ellipsis_behind_a_whole_word():
    assert wrap("Falls of older people on wards, at night", 92, 16, lines=2) == ("Falls of", "older…")


@pytest.mark.parametrize(
    "text", ["Falls of older people", "x" * 300, "https://example.org/a/b?c=d" * 9, "転倒予防" * 30, "م" * 90]
)
@pytest.mark.parametrize("lines", [1, 3, 50])
def test_no_line_is_wider_than_its_room(text, lines):
    wrapped = wrap(text, 120, 16, lines=lines)

    assert 0 < len(wrapped) <= lines
    assert [line for line in wrapped if measure(line, 16) > 120] == []


def test_a_long_word_is_broken_and_nothing_of_it_is_lost():
    assert "".join(wrap("abcdefghij" * 10, 100, 16, lines=99)) == "abcdefghij" * 10


def test_a_letter_keeps_its_marks_where_a_word_is_broken():
    lines = wrap("e\u0301" * 60, 100, 16, lines=99)

    assert all(line.startswith("e") and line.endswith("\u0301") for line in lines)


def test_a_picture_of_several_signs_is_not_torn():
    family = "👩‍👩‍👧"

    assert set("".join(wrap(family * 20, 100, 16, lines=99)).split(family)) == {""}


def test_a_compound_is_cut_behind_its_dash():
    assert wrap("An evidence-based approach", 100, 16) == ("An evidence-", "based", "approach")


def test_no_words_make_no_lines():
    assert wrap(" \n ", 100, 16) == ()


def test_a_very_long_text_is_wrapped_at_once():
    assert wrap("word " * 100_000, 100, 16)[-1].endswith("…")


def test_bold_words_take_more_room():
    assert measure("Falls on wards", 16, bold=True) > measure("Falls on wards", 16)


def test_characters_that_a_picture_cannot_hold_are_left_out():
    assert clean("a\x00b\n c\u202e d\ufeff") == "a b c d"


@pytest.mark.parametrize(
    ("text", "expected"), [("Falls", False), ("12 שלום", True), ("مرحبا", True), ("123", False), ("", False)]
)
def test_knows_what_reads_from_right_to_left(text, expected):
    assert is_right_to_left(text) is expected
