"""The road as a file for a board paper: SVG, PNG or an accessible PDF. All are drawn wide."""

import json
import re
from pathlib import Path
from typing import Any

from django.conf import settings

from fingerpost.ui.pictures.road import draw
from fingerpost.ui.pictures.waypoints import Group, Road, Waypoint, address, describe, title_of
from fingerpost.ui.pictures.wrapping import clean

# It ends in .txt because it is a text that travels with the product, not a document of its own.
_TEMPLATE = Path(__file__).parent / "paper" / "road.typ.txt"
_ONLY_PICTURE = (
    "#set document(date: none)\n#set page(width: auto, height: auto, margin: 0pt)\n"
    '#image(bytes(sys.inputs.picture), format: "svg", width: 960pt)'
)
# The fonts that come with typst have Latin, Greek, Cyrillic, Hebrew, Arabic and the usual signs.
_BEYOND_ITS_FONTS = re.compile("[^\u0000-\u058f\u0590-\u05ff\u0600-\u06ff\u1e00-\u22ff]")


def as_svg(road: Road, *, base: str = "") -> bytes:
    """The picture as a file of its own. Links begin with `base`, the address of the service, or are left out."""
    return draw(road, "wide", base=base, nhs=_nhs()).encode()


def as_png(road: Road, scale: float = 2) -> bytes:
    """The picture in pixels, 960 wide times the scale."""
    import typst  # noqa: PLC0415 -- slow import

    picture = draw(road, "wide", base="", nhs=_nhs(), on_paper=True)
    drawn = typst.compile(
        _ONLY_PICTURE.encode(), format="png", ppi=72.0 * scale, sys_inputs={"picture": picture},
        ignore_system_fonts=not _BEYOND_ITS_FONTS.search(picture),
    )  # fmt: skip
    return bytes(drawn)


def as_pdf(road: Road, title: str, *, base: str = "") -> bytes:
    """The picture on A4, described in words, and all of it as an ordered list. The same road gives the same bytes.

    It is PDF/UA-1. Where a text has letters that neither typst's own fonts nor the machine's can draw, a PDF that keeps
    these letters as text, but without that stamp, is better than none.
    """
    import typst  # noqa: PLC0415 -- slow import

    picture = draw(road, "wide", base="", nhs=_nhs(), on_paper=True)
    words = {"picture": picture, "data": json.dumps(_words(road, clean(title), base))}
    for own_fonts, standards in ((True, ["ua-1"]), (False, ["ua-1"]), (False, [])):
        try:
            drawn = typst.compile(
                _TEMPLATE.read_bytes(), format="pdf", ignore_system_fonts=own_fonts, pdf_standards=standards,
                sys_inputs=words,
            )  # fmt: skip
        except typst.TypstError as problem:
            if "could not be displayed" not in str(problem):
                raise
        else:
            return bytes(drawn)
    raise RuntimeError("The road could not be set as a PDF.")


def _nhs() -> bool:
    return bool(getattr(settings, "FINGERPOST_NHS_IDENTITY", False))


def _words(road: Road, title: str, base: str) -> dict[str, Any]:
    return {
        "title": title, "name": title_of(road), "alt": describe(road),
        "question": clean(road.question), "question_href": address(road.question_href, base),
        "groups": [_group(group, base) for group in road.passed],
        "end_label": road.end_label, "end": clean(road.end), "end_href": address(road.end_href, base),
        "end_note": clean(road.end_note),
    }  # fmt: skip


def _group(group: Group, base: str) -> dict[str, Any]:
    return {"name": clean(group.kind_name), "things": [_thing(one, base) for one in group.waypoints]}


def _thing(one: Waypoint, base: str) -> dict[str, str]:
    return {
        "title": clean(one.shown_title), "href": address(one.shown_href, base), "note": clean(one.shown_note),
        "warning": clean(one.shown_warning), "considered": one.considered_words,
    }  # fmt: skip
