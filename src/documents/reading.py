"""Reads one document in this process. For files of strangers use `pool.Readers`, whose processes may die of them."""

import time
from collections.abc import Iterator
from pathlib import Path

from documents.encoding import decoded
from documents.model import PDF, TEXT, WEB_PAGE, WORD, CannotRead, Cut, Limits, Refused
from documents.text import parts, tidy

MOST_WORDS_FILE = 50 * 1024 * 1024  # bytes of plain text or HTML: far beyond what is read of it


def read_pages(path: Path, kind: str, limits: Limits | None = None) -> Iterator[str | Cut]:
    """The text page by page (PDF) or part by part, and a Cut last if not all was read. Raises CannotRead."""
    limits = limits or Limits()
    if path.stat().st_size > limits.bytes:
        raise CannotRead(f"This file is larger than {limits.bytes // 1024**2:,} MB.")
    began, characters, number = time.process_time(), 0, 0
    for piece in _pieces(path, kind, limits):
        if isinstance(piece, Cut):
            yield piece
            return
        if number >= limits.pages:
            yield Cut(f"This is a very long file. Only the first {limits.pages:,} parts can be searched.")
            return
        room = limits.characters - characters
        yield piece[:room]
        number, characters = number + 1, characters + len(piece)
        pages = f"{number:,} page{'' if number == 1 else 's'}"
        if characters > limits.characters:
            yield Cut(f"This file holds very much text. Only the first {pages} can be searched.")
            return
        if time.process_time() - began > limits.seconds:
            yield Cut(f"Reading this file took too long. Only the first {pages} can be searched.")
            return


def read_document(path: Path, kind: str, limits: Limits | None = None) -> list[str] | Refused:
    """The whole text, a page or part each; or why it cannot be read."""
    try:
        return [piece for piece in read_pages(path, kind, limits) if isinstance(piece, str)]
    except CannotRead as problem:
        return Refused(str(problem))


def _pieces(path: Path, kind: str, limits: Limits) -> Iterator[str | Cut]:
    if kind == PDF:
        from documents.pdf import pdf_pages  # noqa: PLC0415 -- slow import

        return pdf_pages(path, limits)
    if kind == WORD:
        from documents.word import word_parts  # noqa: PLC0415 -- slow import

        return word_parts(path)
    if path.stat().st_size > MOST_WORDS_FILE:
        raise CannotRead(f"This text is longer than {MOST_WORDS_FILE // 1024**2} MB, so it was not read.")
    if kind == WEB_PAGE:
        from documents.web import web_parts  # noqa: PLC0415 -- slow import

        return web_parts(path)
    if kind == TEXT:
        return parts(tidy(decoded(path.read_bytes())))
    raise CannotRead("This kind of file holds no text that we can read.")
