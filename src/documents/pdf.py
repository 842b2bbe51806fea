"""The text of a PDF, page by page, by PDFium."""

from collections.abc import Iterator
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]  # it has no types of its own
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]  # as above

from documents.model import CannotRead, Cut, Limits
from documents.text import tidy

_PROBLEMS = {
    pdfium.FPDF_ERR_PASSWORD: "This PDF is protected by a password. Take the password off, save it, and try again.",
    pdfium.FPDF_ERR_SECURITY: "This PDF is locked in a way that we cannot open. Save it without protection.",
}
_BROKEN = "This PDF is damaged and cannot be opened. Save it anew and try again."


def pdf_pages(path: Path, limits: Limits) -> Iterator[str | Cut]:
    """One text for each page, empty where there is none. Raises CannotRead.

    PDFium reads from the file as it needs, so a large file costs little memory. A page that it cannot
    open is empty; the others are read.
    """
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as problem:
        raise CannotRead(_PROBLEMS.get(problem.err_code or 0, _BROKEN)) from problem
    try:
        count = len(document)
        if not count:
            raise CannotRead(_BROKEN)
        for number in range(min(count, limits.pages)):
            yield _text_of(document, number)
        if count > limits.pages:
            yield Cut(f"This PDF has {count:,} pages. Only the first {limits.pages:,} can be searched.")
    finally:
        document.close()


def _text_of(document: pypdfium2.PdfDocument, number: int) -> str:
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return ""
    try:
        words = page.get_textpage()
        try:
            return tidy(words.get_text_bounded())
        finally:
            words.close()
    except pypdfium2.PdfiumError:
        return ""
    finally:
        page.close()
