"""The road itself: a line through bends, with tarmac, edges and a broken white line."""

from collections.abc import Sequence
from itertools import pairwise

from fingerpost.ui.pictures.sheet import TARMAC, VERGE, WHITE, Sheet, number

Point = tuple[float, float]


def with_bends(points: Sequence[Point], *, centre: float, swing: float, longest: float) -> list[Point]:
    """The points, and between distant ones further bends to the left and right, so that no stretch is dull."""
    bent = [points[0]]
    for (x0, y0), (x1, y1) in pairwise(points):
        pieces = max(1, round((y1 - y0) / longest))
        side = -1 if x0 > centre else 1
        if (x0 - centre) * (x1 - centre) > 0 and y1 - y0 > longest * 0.7:
            # Two stops on the same side: an even number of stretches brings the road back to it.
            pieces += pieces % 2
        elif (x0 - centre) * (x1 - centre) < 0:
            pieces += 1 - pieces % 2
        for step in range(1, pieces):
            bent.append((centre + swing * side, y0 + (y1 - y0) * step / pieces))
            side = -side
        bent.append((x1, y1))
    return bent


def line_through(points: Sequence[Point]) -> str:
    """A smooth path that goes straight down at each point."""
    (x, y), *rest = points
    d = f"M{number(x)} {number(y)}"
    for to_x, to_y in rest:
        half = (y + to_y) / 2
        d += f"C{number(x)} {number(half)} {number(to_x)} {number(half)} {number(to_x)} {number(to_y)}"
        x, y = to_x, to_y
    return d


def draw_way(sheet: Sheet, points: Sequence[Point], width: float, *, unfinished_from: float | None = None) -> None:
    """The road through the points. Below `unfinished_from` it is only planned: no tarmac, just broken edges."""
    built = [point for point in points if unfinished_from is None or point[1] <= unfinished_from]
    planned = points[len(built) - 1 :] if unfinished_from is not None else []
    if len(planned) > 1:
        d = line_through(planned)
        sheet.path(d, fill="none", stroke=TARMAC, stroke_width=number(width), stroke_dasharray="9 7")
        sheet.path(d, fill="none", stroke=VERGE, stroke_width=number(width - 6))
    if len(built) > 1:
        d = line_through(built)
        for colour, across in ((WHITE, width + 10), (TARMAC, width)):
            sheet.path(d, fill="none", stroke=colour, stroke_width=number(across), stroke_linejoin="round")
        dash = f"{number(width * 0.42)} {number(width * 0.42)}"
        sheet.path(d, fill="none", stroke=WHITE, stroke_width=number(width * 0.09), stroke_dasharray=dash)
