"""The first page of somebody who has signed in: what is theirs to see to, and nothing of what they may not see."""

import pytest
from django.urls import reverse

from fingerpost.decisions.domain import actions, confirming
from fingerpost.library.domain.own import items
from fingerpost.library.models import ItemKind
from fingerpost.organisations.models import Role
from fingerpost.organisations.readers import reader_for, unit_token
from fingerpost.people.domain import enquiries
from fingerpost.roads.domain import kept, questions
from fingerpost.roads.domain.briefs import checking
from tests.factories import a_membership, a_person, a_team, an_item, days
from tests.hub.firsts import first_page, headings, listed, place, text_of, things, with_a_second_step
from tests.people.test_enquiries import willing
from tests.roads.briefing import Briefing

pytestmark = pytest.mark.django_db
__all__ = ["first_page", "place"]


def test_a_stranger_sees_one_box_examples_and_what_is_open(client, page, place):
    an_item("Open to all the world", unit=place.ward, open_to="public")
    an_item("For staff", unit=place.ward, open_to="all")

    soup = page(client.get(reverse("hub:home")))

    assert headings(soup) == ["For example", "New and open to everyone"]
    assert "Open to all the world" in text_of(soup)
    assert "For staff" not in text_of(soup)


@pytest.mark.parametrize("who", ["member", "specialist", "manager", "executive", "national", "administrator"])
def test_the_box_comes_first_and_three_things_to_do_are_there_for_everyone(place, first_page, who):
    soup = first_page(getattr(place, who))

    assert soup.select("main input, main a")[0]["type"] == "search"
    assert len(things(soup)) == 3


def test_who_is_new_is_told_what_to_do_first(place, first_page):
    soup = first_page(place.member)

    assert things(soup) == ["Add what you know", "Record a decision", "Save a question"]
    assert headings(soup) == [
        "Three things to do", "What waits for you", "What to do first", "New in my unit", "Decisions near me",
    ]  # fmt: skip
    assert "Nothing waits for you." in text_of(soup)


def test_who_is_in_no_unit_is_told_and_offered_what_works_without_one(first_page):
    soup = first_page(a_person("Una Unplaced"))

    assert "You are not in a unit yet" in text_of(soup)
    assert things(soup) == ["Save a question", "Say what you can be asked about"]
    assert "What is new" in headings(soup)


# What waits -----------------------------------------------------------------------------------------


def test_what_waits_stands_with_the_most_urgent_first(place, first_page):
    me = place.where.decider
    place.to_do("Write the rota", days(-3), me)
    place.to_do("Tell the night staff", days(4), me)
    place.waiting("We close bay 2.")
    enquiries.ask(willing(me), "How do you run a huddle?", by=place.member)

    assert listed(first_page(me), "waits") == [
        "1 action of yours is overdue", "1 decision waits for you to confirm it",
        "1 action of yours is due within a week", "1 question that colleagues ask you",
    ]  # fmt: skip


def test_what_waits_says_how_many(place, first_page):
    for number in range(3):
        place.waiting(f"Decision {number}.")
        place.to_do(f"Action {number}", days(-number - 1), place.where.decider)

    rows = listed(first_page(place.where.decider), "waits")

    assert rows == ["3 actions of yours are overdue", "3 decisions wait for you to confirm them"]


def test_the_most_urgent_thing_is_offered_to_be_done_at_once_and_is_gone_when_it_is(place, first_page):
    made = place.waiting("We close bay 2.")
    assert things(first_page(place.where.decider))[0] == "Confirm: We close bay 2"

    confirming.confirm(made, by=place.where.decider)

    soup = first_page(place.where.decider)
    assert "Confirm:" not in text_of(soup)
    assert "Nothing waits for you." in text_of(soup)


def test_a_decision_that_came_back_waits_for_its_writer_alone(place, first_page):
    confirming.send_back(place.waiting("We close bay 2."), "Say why.", by=place.where.decider)

    assert listed(first_page(place.where.writer), "waits") == ["1 decision came back to you"]
    for person in (place.where.decider, place.where.secretary, place.administrator):
        assert "came back" not in text_of(first_page(person))


