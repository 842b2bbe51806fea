"""A decision as an accessible PDF."""

from pathlib import Path
from typing import Any

from fingerpost.decisions.domain.printed import Line, Printed
from fingerpost.ui.paper import pdf

_TEMPLATE = Path(__file__).parents[1] / "paper" / "decision.typ.txt"


def as_pdf(made: Printed) -> bytes:
    """The decision as PDF/UA-1: tagged, with a title and a language."""
    return pdf.as_pdf(
        _TEMPLATE,
        {
            "title": made.title, "whose": made.whose, "label": made.label, "warnings": list(made.warnings),
            "what": list(made.what), "facts": [{"name": name, "words": words} for name, words in made.facts],
            "sections": [
                {
                    "heading": section.heading, "paragraphs": list(section.paragraphs),
                    "lines": list(map(_line, section.lines)),
                    "groups": [{"name": name, "lines": list(map(_line, lines))} for name, lines in section.groups],
                }
                for section in made.sections
            ],
            "address": made.address, "taken_on": made.taken_on,
        },
    )  # fmt: skip


def _line(line: Line) -> dict[str, Any]:
    return {"text": line.text, "under": list(line.under), "warning": line.warning, "address": line.address}
