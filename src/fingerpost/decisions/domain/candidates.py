"""What a decision could rest on: what was kept for its question, its brief, and pages that somebody looked for."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from fingerpost.decisions.domain.contents import BasisGiven
from fingerpost.decisions.models import Basis, Decision
from fingerpost.organisations.readers import Reader
from fingerpost.records.models import Record, State
from fingerpost.roads.domain.kept import KINDS, kind_of
from fingerpost.roads.models import Brief, Kept, KnowledgeKind, Question
from fingerpost.search.domain import find

MOST_FOUND = 8
Row = TypeVar("Row", Basis, Kept)
_ID = re.compile(r"[0-9a-z]{26}")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing to tick. `use`: "rests", "considered" or "" as it stands now."""

    key: str
    given: BasisGiven
    title: str
    kind_name: str
    note: str = ""
    use: str = ""


def candidates(
    reader: Reader, *, question: Question | None = None, decision: Decision | None = None, ids: Iterable[str] = ()
) -> list[Candidate]:
    """Everything that this reader may tick: the draft's own first, then the brief, what was kept, what was looked for.

    At most seven queries.
    """
    found: dict[str, Candidate] = {}
    kept = _kept(question, reader)
    held = _seen(list(decision.bases.select_related("target")), reader) if decision is not None else []
    uses = {_key(_given(row)): "considered" if row.considered else "rests" for row in held}
    for row in held:
        if row.target is not None:
            _add(found, _given(row), uses)
    if question is not None:
        for brief in Brief.objects.visible_to(reader).filter(answers=question, state=State.RELEASED).order_by("pk"):
            _add(found, BasisGiven(target=brief), uses)
    for given in [*map(_given, kept), *(BasisGiven(target=record) for record in records_called(reader, ids))]:
        _add(found, given, uses)
    return list(found.values())


def own_words(decision: Decision, reader: Reader, question: Question | None) -> list[Basis]:
    """What the draft rests on in words that were written in it, not kept for its question. At most three queries."""
    kept = {_key(_given(row)) for row in _kept(question, reader) if row.target_id is None}
    return [row for row in decision.bases.all() if row.target_id is None and _key(_given(row)) not in kept]


def _kept(question: Question | None, reader: Reader) -> list[Kept]:
    if question is None:
        return []
    return _seen(list(Kept.objects.filter(question=question, dropped_at=None).select_related("target")), reader)


def records_called(reader: Reader, ids: Iterable[str]) -> list[Record]:
    """Things by their public ids, in that order, as far as this reader may see and use them. One query."""
    wanted = [each for each in dict.fromkeys(ids) if _ID.fullmatch(each)]
    if not wanted:
        return []
    rows = Record.objects.visible_to(reader).filter(public_id__in=wanted, kind__in=KINDS).exclude(state=State.DRAFT)
    there = {row.public_id: row for row in rows}
    return [there[each] for each in wanted if each in there]


def ids_in(text: str) -> list[str]:
    """The public ids in addresses that somebody pasted, one on each line; lines without one are given as they are."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return [found[-1] if (found := _ID.findall(line.lower())) else line for line in lines]


def looked_for(reader: Reader, words: str) -> list[str]:
    """Public ids of what the search finds for these words, best first."""
    if not words.strip():
        return []
    found, _ = find.find(words, reader=reader, limit=MOST_FOUND * 2, facets=())
    return [one.record.public_id for one in found if one.record.kind in KINDS][:MOST_FOUND]


def _seen(rows: list[Row], reader: Reader) -> list[Row]:
    ids = [row.target_id for row in rows if row.target_id]
    seen = set(Record.objects.recheck(reader, ids).values_list("pk", flat=True)) if ids else set()
    return [row for row in rows if row.target_id is None or row.target_id in seen]


def _given(row: Basis | Kept) -> BasisGiven:
    return BasisGiven(row.kind, row.target, row.words, row.figure, row.source)


def _add(found: dict[str, Candidate], given: BasisGiven, uses: dict[str, str]) -> None:
    key = _key(given)
    if not key or key in found:
        return
    kind = given.kind or (kind_of(given.target) if given.target else KnowledgeKind.JUDGEMENT)
    title = given.target.title if given.target else given.words or given.figure
    note = "; ".join(part for part in (given.words if given.target else "", given.figure, given.source) if part)
    found[key] = Candidate(key, given, title, str(KnowledgeKind(kind).label), note, uses.get(key, ""))


def _key(given: BasisGiven) -> str:
    """A name for it: the thing's own; for words, the same words have the same."""
    if given.target is not None:
        return given.target.public_id
    said = "\x1f".join((given.kind, given.words.strip(), given.figure.strip(), given.source.strip()))
    return "w" + hashlib.sha256(said.encode()).hexdigest()[:25] if given.words or given.figure else ""
