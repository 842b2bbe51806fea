"""Beside every picture of a road stands the same as a list, and the list is complete."""

import pytest
from bs4 import BeautifulSoup
from django.template import engines

from tests.ui.roads import group, road, with_many


@pytest.fixture
def drawn():
    """`drawn(road, "heading=...")`: what the macro puts on a page."""

    def draw(shown, how=""):
        source = f'{{% from "ui/road.jinja" import road %}}{{{{ road(the_road, {how}) }}}}'
        return BeautifulSoup(engines["jinja2"].from_string(source).render({"the_road": shown}), "html.parser")

    return draw


def items(soup):
    return [" ".join(item.get_text(" ").split()) for item in soup.select("ol.fp-road__list > li")]


def test_goes_from_the_question_past_each_kind_to_the_decision(drawn):
    shown = road(group("data", "Falls in 2025"), group("evidence", "A trial", "A review"), end_note="Falls group")

    assert items(drawn(shown)) == [
        "The question: Do socks prevent falls?",
        "Local data Falls in 2025",
        "Published evidence A trial A review",
        "The decision: We check footwear. Falls group",
    ]


def test_has_all_two_hundred_while_the_picture_says_how_many_more(drawn):
    soup = drawn(with_many(200))

    assert len(soup.select("ol.fp-road__list ul > li")) == 200
    assert "more" in soup.select_one(".fp-road__picture--wide").text


def test_says_what_was_considered_withdrawn_and_noted(drawn):
    shown = road(group("evidence", "A trial", considered=True, warning="Retracted in May", note="95 people"))

    assert "Published evidence A trial Considered, not relied on Retracted in May 95 people" in items(drawn(shown))


def test_of_something_restricted_only_the_kind_is_said(drawn):
    soup = drawn(road(group("policy", "Secret", href="/secret/", note="Secret", restricted=True)))

    assert "Policies here Something restricted was used" in items(soup)
    assert "ecret" not in str(soup)


def test_leads_where_the_picture_leads(drawn):
    soup = drawn(road(group("evidence", "A trial", href="/r/1/"), question_href="/q/1/", end_href="/d/1/"))

    for place in (".fp-road__list", ".fp-road__picture--wide", ".fp-road__picture--narrow"):
        assert [link["href"] for link in soup.select_one(place).select("a")] == ["/q/1/", "/r/1/", "/d/1/"]


def test_marks_in_the_words_are_shown_as_they_are(drawn):
    soup = drawn(road(group("evidence", "<script>alert(1)</script>"), question="<b>Bold</b>"))

    assert soup.select("script, b") == []
    assert items(soup)[0] == "The question: <b>Bold</b>"


def test_the_heading_fits_into_the_page_or_is_left_out(drawn):
    shown = road()

    assert drawn(shown, 'heading_level=3, heading="How we got here"').h3.text == "How we got here"
    assert drawn(shown, 'heading=""').find(["h2", "h3"]) is None


@pytest.mark.parametrize("how", ["", 'heading=""', 'id="other"'])
def test_the_section_has_a_name(drawn, how):
    section = drawn(road(), how).section

    assert section.find(id=section["aria-labelledby"]).text in ("The road", "The same as a list")
