"""Word documents that a screen reader can find its way in.

A document has a title and a language, real headings, links that say where they lead, and tables whose first row is
marked as headings. python-docx has no words for the last and for links, so these are written as the file format has
them (ECMA-376, 17.4.49 `tblHeader` and 17.16.22 `hyperlink`).
"""

import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LANGUAGE = "en-GB"


def new_document(title: str, author: str = "") -> Any:
    """An empty document in British English that knows its title and whose it is."""
    from docx import Document  # noqa: PLC0415 -- slow import
    from docx.oxml import OxmlElement  # noqa: PLC0415 -- slow import
    from docx.oxml.ns import qn  # noqa: PLC0415 -- slow import

    document = Document()
    properties = document.core_properties
    properties.title, properties.language = safe(title)[:255], _LANGUAGE
    properties.author, properties.comments = safe(author)[:255], ""
    look = document.styles["Normal"].element.get_or_add_rPr()
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), _LANGUAGE)
    look.append(language)
    document.styles["Normal"].font.name = "Arial"
    return document


def add_table(document: Any, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table whose first row is marked as its headings."""
    from docx.oxml import OxmlElement  # noqa: PLC0415 -- slow import
    from docx.oxml.ns import qn  # noqa: PLC0415 -- slow import

    table = document.add_table(rows=1, cols=len(headings), style="Table Grid")
    for cell, heading in zip(table.rows[0].cells, headings, strict=True):
        cell.text = heading
        cell.paragraphs[0].runs[0].bold = True
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = safe(text)


def add_link(paragraph: Any, address: str, text: str) -> None:
    """A link at the end of a paragraph."""
    from docx.opc.constants import RELATIONSHIP_TYPE  # noqa: PLC0415 -- slow import
    from docx.oxml import OxmlElement  # noqa: PLC0415 -- slow import
    from docx.oxml.ns import qn  # noqa: PLC0415 -- slow import

    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(safe(address), RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(safe(text))
    run.underline = True
    link.append(run._r)
    paragraph._p.append(link)


def add_picture(document: Any, picture: bytes, alternative: str, *, width_cm: float = 16) -> None:
    """A picture with the words that stand for it where it cannot be seen."""
    from docx.shared import Cm  # noqa: PLC0415 -- slow import

    shape = document.add_picture(io.BytesIO(picture), width=Cm(width_cm))
    shape._inline.docPr.set("descr", safe(alternative))


def safe(text: str) -> str:
    """The text without characters that the file format cannot hold."""
    return _HIDDEN.sub("", text)


def as_bytes(document: Any) -> bytes:
    """The document as a .docx file."""
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()
