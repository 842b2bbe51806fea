"""The design as a browser draws it: clean for axe, at any width, by keyboard, without scripts, after a swap."""

from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

AXE = (Path(__file__).resolve().parents[1] / "vendor/axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = [
    "/look/",
    "/preview/",
    "/preview/form/",
    "/preview/error/404/",
    "/preview/error/500/",
    "/preview/alone/header/",
]
NARROW, WIDE = {"width": 320, "height": 640}, {"width": 1280, "height": 900}

# WCAG 1.4.12: what a reader may set without anything getting lost.
TEXT_SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } "
    "p { margin-bottom: 2em !important }"
)


@pytest.fixture
def open_page(browser, address):
    """`open_page(path, **how)`: a page in a window of its own. Complaints of the browser fail the test."""
    windows, complaints = [], []

    def go(path, viewport=WIDE, **how):
        window = browser.new_context(viewport=viewport, **how)
        windows.append(window)
        page = window.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: said.type == "error" and not is_about_the_network(said.text) and complaints.append(said.text),
        )
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        return page

    yield go
    for window in windows:
        window.close()
    assert complaints == []


def is_about_the_network(text):
    """The browser and htmx write down a page that did not come, or came with an error: some tests ask for one."""
    return text.startswith(("Failed to load resource", "htmx:", "Response Status"))


def violations(page):
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)["violations"]
    return [(one["id"], node["html"][:120]) for one in found for node in one["nodes"]]


def is_wider_than_the_window(page):
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_axe_finds_nothing_and_nothing_sticks_out(open_page, path, viewport):
    page = open_page(path, viewport=viewport)

    assert violations(page) == []
    assert not is_wider_than_the_window(page)


def test_axe_finds_nothing_in_the_nhs_colours(open_page, settings):
    settings.FINGERPOST_NHS_IDENTITY = True

    assert violations(open_page("/look/")) == []


def test_axe_finds_nothing_when_a_form_comes_back_with_mistakes(open_page):
    page = open_page("/preview/form/")
    page.fill("#id_question", "Safe for 943 476 5919?")
    page.check("#id_how-2")
    page.click("main button[type=submit]")
    page.wait_for_selector(".nhsuk-error-summary:focus")

    assert violations(page) == []


def test_wider_text_spacing_hides_nothing(open_page):
    page = open_page("/look/", viewport=NARROW, bypass_csp=True)
    page.add_style_tag(content=TEXT_SPACING)

    assert not is_wider_than_the_window(page)
    assert page.evaluate(
        "[...document.querySelectorAll('a, p, li, label, h1, h2, h3, button')].filter(e => e.clientHeight && "
        "getComputedStyle(e).overflowY === 'hidden' && e.scrollHeight > e.clientHeight + 1 && "
        "!e.matches('.nhsuk-u-visually-hidden, .nhsuk-skip-link')).map(e => e.outerHTML.slice(0, 80))"
    ) == []  # fmt: skip


def test_the_first_tab_shows_the_link_past_the_header(open_page):
    page = open_page("/look/")
    page.keyboard.press("Tab")

    link = page.locator(":focus")
    assert link.inner_text().strip() == "Skip to main content"
    assert link.is_visible()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "maincontent"


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_whatever_has_the_focus_can_be_seen(open_page, viewport):
    page = open_page("/look/", viewport=viewport)
    hidden, seen = [], 0
    for _ in range(60):
        page.keyboard.press("Tab")
        state = page.evaluate(
            """() => {
                const e = document.activeElement, box = e.getBoundingClientRect();
                if (e === document.body) return null;
                const style = getComputedStyle(e);
                const x = box.x + Math.min(box.width, innerWidth) / 2;
                const y = box.y + Math.min(box.height, innerHeight) / 2;
                const at = document.elementFromPoint(x, y);
                const shown = at && (e.contains(at) || at.contains(e));
                const marked = style.outlineStyle !== 'none' || style.boxShadow !== 'none';
                return {ok: Boolean(shown && marked), what: e.outerHTML.slice(0, 100)};
            }"""
        )
        if state is None:
            break
        seen += 1
        if not state["ok"]:
            hidden.append(state["what"])

    assert hidden == []
    assert seen >= 20


def test_mistakes_get_the_focus_and_lead_to_their_field(open_page):
    page = open_page("/preview/form/")
    page.fill("#id_needed_day", "31")
    page.fill("#id_needed_month", "2")
    page.fill("#id_needed_year", "2026")
    page.click("main button[type=submit]")

    page.wait_for_selector(".nhsuk-error-summary:focus")
    page.click(".nhsuk-error-summary a >> text=real date")
    assert page.evaluate("document.activeElement.id") == "id_needed_day"


