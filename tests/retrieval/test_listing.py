"""A list that is made as far as it is read, and columns of candidates."""

import pytest

from retrieval.adapters.tantivy.index import TantivyIndex
from retrieval.mixing import Listed, Listing, mix
from retrieval.model import Document, Query
from retrieval.shelf import Candidate, Named

KINDS = "ppppppppppgppggppgplpppppl"
LISTED = [Listed(f"g{place}", f"d{place}", kind, 100.0 - place) for place, kind in enumerate(KINDS)]


def listing(made):
    first = 20

    def rest():
        made.append("rest")
        return LISTED[first:]

    return Listing(first, LISTED.__getitem__, lambda place: LISTED[place].kind, rest)


@pytest.mark.parametrize("wanted", [1, 10, 15, 26, 40])
def test_the_beginning_of_a_list_is_the_same_however_far_one_reads(wanted):
    whole = mix(LISTED)

    beginning = listing([]).mixed(wanted)

    assert beginning == whole[: len(beginning)]
    assert len(beginning) >= min(wanted, len(whole))


def test_mixing_loses_nothing_and_lets_no_kind_fill_more_than_half_of_the_first_ten():
    kinds = [each.kind for each in mix(LISTED)[:10]]

    assert sorted(mix(LISTED)) == sorted(LISTED)
    assert max(map(kinds.count, kinds)) == 5


def test_what_comes_last_is_not_made_where_the_beginning_is_settled():
    made = []
    Listing(20, LISTED.__getitem__, lambda place: "pgk"[place % 3], lambda: made.append("rest") or []).mixed(0)

    assert made == []


def test_columns_keep_the_best_document_of_each_group():
    named = Named.of(
        [
            Candidate("a2", "a", "paper", 3, 9.0),
            Candidate("b1", "b", "guide", 2, 8.0),
            Candidate("a1", "a", "paper", 1, 7.0),
        ]
    )

    once = named.one_a_group()

    assert (once.ids, once.groups, once.scores) == (["a2", "b1"], ["a", "b"], [9.0, 8.0])


def test_papers_of_one_day_keep_their_own_scores_and_names_of_any_script(tmp_path):
    index = TantivyIndex(tmp_path / "index", writable=True)
    index.replace(
        [
            Document("café", "paper", "Falls on wards", "Falls and falls again.", day=5),
            Document("b", "paper", "Wards", "A fall.", audience=frozenset({"unit:1"}), day=5),
            Document("a", "paper", "Wards at night", "Beds, lamps, and one who falls.", day=5),
        ]
    )
    reader = frozenset({"public", "unit:1"})

    newest = index.search(Query("falls", reader, mode="words", order="newest")).hits
    best = index.search(Query("falls", reader, mode="words")).hits

    assert [hit.document for hit in newest] == ["a", "b", "café"]
    assert {hit.document: hit.score for hit in newest} == {hit.document: hit.score for hit in best}
    index.close()
