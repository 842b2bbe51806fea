"""The road: from a question, through waypoints grouped by kind of knowledge, to a decision. Drawn as one SVG."""

from dataclasses import dataclass
from math import ceil
from xml.etree import ElementTree

from fingerpost.ui.pictures import sheet as sheets
from fingerpost.ui.pictures.cards import DENSITIES, FOCUS, Card, Density, Sizes, card_of, draw_card
from fingerpost.ui.pictures.sheet import QUIET, TARMAC, TEXT, VERGE, WHITE, Brand, Lines, Sheet, lines_of, number
from fingerpost.ui.pictures.signs import ENDS, QUESTION, sign_of
from fingerpost.ui.pictures.way import Point, draw_way, with_bends
from fingerpost.ui.pictures.waypoints import NOTHING_YET, Group, Road, Waypoint, address, describe, title_of

__all__ = ["Group", "Road", "Waypoint", "describe", "draw", "title_of"]


@dataclass(frozen=True)
class _Layout:
    """How the picture is cut: where the road runs, how wide cards are, how large words."""

    width: float
    margin: float
    centre: float
    swing: float
    road: float
    card: float
    sign: float
    panel: float
    question: float
    note: float
    stretch: float
    gap: float
    tallest: float
    two_sided: bool
    sizes: Sizes


_WIDE = _Layout(
    width=960, margin=24, centre=480, swing=62, road=34, card=346, sign=52, panel=640, question=26, note=18,
    stretch=170, gap=30, tallest=1750, two_sided=True, sizes=Sizes(title=18, note=16.5, heading=20, pad=14, tip=16),
)  # fmt: skip
_NARROW = _Layout(
    width=320, margin=8, centre=29, swing=7, road=17, card=248, sign=40, panel=304, question=20, note=16,
    stretch=85, gap=26, tallest=3600, two_sided=False, sizes=Sizes(title=17, note=16, heading=18, pad=11, tip=9),
)  # fmt: skip
_LAYOUTS = {"wide": _WIDE, "narrow": _NARROW}


@dataclass(frozen=True)
class _Placed:
    card: Card
    x: float
    y: float
    stop: Point
    points: str


def draw(
    road: Road, layout: str = "narrow", *, base: str | None = None, nhs: bool = False, on_paper: bool = False
) -> str:
    """A complete SVG of the road, 320 units wide ("narrow") or 960 ("wide").

    `base` is for files: links begin with it, or are left out when it is "". On a page (None) they stay as they are, and
    the picture is a group with links in it; without links it is one image. `nhs` takes the colours of the NHS identity
    (on a page the style sheet does that). `on_paper` draws with the fonts that come with typst.
    """
    cut = _LAYOUTS[layout]
    sheet = Sheet(brand=sheets.NHS if nhs else sheets.OWN, on_paper=on_paper)
    height = _draw_all(sheet, road, cut, base)
    has_links = sheet.root.find(".//a") is not None
    svg = ElementTree.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {number(cut.width)} {number(height)}",
            "width": number(cut.width), "height": number(height), "role": "group" if has_links else "img",
            "class": f"fp-road__svg fp-road__svg--{layout}",
        },
    )  # fmt: skip
    ElementTree.SubElement(svg, "title").text = title_of(road)
    ElementTree.SubElement(svg, "desc").text = describe(road)
    svg.append(sheet.root)
    return ElementTree.tostring(svg, encoding="unicode")


def _draw_all(sheet: Sheet, road: Road, cut: _Layout, base: str | None) -> float:
    """Everything, from the ground up. Gives the height."""
    brand = sheet.brand
    question = _question_panel(cut, road, base, brand)
    end = _end_panel(cut, road, base, brand)
    start = cut.margin + question.height
    for density in DENSITIES:
        placed = _place(road, cut, start + cut.gap + 10, density, brand, base)
        if not placed or max(one.y + one.card.height for one in placed) + end.height < cut.tallest:
            break
    low = max([start + 40, *(one.y + one.card.height for one in placed)])
    words = None if placed else lines_of(NOTHING_YET, cut.card, cut.sizes.title, colour=QUIET)
    top = low + (cut.gap + cut.sign * 0.75 if placed else cut.sign * 2)
    # A whole number: with a fraction, typst leaves out a row of pixels when it makes a PNG.
    height = ceil(top + end.height + cut.margin)

    sheet.box(0, 0, cut.width, height, radius=14, fill=VERGE)
    begins = (cut.centre, start - 4)
    stops = [begins, *(one.stop for one in placed), (cut.centre, top + 4)]
    points = with_bends(stops, centre=cut.centre, swing=cut.swing, longest=cut.stretch)
    last = stops[-2][1] if road.end_kind not in ("decision", "brief") else None
    draw_way(sheet, points, cut.road, unfinished_from=last)
    _draw_panel(sheet, cut, question, cut.margin, dashed=False)
    sheet.sign(QUESTION, cut.centre, start, cut.sign)
    if words:
        sheet.text(words, cut.centre + cut.sign, start + cut.sign * 0.8, cut.card)
    for one in placed:
        draw_card(sheet, one.card, one.x, one.y, points=one.points)
        sheet.sign(sign_of(one.card.group.kind), *one.stop, cut.sign)
    _draw_panel(sheet, cut, end, top, dashed=last is not None)
    sheet.sign(ENDS.get(road.end_kind, ENDS["open"]), cut.centre, top, cut.sign)
    return height


