"""Addresses that somebody changed by hand, and questions that no person would type: always a page, never a fault."""

import pytest
from django.urls import reverse

from fingerpost.organisations.models import Role
from fingerpost.records.models import OpenTo
from fingerpost.roads.domain import questions
from tests.bad_input.reading import SCRIPT, a_page, as_sent, what_could_run
from tests.factories import a_paper, a_person, a_service, a_unit, an_item

pytestmark = pytest.mark.django_db

NUMBERS = [
    "-1", "0", "²", "٣", "1e9", "99999", "999999", "002000999999999999999999999999999", "99999999999999999999", "9" * 5000, "1.5", "0x10", " 2 ", "+2", "\x00", "",
    "NaN", "１", "1\n2", "<script>", "2'--", "%", "null",
]  # fmt: skip
VALUES = [
    "<script>",
    SCRIPT,
    "\x00",
    "",
    "paper" * 2000,
    "'; DROP TABLE x; --",
    "\ud83d",
    "٣",
    "a\nb",
    "*",
    "paper OR 1=1",
    "~",
    "\\",
]


@pytest.fixture
def known(index, index_now):
    """Something to find, on both kinds of index."""
    an_item("Falls on the ward", "What to do when somebody falls.", open_to=OpenTo.PUBLIC)
    a_paper("Falls in older people", abstract="Bed sensors and falls.")
    index_now()


def asked(client, **query):
    return opened(client, reverse("hub:search"), {"q": "falls"} | query)


def opened(client, address, query):
    return client.get(f"{address}?{as_sent(query)}")


@pytest.mark.parametrize("name", ["page", "from", "to", "order", "sure", "unknown"])
def test_nonsense_in_an_address_is_left_out(client, known, name):
    for value in [*NUMBERS, *VALUES]:
        response = asked(client, **{name: value})
        assert response.status_code == 200, (name, value[:40])
        assert what_could_run(a_page(response)) == [], (name, value[:40])


@pytest.mark.parametrize("name", ["kind", "design", "type", "language", "mesh"])
def test_a_filter_that_nobody_offered_finds_nothing_and_can_be_taken_off(client, known, name):
    for value in VALUES:
        response = asked(client, **{name: [value, value, "paper"]})
        soup = a_page(response)
        assert response.status_code == 200, (name, value[:40])
        assert what_could_run(soup) == [], (name, value[:40])


def test_many_values_of_one_filter_are_cut_short(client, known):
    response = asked(client, kind=[f"k{number}" for number in range(900)])

    assert response.status_code == 200


def test_more_values_than_any_page_sends_are_refused_in_words(client, known):
    response = asked(client, kind=[f"k{number}" for number in range(5000)])

    assert response.status_code in {200, 400}
    a_page(response)


QUESTIONS = {
    "ten thousand words": "falls " * 10_000,
    "ten thousand different words": " ".join(f"w{number}" for number in range(10_000)),
    "ten thousand words joined": " OR ".join(f"w{number}" for number in range(10_000)),
    "one word without end": "f" * 100_000,
    "a quotation mark": '"falls',
    "quotation marks alone": '"""" "" "',
    "brackets without end": "(" * 3000 + "falls",
    "brackets that close nothing": ")" * 3000 + "falls",
    "brackets deep": "(" * 2000 + "falls" + ")" * 2000,
    "nothing but operators": "AND OR NOT AND NOT",
    "not and not again": "NOT " * 2000 + "falls",
    "a field without words": "title: author: mesh: year:",
    "a year from nowhere": "falls year:99999999999999999999..-5",
    "years the wrong way round": "falls year:2020..1990",
    "a year of many digits": "year:" + "9" * 4999,
    "stars": "*** f* *f f*l*",
    "a beginning of one letter": "a* OR b* OR c* OR d*",
    "the character zero": "fal\x00ls",
    "half a character": "falls \ud83d",
    "characters from right to left": "falls \u202eslaf\u202c",
    "control characters": "falls \x07\x1b[31m\x7f",
    "marks above marks": "f" + "\u0301" * 4000,
    "emoji": "👩‍⚕️ falls 🏥",
    "script": SCRIPT,
    "a template": "{{ 7*7 }} {% include 'x' %} ${7*7} #{7*7}",
    "SQL": "falls' OR 1=1; --",
    "an address": "javascript:alert(1)",
    "spaces": " \t\n \u00a0\u2003 ",
    "the language of the index": "title:falls^9 +kind:paper -x [a TO b] {c} falls~2 /re.*/",
    "wide letters": "ｆａｌｌｓ AND ﬁre",
}


