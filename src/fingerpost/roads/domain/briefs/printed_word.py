"""A brief as a Word document that a screen reader can find its way in."""

from typing import Any

from fingerpost.roads.domain.briefs.printed import PrintedBrief, PrintedPoint
from fingerpost.ui.paper.word import add_link, add_table, as_bytes, new_document, safe


def as_word(made: PrintedBrief) -> bytes:
    """The brief as a .docx file."""
    document = new_document(made.title, made.whose)
    document.add_paragraph().add_run(safe(made.label)).bold = True
    for warning in made.warnings:
        document.add_paragraph().add_run(safe(warning)).bold = True
    document.add_heading(safe(made.title), level=0)
    document.add_heading("Bottom line", level=1)
    if made.verdict:
        document.add_paragraph().add_run(safe(made.verdict)).bold = True
    document.add_paragraph(safe(made.bottom_line))
    if made.sureness:
        sure = document.add_paragraph()
        sure.add_run(safe(f"{made.sureness}. ")).bold = True
        sure.add_run(safe(made.sure_because))
    document.add_heading("What this rests on", level=1)
    for point in made.points:
        _add_point(document, point)
    for heading, words in made.parts:
        document.add_heading(heading, level=1)
        for paragraph in words:
            document.add_paragraph(safe(paragraph))
    if made.options:
        document.add_heading("What could be done", level=1)
        add_table(document, ("Option", "For it", "Against it"), made.options)
    document.add_heading("About this brief", level=1)
    for name, words in made.facts:
        fact = document.add_paragraph(style="List Bullet")
        fact.add_run(f"{name}: ").bold = True
        fact.add_run(safe(words))
    _add_references(document, made)
    last = document.add_paragraph(f"Taken on {made.taken_on}. The brief as it is now: ")
    add_link(last, made.address, made.address)
    return as_bytes(document)


def _add_point(document: Any, point: PrintedPoint) -> None:
    said = document.add_paragraph(safe(point.text), style="List Number")
    if point.numbers:
        said.add_run(" " + " ".join(f"[{number}]" for number in point.numbers))
    if point.own:
        said.add_run(" Our own knowledge. No published source.").italic = True
    for warning in point.warnings:
        document.add_paragraph().add_run(safe(warning)).bold = True
    for quote in point.quotes:
        document.add_paragraph(safe(f"The source says: “{quote}”"), style="Quote")


def _add_references(document: Any, made: PrintedBrief) -> None:
    if not made.references:
        return
    document.add_heading("References", level=1)
    for number, text, warning, address in made.references:
        line = document.add_paragraph(safe(f"{number}. {text} "))
        if warning:
            line.add_run(safe(f"{warning}. ")).bold = True
        add_link(line, address, address)
