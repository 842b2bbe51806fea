"""Asks before details that could point to a person are stored.

A guard is a function that reads a text and returns what it found. Any field made with `guarded=True` is
read by every registered guard when its form is checked. Where something was found, the form comes back
with a plain question. The person takes the detail out, or ticks a box that says it is not about a person;
the box carries a signature of exactly the text that was asked about, so a later change is asked about anew.
"""

from collections.abc import Callable, Sequence

from django.utils.crypto import constant_time_compare, salted_hmac

from fingerpost.ui import identifiers
from fingerpost.ui.identifiers import Finding

Guard = Callable[[str], Sequence[Finding]]
CONFIRM = "confirm_identifiers"

_guards: list[Guard] = [identifiers.find]


def register(guard: Guard) -> None:
    """Let this guard read every guarded field too. Registering it twice does nothing."""
    if guard not in _guards:
        _guards.append(guard)


def findings(text: str) -> list[Finding]:
    """What all guards found, in the order of the text."""
    return sorted((found for guard in _guards for found in guard(text)), key=lambda found: (found.start, found.kind))


def signature(texts: Sequence[str]) -> str:
    """A short proof that these texts, and no others, were asked about. It needs this site's secret key to make."""
    parts = "\x1f".join(f"{len(text)}:{text}" for text in texts)
    return salted_hmac("fingerpost.ui.guard", parts, algorithm="sha256").hexdigest()[:32]


def is_confirmed(texts: Sequence[str], given: str) -> bool:
    """Whether the posted signature belongs to exactly these texts."""
    return constant_time_compare(signature(texts), given)


def question(text: str, found: Sequence[Finding]) -> str:
    """What to ask the person who typed it, with the piece itself quoted."""
    pieces = []
    for one in found:
        said = f"“{text[one.start : one.end].strip()}” looks like {one.looks_like}"
        if said not in pieces:
            pieces.append(said)
    return f"{'. '.join(pieces)}. Take it out, or tick the box to say that it is not about a person"
