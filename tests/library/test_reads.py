"""How often things are read: counted without a query, written in one go, never who."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from fingerpost.kernel import clock
from fingerpost.library.domain.trust import reads
from fingerpost.library.models import ReadCount
from tests.factories import a_paper, a_person, a_unit, an_item

pytestmark = pytest.mark.django_db
BROWSER = {"HTTP_USER_AGENT": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/141.0"}


@pytest.fixture(autouse=True)
def _nothing_waits():
    reads.flush()
    yield
    reads.flush()


def test_reads_are_written_by_record_and_day_and_add_up():
    item, paper = an_item(), a_paper()

    for pk in (item.pk, item.pk, paper.pk):
        reads.seen(pk)
    assert reads.flush() == 3
    reads.seen(item.pk)
    reads.flush()

    today = clock.today()
    assert set(ReadCount.objects.values_list("record_id", "day", "times")) == {
        (item.pk, today, 3),
        (paper.pk, today, 1),
    }


def test_counting_costs_no_query(django_assert_num_queries):
    item = an_item()

    with django_assert_num_queries(0):
        for _ in range(50):
            reads.seen(item.pk)


def test_many_reads_are_written_in_few_statements(django_assert_num_queries):
    items = [an_item() for _ in range(5)]
    for item in items:
        reads.seen(item.pk)

    with django_assert_num_queries(4):  # which are there; one insert between a savepoint and its end
        reads.flush()


def test_a_record_that_is_gone_does_not_lose_the_other_reads():
    item = an_item()

    reads.add(Counter({(item.pk, clock.today()): 2, (987_654, clock.today()): 5}))

    assert [row.times for row in ReadCount.objects.all()] == [2]


def test_what_cannot_be_written_now_is_written_the_next_time():
    item = an_item()
    reads.seen(item.pk)

    def refuse(execute, sql, params, many, context):
        raise RuntimeError("The disk is full.")

    with connection.execute_wrapper(refuse), pytest.raises(RuntimeError):
        reads.flush()

    assert reads.flush() == 1


def test_only_the_last_four_weeks_are_lately():
    item = an_item()
    today = clock.today()
    reads.add(
        Counter(
            {(item.pk, today): 2, (item.pk, today - timedelta(days=27)): 3, (item.pk, today - timedelta(days=28)): 9}
        )
    )

    assert reads.lately([item.pk]) == {item.pk: 5}


def test_the_most_read_come_first_once_they_were_ranked():
    quiet, busy, never = an_item(), an_item(), an_item()
    reads.add(Counter({(quiet.pk, clock.today()): 1, (busy.pk, clock.today()): 7}))

    reads.rank()

    assert reads.most_read() == [busy.pk, quiet.pk]
    assert never.pk not in reads.most_read()


@pytest.mark.parametrize("kind", ["item", "paper"])
def test_opening_a_page_counts(client, kind):
    row = an_item(open_to="public") if kind == "item" else a_paper()

    client.get(reverse(f"library:{kind}", args=[row.public_id]), **BROWSER)
    reads.flush()

    assert [(count.record_id, count.times) for count in ReadCount.objects.all()] == [(row.pk, 1)]


@pytest.mark.parametrize("agent", ["Googlebot/2.1", "curl/8.5", "python-httpx/0.28", "SomeMonitor/1.0"])
def test_machines_do_not_count(client, agent):
    item = an_item(open_to="public")

    client.get(reverse("library:item", args=[item.public_id]), HTTP_USER_AGENT=agent)

    assert reads.flush() == 0


def test_the_owner_looking_at_their_own_page_does_not_count(signed_in):
    unit = a_unit()
    owner, other = a_person("", unit), a_person("", unit)
    item = an_item(unit=unit, owner=owner, open_to="all")

    signed_in(owner).get(reverse("library:item", args=[item.public_id]), **BROWSER)
    assert reads.flush() == 0
    signed_in(other).get(reverse("library:item", args=[item.public_id]), **BROWSER)
    assert reads.flush() == 1


def test_a_page_that_one_may_not_see_is_not_counted(client):
    item = an_item()

    assert client.get(reverse("library:item", args=[item.public_id]), **BROWSER).status_code == 404
    assert reads.flush() == 0
