"""The pages for when something is wrong: plain words, the true status, and a way on."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.template import loader

from fingerpost.ui.web import errors
from tests.ui.drawing import get

PAGES = {
    400: errors.bad_request,
    403: errors.not_allowed,
    404: errors.not_found,
    500: errors.broken,
    503: errors.not_ready,
}


@pytest.mark.parametrize("code", PAGES)
def test_has_its_status_one_heading_and_a_way_on(code):
    response = PAGES[code](get("/somewhere/"))

    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == code
    assert len(page.find_all("h1")) == 1
    assert page.title.text.endswith("– Fingerpost")
    assert page.main.find("a") is not None


@pytest.mark.parametrize("code", [400, 403, 404, 503])
def test_offers_help(code):
    page = BeautifulSoup(PAGES[code](get("/")).content, "html.parser")

    assert page.select_one("main a[href='/help/']") is not None


def test_a_rule_may_say_why():
    page = errors.not_allowed(get("/"), PermissionDenied("Only editors can publish"))

    assert "Only editors can publish." in page.content.decode()


def test_a_forged_form_is_explained_without_words_for_programmers():
    response = errors.forged(get("/"), reason="CSRF token missing.")

    assert response.status_code == 403
    assert "CSRF" not in response.content.decode()
    assert "waited too long" in response.content.decode()


def test_the_page_for_our_own_faults_needs_nothing_that_may_have_failed(monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError("templates are gone")

    monkeypatch.setattr(loader, "get_template", fails)

    response = errors.broken(get("/"))

    assert isinstance(response, HttpResponse)
    assert (response.status_code, response.content.decode()) == (500, errors.LAST_WORDS)
