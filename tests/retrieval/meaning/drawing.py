"""Documents and vectors for tests, and a second, slow way to find the nearest."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.model import PUBLIC, Document

DIMENSIONS = 64


def document(name: str, **said: object) -> Document:
    return Document(id=name, kind=str(said.pop("kind", "paper")), title=name, **said)  # type: ignore[arg-type]


def vector(seed: int) -> NDArray[np.float32]:
    drawn = np.random.default_rng(seed).standard_normal(DIMENSIONS).astype(np.float32)
    return drawn / np.linalg.norm(drawn)


def allowed(
    each: Document,
    tokens: frozenset[str],
    filters: Mapping[str, frozenset[str]],
    years: tuple[int | None, int | None],
    withheld: frozenset[str],
) -> bool:
    """The rules of who may find what, in plain words."""
    low, high = years
    in_years = (low is None and high is None) or (
        each.year is not None and (low is None or each.year >= low) and (high is None or each.year <= high)
    )
    return (
        (PUBLIC in each.audience or bool(each.audience & tokens))
        and all(values & _values(each, name) for name, values in filters.items())
        and in_years
        and each.group not in withheld
    )


def _values(each: Document, name: str) -> frozenset[str]:
    own = {each.kind} if name == "kind" else set()
    return frozenset(own | set(each.exact.get(name, ())))


def nearest(
    documents: Sequence[Document], vectors: Sequence[NDArray[np.float32]], asked: NDArray[np.float32]
) -> dict[str, float]:
    """Each group's best cosine, at full precision."""
    best: dict[str, float] = {}
    for each, own in zip(documents, vectors, strict=True):
        best[each.group] = max(best.get(each.group, -1.0), float(own @ asked))
    return best
