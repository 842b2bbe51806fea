"""One kind of knowledge on the road: a finger with its name, and under it the things that were found on the way."""

from dataclasses import dataclass

from fingerpost.ui.pictures.sheet import BAD, LINE, QUIET, TEXT, WHITE, Lines, Sheet, lines_of, number
from fingerpost.ui.pictures.signs import sign_of
from fingerpost.ui.pictures.waypoints import Group, Waypoint, address

# Behind each link: takes the pointer, and is coloured by the style sheet while the link has the focus.
FOCUS = {"fill": "none", "pointer_events": "all", "class_": "fp-road__focus"}
_WARNING = "fp-road__warning"


@dataclass(frozen=True)
class Sizes:
    """Measures of a layout, in units of the picture."""

    title: float
    note: float
    heading: float
    pad: float
    tip: float


@dataclass(frozen=True)
class Density:
    """How much of each kind is drawn: things, and lines of their titles and notes."""

    things: int
    title_lines: int
    note_lines: int


# From roomy to close: a road with much on it is drawn closer, so that it can still be read on one page.
DENSITIES = (Density(4, 3, 2), Density(3, 2, 1), Density(2, 2, 0))


@dataclass(frozen=True)
class _Item:
    waypoint: Waypoint | None
    texts: tuple[Lines, ...]
    href: str = ""

    @property
    def height(self) -> float:
        return sum(text.height for text in self.texts) + 2 * (len(self.texts) - 1)


@dataclass(frozen=True)
class Card:
    """A group, wrapped and measured, ready to be put somewhere."""

    group: Group
    width: float
    sizes: Sizes
    name: Lines
    items: tuple[_Item, ...]

    @property
    def finger(self) -> float:
        """The height of the finger."""
        return self.name.height + self.sizes.pad

    @property
    def height(self) -> float:
        """From the top of the finger to the end of the card."""
        between = self.sizes.pad * 1.5
        return self.finger + sum(item.height + between for item in self.items) + self.sizes.pad * 0.5


def card_of(group: Group, *, width: float, sizes: Sizes, density: Density, brand: str, base: str | None) -> Card:
    """The group as a card of a width."""
    name = lines_of(group.kind_name, width - sizes.pad * 2, sizes.heading, most=2, bold=True, colour=WHITE)
    room = width - sizes.pad * 2 - _bullet_room(sizes)
    shown = chosen(group.waypoints, density.things)
    items = [_item(one, room, sizes, density, brand, base) for one in shown]
    if left_out := len(group.waypoints) - len(shown):
        more = lines_of(f"and {left_out:,} more", room, sizes.title, bold=True)
        items.append(_Item(None, (more,)))
    return Card(group, width, sizes, name, tuple(items))


def chosen(waypoints: tuple[Waypoint, ...], most: int) -> tuple[Waypoint, ...]:
    """Those that are drawn, in their order. What carries a warning comes before what does not."""
    if len(waypoints) <= most + 1:
        return waypoints
    by_weight = sorted(
        range(len(waypoints)), key=lambda at: (not waypoints[at].shown_warning, waypoints[at].considered, at)
    )
    return tuple(waypoints[at] for at in sorted(by_weight[:most]))


def _bullet_room(sizes: Sizes) -> float:
    return sizes.title * 1.1


def _item(one: Waypoint, room: float, sizes: Sizes, density: Density, brand: str, base: str | None) -> _Item:
    href = address(one.shown_href, base)
    look = {"colour": brand, "name": "fp-road__link-text"} if href else {"colour": QUIET if one.considered else TEXT}
    texts = [lines_of(one.shown_title, room, sizes.title, most=density.title_lines, **look)]
    if one.considered_words:
        texts.append(lines_of(one.considered_words, room, sizes.note, colour=QUIET, bold=True))
    if one.shown_warning:
        beside = room - sizes.note * 1.3
        texts.append(lines_of(one.shown_warning, beside, sizes.note, colour=BAD, bold=True, name=_WARNING))
    if one.shown_note and density.note_lines:
        texts.append(lines_of(one.shown_note, room, sizes.note, most=density.note_lines, colour=QUIET))
    return _Item(one, tuple(text for text in texts if text.lines), href)


