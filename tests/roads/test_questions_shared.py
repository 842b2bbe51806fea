"""A question that several people work on: who sees it, what is new to whom, and what happens when its asker leaves."""

from datetime import timedelta

import pytest

from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.organisations.domain.privacy import holdings_of
from fingerpost.roads.domain import kept, queries, questions
from fingerpost.roads.domain.workspace import who_may_see, workspace_of
from fingerpost.roads.models import Look, Question, Standing
from tests.factories import days, reader
from tests.roads.workers import WORDS, Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return Place()


def news(place, who):
    return [(one.what.removeprefix("roads."), one.who) for one in workspace_of(place.question, reader(who)).news]


def test_a_question_is_shared_with_units_and_named_people_and_with_nobody_else(place):
    place.shared(place.ward, people=[place.cay])

    assert place.seen_by() == {"Ann", "Bob", "Cay"}


def test_sharing_narrower_takes_it_from_the_others_and_never_from_asker_and_library(place):
    questions.ask_library(place.question, by=place.ann, reader=reader(place.ann))
    place.shared(place.trust)
    assert place.seen_by() == {"Ann", "Bob", "Cay", "Lib"}

    questions.share(place.question, by=place.ann, reader=reader(place.ann))

    assert place.seen_by() == {"Ann", "Lib"}


def test_asking_the_library_takes_it_from_nobody(place):
    place.shared()

    questions.ask_library(place.question, by=place.ann, reader=reader(place.ann))

    assert place.seen_by() == {"Ann", "Bob", "Lib"}


def test_only_the_asker_shares_changes_closes_and_opens(place):
    place.shared()

    for act in (
        lambda: questions.share(place.question, by=place.bob, reader=reader(place.bob), units=[place.trust]),
        lambda: questions.change(place.question, by=place.bob, why="Mine", decide_by=None),
        lambda: questions.close(place.question, by=place.bob), lambda: questions.reopen(place.question, by=place.bob),
    ):  # fmt: skip
        with pytest.raises(NotAllowed, match="Only the person who saved this question"):
            act()


def test_people_who_are_named_are_told_once_but_not_what_was_asked(place, mailoutbox):
    place.shared(people=[place.cay])
    place.shared(place.ward, people=[place.cay])

    assert [message.to for message in mailoutbox] == [[place.cay.email]]
    assert "falls" not in mailoutbox[0].subject + mailoutbox[0].body


def test_who_may_see_it_is_said_in_words(place):
    def said(who):
        space = workspace_of(Question.objects.select_related("service").get(), reader(who))
        return who_may_see(space.workers, space.question, reader(who))

    assert said(place.ann) == "Only you"
    place.shared(place.ward, people=[place.cay])
    questions.ask_library(place.question, by=place.ann, reader=reader(place.ann))
    assert said(place.ann) == "You, everyone in Ward 9, Cay Cedar and Our library"
    assert said(place.cay) == "Ann Ash, everyone in Ward 9, you and Our library"


def test_why_it_matters_and_when_are_kept_and_can_be_changed(place):
    questions.change(place.question, by=place.ann, why=" Two falls last month. ", decide_by=days(10))

    question = Question.objects.get()
    assert (question.why, question.decide_by) == ("Two falls last month.", days(10))


def test_saving_the_same_words_again_adds_what_was_missing_and_loses_nothing(place):
    questions.keep(WORDS, by=place.ann, why="Two falls.", decide_by=days(10))
    questions.keep(WORDS, by=place.ann, why="The board asks.")
    questions.keep(WORDS, by=place.ann, why="The board asks.")

    question = Question.objects.get()
    assert (question.why, question.decide_by) == ("Two falls.\n\nThe board asks.", days(10))


@pytest.mark.parametrize("asked", [False, True])
def test_a_question_that_is_opened_again_stands_where_it_stood(place, asked):
    if asked:
        questions.ask_library(place.question, by=place.ann, reader=reader(place.ann))
    questions.close(place.question, by=place.ann)

    questions.reopen(place.question, by=place.ann)

    assert Question.objects.get().standing == (Standing.ASKED if asked else Standing.OPEN)


def test_a_question_whose_asker_left_is_taken_over_by_somebody_who_works_on_it(place):
    place.shared()
    with pytest.raises(NotAllowed, match="still here"):
        questions.take_over(place.question, by=place.bob, reader=reader(place.bob))
    place.ann.is_active = False
    place.ann.save()

    with pytest.raises(NotAllowed):
        questions.take_over(place.question, by=place.zoe, reader=reader(place.zoe))
    questions.take_over(place.question, by=place.bob, reader=reader(place.bob))
    questions.close(place.question, by=place.bob)

    assert Question.objects.get().standing == Standing.CLOSED


# What is new ---------------------------------------------------------------------------------------


