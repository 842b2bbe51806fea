"""A reading list as a Word document that a screen reader can find its way in.

It has a title and a language, real headings, links that say where they lead, and a table whose first row is
marked as its headings. python-docx has no words for the last and for links, so these are written as the file
format has them (ECMA-376, 17.4.49 `tblHeader` and 17.16.22 `hyperlink`).
"""

import io
import re
from typing import Any

from fingerpost.library.domain.gathering import citing
from fingerpost.library.domain.gathering.printed import PrintedList, PrintedThing
from fingerpost.ui.formats import full_date

_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LANGUAGE = "en-GB"


def as_word(made: PrintedList) -> bytes:
    """The list as a .docx file."""
    from docx import Document  # noqa: PLC0415 -- slow import

    document = Document()
    _describe(document, made)
    document.add_heading(_safe(made.title), level=0)
    if made.gathered_by:
        document.add_paragraph(f"Gathered by {_safe(made.gathered_by)}")
    for paragraph in filter(str.strip, made.introduction.split("\n\n")):
        document.add_paragraph(_safe(paragraph))
    for section in made.sections:
        if section.heading:
            document.add_heading(_safe(section.heading), level=1)
        for thing in section.things:
            _add_thing(document, thing, level=2 if section.heading else 1)
    if any(True for _ in made.things):
        document.add_heading("All in one table", level=1)
        _add_table(document, made)
    last = document.add_paragraph(f"Taken on {full_date(made.taken_on)}. The list as it is now: ")
    _add_link(last, made.address, made.address)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def _describe(document: Any, made: PrintedList) -> None:
    from docx.oxml import OxmlElement  # noqa: PLC0415 -- slow import
    from docx.oxml.ns import qn  # noqa: PLC0415 -- slow import

    properties = document.core_properties
    properties.title, properties.language = _safe(made.title)[:255], _LANGUAGE
    properties.author, properties.comments = _safe(made.gathered_by)[:255], ""
    look = document.styles["Normal"].element.get_or_add_rPr()
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), _LANGUAGE)
    look.append(language)
    document.styles["Normal"].font.name = "Arial"


def _add_thing(document: Any, thing: PrintedThing, *, level: int) -> None:
    document.add_heading(_safe(thing.title), level=level)
    for warning in thing.warnings:
        document.add_paragraph().add_run(_safe(warning)).bold = True
    if thing.note:
        document.add_paragraph(_safe(thing.note))
    reference = document.add_paragraph()
    for text, italic in citing.harvard(thing.reference):
        reference.add_run(_safe(text)).italic = italic
    place = document.add_paragraph(f"{_safe(thing.kind_name)}: ")
    _add_link(place, thing.address, thing.address)


def _add_table(document: Any, made: PrintedList) -> None:
    from docx.oxml import OxmlElement  # noqa: PLC0415 -- slow import
    from docx.oxml.ns import qn  # noqa: PLC0415 -- slow import

    headings = ("Title", "Kind", "Take care", "Last checked by a person")
    table = document.add_table(rows=1, cols=len(headings), style="Table Grid")
    for cell, heading in zip(table.rows[0].cells, headings, strict=True):
        cell.text = heading
        cell.paragraphs[0].runs[0].bold = True
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)
    for thing in made.things:
        said = (thing.title, thing.kind_name, "; ".join(thing.warnings), thing.checked)
        for cell, text in zip(table.add_row().cells, said, strict=True):
            cell.text = _safe(text)


def _add_link(paragraph: Any, address: str, text: str) -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE  # noqa: PLC0415 -- slow import
    from docx.oxml import OxmlElement  # noqa: PLC0415 -- slow import
    from docx.oxml.ns import qn  # noqa: PLC0415 -- slow import

    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(_safe(address), RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(_safe(text))
    run.underline = True
    link.append(run._r)
    paragraph._p.append(link)


def _safe(text: str) -> str:
    """The text without characters that the file format cannot hold."""
    return _HIDDEN.sub("", text)
