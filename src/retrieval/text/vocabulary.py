"""What words mean to this health service: headings, entry terms, synonyms and abbreviations.

A vocabulary is given to an index, never stored in it, and is applied when a question is asked. So a
better list works at once and costs no rebuild.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from retrieval.text import analyser
from retrieval.text.stopwords import STOP_WORDS

SYNONYM_WEIGHT = 0.5
AMBIGUOUS_WEIGHT = 0.25
_LONGEST = 6
"""Longest term, in words, that is looked for in a question."""

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """One controlled heading: its preferred name, its other names, its places in the tree."""

    name: str
    entry_terms: tuple[str, ...] = ()
    trees: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StandIn:
    """A term that may stand in for words of a question, at a reduced weight."""

    term: str
    weight: float
    how: Literal["synonym", "heading"]


@dataclass(frozen=True, slots=True)
class Expansion:
    """The words from `first` to before `last` of a question may be met by these terms."""

    first: int
    last: int
    stand_ins: tuple[StandIn, ...]


class Vocabulary:
    """Headings and synonyms, looked up by the words of a question."""

    def __init__(self) -> None:
        self._by_stems: dict[Key, list[StandIn]] = {}
        self._by_words: dict[Key, list[str]] = {}
        self._headings: dict[Key, str] = {}
        self._trees: dict[str, tuple[str, ...]] = {}
        self._by_tree: dict[str, set[str]] = {}

    def add_synonyms(self, rows: Iterable[tuple[str, str]]) -> None:
        """Pairs of terms that mean the same; each may stand in for the other."""
        for term, also in rows:
            self._add_stand_in(term, StandIn(also.strip(), SYNONYM_WEIGHT, "synonym"))
            self._add_stand_in(also, StandIn(term.strip(), SYNONYM_WEIGHT, "synonym"))

    def add_abbreviations(self, rows: Iterable[tuple[str, str]]) -> None:
        """Short and long forms. One short form may have several long ones: all are tried."""
        for short, long in rows:
            key = _exact_key(short)
            if key and _stem_key(long):
                longs = self._by_words.setdefault(key, [])
                if long.strip() not in longs:
                    longs.append(long.strip())
                self._add_stand_in(long, StandIn(short.strip(), SYNONYM_WEIGHT, "synonym"))

    def add_headings(self, headings: Iterable[Heading]) -> None:
        """Headings with their other names and tree numbers (see `mesh.py` for the files)."""
        for heading in headings:
            name = whole(heading.name)
            self._headings[_exact_key(heading.name)] = heading.name
            for entry in heading.entry_terms:
                self._headings.setdefault(_exact_key(entry), heading.name)
                if _stem_key(entry) != _stem_key(heading.name):
                    self._add_stand_in(entry, StandIn(heading.name, SYNONYM_WEIGHT, "heading"))
            self._trees[name] = (*self._trees.get(name, ()), *heading.trees)
            for tree in heading.trees:
                self._file_under_tree(tree, name)

    def expansions(self, words: Sequence[str], typed: Sequence[str]) -> list[Expansion]:
        """Which runs of these exact words have stand-ins: longest first, none overlapping.

        `typed` holds the same words as the person wrote them: an abbreviation that is also an
        everyday word (`IT`, `OR`) counts only in capitals.
        """
        stems = [analyser.stem(word) for word in words]
        found: list[Expansion] = []
        taken = [False] * len(words)
        for length in range(min(_LONGEST, len(words)), 0, -1):
            for first in range(len(words) - length + 1):
                last = first + length
                if any(taken[first:last]):
                    continue
                stand_ins = self._stand_ins(tuple(words[first:last]), tuple(stems[first:last]),
                                            typed[first])  # fmt: skip
                if stand_ins:
                    found.append(Expansion(first, last, stand_ins))
                    taken[first:last] = [True] * length
        return sorted(found, key=lambda expansion: expansion.first)

    def heading(self, term: str) -> str | None:
        """The preferred heading of a heading or entry term."""
        return self._headings.get(_exact_key(term))

    def narrower(self, heading: str) -> frozenset[str]:
        """This heading and all below it in the tree, as `whole` values."""
        name = whole(heading)
        below = {name}
        for tree in self._trees.get(name, ()):
            below |= self._by_tree.get(tree, set())
        return frozenset(below)

    def knows(self, word: str) -> bool:
        """Whether an exact word is a term or abbreviation here: then it is no typing mistake."""
        return (word,) in self._by_words or (analyser.stem(word),) in self._by_stems

    def _stand_ins(self, words: Key, stems: Key, typed: str) -> tuple[StandIn, ...]:
        longs = self._by_words.get(words, ())
        if len(words) == 1 and words[0] in STOP_WORDS and not typed.isupper():
            longs = ()
        weight = SYNONYM_WEIGHT if len(longs) == 1 else AMBIGUOUS_WEIGHT
        found = [StandIn(long, weight, "synonym") for long in longs]
        terms = {stand_in.term for stand_in in found}
        found += [stand_in for stand_in in self._by_stems.get(stems, ()) if stand_in.term not in terms]
        return tuple(found)

    def _add_stand_in(self, term: str, stand_in: StandIn) -> None:
        key = _stem_key(term)
        if not key or len(key) > _LONGEST or not _stem_key(stand_in.term):
            return
        if len(key) == 1 and _exact_key(term)[0] in STOP_WORDS:
            return
        stand_ins = self._by_stems.setdefault(key, [])
        if stand_in not in stand_ins:
            stand_ins.append(stand_in)

    def _file_under_tree(self, tree: str, name: str) -> None:
        """Under its own tree number and every one above: C14.907.489 also under C14.907 and C14."""
        parts = tree.split(".")
        for length in range(1, len(parts) + 1):
            self._by_tree.setdefault(".".join(parts[:length]), set()).add(name)


def whole(value: str) -> str:
    """A field value as one comparable word: `Hypertension, Pulmonary` is `hypertension_pulmonary`.

    A star (major topic) and a qualifier after a slash are not part of a heading.
    """
    return "_".join(_exact_key(value.lstrip("*").split("/")[0]))


def read_pairs(path: Path) -> Iterator[tuple[str, str]]:
    """Rows of a CSV file with two columns and a header (short,long or term,also), UTF-8."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.reader(line.replace("\0", "") for line in lines)
        next(rows, None)
        for row in rows:
            if len(row) >= 2 and row[0].strip() and row[1].strip():
                yield row[0].strip(), row[1].strip()


def _exact_key(term: str) -> Key:
    return tuple(analyser.exact_words(analyser.tokens(term)).parts)


def _stem_key(term: str) -> Key:
    """The stems of a term without little words, which a ranked question has lost too.

    One letter is never little: hepatitis A is not hepatitis.
    """
    words = analyser.exact_words(analyser.tokens(term)).parts
    kept = [word for word in words if len(word) == 1 or word not in STOP_WORDS] or words
    return tuple(analyser.stem(word) for word in kept)
