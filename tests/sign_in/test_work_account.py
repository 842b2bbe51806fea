"""Sign-in by work account, with a real provider on this machine."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken

from fingerpost.notifications.models import Message
from fingerpost.organisations.domain import accounts, memberships, units
from fingerpost.organisations.models import Membership, Person, Role
from fingerpost.organisations.readers import reader_for
from tests.factories import a_unit, days
from tests.sign_in.provider import CLIENT, SECRET, Provider

pytestmark = [pytest.mark.django_db, pytest.mark.allow_hosts(["127.0.0.1"])]


WORDS = "three unlikely words"


@pytest.fixture(scope="module")
def running():
    provider = Provider()
    yield provider
    provider.stop()


@pytest.fixture
def provider(running, settings):
    running.claims = {"sub": "abc-1", "name": "Bo Nurse", "email": "bo.nurse@trust.example", "email_verified": True}
    running.refuses, running.problems = False, []
    app = {
        "provider_id": "work", "name": "your trust account", "client_id": CLIENT, "secret": SECRET,
        "settings": {"server_url": running.issuer, "token_auth_method": "client_secret_basic"},
    }  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    settings.OIDC_UNIT_CLAIM = "ods_code"
    return running


def come_in(client, **more):
    """Press the button, go to the provider, and come back."""
    away = client.post("/accounts/oidc/work/login/", more)
    assert away.status_code == 302
    back = httpx.get(away["Location"], follow_redirects=False).headers["Location"]
    return client.get(f"{urlsplit(back).path}?{urlsplit(back).query}")


def who(client):
    pk = client.session.get("_auth_user_id")
    return Person.objects.get(pk=pk) if pk else None


def test_the_sign_in_page_offers_the_work_account(client, provider, page):
    button = page(client.get("/accounts/login/")).find("button", string=lambda text: "your trust account" in str(text))

    assert button.find_parent("form")["action"] == "/accounts/oidc/work/login/"


def test_looking_at_the_address_does_not_begin_a_sign_in(client, provider):
    response = client.get("/accounts/oidc/work/login/")

    assert response.status_code == 200
    assert "Go on" in response.content.decode()


def test_a_newcomer_comes_in_with_name_and_confirmed_address(client, provider):
    response = come_in(client)

    person = who(client)
    assert response.status_code == 302
    assert (person.name, person.email) == ("Bo Nurse", "bo.nurse@trust.example")
    assert EmailAddress.objects.get(user=person).verified
    assert provider.problems == []


def test_the_directory_says_where_they_work(client, provider):
    trust = a_unit(ods_code="RX9")
    provider.claims["ods_code"] = "rx9"

    come_in(client)

    assert reader_for(who(client)).units == {trust.pk}
    assert Membership.objects.get().role == Role.MEMBER


@pytest.mark.parametrize("said", ["ward-4", ["ward-4"], ["nowhere", "ward-4"]])
def test_the_unit_may_be_a_short_address_or_a_list(client, provider, said):
    ward = a_unit("Ward 4", kind="team")
    provider.claims["ods_code"] = said

    come_in(client)

    assert reader_for(who(client)).units == {ward.pk}


def test_the_code_of_a_trust_that_merged_leads_to_the_one_that_took_over(client, provider):
    old, new = a_unit(ods_code="RX9"), a_unit(ods_code="RX8")
    units.merge(old, into=new, on=days(-1), by=None)
    provider.claims["ods_code"] = "RX9"

    come_in(client)

    assert reader_for(who(client)).units == {new.pk}


@pytest.mark.parametrize("said", ["R00", None, "", 7])
def test_somebody_from_an_unknown_place_comes_in_and_is_told(client, provider, page, said):
    provider.claims["ods_code"] = said

    come_in(client)

    assert reader_for(who(client)).units == frozenset()
    assert "we do not know yet where you work" in page(client.get("/privacy/")).text


def test_coming_again_changes_nothing(client, provider):
    a_unit(ods_code="RX9")
    provider.claims["ods_code"] = "RX9"
    come_in(client)
    client.logout()

    come_in(client)

    assert (Person.objects.count(), Membership.objects.count(), SocialAccount.objects.count()) == (1, 1, 1)


def test_who_moves_to_another_trust_leaves_the_one_the_directory_gave(client, provider):
    old, new = a_unit(ods_code="RX9"), a_unit(ods_code="RX8")
    provider.claims["ods_code"] = "RX9"
    come_in(client)
    person = who(client)
    client.logout()
    provider.claims["ods_code"] = "RX8"

    come_in(client)

    assert reader_for(person).units == {new.pk}
    assert old.pk not in reader_for(person).units


def test_a_place_that_an_administrator_gave_stays(client, provider):
    given, named = a_unit(), a_unit(ods_code="RX8")
    person = accounts.open_account("bo.nurse@trust.example", "Bo", by=None, confirmed=True)
    memberships.join(person, given, role=Role.CHAMPION, by=None)
    provider.claims["ods_code"] = "RX8"

    come_in(client)

    assert reader_for(person).units == {given.pk, named.pk}


def test_an_existing_person_with_the_same_address_is_linked(client, provider):
    person = accounts.open_account("bo.nurse@trust.example", "Bo", by=None, password=WORDS, confirmed=True)
    provider.claims["email"] = "Bo.Nurse@Trust.example"

    come_in(client)

    assert who(client) == person
    assert SocialAccount.objects.get().user == person
    person.refresh_from_db()
    assert person.has_usable_password()
    assert person.name == "Bo"


def test_a_password_that_somebody_set_before_the_address_was_proved_is_dropped(client, provider):
    person = accounts.open_account("bo.nurse@trust.example", "Not Bo", by=None, password="an intruder's words")

    come_in(client)

    person.refresh_from_db()
    assert who(client) == person
    assert not person.has_usable_password()
    assert EmailAddress.objects.get(user=person).verified


@pytest.mark.parametrize("said", [False, "false", None, "no", 0])
def test_an_address_that_the_directory_did_not_check_opens_nobodys_account(client, provider, said):
    accounts.open_account("bo.nurse@trust.example", "Bo", by=None, password=WORDS, confirmed=True)
    provider.claims["email_verified"] = said

    come_in(client)

    assert who(client) is None
    assert not SocialAccount.objects.exists()


def test_an_unchecked_address_must_be_confirmed_by_e_mail_first(client, provider):
    provider.claims["email_verified"] = False

    response = come_in(client)

    assert who(client) is None
    assert response["Location"] == "/accounts/confirm-email/"
    assert Message.objects.get().secret


def test_only_what_we_use_of_what_the_directory_says_is_kept(client, provider):
    provider.claims |= {"ods_code": "R00", "phone_number": "01234", "groups": ["payroll"], "picture": "https://x/"}

    come_in(client)

    kept = SocialAccount.objects.get().extra_data
    assert set(kept["userinfo"]) == {"sub", "name", "email", "email_verified", "ods_code"}
    assert "id_token" not in kept
    assert not SocialToken.objects.exists()


def test_stopping_at_the_provider_says_so_and_changes_nothing(client, provider, page):
    provider.refuses = True

    response = come_in(client)
    response = client.get(response["Location"]) if response.status_code == 302 else response

    assert "You did not sign in" in page(response).text
    assert not Person.objects.exists()


def test_an_answer_that_was_not_asked_for_is_refused(client, provider, page):
    response = client.get("/accounts/oidc/work/login/callback/?code=stolen&state=made-up")

    assert who(client) is None
    assert "We could not sign you in" in page(response).text


def test_a_code_works_once(client, provider):
    away = client.post("/accounts/oidc/work/login/")
    back = httpx.get(away["Location"], follow_redirects=False).headers["Location"]
    provider.grants.clear()

    client.get(f"{urlsplit(back).path}?{urlsplit(back).query}")

    assert who(client) is None
    assert "token with a wrong code" in provider.problems


def test_the_request_carries_a_challenge_and_a_state(client, provider):
    asked = parse_qs(urlsplit(client.post("/accounts/oidc/work/login/")["Location"]).query)

    assert asked["code_challenge_method"] == ["S256"]
    assert asked["state"][0]
    assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}


def test_it_leads_back_to_where_one_was_but_never_to_another_site(client, provider):
    assert come_in(client, next="/privacy/mine/")["Location"] == "/privacy/mine/"
    client.logout()

    assert come_in(client, next="https://evil.example/")["Location"] == "/"


def test_a_closed_account_stays_closed(client, provider):
    come_in(client)
    Person.objects.update(is_active=False)
    client.logout()

    response = come_in(client)

    assert who(client) is None
    assert response["Location"] == "/accounts/inactive/"
