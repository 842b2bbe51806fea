"""Which rows one reader may get: the audience, the filters, the years and what is withheld.

Each is a mask of one byte a row, made before the nearest rows are taken, so that what is hidden
takes up no place among them. Masks of audiences and filters are kept for the life of a snapshot.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray

from retrieval.meaning.layout import NO_YEAR, Part, identity
from retrieval.meaning.scan import Mask

_KEPT = 32

Years = tuple[int | None, int | None]


class Masks:
    """Makes masks over one snapshot of the columns. Safe to share between threads."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._lock = threading.Lock()
        self._known: OrderedDict[Hashable, Mask] = OrderedDict()
        self.alive: Mask = np.ones(part.state.rows, np.bool_)
        self.alive[part.dead] = False

    def mask(
        self,
        tokens: frozenset[str],
        filters: Mapping[str, frozenset[str]],
        years: Years,
        withheld: frozenset[str],
        leave_out: Mapping[str, frozenset[str]],
    ) -> Mask:
        """True for each row that this question may find: bool (rows,)."""
        mask = self._keep(("tokens", tokens), lambda: self.alive & self._audience(tokens))
        for name, values in filters.items():
            mask = mask & self._keep((name, values), partial(self._filter, name, values))
        for name, values in leave_out.items():
            mask = mask & ~self._keep((name, values), partial(self._filter, name, values))
        low, high = years
        if low is not None:
            mask = mask & (self._part.years >= low) & (self._part.years != NO_YEAR)
        if high is not None:
            mask = mask & (self._part.years <= high) & (self._part.years != NO_YEAR)
        if withheld:
            gone = np.array([identity(group) for group in withheld], np.uint64)
            mask = mask & ~np.isin(self._part.groups, gone)
        return mask

    def _keep(self, key: Hashable, make: Callable[[], Mask]) -> Mask:
        with self._lock:
            if (known := self._known.get(key)) is not None:
                self._known.move_to_end(key)
                return known
        made = make()
        with self._lock:
            self._known[key] = made
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return made

    def _audience(self, tokens: frozenset[str]) -> Mask:
        """Open rows, and those that share a token with the reader."""
        mask: Mask = self._part.open.astype(np.bool_)
        known = self._part.dictionary.tokens
        self._mark(mask, self._part.audience, known, tokens)
        return mask

    def _filter(self, name: str, values: frozenset[str]) -> Mask:
        mask = np.zeros(self._part.state.rows, np.bool_)
        pairs = self._part.exact(name)
        if pairs is not None:
            known = self._part.dictionary.values[self._part.dictionary.names[name]]
            self._mark(mask, pairs, known, values)
        return mask

    @staticmethod
    def _mark(mask: Mask, pairs: NDArray[np.uint32], known: Mapping[str, int], words: frozenset[str]) -> None:
        """Set the rows that stand beside one of the words."""
        numbers = [number for word in words if (number := known.get(word)) is not None]
        if numbers:
            asked = np.zeros(len(known) + 1, np.bool_)
            asked[numbers] = True
            mask[pairs[asked[pairs[:, 1]], 0]] = True
