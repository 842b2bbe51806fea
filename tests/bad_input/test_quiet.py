"""What people ask is their own: it enters no log, no history of changes, no session, no name of a file."""

import json
import logging
from io import StringIO

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.urls import reverse

from fingerpost.hub.web import answers
from tests.factories import a_person, a_unit, an_item

pytestmark = pytest.mark.django_db

MARK = "Zyxwomarker"


@pytest.fixture
def log(settings, caplog):
    """Everything that any part of the product writes, at the most talkative level, as it leaves the process."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logging.getLogger().handlers[0].formatter if logging.getLogger().handlers else None)
    root = logging.getLogger()
    before = {
        name: (each.level, each.disabled)
        for name, each in logging.root.manager.loggerDict.items()
        if isinstance(each, logging.Logger)
    }
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    for name in ("fingerpost", "fingerpost.request", "retrieval", "bibliography", "gunicorn", "asyncio"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    caplog.set_level(logging.DEBUG)
    yield lambda: written.getvalue() + caplog.text
    root.removeHandler(handler)
    root.setLevel(level)
    for name, (old, disabled) in before.items():
        logging.getLogger(name).setLevel(old)
        logging.getLogger(name).disabled = disabled


def everything_stored() -> str:
    """Every row of every table, as text."""
    said = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            said.append(repr(cursor.fetchall()))
    said += [json.dumps(session.get_decoded(), default=str) for session in Session.objects.all()]
    return " ".join(said).lower()


@pytest.fixture
def somebody(client):
    person = a_person("Ada", a_unit("Wenlow Trust"))
    client.force_login(person)
    an_item("Falls on the ward", "What to do.", open_to="public")
    return person


@pytest.mark.parametrize(
    "query",
    [
        {"q": f"{MARK} falls"}, {"q": f'"{MARK}'}, {"q": f"title:{MARK} AND ("}, {"q": MARK, "page": "3"}, {"q": MARK, "sure": "1"},
        {"q": f"{MARK} 943 476 5919"}, {"q": "falls", "kind": MARK}, {"q": f"{MARK} " * 9000},
    ],
)  # fmt: skip
def test_a_question_leaves_nothing_behind(client, somebody, log, index_now, query):
    index_now()

    response = client.get(reverse("hub:search"), query)
    client.get(reverse("hub:search"), query, headers={"HX-Request": "true", "HX-Target": "answer"})
    client.get(reverse("hub:suggest"), {"q": query["q"]})

    assert response.status_code == 200
    assert MARK.lower() not in log().lower()
    assert MARK.lower() not in everything_stored()


@pytest.mark.parametrize("problem", [RuntimeError, ValueError, KeyError, UnicodeError])
def test_a_question_that_breaks_the_page_is_not_in_what_is_written_about_it(
    client, somebody, log, monkeypatch, problem
):
    def break_down(text, **how):
        raise problem(f"could not read {text}")

    monkeypatch.setattr(answers, "answer", break_down)
    client.raise_request_exception = False

    response = client.get(reverse("hub:search"), {"q": MARK})

    assert response.status_code == 500
    assert MARK not in response.content.decode()
    said = log()
    assert "broken" in said
    assert MARK not in said
    assert MARK.lower() not in everything_stored()


def test_a_page_that_is_not_there_or_may_not_be_opened_does_not_put_its_address_in_the_log(client, somebody, log):
    client.get(f"/no-such-page/?q={MARK}")
    client.post(f"/search/?q={MARK}")
    client.get(f"/search/?q={MARK}", headers={"Host": "evil.example"})

    assert MARK not in log()


def test_a_question_at_a_form_that_was_open_too_long_is_not_in_the_log(log):
    from django.test import Client

    Client(enforce_csrf_checks=True).post(f"{reverse('roads:question_keep')}?q={MARK}", {"text": MARK})

    assert MARK not in log()


def test_a_kept_question_is_in_its_own_row_and_nowhere_else(client, somebody, log):
    client.post(reverse("roads:question_keep"), {"text": f"{MARK} at night"})

    assert MARK not in log()
    with connection.cursor() as cursor:
        holding = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            if MARK in repr(cursor.fetchall()):
                holding.append(table)
    assert sorted(holding) == ["records_record", "roads_question"]


def test_the_log_still_says_that_somebody_asked(client, somebody, log):
    client.get(reverse("hub:search"), {"q": MARK})

    assert "/search/" in log()
