"""The text of a Word file, by mammoth. Word decides where pages end only when it prints, so it is cut into parts."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mammoth  # type: ignore[import-untyped]  # it has no types of its own

from documents.model import CannotRead
from documents.packed import look_through
from documents.text import parts, tidy
from documents.web import words_of


def word_parts(path: Path) -> Iterator[str]:
    """The words with headings, lists, tables and notes, in parts of about a page each. Raises CannotRead."""
    if refused := look_through(path):
        raise CannotRead(refused.reason)
    try:
        with path.open("rb") as file:
            markup = mammoth.convert_to_html(
                file, convert_image=_no_picture, include_embedded_style_map=False, external_file_access=False
            ).value
    except MemoryError:
        raise
    except Exception as problem:  # mammoth lets through whatever a damaged part does to it
        raise CannotRead("This Word file is damaged. Open it in Word, save it anew, and try again.") from problem
    yield from parts(tidy(words_of(markup)))


def _no_picture(image: Any) -> list[Any]:
    """Pictures are not looked at: their words cannot be searched."""
    return []
