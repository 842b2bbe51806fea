"""Fits the constants of `retrieval.meaning.fusion`, on questions set apart for that. Prints a table.

`python -m benchmarks.fit_fusion [--questions N] [--cache FILE]`: each constant is moved by itself from where it stands.
What decides is the mean over all sets, each weighted the same; no set may lose more than .003. The test questions of
NFCorpus and all of MED are never read here. The sets are NFCorpus train (N of its questions, 800 unless told) and dev,
and five guards that ask as other people do:

- claims: the last sentence of a paper's abstract, which mostly states what was found, is cut out and asked for; the
  one right answer is the paper. 2,000 records of eight systematic reviews.
- titles: a paper's title, taken off it, asked against abstracts; the one right answer is the paper. Records as above.
- background: the first sentence of a paper that a review included; the other included papers of that review are right.
- reviews: as background, but asked with the paper's title.
- neighbours: the title of a document of NFCorpus; right is what a narrow train question judges right beside it.
"""

import argparse
import csv
import random
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.shared_data import shared_data  # noqa: E402 -- the path is set just above

from retrieval.evaluate import Collection, ndcg, read_collection, recall  # noqa: E402 -- as above
from retrieval.factory import open_index  # noqa: E402 -- as above
from retrieval.meaning import MeaningIndex, VectorCache  # noqa: E402 -- as above
from retrieval.meaning.encoder import Encoder, load_encoder  # noqa: E402 -- as above
from retrieval.meaning.fusion import FITTED, Recipe, Scored  # noqa: E402 -- as above
from retrieval.meaning.model_build import build_model  # noqa: E402 -- as above
from retrieval.model import Document, Query  # noqa: E402 -- as above

ABSTRACTS = 2_000
CLAIMS, GUARDED = 400, 200
NARROW, FEWEST = 40, 5


class Paper(NamedTuple):
    """A record of a systematic review, and whether the review included it."""

    review: str
    title: str
    abstract: str
    included: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """A collection in both indexes, with what the words found for each of its questions."""

    name: str
    collection: Collection
    words: dict[str, list[Scored]]
    meaning: MeaningIndex

    def row(self, recipe: Recipe | None) -> str:
        """nDCG@10 and recall@100 of a recipe; of reciprocal rank fusion where there is none."""
        measured = []
        for question, grades in self.collection.judgements.items():
            text = self.collection.questions[question]
            if recipe is None:
                found = _reciprocal(self.words[question], self.meaning.search(text))
            else:
                found = [each.group for each in self.meaning.rank(text, self.words[question], recipe=recipe)]
            measured.append((ndcg(found, grades, 10), recall(found, grades, 100)))
        gain, share = (sum(column) / len(measured) for column in zip(*measured, strict=True))
        return f"{gain:.4f} {share:.4f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--questions", type=int, default=800)
    parser.add_argument("--cache", type=Path, help="a file that keeps vectors for the next run")
    options = parser.parse_args()
    data = shared_data()
    if data is None:
        sys.exit("The real data is not on this machine: set FINGERPOST_SHARED_DATA.")
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        build_model(home / "model")
        encoder, cache = load_encoder(home / "model"), VectorCache(options.cache or home / "cache.sqlite3")
        collections = _collections(data, options.questions)
        trials = [_trial(home / each, each, found, encoder, cache) for each, found in collections.items()]
        print(f"{'nDCG@10 recall@100':28}" + "".join(f"{each.name:>18}" for each in trials))
        for label, recipe in _recipes():
            print(f"{label:28}" + "".join(f"{each.row(recipe):>18}" for each in trials), flush=True)
        for each in trials:
            each.meaning.close()
        cache.close()


def _collections(data: Path, questions: int) -> dict[str, Collection]:
    train = read_collection(data / "collections" / "nfcorpus", split="train")
    papers = _papers(data / "screening")
    return {
        "train": _some(train, questions),
        "dev": read_collection(data / "collections" / "nfcorpus", split="dev"),
        "claims": _claims(papers),
        "titles": _titles(papers),
        "background": _reviews(papers, _background),
        "reviews": _reviews(papers, lambda paper: paper.title),
        "neighbours": _neighbours(train),
    }


def _recipes() -> Iterable[tuple[str, Recipe | None]]:
    yield "reciprocal rank, k = 60", None
    yield "without feedback", replace(FITTED, keep=1.0)
    yield "as fitted", FITTED
    for share in (0.65, 0.7, 0.8):
        yield f"meaning_share {share}", replace(FITTED, meaning_share=share)
    for alike in (0.0, 0.3, 0.7):
        yield f"alike {alike}", replace(FITTED, alike=alike)
    for nearness in (0.08, 0.1, 0.15):
        yield f"nearness {nearness}", replace(FITTED, nearness=nearness)
    for neighbours in (100, 300):
        yield f"neighbours {neighbours}", replace(FITTED, neighbours=neighbours)
    for keep in (0.3, 0.5):
        yield f"keep {keep}", replace(FITTED, keep=keep)
    for reach in (0.07, 0.15):
        yield f"reach {reach}", replace(FITTED, reach=reach)
    for feedback in (3, 10):
        yield f"feedback {feedback}", replace(FITTED, feedback=feedback)


