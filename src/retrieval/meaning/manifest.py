"""What a folder with a sentence model says about itself.

A site drops in its own BERT-family model by writing such a folder: an ONNX file, a `vocab.txt`
and `manifest.json` with the fields of `ModelManifest`.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal, get_args

Pooling = Literal["none", "mean", "cls"]
MANIFEST = "manifest.json"


class ModelProblem(ValueError):
    """The model folder cannot be used. The message says why, for the person who runs the site."""


@dataclass(frozen=True, slots=True)
class ModelManifest:
    """`pooling`: `none` when the model's first output is one vector a text, else how the vectors
    of its pieces become one (`mean`, or `cls` for the first).

    `query_prefix` and `document_prefix` are words that some models want before a text.
    `sha256` maps each file's name to its checksum. `fingerprint`, when given, names the model's
    weights and recipe in place of the ONNX file's checksum, so that the same weights written
    anew keep their vectors. `least_similarity` is the cosine below which the best hit says
    nothing: a question that no word answers and that is no more like anything finds nothing.
    """

    name: str
    dimensions: int
    max_tokens: int
    onnx_file: str
    vocab_file: str
    sha256: dict[str, str]
    pooling: Pooling = "mean"
    query_prefix: str = ""
    document_prefix: str = ""
    lower_case: bool = True
    fingerprint: str = ""
    least_similarity: float = 0.0

    @property
    def vectors_name(self) -> str:
        """Names all that decides a vector; vectors of different names never mix."""
        decides = [
            self.fingerprint or self.sha256[self.onnx_file],
            self.sha256[self.vocab_file],
            self.max_tokens,
            self.pooling,
            self.query_prefix,
            self.document_prefix,
            self.lower_case,
        ]
        return f"{self.name}:{hashlib.sha256(json.dumps(decides).encode()).hexdigest()[:12]}"

    def as_json(self) -> str:
        """The text of `manifest.json`."""
        return json.dumps(asdict(self), indent=2, sort_keys=True) + "\n"


_KINDS: dict[str, type] = {
    "name": str,
    "dimensions": int,
    "max_tokens": int,
    "onnx_file": str,
    "vocab_file": str,
    "sha256": dict,
    "pooling": str,
    "query_prefix": str,
    "document_prefix": str,
    "lower_case": bool,
    "fingerprint": str,
    "least_similarity": float,
}
_NEEDED = ("name", "dimensions", "max_tokens", "onnx_file", "vocab_file", "sha256")


def read_manifest(directory: Path) -> ModelManifest:
    """Read and check the manifest, but not the checksums. Raises ModelProblem."""
    path = directory / MANIFEST
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelProblem(f"There is no {path}.") from None
    except (OSError, ValueError) as error:
        raise ModelProblem(f"{path} cannot be read: {error}") from error
    if not isinstance(said, dict):
        raise ModelProblem(f"{path} must hold one JSON object.")
    _check_fields(said, path)
    manifest = ModelManifest(**said)
    _check_values(manifest, path)
    return manifest


def check_files(directory: Path, manifest: ModelManifest) -> None:
    """Compare each file with its checksum. Raises ModelProblem."""
    for name in (manifest.onnx_file, manifest.vocab_file):
        path = directory / name
        if not path.is_file():
            raise ModelProblem(f"The manifest names {name}, but there is no {path}.")
        if checksum(path) != manifest.sha256[name].lower():
            raise ModelProblem(f"{path} is not the file that the manifest describes (sha256).")


def checksum(path: Path) -> str:
    """The sha256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check_fields(said: dict[str, Any], path: Path) -> None:
    known = {field.name for field in fields(ModelManifest)}
    if unknown := sorted(set(said) - known):
        raise ModelProblem(f"{path} has fields that mean nothing here: {', '.join(unknown)}.")
    if missing := [name for name in _NEEDED if name not in said]:
        raise ModelProblem(f"{path} lacks {', '.join(missing)}.")
    for name, value in said.items():
        kind = _KINDS[name]
        fits = isinstance(value, (int, float) if kind is float else kind)
        if not fits or (kind in (int, float) and isinstance(value, bool)):
            raise ModelProblem(f"In {path}, {name} must be of type {kind.__name__}.")


def _check_values(manifest: ModelManifest, path: Path) -> None:
    if not manifest.name.strip():
        raise ModelProblem(f"In {path}, name is empty.")
    if not 1 <= manifest.dimensions <= 8192:
        raise ModelProblem(f"In {path}, dimensions must be between 1 and 8,192.")
    if not 8 <= manifest.max_tokens <= 8192:
        raise ModelProblem(f"In {path}, max_tokens must be between 8 and 8,192.")
    if manifest.pooling not in get_args(Pooling):
        raise ModelProblem(f"In {path}, pooling must be one of {', '.join(get_args(Pooling))}.")
    for name in (manifest.onnx_file, manifest.vocab_file):
        if Path(name).name != name:
            raise ModelProblem(f"In {path}, {name!r} must be the name of a file in that folder.")
        if not isinstance(manifest.sha256.get(name), str):
            raise ModelProblem(f"{path} has no sha256 for {name}.")
