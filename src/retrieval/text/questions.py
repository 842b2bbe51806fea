"""Reads what a person typed into a small tree. Never raises: the worst input has a best reading.

Bare words are a ranked question: any of them may match. `year:2015..2020` narrows it and leaves it
ranked. As soon as there is an operator (a phrase in quotes, AND, OR, NOT in capitals, a field such
as `title:`, a trailing `*`) the question is Boolean and means exactly what it says:

- words side by side must all match (`heart failure AND rehab*` is three conditions),
- NOT binds tightest, then AND (also unspoken), then OR; `a NOT b` is `a AND NOT b`,
- nothing is widened, corrected or left out.

Parentheses group in a Boolean question; in a ranked one they are punctuation, as in any sentence.
"""

import re
from dataclasses import dataclass

from retrieval.text import analyser

FIELDS = frozenset({"title", "author", "mesh", "journal", "identifier"})
MAX_CHARACTERS = 20_000
MAX_OPERANDS = 1_000
MAX_DEPTH = 40
MIN_BEGINNING = 2

TOO_LONG = "query-too-long"
UNBALANCED_QUOTES = "unbalanced-quotes"
UNBALANCED_BRACKETS = "unbalanced-brackets"
STRAY_OPERATOR = "stray-operator"
NO_WORDS = "no-words"
SHORT_WILDCARD = "wildcard-too-short"
BAD_YEAR = "bad-year"


@dataclass(frozen=True, slots=True)
class Word:
    """One bare word, as typed."""

    raw: str
    name: str = ""
    """The field it must be in, or everywhere."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must stand together. `open_end`: the last of them is the beginning of a word."""

    raw: str
    name: str = ""
    open_end: bool = False


@dataclass(frozen=True, slots=True)
class Years:
    """Published from the first to the last year; None is open."""

    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class Not:
    """The part must not match."""

    part: "Node"


