"""How fast meaning is: building the model, reading texts and questions, and finding among many vectors.

`python -m benchmarks.meaning [--rows N ...]`: rows are 100,000 and 1,000,000 unless told (the million takes about
500 MB of disk and some minutes). Texts are real abstracts of the shared data. The vectors searched are mixes of three
vectors of real abstracts with noise, so their closeness is lifelike and their content is not: figures of time, not of
quality. One row in ten is restricted to two of 5,000 units. Times are of one thread after one warm-up, by the clock and
in processor time, which says what the work takes when others use the machine too.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.shared_data import shared_data  # noqa: E402 -- the path is set just above

from retrieval.evaluate import percentile, read_collection  # noqa: E402 -- as above
from retrieval.meaning.columns import Columns  # noqa: E402 -- as above
from retrieval.meaning.encoder import Encoder, Vectors, load_encoder  # noqa: E402 -- as above
from retrieval.meaning.index import MeaningIndex  # noqa: E402 -- as above
from retrieval.meaning.model_build import build_model  # noqa: E402 -- as above
from retrieval.meaning.texts import stretches  # noqa: E402 -- as above
from retrieval.model import PUBLIC, Document  # noqa: E402 -- as above

UNITS = 5_000
READ = 400
COMMIT = 20_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000, 1_000_000])
    rows = parser.parse_args().rows
    data = shared_data()
    if data is None:
        print("The real data is not on this machine, so nothing was measured: set FINGERPOST_SHARED_DATA.")
        return
    collection = read_collection(data / "collections" / "nfcorpus", split="dev")
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        began = time.perf_counter()
        build_model(home / "model")
        _say("build the model", f"{time.perf_counter() - began:.2f} s")
        vectors = _read(home / "model", collection.documents)
        encoder = load_encoder(home / "model", threads=1)
        questions = list(collection.questions.values())[:200]
        _say("read one question", _times(lambda n: encoder.encode([questions[n]]), 200))
        asked = encoder.encode(questions)
        for count in rows:
            _columns(home / str(count), count, vectors, asked, encoder, questions)


def _read(model: Path, documents: Sequence[Document]) -> Vectors:
    """Vectors of real abstracts, read with one thread and with two."""
    found: list[Vectors] = []
    for threads in (1, 2):
        encoder = load_encoder(model, threads=threads)
        some = documents[len(found) * READ : (len(found) + 1) * READ]
        texts = [stretches(each, encoder.pieces, encoder.room)[0] for each in some]
        pieces = sum(len(encoder.pieces.ids(text, limit=256)) for text in texts) / READ
        began = time.perf_counter()
        found.append(encoder.encode_documents(texts))
        rate = READ / (time.perf_counter() - began)
        _say(
            f"read abstracts, {threads} thread{'s' if threads > 1 else ''}",
            f"{rate:.0f} texts/s of {pieces:.0f} pieces",
        )
    return np.concatenate(found)


def _columns(
    folder: Path, count: int, real: Vectors, asked: Vectors, encoder: Encoder, questions: Sequence[str]
) -> None:
    generator = np.random.default_rng(11)
    columns = Columns(folder, vectors=encoder.name, dimensions=encoder.dimensions, writable=True)
    spent = 0.0
    for start in range(0, count, COMMIT):
        size = min(COMMIT, count - start)
        vectors = _mixes(real, size, generator)
        documents = [_document(number, generator) for number in range(start, start + size)]
        began = time.perf_counter()
        columns.replace(documents, vectors[:, np.newaxis])
        spent += time.perf_counter() - began
    _say(f"{count:,}: write rows", f"{count / spent:,.0f} rows/s")
    stored = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    _say(f"{count:,}: on disk", f"{stored / count:.0f} bytes a row")
    for tokens in (5, 100, 5_000):
        reader = frozenset({PUBLIC, *(f"unit:{n}" for n in range(tokens - 1))})
        began = time.perf_counter()
        columns.search(asked[0], tokens=reader)
        cold = (time.perf_counter() - began) * 1000
        warm = _times(lambda n: columns.search(asked[n], tokens=reader), 200)  # noqa: B023 -- called at once
        _say(f"{count:,}: search, {tokens:,} tokens", f"{warm}   first {cold:.1f} ms")
    chosen = {"type": frozenset({"type 3"})}
    filtered = _times(lambda n: columns.search(asked[n], filters=chosen, years=(2010, None), tokens=reader), 200)
    _say(f"{count:,}: search, type and years", filtered)
    _say(f"{count:,}: ten best agree with exact", f"{_agreement(columns, asked[:50]):.3f}")
    began = time.perf_counter()
    columns.replace([_document(7, generator)], [real[:1]])
    _say(f"{count:,}: replace one", f"{(time.perf_counter() - began) * 1000:.1f} ms")
    columns.close()
    index = MeaningIndex(folder, encoder=encoder)
    words = [(f"{number}", 30 - number / 50) for number in range(1_000)]
    ranked = _times(lambda n: index.rank(questions[n], words, tokens=reader), 200)
    _say(f"{count:,}: question to joined order", ranked)


def _mixes(real: Vectors, count: int, generator: np.random.Generator) -> Vectors:
    parts = generator.dirichlet([0.6, 0.6, 0.6], count).astype(np.float32)
    vectors = np.zeros((count, real.shape[1]), np.float32)
    for place in range(3):
        vectors += parts[:, place : place + 1] * real[generator.integers(0, len(real), count)]
    vectors += generator.standard_normal(vectors.shape, dtype=np.float32) * np.float32(0.02)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def _document(number: int, generator: np.random.Generator) -> Document:
    first, second = (int(unit) for unit in generator.integers(0, UNITS, 2))
    audience = frozenset({PUBLIC}) if number % 10 else frozenset({f"unit:{first}", f"unit:{second}"})
    exact = {"type": (f"type {number % 7}",), "language": ("eng",)}
    return Document(f"library.Item:{number}", "paper", "", audience=audience, exact=exact, year=1990 + number % 35)


def _agreement(columns: Columns, asked: Vectors) -> float:
    """The share of the ten truly nearest open rows (of the int8 vectors) that are among the ten found."""
    part = columns.part
    shared = []
    for question in asked:
        scores = np.concatenate(
            [
                (part.vectors[start : start + COMMIT].astype(np.float32) @ question)
                * part.scales[start : start + COMMIT]
                for start in range(0, len(part.scales), COMMIT)
            ]
        )
        scores[part.open == 0] = -1
        truly = {each for each, _ in part.names_of(np.argpartition(-scores, 10)[:10])}
        shared.append(len(truly & {hit.id for hit in columns.search(question, k=10).hits}) / 10)
    return sum(shared) / len(shared)


def _times(act: Callable[[int], object], count: int) -> str:
    act(0)
    times, worked = [], []
    for number in range(count):
        began, busy = time.perf_counter(), time.process_time()
        act(number)
        times.append((time.perf_counter() - began) * 1000)
        worked.append((time.process_time() - busy) * 1000)
    times.sort()
    worked.sort()
    clock, processor = (f"{percentile(each, 50):6.2f} {percentile(each, 95):6.2f}" for each in (times, worked))
    return f"p50 p95 ms: clock {clock}   processor {processor}"


def _say(what: str, found: str) -> None:
    print(f"{what:36} {found}", flush=True)


if __name__ == "__main__":
    main()
