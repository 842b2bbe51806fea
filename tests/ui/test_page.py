"""The skeleton that every page stands on."""

from types import SimpleNamespace

import pytest
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.template import engines

from fingerpost.ui.forms import NHSForm, TextField
from tests.ui.drawing import draw_page, get


class Story(NHSForm):
    title = TextField(label="What did you learn?", error_messages={"required": "Enter what you learned"})


def furnished(**attributes):
    return get("/falls/", page_furniture=SimpleNamespace(**attributes))


def test_the_tab_names_the_page_and_then_the_product():
    assert draw_page().title.text == "Falls on wards – Fingerpost"


def test_there_is_one_h1_and_it_is_the_pages_title():
    assert [h1.text.strip() for h1 in draw_page().find_all("h1")] == ["Falls on wards"]


def test_the_heading_may_differ_and_carry_a_caption():
    assert draw_page(heading="Falls", caption="Question 14").h1.get_text(strip=True) == "Question 14:Falls"


def test_draws_whole_when_nobody_says_what_stands_around_it():
    drawn = draw_page("<p>Hello</p>")

    assert drawn.select_one(".fp-header__name").text == "Fingerpost"
    assert drawn.select_one("main p").text == "Hello"
    assert drawn.select_one(".fp-nav") is None
    assert drawn.select_one(".fp-banner") is None
    assert drawn.html["lang"] == "en-GB"


def test_navigation_marks_where_one_is():
    drawn = draw_page(request=furnished(navigation=[("Ask", "/", False), ("Know-how", "/know-how/", True)]))

    links = [(link.text, link["href"], link.get("aria-current")) for link in drawn.select(".fp-nav a")]
    assert links == [("Ask", "/", None), ("Know-how", "/know-how/", "page")]


def test_the_first_link_skips_to_the_main_part():
    drawn = draw_page()

    assert drawn.a["href"] == "#maincontent"
    assert drawn.select_one("main#maincontent") is not None


def test_help_stands_first_in_the_footer_of_every_page():
    drawn = draw_page(request=furnished(help_href="/how-to/"))

    links = [link["href"] for link in drawn.select("footer a")]
    assert links == ["/how-to/", "/privacy/", "/accessibility/"]


def test_a_stranger_is_led_to_sign_in_and_back_again():
    drawn = draw_page(request=get("/falls/?q=a&b=c"))

    assert drawn.select_one(".fp-header__account a")["href"] == "/accounts/login/?next=%2Ffalls%2F%3Fq%3Da%26b%3Dc"


def test_signing_out_is_a_button_because_nothing_acts_on_a_link():
    drawn = draw_page(request=furnished(signed_in_name="Asha Begum"))

    account = drawn.select_one(".fp-header__account")
    assert account.form["method"] == "post"
    assert account.form.select_one("input[name=csrfmiddlewaretoken]") is not None
    assert account.form.button.text == "Sign out"


def test_the_banner_is_shown_as_text():
    drawn = draw_page(request=furnished(banner="A demonstration: <b>nobody</b> is real"))

    assert drawn.select_one(".fp-banner").get_text(strip=True) == "A demonstration: <b>nobody</b> is real"


def test_no_nhs_logo_unless_the_service_is_entitled_to_it(settings):
    assert draw_page().select_one(".nhsuk-header__logo") is None

    settings.FINGERPOST_NHS_IDENTITY = True

    drawn = draw_page()
    assert drawn.select_one(".fp-header .nhsuk-header__logo") is not None
    assert drawn.html["class"] == ["fp-identity-nhs"]


def test_a_service_may_show_its_own_logo():
    drawn = draw_page(request=furnished(logo_src="/static/ours.svg", identity=True))

    assert [image["src"] for image in drawn.select(".fp-header__brand img")] == ["/static/ours.svg"]
    assert drawn.select_one(".nhsuk-header__logo") is None


def test_the_policy_against_inline_script_and_style_can_be_kept():
    drawn = draw_page("{{ parts.progress('Reading', 1, 2) }}{{ parts.copy_link() }}")

    assert [script for script in drawn.find_all("script") if not script.get("src")] == []
    assert drawn.find_all("style") == []
    assert [
        tag.name for tag in drawn.find_all(True) if tag.get("style") or any(key.startswith("on") for key in tag.attrs)
    ] == []


def test_every_address_of_a_file_is_our_own():
    drawn = draw_page()

    assert all(tag["src"].startswith("/static/") for tag in drawn.find_all(src=True))
    assert all(tag["href"].startswith("/static/") for tag in drawn.head.find_all("link"))


