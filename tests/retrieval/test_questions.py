"""What is understood from what is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.text.questions import All, Any, Not, Phrase, Question, Word, Years, read_question


def root(text):
    return read_question(text).root


def test_bare_words_are_a_ranked_question():
    assert read_question("what helps with falls (on the ward)?").words == (
        "what", "helps", "with", "falls", "on", "the", "ward",
    )  # fmt: skip


def test_years_alone_narrow_a_ranked_question():
    assert read_question("stroke care year:2015..2020") == Question(("stroke", "care"), years=(Years(2015, 2020),))


@pytest.mark.parametrize(
    ("text", "years"),
    [("2015", (2015, 2015)), ("2015..", (2015, None)), ("..2015", (None, 2015)), ("2010-2015", (2010, 2015)),
     ("2015..2010", (2010, 2015))],
)  # fmt: skip
def test_years_may_be_open_at_either_end(text, years):
    assert root(f"falls AND year:{text}") == All((Word("falls"), Years(*years)))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a b AND c", All((Word("a"), Word("b"), Word("c")))),
        ("a AND b OR c", Any((All((Word("a"), Word("b"))), Word("c")))),
        ("a OR b c", Any((Word("a"), All((Word("b"), Word("c")))))),
        ("a NOT b OR c", Any((All((Word("a"), Not(Word("b")))), Word("c")))),
        ("a AND (b OR c)", All((Word("a"), Any((Word("b"), Word("c")))))),
        ("NOT (a OR b)", Not(Any((Word("a"), Word("b"))))),
        ("NOT NOT a", Word("a")),
        ('"heart failure" ward', All((Phrase("heart failure"), Word("ward")))),
        ("\u201cheart failure\u201d", Phrase("heart failure")),
        ("title:falls", Word("falls", "title")),
        ('AUTHOR:"Smith J"', Phrase("Smith J", "author")),
        ("diabet*", Phrase("diabet", open_end=True)),
        ("title:diabet*", Phrase("diabet", "title", open_end=True)),
    ],
)
def test_operators_bind_as_is_said(text, tree):
    assert root(text) == tree


def test_small_and_or_not_are_ordinary_words():
    assert read_question("salt and water or not").root is None


def test_an_unknown_field_is_an_ordinary_word():
    assert read_question("outcome:falls").words == ("outcome", "falls")


def test_an_empty_question_says_that_it_is_empty():
    assert read_question("  \n").is_empty
    assert not read_question("()").is_empty


@given(st.text(alphabet=st.sampled_from('ab "():*\x00\u202e\ud800ANDORT.-/\u201c'), max_size=60))
def test_no_text_is_refused(text):
    read_question(text)


@given(st.text(max_size=200))
def test_no_text_of_any_script_is_refused(text):
    read_question(text)
