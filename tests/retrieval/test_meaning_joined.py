"""How meaning joins words, and what happens when it cannot."""

from collections import namedtuple

import pytest

from retrieval.adapters.memory import MemoryIndex
from retrieval.model import Document, Query

HELD = [
    Document("a", "paper", "Sepsis", "Sepsis care."),
    Document("b", "paper", "Blood poisoning", "Infection of the blood."),
    Document("c", "person", "A colleague", "Knows about infection."),
    Document("d", "paper", "Hidden", "Sepsis again.", audience=frozenset({"unit:1"})),
]
Ranked = namedtuple("Ranked", "groups scores documents kinds")


class Nearest:
    """Meaning that always finds these, in this order."""

    def __init__(self, *found):
        self.found = [(document.id, document.group, document.kind, 0.9) for document in found]
        self.asked = []

    def search(self, text, tokens, filters, years, withheld, k):
        self.asked.append((text, tokens, filters, years, withheld))
        return self.found

    def replace(self, documents):
        raise AssertionError("Searching writes nothing.")

    remove = replace


class Broken(Nearest):
    def search(self, *args):
        raise OSError("no model")


class Ranking(Nearest):
    def rank(self, text, words, **limits):
        self.asked.append((text, words, limits))
        columns = [[row[column] for row in self.found] for column in (1, 3, 0, 2)]
        return Ranked(*columns)


def index_with(meaning):
    index = MemoryIndex(meaning=meaning)
    index.replace(HELD)
    return index


def shown(page):
    return [(hit.group, hit.by_meaning_only) for hit in page.hits]


def test_hits_by_meaning_are_added_marked_and_not_counted():
    page = index_with(Nearest(HELD[0], HELD[1])).search(Query("sepsis", facets=("kind",)))

    assert shown(page) == [("a", False), ("b", True)]
    assert (page.total, page.facets["kind"]) == (1, (("paper", 1),))
    assert page.hits[1].reasons[0].how == "meaning"


def test_a_hit_by_meaning_that_the_reader_may_not_see_is_dropped():
    page = index_with(Nearest(HELD[3], HELD[1])).search(Query("poisoned"))

    assert shown(page) == [("b", False)]


@pytest.mark.parametrize("meaning", [None, Broken()])
def test_without_meaning_words_answer_and_say_so(meaning):
    page = index_with(meaning).search(Query("sepsis"))

    assert (shown(page), page.notes) == ([("a", False)], ("meaning-unavailable",))


def test_words_alone_need_no_meaning_and_say_nothing():
    assert index_with(None).search(Query("sepsis", mode="words")).notes == ()


@pytest.mark.parametrize("text", ['"sepsis care"', "sepsis AND care", "title:sepsis", "seps*"])
def test_a_question_with_operators_is_never_widened_by_meaning(text):
    meaning = Nearest(HELD[1])

    page = index_with(meaning).search(Query(text))

    assert (shown(page), page.notes, meaning.asked) == ([("a", False)], (), [])


def test_meaning_is_asked_with_the_corrected_words_and_the_years_of_the_question():
    meaning = Nearest()

    index_with(meaning).search(Query("sebsis year:2010..", years=(2005, 2020), withheld=frozenset({"z"})))

    assert meaning.asked == [("sepsis", frozenset({"public"}), {}, (2010, 2020), frozenset({"z"}))]


def test_kinds_to_leave_out_are_left_out_of_meaning_too():
    page = index_with(Nearest(HELD[2], HELD[1])).search(Query("sepsis", leave_out={"kind": frozenset({"person"})}))

    assert shown(page) == [("a", False), ("b", True)]


def test_the_ranking_of_meaning_is_taken_where_it_offers_one():
    meaning = Ranking(HELD[1], HELD[0])

    page = index_with(meaning).search(Query("sepsis"))

    assert shown(page) == [("b", True), ("a", False)]
    [(text, words, limits)] = meaning.asked
    assert (text, [group for group, _ in words], limits["leading"]) == ("sepsis", ["a"], frozenset())


def test_an_acronym_that_is_the_whole_question_leads_with_what_holds_it():
    meaning = Ranking()

    index_with(meaning).search(Query("SEPSIS"))

    assert meaning.asked[0][2]["leading"] == {"a"}


def test_mode_meaning_leaves_words_out_of_the_order():
    meaning = Ranking(HELD[1])

    page = index_with(meaning).search(Query("sepsis", mode="meaning"))

    assert shown(page) == [("b", True)]
    assert (meaning.asked[0][1], page.total) == (None, 1)
