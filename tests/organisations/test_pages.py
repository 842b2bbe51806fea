"""Pages about oneself and about the units one looks after, as their readers meet them."""

import json

import pytest
from django.urls import reverse

from fingerpost.organisations.domain import agreements, consent, links, memberships, wording
from fingerpost.organisations.models import Membership, Person, Role, Unit
from fingerpost.organisations.readers import reader_for
from tests.organisations.world import a_person, a_unit, an_administrator, days, without_second_step

pytestmark = pytest.mark.django_db

UNIT_PAGES = ["organisation_show", "unit_list", "unit_close", "people_list", "agreement_list", "word_list", "link_list"]


@pytest.fixture
def trust():
    return a_unit("Wenlow Trust", ods_code="RX9")


@pytest.fixture
def admin(client, trust):
    person = without_second_step(an_administrator(of=trust))
    client.force_login(person)
    return person


def at(name, **kwargs):
    return reverse(f"organisations:{name}", kwargs=kwargs)


# Who may come in ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*UNIT_PAGES, "organisation_list", "account", "privacy_mine", "privacy_download"])
def test_a_stranger_is_asked_to_sign_in(client, trust, name):
    kwargs = {"slug": trust.slug} if name in UNIT_PAGES else {}

    response = client.get(at(name, **kwargs))

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=/")


@pytest.mark.parametrize("name", UNIT_PAGES)
@pytest.mark.parametrize("who", ["member", "administrator elsewhere", "specialist"])
def test_other_peoples_organisations_are_not_there(client, trust, name, who):
    person = {
        "member": lambda: a_person("", trust),
        "administrator elsewhere": lambda: an_administrator(of=a_unit()),
        "specialist": lambda: a_person("", trust, role=Role.SPECIALIST),
    }[who]()
    client.force_login(without_second_step(person))

    assert client.get(at(name, slug=trust.slug)).status_code == 404
    assert client.post(at(name, slug=trust.slug), {"name": "x"}).status_code == 404


@pytest.mark.parametrize("name", UNIT_PAGES)
def test_an_administrator_finds_every_page_with_one_heading(client, admin, trust, name, page):
    response = client.get(at(name, slug=trust.slug))

    assert response.status_code == 200
    assert len(page(response).select("h1")) == 1


@pytest.mark.parametrize("kind", ["membership_change", "membership_end", "agreement_end", "link_remove"])
def test_rows_of_other_organisations_are_not_there(client, admin, kind):
    other = a_unit()
    service = a_unit(kind="library-service")
    rows = {
        "membership_change": lambda: memberships.join(a_person(), other, by=None),
        "membership_end": lambda: memberships.join(a_person(), other, by=None),
        "agreement_end": lambda: agreements.agree(service, other, by=None),
        "link_remove": lambda: links.add(other, name="x", address="https://x.example/{query}", by=None),
    }
    row = rows[kind]()

    assert client.post(at(kind, pk=row.pk), {"role": "member"}).status_code == 404
    row.refresh_from_db()


@pytest.mark.parametrize("name", ["hide", "consent_say", "membership_end", "link_remove", "full_text_set"])
def test_what_changes_something_never_acts_on_a_get(client, admin, trust, name):
    kwargs = {
        "consent_say": {"purpose": "profile"}, "membership_end": {"pk": 1}, "link_remove": {"pk": 1},
        "full_text_set": {"slug": trust.slug},
    }.get(name, {})  # fmt: skip

    assert client.get(at(name, **kwargs)).status_code == 405


# What an administrator does -------------------------------------------------------------------


def test_adding_a_department_puts_it_inside(client, admin, trust, page):
    client.post(at("unit_list", slug=trust.slug), {"name": "Surgery", "kind": "department", "sector": ""})

    assert Unit.objects.get(name="Surgery").parent == trust
    assert "Surgery" in page(client.get(at("unit_list", slug=trust.slug))).select_one("#units").text


def test_a_mistake_in_a_form_is_explained(client, admin, trust, page):
    response = client.post(at("unit_list", slug=trust.slug), {"name": "", "kind": "department"})

    assert response.status_code == 422
    assert page(response).title.text.startswith("Error: ")
    assert page(response).select_one(".nhsuk-error-summary a")["href"] == "#id_name"


def test_a_rule_that_stands_against_it_is_explained_too(client, admin, trust, page):
    response = client.post(
        at("unit_list", slug=trust.slug), {"name": "Copy", "kind": "organisation", "ods_code": "RX9"}
    )

    assert response.status_code == 422
    assert "never used twice" in page(response).select_one(".nhsuk-error-summary").text


def test_renaming_shows_the_new_name(client, admin, trust, page):
    response = client.post(at("organisation_show", slug=trust.slug), {"name": "Wenlow and Teme Trust"}, follow=True)

    assert page(response).h1.text.strip() == "Wenlow and Teme Trust"


