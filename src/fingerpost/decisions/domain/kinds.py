"""Which kind of knowledge a thing in the library is, as a basis of a decision."""

from fingerpost.records.models import Record
from fingerpost.roads.models import KnowledgeKind

_KINDS = {
    "paper": KnowledgeKind.EVIDENCE, "note": KnowledgeKind.EVIDENCE, "brief": KnowledgeKind.EVIDENCE,
    "guideline": KnowledgeKind.GUIDELINE, "policy": KnowledgeKind.POLICY, "data-set": KnowledgeKind.DATA,
    "know-how": KnowledgeKind.KNOW_HOW, "lesson": KnowledgeKind.LESSONS, "story": KnowledgeKind.LESSONS,
}  # fmt: skip


def kind_of(record: Record) -> str:
    """The kind of knowledge; what fits none of them is know-how."""
    return str(_KINDS.get(record.kind, KnowledgeKind.KNOW_HOW))