def test_a_field_under_a_choice_shows_when_it_is_chosen(open_page):
    page = open_page("/preview/form/")
    assert not page.locator("#id_number").is_visible()

    page.check("#id_how-2")

    assert page.locator("#id_number").is_visible()
    assert page.locator("[type=radio][aria-expanded]").count() == 0


def test_everything_is_there_without_scripts(open_page):
    page = open_page("/preview/form/", java_script_enabled=False)

    assert page.locator("#id_number").is_visible()
    page.fill("#id_question", "What helps people to stay well at home?")
    page.check("#id_how")
    page.click("main button[type=submit]")
    assert page.title() == "Try a form – Fingerpost"


def test_a_code_pastes_whole(open_page):
    page = open_page("/preview/", permissions=["clipboard-read", "clipboard-write"])
    page.evaluate("navigator.clipboard.writeText('204 815')")

    page.focus("#id_empty-code")
    page.keyboard.press("Control+V")

    assert page.input_value("#id_empty-code") == "204 815"


def test_after_a_swap_it_is_said_started_and_focused(open_page):
    page = open_page("/swaps/")
    page.focus("text=Newest first")
    page.keyboard.press("Enter")
    page.wait_for_selector("h2")

    page.wait_for_selector("#announcements >> text=12 answers", state="attached")
    assert page.evaluate("document.activeElement.tagName") == "H2"
    assert page.locator("[data-nhsuk-character-count-init]").count() == 1


def test_a_part_that_cannot_be_had_is_shown_as_a_whole_page(open_page):
    page = open_page("/swaps/")
    page.click("text=A page that has gone")

    page.wait_for_selector("h1 >> text=We cannot find that page")


def test_without_a_connection_the_page_says_so(open_page):
    page = open_page("/swaps/")
    page.route("**/swaps/?new=1", lambda route: route.abort())
    page.click("text=Newest first")

    page.wait_for_selector("#connection-problem >> text=We cannot reach the service")


def test_copying_the_address_is_offered_where_it_can_be_done(open_page):
    page = open_page("/preview/", permissions=["clipboard-read", "clipboard-write"])
    page.click("text=Copy a link to this page")

    page.wait_for_selector("text=Link copied")
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_paper_gets_the_words_and_nothing_to_press(open_page):
    page = open_page("/look/")
    page.emulate_media(media="print")

    assert page.locator(".fp-hit").first.is_visible()
    assert not page.locator(".fp-nav").is_visible()
    assert not page.locator(".fp-filters").is_visible()


def test_states_can_be_told_apart_without_colours(open_page):
    page = open_page("/preview/", forced_colors="active")

    shapes = page.evaluate(
        "['good', 'watch', 'bad', 'quiet'].map(t => { const s = getComputedStyle(document.querySelector("
        "`#specimen-parts-status .fp-status--${t} .fp-status__dot`)); "
        "return s.borderRadius + s.transform + s.backgroundImage + s.backgroundColor })"
    )
    assert len(set(shapes)) == 4


def test_the_accessibility_tree_of_a_form_reads_like_the_page(open_page):
    tree = open_page("/preview/form/").locator("main").aria_snapshot()

    for line in (
        'heading "Try a form" [level=1]',
        'textbox "What do you need to know?"',
        'group "How should we answer?"',
        'radio "By e-mail"',
        'textbox "Day"',
        'button "Send"',
    ):
        assert line in tree


def test_the_buttons_above_a_text_write_its_marks_and_can_be_undone(open_page):
    page = open_page("/preview/")
    box = page.locator("#id_empty-markdown")
    buttons = page.get_by_role("toolbar", name="Marks for: What to do").first
    box.fill("Ring the desk\nWait")
    box.press("Control+a")

    buttons.get_by_role("button", name="Numbers").click()

    assert box.input_value() == "1. Ring the desk\n2. Wait"
    box.press("Control+z")
    assert box.input_value() == "Ring the desk\nWait"


def test_the_buttons_above_a_text_are_one_stop_for_the_tab_key(open_page):
    page = open_page("/preview/")
    page.locator("#id_empty-markdown").focus()

    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowRight")

    assert page.evaluate("document.activeElement.textContent") == "Italic"
    page.keyboard.press("Enter")
    assert page.locator("#id_empty-markdown").input_value() == "_words in italics_"
