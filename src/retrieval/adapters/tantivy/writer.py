"""Writes one generation: two shards, committed one after the other.

The open shard is committed first. So a document whose audience was narrowed leaves the open shard
before it enters the restricted one, and a crash between the two can hide a document for a while but
never show it. A document that was widened may stand in both after such a crash; the mark `committing`
tells the next writer to look for that and to keep the restricted one. Either way the caller, whose
write did not return, repeats it.
"""

import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path

import tantivy

from retrieval.adapters.tantivy.generations import COMMITTING, STAMP, write_whole
from retrieval.adapters.tantivy.records import RecordWriter
from retrieval.adapters.tantivy.schema import check_sizes, make_schema, to_tantivy
from retrieval.adapters.tantivy.view import ShardView
from retrieval.entries import Entry, make_entry
from retrieval.model import Document
from retrieval.shelf import SAMPLED

BATCH = 20_000
"""Documents between two commits of a long write."""
_SLICE = 500
"""Documents cut into words at a time: keeps memory flat."""
_OPEN_HEAP, _RESTRICTED_HEAP = 96_000_000, 32_000_000


class ShardWriter:
    """One tantivy writer with its records."""

    def __init__(self, path: Path, heap: int) -> None:
        self._path = path
        self._index = tantivy.Index(make_schema(), str(path))
        self._writer = self._index.writer(heap, 1)
        # A writer that was killed while it committed leaves files that no commit names. A later one would
        # choose the same name for its deletions, and tantivy refuses to write over a file.
        self._writer.garbage_collect_files()
        self._records = RecordWriter(path / "records")
        self._records.sync()
        self._searcher = self._index.searcher()
        self._added: set[str] = set()
        self.changed = False

    def add(self, entry: Entry) -> None:
        """Add a document, which is not there: `forget` it first."""
        record = self._records.append(entry)
        self._writer.add_document(to_tantivy(entry, record, SAMPLED))
        self._added.add(entry.document.id)
        self.changed = True

    def forget(self, id_: str) -> None:
        """Remove a document if it may be there. Asking first is far cheaper than deleting blindly."""
        if id_ in self._added or self._searcher.doc_freq("id", id_):
            self._writer.delete_documents_by_term("id", id_)
            self.changed = True

    def forget_group(self, group: str) -> None:
        """Remove every document of a group."""
        if self._added or self._searcher.doc_freq("group", group):
            self._writer.delete_documents_by_term("group", group)
            self.changed = True

    def commit(self) -> None:
        """Make all of it durable, records first."""
        if not self.changed:
            return
        self._records.sync()
        self._writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()
        self._added.clear()
        self.changed = False

    def rollback(self) -> None:
        """Forget what was not committed."""
        self._writer.rollback()
        self._added.clear()
        self.changed = False

    def view(self) -> ShardView:
        """What is committed."""
        return ShardView(self._index, self._path / "records")

    def close(self) -> None:
        """Finish merges and let go of the files."""
        self._writer.wait_merging_threads()
        self._records.close()


class GenerationWriter:
    """Both shards of one generation."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open = ShardWriter(path / "open", _OPEN_HEAP)
        self._restricted = ShardWriter(path / "restricted", _RESTRICTED_HEAP)
        self._waiting = 0
        if (path / COMMITTING).exists():
            self._mend()

    def replace(self, entries: Iterable[Entry]) -> None:
        """Add or overwrite. Durable after `commit`, which a long write does by itself now and then."""
        for entry in entries:
            self.forget(entry.document.id)
            (self._open if entry.document.is_open else self._restricted).add(entry)
            self._waiting += 1
        if self._waiting >= BATCH:
            self.commit()

    def forget(self, id_: str) -> None:
        """Remove a document from whichever shard holds it."""
        self._open.forget(id_)
        self._restricted.forget(id_)

    def forget_group(self, group: str) -> None:
        """Remove a group's documents from both shards."""
        self._open.forget_group(group)
        self._restricted.forget_group(group)

    def commit(self) -> None:
        """Durable when it returns, and readers are told."""
        self._waiting = 0
        if (self._path / STAMP).exists() and not (self._open.changed or self._restricted.changed):
            return
        (self._path / COMMITTING).touch()
        self._open.commit()
        self._restricted.commit()
        write_whole(self._path / STAMP, "")
        (self._path / COMMITTING).unlink()

    def rollback(self) -> None:
        """Forget what was not committed."""
        self._waiting = 0
        self._open.rollback()
        self._restricted.rollback()

    def close(self) -> None:
        """Let go of the files."""
        self._open.close()
        self._restricted.close()

    def _mend(self) -> None:
        """After a crash between two commits: what stands in both shards stays restricted only."""
        held = self._open.view()
        for id_ in self._restricted.view().every_id():
            if held.place_of_id(id_) is not None:
                self._open.forget(id_)
        (self._path / STAMP).unlink(missing_ok=True)
        self.commit()


def in_slices(documents: Iterable[Document]) -> Iterator[list[Entry]]:
    """Entries, a few hundred at a time, checked before any of them is written."""
    source = iter(documents)
    while some := list(itertools.islice(source, _SLICE)):
        entries = [make_entry(document) for document in some]
        for entry in entries:
            check_sizes(entry)
        yield entries
