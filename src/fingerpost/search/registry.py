"""What each area says about how its records appear in search.

An area registers one Searchable for each kind of record. Its module `searchable.py` does so.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from fingerpost.records.models import Record
from retrieval.model import Document

Build = Callable[[list[int]], Iterable[Document]]
Draw = Callable[[list[Record], Any], dict[int, dict[str, Any]]]
Locate = Callable[[list[str]], dict[str, tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Searchable:
    """One kind of record, for search.

    `documents(record_ids)` yields the documents to hold for those that can be found now; what it
    leaves out is forgotten. `describe(records, reader)` gives, for a page of records that the
    reader may see, what a hit shows: a dict per record id with `href`, `kind_name`, `byline`,
    `quality`, `notes` (pairs of tone and words), `full_text`, each optional. `locate(document_ids)`,
    for kinds of which a part may be found (a page of a file): where it is, in words, and its address.
    """

    kind: str
    name: str
    plural: str
    documents: Build
    describe: Draw
    locate: Locate | None = None


_kinds: dict[str, Searchable] = {}


def register(searchable: Searchable) -> None:
    """Make a kind findable."""
    _kinds[searchable.kind] = searchable


def kinds() -> dict[str, Searchable]:
    """Everything registered, by kind."""
    return dict(_kinds)


def kind_name(kind: str) -> str:
    """What people call this kind."""
    return _kinds[kind].name if kind in _kinds else kind


def audience_of(record: Record, tokens: Iterable[str]) -> frozenset[str]:
    """The tokens a record's documents carry: its own, and those it is open to."""
    return frozenset(tokens) | ({record.open_to} if record.open_to else frozenset())
