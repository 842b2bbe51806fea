"""Everything that is held about a decision, line by line, as far as whoever gathers it may see it.

Each line has a name of its own, so that somebody can say of each whether it is given. What the gatherer may not
see is in no line; that something was there is told, by part and kind, to the person who decides about the request.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from fingerpost.decisions.domain import history
from fingerpost.decisions.domain.shown import Shown, shown
from fingerpost.decisions.models import Decision
from fingerpost.library.domain.own import audiences
from fingerpost.library.models import Attachment
from fingerpost.organisations.readers import Reader
from fingerpost.records.domain import graph
from fingerpost.records.models import Record
from fingerpost.roads.domain.briefs import sources
from fingerpost.roads.models import Brief, BriefVersion, Kept, KnowledgeKind, Question, Stage
from fingerpost.ui.formats import clock_time, full_date

DECISION, QUESTION, KEPT, BRIEF = "The decision", "The question", "What was kept for the question", "The brief"
BASES, LINKS, HISTORY = "What it rests on, as it stands today", "Links", "What happened, and when"
PARTS = (DECISION, QUESTION, KEPT, BRIEF, BASES, LINKS, HISTORY)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is given or withheld: what it is, its words, and more of it for machines.

    `about`: the thing in the library that it names. Whoever withholds one line about a thing withholds all.
    """

    key: str
    part: str
    label: str
    text: str
    data: dict[str, Any] = field(default_factory=dict)
    about: str = ""


@dataclass(frozen=True, slots=True)
class Gathered:
    """All lines, and where something stands that the gatherer may not see: pairs of part and kind."""

    lines: tuple[Line, ...]
    unseen: tuple[tuple[str, str], ...]


def gather(decision: Decision, reader: Reader) -> Gathered:
    """Everything about a decision that this reader may see. Fifty queries, and three for each thing it rests on."""
    made = shown(decision, reader)
    question = Question.objects.visible_to(reader).filter(pk=decision.answers_id or 0).first()
    lines = [*_decision(made, reader), *_bases(made, reader), *_links(decision, reader), *_history(decision, reader)]
    unseen = list(_unseen_bases(decision, made))
    if question is not None:
        kept, hidden = _kept(question, reader)
        lines += [*_question(question), *kept, *_briefs(question, reader)]
        unseen += hidden
    elif decision.answers_id:
        unseen.append((QUESTION, "The question"))
    order = {part: place for place, part in enumerate(PARTS)}
    return Gathered(tuple(sorted(lines, key=lambda line: order[line.part])), tuple(dict.fromkeys(unseen)))


# The decision --------------------------------------------------------------------------------------


def _decision(made: Shown, reader: Reader) -> Iterator[Line]:
    row = made.decision
    said = [
        ("what", "What was decided", row.what), ("because", "Why", row.because),
        ("decided_by", "Who decided", row.decided_by),
        ("meeting", "The meeting", row.meeting), ("decided_on", "The day", full_date(row.decided_on)),
        ("decider", "The decider", row.decider.name if row.decider else ""),
        ("secretary", "The secretary", row.secretary.name if row.secretary else ""),
        ("unit", "Whose decision", row.unit.name if row.unit else ""), ("confirmed", "Confirmation", made.confirmed),
        ("review_due", "To be looked at again", full_date(row.review_due)),
        ("withdrawn", "Why it was withdrawn", row.withdrawn_because),
        ("see", "Who may see it", _audience(row)),
    ]  # fmt: skip
    for name, label, text in said:
        if text:
            yield Line(f"decision-{name}", DECISION, label, text)
    for place, option in enumerate(made.options, 1):
        chosen = "Chosen" if option.chosen else "Not chosen"
        text = _joined((f"{option.name} ({chosen.lower()})", option.because))
        yield Line(f"option-{option.pk}", DECISION, f"Option {place}", text, {"chosen": option.chosen})
    for place, one in enumerate(made.dissents, 1):
        text = _joined((one.role or "It is not held who", one.words))
        yield Line(f"dissent-{one.pk}", DECISION, f"Disagreement {place}", text)
    for place, text in enumerate(made.assumptions, 1):
        yield Line(f"assumption-{place}", DECISION, f"Assumption {place}", text)
    for place, action in enumerate(made.actions, 1):
        text = _joined((action.action.text, f"{action.owner}. {action.state}", action.action.done_words))
        yield Line(f"action-{action.action.pk}", DECISION, f"Action {place}", text)


def _audience(row: Decision) -> str:
    return audiences.in_words(audiences.Audience(row.shared_open_to, tuple(row.shared_tokens)))


def _bases(made: Shown, reader: Reader) -> Iterator[Line]:
    """Each thing it rests on, with the words of its page as they stand today, and the names of its files."""
    targets = [one.target for one in made.bases if one.target is not None]
    files: dict[int, list[str]] = {}
    for item, name in Attachment.objects.filter(item__in=[row.pk for row in targets]).values_list("item_id", "name"):
        files.setdefault(item, []).append(name)
    for place, one in enumerate(made.bases, 1):
        if one.restricted:
            continue
        how = "Considered, not relied on" if one.considered else "Relied on"
        said = [one.title, f"{one.kind_name}. {how}.", one.warning, one.words, one.figure, one.source]
        names = files.get(one.target.pk, []) if one.target else []
        said += [f"File: {name}" for name in names] + (_words_of(one.target, reader) if one.target else [])
        data = {"kind": one.kind, "considered": one.considered, "files": names}
        data |= {"id": one.target.public_id} if one.target else {}
        key = one.target.public_id if one.target else str(place)
        label, about = f"{one.kind_name}: {one.title[:100]}", one.target.public_id if one.target else ""
        yield Line(f"basis-{key}", BASES, label, _joined(dict.fromkeys(said)), data, about)


