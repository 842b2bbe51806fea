"""What the page of one question reads: what was kept, by kind of knowledge, and who works on it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fingerpost.library.domain.own import audiences
from fingerpost.organisations.models import Person, Unit
from fingerpost.organisations.readers import Reader, person_token
from fingerpost.records.models import Link, Record, Relation, State
from fingerpost.roads.domain import news, queries, rules
from fingerpost.roads.domain.briefs import rules as brief_rules
from fingerpost.roads.domain.news import News
from fingerpost.roads.models import Brief, Kept, KnowledgeKind, Question
from fingerpost.search import registry

WITHDRAWN = ("bad", "Withdrawn: do not use this")


@dataclass(frozen=True, slots=True)
class KeptThing:
    """One thing kept for a question, as one reader may see it.

    `shown` is what its area says of it (see search.registry), `instead` what replaced it. `changed`: who changed it
    last, and when. Where `is_restricted`, the reader may know that something was used, and nothing of it.
    """

    kept: Kept
    shown: Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[tuple[str, str], ...] = ()
    instead: tuple[Record, ...] = ()
    changed: tuple[str, datetime] | None = None
    is_restricted: bool = False


@dataclass(frozen=True, slots=True)
class Workers:
    """Who may see a question: those who asked it, the units and people they share it with, and what each added."""

    askers: tuple[Person, ...]
    units: tuple[Unit, ...]
    people: tuple[Person, ...]
    added: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Workspace:
    """Everything on the page of one question."""

    question: Question
    by_kind: tuple[tuple[KnowledgeKind, tuple[KeptThing, ...]], ...]
    dropped: tuple[KeptThing, ...]
    news: tuple[News, ...]
    workers: Workers
    briefs: tuple[Brief, ...]
    decisions: tuple[Record, ...]
    is_asker: bool
    may_work: bool
    may_take_over: bool

    @property
    def is_decided(self) -> bool:
        """Whether a decision that stands answers it, as far as the reader may see."""
        return any(one.state == State.RELEASED for one in self.decisions)

    @property
    def count(self) -> int:
        """How many things are kept that the reader may see."""
        return sum(not thing.is_restricted for _, things in self.by_kind for thing in things)


def workspace_of(question: Question, reader: Reader) -> Workspace:
    """The page of a question that this reader sees. The same number of queries, however much is kept for it."""
    things, kept = _things(question, reader)
    by_kind = tuple(
        (kind, found)
        for kind in KnowledgeKind
        if (found := tuple(thing for thing in things if thing.kept.kind == kind and thing.kept.dropped_at is None))
    )
    askers = rules.asked_by(question)
    is_asker = any(person.pk == reader.person_id for person in askers)
    return Workspace(
        question=question, by_kind=by_kind,
        dropped=tuple(thing for thing in things if thing.kept.dropped_at is not None),
        news=tuple(news.news_of([question], reader, kept)[question.pk]),
        workers=_workers(question, askers, kept), briefs=tuple(briefs_of(question, reader)),
        decisions=tuple(decisions_of(question, reader)), is_asker=is_asker,
        may_work=rules.may_work_on(reader, question),
        may_take_over=not askers and reader.signed_in,
    )  # fmt: skip


def row_for(question: Question, pk: int, reader: Reader) -> KeptThing | None:
    """One row of a question, None where this reader may not see what it is about."""
    rows = Kept.objects.filter(question=question, pk=pk).select_related("target", "question", "kept_by", "dropped_by")
    row = rows.first()
    if row is None or (row.target_id is not None and not queries.visible_ids([row.target_id], reader)):
        return None
    return KeptThing(row, _shown([row], reader).get(row.pk, {}))


def is_kept(question: Question, target: Record) -> Kept | None:
    """The row of a thing that is kept for a question and was not dropped. One query."""
    return Kept.objects.filter(question=question, target_id=target.pk, dropped_at=None).first()


def briefs_of(question: Question, reader: Reader) -> list[Brief]:
    """Briefs of this question that the reader may open, newest first. One query."""
    rows = brief_rules.briefs_to_read(reader).filter(answers=question)
    return list(rows.prefetch_related("versions__begun_by", "versions__released_by").order_by("-pk"))


def decisions_of(question: Question, reader: Reader) -> list[Record]:
    """Decisions that answer it, newest first, as far as the reader may see them. Two queries."""
    links = Link.objects.filter(target_id=question.pk, relation=Relation.ANSWERS, source__kind="decision")
    ids = list(links.values_list("source_id", flat=True))
    return list(Record.objects.recheck(reader, ids).select_related("unit").order_by("-pk")) if ids else []


def who_may_see(workers: Workers, question: Question, reader: Reader) -> str:
    """Who may see a question, in words: "Only you", or "You, everyone in Ward 9, Bea Ash, and Wenlow Library"."""
    names = ["you" if person.pk == reader.person_id else name_of(person) for person in workers.askers]
    names += [f"everyone in {unit.name}" for unit in workers.units]
    names += ["you" if person.pk == reader.person_id else name_of(person) for person in workers.people]
    if question.service:
        names.append(question.service.name)
    if names == ["you"]:
        return "Only you"
    said = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)
    return said[:1].upper() + said[1:]


def name_of(person: Person | None) -> str:
    """What those who work together call somebody, whose account may be gone."""
    return (person.name or "A colleague") if person else "Somebody who has left"


# Inside --------------------------------------------------------------------------------------------


def _things(question: Question, reader: Reader) -> tuple[list[KeptThing], list[Kept]]:
    """All rows as the reader may see them, and those of them that they may see in full."""
    rows = list(
        Kept.objects.filter(question=question).select_related("target__unit", "kept_by", "dropped_by", "question")
    )
    seen = queries.visible_ids([row.target_id for row in rows if row.target_id is not None], reader)
    in_full = [row for row in rows if row.target_id is None or row.target_id in seen]
    shown, changed = _shown(in_full, reader), news.changed_last(question)
    instead = _instead(in_full, reader)
    things = []
    for row in rows:
        if row.target_id is None or row.target_id in seen:
            said = shown.get(row.pk, {})
            things.append(
                KeptThing(row, said, _warnings(row, said), instead.get(row.target_id or 0, ()), changed.get(row.pk))
            )
        elif row.target.use_may_be_said and row.dropped_at is None:
            things.append(KeptThing(row, is_restricted=True))
    return things, in_full


def _shown(rows: Iterable[Kept], reader: Reader) -> dict[int, Mapping[str, Any]]:
    """What each thing's own area says of it, by the id of the row. One query for each area."""
    kinds = registry.kinds()
    alike: dict[registry.Draw, list[Kept]] = defaultdict(list)
    for row in rows:
        if row.target is not None and row.target.kind in kinds:
            alike[kinds[row.target.kind].describe].append(row)
    found: dict[int, Mapping[str, Any]] = {}
    for describe, listed in alike.items():
        said = describe([row.target for row in listed if row.target], reader)
        found |= {row.pk: said.get(row.target_id or 0, {}) for row in listed}
    return found


