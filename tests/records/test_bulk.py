"""Many rows of a child of Record at once come out as if each had been saved by itself."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from fingerpost.kernel import clock
from fingerpost.library.models import Paper
from fingerpost.records.models import OpenTo, Record, State, bulk_insert, bulk_rewrite

pytestmark = pytest.mark.django_db


def a_row(number: int, **more) -> Paper:
    """A paper not yet saved."""
    return Paper(**{
        "kind": "paper", "title": f"Paper {number}", "state": State.RELEASED, "released_at": clock.now(),
        "open_to": OpenTo.PUBLIC, "pmid": number, "authors": ["Smith J", "Jones é"], "mesh": ["Humans"],
        "published_on": date(2020, 1, number), "year": 2020,
    } | more)  # fmt: skip


def told(paper: Paper) -> dict:
    """All fields of a row but those that name it."""
    return {
        field.attname: getattr(paper, field.attname)
        for field in paper._meta.concrete_fields
        if field.attname not in {"id", "record_ptr_id", "public_id", "changed_at", "released_at"}
    }


def test_rows_written_at_once_equal_rows_saved_one_by_one():
    saved = a_row(1)
    saved.save()
    bulk_insert([made := a_row(1, pmid=2)])

    row = Paper.objects.get(pk=made.pk)
    assert told(row) | {"pmid": 1} == told(Paper.objects.get(pk=saved.pk))
    assert Record.objects.get(pk=made.pk).public_id == made.public_id


def test_rows_written_at_once_know_their_ids_and_can_be_saved_again():
    papers = [a_row(number) for number in (1, 2, 3)]
    bulk_insert(papers)

    papers[1].title, papers[1].year = "Another title", 2021
    papers[1].save()

    assert [paper.pk for paper in papers] == list(Paper.objects.order_by("pmid").values_list("pk", flat=True))
    assert list(Paper.objects.order_by("pmid").values_list("title", "year")) == [
        ("Paper 1", 2020), ("Another title", 2021), ("Paper 3", 2020),
    ]  # fmt: skip


def test_rows_are_rewritten_at_once_and_keep_their_ids():
    papers = [a_row(number) for number in (1, 2)]
    bulk_insert(papers)
    held = list(Paper.objects.order_by("pmid"))

    held[0].title, held[0].mesh, held[1].doi = "Changed", ["Animals"], "10.1/x"
    bulk_rewrite(held)

    rows = list(Paper.objects.order_by("pmid"))
    assert [(row.pk, row.public_id) for row in rows] == [(paper.pk, paper.public_id) for paper in papers]
    assert [(row.title, row.mesh, row.doi) for row in rows] == [
        ("Changed", ["Animals"], ""), ("Paper 2", ["Humans"], "10.1/x"),
    ]  # fmt: skip


def test_none_at_all_is_no_mistake():
    bulk_insert([])
    bulk_rewrite([])

    assert not Record.objects.exists()


def test_one_bad_row_keeps_all_out():
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk_insert([a_row(1), a_row(2, pmid=1)])

    assert not Record.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_writing_costs_the_same_however_many_rows(rows, django_assert_num_queries):
    papers = [a_row(number) for number in range(1, rows + 1)]

    with transaction.atomic():
        with django_assert_num_queries(2):
            bulk_insert(papers)
        with django_assert_num_queries(2):
            bulk_rewrite(papers)
