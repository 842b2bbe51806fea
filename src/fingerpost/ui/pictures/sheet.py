"""A sheet to draw on: SVG elements with presentation attributes only, which a strict content policy lets pass."""

from dataclasses import dataclass
from xml.etree import ElementTree

from fingerpost.ui.pictures import wrapping
from fingerpost.ui.pictures.signs import Sign

# Any machine has one of these; the widths that lines are broken by are Arial's.
ON_SCREEN = "Arial, Helvetica, 'Liberation Sans', sans-serif"
# What comes with the program that sets PDF and PNG. It runs narrower than Arial, so it may be larger.
ON_PAPER = "'Libertinus Serif', 'DejaVu Sans Mono', serif"
PAPER_GROWS = 1.07

WHITE, TEXT, QUIET, BAD = "#ffffff", "#212b32", "#425563", "#b3200f"
LINE, TARMAC, VERGE = "#c5ccd1", "#4c6272", "#eef2f0"


@dataclass(frozen=True)
class Brand:
    """The colours of an identity. On a page the style sheet puts its own in their place, by class."""

    main: str
    deep: str


OWN, NHS = Brand("#00524f", "#003b39"), Brand("#005eb8", "#003087")


def number(value: float) -> str:
    """A number as short as SVG takes it."""
    return f"{value:.1f}".removesuffix(".0")


@dataclass(frozen=True)
class Lines:
    """Wrapped lines of one text, and how they look."""

    lines: tuple[str, ...]
    size: float
    colour: str = TEXT
    bold: bool = False
    right_to_left: bool = False
    name: str = ""

    @property
    def line_height(self) -> float:
        """From one line to the next."""
        return round(self.size * 1.3)

    @property
    def height(self) -> float:
        """Of all lines together."""
        return self.line_height * len(self.lines)

    @property
    def width(self) -> float:
        """Of the longest line."""
        return max((wrapping.measure(line, self.size, bold=self.bold) for line in self.lines), default=0)


def lines_of(text: str, width: float, size: float, *, most: int = 3, bold: bool = False, **look: str) -> Lines:
    """A text wrapped to a width."""
    wrapped = wrapping.wrap(text, width, size, bold=bold, lines=most)
    return Lines(wrapped, size, bold=bold, right_to_left=wrapping.is_right_to_left(text), **look)


class Sheet:
    """One picture while it is drawn. What is drawn later lies above."""

    def __init__(self, *, brand: Brand, on_paper: bool) -> None:
        self.brand = brand
        self._grows = PAPER_GROWS if on_paper else 1.0
        self.root = ElementTree.Element("g", {"font-family": ON_PAPER if on_paper else ON_SCREEN})
        self._open = [self.root]

    def add(self, tag: str, attributes: dict[str, str], text: str = "") -> ElementTree.Element:
        """An element where we are."""
        made = ElementTree.SubElement(self._open[-1], tag, attributes)
        made.text = text or None
        return made

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        """An element that holds what follows, until `end`."""
        self._open.append(self.add(tag, attributes))

    def end(self) -> None:
        """Leave the element that was begun last."""
        self._open.pop()

    def box(self, x: float, y: float, width: float, height: float, *, radius: float = 0, **look: str) -> None:
        """A rectangle."""
        place = {"x": number(x), "y": number(y), "width": number(width), "height": number(height)}
        rounded = {"rx": number(radius)} if radius else {}
        self.add("rect", place | rounded | _attributes(look))

    def path(self, d: str, **look: str) -> None:
        """A path."""
        self.add("path", {"d": d} | _attributes(look))

    def sign(self, sign: Sign, x: float, y: float, size: float) -> None:
        """A sign around a point, with a white rim. A sign without a colour has that of the identity."""
        scale = size / 48
        colour = {"fill": sign.colour} if sign.colour else {"fill": self.brand.main, "class": "fp-road__brand"}
        self.begin("g", {"transform": f"translate({number(x)} {number(y)}) scale({scale:.3f})"})
        rim = {"stroke": WHITE, "stroke-width": "7", "stroke-linejoin": "round", "paint-order": "stroke"}
        self.add("path", {"d": sign.outline} | colour | rim)
        if sign.filled:
            self.path(sign.filled, fill=WHITE)
        if sign.lines:
            self.path(
                sign.lines, fill="none", stroke=WHITE, stroke_width="3", stroke_linecap="round", stroke_linejoin="round"
            )
        self.end()

    def text(self, lines: Lines, x: float, y: float, width: float, *, underline: bool = False, **look: str) -> None:
        """Lines below one another in a column of a width; right-to-left text stands at its right edge."""
        if not lines.lines:
            return
        edge = x + width if lines.right_to_left else x
        attributes = {"font-size": number(lines.size * self._grows), "fill": lines.colour}
        if lines.bold:
            attributes["font-weight"] = "bold"
        if lines.right_to_left:
            attributes["text-anchor"] = "end"
        if lines.name:
            attributes["class"] = lines.name
        attributes |= _attributes(look)
        under = {"text-decoration": "underline"} if underline else {}
        first = y + lines.line_height / 2 + lines.size * 0.35
        places = [(line, number(first + lines.line_height * place)) for place, line in enumerate(lines.lines)]
        if lines.right_to_left:
            # Each line on its own: a space behind it would push it off its edge.
            for line, baseline in places:
                said = f"{wrapping.ISOLATE}{line}{wrapping.END_OF_ISOLATE}"
                self.add("text", attributes | under | {"x": number(edge), "y": baseline}, said)
            return
        self.begin("text", attributes)
        for line, baseline in places:
            drawn = self.add("tspan", {"x": number(edge), "y": baseline} | under, line)
            # The space is for those who have it read out, or copy it. It has no line under it.
            drawn.tail = " " if baseline != places[-1][1] else None
        self.end()


def _attributes(look: dict[str, str]) -> dict[str, str]:
    """Python's spelling of attribute names to that of SVG: `stroke_width`, `class_`."""
    return {name.rstrip("_").replace("_", "-"): value for name, value in look.items()}
