"""Keep files by their content: the same bytes are kept once, and a file is there whole or not at all.

A file stands at `files/ab/cdef…` in the home, named by its SHA-256. It is written under another name
first and put in its place when it is complete and looked at; whatever stops that leaves nothing half.
"""

import hashlib
import os
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from documents import Found, Limits, Refused, safe_picture, sniff
from documents.model import PICTURE
from fingerpost.files.models import Reading, StoredFile
from fingerpost.kernel.errors import RuleBroken
from fingerpost.kernel.ids import new_id

MOST_BYTES = 200 * 1024 * 1024
MOST_PICTURE_BYTES = 30 * 1024 * 1024
FORGOTTEN_AFTER = 24 * 60 * 60  # seconds after which an upload that never ended is swept away
_BLOCK = 1024 * 1024


def keep(name: str, chunks: Iterable[bytes]) -> StoredFile:
    """Keep what comes in `chunks`; the row of the same bytes if they are kept already.

    `name` is what its sender calls it; it decides nothing, but may not promise another kind of file.
    Pictures are kept as written anew. Raises RuleBroken, in words, for what is not taken; nothing is left then.
    """
    folder = _incoming()
    path = folder / new_id()
    try:
        digest = _write(path, chunks)
        found = sniff(path, name, Limits(bytes=most_bytes()))
        if isinstance(found, Refused):
            raise RuleBroken(found.reason)
        if found.kind == PICTURE:
            digest, found = _written_anew(path)
        return _put_in_place(path, digest, found)
    finally:
        path.unlink(missing_ok=True)


def most_bytes() -> int:
    """The largest file that is kept, in bytes."""
    return min(MOST_BYTES, int(settings.IMPORT_MAX_BYTES))


def path_of(stored: StoredFile) -> Path:
    """Where a kept file stands."""
    return _place(stored.sha256)


def open_stored(stored: StoredFile) -> BinaryIO:
    """A kept file, opened to be read. Raises RuleBroken if the disk has lost it."""
    try:
        return path_of(stored).open("rb")
    except FileNotFoundError as problem:
        raise RuleBroken("This file is no longer where we keep files. Attach it again.") from problem


def _place(digest: str) -> Path:
    return Path(settings.HOME) / "files" / digest[:2] / digest[2:]


def _incoming() -> Path:
    """Where files are written first. What a dead process left there a day ago is taken away."""
    folder = Path(settings.HOME) / "files" / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.iterdir():
        with suppress(FileNotFoundError):
            if time.time() - left.stat().st_mtime > FORGOTTEN_AFTER:
                left.unlink()
    return folder


def _write(path: Path, chunks: Iterable[bytes]) -> str:
    """Write the chunks; their SHA-256."""
    most, size, digest = most_bytes(), 0, hashlib.sha256()
    with path.open("xb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > most:
                raise RuleBroken(
                    f"This file is larger than {most // 1024**2:,} MB. Split it, or save it in a smaller form."
                )
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def _written_anew(path: Path) -> tuple[str, Found]:
    """Replace a picture by one that holds only what is seen; its SHA-256 and what it now is."""
    if path.stat().st_size > MOST_PICTURE_BYTES:
        raise RuleBroken(f"This picture is larger than {MOST_PICTURE_BYTES // 1024**2} MB. Make it smaller.")
    made = safe_picture(path.read_bytes())
    if isinstance(made, Refused):
        raise RuleBroken(made.reason)
    content, media_type = made
    path.unlink()
    return _write(path, [content]), Found(PICTURE, media_type)


def _put_in_place(path: Path, digest: str, found: Found) -> StoredFile:
    place = _place(digest)
    place.parent.mkdir(parents=True, exist_ok=True)
    size = path.stat().st_size
    os.replace(path, place)  # the file before the row: a row never names what is not there
    stored, _ = StoredFile.objects.get_or_create(
        sha256=digest,
        defaults={
            "size": size, "kind": found.kind, "media_type": found.media_type,
            "reading": Reading.NO_TEXT if found.kind == PICTURE else Reading.WAITING,
        },
    )  # fmt: skip
    return stored
