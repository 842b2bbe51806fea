"""Expected values are worked out by hand beside each test."""

import json
import math
from collections.abc import Iterable
from pathlib import Path

import pytest

from retrieval.evaluate import (
    CollectionProblem,
    average_precision,
    evaluate,
    ndcg,
    percentile,
    read_collection,
    recall,
)
from retrieval.model import Document, Hit, Page, Query
from tests.shared_data import shared_data

GRADES = {"a": 2, "b": 1, "c": 0, "d": 1}


def test_ndcg_discounts_by_place_and_gains_by_grade():
    # found: x 0, a 2, d 1 → 2/log2(3) + 1/log2(4); best: 2/1 + 1/log2(3) + 1/log2(4).
    best = 2 + 1 / math.log2(3) + 0.5

    assert ndcg(["x", "a", "d"], GRADES, 10) == pytest.approx((2 / math.log2(3) + 0.5) / best)
    assert ndcg(["a", "b", "d"], GRADES, 10) == pytest.approx(1)


def test_ndcg_looks_no_deeper_than_asked():
    assert ndcg(["x", "a"], GRADES, 1) == 0
    assert ndcg(["a", "x"], GRADES, 1) == 1


def test_ndcg_of_nothing_found_or_nothing_relevant_is_nought():
    assert ndcg([], GRADES, 10) == 0
    assert ndcg(["c"], {"c": 0}, 10) == 0


def test_recall_counts_relevant_documents_only():
    assert recall(["a", "c", "x", "d"], GRADES, 100) == pytest.approx(2 / 3)
    assert recall(["x", "a"], GRADES, 1) == 0


def test_average_precision_counts_what_is_missing_as_nought():
    # a at place 1 (1/1), d at place 3 (2/3), b never: (1 + 2/3) / 3.
    assert average_precision(["a", "x", "d"], GRADES) == pytest.approx((1 + 2 / 3) / 3)


def test_percentiles_are_values_that_were_measured():
    assert percentile([1, 2, 3, 4], 50) == 2
    assert percentile([1, 2, 3, 4], 95) == 4
    assert percentile([7], 50) == 7


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    documents = [
        {"_id": "a", "title": "Sepsis", "text": "one"},
        {"_id": "b", "text": "two"},
        {"_id": "c", "title": "", "text": "three"},
    ]
    questions = [{"_id": "1", "text": "first"}, {"_id": 2, "text": "second"}, {"_id": "3", "text": "never judged"}]
    (tmp_path / "corpus.jsonl").write_text("".join(json.dumps(each) + "\n" for each in documents))
    (tmp_path / "queries.jsonl").write_text("".join(json.dumps(each) + "\n" for each in questions))
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels" / "test.tsv").write_text(
        "query-id\tcorpus-id\tscore\n1\ta\t2\n1\tb\t0\n2\tc\t1\n2\tb\t1\n4\ta\t0\n"
    )
    return tmp_path


class Shelf:
    """An index that answers every question with everything it holds, in the order it came."""

    def __init__(self) -> None:
        self.documents: list[Document] = []
        self.asked: list[Query] = []
        self.closed = False

    def replace(self, documents: Iterable[Document]) -> None:
        self.documents += documents

    def search(self, query: Query) -> Page:
        self.asked.append(query)
        return Page(hits=tuple(Hit(each.id, each.id, each.kind, 1.0) for each in self.documents), notes=("slow",))

    def close(self) -> None:
        self.closed = True


def test_a_collection_is_asked_and_scored(collection: Path):
    shelf, prepared = Shelf(), []

    result = evaluate(collection, lambda: shelf, mode="words", prepare=prepared.append)  # type: ignore[arg-type,return-value]

    # Question 1: a at place 1. Question 2: b, c at places 2 and 3 of two relevant.
    second = (1 / math.log2(3) + 0.5) / (1 + 1 / math.log2(3))
    assert result.ndcg_at_10 == pytest.approx((1 + second) / 2)
    assert result.recall_at_100 == 1
    assert result.mean_average_precision == pytest.approx((1 + (1 / 2 + 2 / 3) / 2) / 2)
    assert (result.questions, result.documents, result.notes) == (2, 3, ("slow",))
    assert result.documents_per_s > 0
    assert result.p50_ms <= result.p95_ms
    assert [(query.text, query.mode) for query in shelf.asked] == [("first", "words"), ("second", "words")]
    assert prepared == [shelf]
    assert shelf.closed
    assert list(result.as_dict())[2:4] == ["ndcg@10", "recall@100"]


def test_only_judged_questions_with_something_relevant_count(collection: Path):
    assert list(read_collection(collection).judgements) == ["1", "2"]


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("corpus.jsonl", '{"_id": "a", "text": "x"}\nnot json\n', "Line 2 of .*corpus.jsonl"),
        ("corpus.jsonl", '{"text": "x"}\n', "Line 1 of"),
        ("corpus.jsonl", "", "holds no documents"),
        ("queries.jsonl", '{"_id": "2", "text": "x"}\n', "judges question 1, which has no text"),
        ("qrels/test.tsv", "1\ta\n", "Line 1 of .* is not three columns"),
        ("qrels/test.tsv", "1\ta\tgood\n", "Line 1 of .* is not three columns"),
        ("qrels/test.tsv", "1\ta\t0\n", "judges nothing relevant"),
    ],
)
def test_a_collection_that_cannot_be_read_says_why(collection: Path, name: str, text: str, complaint: str):
    (collection / name).write_text(text)

    with pytest.raises(CollectionProblem, match=complaint):
        read_collection(collection)


def test_a_split_that_is_not_there_says_so(collection: Path):
    with pytest.raises(CollectionProblem, match=r"There is no .*dev\.tsv"):
        read_collection(collection, split="dev")


def test_real_collections_read_whole():
    data = shared_data()
    if data is None:
        pytest.skip("The real collections are not on this machine.")

    nfcorpus = read_collection(data / "collections" / "nfcorpus", split="dev")
    med = read_collection(data / "collections" / "med")

    assert (len(nfcorpus.documents), len(nfcorpus.judgements)) == (3395, 324)
    assert (len(med.documents), len(med.judgements)) == (1033, 30)
