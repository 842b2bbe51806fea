"""Finding by meaning: `MeaningIndex` over vectors that never leave this machine."""

from retrieval.meaning.cache import VectorCache
from retrieval.meaning.columns import Columns, MeaningHit
from retrieval.meaning.index import MeaningIndex, MeaningUnavailable, Ranked
from retrieval.meaning.layout import ColumnsBusy, ColumnsDamaged

__all__ = [
    "Columns",
    "ColumnsBusy",
    "ColumnsDamaged",
    "MeaningHit",
    "MeaningIndex",
    "MeaningUnavailable",
    "Ranked",
    "VectorCache",
]
