"""The road from a question: what was kept for it, and the brief made from that."""

from fingerpost.roads.models.briefs import Brief, BriefVersion, Pin, Point, PointKind, Stage, Sureness, Verdict
from fingerpost.roads.models.questions import Kept, KnowledgeKind, Look, Question, Standing

__all__ = [
    "Brief", "BriefVersion", "Kept", "KnowledgeKind", "Look", "Pin", "Point", "PointKind", "Question", "Stage",
    "Standing", "Sureness", "Verdict",
]  # fmt: skip
