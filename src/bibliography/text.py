"""Makes text from anybody's file safe to keep: no invisible tricks, tidy spaces, nothing trusted.

Markup that only formats (italics, subscripts) is taken out. Anything else that looks like a tag is
kept as the words it is; whoever shows it must escape it, as with all text.
"""

import html
import re
import unicodedata

# Control characters, bidirectional overrides and isolates, zero-width marks, byte order marks,
# non-characters and halves of surrogate pairs. Joiners (200C, 200D) stay: some scripts need them.
# Whatever counts as a space (tab, line ends, 0B, 0C, 1C-1F, 85) stays until spaces are tidied.
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]"
)
_FORMATTING = re.compile(
    r"</?(?:i|b|u|em|strong|sub|sup|sc|small|span|p|br|div|h[1-6]|jats:[a-z-]+)(?:\s[^<>]{0,200})?/?>",
    re.IGNORECASE,
)
_PARAGRAPH = re.compile(r"(?:</p\s*>|<br\s*/?>|\r\n?|\n)", re.IGNORECASE)
_SENTENCE_ENDS = (".", "!", "?", ":", ")", '"', "”")


def clean(text: str | None) -> str:
    """One tidy line: hidden characters gone, accents in one form (NFC), single spaces."""
    if not text:
        return ""
    ascii_only = text.isascii()
    if ascii_only and text.isprintable() and "  " not in text and text[0] != " " and text[-1] != " ":
        return text  # most texts are tidy already, and this is asked thirty times for each record
    if not ascii_only and not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return " ".join(_HIDDEN.sub("", text).split())


def plain(text: str | None) -> str:
    """As `clean`, and without formatting tags and character entities that exports leave behind."""
    return clean(_unmarked(text or ""))


def paragraphs(text: str | None) -> str:
    """As `plain`, keeping paragraphs, parted by an empty line.

    Some exports wrap long lines, others start a paragraph with each line. A line that ends like a
    sentence ends a paragraph; any other line goes on in the next.
    """
    if not text:
        return ""
    done: list[list[str]] = []
    for line in _PARAGRAPH.split(text):
        tidy = plain(line)
        if not tidy:
            continue
        if done and not done[-1][-1].endswith(_SENTENCE_ENDS):
            done[-1].append(tidy)
        else:
            done.append([tidy])
    return "\n\n".join(map(" ".join, done))


def _unmarked(text: str) -> str:
    text = _unformatted(text)
    # Twice at most: PubMed and Scopus both publish "&amp;lt;" now and then.
    for _ in range(2):
        if "&" not in text or ";" not in text:
            break
        text = _unformatted(html.unescape(text))
    return text


def _unformatted(text: str) -> str:
    if "<" not in text:
        return text
    return _FORMATTING.sub(lambda tag: " " if tag[0].lower().startswith(("<p", "<br", "<div")) else "", text)


def decode(raw: bytes) -> tuple[str, bool]:
    """Bytes as text, and whether they were as promised.

    Lines in UTF-8 are read so; a line that is not is read as Windows Western European, which is
    what older exports mean by Latin-1. That turns `caf\\xe9` into `café` and never fails.
    """
    try:
        return raw.decode("utf-8"), True
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace"), False


NOT_UTF8 = "Some letters were not in the encoding that the file uses; they were read as Windows Western European."
CONTROL_REMOVED = "Characters that are not text were taken out."
