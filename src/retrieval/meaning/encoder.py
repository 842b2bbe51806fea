"""Turns texts into vectors with a sentence model on disk, by onnxruntime, on the processor."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from retrieval.meaning.manifest import ModelManifest, ModelProblem, check_files, read_manifest
from retrieval.meaning.wordpiece import WordPiece

Vectors = NDArray[np.float32]


def load_encoder(directory: Path, *, threads: int = 2) -> "Encoder":
    """The encoder of the model in `directory`, checked by turning one word into a vector.

    `threads` texts are read at the same time. Load it after a server has forked, not before.
    Raises ModelProblem when anything about the folder is wrong.
    """
    manifest = read_manifest(directory)
    check_files(directory, manifest)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # Every text has its own length: remembering memory plans by length only grows.
    options.enable_mem_pattern = False
    path = directory / manifest.onnx_file
    try:
        pieces = WordPiece.load(directory / manifest.vocab_file, lower_case=manifest.lower_case)
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        encoder = Encoder(manifest, pieces, session, threads=threads)
        found = encoder.encode_documents(["health"]).shape[1]
    except Exception as error:
        raise ModelProblem(f"{path} cannot be used: {error}") from error
    if found != manifest.dimensions:
        raise ModelProblem(f"{path} gives vectors of length {found}; its manifest says {manifest.dimensions}.")
    return encoder


class Encoder:
    """Vectors of norm 1. Safe to share between threads.

    Each text goes through the model by itself, several at once on different threads. Measured
    on two cores this is faster than batches (nothing is padded), and the vector of a text
    depends on nothing but the text: no other text, which some reader may not see, can move it.
    """

    def __init__(
        self,
        manifest: ModelManifest,
        pieces: WordPiece,
        session: onnxruntime.InferenceSession,
        *,
        threads: int = 2,
    ) -> None:
        known = {"input_ids", "attention_mask", "token_type_ids"}
        self._inputs = [wanted.name for wanted in session.get_inputs()]
        if unknown := sorted(set(self._inputs) - known):
            raise ModelProblem(f"The model wants inputs that are unknown here: {unknown}.")
        self.name = manifest.vectors_name
        self.dimensions = manifest.dimensions
        self.least_similarity = manifest.least_similarity
        self.room = manifest.max_tokens - len(pieces.pieces(manifest.document_prefix, limit=manifest.max_tokens))
        """How many pieces of a document go in at once, the marks at both ends included."""
        self._manifest = manifest
        self.pieces = pieces
        self._session = session
        self._output = session.get_outputs()[0].name
        self._threads = max(1, threads)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions: float32 (len(texts), dimensions)."""
        return self._vectors([self._ids(self._manifest.query_prefix + text) for text in texts])

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Vectors of documents: float32 (len(texts), dimensions)."""
        return self._vectors([self._ids(self._manifest.document_prefix + text) for text in texts])

    def _ids(self, text: str) -> list[int]:
        return self.pieces.ids(text, limit=self._manifest.max_tokens)

    def _vectors(self, texts: list[list[int]]) -> Vectors:
        if not texts:
            return np.empty((0, self.dimensions), np.float32)
        if self._threads == 1 or len(texts) == 1:
            return np.stack([self._vector(ids) for ids in texts])
        with ThreadPoolExecutor(self._threads) as pool:
            return np.stack(list(pool.map(self._vector, texts)))

    def _vector(self, ids: list[int]) -> Vectors:
        row = np.array([ids], np.int64)
        fill = {"attention_mask": np.ones_like(row), "token_type_ids": np.zeros_like(row)}
        feed = {name: fill.get(name, row) for name in self._inputs}
        output = self._session.run([self._output], feed)[0]
        if self._manifest.pooling == "mean":
            output = output.mean(axis=1)
        elif self._manifest.pooling == "cls":
            output = output[:, 0]
        vector: Vectors = np.asarray(output[0], np.float32)
        return vector / max(float(np.linalg.norm(vector)), 1e-12)
