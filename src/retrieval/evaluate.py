"""Measures an index on a judged collection in the BEIR layout.

The layout: `corpus.jsonl` and `queries.jsonl` (`_id`, `title`, `text`) and `qrels/<split>.tsv`
(question, document, grade). Scores follow trec_eval: nDCG with the grade itself as gain (Järvelin
and Kekäläinen 2002), recall, and mean average precision over the first 100 hits.
"""

import json
import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrieval.model import Document, Mode, Query
from retrieval.ports import Index

DEPTH = 100
"""How many hits are asked for."""

_SLICE = 500
"""Documents handed to the index at a time."""


class CollectionProblem(ValueError):
    """The folder is not a collection that can be read. The message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Collection:
    """`judgements`: question id → document id → grade; a grade above 0 means relevant."""

    documents: tuple[Document, ...]
    questions: Mapping[str, str]
    judgements: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Result:
    """Means over all judged questions; times in milliseconds, one question at a time."""

    questions: int
    documents: int
    ndcg_at_10: float
    recall_at_100: float
    mean_average_precision: float
    p50_ms: float
    p95_ms: float
    documents_per_s: float
    notes: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, float | int | list[str]]:
        """Names as people who compare search engines write them."""
        return {
            "questions": self.questions,
            "documents": self.documents,
            "ndcg@10": round(self.ndcg_at_10, 4),
            "recall@100": round(self.recall_at_100, 4),
            "map": round(self.mean_average_precision, 4),
            "p50_ms": round(self.p50_ms, 2),
            "p95_ms": round(self.p95_ms, 2),
            "documents_per_s": round(self.documents_per_s, 1),
            "notes": list(self.notes),
        }


def evaluate(
    directory: Path,
    index_factory: Callable[[], Index],
    *,
    split: str = "test",
    mode: Mode = "both",
    prepare: Callable[[Index], object] | None = None,
) -> Result:
    """Fill a fresh index from the collection, ask every judged question, and score the answers.

    `index_factory` makes the empty index, which is closed at the end. `prepare` runs once after
    the documents are in (to read them by meaning, say); its time counts as indexing. Raises
    CollectionProblem when the folder cannot be read.
    """
    collection = read_collection(directory, split=split)
    index = index_factory()
    try:
        began = time.perf_counter()
        for documents in _slices(collection.documents):
            index.replace(documents)
        if prepare is not None:
            prepare(index)
        filling = time.perf_counter() - began
        answers, times, notes = _ask(index, collection, mode)
    finally:
        index.close()
    times.sort()
    return Result(
        questions=len(answers),
        documents=len(collection.documents),
        ndcg_at_10=_mean(ndcg(answers[q], collection.judgements[q], 10) for q in answers),
        recall_at_100=_mean(recall(answers[q], collection.judgements[q], 100) for q in answers),
        mean_average_precision=_mean(average_precision(answers[q], collection.judgements[q]) for q in answers),
        p50_ms=percentile(times, 50),
        p95_ms=percentile(times, 95),
        documents_per_s=len(collection.documents) / filling,
        notes=tuple(sorted(notes)),
    )


def _ask(index: Index, collection: Collection, mode: Mode) -> tuple[dict[str, list[str]], list[float], set[str]]:
    answers: dict[str, list[str]] = {}
    times: list[float] = []
    notes: set[str] = set()
    for question in collection.judgements:
        query = Query(collection.questions[question], mode=mode, limit=DEPTH, snippets=False)
        began = time.perf_counter()
        page = index.search(query)
        times.append((time.perf_counter() - began) * 1000)
        answers[question] = [hit.document for hit in page.hits]
        notes.update(page.notes)
    return answers, times, notes


def read_collection(directory: Path, *, split: str = "test") -> Collection:
    """Read documents, and the questions that the split judges. Raises CollectionProblem."""
    judgements = _read_judgements(directory / "qrels" / f"{split}.tsv")
    questions = {entry["_id"]: entry["text"] for entry in _lines(directory / "queries.jsonl")}
    if unknown := next((name for name in judgements if name not in questions), None):
        raise CollectionProblem(f"The {split} split judges question {unknown}, which has no text.")
    documents = tuple(
        Document(id=entry["_id"], kind="item", title=entry.get("title") or "", text=entry["text"])
        for entry in _lines(directory / "corpus.jsonl")
    )
    if not documents:
        raise CollectionProblem(f"{directory / 'corpus.jsonl'} holds no documents.")
    return Collection(documents, {name: questions[name] for name in judgements}, judgements)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    number = 0
    try:
        with path.open(encoding="utf-8") as file:
            for line in file:
                number += 1
                if line.strip():
                    entry = json.loads(line)
                    yield {**entry, "_id": str(entry["_id"]), "text": str(entry["text"])}
    except FileNotFoundError:
        raise CollectionProblem(f"There is no {path}.") from None
    except (ValueError, KeyError, TypeError) as error:
        raise CollectionProblem(f"Line {number} of {path} is not an object with _id and text.") from error


def _read_judgements(path: Path) -> dict[str, dict[str, int]]:
    """Questions with at least one relevant document, as trec_eval counts them."""
    judgements: dict[str, dict[str, int]] = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise CollectionProblem(f"There is no {path}.") from None
    for number, line in enumerate(lines, start=1):
        cells = line.split("\t")
        if not line.strip() or (number == 1 and cells[-1].strip() == "score"):
            continue
        try:
            question, document, grade = cells
            judgements.setdefault(question, {})[document] = int(grade)
        except ValueError:
            raise CollectionProblem(f"Line {number} of {path} is not three columns.") from None
    relevant = {name: grades for name, grades in judgements.items() if max(grades.values()) > 0}
    if not relevant:
        raise CollectionProblem(f"{path} judges nothing relevant.")
    return relevant


def ndcg(found: Sequence[str], grades: Mapping[str, int], depth: int) -> float:
    """Discounted gain of the first `depth` hits over the best that could be had, 0 to 1."""
    best = _discounted(sorted(grades.values(), reverse=True)[:depth])
    return _discounted([grades.get(name, 0) for name in found[:depth]]) / best if best else 0.0


def _discounted(gains: Sequence[int]) -> float:
    return sum(max(gain, 0) / math.log2(place + 2) for place, gain in enumerate(gains))


def recall(found: Sequence[str], grades: Mapping[str, int], depth: int) -> float:
    """The share of all relevant documents that stand among the first `depth` hits."""
    relevant = {name for name, grade in grades.items() if grade > 0}
    return len(relevant.intersection(found[:depth])) / len(relevant) if relevant else 0.0


def average_precision(found: Sequence[str], grades: Mapping[str, int]) -> float:
    """Mean over the relevant documents of the precision where each stands; 0 where it does not."""
    relevant = {name for name, grade in grades.items() if grade > 0}
    right, total = 0, 0.0
    for place, name in enumerate(found, start=1):
        if name in relevant:
            right += 1
            total += right / place
    return total / len(relevant) if relevant else 0.0


def percentile(ordered: Sequence[float], percent: float) -> float:
    """The smallest value that at least `percent` of the ordered values do not exceed."""
    return ordered[max(math.ceil(len(ordered) * percent / 100) - 1, 0)]


def _mean(values: Iterator[float]) -> float:
    every = list(values)
    return sum(every) / len(every) if every else 0.0


def _slices(documents: Sequence[Document]) -> Iterator[Sequence[Document]]:
    for start in range(0, len(documents), _SLICE):
        yield documents[start : start + _SLICE]
