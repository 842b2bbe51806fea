"""The road as a picture: all its kinds and things, legible, in words, and safe to put on a page."""

from collections import Counter
from xml.etree import ElementTree

import pytest

from fingerpost.ui.pictures.road import draw
from fingerpost.ui.pictures.signs import SIGNS
from tests.ui.roads import KINDS, ROADS, SVG, group, lines, overlapping, road, waypoint, with_many, words

LAYOUTS = ["narrow", "wide"]
EVERY_ROAD = pytest.mark.parametrize("shown", ROADS.values(), ids=ROADS)
EVERY_LAYOUT = pytest.mark.parametrize("layout", LAYOUTS)


def hrefs(svg):
    return [link.get("href") for link in ElementTree.fromstring(svg).iter(f"{SVG}a")]


@EVERY_LAYOUT
def test_shows_the_question_each_kind_each_thing_and_the_decision_in_the_order_of_the_road(layout):
    svg = draw(
        road(group("data", "Falls in 2025"), group("evidence", "A trial"), end_note="Falls group, 14 April"), layout
    )

    assert words(svg) == (
        "The question Do socks prevent falls? Local data Falls in 2025 Published evidence A trial "
        "The decision We check footwear. Falls group, 14 April"
    )


@EVERY_LAYOUT
@EVERY_ROAD
def test_no_two_lines_stand_on_one_another(shown, layout):
    assert overlapping(lines(draw(shown, layout))) == []


@EVERY_LAYOUT
@EVERY_ROAD
def test_nothing_stands_outside_the_picture(shown, layout):
    svg = draw(shown, layout)
    left, top, right, bottom = (float(part) for part in ElementTree.fromstring(svg).get("viewBox").split())

    assert [
        box.text
        for box in lines(svg)
        if box.left < left or box.right > right or box.top < top or box.bottom > bottom
    ] == []  # fmt: skip


@EVERY_LAYOUT
@EVERY_ROAD
def test_has_a_name_and_a_description_in_words(shown, layout):
    svg = ElementTree.fromstring(draw(shown, layout))

    assert svg.find(f"{SVG}title").text.startswith("The road from the question “")
    assert all(one.kind_name in svg.find(f"{SVG}desc").text for one in shown.groups)


@EVERY_LAYOUT
@EVERY_ROAD
def test_runs_under_a_policy_that_refuses_scripts_and_styles(shown, layout):
    tags = list(ElementTree.fromstring(draw(shown, layout)).iter())

    assert {tag.tag.removeprefix(SVG) for tag in tags} <= {
        "svg", "title", "desc", "g", "rect", "path", "circle", "text", "tspan", "a",
    }  # fmt: skip
    assert [name for tag in tags for name in tag.attrib if name == "style" or name.startswith("on")] == []


@EVERY_LAYOUT
@EVERY_ROAD
def test_words_are_large_enough_to_read(shown, layout):
    sizes = [float(text.get("font-size")) for text in ElementTree.fromstring(draw(shown, layout)).iter(f"{SVG}text")]

    assert min(sizes) >= 14


def test_is_as_wide_as_was_asked():
    widths = [ElementTree.fromstring(draw(ROADS["one"], layout)).get("width") for layout in LAYOUTS]

    assert widths == ["320", "960"]


@EVERY_LAYOUT
def test_the_same_road_is_drawn_the_same(layout):
    assert draw(with_many(), layout) == draw(with_many(), layout)


def test_says_how_many_more_there_are():
    svg = draw(with_many(200), "wide")

    drawn = [box.text for box in lines(svg) if box.text.startswith("and ")]
    assert drawn == [drawn[0]] * 8
    assert drawn[0] in ("and 21 more", "and 22 more", "and 23 more")


@pytest.mark.parametrize(("count", "more"), [(4, False), (5, False), (6, True), (16, True)])
def test_at_most_four_of_a_kind_are_drawn_unless_only_one_would_be_left_out(count, more):
    said = words(draw(road(group("evidence", *(f"Trial{place}" for place in range(count)))), "wide"))

    assert [f"Trial{place}" in said for place in range(count)] == [place < 4 or not more for place in range(count)]
    assert (f"and {count - 4} more" in said) == more


