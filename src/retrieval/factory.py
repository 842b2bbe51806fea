"""Opens an index by its address."""

from pathlib import Path

from retrieval.adapters.memory import MemoryIndex
from retrieval.ports import Index, MeaningSearch
from retrieval.text.vocabulary import Vocabulary


def open_index(
    address: str,
    *,
    vocabulary: Vocabulary | None = None,
    meaning: MeaningSearch | None = None,
    writable: bool = False,
) -> Index:
    """The index at `memory:` or `tantivy:/path/to/folder`.

    Only one process may open a folder `writable`; a second one gets IndexBusy. Raises ValueError for
    an address that is neither.
    """
    kind, _, place = address.partition(":")
    if kind == "memory":
        return MemoryIndex(vocabulary, meaning)
    if kind == "tantivy" and place:
        # Imported here so that tests and tools in memory start without the library.
        from retrieval.adapters.tantivy.index import TantivyIndex  # noqa: PLC0415 -- see above

        return TantivyIndex(Path(place), vocabulary=vocabulary, meaning=meaning, writable=writable)
    raise ValueError(f"{address!r} is no address of an index: memory: or tantivy:/path.")
