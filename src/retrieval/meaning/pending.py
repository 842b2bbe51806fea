"""Documents that can be found by words and still wait to be read for meaning."""

import json
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path

from retrieval.model import Document

_TABLE = """
create table if not exists pending (
    turn integer primary key, id text not null unique, together text not null, said text not null
)
"""


class Pending:
    """One small SQLite file beside the columns. Survives a stop at any point."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._base = sqlite3.connect(path, timeout=20, isolation_level=None, check_same_thread=False)
        self._base.execute("pragma journal_mode=wal")
        self._base.execute("pragma synchronous=full")
        self._base.execute(_TABLE)

    def put(self, documents: Iterable[Document]) -> None:
        """Add these, each in place of an older one with its id. Durable when it returns."""
        command = "insert or replace into pending (id, together, said) values (?, ?, ?)"
        self._change(command, _rows(documents))

    def drop(self, ids: Iterable[str]) -> None:
        """Take these off. Ids that are not there are no error."""
        self._change("delete from pending where id = ?", [(_safe(name),) for name in ids])

    def drop_groups(self, groups: Iterable[str]) -> None:
        """Take off every document of these groups."""
        wanted = [(_safe(group),) for group in groups]
        self._change("delete from pending where together = ?", wanted)

    def first(self, limit: int) -> list[Document]:
        """The ones that have waited longest."""
        with self._lock:
            rows = self._base.execute("select said from pending order by turn limit ?", [limit]).fetchall()
        return [_read(said) for (said,) in rows]

    def count(self) -> int:
        """How many wait."""
        with self._lock:
            (number,) = self._base.execute("select count(*) from pending").fetchone()
        return int(number)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._base.close()

    def _change(self, command: str, rows: Sequence[tuple[str, ...]]) -> None:
        if not rows:
            return
        with self._lock:
            self._base.execute("begin immediate")
            try:
                self._base.executemany(command, rows)
            except BaseException:
                self._base.execute("rollback")
                raise
            self._base.execute("commit")


def _rows(documents: Iterable[Document]) -> list[tuple[str, str, str]]:
    return [(_safe(document.id), _safe(document.group), _said(document)) for document in documents]


def _said(document: Document) -> str:
    """Only what the columns and the model need: other words are the word index's business."""
    return json.dumps(
        {
            "id": document.id,
            "kind": document.kind,
            "title": document.title,
            "text": document.text,
            "audience": sorted(document.audience),
            "exact": {name: list(values) for name, values in document.exact.items()},
            "year": document.year,
            "group": document.group,
        }
    )


def _read(said: str) -> Document:
    parts = json.loads(said)
    return Document(
        id=parts["id"],
        kind=parts["kind"],
        title=parts["title"],
        text=parts["text"],
        audience=frozenset(parts["audience"]),
        exact={name: tuple(values) for name, values in parts["exact"].items()},
        year=parts["year"],
        group=parts["group"],
    )


def _safe(name: str) -> str:
    """SQLite refuses lone surrogates; JSON writes them out."""
    return json.dumps(name)[1:-1] if any("\ud800" <= letter <= "\udfff" for letter in name) else name
