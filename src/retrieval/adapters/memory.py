"""The index as a dictionary. Slow, short and plainly right: the reference for every other adapter."""

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from retrieval import service
from retrieval.clauses import holds, in_years
from retrieval.corrections import close_words
from retrieval.entries import Entry, make_entry
from retrieval.model import PUBLIC, Document, Page, Query
from retrieval.ports import MeaningSearch
from retrieval.scoring import Statistics, score
from retrieval.shelf import BLOCK, Block, Candidate, Held, Named, Plan, Reader, Tally, block_bounds, count_groups
from retrieval.text.vocabulary import Vocabulary


class MemoryIndex:
    """Holds everything in this process; nothing is written down."""

    def __init__(self, vocabulary: Vocabulary | None = None, meaning: MeaningSearch | None = None) -> None:
        self.vocabulary = vocabulary or Vocabulary()
        self.meaning = meaning
        self._entries: dict[str, Entry] = {}
        self._rebuild: MemoryRebuild | None = None
        self._number = 1
        self._lock = threading.Lock()

    def replace(self, documents: Iterable[Document]) -> None:
        """Add these documents, or overwrite those with the same id."""
        made = {document.id: make_entry(document) for document in documents}
        with self._lock:
            self._entries = self._entries | made
            if self._rebuild:
                self._rebuild.write_live(made, ())

    def replace_groups(self, groups: Iterable[str], documents: Iterable[Document]) -> None:
        """Forget every document of these groups and add these, in one step."""
        gone = set(groups)
        made = {document.id: make_entry(document) for document in documents}
        with self._lock:
            self._entries = _without_groups(self._entries, gone) | made
            if self._rebuild:
                self._rebuild.remove_live_groups(gone)
                self._rebuild.write_live(made, ())

    def remove(self, ids: Iterable[str]) -> None:
        """Forget these documents. Ids that are not there are no error."""
        gone = set(ids)
        with self._lock:
            self._entries = {id_: each for id_, each in self._entries.items() if id_ not in gone}
            if self._rebuild:
                self._rebuild.write_live({}, gone)

    def remove_groups(self, groups: Iterable[str]) -> None:
        """Forget every document of these groups."""
        gone = set(groups)
        with self._lock:
            self._entries = _without_groups(self._entries, gone)
            if self._rebuild:
                self._rebuild.remove_live_groups(gone)

    def search(self, query: Query) -> Page:
        """Best first. Only documents whose audience meets the query's tokens have any effect."""
        return service.search(self._shelf(), query, self.vocabulary, self.meaning)

    def suggest(self, prefix: str, query: Query, *, limit: int = 8) -> tuple[str, ...]:
        """Words and titles that begin so, from open documents and from what this reader may see."""
        return service.suggest(self._shelf(), prefix, query, limit)

    def ids(self) -> Iterator[str]:
        """Every document id held."""
        return iter(tuple(self._entries))

    def count(self) -> int:
        """How many documents are held."""
        return len(self._entries)

    def generation(self) -> str:
        """The name of the generation that answers now."""
        return f"memory-{self._number}"

    def outdated(self) -> bool:
        """Never: what is in memory was made by the recipe that is in memory."""
        return False

    def begin_rebuild(self) -> "MemoryRebuild":
        """Start a new generation beside the one that answers."""
        with self._lock:
            self._rebuild = MemoryRebuild(self)
            return self._rebuild

    def close(self) -> None:
        """Nothing to let go of."""

    def _shelf(self) -> "MemoryShelf":
        return MemoryShelf(self.generation(), self._entries)

    def _finish(self, rebuild: "MemoryRebuild", entries: dict[str, Entry]) -> None:
        with self._lock:
            if self._rebuild is not rebuild:
                raise RuntimeError("This rebuild was abandoned or replaced by a newer one.")
            self._entries = entries
            self._number += 1
            self._rebuild = None

    def _abandon(self, rebuild: "MemoryRebuild") -> None:
        with self._lock:
            if self._rebuild is rebuild:
                self._rebuild = None


