"""The index learns of every change, and shows nothing that the database would not, at any moment in between."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from fingerpost.jobs.domain import work
from fingerpost.kernel import clock
from fingerpost.library.models import Item
from fingerpost.organisations.readers import ANYONE, unit_token
from fingerpost.records.domain import sharing, watchers
from fingerpost.records.models import OpenTo, Record
from fingerpost.search.domain import checking, indexing
from fingerpost.search.domain.find import find
from fingerpost.search.engine import engine
from fingerpost.search.models import Pending, Withheld
from tests.factories import a_paper, a_person, a_unit, an_item, reader

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("index")]


def found(text: str, who=ANYONE) -> list[int]:
    """The ids that a search gives this reader."""
    return [one.record.pk for one in find(text, reader=who)[0]]


def total(text: str, who=ANYONE) -> int:
    """How many hits a search claims to have."""
    return find(text, reader=who)[1].total


@pytest.fixture
def meanwhile(monkeypatch) -> Iterator:
    """`meanwhile(act)`: have something happen while the index is being written."""
    real = indexing.documents_for

    def set_up(act) -> None:
        acts = [act]

        def documents(ids: list[int]):
            made = real(ids)
            while acts:
                acts.pop()()
            return made

        monkeypatch.setattr(indexing, "documents_for", documents)

    return set_up


def test_what_is_new_is_found_once_it_is_indexed(index_now):
    item = an_item("Turning in bed", open_to=OpenTo.PUBLIC)
    assert found("turning") == []

    index_now()

    assert found("turning") == [item.pk]
    assert not Pending.objects.exists()


def test_what_changed_is_found_by_its_new_words_only(index_now):
    item = an_item("Turning in bed", "Words.", open_to=OpenTo.PUBLIC)
    index_now()

    sharing.change(item, by=None, kind="library.item_changed", title="Walking in wards")
    index_now()

    assert (found("walking"), found("turning")) == ([item.pk], [])


def test_many_changes_are_noted_once_and_the_turn_moves_on():
    item = an_item()
    Pending.objects.all().delete()

    for _ in range(3):
        watchers.changed([item.pk])

    assert list(Pending.objects.values_list("record_id", "turn")) == [(item.pk, 3)]


def test_a_note_is_undone_with_the_transaction_that_made_it():
    item = an_item()
    Pending.objects.all().delete()

    @transaction.atomic
    def change_and_fail() -> None:
        watchers.changed([item.pk], narrowed=True)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        change_and_fail()

    assert not Pending.objects.exists()
    assert not Withheld.objects.exists()


def test_a_change_during_indexing_is_not_forgotten(meanwhile, index_now):
    item = an_item("Turning in bed", open_to=OpenTo.PUBLIC)
    meanwhile(lambda: sharing.change(item, by=None, kind="library.item_changed", title="Walking in wards"))

    indexing.index_pending()
    assert Pending.objects.filter(record_id=item.pk).exists()
    index_now()

    assert (found("walking"), found("turning")) == ([item.pk], [])


def test_a_narrowing_during_indexing_stays_withheld(meanwhile, index_now):
    item = an_item("Turning in bed", open_to=OpenTo.PUBLIC)
    other = an_item("Turning round", open_to=OpenTo.PUBLIC)
    meanwhile(lambda: sharing.share(item, open_to=OpenTo.NOBODY, by=None))

    indexing.index_pending()

    assert list(Withheld.objects.values_list("record_id", flat=True)) == [item.pk]
    assert (found("turning"), total("turning")) == ([other.pk], 1)
    index_now()
    assert not Withheld.objects.exists()
    assert (found("turning"), total("turning")) == ([other.pk], 1)


@pytest.mark.parametrize("narrow", [
    lambda item: sharing.share(item, open_to=OpenTo.NOBODY, by=None),
    lambda item: sharing.withdraw(item, by=None, why="Old"),
], ids=["shared with fewer", "withdrawn"])  # fmt: skip
def test_what_fewer_may_see_is_out_of_hits_counts_and_filters_before_it_is_indexed_anew(index_now, narrow):
    item = an_item("Turning in bed", open_to=OpenTo.PUBLIC)
    index_now()
    assert total("turning") == 1

    narrow(item)

    assert (found("turning"), total("turning")) == ([], 0)
    assert not any(find("turning", reader=ANYONE)[1].facets.values())
    index_now()
    assert (found("turning"), total("turning")) == ([], 0)
    assert not Withheld.objects.exists()


def test_one_unit_keeps_what_another_lost(index_now):
    ours, theirs = a_unit(), a_unit()
    item = an_item("Turning in bed", tokens=[unit_token(ours.pk), unit_token(theirs.pk)])
    our_reader, their_reader = reader(a_person("", ours)), reader(a_person("", theirs))
    index_now()
    assert found("turning", our_reader) == found("turning", their_reader) == [item.pk]

    sharing.share(item, open_to=OpenTo.NOBODY, tokens=[unit_token(ours.pk)], by=None)
    assert found("turning", their_reader) == []
    index_now()

    assert (found("turning", our_reader), found("turning", their_reader)) == ([item.pk], [])


def test_what_is_shared_more_widely_is_found_by_more_once_indexed(index_now):
    item = an_item("Turning in bed")
    index_now()
    assert found("turning") == []

    sharing.share(item, open_to=OpenTo.PUBLIC, by=None)
    index_now()

    assert found("turning") == [item.pk]


def test_what_is_gone_leaves_the_index(index_now):
    item = an_item("Turning in bed", open_to=OpenTo.PUBLIC)
    index_now()
    pk = item.pk

    item.delete()
    assert found("turning") == []
    watchers.changed([pk])
    index_now()

    assert str(pk) not in set(engine().ids())
    assert checking.compare() == (0, 0)


def test_what_is_shared_with_nobody_holds_up_nobody_else(index_now):
    an_item("Turning in secret")
    item = an_item("Turning in bed", open_to=OpenTo.PUBLIC)

    index_now()

    assert found("turning") == [item.pk]


def test_the_index_proposes_and_the_database_disposes(index_now):
    item = an_item("Turning in bed", open_to=OpenTo.PUBLIC)
    index_now()

    Record.objects.filter(pk=item.pk).update(open_to=OpenTo.NOBODY)  # as if the note had been lost

    assert found("turning") == []


def test_compare_counts_what_is_missing_and_what_is_too_many(index_now):
    kept = [an_item(open_to=OpenTo.PUBLIC) for _ in range(3)]
    a_paper()
    assert checking.compare() == (4, 0)

    index_now()
    assert checking.compare() == (0, 0)

    Item.objects.filter(pk=kept[0].pk).update(state="withdrawn")
    assert checking.compare() == (0, 1)
    engine(writable=True).remove([str(kept[1].pk)])
    assert checking.compare() == (1, 1)


def test_indexing_cut_off_before_the_notes_are_crossed_out_ends_in_the_same_place(index_now, monkeypatch):
    item = an_item("Turning in bed", open_to=OpenTo.PUBLIC)

    def power_cut(*args, **how):
        raise RuntimeError

    with monkeypatch.context() as cut:
        cut.setattr(indexing.transaction, "atomic", power_cut)
        with pytest.raises(RuntimeError):
            indexing.index_pending()
    index_now()

    assert found("turning") == [item.pk]
    assert checking.compare() == (0, 0)


def test_indexing_goes_on_in_helpings_oldest_first():
    items = [an_item(open_to=OpenTo.PUBLIC) for _ in range(5)]

    assert [indexing.index_pending(limit=2) for _ in range(4)] == [2, 2, 1, 0]

    assert set(engine().ids()) == {str(item.pk) for item in items}


@pytest.mark.parametrize("kind", ["item", "paper"])
def test_indexing_costs_the_same_number_of_queries_however_much_is_noted(kind):
    costs = []
    for rows in (1, 3):
        for _ in range(rows):
            an_item(open_to=OpenTo.PUBLIC) if kind == "item" else a_paper(abstract="Words.")
        Pending.objects.update(turn=1)
        with CaptureQueriesContext(connection) as queries:
            indexing.index_pending()
        costs.append(len(queries))

    assert costs[0] == costs[1]


def test_a_rebuild_makes_an_index_that_equals_the_database(index_now):
    items = [an_item("Turning in bed", open_to=OpenTo.PUBLIC) for _ in range(3)]
    index_now()
    engine(writable=True).remove([str(item.pk) for item in items])
    assert found("turning") == []

    indexing.ask_rebuild()
    work.run_until_idle("index")

    assert sorted(found("turning")) == sorted(item.pk for item in items)
    assert checking.compare() == (0, 0)


def test_a_rebuild_is_asked_for_once():
    assert indexing.ask_rebuild() == indexing.ask_rebuild()


def test_what_changes_during_a_rebuild_is_not_lost(index_now, meanwhile):
    item = an_item("Turning in bed", open_to=OpenTo.PUBLIC)
    index_now()

    def change_and_index() -> None:
        sharing.change(item, by=None, kind="library.item_changed", title="Walking in wards")
        indexing.index_pending()

    meanwhile(change_and_index)
    indexing.ask_rebuild()
    work.run_until_idle("index")
    index_now()

    assert (found("walking"), found("turning")) == ([item.pk], [])
    assert checking.compare() == (0, 0)


def test_notes_say_since_when_they_wait():
    before = clock.now()
    an_item()

    assert Pending.objects.get().since >= before
