"""What is known: published papers, and what we know ourselves."""

from fingerpost.library.models.collections import Collection, CollectionEntry
from fingerpost.library.models.filling import Filling, FillingRow, FillingState, RowState
from fingerpost.library.models.imports import Import, Rejected, Route
from fingerpost.library.models.items import AddressState, Attachment, Item, ItemKind, ItemTopic
from fingerpost.library.models.papers import Copy, Notice, Paper, PaperRow, Standing, TakenBack
from fingerpost.library.models.revisions import OPEN_STAGES, Revision, Stage, Ways
from fingerpost.library.models.trust import Flag, FlagKind, FlagOutcome, Nudge, ReadCount

__all__ = [
    "OPEN_STAGES", "AddressState", "Attachment", "Collection", "CollectionEntry", "Copy", "Filling", "FillingRow",
    "FillingState", "Flag", "FlagKind", "FlagOutcome", "Import", "Item", "ItemKind", "ItemTopic", "Notice", "Nudge",
    "Paper", "PaperRow", "ReadCount", "Rejected", "Revision", "Route", "RowState", "Stage", "Standing", "TakenBack",
    "Ways",
]  # fmt: skip
