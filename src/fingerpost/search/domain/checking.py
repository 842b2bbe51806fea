"""Does the index hold just what the database says it should?"""

from fingerpost.records.models import Record
from fingerpost.search import registry
from fingerpost.search.domain.indexing import documents_for
from fingerpost.search.engine import engine

BATCH = 1000


def compare() -> tuple[int, int]:
    """How many documents the index lacks, and how many it holds too many. Both 0: it is true."""
    held = set(engine().ids())
    missing, last = 0, 0
    while True:
        rows = Record.objects.filter(pk__gt=last, kind__in=registry.kinds()).order_by("pk")
        ids = list(rows.values_list("pk", flat=True)[:BATCH])
        if not ids:
            return missing, len(held)
        wanted = {document.id for document in documents_for(ids)}
        missing += len(wanted - held)
        held -= wanted
        last = ids[-1]
