"""Puts one row of a filling on the shelf, and takes back what a filling added. Each row in a transaction of its own."""

from typing import Any

from django.db import DataError, IntegrityError, transaction

from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.library.domain.fillings.filling_rows import SAME, VERSION, Judge, Plan
from fingerpost.library.domain.own import writing
from fingerpost.library.domain.own.attachments import shown_name
from fingerpost.library.domain.own.kinds import BY_KEY
from fingerpost.library.models import FillingRow, Item, Revision, RowState
from fingerpost.organisations.models import Person
from fingerpost.records.domain import watchers
from fingerpost.records.models import State

SHELF, REVIEW = "shelf", "review"


def put(row: FillingRow, judge: Judge, *, by: Person | None) -> RowState:
    """Put one row that is ready on the shelf, or say in it why not. Page and state come together or not at all.

    Worked out anew first: the shelf may have changed since it was tried. A row that somebody else dealt
    with meanwhile is left as it is.
    """
    try:
        with transaction.atomic():
            held = FillingRow.objects.select_for_update(of=("self",)).select_related("file").get(pk=row.pk)
            if held.state != RowState.READY:
                return RowState(held.state)
            plan = judge.judge(held)
            if plan is not None and plan.how != SAME:
                held.item, held.state = _written(held, plan, judge, by)
            held.save(update_fields=["cells", "state", "reason", "item"])
            return RowState(held.state)
    except (RuleBroken, NotAllowed) as problem:
        return _refuse(row, str(problem))
    except (DataError, IntegrityError, ValueError):
        return _refuse(row, "This holds something that cannot be stored. Check it for odd characters.")


@transaction.atomic
def take_back(row: FillingRow, *, by: Person | None) -> bool:
    """Withdraw the page that a row added, or give up its draft. Left alone if somebody has worked on it since."""
    item = row.item
    if row.state != RowState.ADDED or item is None:
        return False
    open_one = writing.open_version(item)
    if item.state == State.DRAFT and open_one and open_one.number == 1 and not open_one.saves:
        writing.give_up(open_one, by)
    elif item.state == State.RELEASED and item.revision == 1 and open_one is None:
        writing.withdraw(item, by, "It was brought in by mistake.")
    else:
        return False
    return True


def _refuse(row: FillingRow, reason: str) -> RowState:
    FillingRow.objects.filter(pk=row.pk, state=RowState.READY).update(state=RowState.REJECTED, reason=reason[:500])
    return RowState.REJECTED


def _written(row: FillingRow, plan: Plan, judge: Judge, by: Person | None) -> tuple[Item, RowState]:
    if plan.how == VERSION and plan.existing is not None:
        revision, state = _new_version(row, plan, plan.existing, by), RowState.UPDATED
    else:
        revision, state = _new_page(row, plan, by), RowState.ADDED
    if judge.filling.defaults.get("as") == REVIEW:
        writing.submit(revision, by, tell=False)
        return revision.item, state
    item = writing.release(revision, by, reviewed=False)
    if state == RowState.ADDED and plan.review_due and plan.review_due <= clock.today():
        # The table says that its review is overdue already. A version cannot ask for that; the page must say it.
        item.review_due = plan.review_due
        item.save(update_fields=["review_due"])
        watchers.changed([item.pk])
    return item, state


def _new_page(row: FillingRow, plan: Plan, by: Person | None) -> Revision:
    """A draft that holds everything the row says. Whoever brings it in is not its author."""
    first = BY_KEY[plan.kind].sections[0].key
    sections = {first: plan.summary} if row.file is None and not plan.held_by else {}
    return writing.begin(
        plan.kind, unit=plan.unit, by=by, title=plan.title, owner=plan.owner, author=False, summary=plan.summary,
        sections=sections, topics=plan.topics, address=plan.address, held_by=plan.held_by, files=_files(row),
        open_to=plan.audience.open_to, tokens=plan.audience.tokens, **_due(plan),
    )  # fmt: skip


def _new_version(row: FillingRow, plan: Plan, page: Item, by: Person | None) -> Revision:
    """A version of a page with the new file in the place of the old one. What people wrote stays."""
    revision = writing.draft_of(page, by)
    content: dict[str, Any] = {"what_changed": "A new file, brought in with others"} | _due(plan)
    if row.file is not None:
        content["files"] = _replaced(revision.files, _files(row))
    if plan.address:
        content |= {"address": plan.address, "held_by": plan.held_by}
    return writing.save(revision, by=by, seen=revision.saves, **content)


def _due(plan: Plan) -> dict[str, Any]:
    return {"review_due": plan.review_due} if plan.review_due and plan.review_due > clock.today() else {}


def _files(row: FillingRow) -> list[dict[str, str]]:
    if row.file is None:
        return []
    return [{"file": row.file.public_id, "name": shown_name(row.file, row.file_name), "alt": ""}]


def _replaced(held: list[dict[str, str]], new: list[dict[str, str]]) -> list[dict[str, str]]:
    """The only file of a page, or the one of the same name, gives way. Else the new one joins those that are there."""
    if len(held) == 1:
        return new
    return [*(each for each in held if each["name"] != new[0]["name"]), *new]