@dataclass(frozen=True, slots=True)
class All:
    """Every part must match."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """One part at least must match."""

    parts: tuple["Node", ...]


Node = Word | Phrase | Years | Not | All | Any


@dataclass(frozen=True, slots=True)
class Question:
    """What was understood.

    Ranked: `words` in the order typed and perhaps `years`. Boolean: `root`. Neither: nothing to
    look for (`is_empty` tells whether anything was typed at all).
    """

    words: tuple[str, ...] = ()
    root: Node | None = None
    years: tuple[Years, ...] = ()
    notes: tuple[str, ...] = ()
    is_empty: bool = False


_LEXEMES = re.compile(
    r"""(?P<space>\s+)
      | (?P<open>\()
      | (?P<close>\))
      | (?P<named>[A-Za-z]+):(?=[^\s:])
      | "(?P<quoted>[^"]*)(?P<end>"|\Z)
      | (?P<bare>[^\s()"]+)""",
    re.VERBOSE,
)
_YEARS = re.compile(r"(\d{4})?(\.\.|-)?(\d{4})?\Z")
_CURLY = {0x201C: '"', 0x201D: '"', 0x201E: '"', 0xAB: '"', 0xBB: '"', 0xFF02: '"', 0xFF0A: "*"}
_OPERATORS = ("AND", "OR", "NOT")


def read_question(text: str) -> Question:
    """The best reading of what was typed."""
    notes: list[str] = []
    if len(text) > MAX_CHARACTERS:
        text = text[:MAX_CHARACTERS]
        notes.append(TOO_LONG)
    text = analyser.clean(text).translate(_CURLY)
    if not text.strip():
        return Question(notes=tuple(notes), is_empty=not notes)
    lexemes = _cut(text, notes)
    if not any(_is_operator(lexeme) for lexeme in lexemes):
        return _ranked(lexemes, notes)
    root = _Reader(lexemes, notes).read()
    if root is None:
        notes.append(NO_WORDS)
    return Question(root=root, notes=tuple(dict.fromkeys(notes)))


def leaf_words(node: Node | None) -> tuple[str, ...]:
    """Every word or phrase under a node, as typed."""
    match node:
        case Word(raw, _) | Phrase(raw, _):
            return (raw,)
        case Not(part):
            return leaf_words(part)
        case All(parts) | Any(parts):
            return tuple(word for part in parts for word in leaf_words(part))
        case _:
            return ()


@dataclass(frozen=True, slots=True)
class _Lexeme:
    kind: str
    """word, phrase, years, open, close, AND, OR, NOT."""
    node: Word | Phrase | Years | None = None
    loose: bool = False
    """A bare word outside any field."""


def _is_operator(lexeme: _Lexeme) -> bool:
    return not lexeme.loose and lexeme.kind not in ("years", "open", "close")


def _ranked(lexemes: list[_Lexeme], notes: list[str]) -> Question:
    words = tuple(lexeme.node.raw for lexeme in lexemes if isinstance(lexeme.node, Word))
    years = tuple(lexeme.node for lexeme in lexemes if isinstance(lexeme.node, Years))
    if not words and not years:
        notes.append(NO_WORDS)
    return Question(words=words, years=years, notes=tuple(dict.fromkeys(notes)))


def _cut(text: str, notes: list[str]) -> list[_Lexeme]:
    """Lexemes in order. A bare piece such as `and/or` stays one: the analyser parts it."""
    lexemes: list[_Lexeme] = []
    name = ""
    operands = 0
    for found in _LEXEMES.finditer(text):
        if found["space"]:
            continue
        if found["named"] is not None:
            name = _field(found["named"], lexemes, name)
            continue
        lexeme = _lexeme(found, name, notes)
        name = ""
        if lexeme is None:
            continue
        operands += lexeme.node is not None
        if operands > MAX_OPERANDS:
            notes.append(TOO_LONG)
            break
        lexemes.append(lexeme)
    return lexemes


def _field(typed: str, lexemes: list[_Lexeme], before: str) -> str:
    """The field that begins here. An unknown one (`outcome:falls`) is just a word."""
    name = typed.lower()
    if name in FIELDS or name == "year":
        return name
    lexemes.append(_Lexeme("word", Word(typed, before), loose=not before))
    return before


def _lexeme(found: re.Match[str], name: str, notes: list[str]) -> _Lexeme | None:
    if found["open"]:
        return _Lexeme("open")
    if found["close"]:
        return _Lexeme("close")
    if found["quoted"] is not None:
        return _quoted(found, name, notes)
    return _bare(found["bare"], name, notes)


def _quoted(found: re.Match[str], name: str, notes: list[str]) -> _Lexeme | None:
    if not found["end"]:
        # A quote that never closes is a slip: its words are read as if it were not there.
        notes.append(UNBALANCED_QUOTES)
        words = [word for word in found["quoted"].split() if analyser.tokens(word)]
        if not words:
            return None
        return _Lexeme("word", Word(" ".join(words), name), loose=not name)
    if not analyser.tokens(found["quoted"]):
        return None
    raw = found["quoted"].strip()
    if name == "year":
        return _years(raw, notes)
    return _Lexeme("phrase", Phrase(raw.rstrip("*"), name, open_end=raw.endswith("*")))


def _bare(raw: str, name: str, notes: list[str]) -> _Lexeme | None:
    if raw in _OPERATORS and not name:
        return _Lexeme(raw)
    if name == "year":
        return _years(raw, notes)
    found = analyser.tokens(raw)
    if not found:
        return None
    if raw.endswith("*"):
        if len(analyser.exact_words(found).parts[-1]) >= MIN_BEGINNING:
            return _Lexeme("phrase", Phrase(raw.rstrip("*"), name, open_end=True))
        notes.append(SHORT_WILDCARD)
    return _Lexeme("word", Word(raw, name), loose=not name)


def _years(raw: str, notes: list[str]) -> _Lexeme | None:
    found = _YEARS.match(raw)
    if not found or not (found[1] or found[3]):
        notes.append(BAD_YEAR)
        return None
    first = int(found[1]) if found[1] else None
    last = int(found[3]) if found[3] else (None if found[2] else first)
    if first is not None and last is not None and first > last:
        first, last = last, first
    return _Lexeme("years", Years(first, last))


class _Reader:
    """Recursive descent. What does not fit is skipped and noted."""

    def __init__(self, lexemes: list[_Lexeme], notes: list[str]) -> None:
        self._lexemes = lexemes
        self._notes = notes
        self._at = 0
        self._depth = 0

    def read(self) -> Node | None:
        parts = []
        while self._at < len(self._lexemes):
            part = self._any()
            if part is not None:
                parts.append(part)
            if self._kind() == "close":
                self._notes.append(UNBALANCED_BRACKETS)
                self._at += 1
        return _joined(All, parts)

    def _kind(self) -> str:
        return self._lexemes[self._at].kind if self._at < len(self._lexemes) else ""

    def _any(self) -> Node | None:
        parts = [self._all()]
        while self._kind() == "OR":
            self._at += 1
            parts.append(self._all())
        if len(parts) > 1 and None in parts:
            self._notes.append(STRAY_OPERATOR)
        return _joined(Any, parts)

    def _all(self) -> Node | None:
        parts: list[Node | None] = []
        while self._kind() not in ("", "close", "OR"):
            if self._kind() == "AND":
                self._at += 1
                if not parts or self._kind() in ("", "close", "OR", "AND"):
                    self._notes.append(STRAY_OPERATOR)
                continue
            parts.append(self._one())
        return _joined(All, parts)

    def _one(self) -> Node | None:
        negated = False
        while self._kind() == "NOT":
            self._at += 1
            negated = not negated
        if self._kind() in ("", "close", "AND", "OR"):
            self._notes.append(STRAY_OPERATOR)
            return None
        node = self._group() if self._kind() == "open" else self._leaf()
        return Not(node) if negated and node is not None else node

    def _leaf(self) -> Node | None:
        self._at += 1
        return self._lexemes[self._at - 1].node

    def _group(self) -> Node | None:
        if self._depth >= MAX_DEPTH:
            self._notes.append(UNBALANCED_BRACKETS)
            while self._kind() == "open":
                self._at += 1
            return None
        self._at += 1
        self._depth += 1
        node = self._any()
        self._depth -= 1
        if self._kind() == "close":
            self._at += 1
        else:
            self._notes.append(UNBALANCED_BRACKETS)
        return node


def _joined(kind: type[All] | type[Any], parts: "list[Node | None] | list[Node]") -> Node | None:
    found = tuple(part for part in parts if part is not None)
    return found[0] if len(found) == 1 else kind(found) if found else None
