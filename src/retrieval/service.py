"""How one question becomes one list. Adapters differ in how they hold documents, not in this."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from operator import itemgetter

from retrieval import explain
from retrieval.corrections import near_words
from retrieval.entries import title_key
from retrieval.favour import DEPTH, favour
from retrieval.joining import UNAVAILABLE, Asked, join
from retrieval.mixing import FIRST, Listed, Listing, collapse, is_settled
from retrieval.model import Hit, Page, Query
from retrieval.plans import resolve
from retrieval.ports import MeaningSearch
from retrieval.scoring import Statistics, all_stems
from retrieval.shelf import BLOCK, SAMPLED, Block, Candidate, Held, Plan, Reader, Shelf, Tally
from retrieval.text import analyser
from retrieval.text.questions import Question, leaf_words, read_question
from retrieval.text.vocabulary import Vocabulary

MAX_LIMIT = 1000

Counts = tuple[tuple[str, int], ...]


def search(shelf: Shelf, query: Query, vocabulary: Vocabulary, meaning: MeaningSearch | None) -> Page:
    """The page of hits that a query asks for."""
    question = read_question(query.text)
    reader = Reader(query.tokens, query.filters, query.years, query.withheld, query.leave_out)
    resolved = resolve(question, shelf, reader, vocabulary)
    plan = resolved.plan
    statistics = shelf.statistics(all_stems(plan.concepts), reader)
    ranking = _Ranking(shelf, plan, statistics, reader, newest=_newest(query, plan))
    tally = _tally(ranking, [name for name in query.facets if name not in SAMPLED])
    sampled = {name: _sample(ranking, name) for name in query.facets if name in SAMPLED}
    offset, limit = max(0, query.offset), min(max(0, query.limit), MAX_LIMIT)
    listed, notes = _ordered(ranking, Asked(query, question, resolved, reader), meaning, offset + limit)
    hits = _hits(ranking, listed[offset : offset + limit], query)
    counts = {name: _by_count(tally.counts.get(name, {})) for name in query.facets} | sampled
    return Page(
        hits=tuple(hits),
        total=tally.total,
        facets=counts,
        sampled=frozenset(sampled) if ranking.has_more_than_a_block else frozenset(),
        corrections=resolved.corrections,
        near_words=() if tally.total else _near(question, shelf, reader),
        notes=tuple(dict.fromkeys((*resolved.notes, *notes, *shelf.notes))),
        generation=shelf.generation,
    )


def suggest(shelf: Shelf, prefix: str, query: Query, limit: int) -> tuple[str, ...]:
    """Titles and words that begin so: half of each where there are enough of both."""
    reader = Reader(query.tokens, withheld=query.withheld)
    beginning = title_key(prefix[:200])
    if len(beginning) < 2 or limit < 1:
        return ()
    if prefix[-1:].isspace():
        beginning += " "
    titles = list(dict.fromkeys(shelf.titles(beginning, reader, limit)))
    words = [] if beginning.endswith(" ") else _suggested_words(shelf, beginning, reader, limit)
    titles = [title for title in titles if title_key(title) not in words]  # a title of one word is that word
    room_for_titles = max(limit - len(words), (limit + 1) // 2)
    titles = titles[:room_for_titles]
    return tuple((words[: limit - len(titles)] + titles)[:limit])


def _suggested_words(shelf: Shelf, beginning: str, reader: Reader, limit: int) -> list[str]:
    before, _, last = beginning.rpartition(" ")
    if len(last) < 2:
        return []
    found = dict(shelf.spelt(last, reader, limit))
    for word, count in shelf.words(last, reader, limit):
        found.setdefault(word, count)
    ordered = sorted(found, key=lambda word: (-found[word], word))
    return [f"{before} {word}".strip() for word in ordered[:limit]]


@dataclass
class _Ranking:
    """The word matches of a query, best first, fetched block by block as far as they are needed."""

    shelf: Shelf
    plan: Plan
    statistics: Statistics
    reader: Reader
    newest: bool

    @cached_property
    def first(self) -> Block:
        """The best thousand documents."""
        return self._block(0)

    @property
    def has_more_than_a_block(self) -> bool:
        """Whether there may be matches beyond the best thousand."""
        return self.first.size >= BLOCK

    @property
    def has_one_kind(self) -> bool:
        """Whether there is nothing to mix."""
        kinds = self.reader.filters.get("kind", self.shelf.kinds())
        return len(kinds) < 2

    def later(self) -> Iterator[list[Candidate]]:
        """The blocks after the first."""
        number, block = 1, self.first
        while block.size >= BLOCK:
            block = self._block(number)
            number += 1
            yield block.best()

    def of_kinds(self, kinds: frozenset[str], enough: int) -> list[Candidate]:
        """The best of some kinds, wherever they stand in the whole."""
        found = self.shelf.candidates(self.plan, self.statistics, self.reader, kinds=kinds, newest=self.newest)
        return found.best(enough)[:enough]

    def within(self, filters: Mapping[str, frozenset[str]], enough: int) -> list[Candidate]:
        """The best of those that also have these values."""
        narrowed = replace(self.reader, filters={**self.reader.filters, **filters})
        found = self.shelf.candidates(self.plan, self.statistics, narrowed, newest=self.newest)
        return found.best(enough)[:enough]

    def _block(self, number: int) -> Block:
        return self.shelf.candidates(self.plan, self.statistics, self.reader, block=number, newest=self.newest)


def _tally(ranking: _Ranking, names: Sequence[str]) -> Tally:
    """Counts over all matches. Where only the total is asked, ranking may have found it already."""
    if not names and not ranking.plan.ranked and ranking.first.total is not None:
        return Tally(ranking.first.total, {})
    return ranking.shelf.tally(ranking.plan, ranking.reader, names)


def _newest(query: Query, plan: Plan) -> bool:
    """Newest first when asked for, and when nothing in the question can score."""
    return query.order == "newest" or not all_stems(plan.concepts)


def _ordered(
    ranking: _Ranking, asked: Asked, meaning: MeaningSearch | None, wanted: int
) -> tuple[list[Listed], tuple[str, ...]]:
    """The list from its beginning to at least `wanted`, the same however far one reads; and notes."""
    notes: tuple[str, ...] = ()
    best = asked.query.order == "best"
    joined = None
    if asked.wants_meaning:
        joined = join(asked, ranking.first.named().one_a_group(), meaning, ranking.shelf)
        if joined is None:
            notes = (UNAVAILABLE,)
        elif asked.query.mode == "meaning":
            return joined.mixed(wanted), notes
    listing = Listing.of(_first(ranking, asked, wanted)) if joined is None else joined
    if best:
        rescued = _rescued(ranking, listing)
        if rescued:
            listing.add(collapse(rescued, {each.group for each in listing.every()}))
        listed = _favoured(ranking, asked, listing).mixed(wanted)
    else:
        listed = listing.every()
    if len(listed) < wanted:
        seen = {each.group for each in listed}
        for block in ranking.later():
            listed += collapse(block, seen)
            if len(listed) >= wanted:
                break
    return listed, notes


def _favoured(ranking: _Ranking, asked: Asked, listing: Listing) -> Listing:
    """The list with what is near to this reader standing higher. Boolean questions keep their order."""
    names = {name: values for name, values in asked.query.favour.items() if name not in ranking.reader.filters}
    if not names or not asked.resolved.plan.ranked or not (found := ranking.first.best(1)):
        return listing
    return Listing.of(favour(listing.every(), ranking.within(names, DEPTH), found[0].score))


def _first(ranking: _Ranking, asked: Asked, wanted: int) -> list[Listed]:
    """The best thousand, or as many of them as decide the page."""
    block = ranking.first
    anything = asked.query.order == "newest" or ranking.has_one_kind
    enough = block.size if asked.wants_meaning or asked.query.favour else 2 * max(wanted, FIRST) + FIRST
    while True:
        listed = collapse(block.best(enough), set())
        if enough >= block.size or (len(listed) >= wanted and (anything or is_settled(listed))):
            return listed
        enough *= 4


def _rescued(ranking: _Ranking, listing: Listing) -> list[Candidate]:
    """The best of other kinds, when one kind fills the best thousand so far that it crowds them out."""
    if not ranking.has_more_than_a_block or "kind" in ranking.reader.filters:
        return []
    crowding = listing.crowding_kind()
    others = ranking.shelf.kinds() - {crowding}
    return ranking.of_kinds(others, FIRST * FIRST) if crowding and others else []


def _sample(ranking: _Ranking, name: str) -> Counts:
    """Counts over the best thousand documents, as if the filter on this name were lifted."""
    best = ranking.first
    if name in ranking.reader.filters:
        lifted = ranking.reader.without_filter(name)
        best = ranking.shelf.candidates(ranking.plan, ranking.statistics, lifted, newest=ranking.newest)
    return _by_count(ranking.shelf.sample(best, name))


def _by_count(counts: Mapping[str, int]) -> Counts:
    by_name = sorted(counts.items())
    return tuple(sorted(by_name, key=itemgetter(1), reverse=True))


def _hits(ranking: _Ranking, listed: Sequence[Listed], query: Query) -> Iterator[Hit]:
    """Hits with their reasons. A document that the reader may not see is dropped, whoever named it."""
    stems = all_stems(ranking.plan.concepts)
    documents = ranking.shelf.documents([each.document for each in listed], stems, ranking.reader)
    for each in listed:
        held = documents.get(each.document)
        if held is not None:
            yield _hit(each, held, query, ranking)


def _hit(each: Listed, held: Held, query: Query, ranking: _Ranking) -> Hit:
    plan = ranking.plan
    told = explain.Told(held)
    by_words = each.by_words or explain.matches_by_words(plan, told)
    return Hit(
        group=each.group,
        document=each.document,
        kind=held.document.kind,
        score=each.score,
        reasons=explain.reasons(plan, told) if by_words else explain.by_meaning(query.text),
        snippet=explain.marked(plan, ranking.statistics, told) if query.snippets else (),
        by_meaning_only=not by_words,
    )


def _near(question: Question, shelf: Shelf, reader: Reader) -> tuple[str, ...]:
    typed = question.words or leaf_words(question.root)
    words = [term.parts[0] for word in typed for term in analyser.terms(word) if term.parts]
    return tuple(near_words(dict.fromkeys(words[:8]), shelf, reader.unfiltered()))
