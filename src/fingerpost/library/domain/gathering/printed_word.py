"""A reading list as a Word document that a screen reader can find its way in."""

from typing import Any

from fingerpost.library.domain.gathering import citing
from fingerpost.library.domain.gathering.printed import PrintedList, PrintedThing
from fingerpost.ui.formats import full_date
from fingerpost.ui.paper.word import add_link, add_table, as_bytes, new_document, safe

TABLE = ("Title", "Kind", "Take care", "Last checked by a person")


def as_word(made: PrintedList) -> bytes:
    """The list as a .docx file."""
    document = new_document(made.title, made.gathered_by)
    document.add_heading(safe(made.title), level=0)
    if made.gathered_by:
        document.add_paragraph(f"Gathered by {safe(made.gathered_by)}")
    for paragraph in filter(str.strip, made.introduction.split("\n\n")):
        document.add_paragraph(safe(paragraph))
    for section in made.sections:
        if section.heading:
            document.add_heading(safe(section.heading), level=1)
        for thing in section.things:
            _add_thing(document, thing, level=2 if section.heading else 1)
    if any(True for _ in made.things):
        document.add_heading("All in one table", level=1)
        rows = ((each.title, each.kind_name, "; ".join(each.warnings), each.checked) for each in made.things)
        add_table(document, TABLE, rows)
    last = document.add_paragraph(f"Taken on {full_date(made.taken_on)}. The list as it is now: ")
    add_link(last, made.address, made.address)
    return as_bytes(document)


def _add_thing(document: Any, thing: PrintedThing, *, level: int) -> None:
    document.add_heading(safe(thing.title), level=level)
    for warning in thing.warnings:
        document.add_paragraph().add_run(safe(warning)).bold = True
    if thing.note:
        document.add_paragraph(safe(thing.note))
    reference = document.add_paragraph()
    for text, italic in citing.harvard(thing.reference):
        reference.add_run(safe(text)).italic = italic
    place = document.add_paragraph(f"{safe(thing.kind_name)}: ")
    add_link(place, thing.address, thing.address)