def _warnings(row: Kept, said: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    if row.target is not None and row.target.state == State.WITHDRAWN:
        return (WITHDRAWN,)
    return tuple(said.get("notes", ()))


def _instead(rows: Iterable[Kept], reader: Reader) -> dict[int, tuple[Record, ...]]:
    """What replaced those that were withdrawn, as far as the reader may see it. Two queries at most."""
    gone = [row.target_id for row in rows if row.target is not None and row.target.state == State.WITHDRAWN]
    if not gone:
        return {}
    links = list(Link.objects.filter(target_id__in=gone, relation=Relation.SUPERSEDES).order_by("-pk"))
    newer = {one.pk: one for one in Record.objects.recheck(reader, [link.source_id for link in links])}
    found: dict[int, tuple[Record, ...]] = {}
    for link in links:
        if link.source_id in newer:
            found[link.target_id] = (*found.get(link.target_id, ()), newer[link.source_id])
    return found


def _workers(question: Question, askers: list[Person], kept: list[Kept]) -> Workers:
    tokens = set(question.audience.values_list("token", flat=True)) - {person_token(one.pk) for one in askers}
    units, people = audiences.names_of(audiences.Audience("", tuple(sorted(tokens))))
    added = Counter(name_of(row.kept_by) for row in kept if row.dropped_at is None)
    return Workers(tuple(askers), tuple(units), tuple(people), tuple(added.most_common()))
