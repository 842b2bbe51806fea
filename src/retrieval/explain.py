"""Why a hit is in the list, told from the hit's own document alone."""

from functools import cached_property

from retrieval.clauses import holds
from retrieval.entries import Entry, make_entry
from retrieval.model import Reason, Span
from retrieval.scoring import Concept, StandIn, Statistics
from retrieval.shelf import Held, Plan
from retrieval.text import analyser
from retrieval.text.snippets import Shown, snippet
from retrieval.text.vocabulary import whole

_MOST = 12
_ASKED_LENGTH = 120


class Told:
    """One hit's document, cut into words only as far as telling about it needs."""

    def __init__(self, held: Held) -> None:
        self.document = held.document
        self.stems = held.stems
        """Those of the question's stems that stand in it."""

    @cached_property
    def entry(self) -> Entry:
        """All that is indexed of it."""
        return make_entry(self.document)

    @cached_property
    def headings(self) -> dict[str, str]:
        """Its subject headings by their whole form."""
        return {whole(value): value for value in self.document.searchable.get("mesh", ())}

    @cached_property
    def surfaces(self) -> dict[str, str]:
        """The first word, as it is written, of each stem."""
        title = analyser.shown_words(analyser.clean(self.document.title))
        found: dict[str, str] = {}
        for words in (title, self.text.words):
            for word, stems in words.items():
                for stem in stems:
                    found.setdefault(stem, word.lower())
        return found

    @cached_property
    def text(self) -> Shown:
        """Its text as a snippet is cut from it."""
        return Shown(self.document.text)

    @cached_property
    def lowered(self) -> str:
        """Title and text in lower case."""
        return f"{self.document.title}\n{self.document.text}".lower()

    def holds_all(self, stems: tuple[str, ...]) -> bool:
        """Whether every one of these stems is here."""
        return self.stems.issuperset(stems)


def matches_by_words(plan: Plan, told: Told) -> bool:
    """Whether the document is in the set that the question means by words."""
    return holds(plan.match, told.entry)


def reasons(plan: Plan, told: Told) -> tuple[Reason, ...]:
    """Which of the question's words are here, and how."""
    found = [reason for concept in plan.concepts for reason in _of_concept(concept, told)]
    return tuple(dict.fromkeys(found))[:_MOST]


def by_meaning(asked: str) -> tuple[Reason, ...]:
    """The one reason of a hit that shares no word with the question."""
    return (Reason("meaning", analyser.clean(asked)[:_ASKED_LENGTH].strip()),)


def marked(plan: Plan, statistics: Statistics, told: Told) -> tuple[Span, ...]:
    """The best piece of the document's text for this question."""
    weights: dict[str, float] = {}
    beginnings: tuple[str, ...] = ()
    for concept in plan.concepts:
        beginnings += concept.beginnings
        for stem in concept.stems:
            weights[stem] = statistics.weights(stem)[0]
        for stand_in in concept.stand_ins:
            if told.holds_all(stand_in.stems):
                for stem in stand_in.stems:
                    lighter = stand_in.weight * statistics.weights(stem)[0]
                    weights[stem] = max(weights.get(stem, 0.0), lighter)
    return snippet(told.text, weights, beginnings)


def _of_concept(concept: Concept, told: Told) -> list[Reason]:
    if concept.headings:
        return _of_headings(concept, told)
    found: list[Reason] = []
    present = [stem for stem in concept.stems if stem in told.stems]
    if present:
        shown = concept.found or _other_spelling(concept.asked, present, told)
        found.append(Reason(concept.how, _as_far_as_met(concept, present), shown))
    for stand_in in concept.stand_ins:
        if told.holds_all(stand_in.stems):
            reason = _of_stand_in(concept, stand_in, told)
            # The joined form of a compound adds nothing once its parts are named.
            if not (present and reason.how == concept.how):
                found.append(reason)
    if not found and concept.beginnings and _has_beginning(concept, told):
        found.append(Reason(concept.how, concept.asked))
    return found[:3]


def _as_far_as_met(concept: Concept, present: list[str]) -> str:
    """What was asked, without its words that are not here: a text with "staff" alone has no "staff retention"."""
    if len(present) == len(concept.stems) or concept.how != "words":
        return concept.asked
    met = [word for word in concept.asked.split() if {analyser.stem(part) for part in _parts(word)} <= set(present)]
    return " ".join(met) or concept.asked


def _parts(word: str) -> list[str]:
    return [part for term in analyser.terms(word) for part in term.parts]


def _of_headings(concept: Concept, told: Told) -> list[Reason]:
    return [Reason("field", concept.asked, value) for name, value in told.headings.items() if name in concept.headings]


def _of_stand_in(concept: Concept, stand_in: StandIn, told: Told) -> Reason:
    if stand_in.how == "words":
        return Reason(concept.how, concept.asked, _other_spelling(concept.asked, list(stand_in.stems), told))
    is_heading = whole(stand_in.found) in told.headings
    return Reason("heading" if is_heading else "synonym", concept.asked, stand_in.found)


def _other_spelling(asked: str, stems: list[str], told: Told) -> str:
    """The word as the document has it, if it is not the word as asked."""
    typed = analyser.fold(asked)
    if typed in told.lowered:
        return ""
    for stem in stems:
        surface = told.surfaces.get(stem, "")
        if surface and surface not in typed:
            return surface
    return ""


def _has_beginning(concept: Concept, told: Told) -> bool:
    return any(word.startswith(concept.beginnings) for run in told.entry.exact for word in run)
