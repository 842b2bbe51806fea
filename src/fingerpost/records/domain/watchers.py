"""Tells those above that records changed, inside the transaction that changed them.

The search area listens. It cannot be imported from here: it stands above.
"""

from collections.abc import Callable, Iterable

Watcher = Callable[[list[int], bool], None]
_watchers: list[Watcher] = []


def register(watcher: Watcher) -> None:
    """Have `watcher(record_ids, narrowed)` called at every change. `narrowed`: fewer people may see them now."""
    if watcher not in _watchers:
        _watchers.append(watcher)


def changed(record_ids: Iterable[int], *, narrowed: bool = False) -> None:
    """Say that these records changed. Call it inside the transaction."""
    ids = list(record_ids)
    if ids:
        for watcher in _watchers:
            watcher(ids, narrowed)