def test_merging_asks_for_the_unit_that_takes_over(client, admin, trust):
    one = a_unit("Ward 1", kind="team", parent=trust)
    two = a_unit("Ward 2", kind="team", parent=trust)
    day = days(0)

    client.post(
        at("unit_close", slug=one.slug),
        {"on_day": day.day, "on_month": day.month, "on_year": day.year, "successor": two.slug},
    )

    one.refresh_from_db()
    assert (one.successor, one.closed_on) == (two, day)


def test_a_new_colleague_is_added_with_an_account(client, admin, trust):
    client.post(
        at("people_list", slug=trust.slug), {"email": "New.Nurse@example.org", "name": "New Nurse", "role": "member"}
    )

    person = Person.objects.get(email="new.nurse@example.org")
    assert reader_for(person).units == {trust.pk}
    assert not person.has_usable_password()


def test_a_colleague_who_has_an_account_keeps_their_name(client, admin, trust):
    person = a_person("Own Name", a_unit())

    client.post(at("people_list", slug=trust.slug), {"email": person.email, "name": "Other", "role": "champion"})

    person.refresh_from_db()
    assert person.name == "Own Name"
    assert reader_for(person).units >= {trust.pk}


def test_changing_and_ending_a_role_from_the_page(client, admin, trust):
    person = a_person("", trust)
    client.post(at("membership_change", pk=person.memberships.get().pk), {"role": "champion"})
    newest = person.memberships.order_by("-starts_on").first()
    assert newest.role == Role.CHAMPION

    client.post(at("membership_end", pk=newest.pk), {})

    assert reader_for(person).units == frozenset()


def test_an_agreement_is_made_and_ended(client, admin, trust):
    service = a_unit("Library", kind="library-service")
    client.post(at("agreement_list", slug=trust.slug), {"service": service.slug, "desk_email": "desk@example.org"})
    agreement = trust.served_by.get()
    assert agreement.desk_email == "desk@example.org"

    client.post(at("agreement_end", pk=agreement.pk), {})

    assert not trust.served_by.exists()


def test_own_words_are_shown_as_they_will_read(client, admin, trust, page):
    client.post(at("word_list", slug=trust.slug), {"library_team": "evidence service"})

    assert wording.words_for(reader_for(admin)) == {"library_team": "evidence service"}
    assert "Ask your evidence service" in page(client.get(at("word_list", slug=trust.slug))).text


def test_own_words_appear_on_every_page_of_its_people(client, trust, page):
    wording.say(trust, "organisation", "trust family", by=None)
    client.force_login(a_person("", trust))

    assert "trust family" in page(client.get(at("privacy"))).text
    client.logout()
    assert "trust family" not in page(client.get(at("privacy"))).text


@pytest.mark.parametrize(
    ("address", "status"), [("https://x.example/?q={query}", 302), ("http://x.example/?q={query}", 422)]
)
def test_a_link_is_taken_only_in_the_right_shape(client, admin, trust, address, status):
    response = client.post(at("link_list", slug=trust.slug), {"name": "Elsewhere", "address": address})

    assert response.status_code == status
    assert trust.elsewhere_links.exists() == (status == 302)


def test_a_bad_full_text_address_is_explained_on_its_page(client, admin, trust, page):
    response = client.post(at("full_text_set", slug=trust.slug), {"link": "https://libkey.example/"})

    assert response.status_code == 422
    assert "must contain" in page(response).select_one(".nhsuk-error-summary").text


LISTS = {
    "unit_list": lambda trust, number: a_unit(f"Ward {number}", kind="team", parent=trust),
    "people_list": lambda trust, number: a_person(f"Nurse {number}", trust),
    "agreement_list": lambda trust, number: agreements.agree(a_unit(kind="library-service"), trust, by=None),
    "link_list": lambda trust, number: links.add(
        trust, name=f"Place {number}", address="https://x.example/{query}", by=None
    ),
    "word_list": lambda trust, number: wording.say(trust, ["question", "answer", "team"][number], "other", by=None),
    "organisation_list": lambda trust, number: None,
}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"),
    [("unit_list", 10), ("people_list", 10), ("agreement_list", 12), ("link_list", 9), ("word_list", 10)],
)
def test_a_list_costs_the_same_however_long_it_is(client, admin, trust, name, queries, rows, django_assert_num_queries):
    for number in range(rows):
        LISTS[name](trust, number)

    with django_assert_num_queries(queries):
        client.get(at(name, slug=trust.slug))


def test_a_long_list_comes_in_pages_and_shows_everybody_once(client, admin, trust, page):
    for number in range(120):
        a_person("Same Name" if number % 2 else f"Nurse {number}", trust)

    address, seen = at("people_list", slug=trust.slug), []
    while address:
        drawn = page(client.get(address))
        seen += [row.td.text for row in drawn.select("#people tbody tr")]
        following = drawn.select_one(".nhsuk-pagination__link--next, .nhsuk-pagination-item--next a")
        address = following and at("people_list", slug=trust.slug) + following["href"][following["href"].index("?") :]

    assert len(seen) == len(set(seen)) == 121