class MemoryRebuild:
    """A generation being built. What is written live meanwhile wins over what is added here."""

    def __init__(self, index: MemoryIndex) -> None:
        self._index = index
        self._entries: dict[str, Entry] = {}
        self._live: set[str] = set()
        self._live_groups: set[str] = set()

    def replace(self, documents: Iterable[Document]) -> None:
        """Add documents to the new generation only."""
        for document in documents:
            if document.id not in self._live and document.group not in self._live_groups:
                self._entries[document.id] = make_entry(document)

    def finish(self) -> None:
        """Switch to the new generation."""
        self._index._finish(self, self._entries)

    def abandon(self) -> None:
        """Throw the new generation away."""
        self._index._abandon(self)

    def write_live(self, made: Mapping[str, Entry], gone: Collection[str]) -> None:
        """A write to the answering index while this one is built."""
        self._live.update(made, gone)
        self._entries = {id_: each for id_, each in self._entries.items() if id_ not in gone}
        self._entries |= made

    def remove_live_groups(self, gone: set[str]) -> None:
        """A removal of groups while this index is built."""
        self._live_groups |= gone
        self._entries = _without_groups(self._entries, gone)


@dataclass(frozen=True, slots=True)
class MemoryShelf:
    """One view of the entries; writers make new dictionaries and leave this one alone."""

    generation: str
    entries: Mapping[str, Entry]
    notes: tuple[str, ...] = ()

    def statistics(self, stems: Sequence[str], reader: Reader) -> Statistics:
        """Counted anew from every open document that is not withheld."""
        if PUBLIC not in reader.tokens:
            return Statistics()
        held = [entry for entry in self._permitted(reader) if entry.document.is_open]
        return Statistics(
            documents=len(held),
            length=sum(entry.length for entry in held),
            title_length=sum(entry.title_length for entry in held),
            frequencies={
                stem: (
                    sum(stem in entry.counts for entry in held),
                    sum(stem in entry.title_counts for entry in held),
                )
                for stem in stems
            },
        )

    def candidates(
        self,
        plan: Plan,
        statistics: Statistics,
        reader: Reader,
        *,
        block: int = 0,
        newest: bool = False,
        kinds: Collection[str] | None = None,
    ) -> Block:
        """All matches scored and sorted, then one block cut out."""
        found = [
            Candidate(
                document.id,
                document.group,
                document.kind,
                document.day,
                score(plan.concepts, statistics, entry.counts, entry.title_counts, entry.length, entry.title_length),
            )
            for entry in self._matching(plan, reader)
            for document in [entry.document]
            if kinds is None or document.kind in kinds
        ]
        found.sort(key=_newest_first if newest else _best_first)
        first, last = block_bounds(block)
        own = found[first:last]
        return Block(len(own), lambda start, _: Named.of(own[start:]))

    def kinds(self) -> frozenset[str]:
        """Every kind held by anyone."""
        return frozenset(entry.document.kind for entry in self.entries.values())

    def tally(self, plan: Plan, reader: Reader, names: Sequence[str]) -> Tally:
        """Sets of groups, counted."""
        total = {entry.document.group for entry in self._matching(plan, reader)}
        counts: dict[str, dict[str, int]] = {}
        for name in names:
            groups: dict[str, set[str]] = {}
            for entry in self._matching(plan, reader.without_filter(name)):
                for value in entry.values.get(name, ()):
                    groups.setdefault(value, set()).add(entry.document.group)
            counts[name] = {value: len(found) for value, found in groups.items()}
        return Tally(len(total), counts)

    def sample(self, block: Block, name: str) -> Mapping[str, int]:
        """How many groups among the best thousand have each value."""
        best = block.best(BLOCK)[:BLOCK]
        return count_groups(
            [each.group for each in best], [self.entries[each.id].values.get(name, ()) for each in best]
        )

    def documents(self, ids: Sequence[str], stems: Sequence[str], reader: Reader) -> dict[str, Held]:
        """These documents as far as this reader may see them."""
        wanted = set(ids)
        return {
            entry.document.id: Held(entry.document, frozenset(stems) & entry.counts.keys())
            for entry in self._permitted(reader)
            if entry.document.id in wanted
        }

    def holds(self, stem: str, reader: Reader) -> bool:
        """Whether any document that this reader may see has this stem."""
        return any(stem in entry.counts for entry in self._permitted(reader))

    def words(self, beginning: str, reader: Reader, limit: int) -> list[tuple[str, int]]:
        """Folded words that begin so, with the number of visible documents."""
        return self._words(lambda entry: {word for run in entry.exact for word in run}, beginning, reader, limit)

    def spelt(self, beginning: str, reader: Reader, limit: int) -> list[tuple[str, int]]:
        """Words as written, where that differs from the folded form."""
        return self._words(lambda entry: entry.as_spelt, beginning, reader, limit)

    def near(
        self, name: Literal["exact", "spelt"], word: str, beginnings: Sequence[str], slips: int, reader: Reader
    ) -> dict[str, int]:
        """Every word looked at."""
        listing = self.words if name == "exact" else self.spelt
        counts = dict(
            pair for beginning in beginnings for pair in listing(beginning, reader, len(self.entries) * 10**6)
        )
        return {near: counts[near] for near in close_words(word, list(counts), slips)}

    def titles(self, beginning: str, reader: Reader, limit: int) -> list[str]:
        """Titles that begin so: those of most documents first, then by the alphabet."""
        by_key: dict[str, list[str]] = {}
        for entry in self._permitted(reader):
            if entry.title_key.startswith(beginning):
                by_key.setdefault(entry.title_key, []).append(entry.document.title)
        ordered = sorted(by_key, key=lambda key: (-len(by_key[key]), key))
        return [min(by_key[key]) for key in ordered[:limit]]

    def open_words(self, beginning: str, limit: int, reader: Reader) -> list[str]:
        """The most used words of open documents that begin so."""
        if PUBLIC not in reader.tokens:
            return []
        public = Reader(withheld=reader.withheld)
        return [word for word, _ in self.words(beginning, public, limit)]

    def _permitted(self, reader: Reader) -> Iterator[Entry]:
        for entry in self.entries.values():
            document = entry.document
            if document.audience & reader.tokens and document.group not in reader.withheld:
                yield entry

    def _matching(self, plan: Plan, reader: Reader) -> Iterator[Entry]:
        for entry in self._permitted(reader):
            if _within(entry, reader) and holds(plan.match, entry):
                yield entry

    def _words(
        self,
        words_of: Callable[[Entry], Collection[str]],
        beginning: str,
        reader: Reader,
        limit: int,
    ) -> list[tuple[str, int]]:
        counts: dict[str, int] = {}
        for entry in self._permitted(reader):
            for word in words_of(entry):
                if word.startswith(beginning):
                    counts[word] = counts.get(word, 0) + 1
        return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:limit]


def _within(entry: Entry, reader: Reader) -> bool:
    return (
        in_years(entry.document.year, *reader.years)
        and all(not wanted.isdisjoint(entry.values.get(name, ())) for name, wanted in reader.filters.items())
        and all(unwanted.isdisjoint(entry.values.get(name, ())) for name, unwanted in reader.leave_out.items())
    )


def _best_first(candidate: Candidate) -> tuple[float, int, str]:
    return candidate.rank


def _newest_first(candidate: Candidate) -> tuple[int, str]:
    return (-candidate.day, candidate.id)


def _without_groups(entries: Mapping[str, Entry], gone: set[str]) -> dict[str, Entry]:
    return {id_: each for id_, each in entries.items() if each.document.group not in gone}
