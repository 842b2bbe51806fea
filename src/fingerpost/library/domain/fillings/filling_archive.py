"""Looks through an archive or a folder before anything in it is opened, then reads it one file at a time.

An archive is refused whole, in a sentence of its own, when a path in it leads out of it, when it holds links
or passwords, when it names too many files, or when it would unpack to far more than its size allows. What
it says of its sizes is held to when files are read: `zipfile` gives no more of a file than it announced.
"""

import os
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol
from zipfile import ZipFile, ZipInfo

from fingerpost.kernel.errors import RuleBroken

MEGABYTE = 1024 * 1024
MOST_ENTRIES = 100_000
MOST_UNPACKED = 8 * 1024 * MEGABYTE
MOST_RATIO = 200  # how often smaller packing makes real documents; bombs reach 1,000
_SMALL = MEGABYTE  # below this no ratio does harm
_MOST_LISTED = 64 * MEGABYTE  # bytes of an archive's list of its files: 100,000 long names
_BLOCK = 256 * 1024
_END, _END_64, _PLACE_64 = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_DRIVE = re.compile(r"^[A-Za-z]:")
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# What computers put beside people's files.
_LITTER = {"thumbs.db", "desktop.ini", "ehthumbs.db"}

NO_ARCHIVE = "This is not a ZIP archive, or it is damaged. Make the ZIP anew and try again."
TOO_MANY = f"This archive names more than {MOST_ENTRIES:,} files. Split it into smaller ones."
BOMB = "This archive unpacks to far more than its size allows, so we did not open it."
TOO_LARGE = f"This archive unpacks to more than {MOST_UNPACKED // 1024**3} GB. Split it into smaller ones."
LOCKED = "This archive is protected by a password. Make it anew without one."
EMPTY = "There are no files in it."


@dataclass(frozen=True, slots=True)
class Entry:
    """One file. `name` is its path with "/" between, as people see it; `at` is how its source finds it."""

    name: str
    size: int
    at: int


class Source(Protocol):
    """Files that can be read one at a time. Its entries come in an order that stays the same."""

    entries: list[Entry]

    def chunks(self, entry: Entry) -> Iterator[bytes]:
        """A file in blocks. Raises RuleBroken, in words, where it is damaged."""
        ...


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """An archive or a folder, looked through. Raises RuleBroken with the reason why it is not taken."""
    if path.is_dir():
        yield _Folder(path)
        return
    if not path.is_file():
        raise RuleBroken(f"There is no file or folder called {path.name}.")
    with path.open("rb") as raw:
        _check_list(raw)
        try:
            archive = ZipFile(raw)
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error) as problem:
            raise RuleBroken(NO_ARCHIVE) from problem
        with archive:
            check_members(archive.infolist())
            yield _Archive(archive)


def check_members(members: list[ZipInfo]) -> None:
    """Raise RuleBroken, in words, where an archive's list of files shows that it means harm, or is beyond us."""
    if len(members) > MOST_ENTRIES:
        raise RuleBroken(TOO_MANY)
    for member in members:
        # `filename` is already cut at a NUL, behind which more could hide.
        if _climbs_out(member.orig_filename):
            raise RuleBroken(
                f"A path in this archive leads out of it ({_seen(member.orig_filename)[:80]}), so we did not open it."
            )
        if stat.S_ISLNK(member.external_attr >> 16):
            raise RuleBroken(
                f"This archive holds a link to another place ({_seen(member.filename)[:80]}). "
                "Put the file itself in, and make the archive anew."
            )
        if member.flag_bits & 0x1:
            raise RuleBroken(LOCKED)
        if member.file_size > _SMALL and member.file_size > MOST_RATIO * max(member.compress_size, 1):
            raise RuleBroken(BOMB)
    unpacked, packed = sum(one.file_size for one in members), sum(one.compress_size for one in members)
    if unpacked > MOST_UNPACKED:
        raise RuleBroken(TOO_LARGE)
    if unpacked > 100 * MEGABYTE and unpacked > MOST_RATIO * max(packed, 1):
        raise RuleBroken(BOMB)


