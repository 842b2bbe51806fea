"""Exact conditions on one document, after the question's words have been resolved.

An adapter turns a clause into its own query; `holds` below says in plain Python what each one means,
and is what the memory index uses.
"""

from dataclasses import dataclass

from retrieval.entries import Entry, has_run


@dataclass(frozen=True, slots=True)
class Everything:
    """Every document."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No document."""


@dataclass(frozen=True, slots=True)
class Stem:
    """This stem stands anywhere, or in the title."""

    stem: str
    in_title: bool = False


@dataclass(frozen=True, slots=True)
class StemRun:
    """These stems stand side by side."""

    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exact:
    """These unstemmed words stand side by side; with `open_end` the last is a beginning."""

    words: tuple[str, ...]
    open_end: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """As `Exact`, within one value of a field."""

    name: str
    words: tuple[str, ...]
    open_end: bool = False


@dataclass(frozen=True, slots=True)
class Whole:
    """One value of a field, taken whole, is among these."""

    name: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class YearRange:
    """The year is known and lies between these, both included; None is open."""

    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class Without:
    """The part does not hold."""

    part: "Clause"


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds."""

    parts: tuple["Clause", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple["Clause", ...]


Clause = Everything | Nothing | Stem | StemRun | Exact | Named | Whole | YearRange | Without | AllOf | AnyOf


def holds(clause: Clause, entry: Entry) -> bool:
    """Whether a document meets a clause."""
    match clause:
        case Everything():
            return True
        case Nothing():
            return False
        case Stem(stem, in_title):
            return stem in (entry.title_counts if in_title else entry.counts)
        case StemRun(stems):
            return has_run(entry.stems, stems)
        case Exact(words, open_end):
            return has_run(entry.exact, words, open_end=open_end)
        case Named(name, words, open_end):
            return has_run(entry.named.get(name, ()), words, open_end=open_end)
        case Whole(name, values):
            return not values.isdisjoint(entry.wholes.get(name, ()))
        case YearRange(first, last):
            return in_years(entry.document.year, first, last)
        case Without(part):
            return not holds(part, entry)
        case AllOf(parts):
            return all(holds(part, entry) for part in parts)
        case AnyOf(parts):
            return any(holds(part, entry) for part in parts)


def in_years(year: int | None, first: int | None, last: int | None) -> bool:
    """Whether a year lies in a range. A document without a year is in none but the fully open."""
    if first is None and last is None:
        return True
    return year is not None and (first is None or first <= year) and (last is None or year <= last)
