"""The library team says that a brief was checked. The stream: `roads.brief_checked`, `roads.brief_check_taken_back`."""

from datetime import date, datetime

from django.db import transaction

from fingerpost.journal.domain import stream
from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.organisations.domain import consent
from fingerpost.organisations.models import Person
from fingerpost.organisations.readers import Reader
from fingerpost.records.domain import graph
from fingerpost.records.domain.watchers import changed
from fingerpost.records.models import PartRole, State
from fingerpost.roads.domain.briefs import locking, rules, writing
from fingerpost.roads.models import Brief, Stage

NOT_CHECKED = "Not checked by the library team"


@transaction.atomic
def check(brief: Brief, *, by: Person, reader: Reader, seen: int, on: date | None = None) -> Brief:
    """A specialist has read the whole brief against its sources. `seen`: the number of the version they read.

    Raises NotAllowed for anybody else; RuleBroken when it is not shared, changed meanwhile, or no longer holds.
    """
    service = rules.checking_service(reader, brief)
    if service is None:
        raise NotAllowed("Only the library team that serves this organisation can say that the brief is checked.")
    Brief.objects.select_for_update(of=("self",)).filter(pk=brief.pk).first()
    brief.refresh_from_db()
    version = brief.versions.filter(stage=Stage.RELEASED).first()
    if brief.state != State.RELEASED or version is None:
        raise RuleBroken("Only a brief that is shared can be checked.")
    if version.number != seen:
        raise RuleBroken("A newer version was shared while you were reading. Read that one.")
    broken = [one for one in locking.check_points(writing.points_of(version)) if one.problem]
    if broken:
        raise RuleBroken(f"A point no longer holds to its source. {broken[0].problem}")
    on = on or clock.today()
    brief.checked_on, brief.checked_by, brief.checked_for = on, by, service
    brief.reviewed_on, brief.reviewed_by = on, by.public_id
    brief.save()
    graph.take_part(brief, by, PartRole.VERIFIED, shown=consent.agreed(by, consent.NAMED), by=by)
    stream.record(
        "roads.brief_checked", subject=brief.public_id, by=by.public_id,
        at=datetime.combine(on, datetime.min.time(), clock.LONDON) if on != clock.today() else None,
        detail={"number": version.number, "service": service.public_id},
    )  # fmt: skip
    changed([brief.pk])
    return brief


@transaction.atomic
def take_back(brief: Brief, *, by: Person, reader: Reader) -> Brief:
    """Say that it is not checked after all."""
    if rules.checking_service(reader, brief) is None:
        raise NotAllowed("Only the library team that serves this organisation can take this back.")
    brief.checked_on = brief.checked_by = brief.checked_for = None
    brief.reviewed_on, brief.reviewed_by = None, ""
    brief.save()
    stream.record("roads.brief_check_taken_back", subject=brief.public_id, by=by.public_id)
    changed([brief.pk])
    return brief


def label(brief: Brief) -> str:
    """Whether the library team has checked it, in the words that stand on every page and paper of it."""
    if brief.checked_on is None or brief.checked_for is None:
        return NOT_CHECKED
    return f"Checked by {brief.checked_for.name} on {brief.checked_on.day} {brief.checked_on:%B %Y}"
