"""Opens the engine for this process: readers for web pages, one writer for the index worker."""

import gc
import threading
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings

from retrieval.model import Document, Page, Query

log = structlog.get_logger()
WORDS = Path(__file__).parent / "words"
_lock = threading.Lock()
_open: dict[bool, Any] = {}


def engine(*, writable: bool = False) -> Any:
    """The index named by SEARCH_URL. A process keeps what it opened."""
    writable = writable or settings.SEARCH_URL.startswith("memory:")  # in memory, what is written is what is read
    with _lock:
        if writable not in _open:
            from retrieval.factory import open_index  # noqa: PLC0415 -- slow import: tantivy and onnxruntime

            _open[writable] = open_index(
                settings.SEARCH_URL, vocabulary=vocabulary(), meaning=meaning(writable=writable), writable=writable
            )
            if not writable:
                # What was opened stays: looking it through for garbage again and again cost 25 ms at times.
                gc.collect()
                gc.freeze()
        found = _open[writable]
    if not writable and found.meaning is not None:
        found.meaning.refresh()
    return found


def close() -> None:
    """Let go of files and locks (the writer's end, and between tests)."""
    with _lock:
        for index in _open.values():
            index.close()
            if index.meaning is not None:
                index.meaning.close()
        _open.clear()
        meaning.cache_clear()
        vocabulary.cache_clear()


@lru_cache(maxsize=2)
def meaning(*, writable: bool = False) -> Any:
    """The meaning side, or None where it is switched off or its model is missing: then words answer alone."""
    if not settings.FINGERPOST_MEANING or settings.SEARCH_URL.startswith("memory:"):
        return None
    try:
        return open_meaning(Path(settings.MODEL_PATH), Path(settings.HOME) / "meaning", writable=writable)
    except Exception:
        log.exception("meaning is off")
        return None


def open_meaning(model: Path, folder: Path, *, writable: bool) -> Any:
    """Vectors in `folder`, read with the model in `model`. Vectors once made are kept beside them."""
    from retrieval.meaning import MeaningIndex, VectorCache  # noqa: PLC0415 -- slow import: onnxruntime
    from retrieval.meaning.encoder import load_encoder  # noqa: PLC0415 -- slow import: onnxruntime

    # A worker reads long texts with both cores; a web process reads one short question at a time.
    encoder = load_encoder(model, threads=2 if writable else 1)
    folder.mkdir(parents=True, exist_ok=True)
    cache = VectorCache(folder.parent / "vectors.sqlite3") if writable else None
    return MeaningIndex(folder, encoder=encoder, cache=cache, writable=writable)


@lru_cache(maxsize=1)
def vocabulary() -> Any:
    """Abbreviations and synonyms of our own, and the headings of the operator's MeSH download."""
    from retrieval.text.mesh import read_mesh  # noqa: PLC0415 -- slow import: lxml
    from retrieval.text.vocabulary import Vocabulary, read_pairs  # noqa: PLC0415 -- slow import

    made = Vocabulary()
    made.add_abbreviations(read_pairs(WORDS / "abbreviations.csv"))
    made.add_synonyms(read_pairs(WORDS / "synonyms.csv"))
    for path in sorted(mesh_folder().glob("*")):
        made.add_headings(read_mesh(path))
    return made


def mesh_folder() -> Path:
    """Where the operator's MeSH files are kept."""
    return Path(settings.HOME) / "mesh"


class Scratch:
    """An index of its own, for measurements: what is written goes to words and meaning alike."""

    def __init__(self, folder: Path, *, model: Path | None) -> None:
        from retrieval.factory import open_index  # noqa: PLC0415 -- slow import: tantivy

        self.meaning = open_meaning(model, folder / "meaning", writable=True) if model else None
        self._words = open_index(
            f"tantivy:{folder / 'words'}", vocabulary=vocabulary(), meaning=self.meaning, writable=True
        )

    def replace(self, documents: Iterable[Document]) -> None:
        """Hold these documents."""
        held = list(documents)
        self._words.replace(held)
        if self.meaning is not None:
            self.meaning.replace(held)

    def read_all(self) -> None:
        """Read every text for its meaning."""
        while self.meaning is not None and self.meaning.embed_pending(seconds=60):
            pass

    def search(self, query: Query) -> Page:
        """As any index."""
        return self._words.search(query)

    def close(self) -> None:
        """Let go of files and locks."""
        self._words.close()
        if self.meaning is not None:
            self.meaning.close()