def _trial(folder: Path, name: str, collection: Collection, encoder: Encoder, cache: VectorCache) -> Trial:
    index = open_index(f"tantivy:{folder / 'words'}", writable=True)
    index.replace(collection.documents)
    words = {
        question: [
            (hit.group, hit.score) for hit in index.search(Query(text, mode="words", limit=1_000, snippets=False)).hits
        ]
        for question, text in collection.questions.items()
    }
    index.close()
    meaning = MeaningIndex(folder / "meaning", encoder=encoder, cache=cache, writable=True)
    meaning.replace(collection.documents)
    while meaning.embed_pending():
        pass
    return Trial(name, collection, words, meaning)


def _reciprocal(words: list[Scored], meaning: Iterable[tuple[str, str, str, float]]) -> list[str]:
    scores: dict[str, float] = {}
    for groups in ([group for group, _ in words], [group for _, group, _, _ in meaning]):
        for place, group in enumerate(groups, start=1):
            scores[group] = scores.get(group, 0.0) + 1 / (60 + place)
    return sorted(scores, key=lambda group: (-scores[group], group))


def _some(collection: Collection, count: int) -> Collection:
    names = sorted(collection.judgements)
    chosen = sorted(random.Random(1).sample(names, min(count, len(names))))
    return Collection(
        collection.documents,
        {name: collection.questions[name] for name in chosen},
        {name: collection.judgements[name] for name in chosen},
    )


def _claims(papers: Sequence[Paper]) -> Collection:
    """The last sentence of an abstract, cut out of it; the paper it came from is right."""
    documents, questions = [], {}
    for number, paper in enumerate(random.Random(4).sample(papers, ABSTRACTS)):
        name, abstract = f"paper-{number}", paper.abstract
        if number < CLAIMS:
            sentences = _sentences(abstract)
            questions[name] = max(sentences[-2:], key=len) if len(sentences[-1]) <= 60 else sentences[-1]
            abstract = abstract.replace(questions[name], " ")
        documents.append(Document(name, "paper", paper.title, abstract))
    return Collection(tuple(documents), questions, {name: {name: 1} for name in questions})


def _titles(papers: Sequence[Paper]) -> Collection:
    """The title of a paper, taken off it; the paper is right."""
    documents, questions = [], {}
    for number, paper in enumerate(random.Random(5).sample(papers, ABSTRACTS)):
        name = f"paper-{number}"
        if number < GUARDED:
            questions[name] = paper.title
        documents.append(Document(name, "paper", "" if number < GUARDED else paper.title, paper.abstract))
    return Collection(tuple(documents), questions, {name: {name: 1} for name in questions})


def _reviews(papers: Sequence[Paper], question: Callable[[Paper], str]) -> Collection:
    """What an included paper says of itself; the other included papers of its review are right.

    Up to 30 papers of a review ask, half of its included ones at most; they are not among the documents.
    """
    draw = random.Random(6)
    asking: list[Paper] = []
    for review in dict.fromkeys(paper.review for paper in papers):
        included = [paper for paper in papers if paper.review == review and paper.included]
        asking += draw.sample(included, min(30, len(included) // 2))
    left = [paper for paper in papers if paper not in set(asking)]
    kept = [paper for paper in left if paper.included]
    kept += draw.sample([paper for paper in left if not paper.included], ABSTRACTS - len(kept))
    documents = [Document(f"paper-{number}", "paper", each.title, each.abstract) for number, each in enumerate(kept)]
    right: dict[str, dict[str, int]] = {}
    for paper, document in zip(kept, documents, strict=True):
        if paper.included:
            right.setdefault(paper.review, {})[document.id] = 1
    questions = {f"question-{number}": question(paper) for number, paper in enumerate(asking)}
    return Collection(
        tuple(documents), questions, dict(zip(questions, (right[each.review] for each in asking), strict=True))
    )


def _neighbours(train: Collection) -> Collection:
    """The title of a document of NFCorpus; what train's narrower questions judge right beside it is right."""
    draw = random.Random(7)
    documents = {each.id: each for each in draw.sample(train.documents, ABSTRACTS)}
    asking = set(draw.sample(sorted(documents), ABSTRACTS // 4))
    beside: dict[str, dict[str, int]] = {name: {} for name in sorted(asking)}
    for grades in train.judgements.values():
        right = [name for name, grade in grades.items() if grade > 0]
        if len(right) <= NARROW:
            for name in asking.intersection(right):
                beside[name].update((other, 1) for other in right if other in documents and other not in asking)
    judgements = {name: right for name, right in beside.items() if len(right) >= FEWEST}
    judgements = {name: judgements[name] for name in list(judgements)[:GUARDED]}
    return Collection(
        tuple(document for name, document in documents.items() if name not in asking),
        {name: documents[name].title for name in judgements},
        judgements,
    )


def _background(paper: Paper) -> str:
    """The first sentence of an abstract that is one, without the label that some journals put before it."""
    sentences = [each for each in _sentences(paper.abstract) if len(each) > 40] or [paper.abstract]
    return re.sub(r"^[A-Z][A-Z /&]+[:.]\s*", "", sentences[0])


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.?!])\s+", text)


def _papers(folder: Path) -> list[Paper]:
    """The papers of the reviews that have a title and a whole abstract, each once."""
    csv.field_size_limit(10**8)
    papers: dict[tuple[str, str], Paper] = {}
    for file in sorted(folder.glob("*.csv")):
        with file.open(encoding="utf-8", errors="replace", newline="") as lines:
            for row in csv.DictReader(lines):
                title, abstract = (row["title"] or "").strip(), (row["abstract"] or "").strip()
                if title and len(abstract) > 400:
                    paper = Paper(file.stem, title, abstract, row["label_included"] == "1")
                    papers.setdefault((title, abstract), paper)
    return list(papers.values())


if __name__ == "__main__":
    main()
