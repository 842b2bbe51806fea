"""What is kept for a question: things in the library with a note, and what people know, count and hear themselves.

Everyone who works on a question adds to it. Nothing is taken away for good: what is dropped stays, with the reason.

The stream: `roads.kept`, `_changed`, `roads.dropped`, `roads.taken_up_again`. Their subject is the question, and
their detail says which row and which thing.
"""

from datetime import datetime

from django.db import transaction

from fingerpost.journal.domain import stream
from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.organisations.models import Person
from fingerpost.organisations.readers import Reader
from fingerpost.records.domain import graph
from fingerpost.records.models import Link, Record, Relation, State
from fingerpost.roads.domain import rules
from fingerpost.roads.models import Kept, KnowledgeKind, Look, Question

LONGEST_WORDS, LONGEST_FIGURE, LONGEST_SOURCE, LONGEST_REASON = 5000, 200, 300, 500
MOST_KEPT = 500
# What each kind of thing counts as. A link or a reading list can lead to anything: whoever keeps it can say so.
KINDS = {
    "paper": KnowledgeKind.EVIDENCE, "note": KnowledgeKind.EVIDENCE, "brief": KnowledgeKind.EVIDENCE,
    "guideline": KnowledgeKind.GUIDELINE, "policy": KnowledgeKind.POLICY, "data-set": KnowledgeKind.DATA,
    "know-how": KnowledgeKind.KNOW_HOW, "lesson": KnowledgeKind.LESSONS, "story": KnowledgeKind.LESSONS,
    "link": KnowledgeKind.EVIDENCE, "collection": KnowledgeKind.EVIDENCE, "decision": KnowledgeKind.JUDGEMENT,
}  # fmt: skip
OPEN_KINDS = frozenset({"link", "collection"})


class ChangedMeanwhile(RuleBroken):
    """Somebody changed it after the writer had opened it. `kept` is what is there now; nothing was changed."""

    def __init__(self, kept: Kept) -> None:
        self.kept = kept
        super().__init__(
            "Somebody changed this while you were writing. Your words are still here. They are not saved yet."
        )


def kind_of(record: Record) -> KnowledgeKind:
    """The kind of knowledge that a thing is; RuleBroken for what is none, such as a person or a question."""
    if record.kind not in KINDS:
        raise RuleBroken("Only pages, papers, reading lists, briefs and decisions can be kept for a question.")
    return KINDS[record.kind]


@transaction.atomic
def keep(
    question: Question, target: Record, *, by: Person, reader: Reader, words: str = "", kind: str | None = None,
    at: datetime | None = None,
) -> Kept:  # fmt: skip
    """Keep a thing for a question, with a note.

    Keeping it twice changes nothing. What was dropped is taken up again; a note that is new stands below the old one.
    """
    held = _hold(question, reader)
    seen = Record.objects.visible_to(reader).filter(pk=target.pk).first()
    if seen is None:
        raise NotAllowed("You cannot see what you want to keep.")
    usual = kind_of(seen)
    words = _text(words, LONGEST_WORDS, "note")
    there = held.kept.filter(target_id=seen.pk).first()
    if there is not None:
        if there.dropped_at is None:
            return there
        if words and words not in there.words:
            there.words = _text("\n\n".join(filter(None, (there.words, words))), LONGEST_WORDS, "note")
        return _take_up(there, by=by, at=at)
    if seen.state != State.RELEASED:
        raise RuleBroken("This is not in use, so it cannot be kept for a question.")
    return _add(Kept(question=held, target=seen, kind=KnowledgeKind(kind or usual), words=words), by=by, at=at)


@transaction.atomic
def add_words(
    question: Question, kind: str, words: str, *, by: Person, reader: Reader, figure: str = "", source: str = "",
    at: datetime | None = None,
) -> Kept:  # fmt: skip
    """Add what somebody knows, counted or heard, in their own words. The same words twice are there once."""
    held = _hold(question, reader)
    said = {
        "kind": KnowledgeKind(kind), "words": _text(words, LONGEST_WORDS, "text"),
        "figure": _text(figure, LONGEST_FIGURE, "figure"), "source": _text(source, LONGEST_SOURCE, "source"),
    }  # fmt: skip
    if not said["words"] and not said["figure"]:
        raise RuleBroken("Write something first.")
    if there := held.kept.filter(target=None, dropped_at=None, kept_by=by, **said).first():
        return there
    return _add(Kept(question=held, **said), by=by, at=at)


