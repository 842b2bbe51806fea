"""Sign-in by e-mail address and password, as people meet it."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from fingerpost.journal.models import Change
from fingerpost.notifications.models import Message
from fingerpost.organisations.domain import accounts
from fingerpost.organisations.models import Person
from fingerpost.organisations.sign_in.adapters import AccountAdapter

pytestmark = pytest.mark.django_db

WORDS = "three unlikely words"


def somebody(email="bo@trust.example", **more):
    return accounts.open_account(email, "Bo Nurse", by=None, password=WORDS, **({"confirmed": True} | more))


def sign_in(client, email="bo@trust.example", password=WORDS, **more):
    return client.post("/accounts/login/", {"login": email, "password": password}, **more)


def signed_in_as(client):
    return client.session.get("_auth_user_id")


def link_in(message):
    return re.search(r"https?://[^/]+(/\S+)", message.body)[1]


def test_the_right_password_lets_in(client):
    person = somebody()

    sign_in(client)

    assert signed_in_as(client) == str(person.pk)


def test_capitals_in_the_address_do_not_matter(client):
    somebody()

    sign_in(client, "  Bo@Trust.Example ")

    assert signed_in_as(client)


def test_a_wrong_password_says_neither_which_of_the_two_was_wrong(client, page):
    somebody()

    wrong, unknown = sign_in(client, password="not these words"), sign_in(client, email="nobody@trust.example")

    said = [page(response).select_one(".nhsuk-error-summary").text for response in (wrong, unknown)]
    assert said[0] == said[1]
    assert wrong.status_code == unknown.status_code == 422
    assert page(wrong).title.text.startswith("Error: ")


def test_empty_boxes_are_explained_one_by_one(client, page):
    problems = [link.text.strip() for link in page(sign_in(client, "", "")).select(".nhsuk-error-summary a")]

    assert problems == ["Enter your e-mail address", "Enter your password"]


def test_a_password_is_never_sent_back(client):
    somebody()

    assert b"not these words" not in sign_in(client, password="not these words").content


def test_after_eight_bad_tries_the_account_rests_and_a_colleague_at_the_same_address_comes_in(client, page):
    somebody()
    colleague = somebody("colleague@trust.example")
    for _ in range(8):
        sign_in(client, password="guessing and guessing")

    assert "too many wrong passwords" in page(sign_in(client)).text
    assert not signed_in_as(client)
    sign_in(client, "colleague@trust.example")

    assert signed_in_as(client) == str(colleague.pk)


def test_the_account_rests_wherever_the_tries_came_from(client):
    somebody()
    for number in range(6):
        sign_in(client, password="guessing and guessing", REMOTE_ADDR=f"10.0.0.{number}")

    sign_in(client, REMOTE_ADDR="10.9.9.9")

    assert not signed_in_as(client)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "1.1.1.1", "9.9.9.9"),
        (1, "1.1.1.1", "1.1.1.1"),
        (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        (2, "6.6.6.6, 1.1.1.1, 2.2.2.2", "1.1.1.1"),
        (2, "1.1.1.1", "9.9.9.9"),
        (1, "", "9.9.9.9"),
    ],
)
def test_only_trusted_proxies_say_where_a_request_came_from(rf, settings, proxies, forwarded, expected):
    settings.TRUSTED_PROXIES = proxies
    request = rf.get("/", headers={"X-Forwarded-For": forwarded}, REMOTE_ADDR="9.9.9.9")

    assert AccountAdapter().get_client_ip(request) == expected


def test_an_unconfirmed_address_gets_a_link_and_the_link_acts_on_a_press_only(client, page):
    somebody(confirmed=False)

    response = sign_in(client)
    assert response["Location"] == reverse("account_email_verification_sent")
    assert not signed_in_as(client)
    address = link_in(Message.objects.get())
    client.get(address)
    assert not EmailAddress.objects.get().verified
    client.post(address)

    assert EmailAddress.objects.get().verified


def test_a_link_that_is_too_old_or_made_up_is_explained(client, page):
    assert "too old" in page(client.get("/accounts/confirm-email/made-up/")).text


def test_a_forgotten_password_is_replaced_through_a_link(client):
    person = somebody()
    client.post("/accounts/password/reset/", {"email": "bo@trust.example"})
    message = Message.objects.get()
    assert message.secret

    form = client.get(link_in(message), follow=True)
    address = form.redirect_chain[-1][0]
    client.post(address, {"password1": "quite other words", "password2": "quite other words"})
    sign_in(client, password="quite other words")

    assert signed_in_as(client) == str(person.pk)
    assert Change.objects.filter(kind="organisations.password_reset", subject=person.public_id).exists()


def test_opening_the_reset_link_changes_nothing(client):
    person = somebody()
    client.post("/accounts/password/reset/", {"email": "bo@trust.example"})

    client.get(link_in(Message.objects.get()), follow=True)

    person.refresh_from_db()
    assert person.check_password(WORDS)


def test_a_reset_link_works_once(client, page):
    somebody()
    client.post("/accounts/password/reset/", {"email": "bo@trust.example"})
    link = link_in(Message.objects.get())
    address = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(address, {"password1": "quite other words", "password2": "quite other words"})

    assert "used already" in page(client.get(link, follow=True)).text


def test_who_was_added_by_an_administrator_needs_one_link_only(client):
    person = accounts.open_account("new@trust.example", "New Nurse", by=None)
    client.post("/accounts/password/reset/", {"email": "new@trust.example"})
    address = client.get(link_in(Message.objects.get()), follow=True).redirect_chain[-1][0]
    client.post(address, {"password1": WORDS, "password2": WORDS})

    sign_in(client, "new@trust.example")

    assert signed_in_as(client) == str(person.pk)


def test_asking_for_a_link_looks_the_same_whether_or_not_there_is_an_account(client):
    somebody()

    known = client.post("/accounts/password/reset/", {"email": "bo@trust.example"})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@trust.example"})

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


@pytest.mark.parametrize("password", ["short", "password1234", "bo@trust.example"])
def test_a_weak_new_password_is_refused_with_a_reason(client, page, password):
    client.force_login(somebody())

    response = client.post(
        "/accounts/password/change/", {"oldpassword": WORDS, "password1": password, "password2": password}
    )

    assert response.status_code == 422
    assert page(response).select_one(".nhsuk-error-summary a")["href"] == "#id_password1"


def test_signing_out_needs_a_press(client):
    client.force_login(somebody())
    client.get("/accounts/logout/")
    assert signed_in_as(client)

    client.post("/accounts/logout/")

    assert not signed_in_as(client)


# Opening an account ---------------------------------------------------------------------------


def test_without_named_domains_the_page_says_how_to_get_an_account(client, page, settings):
    settings.FINGERPOST_SIGNUP_DOMAINS = []

    response = client.get("/accounts/signup/")
    client.post("/accounts/signup/", {"name": "X", "email": "x@trust.example", "password1": WORDS, "password2": WORDS})

    assert page(response).h1.text.strip() == "How to get an account"
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("email", "opened"),
    [("new@trust.example", True), ("new@TRUST.example", True), ("new@evil.example", False),
     ("new@sub.trust.example", False), ("new@trust.example.evil.example", False)],
)  # fmt: skip
def test_only_addresses_of_named_domains_open_an_account(client, settings, email, opened):
    settings.FINGERPOST_SIGNUP_DOMAINS = ["trust.example"]

    response = client.post(
        "/accounts/signup/", {"name": "New Nurse", "email": email, "password1": WORDS, "password2": WORDS}
    )

    assert Person.objects.filter(name="New Nurse").exists() is opened
    assert response.status_code == (302 if opened else 422)
    assert not signed_in_as(client)


def test_opening_an_account_twice_tells_only_its_owner(client, settings):
    settings.FINGERPOST_SIGNUP_DOMAINS = ["trust.example"]
    somebody()

    response = client.post(
        "/accounts/signup/", {"name": "Other", "email": "bo@trust.example", "password1": WORDS, "password2": WORDS}
    )

    assert response["Location"] == reverse("account_email_verification_sent")
    assert Message.objects.get().subject == "You have an account already"
    assert Person.objects.get().name == "Bo Nurse"


# Every page -----------------------------------------------------------------------------------

OPEN = [
    "account_login", "account_signup", "account_reset_password", "account_reset_password_done", "account_inactive",
    "account_email_verification_sent", "account_reset_password_from_key_done", "socialaccount_login_cancelled",
    "socialaccount_login_error",
]  # fmt: skip
MINE = [
    "account_logout", "account_email", "account_change_password", "account_reauthenticate", "mfa_index",
    "socialaccount_connections",
]  # fmt: skip


@pytest.mark.parametrize("name", OPEN)
def test_pages_before_sign_in_are_drawn_in_our_design(client, page, name):
    drawn = page(client.get(reverse(name)))

    assert len(drawn.select("h1")) == 1
    assert drawn.select_one("footer a[href='/help/']")
    labelled = {label["for"] for label in drawn.select("label")}
    for box in drawn.select("main input:not([type=hidden])"):
        assert box["id"] in labelled


@pytest.mark.parametrize("name", MINE)
def test_pages_after_sign_in_are_drawn_in_our_design(client, page, name):
    client.force_login(somebody())

    drawn = page(client.get(reverse(name)))

    assert len(drawn.select("h1")) == 1
    labelled = {label["for"] for label in drawn.select("label")}
    for box in drawn.select("main input:not([type=hidden])"):
        assert box["id"] in labelled


@pytest.mark.parametrize("name", MINE)
def test_pages_after_sign_in_ask_strangers_to_sign_in(client, name):
    response = client.get(reverse(name))

    assert response.status_code == 302


def test_e_mails_are_plain_text_in_our_words(client):
    somebody(confirmed=False)
    sign_in(client)

    message = Message.objects.get()
    assert message.subject == "Confirm your e-mail address"
    assert "&" not in message.body.replace("https://", "")
    assert "Fingerpost" in message.from_address


def test_a_second_address_is_added_confirmed_and_made_the_one_we_write_to(client, page):
    client.force_login(somebody())
    client.post("/accounts/email/", {"email": "bo@new.example", "action_add": "yes"})
    client.post(link_in(Message.objects.get()))

    client.post("/accounts/email/", {"email": "bo@new.example", "action_primary": "yes"})

    assert Person.objects.get().email == "bo@new.example"


def test_too_many_tries_of_any_kind_get_a_plain_page(client, settings, page):
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    for _ in range(2):
        sign_in(client)

    response = sign_in(client)

    assert response.status_code == 429
    assert page(response).h1.text.strip() == "Too many tries"
