"""What tests stand on does what its words say."""

import pytest

from tests import factories


@pytest.mark.django_db
def test_an_item_is_seen_by_nobody_unless_told():
    from fingerpost.records.models import Record

    unit = factories.a_unit()
    reader = factories.reader(factories.a_person("", unit))

    factories.an_item(unit=unit)
    shared = factories.an_item(unit=unit, open_to="all")

    assert list(Record.objects.visible_to(reader).values_list("pk", flat=True)) == [shared.pk]


@pytest.mark.django_db
def test_a_paper_comes_in_as_an_import_brings_it(index, index_now):
    from fingerpost.search.domain.find import answer

    paper = factories.a_paper("Bed sensors and falls on a ward")
    index_now()

    reply = answer("bed sensors", reader=factories.reader())

    assert [one.record.pk for one in reply.found] == [paper.pk]


def test_nothing_reaches_the_network():
    import socket

    with pytest.warns(UserWarning, match="tried to use"), pytest.raises(RuntimeError):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