def test_what_others_did_is_new_until_one_says_that_one_has_seen_it_and_own_acts_never_are(place):
    place.shared()
    place.keep(place.item(), who=place.bob)
    place.add("know-how", "Walk with them.")

    assert news(place, place.ann) == [("kept", "Bob Birch")]
    assert news(place, place.bob) == [("kept", "Ann Ash")]

    kept.looked(place.question, by=place.ann)
    assert news(place, place.ann) == []
    assert news(place, place.bob) == [("kept", "Ann Ash")]


def test_what_is_new_says_what_became_of_each_thing(place):
    place.shared()
    one, two, three = (place.keep(place.item(title)) for title in ("One", "Two", "Three"))
    kept.looked(place.question, by=place.ann)
    who = reader(place.bob)
    kept.change(one, by=place.bob, reader=who, words="See page 4")
    kept.drop(two, "Old", by=place.bob, reader=who)
    kept.drop(three, "Old", by=place.bob, reader=who)
    kept.take_up_again(three, by=place.bob, reader=who)

    assert news(place, place.ann) == [
        ("taken_up_again", "Bob Birch"), ("dropped", "Bob Birch"), ("kept_changed", "Bob Birch"),
    ]  # fmt: skip


def test_the_librarys_answer_is_new_to_the_asker(place):
    questions.ask_library(place.question, by=place.ann, reader=reader(place.ann))
    questions.answer(place.question, "Two trials.", by=place.lib, reader=reader(place.lib))

    assert news(place, place.ann) == [("question_answered", "Lib Larch")]


def test_the_mark_never_moves_back(place):
    now = clock.now()
    kept.looked(place.question, by=place.ann, at=now)
    kept.looked(place.question, by=place.ann, at=now - timedelta(days=1))

    assert Look.objects.get().at == now


# Lists ---------------------------------------------------------------------------------------------


def test_a_list_says_who_asks_how_much_is_kept_and_how_much_is_new(place):
    place.shared()
    place.keep(place.item())
    place.keep(place.secret())
    place.add("know-how", "Walk with them.", who=place.bob)

    (mine,) = queries.rows_of(queries.own_questions(reader(place.ann)), reader(place.ann))
    (theirs,) = queries.rows_of(queries.shared_questions(reader(place.bob)), reader(place.bob))
    assert (mine.asker, mine.kept, mine.new) == ("", 3, 1)
    assert (theirs.asker, theirs.kept, theirs.new) == ("Ann Ash", 2, 1)


def test_what_waits_at_the_desk_stands_there_and_not_among_what_is_shared(place):
    questions.ask_library(place.question, by=place.ann, reader=reader(place.ann))
    who = reader(place.lib)
    assert (list(queries.desk_questions(who)), list(queries.shared_questions(who))) == ([place.question], [])

    questions.answer(place.question, "Two trials.", by=place.lib, reader=who)

    assert (list(queries.desk_questions(who)), list(queries.shared_questions(who))) == ([], [place.question])


def test_closed_questions_are_a_list_of_their_own(place):
    place.shared()
    questions.close(place.question, by=place.ann)

    assert list(queries.own_questions(reader(place.ann), closed=False)) == []
    assert list(queries.own_questions(reader(place.ann), closed=True)) == [place.question]
    assert list(queries.shared_questions(reader(place.bob), closed=True)) == [place.question]
    assert queries.open_questions(reader(place.bob)) == []


def test_the_question_in_these_very_words_is_offered_first(place):
    other = questions.keep("Another?", by=place.ann)

    assert queries.open_questions(reader(place.ann)) == [other, place.question]
    assert queries.open_questions(reader(place.ann), words=f" {WORDS.upper()} ") == [place.question, other]
    assert queries.open_questions(reader(place.ann), words=WORDS, most=1) == [place.question, other]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lines_of_a_list_cost_the_same_for_one_and_for_three(place, rows, django_assert_num_queries):
    for number in range(rows):
        question = questions.keep(f"Question {number}?", by=place.ann)
        questions.share(question, by=place.ann, reader=reader(place.ann), units=[place.ward])
        kept.keep(question, place.item(f"Page {number}"), by=place.bob, reader=reader(place.bob))
    who = reader(place.ann)
    listed = list(queries.own_questions(who).exclude(pk=place.question.pk))

    with django_assert_num_queries(8):
        assert [row.new for row in queries.rows_of(listed, who)] == [1] * rows


def test_what_somebody_kept_is_told_to_them_without_what_they_may_no_longer_see(place):
    place.shared()
    place.keep(place.item("A title"), who=place.bob, words="Read page 4")

    held = {one.title: one.rows for one in holdings_of(place.bob)}

    assert [row["In words"] for row in held["What you kept for questions"]] == ["Read page 4"]
    assert "A title" not in str(held["What you kept for questions"])


def test_a_closed_question_is_neither_shared_nor_changed(place):
    questions.close(place.question, by=place.ann)

    with pytest.raises(RuleBroken, match="closed"):
        place.shared()
    with pytest.raises(RuleBroken, match="closed"):
        questions.change(place.question, by=place.ann, why="New", decide_by=None)
