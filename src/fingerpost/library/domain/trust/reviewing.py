"""A person looks at a page and says: it still holds, or it needs work. No machine can say either."""

from datetime import date

from django.db import transaction

from fingerpost.journal.domain import stream
from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.library.domain.own import items, ways
from fingerpost.library.domain.rules import check_may_edit
from fingerpost.library.domain.trust import flags, nudges
from fingerpost.library.models import Flag, FlagKind, FlagOutcome, Item
from fingerpost.notifications.domain.outbox import send
from fingerpost.organisations.models import Person
from fingerpost.organisations.readers import reader_for
from fingerpost.records.models import State

CHECKED = "Somebody who looks after this page has checked it: it still holds."


@transaction.atomic
def confirm(item: Item, by: Person, on: date | None = None, due: date | None = None, words: str = "") -> Item:
    """It still holds. `due`: when to look again; as usual for its kind unless told.

    Whoever said that it looks wrong hears so, with `words` if there are any; what was asked of it is settled.
    """
    _check(item, by)
    day = on or clock.today()
    if day > clock.today():
        raise RuleBroken("A review cannot be in the future.")
    items.review(item, by=by, on=day, due=due or ways.review_due(item.kind, item.unit, day))
    nudges.settle(item)
    flags.answer_all(item, by, FlagOutcome.HOLDS, words or CHECKED)
    return item


@transaction.atomic
def needs_work(item: Item, by: Person, words: str = "") -> Flag:
    """It does not hold. It stays near the top of the queue, its owner hears, and pages beside it are asked about."""
    _check(item, by)
    said = flags.flag(item, FlagKind.WRONG, by, words, tell=False)  # the owner gets the words, below
    stream.record(nudges.FOUND_WRONG, subject=item.public_id, by=by.public_id)
    owner = item.owner
    if owner and owner.is_active and owner.pk != by.pk:
        why = f"\n\nThey say:\n{words.strip()}" if words.strip() else ""
        send(
            [owner.email], "A page of yours needs work",
            f"Somebody has looked at “{item.title[:200]}” and says that it needs work.{why}\n\n"
            "Sign in and open Library, then Pages to look at again, to see it.",
        )  # fmt: skip
    return said


def _check(item: Item, by: Person) -> None:
    if by is None:
        raise NotAllowed("Only a person can review a page.")
    check_may_edit(reader_for(by), item)
    if item.state != State.RELEASED:
        raise RuleBroken("Only a page that is in use can be reviewed.")
