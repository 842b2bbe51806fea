"""Every page, for everyone who may see it, wide and narrow: clean for axe, one heading, a title of its own."""

import re
from collections.abc import Iterator

import pytest
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse

from tests.e2e.conftest import NARROW, WIDE
from tests.e2e.reading import breaches

pytestmark = pytest.mark.browser

TITLE = re.compile("<title>(.*?)</title>")
ROLES = ("stranger", "member", "specialist", "administrator")
# Not pages: files, probes, pieces of pages, and what only takes what is sent to it.
NO_PAGES = {
    "hub:suggest", "hub:healthz", "hub:readyz", "organisations:privacy_download", "mfa_download_recovery_codes",
    "library:draft_open", "library:version_restore", "library:asked_answer", "library:file", "library:feed",
    "library:shelf_download", "library:collection_export", "library:entry_move", "library:entry_take_out",
    "library:filling_run", "library:filling_stop", "library:held_check", "library:held_confirm",
    "library:health_hand_over", "people:enquiry_put_aside", "people:enquiry_take_back",
    "decisions:decision_send", "decisions:decision_export", "decisions:decision_road",
    "hub:use_said", "roads:brief_begin", "roads:brief_open", "roads:brief_release", "roads:brief_give_up",
    "roads:brief_check", "roads:brief_export", "roads:point_move", "roads:point_remove", "roads:pin_change",
    "library:import_stop", "roads:question_close", "roads:question_seen", "roads:question_reopen",
    "roads:question_take_over", "roads:kept_add", "roads:kept_take_up", "organisations:membership_leave", "organisations:hide",
    "organisations:consent_say", "organisations:membership_end", "organisations:link_remove",
    "organisations:full_text_set",
}  # fmt: skip
# These lead to a work account's own site.
ELSEWHERE = {"openid_connect_login", "openid_connect_callback"}
SECOND_STEP = {
    "mfa_reauthenticate", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_index",
}  # fmt: skip
# Pages in another state than their address alone shows: name, address, who.
STATES = [
    ("answers for a stranger", "/search/?q=ibuprofen+and+stomach+bleeding", "stranger"),
    ("answers with what applies here", "/search/?q=how+do+we+stop+people+falling+in+hospital", "member"),
    ("answers narrowed", "/search/?q=falls&kind=know-how&from=2020&to=2026", "member"),
    ("answers, page two", "/search/?q=people&page=2", "member"),
    ("nothing found, signed in", "/search/?q=flibbertigibbet", "member"),
    ("nothing found, a stranger", "/search/?q=flibbertigibbet", "stranger"),
    ("a mistyped word", "/search/?q=hypertenson", "stranger"),
    ("an identifier in the box", "/search/?q=943+476+5919+falls", "stranger"),
    ("a very long word", "/search/?q=" + "pneumonoultramicroscopic" * 12, "member"),
    ("a page that is not there", "/nothing/here/", "stranger"),
    ("save a question, filled in", "/questions/keep/?q=What+helps%3F", "member"),
    ("closed questions", "/questions/?show=closed", "member"),
    ("the first page of an executive", "/", "caroline.ashby@wenlow.example"),
    ("decisions of a whole trust", "/decisions/?unit=wrh", "caroline.ashby@wenlow.example"),
]


def pages(resolver=None, space: str = "") -> Iterator[str]:
    """The name of every page of the product, from Django's own list."""
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            if each.namespace != "ui":  # tests/ui looks at the preview
                yield from pages(each, space + (f"{each.namespace}:" if each.namespace else ""))
        elif (name := space + (each.name or "")) not in NO_PAGES | ELSEWHERE:
            yield name


def address_of(name: str, site) -> str:
    """Where the page is, for the things that stand in this site."""
    try:
        return reverse(name, kwargs=site.made["addresses"].get(name, {}))
    except NoReverseMatch:
        pytest.fail(f"{name} needs something to show: say what in prepare.py, or that it is no page.")


def ask(page, address):
    """What the site says to whoever sits there, before any redirect is followed."""
    # A server may close a quiet connection at the moment when it is used again.
    return page.request.get(address, max_redirects=0, max_retries=3)


def look_at(page) -> list[str]:
    """Everything wrong with a page, wide and narrow."""
    page.set_viewport_size(WIDE)
    found = breaches(page)
    page.set_viewport_size(NARROW)
    return found + breaches(page)


@pytest.mark.parametrize("name", sorted(set(pages())))
@pytest.mark.parametrize("role", ROLES)
def test_the_page_is_clean(desk, site, name, role):
    page = desk(role)
    if ask(page, address_of(name, site)).status != 200:
        return  # not for them, or it leads to a page that is looked at under its own name
    page.goto(address_of(name, site))

    assert look_at(page) == []


@pytest.mark.parametrize("name", sorted(SECOND_STEP))
def test_the_pages_of_the_second_step_are_clean(desk, site, name):
    page = desk("careful")
    page.goto(address_of(name, site))

    assert look_at(page) == []