def _words_of(target: Record, reader: Reader) -> list[str]:
    """The words of a page or an abstract, not those of its files."""
    texts = [one for one in sources.texts_of(target, reader) if not one.document.startswith("file:")]
    return [f"{one.label}\n{one.text}" for one in texts]


def _links(decision: Decision, reader: Reader) -> Iterator[Line]:
    out, back = graph.links_of(decision, reader)
    for link in out:
        text = f"This decision {link.get_relation_display()}: {link.target.title}"
        yield Line(f"link-{link.pk}", LINKS, "Link", text, about=link.target.public_id)
    for link in back:
        text = f"{link.source.title} {link.get_relation_display()} this decision"
        yield Line(f"link-{link.pk}", LINKS, "Link", text, about=link.source.public_id)


def _history(decision: Decision, reader: Reader) -> Iterator[Line]:
    for place, event in enumerate(reversed(history.history_of(decision, reader, most=1000)), 1):
        when = f"{event.at:%H:%M:%S} UTC on {full_date(event.at)}"
        yield Line(
            f"event-{place}", HISTORY, clock_time(event.at), f"{when}: {event.text}", {"at": event.at.isoformat()}
        )


def _unseen_bases(decision: Decision, made: Shown) -> Iterator[tuple[str, str]]:
    seen = {one.target.pk for one in made.bases if one.target is not None}
    for row in decision.bases.exclude(target=None):
        if row.target_id not in seen:
            yield BASES, str(KnowledgeKind(row.kind).label)


# Its question and the brief ------------------------------------------------------------------------


def _question(question: Question) -> Iterator[Line]:
    said = [
        ("asked", "As it was asked", question.asked_as), ("why", "Why it matters", question.why),
        ("by", "To be decided by", full_date(question.decide_by)),
        ("answer", "The library team’s answer", question.answer),
    ]  # fmt: skip
    for name, label, text in said:
        if text:
            yield Line(f"question-{name}", QUESTION, label, text)


def _kept(question: Question, reader: Reader) -> tuple[list[Line], list[tuple[str, str]]]:
    rows = list(Kept.objects.filter(question=question).select_related("target"))
    ids = [row.target_id for row in rows if row.target_id]
    seen = set(Record.objects.recheck(reader, ids).values_list("pk", flat=True))
    lines, hidden = [], []
    for row in rows:
        kind = str(KnowledgeKind(row.kind).label)
        if row.target_id and row.target_id not in seen:
            hidden.append((KEPT, kind))
            continue
        title = row.target.title if row.target else ""
        dropped = f"Dropped on {full_date(row.dropped_at)}: {row.dropped_because}" if row.dropped_at else ""
        said = [title, row.words, row.figure, row.source, f"Kept on {full_date(row.kept_at)}", dropped]
        label, about = f"{kind}: {(title or row.words or row.figure)[:100]}", row.target.public_id if row.target else ""
        lines.append(Line(f"kept-{row.pk}", KEPT, label, _joined(said), about=about))
    return lines, hidden


def _briefs(question: Question, reader: Reader) -> Iterator[Line]:
    """Every version of the briefs, each sentence with the words that it is pinned to and this reader may read."""
    briefs = Brief.objects.visible_to(reader).filter(answers=question).values("pk")
    versions = BriefVersion.objects.filter(brief__in=briefs).exclude(stage=Stage.DROPPED)
    versions = versions.prefetch_related("points__pins__source").order_by("brief_id", "number")
    pins = [pin for version in versions for point in version.points.all() for pin in point.pins.all()]
    readable = sources.readable([(pin.source_id, pin.document) for pin in pins if pin.source_id], reader)
    for version in versions:
        name = f"Version {version.number} ({version.get_stage_display().lower()})"
        said = [
            version.title, version.get_verdict_display(), version.bottom_line, version.get_sureness_display(),
            version.sure_because, version.unknown, version.know_how,
        ]  # fmt: skip
        yield Line(f"brief-{version.pk}", BRIEF, f"{name}: bottom line", _joined(said), {"number": version.number})
        for point in version.points.all():
            quotes = [
                f"Pinned to “{pin.quote}” ({pin.source.title if pin.source else pin.source_id_kept}, {pin.document}, "
                f"characters {pin.start} to {pin.end}, SHA-256 {pin.digest})"
                for pin in point.pins.all()
                if (pin.source_id, pin.document) in readable
            ]
            text = _joined([point.text, point.differs_because, *quotes])
            yield Line(f"point-{point.pk}", BRIEF, f"{name}: {point.text[:80]}", text)


def _joined(parts: Iterable[str]) -> str:
    return "\n".join(part for part in parts if part)
