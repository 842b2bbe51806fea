"""Folders, one for each generation, and the manifest that names the one that answers.

index/
  manifest.json     written last, in one step: which generation answers
  writer.lock       held by the one process that writes
  g000001/          one generation
    recipe.json     what it was made with
    stamp           changes with every commit: readers look at it
    committing      there while the two shards are being committed
    open/ restricted/   each a tantivy index and its records
"""

import fcntl
import json
import os
import shutil
from pathlib import Path
from typing import IO

from retrieval.adapters.tantivy.schema import LAYOUT, recipe

MANIFEST = "manifest.json"
STAMP = "stamp"
COMMITTING = "committing"
RECIPE = "recipe.json"
SHARDS = ("open", "restricted")


class IndexBusy(RuntimeError):
    """Another process is writing to this index."""


class RebuildNeeded(RuntimeError):
    """Another recipe made this generation; only a rebuild may be written to."""


class Home:
    """The folder of an index."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: IO[str] | None = None

    def lock(self) -> None:
        """Become the one writer, until `unlock` or the end of the process."""
        self.path.mkdir(parents=True, exist_ok=True)
        lock = (self.path / "writer.lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as problem:
            lock.close()
            raise IndexBusy(f"Another process is writing to {self.path}.") from problem
        self._lock = lock

    def unlock(self) -> None:
        """Let another process write."""
        if self._lock:
            self._lock.close()
            self._lock = None

    def current(self) -> str | None:
        """The generation that answers, or None before there is one."""
        try:
            said = json.loads((self.path / MANIFEST).read_text())
        except FileNotFoundError:
            return None
        return str(said["generation"])

    def switch(self, generation: str) -> None:
        """Let a generation answer from now on."""
        write_whole(self.path / MANIFEST, json.dumps({"generation": generation}))

    def create(self) -> str:
        """A new, empty generation folder with its recipe."""
        numbers = [int(each.name[1:]) for each in self.path.glob("g*") if each.name[1:].isdigit()]
        current = self.current()
        numbers += [int(current[1:])] if current else []
        name = f"g{max(numbers, default=0) + 1:06d}"
        for shard in SHARDS:
            (self.path / name / shard).mkdir(parents=True)
        write_whole(self.path / name / RECIPE, json.dumps(recipe()))
        return name

    def remove(self, generation: str) -> None:
        """Delete a generation folder. Readers that still have it open keep what they mapped."""
        shutil.rmtree(self.path / generation, ignore_errors=True)

    def remove_orphans(self) -> None:
        """Delete what a crash left: generations that never answered, or no longer do."""
        current = self.current()
        for each in self.path.glob("g*"):
            if each.is_dir() and each.name != current:
                self.remove(each.name)

    def recipe_of(self, generation: str) -> dict[str, str]:
        """What a generation was made with; empty if it does not say."""
        try:
            said = json.loads((self.path / generation / RECIPE).read_text())
        except (FileNotFoundError, ValueError):
            return {}
        return dict(said)

    def is_outdated(self, generation: str) -> bool:
        """Whether a generation was made by another recipe than today's."""
        return self.recipe_of(generation) != recipe()

    def is_readable(self, generation: str) -> bool:
        """Whether its fields and records are laid out as today's."""
        return self.recipe_of(generation).get("layout") == str(LAYOUT)


def write_whole(path: Path, text: str) -> None:
    """Write a small file so that a reader, or a crash, sees the old one or the new one."""
    beside = path.with_name(path.name + ".new")
    with beside.open("w") as target:
        target.write(text)
        target.flush()
        os.fsync(target.fileno())
    os.replace(beside, path)
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Make renames and new files in a folder durable."""
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def stamp_of(path: Path) -> tuple[int, int]:
    """Tells one version of a file from another without reading it."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return (0, 0)
    return (found.st_ino, found.st_mtime_ns)
