"""Share a brief, and withdraw it.

The stream: `roads.brief_released`, `roads.brief_withdrawn`.
"""

from datetime import datetime

from django.db import transaction

from fingerpost.journal.domain import stream
from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.library.domain.rules import keeper_tokens
from fingerpost.organisations.models import Person
from fingerpost.organisations.readers import Reader, person_token
from fingerpost.records.domain import graph, sharing
from fingerpost.records.domain.watchers import changed
from fingerpost.records.models import Link, OpenTo, PartRole, Record, Relation, State
from fingerpost.roads.domain.briefs import contents, locking, rules, writing
from fingerpost.roads.models import Brief, BriefVersion, Question, Stage


class NotReady(RuleBroken):
    """What must be done before the brief can be shared. `missing` has one sentence for each thing."""

    def __init__(self, missing: list[str]) -> None:
        self.missing = missing
        super().__init__(f"This brief cannot be shared yet. {missing[0]}")


@transaction.atomic
def release(
    version: BriefVersion, *, by: Person, reader: Reader, seen: int | None = None, at: datetime | None = None
) -> Brief:
    """The brief now says what this version says, for those the version names and those who work on its question.

    Everything is asked anew inside the transaction: each pin against its source as it stands now, each acceptance
    against the sentence as it stands now. Raises NotReady with all that is missing. A brief that changes is no
    longer checked by the library team.
    """
    held = writing.hold(version)
    writing.check_open(held)
    rules.check_may_write(reader, held.brief)
    if seen is not None and held.saves != seen:
        raise writing.EditedMeanwhile(held)
    brief, points = held.brief, writing.points_of(held)
    at = at or clock.now()
    missing = contents.missing(held, locking.check_points(points), today=at.astimezone(clock.LONDON).date())
    if missing:
        raise NotReady(missing)
    brief.versions.filter(stage=Stage.RELEASED).update(stage=Stage.REPLACED)
    held.stage, held.released_by, held.released_at = Stage.RELEASED, by, at
    held.save(update_fields=["stage", "released_by", "released_at"])
    _put(brief, held, by, at)
    _share(brief, held, by)
    graph.link(brief, Relation.ANSWERS, brief.answers, by=by)
    _link_sources(brief, locking.sources_of(points), by)
    writing.say("roads.brief_released", held, by, at)
    changed([brief.pk])
    return brief


@transaction.atomic
def withdraw(brief: Brief, because: str, *, by: Person, reader: Reader) -> Brief:
    """Take a brief out of use. It stays and says so."""
    if not rules.may_withdraw(reader, brief):
        raise NotAllowed("Only its writers, the library team and administrators can withdraw this brief.")
    if not because.strip():
        raise RuleBroken("Say why people should no longer use this.")
    sharing.withdraw(brief, by=by, why=because.strip())
    brief.withdrawn_because = " ".join(because.split())[:500]
    brief.save(update_fields=["withdrawn_because"])
    stream.record("roads.brief_withdrawn", subject=brief.public_id, by=by.public_id)
    return brief


@transaction.atomic
def follow_question(question: Question, *, by: Person | None) -> None:
    """Let those who work on a question see its briefs. Call it in the transaction that shares the question."""
    for brief in Brief.objects.filter(answers=question).exclude(state=State.WITHDRAWN):
        shown = brief.versions.filter(stage=Stage.RELEASED).first()
        if shown:
            _share(brief, shown, by)
        else:
            sharing.share(brief, open_to="", tokens=writing.question_tokens(question), by=by)


# Inside -------------------------------------------------------------------------------------------


def _put(brief: Brief, version: BriefVersion, by: Person, at: datetime) -> None:
    """What lists and searches show of a brief is what its released version says."""
    brief.title, brief.summary = version.title, version.bottom_line
    brief.review_due, brief.revision = version.review_due, version.number
    brief.changed_at, brief.changed_by = at, by.public_id
    brief.checked_on = brief.checked_by = brief.checked_for = None
    brief.reviewed_on, brief.reviewed_by = None, ""
    if brief.released_at is None:
        brief.released_at = at
    brief.save()


def _share(brief: Brief, version: BriefVersion, by: Person | None) -> None:
    writers = brief.parts.filter(role=PartRole.AUTHOR).values_list("person_id", flat=True)
    keepers = keeper_tokens(brief, version.tokens)  # the library team must see what it is to check
    tokens = {*version.tokens, *keepers, *writing.question_tokens(brief.answers), *map(person_token, writers)}
    if brief.state == State.RELEASED:
        sharing.share(brief, open_to=version.open_to, tokens=tokens, by=by)
    else:
        sharing.release(brief, by=by, open_to=OpenTo(version.open_to), tokens=tokens)


def _link_sources(brief: Brief, sources: list[Record], by: Person) -> None:
    wanted = {source.pk for source in sources}
    for old in Link.objects.filter(source_id=brief.pk, relation=Relation.SUMMARISES).exclude(target_id__in=wanted):
        graph.unlink(old, by=by)
    for source in sources:
        graph.link(brief, Relation.SUMMARISES, source, by=by)
