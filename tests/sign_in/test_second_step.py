"""The second step at sign-in: set up, used, recovered, required."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.urls import reverse

from fingerpost.journal.models import Change
from fingerpost.organisations.domain import accounts, memberships
from fingerpost.organisations.models import Person, Role
from tests.factories import a_unit

pytestmark = pytest.mark.django_db

WORDS = "three unlikely words"


def somebody(role=None, **more):
    person = accounts.open_account("bo@trust.example", "Bo Nurse", by=None, password=WORDS, confirmed=True, **more)
    if role:
        memberships.join(person, a_unit(), role=role, by=None)
    return person


def sign_in(client):
    return client.post("/accounts/login/", {"login": "bo@trust.example", "password": WORDS})


def code_for(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def set_up(client, page):
    """Follow the page; the secret is read as a person would read it."""
    drawn = page(client.get(reverse("mfa_activate_totp")))
    secret = re.sub(r"\s", "", drawn.select_one("#totp-key").text)
    response = client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
    return secret, response


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.SERVICE_MANAGER])
@pytest.mark.parametrize("address", ["/organisations/", "/privacy/mine/", "/account/"])
def test_whoever_can_change_much_is_led_to_set_one_up(client, role, address):
    somebody(role)
    sign_in(client)

    assert client.get(address)["Location"] == reverse("mfa_index")


@pytest.mark.parametrize("role", [Role.MEMBER, Role.SPECIALIST, Role.EXECUTIVE, None])
def test_others_are_not(client, role):
    somebody(role)
    sign_in(client)

    assert client.get("/privacy/mine/").status_code == 200


def test_people_of_a_demonstration_are_not(client):
    somebody(Role.ADMINISTRATOR, is_demonstration=True)
    sign_in(client)

    assert client.get("/organisations/").status_code == 200


def test_nothing_can_be_posted_round_it(client):
    person = somebody(Role.ADMINISTRATOR)
    sign_in(client)

    client.post("/account/", {"name": "Changed"})

    assert Person.objects.get(pk=person.pk).name == "Bo Nurse"


def test_they_can_still_sign_out_and_read_help(client):
    somebody(Role.ADMINISTRATOR)
    sign_in(client)

    assert client.get("/accounts/logout/").status_code == 200
    assert client.get("/privacy/").status_code == 200


def test_setting_it_up_shows_a_picture_a_key_and_opens_the_way(client, page):
    person = somebody(Role.ADMINISTRATOR)
    sign_in(client)
    drawn = page(client.get(reverse("mfa_activate_totp")))
    assert drawn.select_one("main img")["src"].startswith("data:image/svg+xml;base64,")
    assert drawn.select_one("main img")["alt"]
    assert drawn.select_one("#id_code")["autocomplete"] == "one-time-code"

    set_up(client, page)

    assert client.get("/organisations/").status_code == 200
    assert Change.objects.filter(kind="organisations.second_step_added", subject=person.public_id).exists()


def test_a_wrong_code_is_explained_and_the_key_stays(client, page):
    somebody()
    sign_in(client)
    before = page(client.get(reverse("mfa_activate_totp"))).select_one("#totp-key").text

    response = client.post(reverse("mfa_activate_totp"), {"code": "000000"})

    assert response.status_code == 422
    assert page(response).title.text.startswith("Error: ")
    assert page(response).select_one("#totp-key").text == before


def test_the_next_sign_in_asks_for_the_code(client, page):
    somebody()
    sign_in(client)
    secret, _ = set_up(client, page)
    client.post("/accounts/logout/")

    assert sign_in(client)["Location"] == reverse("mfa_authenticate")
    assert not client.session.get("_auth_user_id")
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert wrong.status_code == 422
    from django.core.cache import cache

    cache.clear()  # a code works once, and this one was used to set the app up a moment ago
    code = code_for(secret)
    client.post(reverse("mfa_authenticate"), {"code": f"{code[:3]} {code[3:]}"})

    assert client.session.get("_auth_user_id")


def test_a_recovery_code_works_once(client, page):
    person = somebody()
    sign_in(client)
    set_up(client, page)
    codes = Authenticator.objects.get(user=person, type="recovery_codes").wrap().get_unused_codes()
    assert codes[0] in page(client.get(reverse("mfa_view_recovery_codes"))).text
    client.post("/accounts/logout/")
    sign_in(client)
    client.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert client.session.get("_auth_user_id")
    client.post("/accounts/logout/")
    sign_in(client)

    client.post(reverse("mfa_authenticate"), {"code": codes[0]})

    assert not client.session.get("_auth_user_id")


def test_recovery_codes_download_as_plain_text(client, page):
    somebody()
    sign_in(client)
    set_up(client, page)

    response = client.get(reverse("mfa_download_recovery_codes"))

    assert response["Content-Type"].startswith("text/plain")
    assert len(response.content.decode().split()) == 10


def test_others_can_turn_it_off(client, page):
    person = somebody()
    sign_in(client)
    set_up(client, page)

    client.post(reverse("mfa_deactivate_totp"))

    assert not Authenticator.objects.filter(user=person, type="totp").exists()


def test_whoever_needs_it_cannot_turn_it_off(client, page):
    person = somebody(Role.ADMINISTRATOR)
    sign_in(client)
    set_up(client, page)

    response = client.post(reverse("mfa_deactivate_totp"))

    assert response.status_code == 422
    assert Authenticator.objects.filter(user=person, type="totp").exists()


def test_a_person_who_becomes_administrator_is_asked_from_then_on(client):
    person = somebody()
    sign_in(client)
    assert client.get("/account/").status_code == 200

    memberships.join(person, a_unit(), role=Role.ADMINISTRATOR, by=None)

    assert client.get("/account/")["Location"] == reverse("mfa_index")


@pytest.mark.parametrize("name", ["mfa_index", "mfa_generate_recovery_codes", "mfa_deactivate_totp"])
def test_pages_of_the_second_step_are_drawn_in_our_design(client, page, name):
    somebody()
    sign_in(client)
    set_up(client, page)

    assert len(page(client.get(reverse(name))).select("h1")) == 1


def test_whoever_gave_a_code_costs_no_query_for_it(client, page, django_assert_max_num_queries):
    person = somebody(Role.ADMINISTRATOR)
    sign_in(client)
    set_up(client, page)
    codes = Authenticator.objects.get(user=person, type="recovery_codes").wrap().get_unused_codes()
    client.post("/accounts/logout/")
    sign_in(client)
    client.post(reverse("mfa_authenticate"), {"code": codes[0]})

    with django_assert_max_num_queries(12) as captured:
        client.get("/organisations/")

    assert "mfa_authenticator" not in " ".join(query["sql"] for query in captured.captured_queries)
