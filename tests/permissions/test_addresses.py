"""Every address, every role, own and other organisation, GET and POST, against the table in rules.py.

The addresses come from Django's own list, so a page that nobody wrote a rule for fails here.
"""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse

from fingerpost.jobs.domain import work
from fingerpost.library.models import Import
from tests.permissions.health_system import ANYWHERE, BODIES, a_reader, a_side, enter
from tests.permissions.rules import MANAGER, MAY_BE_ABSENT, NATIONAL, ROLES, RULES, STRANGER, WRITES_ITS_SESSION, Who

pytestmark = pytest.mark.django_db

OF_THE_LIBRARY = re.compile("(account|mfa|socialaccount|openid)")
WRITING = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE)\b.*?(\w+_\w+)", re.IGNORECASE | re.DOTALL)
# Counts of tries, so that nobody guesses passwords: not what anybody knows or did.
ASIDE = {"shared_cache", "django_session"}


def addresses(resolver=None, space: str = "") -> Iterator[str]:
    """The name of every address in the product; unnamed ones by how they are written."""
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from addresses(each, space + (f"{each.namespace}:" if each.namespace else ""))
        else:
            yield space + (each.name or f"unnamed {each.pattern}")


def the_address(name: str, side) -> str | None:
    """Where it leads for the things of one organisation; None where it is not served on this site."""
    kwargs = side.addresses.get(name) or ANYWHERE.get(name) or {}
    try:
        return reverse(name, kwargs=kwargs)
    except NoReverseMatch:
        return None


@contextmanager
def watched() -> Iterator[list[str]]:
    """The tables that are written to meanwhile, tries at signing in aside."""
    written: list[str] = []

    def look(execute, sql, params, many, context):
        if (found := WRITING.match(sql)) and found[2] != "shared_cache":
            written.append(found[2])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield written


def everything_held() -> dict[str, str]:
    """A fingerprint of every table."""
    held = {}
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - ASIDE):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = sorted(map(repr, cursor.fetchall()))
            held[table] = f"{len(rows)} {hashlib.sha256(''.join(rows).encode()).hexdigest()}"
    return held


@contextmanager
def undone(client: Client) -> Iterator[None]:
    """What happens here leaves no trace, in the database or in the client's cookies."""
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    client.cookies.clear()
    for name, value in cookies.items():
        client.cookies[name] = value


def met(response) -> str:
    """What somebody meets, in a word."""
    to = response.headers.get("Location", "")
    if response.status_code == 302 and to.startswith(reverse(settings.LOGIN_URL)) and "next=" in to:
        return "sign in"
    if response.status_code in {200, 302, 401, 422}:  # 401: "you could not be signed in", in words
        return "yes"
    return {404: "no", 405: "never"}.get(response.status_code, str(response.status_code))


def expected(role: str, who: Who | None, name: str) -> set[str]:
    """What they should meet."""
    if who is None:
        # Whether the method or the reader is looked at first is all the same to whoever may not.
        return {"never", "no", "sign in"} if role == STRANGER else {"never", "no"}
    absent = {"no", "never"} if name in MAY_BE_ABSENT else set()
    if role in who:
        return {"yes"} | absent | ({"sign in"} if role == STRANGER and absent else set())
    return {"no"} | absent | ({"sign in"} if role == STRANGER else set())


def test_every_address_has_a_rule():
    assert sorted({name for name in addresses() if name not in RULES and not name.startswith("unnamed")}) == []


def test_every_rule_is_about_an_address():
    here = set(addresses())

    assert sorted(name for name in RULES if name not in here and not OF_THE_LIBRARY.match(name)) == []


@pytest.mark.parametrize("role", ROLES)
def test_each_address_answers_this_role_as_the_table_says(client, role):
    own, other = a_side("Northvale"), a_side("Southmere")
    enter(client, a_reader(role, own))
    client.raise_request_exception = False
    wrong = []

    for name, rule in RULES.items():
        places = [(own, rule.get, rule.post), (other, rule.get_elsewhere, rule.post_elsewhere)]
        for place, may_get, may_post in places:
            address = the_address(name, place)
            if address is None:
                continue
            for method, who in (("GET", may_get), ("POST", may_post)):
                with undone(client), watched() as written:
                    response = client.get(address) if method == "GET" else client.post(address, BODIES.get(name, {}))
                where = "own" if place is own else "other"
                if met(response) not in expected(role, who, name):
                    wrong.append(f"{method} {name} ({where}): {met(response)}, not {expected(role, who, name)}")
                if who is not None and role not in who and written and not OF_THE_LIBRARY.match(name):
                    wrong.append(f"{method} {name} ({where}): refused, but wrote to {sorted(set(written))}")

    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("role", ROLES)
def test_looking_changes_nothing(client, role):
    own = a_side("Northvale")
    enter(client, a_reader(role, own))
    client.raise_request_exception = False
    before, wrote = everything_held(), {}

    for name in RULES:
        if (address := the_address(name, own)) is None:
            continue
        query = {"q": "falls on the ward"} if name in {"hub:search", "hub:suggest", "roads:question_keep"} else {}
        with watched() as written:
            client.get(address, query)
        excused = {"django_session"} if name in WRITES_ITS_SESSION else set()
        if tables := set(written) - excused:
            wrote[name] = sorted(tables)

    assert wrote == {}
    assert everything_held() == before


def test_nothing_is_taken_from_a_form_that_is_not_ours():
    own = a_side("Northvale")
    wrong = []

    for role in (STRANGER, MANAGER, "administrator"):
        client = enter(Client(enforce_csrf_checks=True, raise_request_exception=False), a_reader(role, own))
        for name in RULES:
            if address := the_address(name, own):
                with undone(client), watched() as written:
                    response = client.post(address, BODIES.get(name, {}))
                if response.status_code not in {403, 404, 405} or written:
                    wrong.append(f"{role} {name}: {response.status_code} {sorted(set(written))}")

    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("role", ["administrator", "service manager"])
def test_whoever_can_change_much_gives_a_second_step_first(client, role):
    own = a_side("Northvale")
    enter(client, a_reader(role, own), second_step=False)
    led_elsewhere = reverse("mfa_index")
    let_in = []

    for name in RULES:
        address = the_address(name, own)
        if address is None or OF_THE_LIBRARY.match(name):
            continue
        with undone(client):
            response = client.get(address)
        if response.headers.get("Location") != led_elsewhere:
            let_in.append(name)

    assert sorted(let_in) == [
        "hub:accessibility", "hub:healthz", "hub:help", "hub:readyz", "organisations:privacy",
    ]  # fmt: skip


def test_a_national_viewer_reads_no_more_than_a_colleague_until_something_is_shared_with_the_role(client):
    own, other = a_side("Northvale"), a_side("Southmere")
    enter(client, a_reader(NATIONAL, own))

    assert client.get(the_address("library:item", own)).status_code == 200
    assert client.get(the_address("library:item", other)).status_code == 404


def test_an_administrator_reads_nothing_of_other_organisations_on_the_operations_page(client):
    own, other = a_side("Northvale"), a_side("Southmere")
    enter(client, a_reader("administrator", own))
    for side in (own, other):
        came_in = Import.objects.get(team=side.service)
        came_in.job = work.ask("library.import", f"Bring in {came_in.name}", by="somebody")
        came_in.save()

    said = client.get(the_address("hub:operations", own)).content.decode()

    assert "Southmere" not in said