def test_what_was_withdrawn_is_never_among_those_left_out():
    things = group("evidence", *(f"Trial{place}" for place in range(30)))
    things = type(things)(
        things.kind, things.kind_name, (*things.waypoints, waypoint("Last", warning="Withdrawn in May"))
    )

    assert "Last Withdrawn in May and 27 more" in words(draw(road(things), "narrow"))


def test_what_was_only_considered_says_so():
    assert "A trial Considered, not relied on" in words(draw(road(group("evidence", "A trial", considered=True))))


def test_of_something_restricted_only_the_kind_is_shown():
    hidden = {"href": "/secret/", "note": "Secret note", "warning": "Secret warning", "restricted": True}

    svg = draw(road(group("policy", "Secret title", **hidden)))

    assert "Policies here Something restricted was used" in words(svg)
    assert "ecret" not in svg


def test_a_kind_with_nothing_in_it_is_not_on_the_road():
    assert "Guidelines" not in draw(road(group("guideline"), group("evidence", "A trial")))


def test_an_empty_road_says_so():
    assert (
        words(draw(ROADS["nothing"]))
        == "The question Do socks prevent falls? Nothing has been gathered yet. Not decided yet"
    )


@EVERY_LAYOUT
def test_marks_in_the_words_are_shown_as_they_are(layout):
    bad = "<script>alert('x')</script> & \"more\" \x00\x1b\ud800 \u202egnorw"

    svg = draw(road(group("evidence", bad, note=bad, href='/r/"><b>'), question=bad, end=bad, end_note=bad), layout)

    assert "<script>" in words(svg)
    assert "<script" not in svg
    assert "\u202e" not in svg


def test_a_page_keeps_its_links_and_the_picture_is_then_a_group_of_them():
    svg = draw(road(group("evidence", "A trial", href="/r/1/"), question_href="/q/1/", end_href="/d/1/"))

    assert hrefs(svg) == ["/q/1/", "/r/1/", "/d/1/"]
    assert ElementTree.fromstring(svg).get("role") == "group"


@pytest.mark.parametrize(
    ("base", "kept"), [("", ["https://x.org/1"]), ("https://f.nhs.uk", ["https://f.nhs.uk/r/1/", "https://x.org/1"])]
)
def test_a_file_has_whole_links_or_none(base, kept):
    shown = road(group("evidence", "A trial", href="/r/1/"), group("data", "Falls", href="https://x.org/1"))

    assert hrefs(draw(shown, base=base)) == kept


def test_without_links_it_is_one_image():
    assert ElementTree.fromstring(draw(with_many(), base="")).get("role") == "img"


@pytest.mark.parametrize("href", ["javascript:alert(1)", "//evil.org", "/\\evil.org", "data:text/html,x", "r/1"])
def test_links_that_lead_nowhere_good_are_left_out(href):
    assert hrefs(draw(road(group("evidence", "A trial", href=href)))) == []


def test_each_kind_has_a_sign_of_its_own():
    assert set(SIGNS) == set(KINDS)
    for seen in (
        [sign.outline for kind, sign in SIGNS.items() if kind != "know-how"],
        [sign.filled + sign.lines for sign in SIGNS.values()],
    ):
        assert max(Counter(seen).values()) == 1


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("kind", SIGNS)
def test_the_name_of_a_kind_stands_out_from_its_colour(kind):
    assert 1.05 / (luminance(SIGNS[kind].colour) + 0.05) >= 4.5


def test_a_kind_that_nobody_drew_has_a_plain_sign_and_its_name():
    other = group("evidence", "A letter")

    assert "Letters A letter" in words(draw(road(type(other)("letters", "Letters", other.waypoints))))


def test_right_to_left_words_stand_at_the_right_of_their_card():
    [line] = [box for box in lines(draw(ROADS["other scripts"], "narrow")) if box.text.startswith("מניעת נפילות")]

    assert line.right > 275
