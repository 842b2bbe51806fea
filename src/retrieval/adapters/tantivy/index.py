"""The embedded index: one writer, many readers, generations."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import tantivy

from retrieval import service
from retrieval.adapters.tantivy.generations import MANIFEST, SHARDS, STAMP, Home, RebuildNeeded, stamp_of
from retrieval.adapters.tantivy.shelf import TantivyShelf
from retrieval.adapters.tantivy.view import ShardView
from retrieval.adapters.tantivy.writer import GenerationWriter, in_slices
from retrieval.model import Document, Page, Query
from retrieval.ports import MeaningSearch
from retrieval.text.vocabulary import Vocabulary

OUTDATED = "index-outdated"


class TantivyIndex:
    """An index in a folder. One process opens it `writable`; any number may read."""

    def __init__(
        self,
        path: Path,
        *,
        vocabulary: Vocabulary | None = None,
        meaning: MeaningSearch | None = None,
        writable: bool = False,
    ) -> None:
        """Raises IndexBusy if `writable` and another process writes already."""
        self.vocabulary = vocabulary or Vocabulary()
        self.meaning = meaning
        self._home = Home(path)
        self._writable = writable
        self._writing = threading.RLock()
        self._writer: GenerationWriter | None = None
        self._rebuild: TantivyRebuild | None = None
        if writable:
            self._home.lock()
            self._open_writer()
        self._reader = Reader(self._home)

    def replace(self, documents: Iterable[Document]) -> None:
        """Add these documents, or overwrite those with the same id. Durable when it returns."""
        self.replace_groups((), documents)

    def replace_groups(self, groups: Iterable[str], documents: Iterable[Document]) -> None:
        """Forget every document of these groups and add these instead. Durable when it returns.

        Up to 20,000 documents go in whole or, if one of them is refused, not at all.
        """
        gone, written = list(groups), []
        with self._writing:
            with self._committed() as writers:
                for writer in writers:
                    for group in gone:
                        writer.forget_group(group)
                for entries in in_slices(documents):
                    for writer in writers:
                        writer.replace(entries)
                    written += [entry.document.id for entry in entries]
            self._note_live(written, gone)

    def remove(self, ids: Iterable[str]) -> None:
        """Forget these documents. Ids that are not there are no error."""
        gone = list(ids)
        with self._writing:
            with self._committed() as writers:
                for writer in writers:
                    for id_ in gone:
                        writer.forget(id_)
            self._note_live(gone, ())

    def remove_groups(self, groups: Iterable[str]) -> None:
        """Forget every document of these groups."""
        self.replace_groups(groups, ())

    def search(self, query: Query) -> Page:
        """Best first. Only documents whose audience meets the query's tokens have any effect."""
        return service.search(self._reader.shelf(), query, self.vocabulary, self.meaning)

    def suggest(self, prefix: str, query: Query, *, limit: int = 8) -> tuple[str, ...]:
        """Words and titles that begin so, from open documents and from what this reader may see."""
        return service.suggest(self._reader.shelf(), prefix, query, limit)

    def ids(self) -> Iterator[str]:
        """Every document id held, in no order."""
        shelf = self._reader.shelf()
        yield from shelf.open.every_id()
        yield from shelf.restricted.every_id()

    def count(self) -> int:
        """How many documents are held."""
        shelf = self._reader.shelf()
        return shelf.open.documents + shelf.restricted.documents

    def generation(self) -> str:
        """The name of the generation that answers now; empty before there is one."""
        return self._home.current() or ""

    def outdated(self) -> bool:
        """Whether another recipe made what is held. Then only a rebuild can be written to."""
        current = self._home.current()
        return current is not None and self._home.is_outdated(current)

    def begin_rebuild(self) -> "TantivyRebuild":
        """Start a new generation beside the one that answers; writes go to both until it ends."""
        with self._writing:
            self._check_writable()
            if self._rebuild:
                self._rebuild.abandon()
            self._rebuild = TantivyRebuild(self, self._home)
            return self._rebuild

    def close(self) -> None:
        """Let go of files and locks. A rebuild that was not finished is thrown away."""
        with self._writing:
            if self._rebuild:
                self._rebuild.abandon()
            if self._writer:
                self._writer.close()
                self._writer = None
            self._home.unlock()

    def finish_rebuild(self, rebuild: "TantivyRebuild") -> None:
        """Switch to what a rebuild made. Called by the rebuild itself."""
        with self._writing:
            if self._rebuild is not rebuild:
                raise RuntimeError("This rebuild was abandoned or replaced by a newer one.")
            rebuild.writer.commit()
            old, old_writer = self._home.current(), self._writer
            self._home.switch(rebuild.name)
            self._writer, self._rebuild = rebuild.writer, None
            self._reader.refresh()
            if old_writer:
                old_writer.close()
            if old:
                self._home.remove(old)

    def abandon_rebuild(self, rebuild: "TantivyRebuild") -> None:
        """Throw away what a rebuild made. Called by the rebuild itself."""
        with self._writing:
            if self._rebuild is rebuild:
                self._rebuild = None
                rebuild.writer.close()
                self._home.remove(rebuild.name)

    @property
    def writing(self) -> threading.RLock:
        """Held by whoever writes."""
        return self._writing

    def _open_writer(self) -> None:
        self._home.remove_orphans()
        current = self._home.current()
        if current is None:
            current = self._home.create()
            self._writer = GenerationWriter(self._home.path / current)
            self._writer.commit()
            self._home.switch(current)
        elif not self._home.is_outdated(current):
            self._writer = GenerationWriter(self._home.path / current)

    def _writers(self) -> list[GenerationWriter]:
        self._check_writable()
        writers = [self._writer] if self._writer else []
        if self._rebuild:
            writers.append(self._rebuild.writer)
        if not writers:
            raise RebuildNeeded("This index was made by another recipe. Rebuild it first.")
        return writers

    @contextmanager
    def _committed(self) -> Iterator[list[GenerationWriter]]:
        """The writers to write with: committed at the end, or left as they were if something fails."""
        writers = self._writers()
        if self._rebuild:
            self._rebuild.writer.commit()
        try:
            yield writers
        except BaseException:
            for writer in writers:
                writer.rollback()
            raise
        for writer in writers:
            writer.commit()

    def _note_live(self, ids: Iterable[str], groups: Iterable[str]) -> None:
        if self._rebuild:
            self._rebuild.live.update(ids)
            self._rebuild.live_groups.update(groups)

    def _check_writable(self) -> None:
        if not self._writable:
            raise PermissionError("This index is open for reading only.")