def test_an_action_waits_while_it_is_to_be_done_and_its_decision_holds(place, first_page):
    done, gone, later = (place.to_do(text, days(due)) for text, due in (("A", -1), ("B", -1), ("C", 30)))
    assert listed(first_page(place.member), "waits") == ["2 actions of yours are overdue"]

    actions.done(done.actions.get(), "", by=place.member, reader=reader_for(place.member))
    confirming.withdraw(gone, "It was wrong.", by=place.where.decider)

    assert "Nothing waits for you." in text_of(first_page(place.member))
    assert later.actions.get().done_on is None


def test_a_draft_and_a_decision_out_of_sight_make_nobody_wait(place, first_page):
    hidden = place.to_do("Count the mats", days(-1), place.stranger, tokens=[unit_token(place.ward.pk)])
    place.waiting("We close bay 2.")

    assert hidden.actions.get().owner == place.stranger
    for person in (place.stranger, place.member):
        assert "Nothing waits for you." in text_of(first_page(person))


def test_the_writer_of_a_brief_sees_that_a_source_of_it_was_withdrawn(first_page):
    world = Briefing()
    world.released()
    assert "brief of yours" not in text_of(first_page(world.ann))

    items.withdraw(world.page, by=None, because="It was wrong.")

    assert "1 brief of yours to look at" in text_of(first_page(world.ann))
    assert "brief of yours" not in text_of(first_page(world.bob))


# My questions ---------------------------------------------------------------------------------------


def test_my_questions_stand_with_those_to_be_decided_soonest_first_and_then_those_of_others(place, first_page):
    place.asked("Without a day?")
    place.asked("In a month?", decide_by=days(30))
    place.asked("Late already?", decide_by=days(-2))
    place.asked("Of a colleague?", place.where.writer, share=(place.ward,), decide_by=days(1))
    questions.close(place.asked("Closed?"), by=place.member)
    place.asked("Kept to himself?", place.where.writer)

    soup = first_page(place.member)

    assert listed(soup, "questions") == ["Late already?", "In a month?", "Without a day?", "Of a colleague?"]
    assert "Asked by Wilma Writer" in text_of(soup)
    assert "Overdue: was to be decided by" in text_of(soup)
    assert things(soup)[0] == "Go on with: Late already?"


def test_a_question_says_how_much_is_new_since_i_last_looked(place, first_page):
    question = place.asked("How do we stop falls?", share=(place.ward,))
    writer = place.where.writer
    for words in ("Fewer tablets.", "Better light."):
        kept.add_words(question, "judgement", words, by=writer, reader=reader_for(writer))
    assert "2 new things" in text_of(first_page(place.member))

    kept.looked(question, by=place.member)

    assert "new thing" not in text_of(first_page(place.member))


# New, and decisions ---------------------------------------------------------------------------------


def test_new_is_what_was_shared_in_my_unit_above_and_below_as_far_as_i_may_see_it(place, first_page):
    bay = a_team(place.ward, "Bay 2")
    for title, unit in (("Of the trust", place.trust), ("Of the ward", place.ward), ("Of the bay", bay)):
        an_item(title, unit=unit, tokens=[unit_token(place.trust.pk)])
    an_item("Of another ward", unit=place.other_ward, open_to="all")
    an_item("For the stranger alone", unit=place.ward, tokens=[f"person:{place.stranger.pk}"])

    assert listed(first_page(place.member), "new") == ["Of the bay", "Of the ward", "Of the trust"]


