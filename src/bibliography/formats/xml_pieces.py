"""Cuts a stream of XML into its records, and parses one record safely.

Each record is parsed on its own. That keeps memory flat, makes skipping cheap, lets the records after a
broken one be read, and leaves the document type, with any entities it defines, unread: an entity
bomb or an external entity has nothing to expand into.
"""

import re
from collections.abc import Iterator
from html.entities import html5

from lxml import etree

from bibliography.formats.piece import EXCERPT, Piece, too_big
from bibliography.model import Unreadable
from bibliography.opening import Stream
from bibliography.text import CONTROL_REMOVED, NOT_UTF8, decode

NO_END = "This entry has no proper end: the next one starts before it is closed."
NO_START = "Here is the end of an entry whose beginning is missing or misspelt."
CUT_OFF = "The file stops in the middle of this entry."

_CONTROL_TO_SPACE = bytes(32 if code < 32 and code not in (9, 10, 13) else code for code in range(256))
_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")
_XML_OWN = {b"amp", b"lt", b"gt", b"quot", b"apos"}


class _Window:
    """The part of a stream that is being looked at, from `at` on."""

    def __init__(self, stream: Stream) -> None:
        self._blocks = stream.blocks()
        self.data = b""
        self.at = 0

    def more(self) -> bool:
        """Let go of what lies before `at` and read on. False at the end of the stream."""
        block = next(self._blocks, b"")
        if self.at:
            self.data = self.data[self.at :]
            self.at = 0
        self.data += block
        return bool(block)


def pieces(stream: Stream, names: tuple[str, ...]) -> Iterator[Piece]:
    """Every element with one of the names, in order, and what is left of broken ones."""
    window = _Window(stream)
    tags = [name.encode() for name in names]
    opening = re.compile(rb"<(" + b"|".join(tags) + rb")(?=[\s>])")
    orphan = re.compile(rb"</(?:" + b"|".join(tags) + rb")\s*>")
    stray, has_orphan = b"", False
    while True:
        found = opening.search(window.data, window.at)
        upto = found.start() if found else max(window.at, len(window.data) - 64)
        gap = stray[-64:] + window.data[window.at : upto]
        has_orphan = has_orphan or bool(orphan.search(gap))
        stray = (stray + window.data[window.at : upto])[-EXCERPT:]
        window.at = upto
        if found is None and window.more():
            continue
        if has_orphan or (found is None and orphan.search(stray[-64:] + window.data[window.at :])):
            yield Piece((stray + (b"" if found else window.data[window.at :])).strip(), fault=NO_START)
        stray, has_orphan = b"", False
        if found is None:
            return
        piece = _element(window, found[1], stream)
        if piece is not None:
            yield piece


def _element(window: _Window, tag: bytes, stream: Stream) -> Piece | None:
    """The element that starts at the window; None if the stream broke off inside it."""
    closing, kind = b"</" + tag + b">", tag.decode()
    limit, looked = stream.limits.record_bytes, window.at
    while (end := window.data.find(closing, looked)) < 0:
        if len(window.data) - window.at > limit:
            return _too_big(window, tag, limit)
        looked = max(window.at, len(window.data) - len(closing)) - window.at
        if not window.more():
            raw = window.data[window.at :]
            return _ended_early(window, raw, tag, stream)
    raw = window.data[window.at : end + len(closing)]
    again = _starts_again(raw, tag)
    if again:
        raw = raw[:again]
        window.at += again
        return Piece(raw, kind, fault=NO_END)
    window.at = end + len(closing)
    return Piece(raw, kind, fault=too_big(limit) if len(raw) > limit else "")


def _ended_early(window: _Window, raw: bytes, tag: bytes, stream: Stream) -> Piece | None:
    again = _starts_again(raw, tag)
    if again:
        window.at += again
        return Piece(raw[:again], tag.decode(), fault=NO_END)
    window.at = len(window.data)
    if stream.problem:
        stream.tail = raw
        return None
    return Piece(raw, tag.decode(), fault=CUT_OFF)