def draw_card(sheet: Sheet, card: Card, x: float, y: float, *, points: str) -> None:
    """The card with its finger's tip to the "left" or the "right", where the road is."""
    colour, pad, middle = sign_of(card.group.kind).colour, card.sizes.pad, y + card.finger / 2
    sheet.begin("g", {"class": "fp-road__group"})
    below = card.height - card.finger / 2
    sheet.box(x, middle, card.width, below, radius=6, fill=WHITE, stroke=LINE, stroke_width="1.5")
    left, right, low = number(x), number(x + card.width), number(y + card.finger)
    if points == "right":
        tip = number(x + card.width + card.sizes.tip)
        finger = f"M{left} {number(y)}H{right}L{tip} {number(middle)}L{right} {low}H{left}z"
    else:
        tip = number(x - card.sizes.tip)
        finger = f"M{right} {number(y)}H{left}L{tip} {number(middle)}L{left} {low}H{right}z"
    sheet.path(finger, fill=colour, stroke=colour, stroke_width="4", stroke_linejoin="round")
    sheet.text(card.name, x + pad, y + pad / 2, card.width - 2 * pad, class_="fp-road__kind")
    at = y + card.finger + pad * 0.9
    for place, item in enumerate(card.items):
        if place:
            line = number(at - pad * 0.8)
            sheet.path(f"M{number(x + pad)} {line}H{number(x + card.width - pad)}", stroke=LINE, stroke_width="1")
        _draw_item(sheet, card, item, x + pad, at, colour)
        at += item.height + pad * 1.5
    sheet.end()


def _draw_item(sheet: Sheet, card: Card, item: _Item, x: float, y: float, colour: str) -> None:
    sizes = card.sizes
    width = card.width - sizes.pad * 2 - _bullet_room(sizes)
    left, bullet = x + _bullet_room(sizes), x + sizes.title * 0.35
    if item.texts[0].right_to_left:
        left, bullet = x, x + card.width - sizes.pad * 2 - sizes.title * 0.35
    _bullet(sheet, item.waypoint, bullet, y + item.texts[0].line_height / 2, sizes.title * 0.3, colour)
    for place, text in enumerate(item.texts):
        if place == 0 and item.href:
            sheet.begin("a", {"href": item.href, "class": "fp-road__link"})
            sheet.box(left - 4, y - 2, width + 8, text.height + 4, radius=3, **FOCUS)
            sheet.text(text, left, y, width, underline=True)
            sheet.end()
        elif text.name == _WARNING:
            _triangle(sheet, left, y + text.line_height / 2, text.size)
            sheet.text(text, left + text.size * 1.3, y, width - text.size * 1.3)
        else:
            sheet.text(text, left, y, width)
        y += text.height + 2


def _bullet(sheet: Sheet, one: Waypoint | None, x: float, y: float, radius: float, colour: str) -> None:
    """A full dot for what was relied on, an open one for what was only considered, a lock for what may not be told."""
    if one is None:
        return
    if one.restricted:
        sheet.begin("g", {"transform": f"translate({number(x)} {number(y)}) scale({radius / 10:.3f})"})
        sheet.path("M-10-2H10V13H-10z", fill=TEXT)
        sheet.path("M-6-2v-5a6 6 0 0 1 12 0v5", fill="none", stroke=TEXT, stroke_width="4")
        sheet.end()
        return
    look = {"fill": WHITE, "stroke-dasharray": "3 2"} if one.considered else {"fill": colour}
    place = {"cx": number(x), "cy": number(y), "r": number(radius)}
    sheet.add("circle", place | look | {"stroke": colour, "stroke-width": "2"})


def _triangle(sheet: Sheet, x: float, y: float, size: float) -> None:
    """The sign before a warning."""
    sheet.begin("g", {"transform": f"translate({number(x + size / 2)} {number(y)}) scale({size / 20:.3f})"})
    sheet.path("M0-9.5L10 9h-20z", fill=BAD, stroke=BAD, stroke_width="2.5", stroke_linejoin="round")
    sheet.path("M0-3V2.5M0 6.3v.1", stroke=WHITE, stroke_width="2.6", stroke_linecap="round")
    sheet.end()
