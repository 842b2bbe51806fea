"""Finds out what a file is by its content. Its name has one say only: it may not claim to be something else."""

import re
from pathlib import Path

from documents import packed
from documents.model import PDF, PICTURE, TEXT, WEB_PAGE, WORD, Found, Limits, Refused

HEAD = 4_096
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PICTURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
_WEB = re.compile(
    rb"<(!doctype\s+html|html|head|body|title|meta|script|style|link|div|p|h[1-6]|table|article|main|section|iframe|"
    rb"img|span|a|b|ul|ol|form|object|embed)[\s>/]",
    re.IGNORECASE,
)
_DRAWING = re.compile(rb"<(\w+:)?svg[\s>]", re.IGNORECASE)
_MARKUP = re.compile(rb"<(\?xml|!--|!doctype|[a-z][\w.:-]*[\s>/])", re.IGNORECASE)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_UTF_8_MARK = b"\xef\xbb\xbf"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# What an ending promises. Endings that are not here promise nothing.
_PROMISED: dict[str, tuple[str, ...]] = {
    ".pdf": (PDF,), ".docx": (WORD,), ".dotx": (WORD,), ".htm": (WEB_PAGE,), ".html": (WEB_PAGE,),
    ".txt": (TEXT, WEB_PAGE), ".md": (TEXT, WEB_PAGE), ".markdown": (TEXT, WEB_PAGE), ".png": (PICTURE,),
    ".jpg": (PICTURE,), ".jpeg": (PICTURE,), ".webp": (PICTURE,), ".gif": (PICTURE,),
}  # fmt: skip
_NAMES = {PDF: "a PDF", WORD: "a Word file", WEB_PAGE: "a web page", TEXT: "plain text", PICTURE: "a picture"}

TAKEN = "We take PDF, Word (.docx), web pages, plain text, and pictures (PNG, JPEG, WebP or GIF)."
DRAWING = "A picture of this kind (SVG) can hold a program. Save it as PNG and try again."


def sniff(path: Path, name: str = "", limits: Limits | None = None) -> Found | Refused:
    """What the file is, or why it is not taken.

    `name` is what its sender calls it: a name that promises another kind than the content is refused,
    since somebody has the wrong file, or worse.
    """
    most = (limits or Limits()).bytes
    size = path.stat().st_size
    if not size:
        return Refused("This file is empty.")
    if size > most:
        return Refused(f"This file is larger than {most // 1024**2:,} MB. Split it, or save it in a smaller form.")
    with path.open("rb") as file:
        head = file.read(HEAD)
    found = _by_content(path, head)
    if isinstance(found, Found) and name:
        promised = _PROMISED.get(Path(name).suffix.lower())
        if promised and found.kind not in promised:
            return Refused(f"This is called {Path(name).name}, but it is {_NAMES[found.kind]}. Choose the right file.")
    return found


def _by_content(path: Path, head: bytes) -> Found | Refused:
    for mark, media_type in _PICTURES:
        if head.startswith(mark):
            return Found(PICTURE, media_type)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Found(PICTURE, "image/webp")
    if head.startswith(b"PK"):
        refused = packed.look_through(path)
        return refused or Found(WORD, _WORD_TYPE)
    if head.startswith(_OLD_OFFICE):
        return _old_office(path)
    if head.startswith(b"{\\rtf"):
        return Refused("This is a rich text file (.rtf). Open it in Word and save it as .docx or PDF.")
    return _readable(path, head)


def _readable(path: Path, head: bytes) -> Found | Refused:
    """Web pages, PDF and plain text: what has no mark in its first bytes alone."""
    begins = _as_ascii(head)
    if _MARKUP.match(begins):
        if _DRAWING.search(begins) and not re.search(rb"<(!doctype\s+)?html[\s>]", begins, re.IGNORECASE):
            return Refused(DRAWING)
        if _WEB.match(_after_preface(begins)):
            return Found(WEB_PAGE, "text/html")
        return Refused(f"This is data in XML, which nobody can read as it stands. {TAKEN}")
    if b"%PDF-" in head[:1024]:  # readers of PDF allow for a little before its mark
        return Found(PDF, "application/pdf")
    if _is_text(path, head):
        return Found(TEXT, "text/plain")
    return Refused(f"We do not know this kind of file. {TAKEN}")


def _as_ascii(head: bytes) -> bytes:
    """The beginning as bytes that marks can be looked for in, whichever of the usual encodings it has."""
    if head[:2] in _UTF_16:
        return head.decode("utf-16", "ignore").encode("ascii", "replace").lstrip()
    return head.removeprefix(_UTF_8_MARK).lstrip()


def _after_preface(begins: bytes) -> bytes:
    """Markup from its first element on: comments and the line that declares XML say nothing of what it is."""
    for opens, closes in ((b"<?xml", b"?>"), *[(b"<!--", b"-->")] * 20):
        if begins[: len(opens)].lower() == opens:
            begins = begins.partition(closes)[2].lstrip()
    return begins


def _is_text(path: Path, head: bytes) -> bool:
    """Whether the whole file is text: nothing in it that only programs write."""
    if head[:2] in _UTF_16:
        return "\x00" not in head.decode("utf-16", "ignore")
    with path.open("rb") as file:
        while block := file.read(1024 * 1024):
            if _CONTROL.search(block):
                return False
    return True


def _old_office(path: Path) -> Refused:
    """Word before 2007, and files of today that Office keeps behind a password, stand in the same kind of box."""
    names = {"EncryptedPackage": False, "WordDocument": False}
    kept = b""
    with path.open("rb") as file:
        while block := file.read(1024 * 1024):
            for name in names:
                names[name] = names[name] or name.encode("utf-16-le") in kept + block
            kept = block[-64:]
    if names["EncryptedPackage"]:
        return Refused("This file is protected by a password. Take the password off, save it, and try again.")
    if names["WordDocument"]:
        return Refused("This is a Word file of the old kind (.doc). Open it in Word and save it as .docx or PDF.")
    return Refused(f"This is an Office file of an old kind. {TAKEN}")
