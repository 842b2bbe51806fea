"""What a sentence says otherwise than its source, in words for the person who wrote it."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["number", "unit", "direction", "negation"]

_LONGEST_SAID = 80


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the sentence says and its source does not; `words` tells it in one sentence."""

    kind: Kind
    said: str
    source: str
    words: str


def number(said: str, source: str, kind: Kind = "number") -> Difference:
    """A number, or what it counts, that is another in the source; '' where the source has none like it."""
    said, source = _short(said), _short(source)
    if source:
        return Difference(kind, said, source, f"Your sentence says {said}. The words it is pinned to say {source}.")
    return Difference(kind, said, "", f"Your sentence says {said}. The words it is pinned to do not give that number.")


def words(kind: Kind, said: str, source: str) -> Difference:
    """A word of direction, or a "not", that is another in the source."""
    said, source = _short(said), _short(source)
    return Difference(kind, said, source, f"Your sentence says “{said}”. The words it is pinned to say “{source}”.")


def no_denial(said: str) -> Difference:
    """A "not" that nothing in the source stands for."""
    said = _short(said)
    return Difference("negation", said, "", f"Your sentence says “{said}”. The words it is pinned to deny nothing.")


def _short(said: str) -> str:
    said = " ".join(said.split())
    return said if len(said) <= _LONGEST_SAID else said[: _LONGEST_SAID - 1] + "…"