class TantivyRebuild:
    """A generation being built. What is written live meanwhile wins over what is added here."""

    def __init__(self, index: TantivyIndex, home: Home) -> None:
        self._index = index
        self.name = home.create()
        self.writer = GenerationWriter(home.path / self.name)
        self.live: set[str] = set()
        self.live_groups: set[str] = set()

    def replace(self, documents: Iterable[Document]) -> None:
        """Add documents to the new generation only."""
        for entries in in_slices(documents):
            with self._index.writing:
                self.writer.replace(
                    entry
                    for entry in entries
                    if entry.document.id not in self.live and entry.document.group not in self.live_groups
                )

    def finish(self) -> None:
        """Make it durable and switch. Until then a crash leaves the old generation answering."""
        self._index.finish_rebuild(self)

    def abandon(self) -> None:
        """Throw the new generation away."""
        self._index.abandon_rebuild(self)


class Reader:
    """Keeps the newest view of the generation that answers, and notices when there is a newer one."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._lock = threading.Lock()
        self._seen: tuple[object, ...] = ()
        self._shelf: TantivyShelf | None = None
        self._generation = ""
        self._indexes: dict[str, tantivy.Index] = {}

    def shelf(self) -> TantivyShelf:
        """The newest committed view."""
        seen = self._sight()
        shelf = self._shelf
        if shelf is not None and seen == self._seen:
            return shelf
        with self._lock:
            return self._renewed()

    def refresh(self) -> None:
        """Look anew at once."""
        with self._lock:
            self._renewed()

    def _sight(self) -> tuple[object, ...]:
        manifest = stamp_of(self._home.path / MANIFEST)
        generation = self._shelf.generation if self._shelf else ""
        return (manifest, stamp_of(self._home.path / generation / STAMP) if generation else None)

    def _renewed(self) -> TantivyShelf:
        """Open what answers now. If it vanishes while we open it, there is a newer one: look again."""
        for _ in range(5):
            generation = self._home.current()
            if generation is None:
                return TantivyShelf.empty("")
            if not self._home.is_readable(generation):
                return TantivyShelf.empty(generation, OUTDATED)
            try:
                return self._opened(generation)
            except (ValueError, OSError):
                if self._home.current() == generation:
                    raise
        raise OSError("The index changes faster than it can be opened.")

    def _opened(self, generation: str) -> TantivyShelf:
        path = self._home.path / generation
        manifest = stamp_of(self._home.path / MANIFEST)
        stamp = stamp_of(path / STAMP)
        if self._generation != generation:
            self._generation, self._indexes = generation, {}
        open_, restricted = (self._view(path / shard) for shard in SHARDS)
        notes = (OUTDATED,) if self._home.is_outdated(generation) else ()
        self._shelf = TantivyShelf(generation, open_, restricted, notes)
        self._seen = (manifest, stamp)
        return self._shelf

    def _view(self, path: Path) -> ShardView:
        index = self._indexes.get(path.name)
        if index is None:
            index = self._indexes[path.name] = tantivy.Index.open(str(path))
            index.config_reader("manual")
        index.reload()
        return ShardView(index, path / "records")