@pytest.mark.parametrize("text", QUESTIONS.values(), ids=QUESTIONS.keys())
def test_any_question_gets_a_page(client, known, text):
    response = opened(client, reverse("hub:search"), {"q": text, "sure": "1"})

    soup = a_page(response)
    assert response.status_code == 200
    assert what_could_run(soup) == []
    assert "{{ 49 }}" not in soup.text
    assert "7*7" not in text or "7*7" in soup.select_one("#q")["value"]
    assert not any(sign in response.content.decode() for sign in ("\u202e", "\x07", "\x1b"))


@pytest.mark.parametrize("text", QUESTIONS.values(), ids=QUESTIONS.keys())
def test_any_beginning_of_a_question_gets_suggestions_or_none(client, known, text):
    response = opened(client, reverse("hub:suggest"), {"q": text})

    assert response.status_code == 200


def test_a_question_that_is_too_long_says_that_only_its_beginning_was_used(client, known):
    soup = a_page(client.get(reverse("hub:search"), {"q": "falls " * 10_000}))

    assert "We used the first part" in soup.text


def test_a_quotation_mark_without_its_partner_is_explained(client, known):
    soup = a_page(client.get(reverse("hub:search"), {"q": '"falls'}))

    assert "quotation mark has no partner" in soup.text


@pytest.mark.parametrize(
    "address", ["library:import_list", "roads:question_list", "library:import", "notifications:outbox_list"]
)
def test_pages_of_a_list_that_are_not_there_show_one_that_is(client, address):
    from fingerpost.library.models import Import

    trust = a_unit()
    service = a_service("", trust)
    person = a_person("", service, trust, role=Role.SPECIALIST)
    client.force_login(person)
    came_in = Import.objects.create(name="x.ris", source="RIS", team=service)
    questions.keep("A question", by=person)
    where = reverse(address, args=[came_in.public_id] if address == "library:import" else [])
    for name in ("page", "before", "after"):
        for value in [*NUMBERS, *VALUES]:
            response = opened(client, where, {name: value})
            assert response.status_code in {200, 404}, (name, value[:40])


def test_a_place_in_a_long_list_that_somebody_changed_starts_at_its_beginning(client):
    trust = a_unit()
    administrator = a_person("", trust, role=Role.ADMINISTRATOR)
    type(administrator).objects.filter(pk=administrator.pk).update(is_demonstration=True)
    client.force_login(administrator)
    from django.core import signing

    signed = [
        signing.dumps(value, salt="organisations.paging")
        for value in ("x", [1], ["a", "b"], [None, None], {"a": 1}, ["a" * 9999, 2**80])
    ]
    for page in ("unit_list", "people_list"):
        where = reverse(f"organisations:{page}", args=[trust.slug])
        for value in [*NUMBERS, *VALUES, *signed]:
            assert opened(client, where, {"after": value}).status_code == 200, value[:40]


ODD_IDS = ["0", "x", "<script>", "..", "%00", "9" * 400, "01m8-", "-1", "null", "٣"]


@pytest.mark.parametrize(
    "path",
    [
        "/library/papers/{}/",
        "/library/items/{}/",
        "/things/{}/",
        "/people/{}/",
        "/questions/{}/",
        "/library/imports/{}/",
    ],
)
def test_an_address_of_nothing_says_that_the_page_is_not_there(client, path):
    client.force_login(a_person("", a_service(), role=Role.SPECIALIST))

    for odd in ODD_IDS:
        response = client.get(path.format(odd))
        assert response.status_code == 404, odd
        assert what_could_run(a_page(response)) == []


@pytest.mark.parametrize("number", ["0", "999999999999999999", "99999999999999999999999", "9" * 300, "9" * 5000])
def test_a_number_that_no_row_has_says_that_the_page_is_not_there(client, number):
    administrator = a_person("", a_unit(), role=Role.ADMINISTRATOR)
    type(administrator).objects.filter(pk=administrator.pk).update(is_demonstration=True)
    client.force_login(administrator)

    for path in ("/organisations/people/{}/", "/organisations/services/{}/end/", "/library/imports/x/rejected/{}/"):
        assert client.get(path.format(number)).status_code == 404
    for path in ("/account/memberships/{}/leave/", "/organisations/links/{}/remove/"):
        assert client.post(path.format(number)).status_code == 404


def test_a_session_or_a_form_secret_that_was_made_up_is_no_fault(client):
    client.cookies["sessionid"] = "x" * 5000
    client.cookies["csrftoken"] = "\u00e9<script>"
    client.cookies["messages"] = "rubbish"

    assert client.get(reverse("hub:home")).status_code == 200
