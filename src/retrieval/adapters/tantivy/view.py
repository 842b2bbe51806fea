"""One shard as it was at one commit: its searcher, its records, and what is worth remembering."""

import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import tantivy

from retrieval.adapters.tantivy.records import Records
from retrieval.adapters.tantivy.schema import make_schema

_WORDS_KEPT = 100
Address = tantivy.DocAddress
Hits = list[tuple[Any, tantivy.DocAddress]]


class ShardView:
    """Read-only. Cheap to make, and the same answer however often it is asked."""

    def __init__(self, index: tantivy.Index, records: Path | None) -> None:
        self.searcher = index.searcher()
        self.schema = make_schema()
        # Records are opened after the searcher, so that what it points at is surely there.
        self.records = Records(records)
        self.documents = self.searcher.num_docs
        self.has_ghosts = self.searcher.doc_freq("every", "1") != self.documents
        self.companions = self.count(tantivy.Query.term_query(self.schema, "head", "0"))
        self.tokens = frozenset(token for token, _ in self.searcher.terms_with_prefix("audience", ""))
        self.kinds = frozenset(kind for kind, _ in self.searcher.terms_with_prefix("kind", ""))
        self.lengths = self._lengths()
        self._frequencies: dict[tuple[str, str], int] = {}
        self._words: dict[tuple[str, str], list[str]] = {}
        self._lock = threading.Lock()

    def count(self, query: tantivy.Query) -> int:
        """How many documents meet a query."""
        if not self.searcher.num_docs:
            return 0
        found = self.searcher.aggregate(query, {"n": {"value_count": {"field": "record"}}})
        return int(found["n"]["value"])

    def frequency(self, field: str, term: str) -> int:
        """How many living documents have a term. tantivy's own figure still counts deleted ones."""
        key = (field, term)
        known = self._frequencies.get(key)
        if known is None:
            known = self.searcher.doc_freq(field, term)
            if known and self.has_ghosts:
                known = self.count(tantivy.Query.term_query(self.schema, field, term, "basic"))
            with self._lock:
                if len(self._frequencies) > 100_000:
                    self._frequencies.clear()
                self._frequencies[key] = known
        return known

    def words(self, field: str, beginning: str) -> Sequence[str]:
        """Every term of a field that begins so, of documents that were deleted too. Kept for the next who asks."""
        known = self._words.get((field, beginning))
        if known is None:
            known = [word for word, _ in self.searcher.terms_with_prefix(field, beginning)]
            with self._lock:
                if len(self._words) >= _WORDS_KEPT:
                    self._words.clear()
                self._words[field, beginning] = known
        return known

    def top(self, query: tantivy.Query, first: int, last: int, *, newest: bool = False) -> Hits:
        """Hits of these ranks, by score or newest first."""
        return self.top_and_count(query, first, last, newest=newest, count=False)[0]

    def top_and_count(
        self, query: tantivy.Query, first: int, last: int, *, newest: bool, count: bool
    ) -> tuple[Hits, int]:
        """Hits of these ranks and, with `count`, how many there are in all (else 0)."""
        if not self.documents:
            return [], 0
        field = "newest" if newest else None
        found = self.searcher.search(query, last - first, count=count, order_by_field=field, offset=first)
        return found.hits, int(getattr(found, "count", None) or 0)

    def all_hits(self, query: tantivy.Query) -> Hits:
        """Every hit, in no order."""
        count = self.count(query)
        return self.top(tantivy.Query.const_score_query(query, 0.0), 0, count) if count else []

    def places(self, hits: Hits) -> list[int]:
        """Where the records of hits begin."""
        values = self.searcher.fast_field_values("record", [address for _, address in hits])
        return [int(value) for value in values if value is not None]

    def places_of(self, field: str, terms: Iterable[str]) -> list[int]:
        """Where the records begin of documents that have any of these keys."""
        wanted = sorted(set(terms))
        if not wanted or not self.documents:
            return []
        query = tantivy.Query.term_set_query(self.schema, field, wanted)
        # An id is in at most one document, so there is no need to count first.
        hits = self.top(query, 0, len(wanted)) if field == "id" else self.all_hits(query)
        return self.places(hits)

    def place_of_id(self, id_: str) -> int | None:
        """Where the record of one document begins."""
        hits = self.top(tantivy.Query.term_query(self.schema, "id", id_, "basic"), 0, 1)
        return self.places(hits)[0] if hits else None

    def every_id(self) -> Sequence[str]:
        """The ids of all living documents."""
        places = self.places(self.all_hits(tantivy.Query.all_query())) if self.documents else []
        return [id_ for id_, _, _ in self.records.names(places)]

    def _lengths(self) -> tuple[int, int]:
        if not self.documents:
            return 0, 0
        found = self.searcher.aggregate(
            tantivy.Query.all_query(),
            {
                "length": {"sum": {"field": "length"}},
                "title": {"sum": {"field": "title_length"}},
            },
        )
        return int(found["length"]["value"]), int(found["title"]["value"])
