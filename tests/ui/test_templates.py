"""Our templates: strict names, safe text, and the words for dates and counts."""

import datetime as dt

import pytest
import time_machine
from jinja2 import UndefinedError

from fingerpost.ui.wording import UnknownWord, problems_in, use_words, words
from tests.ui.drawing import draw

pytestmark = pytest.mark.urls("tests.ui.addresses")


@pytest.mark.parametrize(
    "source", ["{{ storry }}", "{{ story.titel }}", "{% if storry %}x{% endif %}", "{% for x in storys %}{% endfor %}"]
)
def test_a_misspelt_name_is_an_error(source):
    with pytest.raises(UndefinedError):
        draw(source, story={"title": "Falls"})


def test_text_is_escaped():
    assert draw("{{ title }}", title="<b>Falls</b>").b is None


def test_address_with_a_query_leaves_empty_values_out():
    query = {"q": "falls & alarms", "kind": ["a", "b"], "from": None, "to": ""}
    drawn = draw('<a href="{{ url("ui:preview", query=query) }}">x</a>', query=query)

    assert drawn.a["href"] == "/preview/?q=falls+%26+alarms&kind=a&kind=b"


def test_address_with_parts():
    assert draw('{{ url("ui:error", code=404) }}').text == "/preview/error/404/"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (dt.date(2026, 11, 21), "today"),
        (dt.date(2026, 11, 20), "yesterday"),
        (dt.date(2026, 11, 22), "tomorrow"),
        (dt.date(2026, 11, 18), "3 days ago"),
        (dt.date(2026, 11, 14), "7 days ago"),
        (dt.date(2026, 11, 13), "13 November 2026"),
        (dt.date(2026, 11, 24), "in 3 days"),
        (dt.date(2019, 3, 1), "1 March 2019"),
        (None, ""),
    ],
)
@time_machine.travel(dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC))
def test_dates_read_as_people_say_them(day, said):
    assert draw("{{ day | date_words }}", day=day).text == said


@time_machine.travel(dt.datetime(2026, 6, 21, 23, 30, tzinfo=dt.UTC))
def test_a_day_begins_at_midnight_here_and_not_in_greenwich():
    # 22 June already, by British summer time.
    assert draw("{{ at | date_words }}", at=dt.datetime(2026, 6, 21, 23, 10, tzinfo=dt.UTC)).text == "today"


def test_full_date_is_never_a_distance():
    assert draw("{{ day | full_date }}", day=dt.date(2026, 3, 7)).text == "7 March 2026"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{{ 1234567 | number }}", "1,234,567"),
        ("{{ 1 | plural('paper') }}", "1 paper"),
        ("{{ 0 | plural('paper') }}", "0 papers"),
        ("{{ 1204 | plural('study', 'studies') }}", "1,204 studies"),
        ("{{ 'know-how of NHS teams' | sentence }}", "Know-how of NHS teams"),
        ("{{ '' | sentence }}", ""),
        ("{{ 640 | file_size }}", "640 bytes"),
        ("{{ 12400 | file_size }}", "12 KB"),
        ("{{ 3400000 | file_size }}", "3.4 MB"),
        ("{{ 25000000000 | file_size }}", "25 GB"),
    ],
)
def test_amounts_read_as_people_say_them(source, said):
    assert draw(source).text == said


def test_words_are_plain_by_default():
    assert draw('{{ words("knowledge_mobilisation") | sentence }}').text == "Sharing what we know"


def test_an_organisation_says_its_own_words_and_only_while_it_is_asked():
    with use_words({"library_team": "evidence service"}):
        inside = draw('{{ words("library_team") }}').text

    assert (inside, words("library_team")) == ("evidence service", "library team")


def test_an_empty_own_word_falls_back_on_the_default():
    with use_words({"library_team": ""}):
        assert words("library_team") == "library team"


def test_a_word_that_is_not_in_the_list_is_an_error():
    with pytest.raises(UnknownWord):
        words("libary_team")


def test_own_words_are_checked_in_plain_english():
    assert problems_in({"library_team": "evidence service"}) == []
    assert problems_in({"nonsense": "x", "question": " ", "answer": "a" * 61}) == [
        "“nonsense” is not a word that can be changed",
        "Enter a word for “question”, or leave it out",
        "The word for “answer” must be 60 characters or fewer",
    ]
