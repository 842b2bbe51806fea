"""A document as an index sees it: its words, cut once, for every adapter alike."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from retrieval.model import Document
from retrieval.text import analyser
from retrieval.text.vocabulary import whole

RECIPE = "entries 1"
"""Changes whenever the same document would give another entry."""

MAX_TITLE_KEY = 160
_SHORT = 200
"""Values up to so many characters are remembered with their words …"""
_KEPT = 10_000
"""… so many of them, about 15 MB."""
_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")

Run = list[str]
"""Words that stand side by side. A phrase lies within one run."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is indexed of one document.

    `stems` and `exact` hold title, text and each searchable value as runs, stemmed and not; joined
    forms (`betablocker`) are runs of their own. `named` holds unstemmed runs by field name, `wholes`
    each value as one word. `counts` says how often a stem stands in all fields, `title_counts` in the title.
    """

    document: Document
    stems: list[Run]
    exact: list[Run]
    named: dict[str, list[Run]]
    wholes: dict[str, frozenset[str]]
    values: dict[str, tuple[str, ...]]
    counts: Counter[str]
    title_counts: Counter[str]
    length: int
    title_length: int
    as_spelt: frozenset[str]
    """Words whose own spelling differs from the folded one: offered to people who type them so."""
    title_key: str


def make_entry(document: Document) -> Entry:
    """Cut a document into words. Raises ValueError for a field name that could not be asked for."""
    _check_names(document)
    title_tokens = analyser.tokens(document.title)
    title = _cut(title_tokens)
    found = [title, _cut(analyser.tokens(document.text))]
    named: dict[str, list[Run]] = {"title": _runs([title.exact])}
    wholes: dict[str, frozenset[str]] = {}
    for name, values in document.searchable.items():
        cut = [_cut_value(value) if len(value) <= _SHORT else _cut(analyser.tokens(value)) for value in values]
        found += cut
        named.setdefault(name, []).extend(_runs([each.exact for each in cut]))
        wholes[name] = frozenset(filter(None, map(_whole, values)))
    stems = _runs([each.stems for each in found])
    counts = Counter(chain.from_iterable(stems))
    title_counts = Counter(title.stems.parts + title.stems.joined)
    return Entry(
        document=document,
        stems=stems,
        exact=_runs([each.exact for each in found]),
        named=named,
        wholes=wholes,
        values=facet_values(document),
        counts=counts,
        title_counts=title_counts,
        length=sum(map(len, stems)),
        title_length=len(title.stems.parts) + len(title.stems.joined),
        as_spelt=frozenset(chain.from_iterable([each.as_spelt for each in found])),
        title_key=_title_key(title_tokens),
    )


@dataclass(frozen=True, slots=True)
class _Cut:
    """One piece of a document in words. Shared between entries, so nobody changes its lists."""

    exact: analyser.Words
    stems: analyser.Words
    as_spelt: Iterable[str]


def _cut(tokens: list[str]) -> _Cut:
    exact = analyser.exact_words(tokens)
    return _Cut(exact, analyser.stems_of(exact), analyser.other_spellings(tokens))


@lru_cache(maxsize=_KEPT)
def _cut_value(value: str) -> _Cut:
    """Headings, journals and authors come again and again."""
    return _cut(analyser.tokens(value))


def _whole(value: str) -> str:
    return _short_whole(value) if len(value) <= _SHORT else whole(value)


_short_whole = lru_cache(maxsize=_KEPT)(whole)


def facet_values(document: Document) -> dict[str, tuple[str, ...]]:
    """The values to filter and count by. `kind` and `mesh` need not be given twice."""
    values = {name: tuple(dict.fromkeys(given)) for name, given in document.exact.items()}
    values.setdefault("kind", (document.kind,))
    if document.searchable.get("mesh"):
        values.setdefault("mesh", tuple(dict.fromkeys(document.searchable["mesh"])))
    return {name: given for name, given in values.items() if given}


def title_key(text: str) -> str:
    """The form in which beginnings of titles are compared: words as spelt, single spaces."""
    return _title_key(analyser.tokens(text))


def _title_key(tokens: list[str]) -> str:
    return " ".join(analyser.unfolded_words(tokens))[:MAX_TITLE_KEY]


def has_run(runs: Sequence[Run], words: Sequence[str], *, open_end: bool = False) -> bool:
    """Whether these words stand side by side; `open_end` lets the last be a beginning."""
    size = len(words)
    for run in runs:
        for first in range(len(run) - size + 1):
            window = run[first : first + size]
            if window[:-1] == list(words[:-1]) and (
                window[-1].startswith(words[-1]) if open_end else window[-1] == words[-1]
            ):
                return True
    return False


def _check_names(document: Document) -> None:
    for names in (document.searchable, document.exact):
        for name in names:
            if not _NAME.match(name):
                raise ValueError(f"{name!r} cannot be a field name: use a-z, 0-9 and _.")


def _runs(words: Sequence[analyser.Words]) -> list[Run]:
    joined = [[form] for each in words for form in each.joined]
    return [each.parts for each in words if each.parts] + joined


def name_values(values: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    """Values as (name, value) pairs, in a steady order."""
    return [(name, value) for name in sorted(values) for value in values[name]]
