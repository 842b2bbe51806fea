"""Words in a picture: how wide they are and where their lines end. SVG itself breaks no lines."""

import re
import unicodedata
from functools import lru_cache

ELLIPSIS = "…"
# What stands around a right-to-left line, so that its commas and brackets fall where its own readers expect them.
ISOLATE, END_OF_ISOLATE = "\u2067", "\u2069"

# Widths of the letters in thousandths of the size. Measured in Liberation Sans, which has the widths of Arial.
_REGULAR = {
    191: "'", 222: "ijl‘’", 260: "|", 278: " !,./:;I[\\]ft", 333: "()-`r“”", 334: "{}", 350: "•", 355: '"',
    389: "*", 400: "°", 469: "^", 500: "Jcksvxyz", 549: "≥≤±", 556: "#$0123456789?L_abdeghnopqu–£€", 576: "µ",
    584: "+<=>~×", 611: "FTZß", 667: "&ABEKPSVXY", 722: "CDHNRUw", 778: "GOQ", 833: "Mm", 889: "%", 944: "W",
    1000: "—…→", 1015: "@",
}  # fmt: skip
_BOLD = {
    238: "'", 278: " ,./I\\ijl‘’", 280: "|", 333: "!()-:;[]`ft", 350: "•", 389: "*r{}", 400: "°", 474: '"',
    500: "z“”", 549: "≥≤±", 556: "#$0123456789J_aceksvxy–£€", 576: "µ", 584: "+<=>^~×", 611: "?FLTZbdghnopquß",
    667: "EPSVXY", 722: "&ABCDHKNRU", 778: "GOQw", 833: "M", 889: "%m", 944: "W", 975: "@", 1000: "—…→",
}  # fmt: skip
_WIDTHS = tuple(
    {letter: width for width, letters in table.items() for letter in letters} for table in (_REGULAR, _BOLD)
)
# Other scripts, by kind of letter: a little more than the widest alphabets need.
_CAPITAL, _SMALL, _WIDE, _PICTURE, _MONOSPACED = 800, 640, 1020, 1400, 620
# Machines draw with different fonts, so a line keeps a little room.
_SLACK = 1.03

_JOINERS = {"\u200d", "\ufe0f", "\ufe0e"}
# What turns the direction of all that follows, and what cannot stand in XML.
_UNFIT = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]"
)
# A long compound may be cut behind its dash or slash: "evidence-/based", but never "COVID-/19".
_COMPOUND = re.compile(r"(?<=[^\W\d_]{4}[-/–—])(?=[^\W\d_]{4})")
# No picture shows more of one text; it spares measuring the rest.
_LONGEST = 1500


def clean(text: str) -> str:
    """The text as one line, without characters that XML refuses or that turn the direction of what follows."""
    return " ".join(_UNFIT.sub(" ", text).split())


def is_right_to_left(text: str) -> bool:
    """Whether the text reads from right to left: its first letter with a direction says so."""
    for letter in text:
        direction = unicodedata.bidirectional(letter)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def measure(text: str, size: float, *, bold: bool = False) -> float:
    """The room that one line of text takes at a size, in the same unit as the size."""
    # Where a font has no Arabic, whole lines fall to a monospaced one.
    least = _MONOSPACED if any("\u0600" <= letter <= "\u08ff" for letter in text) else 0
    widths = (_width(letter, bold) for letter in text)
    return sum(max(width, least) if width else 0 for width in widths) * size * _SLACK / 1000


@lru_cache(maxsize=4096)
def _width(letter: str, bold: bool) -> int:
    known = _WIDTHS[bold].get(letter)
    if known is not None:
        return known
    category = unicodedata.category(letter)
    if category in ("Mn", "Me", "Cf"):
        return 0
    plain = unicodedata.normalize("NFD", letter)[0]
    if plain != letter and plain in _WIDTHS[bold]:
        return _WIDTHS[bold][plain]
    if letter >= "\U0001f000":
        return _PICTURE
    if unicodedata.east_asian_width(letter) in "WF":
        return _WIDE
    return _SMALL if category in ("Ll", "Mc", "Nd", "Po", "Pd") else _CAPITAL


def wrap(text: str, width: float, size: float, *, bold: bool = False, lines: int = 3) -> tuple[str, ...]:
    """The text in at most so many lines of a width.

    Lines end between words. A word that is longer than a line is broken, never inside a letter with its marks. What
    does not fit is left out behind an ellipsis.
    """
    cleaned = clean(text)
    wrapped, rest = _fill(cleaned[:_LONGEST], width, size, bold, lines)
    if not rest and len(cleaned) <= _LONGEST:
        return tuple(wrapped)
    return (*wrapped[:-1], _cut(wrapped[-1], width, size, bold))


def _fill(text: str, width: float, size: float, bold: bool, most: int) -> tuple[list[str], bool]:
    """The first lines, and whether something was left over."""
    done: list[str] = []
    line = ""
    for glue, piece in _pieces(text):
        candidate = line + (glue if line else "") + piece
        if measure(candidate, size, bold=bold) <= width:
            line = candidate
            continue
        if line:
            done.append(line)
        *full, line = _break(piece, width, size, bold)
        done += full
        if len(done) >= most:
            return done[:most], True
    return ([*done, line] if line else done), False


def _pieces(text: str) -> list[tuple[str, str]]:
    """What stays together, each with what stands before it on the same line: a space, or nothing."""
    found = []
    for word in text.split(" "):
        glue = " "
        for part in _COMPOUND.split(word):
            for piece in _between_wide_letters(part):
                found.append((glue, piece))
                glue = ""
    return found


def _between_wide_letters(word: str) -> list[str]:
    """Chinese and Japanese lines may end behind any letter; other words stay whole."""
    if not any(unicodedata.east_asian_width(letter) in "WF" for letter in word):
        return [word]
    return _letters(word)


def _letters(word: str) -> list[str]:
    """The letters as people see them: each with its marks, joined pictures as one."""
    found: list[str] = []
    for letter in word:
        joined = found and (found[-1][-1] == "\u200d" or letter in _JOINERS)
        marks = unicodedata.category(letter) in ("Mn", "Me", "Mc") or "\U0001f3fb" <= letter <= "\U0001f3ff"
        if found and (joined or marks):
            found[-1] += letter
        else:
            found.append(letter)
    return found


def _break(piece: str, width: float, size: float, bold: bool) -> list[str]:
    """A piece in parts that each fit on a line; most pieces are one part."""
    if measure(piece, size, bold=bold) <= width:
        return [piece]
    parts = [""]
    for letter in _letters(piece):
        if parts[-1] and measure(parts[-1] + letter, size, bold=bold) > width:
            parts.append("")
        parts[-1] += letter
    return parts


def _cut(line: str, width: float, size: float, bold: bool) -> str:
    """The line with an ellipsis at its end, shorter by as many words as that takes."""
    words = line.split(" ")
    while len(words) > 1 and measure(" ".join(words) + ELLIPSIS, size, bold=bold) > width:
        words.pop()
    kept = " ".join(words).rstrip(",;:.–—- ")
    letters = _letters(kept)
    while len(letters) > 1 and measure("".join(letters) + ELLIPSIS, size, bold=bold) > width:
        letters.pop()
    return "".join(letters) + ELLIPSIS
