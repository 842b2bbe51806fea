"""Finding by meaning: `MeaningIndex` over vectors that never leave this machine."""

from retrieval.meaning.cache import VectorCache
from retrieval.meaning.columns import Columns, MeaningHit
from retrieval.meaning.index import MeaningIndex, MeaningUnavailable
from retrieval.meaning.layout import ColumnsBusy, ColumnsDamaged
from retrieval.meaning.ranking import Ranked

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
