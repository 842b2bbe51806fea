"""What differs between two versions: by sentence, and inside a sentence by word.

Our own: the longest common run of sentences is found first (Indel distance of RapidFuzz, a C routine),
then what stands between is compared word by word. Nothing of either text is dropped: the same and
removed pieces are the old text, the same and added pieces the new one, to the letter.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from rapidfuzz.distance import Indel

from fingerpost.kernel.errors import RuleBroken
from fingerpost.library.domain.own.kinds import BY_KEY
from fingerpost.library.domain.plain import as_read
from fingerpost.library.models import Item, Revision
from fingerpost.organisations.models import Unit

How = Literal["same", "added", "removed"]
# A sentence ends at its mark and the space after it, or at the end of a line.
_SENTENCE = re.compile(r"[^\n]*?(?:[.!?]+[\"”’)]*[ \t]+|\n+)|[^\n]+\Z", re.DOTALL)
_WORD = re.compile(r"\s+|\w+|[^\w\s]")
# Two sentences that share less than this are two sentences, not one that was changed.
_ALIKE = 0.4


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that is in both versions, or in one of them."""

    how: How
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """What differs in one part of a page."""

    part: str
    pieces: tuple[Piece, ...]

    @property
    def is_of_form_alone(self) -> bool:
        """Whether the words are the same, and only how they are set out has changed."""
        return all(piece.how == "same" for piece in self.pieces)


def difference(old: Revision, new: Revision, *, as_typed: bool = False) -> list[Change]:
    """The parts of a page that differ, in the order of its form. One query if where it applies differs.

    Texts are compared as a reader sees them, without the signs of Markdown. `as_typed`: with these, for somebody
    who is to write one text out of two.
    """
    kind = BY_KEY[new.item.kind]
    pairs = [("Title", old.title, new.title), ("In one line", old.summary, new.summary)]
    keys = [section.key for section in kind.sections]
    headings = {section.key: section.heading or "Text" for section in kind.sections} | {"text": "Text"}
    changes = [Change(part, compare(was, now)) for part, was, now in pairs if was != now]
    for key in ([] if "text" in keys else ["text"]) + keys:
        was, now = old.sections.get(key, ""), new.sections.get(key, "")
        if was != now:
            said = compare(was, now) if as_typed else compare(as_read(was), as_read(now))
            changes.append(Change(headings[key], said))
    lists: list[tuple[str, list[Any], list[Any]]] = [
        ("Topics", old.topics, new.topics), ("Subject headings", old.mesh, new.mesh),
        ("Address", [old.address], [new.address]), ("Held in", [old.held_by], [new.held_by]),
        ("Files", _names(old), _names(new)),
    ]  # fmt: skip
    if old.applies_to != new.applies_to:
        names = dict(Unit.objects.filter(pk__in={*old.applies_to, *new.applies_to}).values_list("pk", "name"))
        lists.append(("Applies to", [names[pk] for pk in old.applies_to], [names[pk] for pk in new.applies_to]))
    return changes + [Change(part, _listed(was, now)) for part, was, now in lists if was != now]


def compare(old: str, new: str) -> tuple[Piece, ...]:
    """Two texts as one run of pieces: by sentence, and by word where a sentence was changed."""
    before, after = sentences(old), sentences(new)
    pieces: list[Piece] = []
    for same, was, now in _blocks(before, after):
        if same:
            pieces.append(Piece("same", "".join(was)))
        else:
            pieces += _inside("".join(was), "".join(now))
    return _joined(pieces)


def sentences(text: str) -> list[str]:
    """A text cut into its sentences and lines; joined, they are the text."""
    return [found[0] for found in _SENTENCE.finditer(text) if found[0]]


def version_of(item: Item, number: int) -> Revision:
    """One version of an item. RuleBroken if there is none. One query."""
    rows = Revision.objects.filter(item=item, number=number).select_related("item__unit", "released_by", "saved_by")
    if (found := rows.first()) is None:
        raise RuleBroken("There is no such version.")
    return found


def versions_of(item: Item) -> list[Revision]:
    """All versions of an item, the newest first. One query."""
    return list(
        Revision.objects.filter(item=item).select_related("released_by", "saved_by", "submitted_by").order_by("-number")
    )


def _inside(old: str, new: str) -> list[Piece]:
    """What stands between equal sentences, word by word if the two are alike."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    if not old or not new or Indel.normalized_similarity(_spoken(before), _spoken(after)) < _ALIKE:
        return [piece for piece in (Piece("removed", old), Piece("added", new)) if piece.text]
    pieces: list[Piece] = []
    for same, was, now in _blocks(before, after):
        if same:
            pieces.append(Piece("same", "".join(was)))
        else:
            pieces += [piece for piece in (Piece("removed", "".join(was)), Piece("added", "".join(now))) if piece.text]
    return _tidy(pieces)


def _spoken(words: list[str]) -> list[str]:
    """The words without the spaces between them: any two texts share those."""
    return [word for word in words if not word.isspace()]


def _blocks(old: Sequence[str], new: Sequence[str]) -> list[tuple[bool, Sequence[str], Sequence[str]]]:
    """Runs that are equal, and runs that stand for each other, in order."""
    blocks: list[tuple[bool, Sequence[str], Sequence[str]]] = []
    was: list[str] = []
    now: list[str] = []
    for code in Indel.opcodes(old, new):
        if code.tag == "equal":
            if was or now:
                blocks.append((False, was, now))
                was, now = [], []
            run = old[code.src_start : code.src_end]
            blocks.append((True, run, run))
        else:
            was += old[code.src_start : code.src_end]
            now += new[code.dest_start : code.dest_end]
    if was or now:
        blocks.append((False, was, now))
    return blocks


def _tidy(pieces: list[Piece]) -> list[Piece]:
    """A lone space between two changed words is part of the change: a run of words reads better than shreds."""
    tidied: list[Piece] = []
    removed = added = ""
    for at, piece in enumerate(pieces):
        between = piece.how == "same" and piece.text.isspace() and "\n" not in piece.text
        if piece.how == "removed":
            removed += piece.text
        elif piece.how == "added":
            added += piece.text
        elif between and (removed or added) and at + 1 < len(pieces):
            removed, added = removed + piece.text, added + piece.text
        else:
            tidied += [one for one in (Piece("removed", removed), Piece("added", added)) if one.text]
            removed = added = ""
            tidied.append(piece)
    return tidied + [one for one in (Piece("removed", removed), Piece("added", added)) if one.text]


def _joined(pieces: list[Piece]) -> tuple[Piece, ...]:
    joined: list[Piece] = []
    for piece in pieces:
        if joined and joined[-1].how == piece.how:
            joined[-1] = Piece(piece.how, joined[-1].text + piece.text)
        else:
            joined.append(piece)
    return tuple(joined)


def _listed(old: list[str], new: list[str]) -> tuple[Piece, ...]:
    """What left a list and what joined it; an order alone is the whole list anew."""
    gone, come = [each for each in old if each not in new], [each for each in new if each not in old]
    if not gone and not come:
        gone, come = old, new
    return tuple(
        piece
        for piece in (Piece("removed", ", ".join(gone)), Piece("added", ", ".join(come)))
        if piece.text.strip(", ")
    )


def _names(revision: Revision) -> list[str]:
    return [each["name"] for each in revision.files]
