"""How a reader's process and the one that started it speak over a pipe: a letter, a length, then the words.

Nothing that comes from a child is unpickled or run: it is text, whoever wrote it.
"""

import struct

PAGE, CUT, REFUSED, DONE = b"p", b"c", b"r", b"d"
LONGEST = 64 * 1024 * 1024
_HEAD = struct.Struct(">cI")
Frame = tuple[bytes, str]


class NotOurs(Exception):
    """What came over the pipe was not written by a reader."""


def pack(letter: bytes, words: str = "") -> bytes:
    """One message as bytes."""
    content = words.encode("utf-8", "replace")
    return _HEAD.pack(letter, len(content)) + content


class Unpacker:
    """Takes bytes as they come, gives whole messages."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, content: bytes) -> list[Frame]:
        """The messages that are whole now, in order. Raises NotOurs."""
        self._held += content
        found: list[Frame] = []
        while len(self._held) >= _HEAD.size:
            letter, length = _HEAD.unpack_from(self._held)
            if letter not in (PAGE, CUT, REFUSED, DONE) or length > LONGEST:
                raise NotOurs
            end = _HEAD.size + length
            if len(self._held) < end:
                break
            found.append((letter, self._held[_HEAD.size : end].decode("utf-8", "replace")))
            del self._held[:end]
        return found
