"""Differences: told by sentence and by word, and nothing of either text is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.kernel.errors import RuleBroken
from fingerpost.library.domain.own import versions, writing
from fingerpost.library.domain.own.versions import Piece, compare, sentences
from tests.factories import a_unit
from tests.library.writers import WORDS, a_draft, a_page, a_place

text = st.lists(
    st.sampled_from(["Wash", "hands", "before", "rounds", ".", "!", " ", "  ", "\n", "\n\n", "é", "1.", "- ", "3.5", "?"]),
    max_size=40,
).map("".join)  # fmt: skip


@given(text, text)
def test_the_pieces_are_both_texts_to_the_letter(old, new):
    pieces = compare(old, new)

    assert "".join(piece.text for piece in pieces if piece.how != "added") == old
    assert "".join(piece.text for piece in pieces if piece.how != "removed") == new


@given(text)
def test_sentences_are_the_text(words):
    assert "".join(sentences(words)) == words


def test_a_sentence_ends_at_its_mark_or_its_line():
    assert sentences("Ring. Say 3.5 mg! Go\n\n1. Wait") == ["Ring. ", "Say 3.5 mg! ", "Go\n\n", "1. ", "Wait"]


def test_one_word_changed_is_one_word_shown():
    assert compare("Give it twice a day. Then rest.", "Give it three times a day. Then rest.") == (
        Piece("same", "Give it "), Piece("removed", "twice"), Piece("added", "three times"),
        Piece("same", " a day. Then rest."),
    )  # fmt: skip


def test_a_new_sentence_is_shown_whole():
    assert compare("Wash. Go.", "Wash. Dry your hands well. Go.") == (
        Piece("same", "Wash. "), Piece("added", "Dry your hands well. "), Piece("same", "Go."),
    )  # fmt: skip


def test_sentences_that_share_little_stand_whole_beside_each_other():
    pieces = compare("The desk is on the left.", "Nobody knows when lunch begins here.")

    assert [piece.how for piece in pieces] == ["removed", "added"]


@pytest.mark.django_db
def test_only_the_parts_that_differ_are_told_in_the_order_of_the_form():
    place = a_place()
    item = a_page(place.ward, place.amina, topics=["falls"])
    draft = writing.draft_of(item, place.amina)
    here = a_unit("Another place")
    writing.save(
        draft, by=place.amina, seen=0, title="Admissions at night", topics=["falls", "beds"], applies_to=[here],
        sections=WORDS | {"traps": "Lifts."},
    )  # fmt: skip

    changes = versions.difference(versions.version_of(item, 1), versions.version_of(item, 2))

    assert [change.part for change in changes] == ["Title", "Traps", "Topics", "Applies to"]
    assert changes[1].pieces == (Piece("added", "Lifts."),)
    assert changes[2].pieces == (Piece("added", "beds"),)
    assert changes[3].pieces == (Piece("added", "Another place"),)


@pytest.mark.django_db
def test_a_version_that_is_not_there_is_said_so():
    place = a_place()

    with pytest.raises(RuleBroken, match="no such version"):
        versions.version_of(a_draft(place.ward, place.amina).item, 7)


def test_a_long_policy_is_compared_in_a_moment():
    old = " ".join(f"Sentence number {n} says what to do on day {n}." for n in range(3000))
    new = old.replace("number 1500 says", "number 1500 now says").replace("day 7.", "day 8.")

    assert sum(len(piece.text) for piece in compare(old, new) if piece.how == "added") < 40
