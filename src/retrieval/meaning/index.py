"""Finding by meaning: the encoder, the cache of vectors and the columns as one thing."""

import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from retrieval.meaning import ranking
from retrieval.meaning.cache import VectorCache
from retrieval.meaning.columns import Columns, MeaningHit
from retrieval.meaning.encoder import Encoder
from retrieval.meaning.fusion import FITTED, Recipe, Scored
from retrieval.meaning.layout import read_state
from retrieval.meaning.masks import Years
from retrieval.meaning.pending import Pending
from retrieval.meaning.ranking import Ranking
from retrieval.meaning.scan import Codes, Vectors, quantise
from retrieval.meaning.store import Entry
from retrieval.meaning.texts import stretches
from retrieval.model import PUBLIC, Document

_QUESTIONS_KEPT = 256

_SLICE = 32
"""Documents read between two commits: a third of a second for abstracts on two cores, three
seconds if all are long policies."""

_NOBODY: frozenset[str] = frozenset()
_ANYONE = frozenset({PUBLIC})


class MeaningUnavailable(RuntimeError):
    """There is no model to read with. Words can still answer."""


class MeaningIndex:
    """One folder of vectors with the model that reads for it.

    One process opens it `writable`; any number read and see each commit. Documents wait in a
    list until `embed_pending` has read them; what they looked like before is gone at once.
    """

    def __init__(
        self,
        directory: Path,
        *,
        encoder: Encoder | None,
        cache: VectorCache | None = None,
        writable: bool = False,
    ) -> None:
        """Raises ColumnsBusy, ColumnsDamaged, or ValueError (vectors of another model)."""
        self._encoder = encoder
        self._cache = cache
        self._lock = threading.Lock()
        self._questions: OrderedDict[str, Vectors] = OrderedDict()
        self._writing = threading.RLock()
        self._pending: Pending | None = None
        self._columns = _columns(directory, encoder, writable=writable)
        if writable:
            self._pending = Pending(directory / "pending.sqlite3")

    @property
    def fingerprint(self) -> str:
        """What the vectors hang on; when it changes, a new folder must be filled."""
        return self._encoder.name if self._encoder else ""

    # Writing

    def replace(self, documents: Iterable[Document]) -> int:
        """Take in these documents, in place of any with the same ids; how many wait to be read.

        Texts whose vectors are remembered can be found when this returns. The others join the
        waiting list, and their old vectors are removed, so a narrowed audience holds at once.
        """
        latest = {document.id: document for document in documents}
        with self._writing:
            ready, waiting = self._remembered(list(latest.values()))
            self._waiting().put(waiting)
            if self._columns is not None:
                removed = [document.id for document in waiting]
                self._columns.replace_codes(ready, removed=removed)
            self._waiting().drop(entry.document.id for entry in ready)
        return len(waiting)

    def embed(self, documents: Sequence[Document]) -> int:
        """Read these documents now and make them findable by meaning; how many there were."""
        latest = {document.id: document for document in documents}
        with self._writing:
            self._reading().replace_codes(self._read(list(latest.values())))
            self._waiting().drop(latest)
        return len(latest)

    def embed_pending(self, limit: int = 1_000, *, seconds: float = 4.0) -> int:
        """Read the next documents of the waiting list; how many. 0 means that none wait.

        Stops after `limit` documents, or after the time is up, with whole commits behind it.
        """
        done, end = 0, time.monotonic() + seconds
        while done < limit and time.monotonic() < end:
            with self._writing:
                some = self.embed(self._waiting().first(min(_SLICE, limit - done)))
            if not some:
                break
            done += some
        return done

    def pending(self) -> int:
        """How many documents wait to be read."""
        return self._waiting().count()

    def remove(self, ids: Iterable[str]) -> None:
        """Forget these documents. Ids that are not there are no error."""
        every = list(ids)
        with self._writing:
            self._waiting().drop(every)
            if self._columns is not None:
                self._columns.remove(every)

    def remove_groups(self, groups: Iterable[str]) -> None:
        """Forget every document of these groups."""
        every = list(groups)
        with self._writing:
            self._waiting().drop_groups(every)
            if self._columns is not None:
                self._columns.remove(self._columns.ids_of_groups(every))

    def _remembered(self, documents: list[Document]) -> tuple[list[Entry], list[Document]]:
        if self._encoder is None or self._cache is None:
            return [], documents
        texts = [self._texts(document) for document in documents]
        known = self._cache.get(self._encoder.name, (text for some in texts for text in some))
        ready: list[Entry] = []
        waiting: list[Document] = []
        for document, some in zip(documents, texts, strict=True):
            if all(text in known for text in some):
                ready.append(Entry(document, np.stack([known[text] for text in some])))
            else:
                waiting.append(document)
        return ready, waiting

    def _read(self, documents: list[Document]) -> list[Entry]:
        encoder = self._model()
        texts = [self._texts(document) for document in documents]
        every = list(dict.fromkeys(text for some in texts for text in some))
        known: dict[str, Codes] = self._cache.get(encoder.name, every) if self._cache else {}
        new = [text for text in every if text not in known]
        fresh = dict(zip(new, quantise(encoder.encode_documents(new)), strict=True))
        if self._cache and fresh:
            self._cache.put(encoder.name, fresh)
        known = known | fresh
        return [
            Entry(document, np.stack([known[text] for text in some]))
            for document, some in zip(documents, texts, strict=True)
        ]

    def _texts(self, document: Document) -> list[str]:
        encoder = self._model()
        return stretches(document, encoder.pieces, encoder.room)

    # Asking

    def search(
        self,
        text: str,
        tokens: frozenset[str] = _ANYONE,
        filters: Mapping[str, frozenset[str]] | None = None,
        years: Years = (None, None),
        withheld: frozenset[str] = _NOBODY,
        k: int = 1_000,
    ) -> list[MeaningHit]:
        """The k groups nearest in meaning that this reader may see, best first.

        Raises MeaningUnavailable when there is no model.
        """
        question = self.question(text)
        found = self._reading().search(question, tokens=tokens, filters=filters, years=years, withheld=withheld, k=k)
        return found.hits

    def rank(
        self,
        text: str,
        words: Sequence[Scored] | None,
        *,
        tokens: frozenset[str] = _ANYONE,
        filters: Mapping[str, frozenset[str]] | None = None,
        years: Years = (None, None),
        withheld: frozenset[str] = _NOBODY,
        leading: frozenset[str] = _NOBODY,
        leave_out: Mapping[str, frozenset[str]] | None = None,
        recipe: Recipe = FITTED,
    ) -> Ranking:
        """Words and meaning in one order, by the recipe of `fusion`.

        `words` are the groups that the words found for this reader with their scores, best
        first; empty when they found none, and then what is only faintly alike is left out too;
        None when the words were not asked. What has one of the `leave_out` values of a name is
        passed over by meaning. Groups in `leading` come first: those that hold to
        the letter what the question asks to the letter. Raises MeaningUnavailable when there is
        no model.
        """
        question = self.question(text)
        first = self._reading().search(
            question, tokens=tokens, filters=filters, years=years, withheld=withheld, leave_out=leave_out,
            k=recipe.depth,
        )  # fmt: skip
        if words is None:
            return ranking.by_meaning(first)
        if not words and first.scores and first.scores[0] < self._model().least_similarity:
            return Ranking.nothing()
        return ranking.by_both(question, words, first, leading, recipe)

    def question(self, text: str) -> Vectors:
        """The vector of a question: float32 (dimensions,). The latest are kept in memory.

        Raises MeaningUnavailable when there is no model.
        """
        with self._lock:
            if (known := self._questions.get(text)) is not None:
                self._questions.move_to_end(text)
                return known
        vector: Vectors = self._model().encode([text])[0]
        with self._lock:
            self._questions[text] = vector
            while len(self._questions) > _QUESTIONS_KEPT:
                self._questions.popitem(last=False)
        return vector

    # The rest

    def refresh(self) -> bool:
        """Take up the last commit of the writer; true when it is a new one."""
        return self._columns.refresh() if self._columns is not None else False

    def count(self) -> int:
        """How many documents can be found by meaning."""
        return self._columns.count() if self._columns is not None else 0

    def ids(self) -> Iterator[str]:
        """The ids of the documents that can be found by meaning, in no order."""
        return self._columns.ids() if self._columns is not None else iter(())

    def close(self) -> None:
        """Let go of files and locks. The cache stays open: others may share it."""
        if self._columns is not None:
            self._columns.close()
        if self._pending is not None:
            self._pending.close()

    def _model(self) -> Encoder:
        if self._encoder is None:
            raise MeaningUnavailable("There is no model to read with.")
        return self._encoder

    def _reading(self) -> Columns:
        if self._columns is None:
            raise MeaningUnavailable("There is no model to read with.")
        return self._columns

    def _waiting(self) -> Pending:
        if self._pending is None:
            raise PermissionError("This index is open for reading only.")
        return self._pending


def _columns(directory: Path, encoder: Encoder | None, *, writable: bool) -> Columns | None:
    """The columns; without a model those that are there, so that what must go can go."""
    if encoder is not None:
        name, dimensions = encoder.name, encoder.dimensions
    elif (state := read_state(directory)) is not None:
        name, dimensions = state.vectors, state.dimensions
    else:
        return None
    return Columns(directory, vectors=name, dimensions=dimensions, writable=writable)
