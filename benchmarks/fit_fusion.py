"""Fits the constants of `retrieval.meaning.fusion`, on questions set apart for that. Prints a table.

`python -m benchmarks.fit_fusion [--questions N] [--cache FILE]`: each constant is moved by itself from where it stands.
Fitted on NFCorpus train (N of its questions, 800 unless told) and checked on NFCorpus dev; its test questions and MED
are never read here. A guard stands beside them, so that broad questions do not win at the cost of precise ones: in
2,000 real abstracts of systematic reviews the last sentence of an abstract, which mostly states what was found, is cut
out and asked for like a claim; the one right answer is the paper it came from.
"""

import argparse
import csv
import random
import re
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

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

REVIEWS = ("ACEInhibitors", "AtypicalAntipsychotics", "NSAIDS", "Opiods", "Nagtegaal_2019")
CLAIMS, ABSTRACTS = 400, 2_000


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
        nfcorpus = data / "collections" / "nfcorpus"
        collections = {
            "train": _some(read_collection(nfcorpus, split="train"), options.questions),
            "dev": read_collection(nfcorpus, split="dev"),
            "claims": _claims(data / "screening"),
        }
        trials = [_trial(home / each, each, found, encoder, cache) for each, found in collections.items()]
        print(f"{'nDCG@10 recall@100':28}" + "".join(f"{each.name:>18}" for each in trials))
        for label, recipe in _recipes():
            print(f"{label:28}" + "".join(f"{each.row(recipe):>18}" for each in trials), flush=True)
        for each in trials:
            each.meaning.close()
        cache.close()


def _recipes() -> Iterable[tuple[str, Recipe | None]]:
    yield "reciprocal rank, k = 60", None
    yield "without feedback", replace(FITTED, keep=1.0)
    yield "as fitted", FITTED
    for share in (0.4, 0.45, 0.55, 0.6):
        yield f"meaning_share {share}", replace(FITTED, meaning_share=share)
    for keep in (0.2, 0.3, 0.5, 0.6):
        yield f"keep {keep}", replace(FITTED, keep=keep)
    for reach in (0.05, 0.07, 0.15):
        yield f"reach {reach}", replace(FITTED, reach=reach)
    for feedback in (3, 10, 20):
        yield f"feedback {feedback}", replace(FITTED, feedback=feedback)
    for depth in (100, 300):
        yield f"depth {depth}", replace(FITTED, depth=depth)


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


def _claims(folder: Path) -> Collection:
    csv.field_size_limit(10**8)
    papers: dict[tuple[str, str], None] = {}
    for review in REVIEWS:
        with (folder / f"{review}.csv").open(encoding="utf-8", errors="replace", newline="") as file:
            for row in csv.DictReader(file):
                title = (row.get("title") or row.get("primary_title") or "").strip()
                abstract = (row.get("abstract") or row.get("notes_abstract") or "").strip()
                if title and len(abstract) > 400:
                    papers[title, abstract] = None
    drawn = random.Random(4).sample(list(papers), min(ABSTRACTS, len(papers)))
    documents, questions = [], {}
    for number, (title, abstract) in enumerate(drawn):
        name = f"paper-{number}"
        if number < CLAIMS:
            sentences = re.split(r"(?<=[.?!])\s+", abstract)
            questions[name] = max(sentences[-2:], key=len) if len(sentences[-1]) <= 60 else sentences[-1]
            abstract = abstract.replace(questions[name], " ")
        documents.append(Document(name, "paper", title, abstract))
    return Collection(tuple(documents), questions, {name: {name: 1} for name in questions})


if __name__ == "__main__":
    main()
