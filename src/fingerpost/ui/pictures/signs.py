"""A sign for each kind of knowledge: its own outline, its own drawing and its own colour, so that none stands alone."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sign:
    """A sign around the point (0, 0), some 48 units wide: paths, and colours that hold on white.

    `outline` is filled with the colour; `filled` and `lines` are drawn on it in white.
    """

    colour: str
    outline: str
    filled: str = ""
    lines: str = ""


_CIRCLE = "M-23 0a23 23 0 1 1 46 0a23 23 0 1 1-46 0z"

SIGNS = {
    # An open book in a circle.
    "evidence": Sign(
        "#1d4f86", _CIRCLE,
        filled="M-1-8.5C-4.5-11-9-11.5-13.5-11V8c4.5-.5 9 0 12.5 2.5zM1-8.5C4.5-11 9-11.5 13.5-11V8"
        "c-4.5-.5-9 0-12.5 2.5z",
    ),
    # A list that is ticked off, on a square plate.
    "guideline": Sign(
        "#2c6a38", "M-17-22h34a5 5 0 0 1 5 5v34a5 5 0 0 1-5 5h-34a5 5 0 0 1-5-5v-34a5 5 0 0 1 5-5z",
        lines="M-13-7l3.5 3.5L-3.5-10M1-6h12M-13 7l3.5 3.5L-3.5 4M1 8h12",
    ),
    # A sheet with a turned corner.
    "policy": Sign(
        "#1f6a66", "M-16-24H7L18-13V24h-34z", filled="M7-24V-13H18z", lines="M-9-4H11M-9 5H11M-9 14H4",
    ),
    # Bars in a hexagon.
    "data": Sign(
        "#3f5463", "M-13-22.5h26L26 0 13 22.5h-26L-26 0z",
        filled="M-13 1h6.5v10H-13zM-3.2-5h6.5v16h-6.5zM6.5-12H13v23H6.5z",
    ),
    # A lamp on a diamond.
    "know-how": Sign(
        "#8a5300",
        "M-3-26.5a4.2 4.2 0 0 1 6 0L26.5-3a4.2 4.2 0 0 1 0 6L3 26.5a4.2 4.2 0 0 1-6 0L-26.5 3a4.2 4.2 0 0 1 0-6z",
        filled="M0-14a9 9 0 0 0-5 16.5V6h10V2.5A9 9 0 0 0 0-14zM-4.5 8.5h9v2.5h-9zM-2.5 13h5v2.5h-5z",
    ),
    # A turn back and on, in a triangle.
    "lessons": Sign(
        "#a0432c", "M-4-22.5a4.6 4.6 0 0 1 8 0L26.5 16a4.6 4.6 0 0 1-4 7h-45a4.6 4.6 0 0 1-4-7z",
        filled="M3.5-7.5L-5-2.8V-12.2z", lines="M-4-7.5H1.5A9 9 0 1 1-7.5 1.5",
    ),
    # A speech bubble.
    "voices": Sign(
        "#6d4392", "M-20-22h40a5 5 0 0 1 5 5V7a5 5 0 0 1-5 5H1L-10 24V12h-10a5 5 0 0 1-5-5v-24a5 5 0 0 1 5-5z",
        lines="M-15-11H15M-15-3H15M-15 5H3",
    ),
    # Scales on an eight-sided plate.
    "judgement": Sign(
        "#8c2f62", "M-9.5-23h19L23-9.5v19L9.5 23h-19L-23 9.5v-19z",
        filled="M-16.5 2h11a5.5 5.5 0 0 1-11 0zM5.5 2h11a5.5 5.5 0 0 1-11 0z",
        lines="M0-13V13M-7 13H7M-11-10H11M-11-10L-15.5 2M-11-10L-6.5 2M11-10L6.5 2M11-10L15.5 2",
    ),
    # One page with a ribbon's end.
    "brief": Sign("#454ba0", "M-18-24h36V24L0 14-18 24z", lines="M-10-14H10M-10-6H10M-10 2H3"),
    # A lock on a shield.
    "restricted": Sign(
        "#212b32", "M-21-20L0-25l21 5V2C21 13 11 21 0 25-11 21-21 13-21 2z", filled="M-9-3H9V11H-9z",
        lines="M-5.5-4v-4a5.5 5.5 0 0 1 11 0v4",
    ),
}  # fmt: skip

_OTHER = Sign("#425563", _CIRCLE, filled="M-6 0a6 6 0 1 1 12 0a6 6 0 1 1-12 0z")

QUESTION = Sign("", _CIRCLE, filled="M-2.5 9.5h5v5h-5z", lines="M-7-6.5a7 7 0 1 1 9.5 6.5C.5 1 0 2.5 0 6")
ENDS = {
    "decision": Sign("", _CIRCLE, lines="M-10 0.5l7 7L10.5-7"),
    "brief": Sign("", _CIRCLE, filled="M-8-11.5H8V11L0 6.5-8 11z"),
    "open": Sign("#425563", _CIRCLE, filled="M-11-2h4.5v4.5H-11zM-2.2-2h4.5v4.5h-4.5zM6.5-2H11v4.5H6.5z"),
}


def sign_of(kind: str) -> Sign:
    """The sign of a kind; kinds that nobody drew share a plain one."""
    return SIGNS.get(kind, _OTHER)
