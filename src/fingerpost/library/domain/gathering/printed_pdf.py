"""A reading list as an accessible PDF."""

from pathlib import Path
from typing import Any

from fingerpost.library.domain.gathering import citing
from fingerpost.library.domain.gathering.printed import PrintedList, PrintedThing
from fingerpost.ui.formats import full_date
from fingerpost.ui.paper import pdf as paper

# It ends in .txt because it is a text that travels with the product, not a document of its own.
_TEMPLATE = Path(__file__).parents[2] / "paper" / "reading_list.typ.txt"


def as_pdf(made: PrintedList) -> bytes:
    """The list as PDF/UA-1: tagged, with a title and a language. The same list on the same day gives the same bytes."""
    return paper.as_pdf(_TEMPLATE, _words(made))


def _words(made: PrintedList) -> dict[str, Any]:
    return {
        "title": made.title, "gathered_by": made.gathered_by, "address": made.address,
        "introduction": [text for text in made.introduction.split("\n\n") if text.strip()],
        "taken_on": full_date(made.taken_on),
        "sections": [
            {"heading": section.heading, "things": [_thing(thing) for thing in section.things]}
            for section in made.sections
        ],
    }  # fmt: skip


def _thing(thing: PrintedThing) -> dict[str, Any]:
    return {
        "title": thing.title, "kind_name": thing.kind_name, "address": thing.address, "note": thing.note,
        "warnings": list(thing.warnings),
        "reference": [{"text": text, "italic": italic} for text, italic in citing.harvard(thing.reference)],
    }  # fmt: skip