def _starts_again(raw: bytes, tag: bytes) -> int:
    """Where a second element of the name starts inside the first; 0 if nowhere."""
    mark, at = b"<" + tag, 1
    while (at := raw.find(mark, at)) > 0:
        if raw[at + len(mark) : at + len(mark) + 1] in (b">", b" ", b"\n", b"\t", b"\r"):
            return at
        at += 1
    return 0


def _too_big(window: _Window, tag: bytes, limit: int) -> Piece:
    """Read over an element beyond the limit, keeping only its beginning."""
    kept = window.data[window.at : window.at + EXCERPT]
    closing, window.at = b"</" + tag + b">", window.at + len(tag) + 1
    while True:
        end, again = window.data.find(closing, window.at), _starts_again(window.data[window.at :], tag)
        if again and (end < 0 or window.at + again < end):
            window.at += again
            break
        if end >= 0:
            window.at = end + len(closing)
            break
        window.at = max(window.at, len(window.data) - len(closing) - 1)
        if not window.more():
            window.at = len(window.data)
            break
    return Piece(kept, tag.decode(), fault=too_big(limit))


def parse(raw: bytes) -> tuple[etree._Element, tuple[str, ...]]:
    """One record as a tree, and what had to be mended.

    Raises Unreadable with the parser's complaint in words, when it cannot be mended.
    """
    try:
        return etree.fromstring(raw, _parser()), ()
    except etree.XMLSyntaxError as error:
        mended, notes = _mend(raw)
        if not notes:
            raise Unreadable(_in_words(error)) from None
    try:
        return etree.fromstring(mended, _parser()), tuple(note for note in notes if note)
    except etree.XMLSyntaxError as error:
        raise Unreadable(_in_words(error)) from None


def _parser() -> etree.XMLParser:
    """A fresh parser. It looks nothing up, loads nothing and expands nothing."""
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _mend(raw: bytes) -> tuple[bytes, list[str]]:
    """Wrong bytes, control characters, HTML's entity names and a missing MathML prefix put right."""
    notes = []
    text, was_utf8 = decode(raw)
    if not was_utf8:
        raw = text.encode("utf-8")
        notes.append(NOT_UTF8)
    without = raw.translate(_CONTROL_TO_SPACE)
    if without != raw:
        raw = without
        notes.append(CONTROL_REMOVED)
    named = _ENTITY.sub(_character, raw)
    if named != raw:
        raw = named
        notes.append("")
    if b"<mml:" in raw and b"xmlns:mml" not in raw:
        raw = raw.replace(b">", b' xmlns:mml="http://www.w3.org/1998/Math/MathML">', 1)
        notes.append("")
    return raw, notes


def _character(entity: re.Match[bytes]) -> bytes:
    if entity[1] in _XML_OWN:
        return entity[0]
    value = html5.get(entity[1].decode() + ";")
    return value.encode("utf-8") if value else entity[0]


def _in_words(error: etree.XMLSyntaxError) -> str:
    complaint = str(error.msg or "")
    line = error.lineno or 1
    if "Entity" in complaint and "not defined" in complaint:
        return f"Line {line} of this entry uses an abbreviation (an entity) that nothing explains."
    if "mismatch" in complaint or "Premature" in complaint or "EndTag" in complaint:
        return f"The tags of this entry do not match, near line {line} of it."
    if "huge" in complaint.lower() or "too long" in complaint or "Excessive depth" in complaint:
        return "A part of this entry is too long, or too deeply nested, to be read safely."
    return f"This entry is not well-formed XML, near line {line} of it."


def inner_text(element: etree._Element | None) -> str:
    """All text of an element, its formatting left out.

    Files that indent their XML break the line before a subscript; that gap was never in the text.
    """
    if element is None:
        return ""
    if len(element) == 0:
        return element.text or ""
    parts = [element.text or ""]
    for child in element:
        if child.tag in ("sub", "sup") and "\n" in parts[-1][len(parts[-1].rstrip()) :]:
            parts[-1] = parts[-1].rstrip()
        parts.append(inner_text(child))
        parts.append(child.tail or "")
    return "".join(parts)
