"""However somebody sees or steers: by Tab, with wider text, in their own colours, on paper, after a swap."""

import pytest

from tests.e2e.conftest import NARROW, WIDE
from tests.e2e.reading import CLIPPED, FOCUS, SMALL, sticks_out

pytestmark = pytest.mark.browser

ANSWERS = "/search/?q=how+do+we+stop+people+falling+in+hospital"
MAIN = [
    ("stranger", "/"), ("member", ANSWERS), ("member", "item"), ("member", "/privacy/mine/"), ("member", "/questions/"),
    ("specialist", "/library/imports/new/"), ("administrator", "/organisations/at/wt-icb/people/"),
    ("stranger", "/accounts/login/"),
]  # fmt: skip
WHERE = "[...document.querySelectorAll('*')].indexOf(document.activeElement)"
PRESSED = (
    "nav, header form, footer a, .fp-filters, .fp-search, button, .nhsuk-button, .nhsuk-skip-link, .nhsuk-pagination"
)
NAMES = [path.partition("?")[0] for _, path in MAIN]
# WCAG 1.4.12: what a reader may set without anything getting lost.
TEXT_SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } "
    "p { margin-bottom: 2em !important }"
)


@pytest.fixture(params=MAIN, ids=NAMES)
def main_page(request, window, site):
    """`main_page(**how)`: each of the main pages in turn, as somebody who uses it."""
    who, path = request.param
    path = f"/library/items/{site.made['items']['policy']}/" if path == "item" else path
    return lambda **how: window(who, path, **how)


def focused(page, presses=200):
    """What Tab leads to, one after another, from the top of the page until it starts again."""
    seen = set()
    for _ in range(presses):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUS)
        if here is None or (place := page.evaluate(WHERE)) in seen:
            return
        seen.add(place)
        yield here


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_whatever_has_the_focus_is_in_sight_and_marked(main_page, viewport):
    stops = list(focused(main_page(viewport=viewport)))

    assert len(stops) > 5
    assert [one["what"] for one in stops if not (one["seen"] and one["marked"])] == []


def test_in_colours_of_ones_own_the_focus_has_an_outline(main_page):
    stops = list(focused(main_page(forced_colors="active")))

    assert len(stops) > 5
    assert [one["what"] for one in stops if not one["outlined"]] == []


def test_wider_text_spacing_clips_nothing(main_page):
    page = main_page(viewport=NARROW, bypass_csp=True)
    page.add_style_tag(content=TEXT_SPACING)

    assert page.evaluate(CLIPPED) == []
    assert not sticks_out(page)


def test_four_times_larger_is_as_good_as_320_pixels(main_page):
    # 1280 pixels at 400% are 320 pixels, each drawn with four.
    page = main_page(viewport={"width": 320, "height": 256}, device_scale_factor=4)

    assert not sticks_out(page)
    assert page.evaluate(SMALL) == []


def test_paper_gets_the_words_and_no_controls(main_page):
    page = main_page()
    page.emulate_media(media="print")

    assert page.locator("h1").is_visible()
    left = [one.evaluate("e => e.outerHTML.slice(0, 90)") for one in page.locator(PRESSED).all() if one.is_visible()]
    assert left == []


def test_on_paper_stand_the_question_and_its_answers(window):
    page = window("member", ANSWERS)
    page.emulate_media(media="print")

    assert page.locator("text=To this question: how do we stop people falling in hospital").is_visible()
    assert page.locator(".fp-hit h3").count() > 5
    assert all(one.is_visible() for one in page.locator(".fp-hit h3").all())


def test_on_paper_the_addresses_of_papers_can_be_read(window, site):
    page = window("stranger", f"/library/papers/{site.made['addresses']['library:paper']['public_id']}/")
    page.emulate_media(media="print")

    links = page.locator("main a[href^=http]")
    assert links.count() > 0
    for link in links.all():
        said = link.evaluate("e => getComputedStyle(e, '::after').content")
        assert link.get_attribute("href") in said