def _place(road: Road, cut: _Layout, top: float, density: Density, brand: Brand, base: str | None) -> list[_Placed]:
    """A place for each kind: down one side, or on alternating sides with room left for the road between them."""
    placed: list[_Placed] = []
    free = {"left": top, "right": top}
    least = top
    side = "right"
    for group in road.passed:
        card = card_of(group, width=cut.card, sizes=cut.sizes, density=density, brand=brand.main, base=base)
        if cut.two_sided:
            side = min(("left", "right"), key=lambda one: (max(free[one], least), one == side))
        else:
            side = "right"
        y = max(free[side], least)
        middle = y + card.finger / 2
        x = cut.margin if side == "left" else cut.width - cut.margin - cut.card
        where = cut.centre - cut.swing if side == "left" else cut.centre + cut.swing
        if not cut.two_sided:
            where = cut.centre
        placed.append(_Placed(card, x, y, (where, middle), "right" if side == "left" else "left"))
        free[side] = y + card.height + cut.gap
        least = y + cut.sign * 2.1
    return placed


@dataclass(frozen=True)
class _Panel:
    """A box at either end of the road."""

    label: Lines
    text: Lines
    note: Lines
    href: str
    fill: str
    rim: str
    pad: float

    @property
    def height(self) -> float:
        return self.pad * 2.2 + self.label.height + self.text.height + self.note.height + (6 if self.note.lines else 0)


def _panel(
    cut: _Layout, label: str, text: str, note: str, href: str, colour: str, ink: str, brand: Brand, *, fill: str = WHITE
) -> _Panel:
    pad = cut.sign * 0.55
    room = cut.panel - pad * 2
    branded = "fp-road__brand" if colour == brand.main else ""
    return _Panel(
        lines_of(label, room, cut.note, bold=True, colour=colour, name=branded),
        lines_of(text, room, cut.question, bold=True, most=6, colour=ink),
        lines_of(note, room, cut.note, most=4, colour=ink if fill != WHITE else QUIET),
        href, fill, brand.main, pad,
    )  # fmt: skip


def _question_panel(cut: _Layout, road: Road, base: str | None, brand: Brand) -> _Panel:
    return _panel(cut, "The question", road.question, "", address(road.question_href, base), brand.main, TEXT, brand)


def _end_panel(cut: _Layout, road: Road, base: str | None, brand: Brand) -> _Panel:
    href = address(road.end_href, base)
    if road.end_kind in ("decision", "brief"):
        return _panel(cut, road.end_label, road.end, road.end_note, href, WHITE, WHITE, brand, fill=brand.deep)
    return _panel(cut, road.end_label, road.end, road.end_note, href, QUIET, TEXT, brand)


def _draw_panel(sheet: Sheet, cut: _Layout, panel: _Panel, y: float, *, dashed: bool) -> None:
    x = (cut.width - cut.panel) / 2
    look = {"fill": panel.fill, "stroke": panel.rim, "stroke_width": "3"}
    look["class_"] = "fp-road__brand-rim" if panel.fill == WHITE else "fp-road__brand-deep"
    if dashed:
        look |= {"stroke": TARMAC, "stroke_dasharray": "9 7", "class_": "fp-road__open"}
    sheet.box(x, y, cut.panel, panel.height, radius=10, **look)
    left, room = x + panel.pad, cut.panel - panel.pad * 2
    at = y + panel.pad
    sheet.text(panel.label, left, at, room)
    at += panel.label.height
    if panel.href:
        sheet.begin("a", {"href": panel.href, "class": "fp-road__link"})
        sheet.box(left - 6, at - 2, room + 12, panel.text.height + 4, radius=3, **FOCUS)
        sheet.text(panel.text, left, at, room, underline=True)
        sheet.end()
    else:
        sheet.text(panel.text, left, at, room)
    sheet.text(panel.note, left, at + panel.text.height + 6, room)
