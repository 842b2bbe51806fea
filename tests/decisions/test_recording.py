"""Writing a decision down."""

from datetime import date

import pytest

from fingerpost.decisions.domain import contents, recording
from fingerpost.decisions.domain.contents import ActionGiven, BasisGiven
from fingerpost.decisions.models import Decision
from fingerpost.journal.models import Change
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.organisations.readers import reader_for
from fingerpost.records.models import Record
from tests.decisions.makers import a_draft, a_question, a_ward
from tests.factories import a_paper, an_item, days

pytestmark = pytest.mark.django_db


def save(decision, by, seen=0, **content):
    return recording.save(decision, by=by, reader=reader_for(by), seen=seen, **content)


def test_a_draft_is_seen_by_its_writer_its_decider_and_the_secretary_alone():
    where = a_ward()

    made = a_draft(where, secretary=where.secretary)

    seen = [
        name for name in ("writer", "decider", "secretary", "colleague", "administrator", "stranger")
        if Record.objects.recheck(reader_for(getattr(where, name)), [made.pk]).exists()
    ]  # fmt: skip
    assert seen == ["writer", "decider", "secretary"]


def test_a_small_decision_needs_its_words_alone():
    where = a_ward()

    made = recording.begin("Keep the side room free", by=where.writer, reader=reader_for(where.writer), unit=where.ward)

    assert (made.title, made.confirmation, made.shared_tokens) == (
        "Keep the side room free", "draft", [f"unit:{where.ward.pk}"],
    )  # fmt: skip


@pytest.mark.parametrize("what", ["", "   ", "\n"])
def test_a_decision_says_what_was_decided(what):
    with pytest.raises(RuleBroken, match="Say what was decided"):
        a_draft(a_ward(), what)


def test_nobody_decides_in_the_future():
    with pytest.raises(RuleBroken, match="in the future"):
        a_draft(a_ward(), decided_on=days(1))


def test_it_is_looked_at_again_after_a_year_unless_told():
    made = a_draft(a_ward(), decided_on=days(-1))

    assert made.review_due == contents.months_after(days(-1), 12)


def test_what_was_decided_long_ago_is_not_overdue_from_its_first_day():
    made = a_draft(a_ward(), decided_on=days(-800))

    assert made.review_due > days(300)


def test_a_review_before_the_decision_is_refused():
    with pytest.raises(RuleBroken, match="after the day it was decided"):
        a_draft(a_ward(), decided_on=days(-1), review_due=days(-2))


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 31), 6, date(2027, 6, 30)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_one_there_is(day, months, then):
    assert contents.months_after(day, months) == then


def test_only_people_of_a_unit_write_in_its_name():
    where = a_ward()

    with pytest.raises(NotAllowed, match="Only people who work in Wren Ward"):
        a_draft(where, by=where.stranger)


def test_a_question_that_the_writer_cannot_see_cannot_be_answered():
    where = a_ward()

    with pytest.raises(NotAllowed, match="cannot see the question"):
        a_draft(where, question=a_question(where.stranger))


def test_the_same_form_sent_twice_makes_one_draft():
    where = a_ward()

    first = a_draft(where, public_id="0" * 26)
    second = a_draft(where, public_id="0" * 26)

    assert (first.pk, Decision.objects.count()) == (second.pk, 1)


def test_the_second_of_two_writers_overwrites_nothing():
    where = a_ward()
    made = a_draft(where)
    save(made, where.decider, because="It costs too much.")

    with pytest.raises(recording.EditedMeanwhile) as problem:
        save(made, where.writer, because="It does not work.")

    made.refresh_from_db()
    assert (made.because, problem.value.decision.because, made.saves) == ("It costs too much.",) * 2 + (1,)


def test_a_save_says_what_changed_and_no_more():
    where = a_ward()
    made = a_draft(where)

    save(made, where.writer, because="It does not work.", meeting="", assumptions=["Staffing stays as it is"])

    said = Change.objects.get(kind="decisions.saved")
    assert (said.detail, said.personal) == ({"saves": 1, "fields": ["assumptions", "because"]}, None)


