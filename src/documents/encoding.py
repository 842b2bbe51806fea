"""Bytes to text, whichever of the usual encodings they are in."""

import codecs
import re

_DECLARED = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?([\w-]{2,30})""", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decoded(content: bytes, *, declared_in_markup: bool = False) -> str:
    """The text. By its mark if it has one, as UTF-8 if it is that, else as Windows-1252 (Latin-1 with quotes).

    `declared_in_markup`: a web page that is no UTF-8 may name its encoding.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = _DECLARED.search(content[:2_048]) if declared_in_markup else None
    for encoding in (declared[1].decode() if declared else "cp1252", "cp1252"):
        try:
            return content.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            continue
    return content.decode("latin-1")