@transaction.atomic
def change(
    kept: Kept, *, by: Person, reader: Reader, words: str, figure: str = "", source: str = "", seen: str = ""
) -> Kept:
    """Change a note, or somebody's own words with their figure and source.

    `seen`: the `mark_of` what the writer had before them; ChangedMeanwhile where it is another one by now.
    """
    there = _row(kept, reader)
    if seen and seen != mark_of(there):
        raise ChangedMeanwhile(there)
    wanted = {"words": _text(words, LONGEST_WORDS, "note")}
    if there.target_id is None:
        wanted |= {
            "figure": _text(figure, LONGEST_FIGURE, "figure"), "source": _text(source, LONGEST_SOURCE, "source")
        }  # fmt: skip
        if not wanted["words"] and not wanted["figure"]:
            raise RuleBroken("Write something. If it is no longer needed, drop it and say why.")
    if all(getattr(there, name) == value for name, value in wanted.items()):
        return there
    for name, value in wanted.items():
        setattr(there, name, value)
    there.changed_at = clock.now()
    there.save(update_fields=[*wanted, "changed_at"])
    _say("roads.kept_changed", there, by)
    return there


@transaction.atomic
def drop(kept: Kept, because: str, *, by: Person, reader: Reader, at: datetime | None = None) -> Kept:
    """Put it aside, and say why. It stays on the page of the question, folded away."""
    there = _row(kept, reader)
    because = _text(because, LONGEST_REASON, "reason")
    if not because:
        raise RuleBroken("Say why you drop it. Somebody else may look for it.")
    if there.dropped_at is not None:
        raise RuleBroken(f"It was dropped already, because: {there.dropped_because}")
    there.dropped_at, there.dropped_by, there.dropped_because = at or clock.now(), by, because
    there.save(update_fields=["dropped_at", "dropped_by", "dropped_because"])
    if there.target_id is not None:
        links = Link.objects.filter(source_id=there.question_id, relation=Relation.CONSIDERED)
        for link in links.filter(target_id=there.target_id):
            graph.unlink(link, by=by)
    _say("roads.dropped", there, by, at=at)
    return there


@transaction.atomic
def take_up_again(kept: Kept, *, by: Person, reader: Reader) -> Kept:
    """What was dropped is kept again; nothing happens to what is not dropped."""
    there = _row(kept, reader)
    return there if there.dropped_at is None else _take_up(there, by=by)


@transaction.atomic
def looked(question: Question, *, by: Person, at: datetime | None = None) -> Look:
    """Move the mark up to which somebody has seen what is new. It never moves back."""
    when = at or clock.now()
    look, _ = Look.objects.select_for_update().get_or_create(question=question, person=by, defaults={"at": when})
    if look.at < when:
        look.at = when
        look.save(update_fields=["at"])
    return look


def mark_of(kept: Kept) -> str:
    """What a form carries, to know later whether somebody changed the row meanwhile."""
    return kept.changed_at.isoformat()


# Inside --------------------------------------------------------------------------------------------


def _hold(question: Question, reader: Reader) -> Question:
    """The question as it is now, kept from others until the end, if the reader may work on it."""
    held = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    rules.check_may_work_on(reader, held)
    return held


def _row(kept: Kept, reader: Reader) -> Kept:
    """The row as it is now. To whoever may not see the thing itself, it is not there."""
    held = _hold(kept.question, reader)
    there = Kept.objects.select_related("target").filter(pk=kept.pk, question=held).first()
    if there is None or (
        there.target_id is not None and not Record.objects.visible_to(reader).filter(pk=there.target_id).exists()
    ):
        raise NotAllowed("You cannot see what you want to change.")
    there.question = held
    return there


def _add(row: Kept, *, by: Person, at: datetime | None) -> Kept:
    if row.question.kept.filter(dropped_at=None).count() >= MOST_KEPT:
        raise RuleBroken(f"{MOST_KEPT} things are kept for this question. Drop what you no longer need first.")
    row.kept_by, row.kept_at = by, at or clock.now()
    row.changed_at = row.kept_at
    row.save()
    if row.target is not None:
        graph.link(row.question, Relation.CONSIDERED, row.target, by=by)
    _say("roads.kept", row, by, at=at)
    return row


def _take_up(row: Kept, *, by: Person, at: datetime | None = None) -> Kept:
    if row.target is not None and row.target.state != State.RELEASED:
        raise RuleBroken("This is not in use any longer, so it cannot be taken up again.")
    row.dropped_at, row.dropped_by, row.dropped_because = None, None, ""
    row.changed_at = at or clock.now()
    row.save(update_fields=["dropped_at", "dropped_by", "dropped_because", "words", "changed_at"])
    if row.target is not None:
        graph.link(row.question, Relation.CONSIDERED, row.target, by=by)
    _say("roads.taken_up_again", row, by, at=at)
    return row


def _say(kind: str, row: Kept, by: Person, *, at: datetime | None = None) -> None:
    detail = {"kept": row.pk, "kind": str(row.kind)}
    if row.target_id is not None:
        detail["target"] = row.target.public_id
    stream.record(kind, subject=row.question.public_id, by=by.public_id, detail=detail, at=at)


def _text(value: str, longest: int, name: str) -> str:
    text = value.strip()
    if len(text) > longest:
        raise RuleBroken(f"The {name} can be {longest:,} characters at most. Yours has {len(text):,}.")
    return text
