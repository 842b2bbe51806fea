"""The figures of whoever leads an organisation: each counts what it says, and only what they may see."""

from collections import Counter

import pytest
from django.urls import reverse

from fingerpost.decisions.domain.contents import BasisGiven
from fingerpost.kernel import clock
from fingerpost.library.domain.trust import reads
from fingerpost.organisations.models import Role
from fingerpost.organisations.readers import reader_for, unit_token
from fingerpost.roads.domain import questions
from fingerpost.roads.domain.briefs import checking
from fingerpost.roads.models import KnowledgeKind
from tests.factories import a_membership, a_paper, an_item, days
from tests.hub.firsts import first_page, place, text_of
from tests.roads.briefing import Briefing

pytestmark = pytest.mark.django_db
__all__ = ["first_page", "place"]


def figures(soup) -> list[str]:
    """Each figure as it is read."""
    return [" ".join(one.get_text(" ").split()) for one in soup.select(".fp-home-figures > li")]


def test_only_who_oversees_an_organisation_sees_figures(place, first_page):
    for person in (place.executive, place.national):
        assert len(figures(first_page(person))) == 4
    for person in (place.member, place.specialist, place.administrator, place.stranger):
        assert figures(first_page(person)) == []


def test_decisions_of_ninety_days_are_counted_and_how_many_rest_on_evidence(place, first_page):
    paper = a_paper("Bed alarms: a trial")
    policy = an_item("Falls policy", unit=place.trust, tokens=[unit_token(place.trust.pk)], kind="policy")
    place.decided("On a paper.", bases=[BasisGiven(target=paper)])
    place.decided("On a policy.", bases=[BasisGiven(target=policy)])
    place.decided("On a paper that was set aside.", bases=[BasisGiven(target=paper, considered=True)])
    place.decided("On words.", bases=[BasisGiven(kind=KnowledgeKind.EVIDENCE, words="A study said so")])
    place.decided("Long ago.", decided_on=days(-91), bases=[BasisGiven(target=paper)])

    assert figures(first_page(place.executive))[0] == (
        "4 decisions in the last 90 days "
        "1 of them rests on published evidence, or on a brief that a library team checked."
    )


def test_a_brief_counts_once_a_library_team_has_checked_it(place, first_page):
    world = Briefing()
    brief = world.released()
    a_membership(place.executive, world.trust, role=Role.EXECUTIVE)
    for person in (place.where.writer, place.where.decider):
        a_membership(person, world.trust)
    place.decided("On a brief.", bases=[BasisGiven(target=brief)])
    assert "It does not rest on published evidence" in figures(first_page(place.executive))[0]

    checking.check(brief, by=world.lib, reader=reader_for(world.lib), seen=brief.revision)

    assert "It rests on published evidence" in figures(first_page(place.executive))[0]


def test_overdue_reviews_and_actions_are_counted_with_the_oldest(place, first_page):
    place.to_do("Late", days(-9), review_due=days(-1))
    place.to_do("Later still", days(-2), review_due=days(30))
    place.to_do("In time", days(2))

    found = figures(first_page(place.executive))

    assert found[1].startswith("1 decision to look at again: the review is overdue")
    day = days(-9)
    assert (
        found[2] == f"2 actions to do after a decision: the day has passed The oldest was due by {day.day} {day:%B %Y}."
    )


def test_questions_count_that_others_share_and_that_must_be_decided_in_thirty_days(place, first_page):
    whole = (place.trust,)
    place.asked("Soon?", share=whole, decide_by=days(30))
    place.asked("Later?", share=whole, decide_by=days(31))
    place.asked("Past?", share=whole, decide_by=days(-1))
    place.asked("Mine?", place.executive, decide_by=days(3))
    place.asked("Not shared?", decide_by=days(3))
    questions.close(place.asked("Closed?", share=whole, decide_by=days(3)), by=place.member)

    assert figures(first_page(place.executive))[3].startswith("1 question to be decided in the next 30 days")


def test_the_share_of_reads_in_time_is_measured_where_there_were_reads(place, first_page):
    good = an_item("Good", unit=place.ward, tokens=[unit_token(place.trust.pk)], review_due=days(30))
    old = an_item("Old", unit=place.ward, tokens=[unit_token(place.trust.pk)], review_due=days(-1))
    secret = an_item("Secret", unit=place.ward, tokens=[f"person:{place.member.pk}"], review_due=days(-1))
    for item in (good, old, secret):
        item.reviewed_on = days(-30)
        item.save()
    reads.add(Counter({(good.pk, clock.today()): 3, (old.pk, clock.today()): 1, (secret.pk, clock.today()): 50}))

    assert figures(first_page(place.executive))[4] == (
        "75% of reads were of pages that a person reviewed in time Of 4 reads in the last four weeks."
    )


def test_what_an_executive_may_not_see_is_not_counted(place, first_page):
    hidden = {"tokens": [unit_token(place.ward.pk)]}
    place.to_do("Count the mats", days(-9), review_due=days(-1), **hidden)
    place.asked("Ours alone?", share=(place.ward,), decide_by=days(3))
    place.waiting("Not confirmed.")
    elsewhere = place.stranger.memberships.get().unit
    a_membership(place.where.writer, elsewhere)
    place.decided("Of another trust.", unit=elsewhere, tokens=[], open_to="all")

    found = figures(first_page(place.executive))

    assert [one.split()[0] for one in found] == ["0", "0", "0", "0"]
    assert "None was recorded that you may see." in found[0]
    assert "Only what you may see yourself is counted." in text_of(first_page(place.executive))


def test_each_figure_leads_to_its_list(place, first_page, page, client):
    place.to_do("Count the mats", days(-9), review_due=days(-1))
    place.asked("Soon?", share=(place.trust,), decide_by=days(3))
    item = an_item("Good", unit=place.ward, tokens=[unit_token(place.trust.pk)])
    reads.add(Counter({(item.pk, clock.today()): 3}))
    links = [one["href"] for one in first_page(place.executive).select(".fp-home-figures a")]

    shown = [text_of(page(client.get(href))) for href in links]

    for text, said in zip(shown, ["Because of: Count the mats"] * 2 + ["Count the mats", "Soon?", "Good"], strict=True):
        assert said in text


# The list of actions --------------------------------------------------------------------------------


def test_actions_are_listed_with_mine_first_and_what_is_overdue_for_who_oversees(place, signed_in, page):
    place.to_do("Count the mats", days(-9))
    place.to_do("Some day", None, place.executive)
    place.to_do("In time", days(3), unit=place.other_ward)
    place.to_do("Out of sight", days(-9), tokens=[unit_token(place.ward.pk)])
    address = reverse("hub:home_actions")

    lead = page(signed_in(place.executive).get(address))
    own = page(signed_in(place.member).get(address))

    assert [row.select_one("a, strong").text for row in lead.select("main li") if row.select("a, strong")] == [
        "Some day", "Count the mats",
    ]  # fmt: skip
    assert [row.a.text for row in own.select("[aria-labelledby=yours] > li")] == [
        "Count the mats", "Out of sight", "In time",
    ]  # fmt: skip
    assert "Overdue in" not in text_of(own)
