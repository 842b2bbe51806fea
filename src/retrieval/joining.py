"""Joins what meaning finds to what words found. Whatever ails meaning, words answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.mixing import Listed, Listing, MeaningHit, fuse, listed_at
from retrieval.model import Query
from retrieval.plans import Resolved
from retrieval.ports import MeaningRanking, MeaningSearch, RankedGroups
from retrieval.scoring import Concept
from retrieval.shelf import Named, Plan, Reader, Shelf
from retrieval.text.questions import Question

DEPTH = 1000
"""Groups taken from words and from meaning each."""
UNAVAILABLE = "meaning-unavailable"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question on its way to meaning."""

    query: Query
    question: Question
    resolved: Resolved
    reader: Reader

    @property
    def wants_meaning(self) -> bool:
        """Not for Boolean questions, which mean what they say, nor where the order is by date."""
        return self.query.mode != "words" and self.query.order == "best" and self.resolved.plan.ranked

    @property
    def text(self) -> str:
        """The question's words, corrected."""
        better = dict(self.resolved.corrections)
        return " ".join(better.get(word, word) for word in self.question.words)

    @property
    def years(self) -> tuple[int | None, int | None]:
        """The years of the filter and of the question together."""
        ranges = [self.reader.years, *((each.first, each.last) for each in self.question.years)]
        firsts = [first for first, _ in ranges if first is not None]
        lasts = [last for _, last in ranges if last is not None]
        return max(firsts, default=None), min(lasts, default=None)


def join(asked: Asked, by_words: Named, meaning: MeaningSearch | None, shelf: Shelf) -> Listing | None:
    """Words and meaning in one order, or None if meaning cannot answer. `by_words` has each group once.

    In mode `meaning` the words that were found have no say.
    """
    if meaning is None:
        return None
    if asked.query.mode == "meaning":
        by_words = Named.nothing()
    try:
        if isinstance(meaning, MeaningRanking):
            return _ranked(asked, by_words, meaning, _to_the_letter(asked, shelf))
        found = meaning.search(asked.text, asked.reader.tokens, asked.reader.filters, asked.years,
                               asked.reader.withheld, DEPTH)  # fmt: skip
    except Exception:  # noqa: BLE001, RUF100 -- a broken model must not keep words from answering
        return None
    own = [listed_at(by_words, row) for row in range(len(by_words.groups))]
    return Listing.of(fuse(own, [hit for hit in found if _is_wanted(hit, asked.reader)]))


def _ranked(asked: Asked, by_words: Named, meaning: MeaningRanking, leading: frozenset[str]) -> Listing:
    words = list(zip(by_words.groups[:DEPTH], by_words.scores[:DEPTH], strict=True))
    ranked = meaning.rank(
        asked.text,
        None if asked.query.mode == "meaning" else words,
        tokens=asked.reader.tokens,
        filters=asked.reader.filters,
        years=asked.years,
        withheld=asked.reader.withheld,
        leading=leading,
        leave_out=asked.reader.leave_out,
    )
    return _listing(by_words, ranked, asked.reader)


def _listing(by_words: Named, ranked: RankedGroups, reader: Reader) -> Listing:
    """The groups that were ranked, then those that the words found besides. A group found both ways shows the
    document words found."""
    own = {group: row for row, group in enumerate(by_words.groups)}
    groups, scores, documents, kinds = ranked.groups, ranked.scores, ranked.documents, ranked.kinds
    places: Sequence[int] = range(len(groups))
    if reader.withheld or reader.leave_out.get("kind"):
        places = [place for place in places if groups[place] in own or
                  _is_wanted((documents[place], groups[place], kinds[place], 0.0), reader)]  # fmt: skip

    def at(number: int) -> Listed:
        place = places[number]
        row = own.get(groups[place])
        if row is None:
            return Listed(groups[place], documents[place], kinds[place], scores[place], by_words=False)
        return listed_at(by_words, row)._replace(score=scores[place])

    def kind_at(number: int) -> str:
        place = places[number]
        row = own.get(groups[place])
        return kinds[place] if row is None else by_words.kinds[row]

    def rest() -> list[Listed]:
        met = set(groups)
        return [listed_at(by_words, row) for group, row in own.items() if group not in met]

    return Listing(len(places), at, kind_at, rest)


def _is_wanted(hit: MeaningHit, reader: Reader) -> bool:
    """Meaning knows nothing of what is left out; most often that is a kind."""
    _, group, kind, _ = hit
    return group not in reader.withheld and kind not in reader.leave_out.get("kind", ())


def _to_the_letter(asked: Asked, shelf: Shelf) -> frozenset[str]:
    """The groups that hold an acronym or identifier which is the whole question."""
    concepts = asked.resolved.plan.concepts
    if len(concepts) != 1 or asked.resolved.corrections:
        return frozenset()
    [concept] = concepts
    is_sign = concept.asked.isupper() or any(char.isdigit() for char in concept.asked)
    if not is_sign or len(concept.stems) != 1:
        return frozenset()
    plain = (Concept(concept.asked, concept.stems),)
    plan = Plan(asked.resolved.plan.must, plain, ranked=True)
    found = shelf.candidates(plan, shelf.statistics(concept.stems, asked.reader), asked.reader)
    return frozenset(found.named().groups)
