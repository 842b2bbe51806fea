"""The time, and public ids."""

from datetime import UTC, date, datetime

import time_machine

from fingerpost.kernel import clock
from fingerpost.kernel.ids import new_id


def test_ids_never_repeat_and_hold_no_letter_that_is_misread():
    ids = {new_id() for _ in range(2000)}

    assert len(ids) == 2000
    assert {len(one) for one in ids} == {26}
    assert not set("".join(ids)) & set("ilou")


def test_ids_sort_by_the_time_they_were_made():
    with time_machine.travel(datetime(2026, 1, 1, tzinfo=UTC), tick=False):
        first = new_id()
    with time_machine.travel(datetime(2026, 1, 2, tzinfo=UTC), tick=False):
        second = new_id()

    assert first < second


def test_today_is_the_day_in_london_not_in_greenwich():
    with time_machine.travel(datetime(2026, 6, 30, 23, 30, tzinfo=UTC), tick=False):
        assert clock.today() == date(2026, 7, 1)


def test_days_are_counted_from_1970_and_no_date_is_nought():
    assert clock.day_number(date(1970, 1, 2)) == 1
    assert clock.day_number(datetime(1971, 1, 1, 12, tzinfo=UTC)) == 365
    assert clock.day_number(None) == 0
