"""Confirming a decision, and what comes after."""

import pytest

from fingerpost.decisions.domain import confirming, recording, rules
from fingerpost.decisions.domain.contents import BasisGiven
from fingerpost.journal.models import Change
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.organisations.models import Membership
from fingerpost.organisations.readers import reader_for, unit_token
from fingerpost.records.models import Link, Record
from tests.decisions.makers import a_decision, a_draft, a_question, a_ward
from tests.factories import a_paper, days

pytestmark = pytest.mark.django_db


def send(made, by):
    return confirming.send(made, by=by, reader=reader_for(by))


def leave(person):
    Membership.objects.filter(person=person).update(ends_on=days(-1))


def test_sending_tells_decider_and_secretary_that_something_waits_and_not_what(mailoutbox):
    where = a_ward()
    made = a_draft(where, "We will close bay four.", secretary=where.secretary)

    send(made, where.writer)

    assert sorted(sent.to[0] for sent in mailoutbox) == sorted([where.decider.email, where.secretary.email])
    assert not any("bay four" in sent.subject + sent.body for sent in mailoutbox)


def test_confirmed_it_is_seen_by_its_audience_and_those_who_took_part():
    where = a_ward()

    made = a_decision(where)

    seen = [
        name for name in ("writer", "decider", "colleague", "administrator", "stranger")
        if Record.objects.recheck(reader_for(getattr(where, name)), [made.pk]).exists()
    ]  # fmt: skip
    assert seen == ["writer", "decider", "colleague", "administrator"]


def test_shared_with_those_who_took_part_it_stays_with_them():
    where = a_ward()

    made = a_decision(where, open_to="", tokens=[])

    seen = [
        name for name in ("writer", "decider", "colleague", "administrator")
        if Record.objects.recheck(reader_for(getattr(where, name)), [made.pk]).exists()
    ]  # fmt: skip
    assert seen == ["writer", "decider"]


def test_it_can_be_open_to_anyone():
    made = a_decision(a_ward(), open_to="public", tokens=[])

    assert Record.objects.recheck(reader_for(None), [made.pk]).exists()


def test_confirming_links_what_it_rests_on_what_was_considered_and_its_question():
    where = a_ward()
    question, good, weak = a_question(where.writer), a_paper(), a_paper()

    made = a_decision(
        where, question=question,
        bases=[BasisGiven(target=good), BasisGiven(target=weak, considered=True), BasisGiven(words="We know")],
    )  # fmt: skip

    assert set(Link.objects.filter(source=made).values_list("relation", "target_id")) == {
        ("rests_on", good.pk), ("considered", weak.pk), ("answers", question.pk),
    }  # fmt: skip


def test_a_draft_links_nothing():
    a_draft(a_ward(), bases=[BasisGiven(target=a_paper())])

    assert not Link.objects.exists()


def test_whoever_confirms_second_is_told_who_was_first():
    where = a_ward()
    made = a_draft(where, secretary=where.secretary)
    send(made, where.writer)
    confirming.confirm(made, by=where.decider)

    with pytest.raises(confirming.ConfirmedAlready, match="Dora Decider confirmed this already"):
        confirming.confirm(made, by=where.secretary)


def test_whoever_confirms_has_read_the_newest_words():
    where = a_ward()
    made = a_draft(where)
    send(made, where.writer)
    recording.save(made, by=where.writer, reader=reader_for(where.writer), seen=0, because="Changed")

    with pytest.raises(recording.EditedMeanwhile):
        confirming.confirm(made, by=where.decider, seen=0)


@pytest.mark.parametrize("who", ["writer", "colleague", "administrator", "stranger"])
def test_nobody_else_confirms(who):
    where = a_ward()
    made = a_draft(where)
    send(made, where.writer)

    with pytest.raises(NotAllowed):
        confirming.confirm(made, by=getattr(where, who))


def test_a_writer_who_decided_confirms_at_once():
    where = a_ward()

    made = confirming.confirm(a_draft(where, decider=where.writer), by=where.writer)

    assert (made.confirmation, made.confirmed_by) == ("confirmed", where.writer)


def test_without_a_day_it_is_no_decision():
    where = a_ward()

    with pytest.raises(RuleBroken, match="on which day"):
        confirming.confirm(a_draft(where, decided_on=None), by=where.decider)


def test_nobody_to_confirm_it_is_said_at_once():
    where = a_ward()

    with pytest.raises(RuleBroken, match="Name the decider"):
        send(a_draft(where, decider=None), where.writer)


def test_sent_twice_it_waits_once():
    where = a_ward()
    made = a_draft(where)
    send(made, where.writer)

    with pytest.raises(RuleBroken, match="sent already"):
        send(made, where.writer)


def test_a_reason_goes_back_to_the_writer(mailoutbox):
    where = a_ward()
    made = a_draft(where)
    send(made, where.writer)

    back = confirming.send_back(made, "The date is wrong.", by=where.decider)

    assert (back.confirmation, back.sent_back_because) == ("draft", "The date is wrong.")
    assert mailoutbox[-1].to == [where.writer.email]
    assert "date is wrong" not in mailoutbox[-1].body


