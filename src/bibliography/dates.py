"""Years out of whatever a file calls a date."""

import re

_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_COMPACT = re.compile(r"(1[5-9]\d\d|20\d\d)(?:0[1-9]|1[0-2])(?:[0-3]\d)?$")


def year(text: str) -> int | None:
    """The first year from 1500 to 2099 in the text: `2019/03//`, `1998 Dec-1999 Jan`, `2019.0`."""
    found = _YEAR.search(text) or _COMPACT.match(text.strip())
    return int(found[1]) if found else None


def tidy(text: str) -> str:
    """A RIS date without its empty parts: `2019/03//undefined` and `2019/03//Mar2019` are `2019/03`."""
    text = text.strip()
    if not re.match(r"\d{4}/", text):
        return text
    parts = [part.strip() for part in text.split("/")[:3]]
    return "/".join(part for part in parts if part.isdigit())
