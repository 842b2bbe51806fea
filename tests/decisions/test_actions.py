"""What follows from a decision."""

import pytest

from fingerpost.decisions.domain import actions
from fingerpost.decisions.domain.contents import ActionGiven
from fingerpost.decisions.domain.shown import action_state
from fingerpost.journal.models import Change
from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.organisations.readers import reader_for
from tests.decisions.makers import a_decision, a_draft, a_ward
from tests.factories import days

pytestmark = pytest.mark.django_db


def with_action(where, make=a_decision, **more):
    return make(where, actions=[ActionGiven("Write the rota", where.colleague, **more)]).actions.get()


def mark(action, by, words="It hangs in the office."):
    return actions.done(action, words, by=by, reader=reader_for(by))


@pytest.mark.parametrize("who", ["colleague", "decider", "administrator"])
def test_its_owner_the_decider_and_administrators_mark_an_action(who):
    where = a_ward()

    held = mark(with_action(where), getattr(where, who))

    assert (held.done_on, held.done_words) == (clock.today(), "It hangs in the office.")


@pytest.mark.parametrize("who", ["writer", "stranger"])
def test_others_do_not(who):
    where = a_ward()

    with pytest.raises(NotAllowed):
        mark(with_action(where), getattr(where, who))


def test_the_words_are_kept_as_personal():
    where = a_ward()

    mark(with_action(where), where.colleague)

    said = Change.objects.get(kind="decisions.action_done")
    assert (said.detail, said.personal) == ({"action": 0}, {"words": "It hangs in the office."})


def test_marked_twice_the_second_is_told():
    where = a_ward()
    action = with_action(where)
    mark(action, where.colleague)

    with pytest.raises(RuleBroken, match="already"):
        mark(action, where.decider)


def test_it_can_be_taken_back():
    where = a_ward()
    action = with_action(where)
    mark(action, where.colleague)

    held = actions.not_done(action, by=where.colleague, reader=reader_for(where.colleague))

    assert (held.done_on, held.done_words) == (None, "")


def test_nothing_follows_from_a_draft():
    where = a_ward()

    with pytest.raises(RuleBroken, match="once the decision is confirmed"):
        mark(with_action(where, a_draft), where.colleague)


def test_done_tomorrow_is_refused():
    where = a_ward()

    with pytest.raises(RuleBroken, match="future"):
        actions.done(with_action(where), "", by=where.colleague, reader=reader_for(where.colleague), on=days(1))


def test_what_is_past_its_day_is_overdue():
    where = a_ward()

    words, tone = action_state(with_action(where, due_on=days(-3)), clock.today())

    assert words.startswith("Overdue: was due by")
    assert tone == "bad"
