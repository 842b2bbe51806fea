"""A brief as an accessible PDF."""

from pathlib import Path

from fingerpost.roads.domain.briefs.printed import PrintedBrief
from fingerpost.ui.paper import pdf

_TEMPLATE = Path(__file__).parents[2] / "paper" / "brief.typ.txt"


def as_pdf(made: PrintedBrief) -> bytes:
    """The brief as PDF/UA-1: tagged, with a title and a language."""
    return pdf.as_pdf(
        _TEMPLATE,
        {
            "title": made.title, "whose": made.whose, "label": made.label, "warnings": list(made.warnings),
            "verdict": made.verdict, "bottom_line": made.bottom_line, "sureness": made.sureness,
            "sure_because": made.sure_because, "address": made.address, "taken_on": made.taken_on,
            "points": [
                {
                    "text": one.text, "own": one.own, "numbers": list(one.numbers), "quotes": list(one.quotes),
                    "warnings": list(one.warnings),
                }
                for one in made.points
            ],
            "parts": [{"heading": heading, "words": list(words)} for heading, words in made.parts],
            "options": [{"name": name, "good": good, "bad": bad} for name, good, bad in made.options],
            "facts": [{"name": name, "words": words} for name, words in made.facts],
            "references": [
                {"number": number, "text": text, "warning": warning, "address": address}
                for number, text, warning, address in made.references
            ],
        },
    )  # fmt: skip
