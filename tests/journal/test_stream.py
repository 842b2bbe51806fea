"""The stream: sealed in order, found out when tampered with, followed at least once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from fingerpost.journal.domain import stream
from fingerpost.journal.models import Change, Cursor

pytestmark = pytest.mark.django_db


def three(seal: bool = True) -> list[Change]:
    """Three changes of one subject, the second with something personal in it."""
    made = [
        stream.record("test.began", subject="SUBJECT", by="ANN", detail={"n": 1}),
        stream.record("test.went_on", subject="SUBJECT", by="BOB", personal={"name": "Bob Smith"}),
        stream.record("test.ended", subject="OTHER", detail={"n": 3}),
    ]
    if seal:
        stream.seal()
    return made


def test_changes_are_sealed_in_the_order_they_were_made():
    made = three(seal=False)

    assert stream.seal(limit=2) == 2
    assert stream.seal(limit=2) == 1
    assert stream.seal() == 0

    sealed = list(Change.objects.order_by("position").values_list("pk", "position"))
    assert sealed == [(row.pk, place) for place, row in enumerate(made, 1)]


def test_an_untouched_stream_holds():
    three()

    assert stream.verify() == (3, "")


def test_an_empty_stream_holds():
    assert stream.verify() == (0, "")


def test_what_is_not_sealed_yet_is_no_fault():
    three()
    stream.record("test.new", subject="SUBJECT")

    assert stream.verify() == (3, "")


@pytest.mark.parametrize(
    "tampered",
    [
        {"kind": "test.never_happened"},
        {"subject": "SOMEBODY"},
        {"actor": "EVE"},
        {"detail": {"n": 2}},
        {"personal": {"name": "Rob Smith"}},
        {"personal_digest": "0" * 64},
        {"salt": "0" * 32},
        {"previous": "1" * 64},
        {"seal": "2" * 64},
        {"position": 99},
    ],
    ids=lambda tampered: next(iter(tampered)),
)
def test_a_changed_field_is_found_out(tampered):
    three()

    Change.objects.filter(position=2).update(**tampered)

    held, wrong = stream.verify()
    assert (held, bool(wrong)) == (1, True)


def test_a_changed_time_is_found_out():
    made = three()

    Change.objects.filter(position=2).update(at=made[1].at + timedelta(microseconds=1))

    assert stream.verify() == (1, "The change at position 2 is not what was sealed.")


@pytest.mark.parametrize("position", [1, 2, 3])
def test_a_deleted_change_is_found_out_even_the_newest(position):
    three()

    Change.objects.filter(position=position).delete()

    assert stream.verify() == (position - 1, f"Position {position} is missing.")


def test_the_place_of_a_deleted_change_is_never_given_again():
    three()
    Change.objects.filter(position=3).delete()

    stream.record("test.instead", subject="OTHER")
    stream.seal()

    assert stream.verify() == (2, "Position 3 is missing.")


def test_all_changes_deleted_is_found_out():
    three()

    Change.objects.all().delete()

    assert stream.verify() == (0, "Position 1 is missing.")


def test_two_changes_swapped_are_found_out():
    three()
    Change.objects.filter(position=1).update(position=100)
    Change.objects.filter(position=2).update(position=1)
    Change.objects.filter(position=100).update(position=2)

    assert stream.verify() == (0, "The change at position 1 is not what was sealed.")


def test_a_change_put_in_between_is_found_out():
    three()
    Change.objects.filter(position=3).update(position=4)
    forged = stream.change("test.forged", subject="SUBJECT")
    forged.position, forged.previous, forged.seal = 3, "0" * 64, "f" * 64
    forged.save()

    assert stream.verify()[0] == 2


def test_personal_detail_can_be_forgotten_and_the_stream_still_holds():
    three()

    assert stream.erase_personal("SUBJECT") == 1

    row = Change.objects.get(position=2)
    assert (row.personal, row.salt) == (None, "")
    assert stream.verify() == (3, "")


def test_the_database_refuses_a_position_given_twice():
    three()

    with pytest.raises(IntegrityError), transaction.atomic():
        Change.objects.filter(position=3).update(position=2)


def test_the_database_refuses_a_seal_without_a_position():
    with pytest.raises(IntegrityError), transaction.atomic():
        Change.objects.create(kind="test", subject="S", at=stream.clock.now(), seal="f" * 64)


def test_a_follower_meets_each_change_of_its_kinds_once_and_in_order():
    three()
    met: list[str] = []

    for _ in range(3):
        stream.follow("reader", lambda row: met.append(row.kind), kinds=["test.began", "test.ended"])

    assert met == ["test.began", "test.ended"]


def test_a_follower_does_not_meet_what_is_not_sealed():
    three(seal=False)

    assert stream.follow("reader", lambda row: pytest.fail("not sealed yet"), kinds=["test.began"]) == 0


def test_a_follower_that_crashed_meets_the_same_change_again_and_goes_on():
    three()
    met: list[str] = []

    def crash_at_the_second(row: Change) -> None:
        met.append(row.kind)
        if len(met) == 2:
            raise RuntimeError

    kinds = ["test.began", "test.went_on", "test.ended"]
    with pytest.raises(RuntimeError):
        stream.follow("reader", crash_at_the_second, kinds=kinds)
    stream.follow("reader", crash_at_the_second, kinds=kinds)

    assert met == ["test.began", "test.went_on", "test.went_on", "test.ended"]


def test_what_a_crashed_follower_wrote_for_that_change_is_undone():
    three()

    def write_then_crash(row: Change) -> None:
        stream.record("test.reaction", subject=row.subject)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        stream.follow("reader", write_then_crash, kinds=["test.began"])

    assert not Change.objects.filter(kind="test.reaction").exists()


def test_a_follower_passes_over_kinds_it_does_not_want_without_reading_them_again(django_assert_num_queries):
    for _ in range(5):
        stream.record("test.dull", subject="S")
    stream.seal()

    stream.follow("reader", lambda row: None, kinds=["test.rare"])

    assert Cursor.objects.get(follower="reader").position == 5


def test_followers_read_on_in_helpings():
    for number in range(5):
        stream.record("test.fact", subject="S", detail={"n": number})
    stream.seal()
    met: list[int] = []

    def meet(row: Change) -> None:
        met.append(row.detail["n"])

    helpings = [stream.follow("reader", meet, kinds=["test.fact"], limit=2) for _ in range(3)]

    assert (helpings, met) == ([2, 2, 1], [0, 1, 2, 3, 4])


def test_a_change_goes_with_the_transaction_that_made_it():
    @transaction.atomic
    def change_and_fail() -> None:
        stream.record("test.began", subject="S")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        change_and_fail()

    assert not Change.objects.exists()


def test_sealing_nothing_takes_no_lock(django_assert_num_queries):
    three()

    with django_assert_num_queries(1):
        stream.seal()
