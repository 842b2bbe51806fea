"""The outbox: stored with the change it speaks of, sent when it can be, read only by those who may."""

from datetime import timedelta

import pytest
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse

from fingerpost.jobs.domain import work
from fingerpost.jobs.models import Job
from fingerpost.journal.models import Change
from fingerpost.kernel import clock
from fingerpost.notifications.domain import outbox, sending
from fingerpost.notifications.models import Message
from fingerpost.organisations.domain import memberships
from fingerpost.organisations.models import Person, Role
from tests.factories import a_person, a_unit
from tests.notifications.smtp import MailServer

pytestmark = [pytest.mark.django_db, pytest.mark.allow_hosts(["127.0.0.1"])]


@pytest.fixture(autouse=True)
def _own_outbox(settings):
    settings.EMAIL_BACKEND = "fingerpost.notifications.backend.OutboxBackend"
    settings.EMAIL_URL = ""


@pytest.fixture
def server(settings):
    running = MailServer()
    settings.EMAIL_URL = running.address
    yield running
    running.stop()


def a_message(to="bo@example.org", subject="Hello", secret=False, body="Words."):
    return outbox.store([to], subject, body, from_address="Fingerpost <fp@example.org>", secret=secret)


def seen(page, response):
    return [row.td.a.find(string=True) for row in page(response).select("#messages tbody tr")]


# Storing and sending --------------------------------------------------------------------------


def test_mail_lies_in_the_outbox_as_plain_text():
    send_mail("A subject", "Words.", None, ["Bo@Example.org"], html_message="<b>W</b>")

    message = Message.objects.get()
    assert (message.subject, message.body) == ("A subject", "Words.")
    assert [row.address for row in message.addresses.all()] == ["bo@example.org"]
    assert not Job.objects.exists()


def test_mail_about_a_change_that_was_taken_back_never_was():
    def change_and_fail():
        with transaction.atomic():
            outbox.send(["bo@example.org"], "It happened", "It did.")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change_and_fail()

    assert not Message.objects.exists()


def test_with_a_mail_server_a_worker_sends_it_once(server):
    outbox.send(["bo@example.org", "cy@example.org"], "Hello", "Words.")

    work.run_until_idle("default")
    work.run_until_idle("default")

    [(to, text)] = server.taken
    assert to == ["bo@example.org", "cy@example.org"]
    assert "Words." in text
    assert "Auto-Submitted: auto-generated" in text
    assert Message.objects.get().sent_at


def test_many_messages_make_one_job(server):
    for number in range(30):
        outbox.send([f"p{number}@example.org"], "Hello", "Words.")
    assert Job.objects.count() == 1

    work.run_until_idle("default")

    assert len(server.taken) == 30


def test_one_address_that_is_refused_does_not_hold_up_the_others(server):
    server.refuses = {"gone@example.org": "550 no such person"}
    a_message("gone@example.org")
    a_message("bo@example.org")

    work.run_until_idle("default")

    gone, went = Message.objects.order_by("id")
    assert gone.given_up_at
    assert gone.problem == "The mail server does not take mail for this address."
    assert went.sent_at


def test_what_is_put_off_is_tried_again_later(server):
    server.refuses = {"bo@example.org": "450 later please"}
    message = a_message()
    sending.send_round()
    message.refresh_from_db()
    assert (message.attempts, message.sent_at, message.given_up_at) == (1, None, None)
    assert message.try_after > clock.now()
    assert sending.send_round().sent == 0

    server.refuses = {}
    Message.objects.update(try_after=clock.now())
    sending.send_round()

    message.refresh_from_db()
    assert message.sent_at


def test_a_server_that_is_away_is_said_plainly_and_given_up_in_the_end(settings):
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    message = a_message()
    for _ in range(sending.MOST_ATTEMPTS):
        Message.objects.update(try_after=None)
        sending.send_round()

    message.refresh_from_db()
    assert message.given_up_at
    assert message.problem == "The mail server could not be reached."


def test_a_new_message_is_not_held_up_by_one_that_waits(server):
    server.refuses = {"slow@example.org": "450 later please"}
    a_message("slow@example.org")
    work.run_until_idle("default")
    waiting = Job.objects.get()
    assert (waiting.run_after - clock.now()).total_seconds() <= 30


def test_the_text_of_a_secret_link_is_not_kept_once_it_went(server):
    a_message(secret=True, body="https://x.example/secret/")

    work.run_until_idle("default")

    assert "secret" not in Message.objects.get().body
    assert "https://x.example/secret/" in server.taken[0][1]


def test_messages_go_after_seven_days():
    old = a_message()
    Message.objects.filter(pk=old.pk).update(created_at=clock.now() - timedelta(days=7, minutes=1))

    new = a_message()

    assert list(Message.objects.all()) == [new]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("smtp://mail.example", {"host": "mail.example", "port": 25, "use_tls": False, "use_ssl": False}),
        ("smtp://u:p%40ss@mail.example?tls=1", {"port": 587, "username": "u", "password": "p@ss", "use_tls": True}),
        ("smtps://mail.example", {"port": 465, "use_ssl": True, "use_tls": False}),
        ("smtp://mail.example:2525?tls=1", {"port": 2525, "use_tls": True}),
    ],
)
def test_the_address_of_a_mail_server_is_read(address, expected):
    assert sending.mail_server(address).items() >= expected.items()