def test_decisions_near_me_are_those_of_my_units_and_above_the_newest_first_and_stand_once(place, first_page):
    place.decided("Of the ward.", decided_on=days(-20), review_due=days(-1))
    place.decided("Of the trust.", decided_on=days(-10), unit=place.trust, review_due=days(90))
    place.decided("Of another ward.", unit=place.other_ward)
    place.decided("For the writer alone.", tokens=[])
    confirming.withdraw(place.decided("Withdrawn."), "It was wrong.", by=place.where.decider)

    soup = first_page(place.member)

    assert listed(soup, "decisions") == ["Of the trust", "Of the ward"]
    assert soup.select("[aria-labelledby=decisions] > ul > li")[1].text.count("Review overdue") == 1
    assert text_of(soup).count("Of the trust") == 1
    assert "Of another ward" not in text_of(soup)
    assert "For the writer alone" not in text_of(soup)


# The desk, and who looks after an organisation ------------------------------------------------------


@pytest.mark.parametrize("who", ["specialist", "manager"])
def test_a_library_team_sees_its_desk_before_all_else(place, first_page, who):
    place.at_the_desk("No hurry?")
    place.at_the_desk("In a week?", needed_by=days(6))
    place.at_the_desk("Tomorrow?", needed_by=days(1))
    an_item("Old", unit=place.ward, tokens=[unit_token(place.trust.pk)], review_due=days(-1))
    an_item("Out of sight", unit=place.ward, tokens=[f"person:{place.member.pk}"], review_due=days(-1))

    soup = first_page(getattr(place, who))

    assert headings(soup)[:3] == ["Three things to do", "At your desk", "What waits for you"]
    assert [row.a.text for row in soup.select("#desk-questions > li")] == ["Tomorrow?", "In a week?", "No hurry?"]
    assert "3 questions wait, the first needed by" in text_of(soup)
    assert "1 page overdue for review" in text_of(soup)
    assert things(soup) == ["Answer: Tomorrow?", "Bring in papers from a file", "Look at pages again"]


def test_a_question_at_the_desk_is_not_among_my_questions_too(place, first_page):
    place.at_the_desk("Tomorrow?", needed_by=days(1))

    soup = first_page(place.specialist)

    assert [row.a.text for row in soup.select("li") if row.a and row.a.text == "Tomorrow?"] == ["Tomorrow?"]
    assert "Tomorrow?" not in text_of(first_page(place.administrator))


def test_a_shared_brief_waits_at_the_desk_until_it_is_checked(first_page):
    world = Briefing()
    brief = world.released()
    soup = first_page(world.lib)
    assert [row.a.text for row in soup.select("#desk-briefs > li")] == [brief.title]
    assert [link.text for link in soup.select("main li > a") if link.text == brief.title] == [brief.title]
    assert "not checked yet" not in text_of(first_page(world.eve))

    checking.check(brief, by=world.lib, reader=reader_for(world.lib), seen=brief.revision)

    assert "not checked yet" not in text_of(first_page(world.lib))


def test_an_administrator_is_led_to_the_people_and_teams_they_look_after(place, first_page):
    soup = first_page(place.administrator)

    links = {link["href"] for link in soup.select("[aria-labelledby=looking-after] a")}
    assert reverse("organisations:people_list", args=[place.trust.slug]) in links
    assert reverse("organisations:unit_list", args=[place.trust.slug]) in links
    assert "What you look after" not in headings(first_page(place.member))


def test_who_has_several_roles_sees_each_part_once(place, first_page):
    for unit, role in (
        (place.service, Role.SPECIALIST),
        (place.trust, Role.EXECUTIVE),
        (place.trust, Role.ADMINISTRATOR),
    ):
        a_membership(place.member, unit, role=role)
    with_a_second_step(place.member)
    place.decided("Of the ward.")
    an_item("Of the trust", unit=place.trust, open_to="all", kind=ItemKind.POLICY)

    soup = first_page(place.member)

    assert headings(soup) == [
        "Wrenhall Trust today", "Three things to do", "At your desk", "Decisions near me", "What waits for you",
        "My questions", "New in my unit", "What you look after",
    ]  # fmt: skip
    assert text_of(soup).count("Of the ward") == 1
