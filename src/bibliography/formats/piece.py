"""A record of a file before it is read."""

import re
from dataclasses import dataclass
from typing import Final

from bibliography.text import decode, plain

EXCERPT: Final = 4_000
_HINTS = re.compile(
    rb"<ArticleTitle[^>]*>([^<]{1,300})|<title>(?:<style[^>]*>)?([^<]{1,300})"
    rb"|^\s*T[I1]\s{1,2}- *([^\r\n]{1,300})|^\s*title\s*=\s*[{\"]*([^\r\n\"]{1,300})",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """The raw bytes of one record. `fault`, if any, says why it is not a whole record.

    `kind` is what the piece is, where a format has several (the XML element's name); `line` is
    where it starts, where a format counts lines.
    """

    raw: bytes
    kind: str = ""
    fault: str = ""
    line: int = 0

    @property
    def excerpt(self) -> str:
        """The start of the raw piece as text."""
        return decode(self.raw[: EXCERPT * 4])[0][:EXCERPT].replace("\x00", "")

    @property
    def title_hint(self) -> str:
        """What looks like its title, for the list of records that were not taken."""
        found = _HINTS.search(self.raw[:200_000])
        value = next(filter(None, found.groups()), b"") if found else b""
        return plain(decode(value)[0]).strip("{}, ")[:200]


def too_big(limit: int) -> str:
    """The reason for a record over the limit."""
    return f"This entry is bigger than the {max(1, limit // 1024**2)} MB that we take for one entry."