def test_breadcrumbs_and_back_link():
    trail = draw_page(breadcrumbs=[("Home", "/"), ("Questions", "/questions/")])
    back = draw_page(back=("Back to your answers", "/answers/"))

    # The last crumb stands twice: narrow screens show it as a link back.
    assert [link["href"] for link in trail.select(".nhsuk-breadcrumb li a")] == ["/", "/questions/"]
    assert (back.select_one(".nhsuk-back-link").get_text(strip=True), back.select_one(".nhsuk-back-link")["href"]) == (
        "Back to your answers", "/answers/",
    )  # fmt: skip


def test_a_form_with_mistakes_says_so_in_the_tab_and_in_a_summary_that_leads_to_the_field():
    drawn = draw_page("{{ form }}", form=Story({"title": ""}))

    link = drawn.select_one(".nhsuk-error-summary a")
    assert drawn.title.text == "Error: Falls on wards – Fingerpost"
    assert (link["href"], link.text.strip()) == ("#id_title", "Enter what you learned")
    assert drawn.select_one("input#id_title") is not None


def test_a_form_that_was_not_sent_yet_has_no_summary():
    drawn = draw_page("{{ form }}", form=Story())

    assert drawn.select_one(".nhsuk-error-summary") is None
    assert not drawn.title.text.startswith("Error")


def test_several_forms_share_one_summary():
    drawn = draw_page(forms=[Story({}, prefix="a"), Story({}, prefix="b")])

    assert [link["href"] for link in drawn.select(".nhsuk-error-summary a")] == ["#id_a-title", "#id_b-title"]


def test_messages_are_told_in_order_each_with_an_id_of_its_own():
    request = get("/falls/")
    request._messages = CookieStorage(request)
    messages.success(request, "Your question was sent")
    messages.error(request, "The file did not arrive")

    drawn = draw_page(request=request)

    assert [said.get_text(strip=True) for said in drawn.select(".nhsuk-notification-banner__content")] == [
        "Your question was sent", "The file did not arrive",
    ]  # fmt: skip
    assert [title["id"] for title in drawn.select(".nhsuk-notification-banner__title")] == ["message-1", "message-2"]


def test_a_page_draws_without_a_request():
    source = '{% extends "ui/page.jinja" %}{% set page_title = "Ready soon" %}'

    assert "Ready soon – Fingerpost" in engines["jinja2"].from_string(source).render({})


@pytest.mark.parametrize("kind", ["evidence", "policy", ""])
def test_a_hit_says_what_it_is_and_why_it_is_there(kind):
    drawn = draw_page(
        "{% call parts.hits(start=11) %}{{ parts.hit(title, '/papers/1/', 'Research', kind, snippet=title, "
        "why=['your words: falls'], facts=['BMJ', '2019'], links=[('Full text', '/full/')]) }}{% endcall %}",
        title="Alarms & <falls>", kind=kind,
    )  # fmt: skip

    hit = drawn.select_one("ol.fp-hits[start='11'] > li")
    assert hit.h3.a.text == "Alarms & <falls>"
    assert hit.select_one(".fp-chip").text == "Research"
    assert hit.select_one(".fp-hit__why").text == "Why this is here: your words: falls"
    assert hit.select_one(".fp-links a").text == "Full text: Alarms & <falls>"


def test_filters_work_as_a_plain_form_and_keep_the_question():
    drawn = draw_page(
        "{{ parts.filters('/ask/', groups, kept=[('q', 'falls')]) }}",
        groups=[{"name": "kind", "legend": "Kind", "options": [
            {"value": "paper", "text": "Research", "count": 1204, "checked": True},
            {"value": "policy", "text": "Local policy", "count": None, "checked": False}]}],
    )  # fmt: skip

    form = drawn.select_one("form.fp-filters")
    assert (form["action"], form["method"]) == ("/ask/", "get")
    assert form.select_one("input[name=q]")["value"] == "falls"
    assert [box["value"] for box in form.select("input[type=checkbox]:checked, input[checked]")] == ["paper"]
    labels = [form.find("label", attrs={"for": box["id"]}) for box in form.select("[name=kind]")]
    assert [label.get_text(" ", strip=True) for label in labels] == [
        "Research 1,204 found", "Local policy",
    ]  # fmt: skip
    assert form.select_one("button[type=submit]") is not None