def test_a_changed_page_address_starts_at_the_beginning(client, admin, trust):
    assert client.get(at("people_list", slug=trust.slug), {"after": "'; drop table:x:y"}).status_code == 200


# About oneself --------------------------------------------------------------------------------


def test_my_account_saves_my_name(client):
    person = a_person("Old Name")
    client.force_login(person)

    client.post(at("account"), {"name": "  New   Name ", "pronouns": "they/them"})

    person.refresh_from_db()
    assert (person.name, person.pronouns) == ("New Name", "they/them")


def test_i_can_say_that_i_left_a_place(client, trust):
    person = a_person("", trust)
    client.force_login(person)

    client.post(at("membership_leave", pk=person.memberships.get().pk))

    assert reader_for(person).units == frozenset()


def test_nobody_can_say_it_for_me(client, trust):
    colleague = a_person("", trust)
    client.force_login(a_person("", trust))

    assert client.post(at("membership_leave", pk=colleague.memberships.get().pk)).status_code == 404
    assert Membership.objects.filter(person=colleague, ends_on=None).exists()


def test_the_privacy_page_shows_each_purpose_with_its_words_and_answer(client, page):
    person = a_person()
    consent.say(person, consent.PROFILE, True, by=person)
    client.force_login(person)

    text = page(client.get(at("privacy_mine"))).text

    for purpose in consent.PURPOSES.values():
        assert purpose.wording in text
    assert "You said yes" in text
    assert "You have not said yes" in text


def test_saying_yes_and_no_takes_one_click_each(client):
    person = a_person()
    client.force_login(person)

    client.post(at("consent_say", purpose="asked"), {"answer": "yes"})
    assert consent.agreed(person, "asked")
    client.post(at("consent_say", purpose="asked"), {"answer": "no"})

    assert not consent.agreed(person, "asked")


@pytest.mark.parametrize(("purpose", "answer"), [("asked", "perhaps"), ("no-such-purpose", "yes"), ("asked", "")])
def test_an_answer_that_is_none_changes_nothing(client, purpose, answer):
    person = a_person()
    client.force_login(person)

    assert client.post(at("consent_say", purpose=purpose), {"answer": answer}).status_code == 404
    assert not person.consents.exists()


def test_hiding_takes_one_click(client, page):
    person = a_person()
    client.force_login(person)
    button = page(client.get(at("privacy_mine"))).find("button", string=lambda text: text and "Hide me" in text)

    client.post(button.find_parent("form")["action"], {button["name"]: button["value"]})

    person.refresh_from_db()
    assert person.hidden_from_results


def test_what_is_held_downloads_as_a_file(client, trust):
    person = a_person("Zo Ë", trust)
    client.force_login(person)

    response = client.get(at("privacy_download"))

    assert response["Content-Disposition"].startswith("attachment")
    held = json.loads(response.content)
    assert held["about"] == person.email
    assert "Zo Ë" in str(held)


def test_a_download_costs_nothing_for_furniture(client, trust, django_assert_max_num_queries):
    client.force_login(a_person("", trust))

    with django_assert_max_num_queries(32):  # what every area holds, and nothing else
        client.get(at("privacy_download"))


def test_the_public_privacy_page_needs_no_account_and_sets_no_session(client):
    response = client.get(at("privacy"))

    assert response.status_code == 200
    assert "sessionid" not in response.cookies


def test_a_page_writes_no_session_on_a_get(client, trust, django_assert_max_num_queries):
    client.force_login(a_person("", trust))

    with django_assert_max_num_queries(8) as captured:
        client.get(at("privacy"))

    assert not [query for query in captured.captured_queries if query["sql"].split()[0] in {"UPDATE", "INSERT"}]


def test_closing_my_account_forgets_me_and_signs_me_out(client, trust):
    person = a_person("Going Away", trust)
    email = person.email
    client.force_login(person)

    assert client.post(at("account_leave"), {}).status_code == 422
    client.post(at("account_leave"), {"sure": "on"})

    person.refresh_from_db()
    assert (person.is_active, person.name) == (False, "Someone who left")
    assert not Person.objects.filter(email=email).exists()
    assert "_auth_user_id" not in client.session


def test_a_demonstration_says_so_on_every_page(client, page):
    client.force_login(without_second_step(a_person()))

    assert "This is a demonstration" in page(client.get(at("privacy"))).text


def test_units_found_by_an_administrator_are_in_the_navigation(client, admin, page):
    links_in_header = [link.text for link in page(client.get(at("privacy"))).select("nav[aria-label=Main] a")]

    assert "Organisation" in links_in_header