@pytest.mark.parametrize(("address", "role"), [pytest.param(path, who, id=name) for name, path, who in STATES])
def test_the_state_is_clean(desk, address, role):
    page = desk(role)
    page.goto(address)

    assert look_at(page) == []


# Pages of the library in each state: what they are, the address, who.
LIBRARY_STATES = [
    ("matching", "/library/fillings/{}/match/", "specialist"), ("matching", "/library/fillings/{}/", "specialist"),
    ("empty list", "/library/collections/{}/", "member"), ("empty list", "/library/collections/{}/edit/", "member"),
    ("withdrawn list", "/library/collections/{}/", "member"), ("held elsewhere", "/library/items/{}/", "member"),
    ("link", "/library/items/{}/", "member"), ("answered enquiry", "/people/enquiries/{}/", "member"),
    ("answered enquiry", "/people/enquiries/{}/", "specialist"),
    ("versions", "/library/items/{}/versions/", "member"), ("versions", "/library/items/{}/versions/1/", "member"),
    ("versions", "/library/items/{}/versions/compare/?old=1&new=2", "member"),
]  # fmt: skip
# Others of which the demonstration has some.
LIBRARY_LISTS = [
    ("/library/health/wrh/", "specialist"), ("/library/?state=waiting", "specialist"), ("/library/?kind=lesson", "member"),
    ("/library/review/?unit=wrh-quality", "specialist"), ("/library/collections/?show=mine", "specialist"),
    ("/library/?topic=flibbertigibbet", "stranger"), ("/library/review/", "marguerite.duval@wenlow.example"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "address", "role"), LIBRARY_STATES)
def test_a_page_of_the_library_in_each_state_is_clean(desk, site, kind, address, role):
    page = desk(role)
    page.goto(address.format(site.made["library"][kind]))

    assert page.locator("h1").inner_text() != "We cannot find that page"
    assert look_at(page) == []


@pytest.mark.parametrize(("address", "role"), LIBRARY_LISTS, ids=[address for address, _ in LIBRARY_LISTS])
def test_a_list_of_the_library_is_clean(desk, address, role):
    page = desk(role)
    page.goto(address)

    assert page.locator("h1").inner_text() != "We cannot find that page"
    assert look_at(page) == []


@pytest.mark.parametrize("kind", ["policy", "withdrawn", "overdue"])
def test_an_item_in_each_state_is_clean(desk, site, kind):
    page = desk("member")
    page.goto(f"/library/items/{site.made['items'][kind]}/")

    assert look_at(page) == []


@pytest.mark.parametrize("kind", ["worked on", "closed"])
@pytest.mark.parametrize("role", ["member", "specialist"])
def test_a_question_in_each_state_is_clean(desk, site, kind, role):
    page = desk(role)
    page.goto(f"/questions/{site.made['questions'][kind]}/")

    assert page.locator("h1").inner_text() != "We cannot find that page"
    assert look_at(page) == []


def test_an_answered_question_is_clean(desk, site):
    page = desk("member")
    page.goto(f"/questions/{site.made['answered']}/")

    assert look_at(page) == []


FORMS = [
    ("stranger", "/accounts/login/"), ("stranger", "/accounts/password/reset/"),
    ("member", "/accounts/password/change/"),
    ("member", "/questions/keep/"), ("member", "/account/leave/"), ("specialist", "/library/imports/new/"),
    ("administrator", "/organisations/at/wt-icb/units/"), ("administrator", "/organisations/at/wt-icb/people/"),
    ("administrator", "/organisations/at/wt-icb/services/"), ("administrator", "/organisations/at/wt-icb/links/"),
    ("administrator", "/organisations/at/wt-icb/close/"), ("member", "/library/add/lesson/"),
    ("member", "/library/add/link/"), ("specialist", "/library/fillings/new/"), ("member", "/library/collections/new/"),
]  # fmt: skip


@pytest.mark.parametrize(("role", "address"), FORMS, ids=[address for _, address in FORMS])
def test_a_form_sent_empty_comes_back_clean(desk, role, address):
    page = desk(role)
    page.goto(address)
    page.locator("main form").last.locator("button[type=submit], button:not([type])").last.click()
    page.wait_for_selector(".nhsuk-error-summary:focus")

    assert page.title().startswith("Error: ")
    assert look_at(page) == []


@pytest.mark.parametrize("role", ROLES)
def test_no_two_pages_have_one_title(desk, site, role):
    page = desk(role)
    titles: dict[str, set[str]] = {}
    for name in sorted(set(pages())):
        reply = ask(page, address_of(name, site))
        if reply.status == 200 and (title := TITLE.search(reply.text())):
            titles.setdefault(title[1], set()).add(name)

    assert {title: at for title, at in titles.items() if len(at) > 1} == {}
