"""How a version becomes what its item says: words, topics, files, audience, review date."""

from datetime import datetime

from fingerpost.journal.domain import stream
from fingerpost.kernel import clock
from fingerpost.kernel.errors import RuleBroken
from fingerpost.library.domain import rules
from fingerpost.library.domain.own import attachments, contents, items, ways
from fingerpost.library.models import Item, Revision
from fingerpost.organisations.models import Person, Unit
from fingerpost.organisations.readers import person_token
from fingerpost.records.domain import sharing, watchers
from fingerpost.records.models import Audience, OpenTo, PartRole, State


def put(item: Item, revision: Revision, *, by: Person | None, at: datetime) -> None:
    """The item now says what the version says, with its files. `share` says who sees it."""
    item.title, item.summary, item.sections = revision.title, revision.summary, dict(revision.sections)
    item.body = contents.whole_text(item.kind, item.sections)
    item.topics, item.mesh = list(revision.topics), list(revision.mesh)
    if item.address != revision.address:  # what was found at the old address says nothing of the new one
        item.address_state, item.address_digest, item.address_tried_at = "", "", None
    item.address, item.held_by = revision.address, revision.held_by
    item.changed_at, item.changed_by, item.withdrawn_because = at, sharing.actor(by), ""
    item.save()
    item.applies_to.set(Unit.objects.filter(pk__in=revision.applies_to))
    items.write_topics(item)
    attachments.set_files(item, revision.files, by=by)
    watchers.changed([item.pk])


def share(item: Item, revision: Revision, *, by: Person | None) -> None:
    """Released to those whom the version names, its authors and its owner, and those who look after its pages."""
    people = set(item.parts.filter(role=PartRole.AUTHOR).values_list("person_id", flat=True))
    people |= {item.owner_id} if item.owner_id else set()
    tokens = {*revision.tokens, *map(person_token, people), *rules.keeper_tokens(item, revision.tokens)}
    if item.state == State.RELEASED:
        sharing.share(item, open_to=revision.open_to, tokens=tokens, by=by)
    else:
        sharing.release(item, by=by, open_to=OpenTo(revision.open_to), tokens=tokens)


def set_review(item: Item, revision: Revision, *, by: Person | None, reviewed: bool) -> None:
    """A review by whoever released it; without one, a review date may come nearer but not move away."""
    today = clock.today()
    usual = revision.review_due if revision.review_due and revision.review_due > today else None
    due = usual or ways.review_due(item.kind, item.unit, today)
    if reviewed:
        items.review(item, by=by, on=today, due=due)
    elif item.review_due is None or (usual and usual < item.review_due):
        item.review_due = due
        item.save(update_fields=["review_due"])


def open_to_editors(item: Item) -> None:
    """Who sees an item that was never released: those who may edit it, and nobody else."""
    wanted = rules.editor_tokens(item)
    item.audience.exclude(token__in=wanted).delete()
    held = set(item.audience.values_list("token", flat=True))
    Audience.objects.bulk_create([Audience(record=item, token=token) for token in sorted(wanted - held)])


def hand_to(item: Item, owner: Person, *, by: Person | None) -> None:
    """Somebody else owns the item from now on, and can see it."""
    if not owner.is_active:
        raise RuleBroken("The owner must be somebody who still has an account here.")
    was, item.owner = item.owner, owner
    item.save(update_fields=["owner"])
    stream.record(
        "library.item_handed_over", subject=item.public_id, by=sharing.actor(by),
        detail={"from": was.public_id if was else "", "to": owner.public_id},
    )  # fmt: skip
    if item.state == State.DRAFT:
        open_to_editors(item)
    else:
        tokens = {*item.audience.values_list("token", flat=True), person_token(owner.pk)}
        sharing.share(item, open_to=item.open_to, tokens=tokens, by=by)
