"""A decision as a Word document that a screen reader can find its way in."""

from typing import Any

from fingerpost.decisions.domain.printed import Line, Printed
from fingerpost.ui.paper.word import add_link, add_table, as_bytes, new_document, safe


def as_word(made: Printed) -> bytes:
    """The decision as a .docx file."""
    document = new_document(made.title, made.whose)
    for words in (made.label, *made.warnings):
        document.add_paragraph().add_run(safe(words)).bold = True
    document.add_heading(safe(made.title), level=0)
    for words in made.what:
        document.add_paragraph(safe(words))
    add_table(document, ("About this decision", ""), made.facts)
    for section in made.sections:
        document.add_heading(section.heading, level=1)
        for words in section.paragraphs:
            document.add_paragraph(safe(words))
        for line in section.lines:
            _add_line(document, line)
        for name, lines in section.groups:
            document.add_heading(name, level=2)
            for line in lines:
                _add_line(document, line)
    last = document.add_paragraph(f"Taken on {made.taken_on}. The decision as it is now: ")
    add_link(last, made.address, made.address)
    return as_bytes(document)


def _add_line(document: Any, line: Line) -> None:
    said = document.add_paragraph(style="List Bullet")
    if line.address:
        add_link(said, line.address, line.text)
    else:
        said.add_run(safe(line.text)).bold = bool(line.under)
    if line.warning:
        said.add_run(safe(f" {line.warning}.")).bold = True
    for words in line.under:
        said.add_run().add_break()
        said.add_run(safe(words))