class _Archive:
    """The files of a ZIP."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive, self._members = archive, archive.infolist()
        found = [
            Entry(name, member.file_size, at)
            for at, member in enumerate(self._members)
            if not member.is_dir() and is_wanted(name := _name_of(member))
        ]
        self.entries = sorted(found, key=lambda entry: (_in_order(entry.name), entry.at))

    def chunks(self, entry: Entry) -> Iterator[bytes]:
        try:
            with self._archive.open(self._members[entry.at]) as file:
                while block := file.read(_BLOCK):
                    yield block
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, struct.error, ValueError) as problem:
            raise RuleBroken("This file is damaged inside the archive. Put it in anew.") from problem


class _Folder:
    """The files of a folder on this machine. Links are refused: they could lead anywhere."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        found: list[str] = []
        for place, folders, names in os.walk(self._folder, followlinks=False):
            folders.sort()
            for name in (*folders, *names):
                if (Path(place) / name).is_symlink():
                    raise RuleBroken(f"This folder holds a link to another place ({_seen(name)[:80]}). Take it out.")
            found += [(Path(place) / name).relative_to(self._folder).as_posix() for name in names]
            if len(found) > MOST_ENTRIES:
                raise RuleBroken(f"This folder holds more than {MOST_ENTRIES:,} files. Split it into smaller ones.")
        self._paths = sorted((name for name in found if is_wanted(name)), key=_in_order)
        self.entries = [
            Entry(unicodedata.normalize("NFC", _seen(name)), (self._folder / name).stat().st_size, at)
            for at, name in enumerate(self._paths)
        ]

    def chunks(self, entry: Entry) -> Iterator[bytes]:
        try:
            with (self._folder / self._paths[entry.at]).open("rb") as file:
                while block := file.read(_BLOCK):
                    yield block
        except OSError as problem:
            raise RuleBroken("This file cannot be opened. Somebody else may have it open.") from problem


def is_wanted(name: str) -> bool:
    """Whether a person put a file there, and not their computer beside it."""
    parts = name.split("/")
    return not (
        parts[-1].lower() in _LITTER
        or parts[-1].startswith("~$")
        or any(part.startswith(".") or part == "__MACOSX" for part in parts)
    )


def _climbs_out(name: str) -> bool:
    path = name.replace("\\", "/")
    return path.startswith("/") or bool(_DRIVE.match(path)) or ".." in path.split("/") or "\x00" in path


def _name_of(member: ZipInfo) -> str:
    """The name as its sender saw it: many programs write UTF-8 and do not say so."""
    name = member.filename
    if not member.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            name = member.filename
    return unicodedata.normalize("NFC", _seen(name.replace("\\", "/")))


def _seen(name: str) -> str:
    """Without characters that nobody sees or that turn the rest of a line round."""
    return _HIDDEN.sub("", name)


def _in_order(name: str) -> list[tuple[int, int, str]]:
    """As people count: file 2 before file 10."""
    pieces = re.split(r"(\d{1,18})", name.casefold())
    return [(1, int(piece), "") if piece.isdecimal() and piece.isascii() else (0, 0, piece) for piece in pieces]


def _check_list(raw: BinaryIO) -> None:
    """Look at how many files an archive says it names, before its whole list is read into memory."""
    size = raw.seek(0, os.SEEK_END)
    start = max(0, size - 65_557)
    raw.seek(start)
    tail = raw.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        raise RuleBroken(NO_ARCHIVE)
    many, listed = struct.unpack_from("<H", tail, at + 10)[0], struct.unpack_from("<L", tail, at + 12)[0]
    place = at - 20
    if place >= 0 and tail[place : place + 4] == _PLACE_64:
        raw.seek(min(struct.unpack_from("<Q", tail, place + 8)[0], size))
        record = raw.read(56)
        if len(record) == 56 and record[:4] == _END_64:
            many, listed = struct.unpack_from("<Q", record, 32)[0], struct.unpack_from("<Q", record, 40)[0]
    if many > MOST_ENTRIES or listed > _MOST_LISTED:
        raise RuleBroken(TOO_MANY)
    raw.seek(0)
