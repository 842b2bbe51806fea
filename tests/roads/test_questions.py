"""A question kept, handed to the library team, answered, closed: and seen by nobody else."""

from datetime import timedelta

import pytest

from fingerpost.journal.domain import stream
from fingerpost.journal.models import Change
from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.organisations.models import Role
from fingerpost.organisations.readers import ANYONE
from fingerpost.records.models import PartRole, Record
from fingerpost.roads.domain import queries, questions
from fingerpost.roads.models import Question, Standing
from fingerpost.search.domain.find import answer, find
from tests.factories import a_person, a_service, a_unit, an_agreement, reader

pytestmark = pytest.mark.django_db
WORDS = "How often should we turn patients at night?"


class World:
    """A trust with its library service, someone who asks, and people who must not know."""

    def __init__(self) -> None:
        self.trust, self.other_trust = a_unit("Our trust"), a_unit("Another trust")
        self.service = a_service("Our library")
        an_agreement(self.service, self.trust, desk_email="desk@example.org")
        self.other_service = a_service("Another library", self.other_trust)
        self.ann = a_person("Ann", self.trust)
        self.colleague = a_person("Bob", self.trust)
        self.manager = a_person("Cay", self.trust, role=Role.ADMINISTRATOR)
        self.executive = a_person("Dee", self.trust, role=Role.EXECUTIVE)
        self.librarian = a_person("Lib", self.service, role=Role.SPECIALIST)
        self.other_librarian = a_person("Other", self.other_service, role=Role.SPECIALIST)

    def kept(self) -> Question:
        return questions.keep(WORDS, by=self.ann)

    def asked(self) -> Question:
        return questions.ask_library(self.kept(), by=self.ann, reader=reader(self.ann))

    def seen_by(self, question: Question) -> set[str]:
        people = (self.ann, self.colleague, self.manager, self.executive, self.librarian, self.other_librarian)
        return {person.name for person in people if Question.objects.visible_to(reader(person)).filter(pk=question.pk)}


@pytest.fixture
def world() -> World:
    return World()


def test_a_kept_question_is_seen_by_the_person_who_kept_it_and_nobody_else(world):
    question = world.kept()

    assert world.seen_by(question) == {"Ann"}
    assert not Record.objects.visible_to(ANYONE).exists()
    assert (question.asked_as, question.standing) == (WORDS, Standing.OPEN)


def test_a_kept_question_turns_up_in_nobodys_search(world, index_now):
    world.kept()
    index_now()

    for person in (world.colleague, world.librarian, world.executive):
        assert find(WORDS, reader=reader(person))[0] == ()
        assert answer(WORDS, reader=reader(person)).found == ()


def test_the_words_of_a_question_are_not_in_the_stream(world):
    world.asked()

    assert "patients" not in str(list(Change.objects.values_list("detail", "personal")))


def test_keeping_the_same_words_twice_gives_the_first_one_back(world):
    first = world.kept()

    assert questions.keep(f"  {WORDS.replace(' ', '  ')} ", by=world.ann) == first
    assert Question.objects.count() == 1


def test_two_people_who_keep_the_same_words_each_have_their_own(world):
    assert questions.keep(WORDS, by=world.colleague) != world.kept()


def test_a_closed_question_can_be_kept_anew(world):
    questions.close(world.kept(), by=world.ann)

    assert questions.keep(WORDS, by=world.ann).standing == Standing.OPEN
    assert Question.objects.count() == 2


@pytest.mark.parametrize(("text", "words"), [("  \n ", "Write your question first"), ("x" * 2001, "2,000 characters")])
def test_no_words_and_too_many_are_refused_in_words(world, text, words):
    with pytest.raises(RuleBroken, match=words):
        questions.keep(text, by=world.ann)


def test_asking_the_library_shares_it_with_the_service_that_serves_the_asker(world):
    question = world.asked()

    assert (question.standing, question.service) == (Standing.ASKED, world.service)
    assert world.seen_by(question) == {"Ann", "Lib"}


def test_the_desk_is_told_but_not_what_was_asked(world, mailoutbox):
    world.asked()

    assert [message.to for message in mailoutbox] == [["desk@example.org"]]
    assert "patients" not in mailoutbox[0].subject + mailoutbox[0].body


def test_what_the_asker_adds_goes_with_it(world):
    day = clock.today() + timedelta(days=3)

    questions.ask_library(world.kept(), by=world.ann, reader=reader(world.ann), needed_by=day, why="Policy review")

    question = Question.objects.get()
    assert (question.needed_by, question.why) == (day, "Policy review")


def test_where_no_library_serves_the_question_stays_kept_and_the_person_is_told(world, mailoutbox):
    stranger = a_person("", a_unit("Unserved"))
    question = questions.keep(WORDS, by=stranger)

    with pytest.raises(RuleBroken, match="No library team serves your organisation here yet"):
        questions.ask_library(question, by=stranger, reader=reader(stranger))

    question.refresh_from_db()
    assert (question.standing, question.service, mailoutbox) == (Standing.OPEN, None, [])


def test_a_day_that_has_passed_is_refused(world):
    with pytest.raises(RuleBroken, match="has passed"):
        questions.ask_library(
            world.kept(), by=world.ann, reader=reader(world.ann), needed_by=clock.today() - timedelta(days=1)
        )


