"""The original files: out of the store into an export, and back."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from fingerpost.config.carrying.manifest import BLOCK, Content, sha256_of
from fingerpost.files.domain import store
from fingerpost.files.models import StoredFile
from fingerpost.kernel.errors import RuleBroken

ENDINGS = {
    "application/pdf": ".pdf", "text/html": ".html", "text/plain": ".txt", "text/markdown": ".md",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp", "image/gif": ".gif",
}  # fmt: skip
BATCH = 500


def place_of(stored: StoredFile) -> str:
    """Where a stored file stands in an export: under its checksum, with an ending that a computer can open."""
    return f"files/{stored.sha256[:2]}/{stored.sha256}{ENDINGS.get(stored.media_type, '.bin')}"


def take_out(folder: Path) -> Iterator[Content | str]:
    """Copy every stored file below `folder`: what was copied, or the checksum of one that is lost or damaged."""
    for stored in _stored():
        place = folder / place_of(stored)
        place.parent.mkdir(parents=True, exist_ok=True)
        found = hashlib.sha256()
        try:
            with store.path_of(stored).open("rb") as source, place.open("wb") as copy:
                while block := source.read(BLOCK):
                    found.update(block)
                    copy.write(block)
        except FileNotFoundError:
            yield stored.sha256
            continue
        if found.hexdigest() != stored.sha256:
            place.unlink()
            yield stored.sha256
            continue
        yield Content(place_of(stored), stored.size, stored.sha256)


def put_back(folder: Path, lost: tuple[str, ...]) -> int:
    """Copy the file of every row into the store; how many. Call it when the rows are in. Raises RuleBroken."""
    done, known = 0, set(lost)
    for stored in _stored():
        if not is_checksum(stored.sha256):
            raise RuleBroken("A stored file has a name that is no checksum. Nothing was restored.")
        if stored.sha256 in known:
            known.remove(stored.sha256)
            continue
        source, place = folder / place_of(stored), store.path_of(stored)
        if not source.is_file() or source.is_symlink():
            raise RuleBroken(f"The file {place_of(stored)} is missing from the export.")
        place.parent.mkdir(parents=True, exist_ok=True)
        half = place.with_name(place.name + ".half")
        shutil.copyfile(source, half)
        if sha256_of(half) != stored.sha256:
            raise RuleBroken(f"The file {place_of(stored)} changed while it was read.")
        os.replace(half, place)
        done += 1
    if known:
        raise RuleBroken("The export names lost files that none of its rows is about.")
    return done


def is_checksum(sha256: str) -> bool:
    """Whether a checksum is one: it becomes part of a path."""
    return len(sha256) == 64 and set(sha256) <= set("0123456789abcdef")


def _stored() -> Iterator[StoredFile]:
    last = 0
    while batch := list(StoredFile.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield from batch
        last = batch[-1].pk
