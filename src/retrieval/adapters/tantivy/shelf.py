"""The two shards as one shelf: open documents without a filter, restricted ones by audience."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, compress
from typing import Literal

import numpy as np
import tantivy

from retrieval.adapters.tantivy import queries
from retrieval.adapters.tantivy.counting import tally
from retrieval.adapters.tantivy.ranking import Scored, in_order, scored
from retrieval.adapters.tantivy.records import Places
from retrieval.adapters.tantivy.schema import make_schema
from retrieval.adapters.tantivy.view import Hits, ShardView
from retrieval.clauses import Everything
from retrieval.corrections import close_words
from retrieval.model import PUBLIC
from retrieval.scoring import Statistics, all_stems, idf
from retrieval.shelf import BLOCK, Block, Held, Plan, Reader, Tally, block_bounds, count_groups

Query = tantivy.Query
_TITLES_WITH_ONE_KEY = 20
_AUDIENCES = 64
_MANY = 500
"""Tokens from which a reader's documents are listed once …"""
_SEEN_BY = 8
"""… for so many readers."""


@dataclass(frozen=True, slots=True)
class Part:
    """One shard as one reader may use it, with what narrows it.

    `audience` is what the reader may see, where that is not all of it. For a reader of many units
    `seen` lists the places of those documents: thousands of tokens are slow to look up each time.
    """

    view: ShardView
    audience: tuple[tantivy.Query, ...]
    musts: tuple[tantivy.Query, ...]
    nots: tuple[tantivy.Query, ...]
    seen: Places | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether anything of the shard is left out for this reader."""
        return bool(self.audience or self.musts or self.nots)

    def within(self, query: tantivy.Query | queries.Parts) -> tantivy.Query:
        """The query within what the reader may see."""
        return queries.limited(query, (*self.audience, *self.musts), self.nots)

    def top(
        self, query: tantivy.Query | queries.Parts, first: int, last: int, *, newest: bool, count: bool
    ) -> tuple[Hits, int]:
        """Hits of these ranks among what the reader may see, and with `count` how many there are in all."""
        if self.seen is None or count:
            return self.view.top_and_count(self.within(query), first, last, newest=newest, count=count)
        anyones = queries.limited(query, self.musts, self.nots)
        asked = last * self.view.documents // max(len(self.seen), 1) + last // 4
        while True:
            hits = self.view.top(anyones, 0, asked, newest=newest)
            places = np.asarray(self.view.places(hits), dtype=np.int64)
            at = np.minimum(np.searchsorted(self.seen, places), len(self.seen) - 1)
            own = np.flatnonzero(self.seen[at] == places) if len(places) else places
            if len(hits) < asked or len(own) >= last:
                return [hits[each] for each in own[first:last].tolist()], 0
            asked *= 2

    def count(self, field: str, term: str) -> int:
        """How many documents that the reader may see have a term."""
        if not self.is_narrowed:
            return self.view.frequency(field, term)
        return self.view.count(self.within(Query.term_query(self.view.schema, field, term, "basic")))


@dataclass(frozen=True, slots=True)
class TantivyShelf:
    """One generation at one commit."""

    generation: str
    open: ShardView
    restricted: ShardView
    notes: tuple[str, ...] = ()
    _withheld: dict[frozenset[str], list[int]] = field(default_factory=dict)
    _audiences: dict[tuple[str, frozenset[str]], tuple[frozenset[str], tantivy.Query]] = field(default_factory=dict)
    _seen_by: dict[tuple[str, frozenset[str]], Places] = field(default_factory=dict)

    @classmethod
    def empty(cls, generation: str, *notes: str) -> "TantivyShelf":
        """A shelf with nothing on it: there is no index yet, or none that we can read."""
        nothing = ShardView(tantivy.Index(make_schema()), None)
        return cls(generation, nothing, nothing, notes)

    def statistics(self, stems: Sequence[str], reader: Reader) -> Statistics:
        """What the open documents say of these stems; those withheld do not count."""
        if PUBLIC not in reader.tokens:
            return Statistics()
        view = self.open
        gone = view.records.bags(self._withheld_places(reader.withheld), stems)
        length, title_length = view.lengths
        return Statistics(
            documents=view.documents - len(gone.lengths),
            length=length - int(gone.lengths.sum()),
            title_length=title_length - int(gone.title_lengths.sum()),
            frequencies={
                stem: (
                    view.frequency("all", stem) - int((gone.counts[:, column] > 0).sum()),
                    view.frequency("title", stem) - int((gone.title_counts[:, column] > 0).sum()),
                )
                for column, stem in enumerate(stems)
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
        """One block of each shard, scored from the bags with the reader's statistics."""
        first, last = block_bounds(block)
        found: list[Scored] = []
        stems = all_stems(plan.concepts)
        counts = block == 0 and not plan.ranked and not self._has_companions
        total = 0
        for part in self._parts(reader):
            query = self._query(part.view, plan, statistics, newest=newest)
            if kinds is not None:
                only = Query.term_set_query(part.view.schema, "kind", sorted(kinds))
                query = queries.with_conditions(query, [only])
            hits, count = part.top(query, first, last, newest=newest, count=counts)
            total += count
            if hits:
                found.append(scored(part.view, hits, plan.concepts, stems, statistics))
        return in_order(found, newest=newest, total=total if counts else None)

    def kinds(self) -> frozenset[str]:
        """Every kind held by anyone."""
        return self.open.kinds | self.restricted.kinds

    def tally(self, plan: Plan, reader: Reader, names: Sequence[str]) -> Tally:
        """Exact counts of groups over both shards."""
        lifted = [name for name in names if name in reader.filters]
        plain = [name for name in names if name not in reader.filters]
        main = self._tally(plan, reader, plain)
        counts = dict(main.counts)
        for name in lifted:
            counts |= self._tally(plan, reader.without_filter(name), [name]).counts
        return Tally(main.total, counts)

    def sample(self, block: Block, name: str) -> Mapping[str, int]:
        """How many groups among the best thousand have each value. Where each is a group, nobody need be named."""
        places = None if self._has_companions else block.places(BLOCK)
        if places is None:
            best = block.best(BLOCK)[:BLOCK]
            return count_groups([each.group for each in best], self._values([each.place for each in best], name))
        return Counter(chain.from_iterable(self._values(places, name)))

    def _values(self, places: Sequence[object], name: str) -> list[Sequence[str]]:
        found: list[Sequence[str]] = [()] * len(places)
        for view in (self.open, self.restricted):
            rows = {row: each[1] for row, each in enumerate(places) if isinstance(each, tuple) and each[0] is view}
            for row, values in zip(rows, view.records.values(list(rows.values()), name), strict=True):
                found[row] = values
        return found

    def documents(self, ids: Sequence[str], stems: Sequence[str], reader: Reader) -> dict[str, Held]:
        """These documents as far as this reader may see them, checked on the records themselves."""
        found: dict[str, Held] = {}
        for view in (self.restricted, self.open):
            places = view.places_of("id", ids)
            present = view.records.bags(places, stems).counts > 0
            for place, row in zip(places, present.tolist(), strict=True):
                document = view.records.document(place)
                permitted = not document.audience.isdisjoint(reader.tokens)
                if permitted and document.group not in reader.withheld:
                    found[document.id] = Held(document, frozenset(compress(stems, row)))
        return found

    def holds(self, stem: str, reader: Reader) -> bool:
        """Whether any document that this reader may see has this stem."""
        if self.statistics([stem], reader).frequencies.get(stem, (0, 0))[0]:
            return True
        return any(
            part.view.top(part.within(_stem_query(part.view, stem)), 0, 1)
            for part in self._parts(reader.unfiltered())
            if part.is_narrowed
        )

    def words(self, beginning: str, reader: Reader, limit: int) -> list[tuple[str, int]]:
        """Folded words that begin so, with the number of visible documents."""
        return self._terms("exact", beginning, reader, limit)

    def spelt(self, beginning: str, reader: Reader, limit: int) -> list[tuple[str, int]]:
        """Words as written, where that differs from the folded form."""
        return self._terms("spelt", beginning, reader, limit)

    def near(
        self, name: Literal["exact", "spelt"], word: str, beginnings: Sequence[str], slips: int, reader: Reader
    ) -> dict[str, int]:
        """Words that are close, whoever holds them; then, of these few, those in documents that the reader may see."""
        counts: dict[str, int] = {}
        for part in self._parts(reader.unfiltered()):
            for beginning in beginnings:
                for near in close_words(word, part.view.words(name, beginning), slips):
                    if count := part.count(name, near):
                        counts[near] = counts.get(near, 0) + count
        return counts

    def titles(self, beginning: str, reader: Reader, limit: int) -> list[str]:
        """Titles that begin so: those of most documents first, then by the alphabet."""
        found = []
        for key, _ in self._terms("title_key", beginning, reader, limit):
            titles = []
            for part in self._parts(reader.unfiltered()):
                query = part.within(Query.term_query(part.view.schema, "title_key", key, "basic"))
                hits = part.view.top(query, 0, _TITLES_WITH_ONE_KEY, newest=True)
                records = part.view.records
                titles += [records.document(place, with_text=False).title for place in part.view.places(hits)]
            found.append(min(titles))
        return found

    def open_words(self, beginning: str, limit: int, reader: Reader) -> list[str]:
        """The most used words of open documents that begin so."""
        if PUBLIC not in reader.tokens:
            return []
        public = Reader(frozenset({PUBLIC}), withheld=reader.withheld)
        return [word for word, _ in self._terms("exact", beginning, public, limit)]

    def _parts(self, reader: Reader) -> list[Part]:
        """The shards this reader has a share in. Whoever is not the public is filtered everywhere."""
        parts = []
        for name, view in (("open", self.open), ("restricted", self.restricted)):
            own, audience = self._audience(name, view, reader.tokens)
            if not own or not view.documents:
                continue
            musts, nots = queries.narrowing(view.schema, reader)
            if reader.withheld:
                nots.append(Query.term_set_query(view.schema, "group", sorted(reader.withheld)))
            open_to_all = view is self.open and PUBLIC in own
            seen = None if open_to_all or len(own) < _MANY else self._seen(name, view, reader.tokens, audience)
            parts.append(Part(view, () if open_to_all else (audience,), tuple(musts), tuple(nots), seen))
        return parts

    def _audience(self, name: str, view: ShardView, tokens: frozenset[str]) -> tuple[frozenset[str], tantivy.Query]:
        """Those of a reader's tokens that this shard knows, and their query: thousands take a while to put together."""
        known = self._audiences.get((name, tokens))
        if known is None:
            own = tokens & view.tokens
            known = own, queries.audience_query(view.schema, own)
            if len(self._audiences) >= _AUDIENCES:
                self._audiences.clear()
            self._audiences[name, tokens] = known
        return known

    def _seen(self, name: str, view: ShardView, tokens: frozenset[str], audience: tantivy.Query) -> Places | None:
        """Places of the documents with any of these tokens, in order; None where that is less than half of them."""
        known = self._seen_by.get((name, tokens))
        if known is None:
            known = np.sort(np.asarray(view.places(view.all_hits(audience)), dtype=np.int64))
            if len(self._seen_by) >= _SEEN_BY:
                self._seen_by.clear()
            self._seen_by[name, tokens] = known
        return known if len(known) * 2 >= view.documents else None

    @property
    def _has_companions(self) -> bool:
        return bool(self.open.companions or self.restricted.companions)

    def _query(
        self, view: ShardView, plan: Plan, statistics: Statistics, *, newest: bool
    ) -> tantivy.Query | queries.Parts:
        if newest:
            return queries.clause_parts(view.schema, plan.match)
        boosts = _boosts(view, plan, statistics) if view is not self.open else {}
        if not plan.ranked:
            return queries.scored_parts(view.schema, plan.must, plan.concepts, boosts)
        scored = queries.concept_query(view.schema, plan.concepts, boosts)
        if isinstance(plan.must, Everything):
            return scored
        return queries.with_conditions(scored, [queries.clause_query(view.schema, plan.must)])

    def _tally(self, plan: Plan, reader: Reader, names: Sequence[str]) -> Tally:
        parts = [
            (part.view, part.within(queries.clause_parts(part.view.schema, plan.match))) for part in self._parts(reader)
        ]
        return tally(parts, names)

    def _terms(self, name: str, beginning: str, reader: Reader, limit: int) -> list[tuple[str, int]]:
        counts: dict[str, int] = {}
        for part in self._parts(reader.unfiltered()):
            narrowed = part.is_narrowed or part.view.has_ghosts
            visible = part.within(Query.all_query()) if narrowed else None
            found = part.view.searcher.terms_with_prefix(name, beginning, visible, limit)
            for word, count in found:
                if count:
                    counts[word] = counts.get(word, 0) + count
        return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:limit]

    def _withheld_places(self, withheld: frozenset[str]) -> list[int]:
        if not withheld:
            return []
        if withheld not in self._withheld:
            if len(self._withheld) > 8:
                self._withheld.clear()
            self._withheld[withheld] = self.open.places_of("group", withheld)
        return self._withheld[withheld]


def _boosts(view: ShardView, plan: Plan, statistics: Statistics) -> dict[str, tuple[float, float]]:
    """What turns the restricted shard's own weights into those of the open statistics.

    tantivy counts documents that were deleted too, so the same figures are used here.
    """
    documents = view.searcher.doc_freq("every", "1")
    boosts = {}
    for stem in all_stems(plan.concepts):
        wanted = statistics.weights(stem)
        own = (
            idf(documents, view.searcher.doc_freq("all", stem)),
            idf(documents, view.searcher.doc_freq("title", stem)),
        )
        boosts[stem] = (wanted[0] / max(own[0], 1e-6), wanted[1] / max(own[1], 1e-6))
    return boosts


def _stem_query(view: ShardView, stem: str) -> tantivy.Query:
    return Query.term_query(view.schema, "all", stem, "basic")
