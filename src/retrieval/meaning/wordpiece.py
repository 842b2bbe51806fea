"""Cuts text into the word pieces that BERT-family models were trained on.

The rules are those of the uncased BERT tokenizer (Devlin and others 2018, WordPiece after Wu and
others 2016): clean, split off punctuation, then take the longest known piece again and again.
"""

import unicodedata
from collections.abc import Mapping
from pathlib import Path

_LONGEST_WORD = 100
"""Words with more characters than this become one unknown piece, as in the original."""

_CHARACTERS_PER_PIECE = 64
"""No more text than this, times the number of pieces wanted, is ever looked at."""

_MOST_REMEMBERED_WORDS = 200_000

_REMOVED = {"Cc", "Cf", "Co", "Cs"}

_IDEOGRAPHS = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F),
    (0x2B820, 0x2CEAF),
    (0xF900, 0xFAFF),
    (0x2F800, 0x2FA1F),
)


class _Cleaning(dict[int, str]):
    """What each character becomes; worked out when first met. For `str.translate`."""

    def __init__(self, *, lower_case: bool) -> None:
        super().__init__()
        self._lower_case = lower_case

    def __missing__(self, code: int) -> str:
        character = chr(code)
        category = unicodedata.category(character)
        if character in "\t\n\r" or category == "Zs":
            clean = " "
        elif code in (0, 0xFFFD) or category in _REMOVED or (category == "Mn" and self._lower_case):
            clean = ""
        elif _stands_alone(code, category):
            clean = f" {character} "
        else:
            clean = character.lower() if self._lower_case else character
        self[code] = clean
        return clean


def _stands_alone(code: int, category: str) -> bool:
    """Punctuation, ASCII symbols and ideographs are words of their own."""
    if 33 <= code <= 47 or 58 <= code <= 64 or 91 <= code <= 96 or 123 <= code <= 126:
        return True
    return category.startswith("P") or any(low <= code <= high for low, high in _IDEOGRAPHS)


class WordPiece:
    """Turns a text into piece numbers. Safe to share between threads."""

    def __init__(self, vocabulary: Mapping[str, int], *, lower_case: bool = True) -> None:
        """Raises ValueError if the vocabulary lacks [CLS], [SEP] or [UNK]."""
        missing = [name for name in ("[CLS]", "[SEP]", "[UNK]") if name not in vocabulary]
        if missing:
            raise ValueError(f"The vocabulary lacks {', '.join(missing)}.")
        self._pieces = vocabulary
        self._first = vocabulary["[CLS]"]
        self._last = vocabulary["[SEP]"]
        self._unknown = vocabulary["[UNK]"]
        self._lower_case = lower_case
        self._cleaning = _Cleaning(lower_case=lower_case)
        self._known_words: dict[str, tuple[int, ...]] = {}

    @classmethod
    def load(cls, path: Path, *, lower_case: bool = True) -> "WordPiece":
        """Read a `vocab.txt`: one piece a line, its number is the line's place from 0."""
        lines = path.read_text(encoding="utf-8").split("\n")
        vocabulary = {line.rstrip("\r"): number for number, line in enumerate(lines) if line}
        return cls(vocabulary, lower_case=lower_case)

    def pieces(self, text: str, *, limit: int) -> list[int]:
        """At most `limit` piece numbers of the text, without the marks at either end."""
        text = text[: limit * _CHARACTERS_PER_PIECE]
        if self._lower_case:
            text = unicodedata.normalize("NFD", text)
        found: list[int] = []
        for word in text.translate(self._cleaning).split():
            known = self._known_words.get(word)
            found.extend(self._cut(word) if known is None else known)
            if len(found) >= limit:
                return found[:limit]
        return found

    def framed(self, pieces: list[int]) -> list[int]:
        """The pieces between the marks that the model expects at the beginning and the end."""
        return [self._first, *pieces, self._last]

    def ids(self, text: str, *, limit: int) -> list[int]:
        """Piece numbers with both marks, `limit` of them at most."""
        return self.framed(self.pieces(text, limit=limit - 2))

    def _cut(self, word: str) -> tuple[int, ...]:
        found = self._longest_pieces(word)
        if len(self._known_words) < _MOST_REMEMBERED_WORDS:
            self._known_words[word] = found
        return found

    def _longest_pieces(self, word: str) -> tuple[int, ...]:
        if len(word) > _LONGEST_WORD:
            return (self._unknown,)
        found: list[int] = []
        start = 0
        while start < len(word):
            for end in range(len(word), start, -1):
                piece = self._pieces.get(word[start:end] if start == 0 else "##" + word[start:end])
                if piece is not None:
                    found.append(piece)
                    start = end
                    break
            else:
                return (self._unknown,)
        return tuple(found)