def test_everything_that_was_given_is_kept():
    where = a_ward()
    paper = a_paper("Bed sensors and falls")

    made = a_draft(
        where, options=[("Buy alarms", False, "They do not help"), ("Do rounds", True, "")],
        bases=[BasisGiven(target=paper), BasisGiven(words="We have seen rounds work")],
        dissents=[("Ward clerk", "Too much work"), ("", "")], assumptions=["Two nurses at night"],
        actions=[ActionGiven("Write the rota", where.writer, due_on=days(7)), ActionGiven("Tell staff", owner_words="All leads")],
    )  # fmt: skip

    assert [(row.name, row.chosen) for row in made.options.all()] == [("Buy alarms", False), ("Do rounds", True)]
    assert [(row.kind, row.target_id, row.words) for row in made.bases.all()] == [
        ("evidence", paper.pk, ""), ("judgement", None, "We have seen rounds work"),
    ]  # fmt: skip
    assert [str(row) for row in made.dissents.all()] == ["Ward clerk", "withheld"]
    assert [(row.owner, row.owner_words) for row in made.actions.all()] == [(where.writer, ""), (None, "All leads")]


def test_the_name_of_somebody_who_disagreed_is_never_held():
    where = a_ward()

    for given in [("cora colleague", ""), ("", "Cora Colleague thought it was wrong")]:
        with pytest.raises(RuleBroken, match="Say who disagreed by their role"):
            a_draft(where, dissents=[given])


def test_what_the_writer_cannot_see_cannot_be_rested_on():
    where = a_ward()
    hidden = an_item("Hidden", unit=where.trust)

    with pytest.raises(RuleBroken, match="You cannot see"):
        a_draft(where, bases=[BasisGiven(target=hidden)])


def test_the_same_thing_twice_is_refused():
    paper = a_paper()

    with pytest.raises(RuleBroken, match="twice"):
        a_draft(a_ward(), bases=[BasisGiven(target=paper), BasisGiven(target=paper, considered=True)])


def test_saving_does_not_take_away_what_the_writer_cannot_see():
    where = a_ward()
    secret = an_item("For the decider", unit=where.trust, tokens=[f"person:{where.decider.pk}"])
    made = a_draft(where)
    save(made, where.decider, bases=[BasisGiven(target=secret)])

    save(made, where.writer, seen=1, bases=[BasisGiven(words="We have seen it")])

    assert [(row.target_id, row.words) for row in made.bases.all()] == [(None, "We have seen it"), (secret.pk, "")]


def test_two_hundred_things_can_be_rested_on():
    made = a_draft(a_ward(), bases=[BasisGiven(words=f"Number {number}") for number in range(200)])

    assert made.bases.count() == 200


def test_words_in_any_script_come_back_as_they_were():
    what = "Byddwn yn cadw’r ystafell. سنبقي الغرفة. 我们保留这个房间 – 💡"

    made = a_draft(a_ward(), what)

    made.refresh_from_db()
    assert made.what == what


def test_a_draft_can_be_thrown_away():
    where = a_ward()
    made = a_draft(where, options=[("Wait", True, "")])

    recording.give_up(made, by=where.writer, reader=reader_for(where.writer))

    assert (Decision.objects.count(), Change.objects.filter(kind="decisions.given_up").count()) == (0, 1)


def test_saving_what_was_thrown_away_says_so():
    where = a_ward()
    made = a_draft(where)
    recording.give_up(made, by=where.writer, reader=reader_for(where.writer))

    with pytest.raises(RuleBroken, match="thrown this draft away"):
        save(made, where.decider, because="x")


def test_a_colleague_cannot_write_in_it():
    where = a_ward()

    with pytest.raises(NotAllowed):
        save(a_draft(where), where.colleague, because="Mine")
