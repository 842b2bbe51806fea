"""What follows from a decision: an action is done, or is not after all.

The stream: `decisions.action_done`, `decisions.action_not_done`; the words on what was done are personal.
"""

from datetime import date

from django.db import transaction

from fingerpost.decisions.domain import recording, rules
from fingerpost.decisions.models import Action, Confirmation
from fingerpost.journal.domain import stream
from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.organisations.models import Person
from fingerpost.organisations.readers import Reader

LONGEST = 500


@transaction.atomic
def done(action: Action, words: str, *, by: Person, reader: Reader, on: date | None = None) -> Action:
    """Say that an action is done, and in a word what was done."""
    held = _hold(action, reader)
    if held.done_on is not None:
        raise RuleBroken("This action is marked as done already.")
    on, text = on or clock.today(), words.strip()
    if on > clock.today():
        raise RuleBroken("The day on which it was done is in the future.")
    if len(text) > LONGEST:
        raise RuleBroken(f"Write {LONGEST} characters at most. Yours has {len(text):,}.")
    held.done_on, held.done_words, held.done_noted_at = on, text, clock.now()
    _save(held)
    stream.record(
        "decisions.action_done", subject=held.decision.public_id, by=by.public_id, detail={"action": held.position},
        personal={"words": text} if text else None,
    )  # fmt: skip
    return held


@transaction.atomic
def not_done(action: Action, *, by: Person, reader: Reader) -> Action:
    """Take it back: the action is still to be done."""
    held = _hold(action, reader)
    if held.done_on is None:
        raise RuleBroken("This action is not marked as done.")
    held.done_on, held.done_words, held.done_noted_at = None, "", None
    _save(held)
    stream.record(
        "decisions.action_not_done", subject=held.decision.public_id, by=by.public_id, detail={"action": held.position}
    )  # fmt: skip
    return held


def _save(action: Action) -> None:
    action.save(update_fields=["done_on", "done_words", "done_noted_at"])


def _hold(action: Action, reader: Reader) -> Action:
    held = Action.objects.select_for_update(of=("self",)).filter(pk=action.pk).first()
    if held is None:
        raise RuleBroken("This action is no longer there.")
    held.decision = recording.hold(held.decision)
    if held.decision.confirmation != Confirmation.CONFIRMED:
        raise RuleBroken("Actions can be marked once the decision is confirmed.")
    if not rules.may_mark(reader, held.decision, held.owner_id):
        raise NotAllowed(
            "Only its owner, the decider, the meeting's secretary and those who administer the unit can do this."
        )
    return held
