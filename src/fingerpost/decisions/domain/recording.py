"""Record a decision: begin a draft, save it, give it up.

A draft is somebody's account of a decision. Its writer, the decider and the meeting's secretary see it, and
any of them may write in it; nobody overwrites what they have not seen.

The stream: `decisions.begun`, `decisions.saved` with the names of what changed, `decisions.given_up`.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from fingerpost.decisions.domain import contents, rules
from fingerpost.decisions.models import Confirmation, Decision
from fingerpost.journal.domain import stream
from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.library.domain.rules import check_may_write
from fingerpost.organisations.domain import consent
from fingerpost.organisations.models import Person, Unit
from fingerpost.organisations.readers import Reader, person_token, unit_token
from fingerpost.records.domain import graph, sharing
from fingerpost.records.models import Link, Part, PartRole, Record, Relation, State
from fingerpost.roads.models import Question

KIND = "decision"


class EditedMeanwhile(RuleBroken):
    """Somebody saved after the writer had opened it. `decision` is what is there now; nothing was changed."""

    def __init__(self, decision: Decision) -> None:
        self.decision = decision
        super().__init__(
            "Somebody saved this while you were writing. Your words are still here. They are not saved yet."
        )


@transaction.atomic
def begin(
    what: str, *, by: Person, reader: Reader, unit: Unit, question: Question | None = None,
    replaces: Decision | None = None, public_id: str = "", at: datetime | None = None, **content: Any,
) -> Decision:  # fmt: skip
    """A new draft, which its writer, decider and secretary see. Unless told, it is for the people of its unit later.

    `replaces`: the decision that this one takes the place of once it is confirmed. `public_id`: the one that
    the form was given; when the same form comes twice, the first draft is given back.
    """
    if public_id and (there := Decision.objects.filter(public_id=public_id, parts__person=by).first()):
        return there
    check_may_write(reader, unit)
    if question is not None and not Record.objects.recheck(reader, [question.pk]).exists():
        raise NotAllowed("You cannot see the question that this decision answers.")
    if replaces is not None:
        check_can_replace(replaces, unit, reader)
    at = at or clock.now()
    made = Decision(kind=KIND, unit=unit, answers=question, changed_at=at, changed_by=by.public_id, title="-")
    if public_id:
        made.public_id = public_id
    if "tokens" not in content and "open_to" not in content:
        content["tokens"] = [unit_token(unit.pk)]
    contents.write_fields(made, {"what": what, **content}, today=at.astimezone(clock.LONDON).date())
    made.save()
    contents.write_rows(made, content, reader=reader)
    stream.record("decisions.begun", subject=made.public_id, by=by.public_id, detail=_about(question), at=at)
    graph.take_part(made, by, PartRole.AUTHOR, shown=consent.agreed(by, consent.NAMED), by=by)
    open_to_writers(made, by=by)
    if replaces is not None:
        graph.link(made, Relation.SUPERSEDES, replaces, by=by)
    return made


@transaction.atomic
def save(
    decision: Decision, *, by: Person, reader: Reader, seen: int, at: datetime | None = None, **content: Any
) -> Decision:
    """Save what is given. `seen`: its `saves` as the writer had them before them.

    Raises EditedMeanwhile, having changed nothing, when somebody else has saved since. A draft that waits
    to be confirmed goes on waiting.
    """
    held = hold(decision)
    if held.confirmation == Confirmation.CONFIRMED:
        raise RuleBroken("This is confirmed, so its words stand. Your words are still here: keep a copy.")
    rules.check_may_write_in(reader, held)
    if held.saves != seen:
        raise EditedMeanwhile(held)
    if content.get("unit") and content["unit"].pk != held.unit_id:
        check_may_write(reader, content["unit"])
    at = at or clock.now()
    changed = contents.write_fields(held, content, today=at.astimezone(clock.LONDON).date())
    held.saves, held.changed_at, held.changed_by = held.saves + 1, at, by.public_id
    held.save()
    changed += contents.write_rows(held, content, reader=reader)
    stream.record(
        "decisions.saved", subject=held.public_id, by=by.public_id, at=at,
        detail={"saves": held.saves, "fields": sorted(changed)},
    )  # fmt: skip
    open_to_writers(held, by=by)
    return held


@transaction.atomic
def give_up(decision: Decision, *, by: Person, reader: Reader) -> None:
    """Throw a draft away. The stream keeps that it was there, not what it said."""
    held = hold(decision)
    if held.confirmation == Confirmation.CONFIRMED:
        raise RuleBroken("This is confirmed. You can withdraw it, or write down a new one that replaces it.")
    rules.check_may_write_in(reader, held)
    stream.record("decisions.given_up", subject=held.public_id, by=by.public_id)
    held.delete()


def open_to_writers(decision: Decision, *, by: Person) -> None:
    """Until it is confirmed, its writer, decider and secretary see it, and nobody else. Two queries and more."""
    sharing.share(decision, open_to="", tokens=writer_tokens(decision), by=by)


def writer_tokens(decision: Decision) -> set[str]:
    """The tokens of those who had to do with it. One query."""
    people = set(Part.objects.filter(record_id=decision.pk, role=PartRole.AUTHOR).values_list("person_id", flat=True))
    return {person_token(pk) for pk in people | {decision.decider_id, decision.secretary_id} if pk}


def check_can_replace(old: Decision, unit: Unit, reader: Reader) -> None:
    """What is replaced must be there for them and hold today; and belong to the unit, or be theirs to withdraw."""
    if not Record.objects.recheck(reader, [old.pk]).exists():
        raise NotAllowed("You cannot see the decision that this one should replace.")
    if old.confirmation != Confirmation.CONFIRMED or old.state != State.RELEASED:
        raise RuleBroken("Only a confirmed decision that still holds can be replaced.")
    if old.unit_id != unit.pk and not rules.may_withdraw(reader, old):
        raise NotAllowed(f"This decision belongs to {old.unit}. Only {old.unit} can replace it.")


def replaced_by(decision: Decision) -> Decision | None:
    """The decision that this one takes the place of, or will once it is confirmed. One query."""
    link = Link.objects.filter(source_id=decision.pk, relation=Relation.SUPERSEDES).first()
    return rules.rows().filter(pk=link.target_id).first() if link else None


def hold(decision: Decision) -> Decision:
    """The row as it is now, kept from others until the end of the transaction. RuleBroken where it has gone."""
    Decision.objects.select_for_update(of=("self",)).filter(pk=decision.pk).first()
    if (held := rules.rows().filter(pk=decision.pk).first()) is None:
        raise RuleBroken("Somebody has thrown this draft away. Your words are still here: keep a copy.")
    return held


def _about(question: Question | None) -> dict[str, str]:
    return {"question": question.public_id} if question else {}
