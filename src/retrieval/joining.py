"""Joins what meaning finds to what words found. Whatever ails meaning, words answer."""

from dataclasses import dataclass

from retrieval.mixing import Listed, MeaningHit, fuse
from retrieval.model import Query
from retrieval.plans import Resolved
from retrieval.ports import MeaningRanking, MeaningSearch, RankedGroup
from retrieval.scoring import Concept
from retrieval.shelf import Plan, Reader, Shelf
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


def join(asked: Asked, by_words: list[Listed], meaning: MeaningSearch | None, shelf: Shelf) -> list[Listed] | None:
    """Words and meaning in one order, or None if meaning cannot answer.

    In mode `meaning` the words that were found have no say.
    """
    if meaning is None:
        return None
    if asked.query.mode == "meaning":
        by_words = []
    try:
        if isinstance(meaning, MeaningRanking):
            return _ranked(asked, by_words, meaning, _to_the_letter(asked, shelf))
        found = meaning.search(asked.text, asked.reader.tokens, asked.reader.filters, asked.years,
                               asked.reader.withheld, DEPTH)  # fmt: skip
    except Exception:  # noqa: BLE001, RUF100 -- a broken model must not keep words from answering
        return None
    return fuse(by_words, [hit for hit in found if _is_wanted(hit, asked.reader)])


def _ranked(asked: Asked, by_words: list[Listed], meaning: MeaningRanking, leading: frozenset[str]) -> list[Listed]:
    own = {each.group: each for each in by_words}
    words = [(each.group, each.score) for each in by_words[:DEPTH]]
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
    listed = [_listed(each, own) for each in ranked]
    met = {each.group for each in ranked}
    kept = [each for each in listed if each.by_words or _is_wanted((each.document, each.group, each.kind, 0.0),
                                                                   asked.reader)]  # fmt: skip
    return kept + [each for each in by_words if each.group not in met]


def _listed(ranked: RankedGroup, by_words: dict[str, Listed]) -> Listed:
    own = by_words.get(ranked.group)
    if own is None:
        return Listed(ranked.group, ranked.document, ranked.kind, ranked.score, by_words=False)
    return Listed(own.group, own.document, own.kind, ranked.score, own.day)


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
    return frozenset(each.group for each in found.best())
