"""The manifest: what an export holds, and whether a folder still holds just that."""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.db.migrations.loader import MigrationLoader

from fingerpost.config.carrying.tables import BY_NAME, CARRIED
from fingerpost.kernel.errors import RuleBroken

FORMAT = "fingerpost-export-1"
NAME, CONTENTS, READ_ME = "manifest.json", "contents.jsonl", "README.md"
BLOCK = 1024 * 1024
LONGEST_LINE = 256 * BLOCK
LONGEST_MANIFEST = 64 * BLOCK
NOT_OURS = "This folder is not an export of Fingerpost, or its manifest is damaged."


@dataclass(frozen=True, slots=True)
class Content:
    """One file of an export that is no table. `path` is from the top of the export, with slashes."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class TableFile:
    """One table of an export."""

    file: str
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an export holds. `as_of` is the time of its newest change: no clock, so that the same gives the same.

    `tables_as_of` is the last change to the tables of each part of the program. `stream` is the newest
    seal of the history. `contents` is the checksum of the list of all other files. `lost` are the checksums
    of stored files that were gone or damaged already when the export was made.
    """

    version: str
    as_of: str
    tables_as_of: dict[str, str]
    stream: dict[str, Any]
    tables: dict[str, TableFile]
    contents: str
    lost: tuple[str, ...]
    format: str = FORMAT

    def as_bytes(self) -> bytes:
        """The manifest as it is written."""
        return (json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, indent=2) + "\n").encode()

    @property
    def seal(self) -> str:
        """The checksum of the manifest, which covers all the rest."""
        return hashlib.sha256(self.as_bytes()).hexdigest()


class Written:
    """A file being written, with its size and checksum."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file, self._sha, self.lines, self.bytes = path.open("wb"), hashlib.sha256(), 0, 0

    def add(self, piece: bytes) -> None:
        """One more line, or the whole text."""
        self._file.write(piece)
        self._sha.update(piece)
        self.lines += 1
        self.bytes += len(piece)

    def close(self) -> str:
        """End the file; its checksum."""
        self._file.close()
        return self._sha.hexdigest()


def product_version() -> str:
    """The version of the program that runs."""
    return version("fingerpost")


def tables_as_of() -> dict[str, str]:
    """The last change to the tables of each part of the program that has carried tables."""
    graph = MigrationLoader(None).graph
    parts = {table.model._meta.app_label for table in CARRIED}
    return {app: name for app, name in sorted(graph.leaf_nodes()) if app in parts}


def sha256_of(path: Path) -> str:
    """The checksum of a file, a block at a time."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            found.update(block)
    return found.hexdigest()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of an export. Raises RuleBroken where there is none, it is damaged, or other tables are meant."""
    path = folder / NAME
    if not folder.is_dir():
        raise RuleBroken(f"There is no folder called {folder.name}.")
    if path.is_symlink() or not path.is_file() or path.stat().st_size > LONGEST_MANIFEST:
        raise RuleBroken(NOT_OURS)
    written = path.read_bytes()
    try:
        said = json.loads(written)
        tables = {str(name): TableFile(**one) for name, one in said.pop("tables").items()}
        manifest = Manifest(**said | {"lost": tuple(said["lost"])}, tables=tables)
        same = _is_sound(manifest) and manifest.as_bytes() == written
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as problem:
        raise RuleBroken(NOT_OURS) from problem
    if not same or manifest.format != FORMAT:
        raise RuleBroken(NOT_OURS)
    _check_tables(manifest)
    return manifest


def _is_sound(manifest: Manifest) -> bool:
    """Whether every value of a manifest is of its own type."""
    words = [manifest.version, manifest.as_of, manifest.contents, manifest.format, *manifest.lost]
    words += [*manifest.tables_as_of.keys(), *manifest.tables_as_of.values(), manifest.stream["seal"]]
    words += [word for one in manifest.tables.values() for word in (one.file, one.sha256)]
    numbers = [manifest.stream["position"], *(one.rows for one in manifest.tables.values())]
    return all(type(word) is str for word in words) and all(type(number) is int for number in numbers)


def _check_tables(manifest: Manifest) -> None:
    unknown = sorted(set(manifest.tables) - set(BY_NAME))
    if unknown:
        raise RuleBroken(f"The export holds a table that this version does not know: {unknown[0][:80]}.")
    if manifest.tables_as_of != tables_as_of():
        raise RuleBroken(
            f"The export was made by version {manifest.version[:20]}, whose tables differ from those of this version "
            f"({product_version()}). Restore it with the version that made it, then upgrade that home."
        )
    missing = [table.name for table in CARRIED if table.name not in manifest.tables]
    wrong = [name for name, one in manifest.tables.items() if one.file != BY_NAME[name].file]
    if missing or wrong:
        raise RuleBroken(f"The manifest does not name the tables as it should: {(missing + wrong)[0]}.")


def contents_of(folder: Path) -> Iterator[Content]:
    """The list of files that are no tables. Raises RuleBroken where it cannot be read."""
    with (folder / CONTENTS).open("rb") as file:
        while line := file.readline(LONGEST_MANIFEST):
            try:
                one = Content(**json.loads(line))
                if (type(one.path), type(one.bytes), type(one.sha256)) != (str, int, str):
                    raise TypeError
            except (ValueError, TypeError, RecursionError) as problem:
                raise RuleBroken(f"{CONTENTS} cannot be read.") from problem
            yield one


def check_folder(folder: Path) -> Manifest:
    """Compare a whole export with its manifest, before anything is taken from it.

    Raises RuleBroken that names what is missing, damaged, or does not belong.
    """
    manifest = read_manifest(folder)
    there = set(_walk(folder))
    if CONTENTS not in there or sha256_of(folder / CONTENTS) != manifest.contents:
        raise RuleBroken(f"{CONTENTS} is missing or damaged. Nothing was restored.")
    expected = {one.file: one.sha256 for one in manifest.tables.values()}
    for one in contents_of(folder):
        if one.path in expected:
            raise RuleBroken(f"{CONTENTS} names a file twice: {one.path[:80]}.")
        expected[one.path] = one.sha256
    _refuse("does not belong to the export", there - set(expected) - {NAME, CONTENTS})
    _refuse("is missing", set(expected) - there)
    _refuse("is damaged or was changed", {path for path, sha in expected.items() if sha256_of(folder / path) != sha})
    return manifest


def _refuse(what: str, paths: set[str]) -> None:
    if paths:
        first = sorted(paths)[0][:200]
        more = f" So are {len(paths) - 1:,} others." if len(paths) > 1 and what.startswith("is") else ""
        raise RuleBroken(f"{first} {what}.{more} Nothing was restored.")


def _walk(top: Path) -> Iterator[str]:
    """Every file below a folder, by its path from there. Raises RuleBroken at a link or anything but a file."""
    folders = [top]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                path = Path(entry.path).relative_to(top).as_posix()
                if entry.is_dir(follow_symlinks=False):
                    folders.append(Path(entry.path))
                elif entry.is_file(follow_symlinks=False):
                    yield path
                else:
                    raise RuleBroken(f"{path[:200]} is a link or no file at all. Nothing was restored.")