def test_sending_back_needs_a_reason():
    where = a_ward()
    made = a_draft(where)
    send(made, where.writer)

    with pytest.raises(RuleBroken, match="what should be different"):
        confirming.send_back(made, " ", by=where.decider)


def test_where_the_decider_has_left_the_secretary_confirms_on_their_behalf():
    where = a_ward()
    made = a_draft(where, secretary=where.secretary)
    leave(where.decider)
    send(made, where.writer)

    confirming.confirm(made, by=where.secretary)

    assert Change.objects.get(kind="decisions.confirmed").detail["on_behalf_of"] == where.decider.public_id


def test_where_the_decider_has_left_an_administrator_is_told_and_confirms(mailoutbox):
    where = a_ward()
    made = a_draft(where)
    leave(where.decider)
    send(made, where.writer)

    assert [sent.to for sent in mailoutbox] == [[where.administrator.email]]
    assert rules.decision_for(reader_for(where.administrator), made.public_id) == made
    assert confirming.confirm(made, by=where.administrator).confirmation == "confirmed"


def test_an_account_that_was_closed_counts_as_left():
    where = a_ward()
    made = a_draft(where)
    where.decider.is_active = False
    where.decider.save()
    send(made, where.writer)

    assert confirming.confirm(made, by=where.administrator).confirmed_by == where.administrator


def test_an_administrator_sees_no_draft_while_its_decider_is_here():
    where = a_ward()
    made = a_draft(where)
    send(made, where.writer)

    assert rules.decision_for(reader_for(where.administrator), made.public_id) is None


def test_confirmed_words_are_fixed():
    where = a_ward()
    made = a_decision(where)

    with pytest.raises(RuleBroken, match="its words stand"):
        recording.save(made, by=where.decider, reader=reader_for(where.decider), seen=0, because="Other")
    with pytest.raises(RuleBroken, match="You can withdraw it"):
        recording.give_up(made, by=where.decider, reader=reader_for(where.decider))


def test_a_decision_is_withdrawn_with_a_reason():
    where = a_ward()
    made = a_decision(where)

    confirming.withdraw(made, "The ward has closed.", by=where.decider)

    made.refresh_from_db()
    assert (made.state, made.withdrawn_because) == ("withdrawn", "The ward has closed.")


@pytest.mark.parametrize("who", ["writer", "colleague", "stranger"])
def test_nobody_else_withdraws_it(who):
    where = a_ward()

    with pytest.raises(NotAllowed):
        confirming.withdraw(a_decision(where), "I do not like it.", by=getattr(where, who))


def test_a_new_decision_takes_the_place_of_an_old_one_when_it_is_confirmed():
    where = a_ward()
    old = a_decision(where)

    new = a_decision(where, "We will buy bed alarms.", replaces=old)

    old.refresh_from_db()
    assert (old.state, old.withdrawn_because) == ("withdrawn", "A newer decision replaces it.")
    assert Link.objects.filter(source=new, relation="supersedes", target=old).exists()


def test_until_then_the_old_one_holds():
    where = a_ward()
    old = a_decision(where)

    a_draft(where, "We will buy bed alarms.", replaces=old)

    old.refresh_from_db()
    assert old.state == "released"


def test_another_unit_cannot_replace_it():
    where = a_ward()
    old = a_decision(where, open_to="all", tokens=[])
    theirs = where.stranger.memberships.get().unit

    with pytest.raises(NotAllowed, match="belongs to Wren Ward"):
        recording.begin("Mine", by=where.stranger, reader=reader_for(where.stranger), unit=theirs, replaces=old)


def test_a_decision_cannot_replace_itself():
    where = a_ward()
    made = a_decision(where)

    with pytest.raises(RuleBroken, match="replaced by itself"):
        confirming.withdraw(made, "Why", by=where.decider, instead=made)


def test_two_decisions_cannot_replace_each_other():
    where = a_ward()
    first = a_decision(where)
    second = a_decision(where, "Second", replaces=first)
    third = a_decision(where, "Third")
    confirming.withdraw(second, "Third is better", by=where.decider, instead=third)
    Record.objects.filter(pk=first.pk).update(state="released")

    with pytest.raises(RuleBroken, match="cannot replace each other"):
        confirming.withdraw(third, "Back to the first", by=where.decider, instead=first)


def test_looking_again_moves_the_day():
    where = a_ward()
    made = a_decision(where, decided_on=days(-400), review_due=days(-10))

    confirming.still_holds(made, by=where.decider, due=days(200))

    made.refresh_from_db()
    assert (made.review_due, made.is_overdue, made.reviewed_by) == (days(200), False, where.decider.public_id)


def test_shared_with_another_unit_it_is_seen_there_too():
    where = a_ward()
    other = where.stranger.memberships.get().unit

    made = a_decision(where, tokens=[unit_token(other.pk)])

    assert Record.objects.recheck(reader_for(where.stranger), [made.pk]).exists()
