"""Remembers the vector of every text that was read, so that no rebuild reads a text twice."""

import hashlib
import sqlite3
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np

from retrieval.meaning.scan import Codes

_AT_A_TIME = 500

_TABLE = """
create table if not exists vectors (
    model text not null, text blob not null, codes blob not null, primary key (model, text)
) without rowid
"""


class VectorCache:
    """One SQLite file, by model and checksum of the text; the text itself is not held.

    A row is the vector as int8 codes. Their length sets the scale (a vector's norm is 1), so no
    scale is stored. Safe between threads and between processes.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._base = sqlite3.connect(path, timeout=20, isolation_level=None, check_same_thread=False)
        self._base.execute("pragma journal_mode=wal")
        self._base.execute("pragma synchronous=normal")
        self._base.execute(_TABLE)

    def get(self, model: str, texts: Iterable[str]) -> dict[str, Codes]:
        """Text to codes, for those of the texts that are known."""
        keys = {_key(text): text for text in texts}
        found: dict[str, Codes] = {}
        every = list(keys)
        with self._lock:
            for start in range(0, len(every), _AT_A_TIME):
                some = every[start : start + _AT_A_TIME]
                marks = ",".join("?" * len(some))
                command = f"select text, codes from vectors where model = ? and text in ({marks})"  # noqa: S608 -- only question marks are put in
                rows = self._base.execute(command, [model, *some])
                for key, codes in rows:
                    found[keys[key]] = np.frombuffer(codes, np.int8)
        return found

    def put(self, model: str, vectors: Mapping[str, Codes]) -> None:
        """Remember the codes of these texts. Durable against a crash of this program."""
        rows = [(model, _key(text), codes.tobytes()) for text, codes in vectors.items()]
        with self._lock:
            self._base.execute("begin immediate")
            try:
                self._base.executemany("insert or replace into vectors values (?, ?, ?)", rows)
            except BaseException:
                self._base.execute("rollback")
                raise
            self._base.execute("commit")

    def forget(self, texts: Iterable[str]) -> None:
        """Drop the vectors of these texts, of every model (for the erasure of what was said)."""
        keys = [(_key(text),) for text in texts]
        with self._lock:
            self._base.executemany("delete from vectors where text = ?", keys)

    def count(self) -> int:
        """How many vectors are held."""
        with self._lock:
            (number,) = self._base.execute("select count(*) from vectors").fetchone()
        return int(number)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._base.close()


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
