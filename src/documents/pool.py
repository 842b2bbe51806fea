"""Readers: a few processes that read files, so that no file can stop, swell or crash the one that asks.

Each reads one file after another. What it reads comes page by page and waits in the pipe until it is
fetched, so a long document costs the asking process no more than a page. A reader that dies or hangs is
replaced, and its file is refused in words.
"""

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from documents import frames
from documents.model import Cut, Limits, Refused

_BLOCK = 256 * 1024
_BEGIN = "import sys; sys.path.insert(0, sys.argv[1]); from documents.child import main; main()"
TOO_LONG = "Reading this file took too long, so we stopped. Save it anew or split it, and try again."
STOPPED = "Reading this file stopped the program that reads it. It may be damaged. Save it anew and try again."


@dataclass(frozen=True, slots=True)
class Done:
    """A document is read to its end."""


Told = str | Cut | Refused | Done
"""A page's text, or the last word about a document: Done or Refused. A Cut comes before Done."""


@dataclass(eq=False)
class _Reader:
    """One process and the file it has before it; `key` is None while it has none."""

    process: subprocess.Popen[bytes]
    unpacker: frames.Unpacker = field(default_factory=frames.Unpacker)
    key: str | None = None
    heard: float = 0.0


class Readers:
    """A few processes that read files. Not for use by several threads at once."""

    def __init__(self, processes: int = 2, limits: Limits | None = None) -> None:
        self._most = max(1, processes)
        self._limits = limits or Limits()
        self._waiting: deque[tuple[str, Path, str]] = deque()
        self._readers: list[_Reader] = []
        self._told: deque[tuple[str, Told]] = deque()
        self._selector = selectors.DefaultSelector()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def unfinished(self) -> int:
        """How many files were asked for and have not come to their end."""
        ended = sum(1 for _, told in self._told if isinstance(told, Done | Refused))
        return len(self._waiting) + sum(1 for reader in self._readers if reader.key is not None) + ended

    @property
    def free(self) -> int:
        """How many more files could be begun at once."""
        return max(0, self._most - self.unfinished)

    def ask(self, key: str, path: Path, kind: str) -> None:
        """Have a file read. `key` comes back with all that is told of it."""
        self._waiting.append((key, path, kind))
        self._begin()

    def told(self, seconds: float = 1.0) -> Iterator[tuple[str, Told]]:
        """What the readers told within about so long; nothing if they had nothing to tell.

        Stop asking for as long as you like: the readers wait. At most one block of each is held here.
        """
        until = time.monotonic() + seconds
        while True:
            while self._told:
                yield self._told.popleft()
            left = until - time.monotonic()
            if left <= 0 or not any(reader.key is not None for reader in self._readers):
                return
            self._listen(min(left, 0.5))

    def read(self, path: Path, kind: str) -> list[str | Cut] | Refused:
        """One document, for whoever has nothing else to read meanwhile; all of it, or why not."""
        pieces: list[str | Cut] = []
        self.ask("one", path, kind)
        while True:
            for key, told in self.told():
                if key != "one":
                    continue
                if isinstance(told, Refused):
                    return told
                if isinstance(told, Done):
                    return pieces
                pieces.append(told)

    def close(self) -> None:
        """End every reader. What was not fetched is lost."""
        for reader in self._readers:
            self._end(reader)
        self._readers.clear()
        self._waiting.clear()
        self._told.clear()
        self._selector.close()

    def _begin(self) -> None:
        """Give waiting files to readers that have none, starting new ones up to the number allowed."""
        while self._waiting:
            reader = next((each for each in self._readers if each.key is None), None)
            if reader is None:
                if len(self._readers) >= self._most:
                    return
                reader = self._start()
            self._give(reader, *self._waiting.popleft())

    def _start(self) -> _Reader:
        """A new process. It is given none of our environment: what it does not know it cannot tell."""
        process = subprocess.Popen(  # noqa: S603 -- our own program, and no word of it comes from anybody else
            [sys.executable, "-I", "-c", _BEGIN, str(Path(__file__).resolve().parent.parent)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, close_fds=True,
            env={"PATH": os.defpath, "LANG": "C.UTF-8", "OMP_NUM_THREADS": "1"}, cwd="/",
        )  # fmt: skip
        assert process.stdout is not None
        os.set_blocking(process.stdout.fileno(), False)
        reader = _Reader(process)
        self._readers.append(reader)
        self._selector.register(process.stdout, selectors.EVENT_READ, reader)
        return reader

    def _give(self, reader: _Reader, key: str, path: Path, kind: str) -> None:
        order = {"path": str(path.resolve()), "kind": kind, "limits": asdict(self._limits)}
        reader.key, reader.heard = key, time.monotonic()
        assert reader.process.stdin is not None
        try:
            reader.process.stdin.write(json.dumps(order).encode() + b"\n")
            reader.process.stdin.flush()
        except OSError:
            self._lost(reader, STOPPED)

    def _listen(self, seconds: float) -> None:
        """Wait for one block of each reader that has something to say; end those that have long said nothing."""
        for chosen, _ in self._selector.select(seconds):
            self._hear(chosen.data)
        now = time.monotonic()
        for reader in list(self._readers):
            if reader.key is not None and now - reader.heard > self._limits.seconds + 10:
                self._lost(reader, TOO_LONG)
        self._begin()

    def _hear(self, reader: _Reader) -> None:
        assert reader.process.stdout is not None
        try:
            block = os.read(reader.process.stdout.fileno(), _BLOCK)
            said = reader.unpacker.feed(block)
        except BlockingIOError:
            return
        except frames.NotOurs:
            self._lost(reader, STOPPED)
            return
        if not block:
            ended = reader.process.wait()
            self._lost(reader, TOO_LONG if ended == -signal.SIGXCPU else STOPPED)
            return
        reader.heard = time.monotonic()
        for letter, words in said:
            self._take(reader, letter, words)

    def _take(self, reader: _Reader, letter: bytes, words: str) -> None:
        if reader.key is None:  # no file was asked for, so nothing can be said of one
            return
        if letter == frames.PAGE:
            self._told.append((reader.key, words))
        elif letter == frames.CUT:
            self._told.append((reader.key, Cut(words)))
        else:
            self._told.append((reader.key, Done() if letter == frames.DONE else Refused(words)))
            reader.key = None

    def _lost(self, reader: _Reader, reason: str) -> None:
        """A reader is of no more use: its file is refused, and the next file finds a new one."""
        if reader.key is not None:
            self._told.append((reader.key, Refused(reason)))
        self._end(reader)
        self._readers.remove(reader)

    def _end(self, reader: _Reader) -> None:
        process = reader.process
        assert process.stdin is not None
        assert process.stdout is not None
        self._selector.unregister(process.stdout)
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            try:
                pipe.close()
            except OSError:  # what was still to be written has nobody to read it
                continue
