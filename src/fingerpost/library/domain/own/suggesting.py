"""Topics and subject headings that a text itself suggests."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from fingerpost.library.models import Item, ItemTopic
from fingerpost.organisations.readers import Reader
from fingerpost.search import engine
from retrieval.text import analyser

LONGEST = 60_000  # characters read for suggestions
MOST = 12
_LONGEST_TERM = 6  # words
_END = re.compile(r"[.!?;:](?:\s|\Z)|\n")


@dataclass(frozen=True, slots=True)
class Suggested:
    """What somebody might choose: topics already in use around them, and MeSH headings. The most named first."""

    topics: tuple[str, ...]
    mesh: tuple[str, ...]


def suggest(text: str, reader: Reader) -> Suggested:
    """Topics of pages this reader may see, and MeSH headings or entry terms, that occur in a text. One query.

    Words are matched as in search: "falls" meets "falling". Longer terms are taken before shorter ones
    inside them, so "pressure ulcer" does not also suggest "ulcer".
    """
    topics = _by_stems(known_topics(reader))
    named_topics: Counter[str] = Counter()
    named_headings: Counter[str] = Counter()
    for piece in _END.split(text[:LONGEST]):  # no term reaches over the end of a sentence
        words = analyser.exact_words(analyser.tokens(piece)).parts
        stems = [analyser.stem(word) for word in words]
        named_topics.update(_found(stems, lambda run: topics.get(tuple(run))))
        named_headings.update(_found(words, _heading))
    return Suggested(_most(named_topics), _most(named_headings))


def known_topics(reader: Reader, limit: int = 3000) -> list[str]:
    """Topics of items that this reader may see, each once. One query."""
    seen = Item.objects.visible_to(reader).values("pk")
    rows = ItemTopic.objects.filter(item__in=seen).order_by("slug").values_list("slug", "name")
    return list(dict(rows.distinct()[:limit]).values())


def _by_stems(names: Iterable[str]) -> dict[tuple[str, ...], str]:
    found = {}
    for name in names:
        words = analyser.stemmed_words(analyser.tokens(name)).parts
        if words and len(words) <= _LONGEST_TERM:
            found.setdefault(tuple(words), name)
    return found


def _heading(run: list[str]) -> str | None:
    """The heading that these words name; as they stand, then with the last one in the plural, as headings often are."""
    if len(run) == 1 and len(run[0]) < 3:  # two letters or a number say too little by themselves
        return None
    term = " ".join(run)
    vocabulary = engine.vocabulary()
    return vocabulary.heading(term) or vocabulary.heading(f"{term}s")


def _found(words: list[str], look: Callable[[list[str]], str | None]) -> Iterator[str]:
    """The terms that are named, longest runs first, none overlapping."""
    at = 0
    while at < len(words):
        for length in range(min(_LONGEST_TERM, len(words) - at), 0, -1):
            if name := look(words[at : at + length]):
                yield name
                at += length
                break
        else:
            at += 1


def _most(counts: Counter[str]) -> tuple[str, ...]:
    return tuple(sorted(counts, key=lambda name: (-counts[name], name))[:MOST])
