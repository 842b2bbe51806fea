"""Counts groups exactly, mostly without looking at a single document.

Nearly every document is its group's head (id and group are one) and counts as one group. Companions
(an abstract beside its paper, the pages of a file beside their item) are looked at, those of a group
that differ only in their text together, and so are the heads that stand beside them. For every value:
groups = documents counted by tantivy, less the documents looked at, plus the groups among them.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import tantivy

from retrieval.adapters.tantivy.records import Alike, facets_of
from retrieval.adapters.tantivy.view import ShardView
from retrieval.shelf import Tally

Query = tantivy.Query
Parts = Sequence[tuple[ShardView, tantivy.Query]]
_VALUES = 10_000
"""Most values counted of one name."""


def tally(parts: Parts, names: Sequence[str]) -> Tally:
    """Groups that match in any part, and how many have each value."""
    total = 0
    counts: dict[str, dict[str, int]] = {name: {} for name in names}
    for view, query in parts:
        total += _count_documents(view, query, counts)
    looked_at = _looked_at(parts)
    groups: set[bytes] = set()
    with_value: dict[tuple[str, str], set[bytes]] = {}
    for alike in looked_at:
        for (group, kind, facts), number in alike.items():
            groups.add(group)
            total -= number
            values = facets_of(kind, facts) if names else {}
            for name in names:
                for value in values.get(name, ()):
                    counts[name][value] = counts[name].get(value, 0) - number
                    with_value.setdefault((name, value), set()).add(group)
    for (name, value), found in with_value.items():
        counts[name][value] += len(found)
    return Tally(total + len(groups), counts)


def _count_documents(view: ShardView, query: tantivy.Query, counts: dict[str, dict[str, int]]) -> int:
    """Adds the documents of each value to `counts`; returns how many documents match."""
    asked: dict[str, Any] = {"total": {"value_count": {"field": "record"}}}
    for name in counts:
        asked["by " + name] = {"terms": {"field": f"facets.{name}", "size": _VALUES}}
    found = view.searcher.aggregate(query, asked)
    for name, values in counts.items():
        for bucket in found["by " + name]["buckets"]:
            value = bucket["key"][1:]
            values[value] = values.get(value, 0) + int(bucket["doc_count"])
    return int(found["total"]["value"])


def _looked_at(parts: Parts) -> list[Counter[Alike]]:
    """Companions that match, and heads that match beside them: how many of each group have the same facts."""
    companions = []
    for view, query in parts:
        if view.companions:
            is_companion = Query.term_query(view.schema, "head", "0", "basic")
            companions.append(view.records.alike(view.places(view.all_hits(_and(query, is_companion)))))
    groups = sorted({group.decode() for alike in companions for group, _, _ in alike})
    if not groups:
        return []
    heads = []
    for view, query in parts:
        # A head's id is its group, so this is a look-up of ids.
        is_head = Query.term_set_query(view.schema, "id", groups)
        beside = _and(_and(query, is_head), Query.term_query(view.schema, "head", "1", "basic"))
        heads.append(view.records.alike(view.places(view.all_hits(beside))))
    return companions + heads


def _and(query: tantivy.Query, other: tantivy.Query) -> tantivy.Query:
    return Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, other)])
