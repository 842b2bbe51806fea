"""The road as a browser draws it: with real letters, at any width, by keyboard and on paper."""

import io
from xml.etree import ElementTree

import pypdfium2
import pytest

from fingerpost.ui.pictures.road import draw
from tests.ui.roads import ROADS, Box, overlapping

pytestmark = pytest.mark.browser

NARROW, WIDE = {"width": 320, "height": 640}, {"width": 1280, "height": 900}
ROAD = "#specimen-parts-road .fp-road"


@pytest.fixture
def preview(browser, address):
    """`preview(viewport)`: the preview page, with the specimen of a road on it."""
    opened = []

    def go(viewport):
        window = browser.new_context(viewport=viewport)
        opened.append(window)
        page = window.new_page()
        page.goto(f"{address}/preview/")
        page.wait_for_load_state("networkidle")
        return page

    yield go
    for window in opened:
        window.close()


@pytest.mark.parametrize("layout", ["narrow", "wide"])
@pytest.mark.parametrize("name", [name for name in ROADS if name != "other scripts"])
def test_the_letters_of_the_browser_stay_in_their_place(browser, name, layout):
    page = browser.new_page()
    svg = draw(ROADS[name], layout)
    page.set_content(svg)
    found = page.evaluate(
        """() => [...document.querySelectorAll('text')].flatMap(text => {
            const size = parseFloat(text.getAttribute('font-size'));
            const lines = text.children.length ? [...text.children] : [text];
            return lines.map(line => ({
                text: line.textContent, left: +line.getAttribute('x'), y: +line.getAttribute('y'), size,
                width: line.getComputedTextLength(),
            }));
        })"""
    )
    page.close()
    boxes = [
        Box(one["text"], one["left"], one["y"] - one["size"] * 0.75, one["left"] + one["width"], one["y"] + one["size"] * 0.22)
        for one in found
    ]  # fmt: skip
    width = float(ElementTree.fromstring(svg).get("width"))

    assert overlapping(boxes) == []
    assert [box.text for box in boxes if box.right > width] == []


@pytest.mark.parametrize(("viewport", "shown"), [(NARROW, "narrow"), (WIDE, "wide")])
def test_one_of_the_two_pictures_is_there_for_anybody(preview, viewport, shown):
    page = preview(viewport)

    visible = [place for place in ("narrow", "wide") if page.locator(f"{ROAD} .fp-road__picture--{place}").is_visible()]
    assert visible == [shown]


def test_a_thing_in_the_picture_is_reached_and_seen_by_keyboard(preview):
    page = preview(WIDE)
    links = page.locator(f"{ROAD} .fp-road__picture--wide a")
    links.nth(0).focus()
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.getAttribute('href')") == "#review"
    box = page.locator(":focus .fp-road__focus")
    assert box.evaluate("box => getComputedStyle(box).fill") == "rgb(255, 235, 59)"
    page.keyboard.press("Enter")
    assert page.url.endswith("#review")


def test_on_paper_the_wide_picture_stands_and_the_list_is_open(preview):
    page = preview(NARROW)
    page.evaluate("road => document.querySelector('main').replaceChildren(document.querySelector(road))", ROAD)
    printed = pypdfium2.PdfDocument(io.BytesIO(page.pdf(format="A4")))
    said = " ".join(" ".join(sheet.get_textpage().get_text_range() for sheet in printed).split())

    assert said.count("Footwear that fits matters more than the sole") == 2
    assert "1. The question:" in said
