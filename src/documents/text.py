"""Text as it is kept: no hidden characters, tidy lines, cut into parts where a document has no pages."""

import re
import unicodedata
from collections.abc import Iterator

PART = 3_000  # characters: about what stands on a printed page
LONGEST = 12_000  # a paragraph longer than this is cut in the middle

# What a PDF writes where a word is broken at the end of a line.
_BROKEN_WORD = re.compile("[\u00ad\ufffe\x02]\\s*\n")
# Control characters, marks that change the direction of writing, halves of characters, what is no character.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    "\ufff9-\uffff\ud800-\udfff]"
)
_SPACES = re.compile("[ \t\u00a0\u2000-\u200a\u202f\u3000]+")
_EMPTY_LINES = re.compile(r"\n{3,}")


def tidy(text: str) -> str:
    """The same words without what only tricks the eye; at most one empty line on end."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n\n")
    text = _HIDDEN.sub("", _BROKEN_WORD.sub("", text))
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return unicodedata.normalize("NFC", _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip())


def parts(text: str) -> Iterator[str]:
    """A text without pages in parts of about PART characters, each ending with a paragraph."""
    held: list[str] = []
    size = 0
    for paragraph in _paragraphs(text):
        if held and size + len(paragraph) > PART:
            yield "\n\n".join(held)
            held, size = [], 0
        held.append(paragraph)
        size += len(paragraph) + 2
    if held:
        yield "\n\n".join(held)


def _paragraphs(text: str) -> Iterator[str]:
    """Paragraphs; a very long one (a table, a text of lines alone) at its line ends, or else at a space."""
    for paragraph in text.split("\n\n"):
        rest = paragraph.strip()
        while len(rest) > LONGEST:
            at = max(rest.rfind("\n", 1, PART), 0) or max(rest.rfind(" ", 1, PART), 0) or PART
            yield rest[:at].strip()
            rest = rest[at:].strip()
        if rest:
            yield rest
