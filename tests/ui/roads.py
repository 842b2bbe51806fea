"""Roads to draw in tests, and what a picture of one shows."""

from dataclasses import dataclass
from itertools import combinations
from xml.etree import ElementTree

from fingerpost.ui.pictures.road import Group, Road, Waypoint
from fingerpost.ui.pictures.wrapping import END_OF_ISOLATE, ISOLATE, measure

SVG = "{http://www.w3.org/2000/svg}"
KINDS = {
    "evidence": "Published evidence", "guideline": "Guidelines", "policy": "Policies here", "data": "Local data",
    "know-how": "Know-how", "lessons": "Lessons learned", "voices": "What patients and staff said",
    "judgement": "Judgement", "brief": "Briefs", "restricted": "Restricted",
}  # fmt: skip


def waypoint(title="Falls on wards", kind="evidence", **given):
    return Waypoint(kind, KINDS[kind], title, **given)


def group(kind="evidence", *titles, **given):
    return Group(kind, KINDS[kind], tuple(waypoint(title, kind, **given) for title in titles))


def road(*groups, **given):
    """A road to a decision past these groups."""
    words = {"question": "Do socks prevent falls?", "end": "We check footwear.", "end_kind": "decision"}
    return Road(groups=groups, **(words | given))


def with_many(count=200):
    """A road past eight kinds with so many things in all, with long titles and notes."""
    kinds = list(KINDS)[:8]
    title = "A long title about how the falls of older people on wards were counted, and what helped"
    return road(
        *(
            group(kind, *(f"{place} {title}" for place in range(at, count, 8)), note="A note of some length", href="/r")
            for at, kind in enumerate(kinds)
        )
    )


LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen" * 4
ROADS = {
    "nothing": road(end="", end_kind="open"),
    "nothing but a decision": road(),
    "one": road(group("evidence", "Falls on wards")),
    "eight kinds": road(*(group(kind, "Falls on wards", "Falls at night") for kind in list(KINDS)[:8])),
    "all kinds, open": road(*(group(kind, "Falls on wards") for kind in KINDS), end="", end_kind="open"),
    "200": with_many(),
    "long": road(
        group("evidence", LONG_WORD, "Falls " * 80, warning="Retracted " * 20, considered=True, note=LONG_WORD),
        question="Why do people fall? " * 40, end=LONG_WORD, end_note="Decided " * 100,
    ),
    "other scripts": road(
        group("evidence", "الوقاية من السقوط في المستشفى: مراجعة منهجية للأدلة المتاحة, 12!", "מניעת נפילות בבתי חולים"),
        group("voices", "病院での転倒予防に関する長い題名がここにあり折り返されます", "Падения в больнице", "अस्पताल में गिरना"),
        question="ما هي أفضل طريقة للوقاية من السقوط؟", end_kind="brief",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Box:
    """Where a line of text stands."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def covers(self, other):
        return (
            min(self.right, other.right) - max(self.left, other.left) > 0.5
            and min(self.bottom, other.bottom) - max(self.top, other.top) > 0.5
        )


def lines(svg):
    """The box of every line of text: from the height of a capital to the foot of a "g"."""
    found = []
    for text in ElementTree.fromstring(svg).iter(f"{SVG}text"):
        size, bold = float(text.get("font-size")), text.get("font-weight") == "bold"
        for line in list(text) or [text]:
            words = line.text.strip(ISOLATE + END_OF_ISOLATE)
            x, y, width = float(line.get("x")), float(line.get("y")), measure(words, size, bold=bold)
            left = x - width if text.get("text-anchor") == "end" else x
            found.append(Box(words, left, y - size * 0.75, left + width, y + size * 0.22))
    return found


def overlapping(boxes):
    return [(one.text, other.text) for one, other in combinations(boxes, 2) if one.covers(other)]


def words(svg):
    """All that is written in a picture, without its title and description."""
    said = " ".join(box.text for box in lines(svg))
    return " ".join(said.split())
