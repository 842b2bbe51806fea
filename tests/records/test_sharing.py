"""Share, release, withdraw: what the row says, what the stream says, and what search is told, all or none."""

import pytest
from django.db import transaction
from django.db.models import ProtectedError

from fingerpost.journal.models import Change
from fingerpost.kernel.errors import RuleBroken
from fingerpost.library.models import Item
from fingerpost.organisations.readers import ANYONE
from fingerpost.records.domain import sharing, watchers
from fingerpost.records.models import OpenTo, Record, State
from fingerpost.search.models import Pending, Withheld
from tests.factories import a_person, a_unit, an_item, reader

pytestmark = pytest.mark.django_db


def noted() -> set[int]:
    """Records that search will index anew."""
    return set(Pending.objects.values_list("record_id", flat=True))


def withheld() -> set[int]:
    """Records that no answer shows meanwhile."""
    return set(Withheld.objects.values_list("record_id", flat=True))


@pytest.fixture
def shared() -> Item:
    """An item that anyone signed in and one unit may see, with nothing left for search to do."""
    item = an_item(open_to=OpenTo.SIGNED_IN)
    sharing.share(item, open_to=OpenTo.SIGNED_IN, tokens=["unit:1", "unit:2"], by=None)
    Pending.objects.all().delete()
    Change.objects.all().delete()
    return item


def test_sharing_more_widely_is_indexed_soon_and_hides_nothing_meanwhile(shared):
    sharing.share(shared, open_to=OpenTo.PUBLIC, tokens=["unit:1", "unit:2", "unit:3"], by=None)

    assert (noted(), withheld()) == ({shared.pk}, set())
    assert Record.objects.visible_to(ANYONE).filter(pk=shared.pk).exists()


@pytest.mark.parametrize(
    ("open_to", "tokens"),
    [
        (OpenTo.NOBODY, ["unit:1", "unit:2"]),
        (OpenTo.SIGNED_IN, ["unit:1"]),
        (OpenTo.PUBLIC, ["unit:1"]),
        (OpenTo.NOBODY, ["unit:1", "unit:2", "unit:3"]),
        (OpenTo.NOBODY, []),
    ],
)
def test_sharing_with_fewer_bites_at_once(shared, open_to, tokens):
    sharing.share(shared, open_to=open_to, tokens=tokens, by=None)

    assert (noted(), withheld()) == ({shared.pk}, {shared.pk})
    assert set(shared.audience.values_list("token", flat=True)) == set(tokens)


def test_sharing_as_before_changes_nothing(shared):
    sharing.share(shared, open_to=OpenTo.SIGNED_IN, tokens=["unit:2", "unit:1"], by=None)

    assert noted() == set()
    assert not Change.objects.exists()


def test_the_stream_says_who_changed_the_audience_and_how(shared):
    ann = a_person()

    sharing.share(shared, open_to=OpenTo.PUBLIC, tokens=["unit:2", "unit:3"], by=ann)

    change = Change.objects.get(kind="records.audience_changed")
    assert (change.subject, change.actor) == (shared.public_id, ann.public_id)
    assert change.detail == {"open_to": ["all", "public"], "added": ["unit:3"], "removed": ["unit:1"]}


def test_a_narrowing_that_fails_half_way_leaves_no_trace(shared):
    @transaction.atomic
    def narrow_and_fail() -> None:
        sharing.share(shared, open_to=OpenTo.NOBODY, tokens=[], by=None)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        narrow_and_fail()

    shared.refresh_from_db()
    assert (shared.open_to, shared.audience.count()) == (OpenTo.SIGNED_IN, 2)
    assert (noted(), withheld(), Change.objects.count()) == (set(), set(), 0)


def test_where_search_cannot_take_note_nothing_is_shared(shared, monkeypatch):
    def broken(ids: list[int], narrowed: bool) -> None:
        raise RuntimeError

    monkeypatch.setattr(watchers, "_watchers", [*watchers._watchers, broken])
    with pytest.raises(RuntimeError):
        sharing.share(shared, open_to=OpenTo.NOBODY, tokens=[], by=None)

    assert Item.objects.get(pk=shared.pk).open_to == OpenTo.SIGNED_IN
    assert (noted(), Change.objects.count()) == (set(), 0)


def test_a_draft_is_shared_with_no_crowd_and_the_reason_is_given():
    draft = Record.objects.create(kind="note", title="A draft")

    with pytest.raises(RuleBroken, match="Release this before you share it with everyone"):
        sharing.share(draft, open_to=OpenTo.PUBLIC, by=None)


def test_a_draft_can_be_shown_to_somebody_by_name():
    draft = Record.objects.create(kind="note", title="A draft")
    ann = a_person()

    sharing.share(draft, open_to=OpenTo.NOBODY, tokens=[f"person:{ann.pk}"], by=None)

    assert list(Record.objects.visible_to(reader(ann))) == [draft]


def test_release_opens_a_draft_to_those_named_and_says_so():
    draft, ann = Record.objects.create(kind="note", title="A draft"), a_person()

    sharing.release(draft, by=ann, open_to=OpenTo.PUBLIC)

    draft.refresh_from_db()
    assert (draft.state, draft.open_to) == (State.RELEASED, OpenTo.PUBLIC)
    assert draft.released_at is not None
    assert Change.objects.filter(kind="records.released", subject=draft.public_id, actor=ann.public_id).count() == 1
    assert noted() == {draft.pk}


def test_what_is_released_cannot_be_released_again(shared):
    with pytest.raises(RuleBroken, match="released already"):
        sharing.release(shared, by=None)


def test_what_is_withdrawn_stays_readable_and_leaves_search_at_once(shared):
    ann = a_person()

    sharing.withdraw(shared, by=ann, why="Ann Smith says it is out of date")

    shared.refresh_from_db()
    assert (shared.state, shared.open_to) == (State.WITHDRAWN, OpenTo.SIGNED_IN)
    assert (noted(), withheld()) == ({shared.pk}, {shared.pk})
    assert Record.objects.visible_to(reader(ann)).filter(pk=shared.pk).exists()


def test_the_reason_for_a_withdrawal_can_be_forgotten(shared):
    sharing.withdraw(shared, by=None, why="Ann Smith says it is out of date")

    change = Change.objects.get(kind="records.withdrawn")
    assert (change.detail, change.personal) == ({}, {"why": "Ann Smith says it is out of date"})


def test_only_what_is_released_can_be_withdrawn(shared):
    sharing.withdraw(shared, by=None, why="Old")

    with pytest.raises(RuleBroken, match="Only something released"):
        sharing.withdraw(shared, by=None, why="Older")


def test_a_change_counts_the_revision_and_names_its_fields_but_moves_no_review(shared):
    ann = a_person()
    before = (shared.reviewed_on, shared.revision)

    sharing.change(shared, by=ann, kind="library.item_changed", title="A new title", body="New words")

    row = Item.objects.get(pk=shared.pk)
    assert (row.title, row.body, row.changed_by) == ("A new title", "New words", ann.public_id)
    assert (row.reviewed_on, row.revision) == (before[0], before[1] + 1)
    assert Change.objects.get(kind="library.item_changed").detail == {"fields": ["body", "title"]}
    assert noted() == {shared.pk}


def test_a_unit_with_records_is_not_deleted_from_under_them():

    item = an_item(unit=a_unit())

    with pytest.raises(ProtectedError):
        item.unit.delete()
