"""A reading list as RIS, for reference managers."""

from collections.abc import Iterable

import rispy

from bibliography.text import clean
from fingerpost.library.domain.gathering.printed import PrintedList, PrintedThing

# What a reference manager should take each of our own kinds for; any other is a web page.
_TYPES = {"policy": "RPRT", "guideline": "RPRT", "note": "RPRT", "data-set": "DATA"}


class _Writer(rispy.RisWriter):
    """Writes the entries alone: a number before each is no part of the format, and trips some readers."""

    def set_header(self, count: int) -> str:
        """Nothing before an entry."""
        return ""


def as_ris(made: PrintedList) -> str:
    """All things of a list, in its order."""
    return things_as_ris(made.things)


def things_as_ris(things: Iterable[PrintedThing]) -> str:
    """These things, in this order."""
    return rispy.dumps([_entry(thing) for thing in things], implementation=_Writer)


def _entry(thing: PrintedThing) -> dict[str, str | list[str]]:
    """One thing. Each value is one line: a line's end inside one would begin a new field."""
    reference = thing.reference
    first, _, last = reference.pages.partition("-")
    said: dict[str, str | list[str]] = {
        "type_of_reference": "JOUR" if thing.kind == "paper" else _TYPES.get(thing.kind, "ELEC"),
        "title": thing.title,
        "authors": list(reference.authors) or ([reference.publisher] if reference.publisher else []),
        "year": str(reference.year or ""),
        "journal_name": reference.journal, "volume": reference.volume, "number": reference.issue,
        "start_page": first, "end_page": last, "doi": reference.doi,
        "accession_number": str(reference.pmid or ""),
        "publisher": reference.publisher,
        "abstract": thing.summary,
        "keywords": list(thing.subjects),
        "urls": [thing.address],
        "notes": [*thing.warnings, *([thing.note] if thing.note else [])],
    }  # fmt: skip
    tidy = {name: [clean(one) for one in value] if isinstance(value, list) else clean(value)
            for name, value in said.items()}  # fmt: skip
    return {name: value for name, value in tidy.items() if value}