@pytest.mark.parametrize("address", ["http://mail.example", "mail.example", "smtp://"])
def test_anything_else_is_refused(address):
    with pytest.raises(ValueError, match="EMAIL_URL must look like"):
        sending.mail_server(address)


# The page -------------------------------------------------------------------------------------


def demo(person):
    Person.objects.filter(pk=person.pk).update(is_demonstration=True)
    person.refresh_from_db()
    return person


@pytest.fixture
def as_administrator(client, page):
    """Signed in as somebody who looks after a trust, with the second step done."""

    def enter(unit):
        person = a_person("Ada", unit, role=Role.ADMINISTRATOR)
        client.force_login(person)
        session = client.session
        session["account_authentication_methods"] = [{"method": "mfa", "at": 0}]
        session["account_authentication_methods_user"] = str(person.pk)
        session.save()
        return person

    return enter


def test_strangers_are_asked_to_sign_in(client):
    assert client.get(reverse("notifications:outbox_list")).status_code == 302


def test_members_find_no_such_page(client):
    client.force_login(a_person("", a_unit()))

    assert client.get(reverse("notifications:outbox_list")).status_code == 404


def test_an_administrator_sees_what_went_to_their_own_people(client, page, as_administrator):
    trust = a_unit()
    nurse, stranger = a_person("", a_unit(kind="team", parent=trust)), a_person("", a_unit())
    a_message(nurse.email, "For our nurse")
    hidden = a_message(stranger.email, "For another trust")
    as_administrator(trust)

    assert seen(page, client.get(reverse("notifications:outbox_list"))) == ["For our nurse"]
    assert client.get(reverse("notifications:outbox_show", args=[hidden.public_id])).status_code == 404


def test_in_a_demonstration_everyone_signed_in_reads_everything(client, page):
    message = a_message("anyone@example.org", secret=True, body="https://x.example/secret/")
    client.force_login(demo(a_person()))

    assert seen(page, client.get(reverse("notifications:outbox_list"))) == ["Hello"]
    assert "secret" in page(client.get(reverse("notifications:outbox_show", args=[message.public_id]))).text


def test_a_secret_link_is_shown_on_asking_and_that_is_written_down(client, page, as_administrator):
    trust = a_unit()
    message = a_message(a_person("", trust).email, secret=True, body="https://x.example/secret/")
    ada = as_administrator(trust)
    address = reverse("notifications:outbox_show", args=[message.public_id])
    assert "x.example" not in page(client.get(address)).text

    text = page(client.post(address)).text

    assert "https://x.example/secret/" in text
    assert Change.objects.get(kind="notifications.secret_read").actor == ada.public_id


def test_nobody_gets_at_an_account_by_adding_its_owner_to_a_unit_of_their_own(client, page, as_administrator):
    mine = a_unit()
    owner = a_person("", a_unit(), role=Role.ADMINISTRATOR)
    memberships.join(owner, mine, by=None)
    message = a_message(owner.email, secret=True, body="https://x.example/secret/")
    as_administrator(mine)

    response = client.post(reverse("notifications:outbox_show", args=[message.public_id]))

    assert response.status_code == 403
    assert "x.example" not in page(response).text


def test_who_left_is_no_longer_seen(client, page, as_administrator):
    trust = a_unit()
    nurse = a_person("", trust)
    memberships.leave(nurse.memberships.get(), by=None)
    a_message(nurse.email, "After they left")
    as_administrator(trust)

    assert seen(page, client.get(reverse("notifications:outbox_list"))) == []


def test_with_a_mail_server_only_the_owner_gets_the_link(client, page, as_administrator, server):
    trust = a_unit()
    message = a_message(a_person("", trust).email, secret=True, body="https://x.example/secret/")
    as_administrator(trust)

    response = client.post(reverse("notifications:outbox_show", args=[message.public_id]))

    assert response.status_code == 403
    assert "x.example" not in page(response).text


def test_script_in_a_message_is_only_text(client, page):
    message = a_message(body="<script>alert(1)</script>\nline two https://x.example/?a=1&b=2")
    client.force_login(demo(a_person()))

    drawn = page(client.get(reverse("notifications:outbox_show", args=[message.public_id])))

    assert "<script>alert(1)</script>" in drawn.select_one("main").text
    assert drawn.select_one("main #text a")["href"] == "https://x.example/?a=1&b=2"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_however_many(client, rows, django_assert_num_queries):
    for _ in range(rows):
        a_message()
    client.force_login(demo(a_person()))

    with django_assert_num_queries(6):
        client.get(reverse("notifications:outbox_list"))


def test_a_long_outbox_comes_in_pages(client, page):
    for number in range(35):
        a_message(subject=f"Message {number}")
    client.force_login(demo(a_person()))

    first = page(client.get(reverse("notifications:outbox_list")))
    following = first.select_one("nav.nhsuk-pagination a")["href"]
    second = client.get(following)

    assert len(first.select("#messages tbody tr")) == 30
    assert seen(page, second) == [f"Message {number}" for number in range(4, -1, -1)]


@pytest.mark.parametrize("before", ["-1", "x", "9" * 40, "²", "1 OR 1=1"])
def test_a_changed_page_address_does_no_harm(client, before):
    client.force_login(demo(a_person()))

    assert client.get(reverse("notifications:outbox_list"), {"before": before}).status_code == 200
