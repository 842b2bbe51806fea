"""What is said about a document: what it is, why it is refused, and how much of it is read."""

from dataclasses import dataclass

PDF = "pdf"
WORD = "word"
WEB_PAGE = "web-page"
TEXT = "text"
PICTURE = "picture"

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Found:
    """What a file proved to be: a kind of ours and its media type."""

    kind: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a file is not taken, or not read: one or two plain sentences."""

    reason: str


@dataclass(frozen=True, slots=True)
class Cut:
    """The last piece of a document of which the rest was left: how much was read, and why not more."""

    reason: str


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one document may cost. `seconds` are of processor time; `memory` is address space in bytes."""

    bytes: int = 200 * MEGABYTE
    pages: int = 5_000
    characters: int = 20_000_000
    seconds: int = 60
    memory: int = 1_536 * MEGABYTE


class CannotRead(Exception):
    """A document cannot be read. The text says why, in plain English."""