def test_nothing_moves_for_whoever_wants_no_motion(window):
    page = window("member", ANSWERS, reduced_motion="reduce")

    assert page.evaluate(
        "[...document.querySelectorAll('*')].filter(e => { const s = getComputedStyle(e);"
        " return parseFloat(s.transitionDuration) > 0 || s.animationName !== 'none' }).length"
    ) == 0  # fmt: skip


def test_the_box_and_its_button_are_of_one_height(window):
    page = window("stranger", "/")

    box, button = page.locator("#q").bounding_box(), page.locator(".fp-search__button").bounding_box()
    assert abs(box["height"] - button["height"]) <= 1
    assert abs(box["y"] - button["y"]) <= 1


def test_on_a_phone_filters_wait_folded_between_the_box_and_the_answers(window):
    page = window("stranger", "/search/?q=blood+clots", viewport=NARROW)

    tops = [page.locator(one).bounding_box()["y"] for one in (".fp-search", ".fp-filters", "#answer-count")]
    assert tops == sorted(tops)
    assert not page.locator(".fp-filters__box").first.is_visible()
    page.locator(".fp-filters__toggle").press("Enter")
    assert page.locator(".fp-filters__box").first.is_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_on_a_desk_filters_stand_open_beside_the_answers(window, scripts):
    page = window("stranger", "/search/?q=blood+clots", java_script_enabled=scripts)

    assert page.locator(".fp-filters__box").first.is_visible()
    assert not page.locator(".fp-filters__toggle").is_visible()
    filters, answers = page.locator(".fp-filters").bounding_box(), page.locator(".fp-answers__list").bounding_box()
    assert filters["x"] + filters["width"] <= answers["x"]


def test_a_tick_on_a_phone_leaves_the_filters_open_and_the_focus_on_the_tick(window):
    page = window("stranger", "/search/?q=blood+clots", viewport=NARROW)
    page.locator(".fp-filters__toggle").press("Enter")
    page.locator("#filter-kind-note").press("Space")
    page.wait_for_url("**kind=note**")
    page.wait_for_selector("#announcements >> text=answer", state="attached")

    assert page.evaluate("document.activeElement.id") == "filter-kind-note"
    assert page.locator("#filter-kind-note").is_visible()
    assert page.locator("#filter-kind-note").is_checked()


def test_taking_a_filter_away_leads_to_the_count_and_says_it(window):
    page = window("stranger", "/search/?q=blood+clots&kind=note")
    before = page.inner_text("#answer-count")
    page.locator(".fp-chosen__link").first.press("Enter")
    page.wait_for_selector(".fp-chosen__link", state="detached")
    page.wait_for_selector("#answer-count:focus")

    after = page.inner_text("#answer-count")
    assert after != before
    page.wait_for_selector(f"#announcements >> text={after}", state="attached")


def test_back_and_forward_show_whole_pages_with_what_was_chosen(window):
    page = window("stranger", "/search/?q=blood+clots")
    everything = page.inner_text("#answer-count")
    page.locator("#filter-kind-note").press("Space")
    page.wait_for_url("**kind=note**")
    page.wait_for_selector(".fp-chosen__link")
    narrowed = page.inner_text("#answer-count")
    page.locator(".fp-answers__list h3 a").first.press("Enter")
    page.wait_for_selector("h1 >> text=Answers", state="detached")

    page.go_back()
    page.wait_for_selector("h1 >> text=Answers")
    assert page.inner_text("#answer-count") == narrowed
    page.go_back()
    page.wait_for_selector(f"#answer-count >> text={everything}")
    assert page.locator("header").count() == 1
    assert page.locator(".fp-chosen__link").count() == 0


def test_suggestions_come_as_one_types_and_can_be_followed(window):
    page = window("stranger", "/")
    page.focus("#q")
    page.keyboard.type("hyperten", delay=20)
    page.wait_for_selector("#q-suggestions a")
    assert page.evaluate("document.activeElement.id") == "q"

    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#q-suggestions') !== null")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1 >> text=Answers")
