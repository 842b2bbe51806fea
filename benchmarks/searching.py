"""How fast questions are answered in process, by the number of records. Prints a table.

`python -m benchmarks.searching [--size N ...] [--keep FOLDER]`: sizes are those of FINGERPOST_BENCH_SIZES, or
10,000 and 100,000. A million takes about 20 minutes and 5 GB of disk; `--keep` leaves what was built in FOLDER for the
next run. Records are recombined from real sentences; one in ten is restricted to two of 5,000 units, and the
readers hold 5, 100 and 5,000 tokens. Vectors are mixes of real ones. Questions are those of NFCorpus dev; Boolean ones
are made of words that stand together in real titles: a third each are three words with AND, a phrase and a word, and
two alternatives with a word and one not wanted; three words are shown by themselves too. One thread, warm, all the way
to hits with reasons and snippets. Times are by the clock and in processor time, which says what the work takes when
others use the machine too.
"""

import argparse
import gc
import itertools
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.shared_data import shared_data  # noqa: E402 -- as above

from benchmarks._papers import UNITS, Material, material, papers  # noqa: E402 -- the path is set just above
from benchmarks.meaning import _mixes  # noqa: E402 -- as above
from retrieval.evaluate import percentile, read_collection  # noqa: E402 -- as above
from retrieval.factory import open_index  # noqa: E402 -- as above
from retrieval.meaning.columns import Columns  # noqa: E402 -- as above
from retrieval.meaning.encoder import load_encoder  # noqa: E402 -- as above
from retrieval.meaning.index import MeaningIndex  # noqa: E402 -- as above
from retrieval.meaning.model_build import build_model  # noqa: E402 -- as above
from retrieval.meaning.texts import stretches  # noqa: E402 -- as above
from retrieval.model import PUBLIC, Query  # noqa: E402 -- as above
from retrieval.ports import Index  # noqa: E402 -- as above
from retrieval.text import analyser  # noqa: E402 -- as above
from retrieval.text.questions import read_question  # noqa: E402 -- as above
from retrieval.text.stopwords import STOP_WORDS  # noqa: E402 -- as above
from retrieval.text.vocabulary import Vocabulary, read_pairs  # noqa: E402 -- as above