def test_pressing_the_button_twice_asks_once(world, mailoutbox):
    question = world.kept()
    stale = Question.objects.get()
    questions.ask_library(question, by=world.ann, reader=reader(world.ann))

    with pytest.raises(RuleBroken, match="asked the library team about this already"):
        questions.ask_library(stale, by=world.ann, reader=reader(world.ann))

    assert len(mailoutbox) == 1


def test_nobody_hands_on_or_closes_somebody_elses_question(world):
    question = world.kept()

    with pytest.raises(NotAllowed):
        questions.ask_library(question, by=world.colleague, reader=reader(world.colleague))
    with pytest.raises(NotAllowed):
        questions.close(question, by=world.librarian)


def test_the_service_that_was_asked_answers_and_the_asker_is_told(world, mailoutbox):
    question = world.asked()
    mailoutbox.clear()

    questions.answer(question, " Every two to four hours. ", by=world.librarian, reader=reader(world.librarian))

    question.refresh_from_db()
    assert (question.standing, question.answer) == (Standing.ANSWERED, "Every two to four hours.")
    assert [message.to for message in mailoutbox] == [[world.ann.email]]
    assert "hours" not in mailoutbox[0].body
    answered = question.parts.get(role=PartRole.ANSWERED)
    assert (answered.person, answered.shown) == (world.librarian, True)


@pytest.mark.parametrize("who", ["ann", "colleague", "manager", "executive", "other_librarian"])
def test_nobody_else_answers(world, who):
    question, person = world.asked(), getattr(world, who)

    with pytest.raises(NotAllowed, match="Only the library team that was asked"):
        questions.answer(question, "Never.", by=person, reader=reader(person))

    question.refresh_from_db()
    assert (question.answer, question.standing) == ("", Standing.ASKED)


def test_a_question_that_was_only_kept_is_answered_by_nobody(world):
    with pytest.raises(NotAllowed):
        questions.answer(world.kept(), "Here.", by=world.librarian, reader=reader(world.librarian))


def test_an_empty_answer_is_refused(world):
    with pytest.raises(RuleBroken, match="Write an answer first"):
        questions.answer(world.asked(), "  ", by=world.librarian, reader=reader(world.librarian))


def test_what_is_answered_or_closed_is_not_answered_again(world, mailoutbox):
    question, who = world.asked(), reader(world.librarian)
    questions.answer(question, "Every two hours.", by=world.librarian, reader=who)

    with pytest.raises(RuleBroken, match="answered or closed already"):
        questions.answer(question, "Every four hours.", by=world.librarian, reader=who)
    questions.close(question, by=world.ann)
    with pytest.raises(RuleBroken, match="answered or closed already"):
        questions.answer(question, "Every four hours.", by=world.librarian, reader=who)

    assert Question.objects.get().answer == "Every two hours."


def test_the_whole_road_is_in_the_stream_and_holds(world):
    question = world.asked()
    questions.answer(question, "Every two hours.", by=world.librarian, reader=reader(world.librarian))
    questions.close(question, by=world.ann)
    while stream.seal():
        pass

    kinds = Change.objects.filter(subject=question.public_id, kind__startswith="roads.").order_by("position")
    assert [(row.kind, row.actor) for row in kinds] == [
        ("roads.question_kept", world.ann.public_id), ("roads.library_asked", world.ann.public_id),
        ("roads.question_answered", world.librarian.public_id), ("roads.question_closed", world.ann.public_id),
    ]  # fmt: skip
    assert stream.verify()[1] == ""


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_of_questions_cost_one_query(world, rows, django_assert_num_queries):
    for number in range(rows):
        question = questions.keep(f"{WORDS} {number}", by=world.ann)
        questions.ask_library(question, by=world.ann, reader=reader(world.ann))
    asker, desk = reader(world.ann), reader(world.librarian)

    with django_assert_num_queries(1):
        assert [one.service.name for one in queries.own_questions(asker)] == ["Our library"] * rows
    with django_assert_num_queries(1):
        assert [(one.service.name, one.unit) for one in queries.desk_questions(desk)] == [("Our library", None)] * rows


def test_people_list_their_own_questions_newest_first(world):
    first, second = world.kept(), questions.keep("And by day?", by=world.ann)
    questions.keep(WORDS, by=world.colleague)

    assert list(queries.own_questions(reader(world.ann))) == [second, first]
    assert list(queries.own_questions(ANYONE)) == []


def test_the_desk_lists_what_waits_for_it_the_most_urgent_first(world):
    days = {"In a week": 7, "Tomorrow": 1, "Next month": 30}
    for words, ahead in days.items():
        questions.ask_library(
            questions.keep(words, by=world.ann), by=world.ann, reader=reader(world.ann),
            needed_by=clock.today() + timedelta(days=ahead),
        )  # fmt: skip

    waiting = queries.desk_questions(reader(world.librarian))
    assert [one.asked_as for one in waiting] == ["Tomorrow", "In a week", "Next month"]
    assert list(queries.desk_questions(reader(world.other_librarian))) == []
    assert list(queries.desk_questions(reader(world.ann))) == []


def test_questions_without_a_day_come_after_those_with_one(world):
    questions.ask_library(questions.keep("Some day", by=world.ann), by=world.ann, reader=reader(world.ann))
    questions.ask_library(
        questions.keep("Tomorrow", by=world.ann), by=world.ann, reader=reader(world.ann),
        needed_by=clock.today() + timedelta(days=1),
    )  # fmt: skip

    assert [one.asked_as for one in queries.desk_questions(reader(world.librarian))] == ["Tomorrow", "Some day"]
