"""What is known: published papers, and what we know ourselves."""

from fingerpost.library.models.imports import Import, Rejected, Route
from fingerpost.library.models.items import Item, ItemKind
from fingerpost.library.models.papers import Copy, Notice, Paper, PaperRow, Standing, TakenBack

__all__ = [
    "Copy", "Import", "Item", "ItemKind", "Notice", "Paper", "PaperRow", "Rejected", "Route", "Standing", "TakenBack",
]  # fmt: skip
