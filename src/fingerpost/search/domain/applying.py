"""Whether a local item, or what a person can be asked about, really is about a question, or only shares words with it.

People act on what stands under "What applies here", so a wrong item there is worse than none.
An item is about a question if its own title or summary touches the question, and if it meets a
good part of what the question says. The words of a question do not tell alike: where every
policy speaks of wards, one about "violence on wards" must speak of violence.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from retrieval.model import Hit
from retrieval.text import analyser
from retrieval.text.questions import read_question
from retrieval.text.stopwords import STOP_WORDS
from retrieval.text.vocabulary import Vocabulary

ENOUGH = 1 / 3
"""The part of a question that an item must meet, by the weight of its terms. Chosen on the practice questions of
the demonstration."""
TELLS = 0.4
"""How much of the weight of its weightiest word a word must have for a title that holds it to be about the question.
Chosen there too: of 60, the right item stands in the panel for 25 and wrong ones alone for 2; without it 26 and 7."""
MOST_WORDS = 8
STANDS_IN = frozenset({"synonym", "heading"})

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Holders:
    """The local items that hold one word: how many there are, and which those are that hold it best."""

    total: int
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a question is about: its first telling words, and the same words as they were understood."""

    words: Words
    understood: Words
    vocabulary: Vocabulary

    @classmethod
    def of(cls, text: str, corrections: Iterable[tuple[str, str]], vocabulary: Vocabulary) -> "Subject":
        """The subject of a ranked question. A Boolean one has no words here, for it must match as a whole."""
        better = {typed.lower(): used for typed, used in corrections}
        words = _telling(" ".join(read_question(text).words))[:MOST_WORDS]
        return cls(words, tuple(better.get(word, word) for word in words), vocabulary)

    def touches(self, about: str) -> bool:
        """Whether a title and summary hold a word of the question, or a term that stands in for some of it.

        What stands in for a stand-in counts too: VTE is venous thromboembolism, which people call blood clots.
        """
        terms = _stand_ins(self.understood, self.vocabulary)
        terms += [further for term in terms for further in _stand_ins(_telling(term), self.vocabulary)]
        held = _run(about)
        return not self.words or any(_run(term) in held for term in (*self.understood, *terms))

    def telling(self, look_up: Callable[[str], Holders]) -> "Subject":
        """The same with only its weightier words: "stop people falling" is about falling. `look_up` as in `kept`."""
        items = look_up("").total if len(self.words) > 1 else 0
        weights = [_weight(items, look_up(word)) if items else 1.0 for word in self.words]
        told = [place for place, weight in enumerate(weights) if weight >= TELLS * max(weights)]
        words, understood = (tuple(each[place] for place in told) for each in (self.words, self.understood))
        return replace(self, words=words, understood=understood)

    def kept(self, hits: list[Hit], look_up: Callable[[str], Holders]) -> list[Hit]:
        """Those of the hits that meet enough of the question. `look_up("")` counts all local items."""
        if len(self.words) < 2 or not hits:
            return hits
        items = max(1, look_up("").total)  # where there are none, all words weigh alike
        holders = {word: look_up(word) for word in self.words}
        return [hit for hit in hits if self._part_met(hit, holders, items) >= ENOUGH]

    def _part_met(self, hit: Hit, holders: Mapping[str, Holders], items: int) -> float:
        """How much of the question an item meets, from 0 to 1. A term that few of the `items` hold weighs most."""
        stood_in = {word for reason in hit.reasons if reason.how in STANDS_IN for word in _telling(reason.asked)}
        whole = met = 0.0
        for term in self._terms():
            # The same for a word of one item and of none: that nobody wrote about it says little of this item.
            weight = max(_weight(items, holders[word]) for word in term)
            whole += weight
            if all(hit.group in holders[word].groups or word in stood_in for word in term):
                # What was only guessed from its spelling counts half.
                met += weight if all(word in self.understood for word in term) else weight / 2
        return met / whole

    def _terms(self) -> list[Words]:
        """The words, where those that mean one thing together stay together: pressure alone is no pressure ulcer."""
        terms: list[Words] = []
        done = 0
        for expansion in self.vocabulary.expansions(self.words, self.words):
            terms += [(word,) for word in self.words[done : expansion.first]]
            terms.append(self.words[expansion.first : expansion.last])
            done = expansion.last
        return terms + [(word,) for word in self.words[done:]]


def _weight(items: int, holders: Holders) -> float:
    """How much a word tells: the more, the fewer of the local items hold it."""
    return math.log(1 + items / max(1, holders.total))


def _telling(text: str) -> Words:
    """The words of a text that say what it is about, each once."""
    return tuple(dict.fromkeys(word for word in analyser.exact_words(analyser.tokens(text)).parts
                               if word not in STOP_WORDS))  # fmt: skip


def _stand_ins(words: Words, vocabulary: Vocabulary) -> list[str]:
    return [each.term for expansion in vocabulary.expansions(words, words) for each in expansion.stand_ins]


def _run(text: str) -> str:
    """The stems of a text in their order, with a space around each: one run lies in another as text does."""
    return " " + " ".join(analyser.stem(word) for word in analyser.exact_words(analyser.tokens(text)).parts) + " "
