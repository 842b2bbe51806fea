"""What stands around pages costs nothing where no page is drawn."""

import pytest
from django.http import HttpResponse

from fingerpost.config.middleware import Demonstration, FurnitureMiddleware, OwnWords, PageFurniture
from fingerpost.organisations.domain import wording
from fingerpost.organisations.readers import reader_for
from fingerpost.ui.wording import words
from tests.organisations.world import a_person, a_unit, without_second_step

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_of(rf):
    def made(person=None):
        from django.contrib.auth.models import AnonymousUser

        request = rf.get("/questions/")
        request.user = person or AnonymousUser()
        request.reader = reader_for(person)
        return request

    return made


def test_an_answer_without_a_page_costs_no_query(request_of, django_assert_num_queries):
    request = request_of(a_person("", a_unit()))

    with django_assert_num_queries(0):
        FurnitureMiddleware(lambda request: HttpResponse("plain"))(request)


def test_own_words_are_read_once_when_a_page_asks(request_of, django_assert_num_queries):
    trust = a_unit()
    wording.say(trust, "library_team", "evidence team", by=None)
    request = request_of(a_person("", trust))
    said = []

    def draw(request):
        said.extend([words("library_team"), words("question"), words("library_team")])
        return HttpResponse()

    with django_assert_num_queries(1):
        FurnitureMiddleware(draw)(request)

    assert said == ["evidence team", "question", "evidence team"]
    assert words("library_team") == "library team"


def test_one_readers_words_never_reach_the_next(request_of):
    trust = a_unit()
    wording.say(trust, "library_team", "evidence team", by=None)
    answers = []
    middleware = FurnitureMiddleware(lambda request: answers.append(words("library_team")) or HttpResponse())

    middleware(request_of(a_person("", trust)))
    middleware(request_of())

    assert answers == ["evidence team", "library team"]


def test_words_are_given_back_when_a_page_breaks(request_of):
    trust = a_unit()
    wording.say(trust, "library_team", "evidence team", by=None)

    def breaks(request):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        FurnitureMiddleware(breaks)(request_of(a_person("", trust)))

    assert words("library_team") == "library team"


def test_navigation_says_where_one_is(request_of):
    navigation = PageFurniture(request_of(a_person())).navigation

    assert [(text, here) for text, _, here in navigation] == [
        ("Search", False),
        ("Library", False),
        ("Questions", True),
        ("Decisions", False),
    ]


def test_strangers_are_offered_search_and_what_is_open_in_the_library(request_of):
    assert [text for text, _, _ in PageFurniture(request_of()).navigation] == ["Search", "Library"]


def test_the_privacy_link_leads_to_ones_own_page(request_of):
    assert PageFurniture(request_of()).privacy_href == "/privacy/"
    assert PageFurniture(request_of(a_person())).privacy_href == "/privacy/mine/"


def test_strangers_see_the_banner_of_a_demonstration_and_it_is_looked_up_once(django_assert_num_queries):
    without_second_step(a_person())
    here = Demonstration()

    with django_assert_num_queries(1):
        assert here.is_here()
        assert here.is_here()


def test_own_words_hold_all_that_the_organisation_says(request_of):
    trust = a_unit()
    wording.say(trust, "library_team", "evidence team", by=None)
    own = OwnWords(request_of(a_person("", trust)))

    assert dict(own) == {"library_team": "evidence team"}
    assert len(own) == 1
