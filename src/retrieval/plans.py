"""From a question to a plan: what must hold, what scores, what was corrected."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from retrieval.clauses import (
    AllOf,
    AnyOf,
    Clause,
    Everything,
    Exact,
    Named,
    Nothing,
    Stem,
    StemRun,
    Whole,
    Without,
    YearRange,
)
from retrieval.corrections import correct
from retrieval.scoring import Concept, StandIn
from retrieval.shelf import Plan, Reader, Shelf
from retrieval.text import analyser, questions
from retrieval.text.questions import All, Any, Node, Not, Phrase, Question, Word, Years
from retrieval.text.spellings import fold_beginnings
from retrieval.text.stopwords import STOP_WORDS
from retrieval.text.vocabulary import Expansion, Vocabulary

MAX_WORDS = 64
"""A ranked question is asked with its first 64 different words; more would only add noise."""
MAX_BEGINNINGS = 24
"""How many words with an asked-for beginning score. All of them match."""
_PARTS_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Resolved:
    """A plan and what to tell the reader about it."""

    plan: Plan
    corrections: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


def resolve(question: Question, shelf: Shelf, reader: Reader, vocabulary: Vocabulary) -> Resolved:
    """The plan for a question, as this reader may ask it."""
    if question.root is not None:
        maker = _Boolean(shelf, reader, vocabulary)
        must = maker.clause(question.root)
        return Resolved(Plan(must, tuple(maker.concepts)), notes=question.notes)
    years = tuple(YearRange(each.first, each.last) for each in question.years)
    must = AllOf(years) if years else Everything()
    if question.words:
        return _resolve_words(question, must, shelf, reader, vocabulary)
    if question.is_empty or years:
        return Resolved(Plan(must), notes=question.notes)
    return Resolved(Plan(Nothing()), notes=question.notes)


def _resolve_words(question: Question, must: Clause, shelf: Shelf, reader: Reader, vocabulary: Vocabulary) -> Resolved:
    terms, cut_short = _telling_terms(question.words)
    notes = question.notes
    if cut_short and questions.TOO_LONG not in notes:
        notes = (*notes, questions.TOO_LONG)
    if not terms:
        return Resolved(Plan(Nothing()), notes=(*notes, questions.NO_WORDS))
    concepts, corrections = _concepts(terms, shelf, reader, vocabulary)
    return Resolved(Plan(must, tuple(concepts), ranked=True), corrections, notes)


def _telling_terms(words: Sequence[str]) -> tuple[list[analyser.Term], bool]:
    """The terms to ask with: stop words only if there is nothing else; each once; not too many."""
    typed: list[analyser.Term] = []
    for word in words:
        found = analyser.terms(word)
        # One typed word that is one term keeps its capitals, by which abbreviations are known.
        alone = len(found) == 1
        typed += [term._replace(raw=word.strip(".,;:!?'()")) for term in found] if alone else found
    shouted = all(term.raw.isupper() for term in typed)
    telling = [term for place, term in enumerate(typed) if not _is_stop(term, place, shouted=shouted)] or typed
    once = list({(term.parts, term.joined): term for term in reversed(telling)}.values())[::-1]
    return once[:MAX_WORDS], len(once) > MAX_WORDS


def _is_stop(term: analyser.Term, place: int, *, shouted: bool) -> bool:
    """Whether a term only says how the question is asked. Capitals tell IT from it, vitamin A too."""
    capitals = term.raw.isupper() and not shouted and (len(term.raw) > 1 or place > 0)
    if capitals and term.raw != "I":
        return False
    return all(part in STOP_WORDS for part in term.parts)


def _concepts(
    terms: list[analyser.Term], shelf: Shelf, reader: Reader, vocabulary: Vocabulary
) -> tuple[list[Concept], tuple[tuple[str, str], ...]]:
    """One concept per term, or per run of terms that the vocabulary has a stand-in for."""
    words = [part for term in terms for part in term.parts]
    typed = [term.raw for term in terms for _ in term.parts]
    owners = [number for number, term in enumerate(terms) for _ in term.parts]
    concepts: dict[int, Concept] = {}
    covered: set[int] = set()
    for expansion in vocabulary.expansions(words, typed):
        # A stand-in for half of a hyphenated word would tear it: take whole terms only.
        owned = owners[expansion.first : expansion.last]
        if owned.count(owned[0]) == len(terms[owned[0]].parts) and owned.count(owned[-1]) == len(
            terms[owned[-1]].parts
        ):
            concepts[owned[0]] = _expanded(expansion, [terms[each] for each in dict.fromkeys(owned)])
            covered.update(owned)
    corrections: list[tuple[str, str]] = []
    for number, term in enumerate(terms):
        if number in covered:
            continue
        concept = _concept(term)
        better = _correction(term, concept, shelf, reader, vocabulary)
        if better:
            corrections.append((term.raw, better))
            fixed = _concept(analyser.terms(better)[0])
            concept = replace(fixed, asked=term.raw, how="spelling", found=better)
        concepts[number] = concept
    return [concepts[number] for number in sorted(concepts)], tuple(corrections)


def _concept(term: analyser.Term) -> Concept:
    parts = tuple(analyser.stem(part) for part in term.parts)
    if term.joined is None:
        return Concept(term.raw, parts)
    joined = analyser.stem(term.joined)
    if any(part.isdigit() or len(part) == 1 for part in term.parts):
        # The 6 of IL-6 says nothing by itself: the joined form asks, both parts may stand in.
        return Concept(term.raw, (joined,), (StandIn(parts, _PARTS_WEIGHT, "words"),))
    return Concept(term.raw, parts, (StandIn((joined,), 1.0, "words"),))


def _expanded(expansion: Expansion, terms: list[analyser.Term]) -> Concept:
    own = [_concept(term) for term in terms]
    stand_ins = [
        StandIn(stems, stand_in.weight, stand_in.how, stand_in.term)
        for stand_in in expansion.stand_ins
        if (stems := _stems(stand_in.term))
    ]
    return Concept(
        " ".join(term.raw for term in terms),
        tuple(dict.fromkeys(stem for concept in own for stem in concept.stems)),
        (*(stand_in for concept in own for stand_in in concept.stand_ins), *stand_ins),
    )


def _stems(text: str) -> tuple[str, ...]:
    found = analyser.stemmed_words(analyser.tokens(text)).parts
    kept = [stem for stem in found if stem not in STOP_WORDS] or found
    return tuple(dict.fromkeys(kept))


def _correction(
    term: analyser.Term, concept: Concept, shelf: Shelf, reader: Reader, vocabulary: Vocabulary
) -> str | None:
    if len(term.parts) > 1 or vocabulary.knows(term.parts[0]):
        return None
    if any(shelf.holds(stem, reader) for stem in concept.stems):
        return None
    return correct(term.parts[0], term.raw.lower(), shelf, reader)


class _Boolean:
    """Turns a Boolean tree into a clause, and gathers what scores on the way."""

    def __init__(self, shelf: Shelf, reader: Reader, vocabulary: Vocabulary) -> None:
        self._shelf = shelf
        self._reader = reader
        self._vocabulary = vocabulary
        self.concepts: list[Concept] = []

    def clause(self, node: Node, *, scores: bool = True) -> Clause:
        """The clause of a node. Nothing under a NOT scores."""
        match node:
            case All(parts):
                return AllOf(tuple(self.clause(part, scores=scores) for part in parts))
            case Any(parts):
                return AnyOf(tuple(self.clause(part, scores=scores) for part in parts))
            case Not(part):
                return Without(self.clause(part, scores=False))
            case Years(first, last):
                return YearRange(first, last)
            case Word(raw, name):
                terms = analyser.terms(raw)
                if name == "mesh":
                    return self._phrase(Phrase(raw, name), scores)
                return _all_of([self._term(term, name, scores) for term in terms])
            case Phrase():
                return self._phrase(node, scores)

    def _term(self, term: analyser.Term, name: str, scores: bool) -> Clause:
        if scores:
            self._score(term.raw, name, [analyser.stem(part) for part in term.parts])
        if name not in ("", "title"):
            return _any_of([Named(name, words) for words in _variants([term])])
        in_title = name == "title"
        stems = tuple(analyser.stem(part) for part in term.parts)
        if len(stems) == 1:
            return Stem(stems[0], in_title)
        run: Clause = Named(name, term.parts) if in_title else StemRun(stems)
        if term.joined is None:
            return run
        return AnyOf((run, Stem(analyser.stem(term.joined), in_title)))

    def _phrase(self, phrase: Phrase, scores: bool) -> Clause:
        terms = analyser.terms(phrase.raw)
        if phrase.name == "mesh" and not phrase.open_end:
            heading = self._vocabulary.heading(phrase.raw)
            if heading:
                values = self._vocabulary.narrower(heading)
                if scores:
                    asked = f"mesh:{phrase.raw}"
                    self.concepts.append(Concept(asked, (), how="field", headings=values))
                return Whole("mesh", values)
        words = [part for term in terms for part in term.parts]
        if scores:
            whole_words = words[:-1] if phrase.open_end else words
            self._score(phrase.raw, phrase.name, [analyser.stem(word) for word in whole_words])
        readings = _variants(terms)
        if phrase.open_end:
            readings = [(*words[:-1], beginning) for words in readings for beginning in fold_beginnings(words[-1])]
            if scores:
                self._score_beginning(phrase, [words[-1] for words in readings])
        if phrase.name:
            return _any_of([Named(phrase.name, words, phrase.open_end) for words in readings])
        return _any_of([Exact(words, phrase.open_end) for words in readings])

    def _score(self, asked: str, name: str, stems: list[str]) -> None:
        if stems and name:
            self.concepts.append(Concept(f"{name}:{asked}", tuple(stems), (), "field"))
        elif stems:
            self.concepts.append(Concept(asked, tuple(dict.fromkeys(stems))))

    def _score_beginning(self, phrase: Phrase, beginnings: list[str]) -> None:
        words = [
            word
            for beginning in dict.fromkeys(beginnings)
            for word in self._shelf.open_words(beginning, MAX_BEGINNINGS, self._reader)
        ]
        stems = list(dict.fromkeys(analyser.stem(word) for word in words))[:MAX_BEGINNINGS]
        stand_ins = tuple(StandIn((stem,), 1.0, "words") for stem in stems)
        asked = f"{phrase.name}:{phrase.raw}*" if phrase.name else f"{phrase.raw}*"
        how: Literal["words", "field"] = "field" if phrase.name else "words"
        self.concepts.append(Concept(asked, (), stand_ins, how, beginnings=tuple(dict.fromkeys(beginnings))))


def _variants(terms: list[analyser.Term]) -> list[tuple[str, ...]]:
    """The word sequences of a phrase: compounds all parted, and all joined."""
    parted = tuple(part for term in terms for part in term.parts)
    joined = tuple(word for term in terms for word in ((term.joined,) if term.joined else term.parts))
    return list(dict.fromkeys((parted, joined)))


def _all_of(parts: list[Clause]) -> Clause:
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def _any_of(parts: list[Clause]) -> Clause:
    return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))