WORDS = ROOT / "src" / "fingerpost" / "search" / "words"
FACETS = ("kind", "design", "type", "language", "mesh")
READERS = (5, 100, 5_000)
ASKED = 200
COMMIT = 20_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    sizes = os.environ.get("FINGERPOST_BENCH_SIZES", "10000,100000")
    parser.add_argument(
        "--rows", "--size", dest="size", type=int, nargs="+", default=[int(size) for size in sizes.split(",")]
    )
    parser.add_argument("--keep", type=Path, help="a folder that keeps indexes for the next run")
    parser.add_argument("--step", choices=("build", "measure", "compare"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if shared_data() is None:
        print("The real data is not on this machine, so nothing was measured: set FINGERPOST_SHARED_DATA.")
        return
    if options.step:
        [size] = options.size
        {"build": build, "measure": measure, "compare": compare}[options.step](options.keep, size)
        return
    with tempfile.TemporaryDirectory() as scratch:
        for size in options.size:
            # Steps are processes of their own, so that each one's memory is its own.
            folder = (options.keep or Path(scratch)) / str(size)
            for step in ("build", "measure", "compare"):
                command = [sys.executable, "-m", "benchmarks.searching", "--size", str(size), "--keep", str(folder)]
                subprocess.run([*command, "--step", step], cwd=ROOT, check=True)


def build(folder: Path, size: int) -> None:
    """Both indexes of so many records, unless they are there."""
    if (folder / "built").exists():
        return
    made_of = _material()
    build_model(folder / "model")
    index = open_index(f"tantivy:{folder / 'words'}", writable=True)
    began, busy = time.perf_counter(), time.process_time()
    index.replace(papers(made_of, size))
    clock, worked = time.perf_counter() - began, time.process_time() - busy
    index.close()
    say(size, "index words", f"{size / clock:,.0f} records/s by the clock, {size / worked:,.0f} in processor time")
    say(size, "most memory of the writer", f"{_status('VmHWM'):,.0f} MB")
    _write_vectors(folder, made_of, size)
    for name in ("words", "meaning"):
        stored = sum(path.stat().st_size for path in (folder / name).rglob("*") if path.is_file())
        say(size, f"{name} on disk", f"{stored / size:,.0f} bytes a record")
    (folder / "built").touch()


def _write_vectors(folder: Path, made_of: Material, size: int) -> None:
    encoder = load_encoder(folder / "model", threads=2)
    some = list(papers(made_of, 300, seed=2))
    real = encoder.encode_documents([stretches(each, encoder.pieces, encoder.room)[0] for each in some])
    generator = np.random.default_rng(11)
    columns = Columns(folder / "meaning", vectors=encoder.name, dimensions=encoder.dimensions, writable=True)
    documents = papers(made_of, size)
    for start in range(0, size, COMMIT):
        batch = [next(documents) for _ in range(min(COMMIT, size - start))]
        columns.replace(batch, _mixes(real, len(batch), generator)[:, np.newaxis])
    columns.close()


def measure(folder: Path, size: int) -> None:
    """Every kind of question for every reader."""
    encoder = load_encoder(folder / "model", threads=1)
    meaning = MeaningIndex(folder / "meaning", encoder=encoder)
    index = open_index(f"tantivy:{folder / 'words'}", vocabulary=_vocabulary(), meaning=meaning)
    questions, booleans = _questions(), _booleans(_material().titles)
    filters = {"language": frozenset({"en"}), "type": frozenset({"Journal Article", "Review"})}
    for tokens in READERS:
        units = random.Random(5).sample(range(UNITS), tokens - 1)
        reader = frozenset({PUBLIC, *(f"unit:{unit}" for unit in units)})

        def words(n: int, reader: frozenset[str] = reader) -> Query:
            return Query(questions[n], reader, mode="words")

        def counted(n: int, reader: frozenset[str] = reader) -> Query:
            return Query(questions[n], reader, mode="words", facets=FACETS)

        def exact(n: int, reader: frozenset[str] = reader) -> Query:
            return Query(booleans[n], reader, filters=filters, years=(2005, None))

        def both(n: int, reader: frozenset[str] = reader) -> Query:
            return Query(questions[n], reader)

        def page(n: int, reader: frozenset[str] = reader) -> Query:
            return Query(questions[n], reader, facets=FACETS)

        def narrow(n: int, reader: frozenset[str] = reader) -> Query:
            return Query(booleans[n * 3 % (ASKED - 2)], reader, filters=filters, years=(2005, None))

        asked = {"words": words, "words, counts": counted, "Boolean, filters": exact, "  three words": narrow}
        for name, query in (asked | {"both": both, "both, counts": page}).items():
            say(size, f"{name}, {tokens:,} tokens", _times(_fresh(index, query, meaning), ASKED))
    say(size, "memory of the reader", f"{_status('RssAnon'):,.0f} MB, and {_status('RssFile'):,.0f} MB of mapped files")


def _fresh(index: Index, query: Callable[[int], Query], meaning: MeaningIndex) -> Callable[[int], object]:
    """Asks with nothing remembered of the question before: its vector is made anew each time."""

    def ask(number: int) -> object:
        meaning._questions.clear()
        page = index.search(query(number))
        assert not page.notes, page.notes
        return page

    return ask


def compare(folder: Path, size: int) -> None:
    """The same questions by words, top ten, in our index and in bm25s, for someone who may see what is open."""
    import bm25s

    index = open_index(f"tantivy:{folder / 'words'}", vocabulary=_vocabulary())
    questions = _questions()
    ours = [_one(lambda n: index.search(Query(questions[n], mode="words")), n) for n in range(ASKED)]
    numbers: dict[str, int] = {}
    lists = []
    for paper in papers(_material(), size):
        if paper.is_open:
            stems = _stems(f"{paper.title} {paper.text}")
            lists.append([numbers.setdefault(stem, len(numbers)) for stem in stems])
    other = bm25s.BM25(k1=1.2, b=0.75)
    began = time.perf_counter()
    other.index((lists, numbers), show_progress=False)
    say(size, "bm25s, index ready-made words", f"{len(lists) / (time.perf_counter() - began):,.0f} records/s")
    del lists

    def ask(number: int) -> object:
        known = [stem for stem in dict.fromkeys(_stems(questions[number])) if stem in numbers]
        return other.retrieve([known], k=10, show_progress=False, n_threads=0) if known else None

    theirs = [_one(ask, n) for n in range(ASKED)]
    for name, found in (("words, public, ours", ours), ("words, public, bm25s", theirs)):
        p50, p95 = (percentile(sorted(found), part) for part in (50, 95))
        say(size, name, f"p50 p95 ms of processor {p50:7.2f} {p95:7.2f}")
    shares = [percentile(sorted(theirs), part) / percentile(sorted(ours), part) for part in (50, 95)]
    say(size, "bm25s takes as long as ours, times", f"p50 {shares[0]:.2f} p95 {shares[1]:.2f}")
    say(size, "memory with bm25s", f"{_status('RssAnon'):,.0f} MB")


def _stems(text: str) -> list[str]:
    return [stem for stem in analyser.stemmed_words(analyser.tokens(text)).parts if stem not in STOP_WORDS]


def _material() -> Material:
    data = shared_data()
    assert data is not None
    return material(data)


def _vocabulary() -> Vocabulary:
    made = Vocabulary()
    made.add_abbreviations(read_pairs(WORDS / "abbreviations.csv"))
    made.add_synonyms(read_pairs(WORDS / "synonyms.csv"))
    return made


def _questions() -> list[str]:
    data = shared_data()
    assert data is not None
    asked = read_collection(data / "collections" / "nfcorpus", split="dev").questions
    ranked = [text for _, text in sorted(asked.items()) if read_question(text).words]
    return random.Random(1).sample(ranked, ASKED)


def _booleans(titles: Sequence[str]) -> list[str]:
    """Three words with AND; a phrase and a word; two alternatives, a word and one not wanted."""
    lots = random.Random(2)
    made = []
    while len(made) < ASKED:
        words = [word.lower() for word in lots.choice(titles).split() if word.isalpha()]
        telling = [word for word in words if len(word) > 3 and word not in STOP_WORDS]
        pairs = [(a, b) for a, b in itertools.pairwise(words) if a in telling and b in telling]
        if len(telling) < 4 or not pairs:
            continue
        first, second, third, fourth = lots.sample(telling, 4)
        made.append(
            (
                f"{first} AND {second} AND {third}",
                f'"{" ".join(lots.choice(pairs))}" AND {third}',
                f"({first} OR {second}) AND {third} NOT {fourth}",
            )[len(made) % 3]
        )
    return made


def _times(act: Callable[[int], object], count: int) -> str:
    for number in range(count):
        act(number)
    gc.collect()
    gc.freeze()  # as the web process does once its index is open
    clock, worked = [], []
    for number in range(count):
        began = time.perf_counter()
        worked.append(_one(act, number))
        clock.append((time.perf_counter() - began) * 1000)
    figures = [percentile(sorted(found), part) for found in (clock, worked) for part in (50, 95)]
    return "p50 p95 ms: clock {:7.2f} {:7.2f}   processor {:7.2f} {:7.2f}".format(*figures)


def _one(act: Callable[[int], object], number: int) -> float:
    busy = time.process_time()
    act(number)
    return (time.process_time() - busy) * 1000


def _status(name: str) -> float:
    """A line of Linux's status of this process, in MB; 0 elsewhere."""
    path = Path("/proc/self/status")
    lines = path.read_text().splitlines() if path.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(name + ":")), 0.0)


def say(size: int, what: str, found: str) -> None:
    print(f"{size:>9,}  {what:36} {found}", flush=True)


if __name__ == "__main__":
    main()
