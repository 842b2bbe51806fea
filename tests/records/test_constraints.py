"""What can never be, whoever writes: the database refuses it."""

import pytest
from django.db import IntegrityError, connection, transaction

from fingerpost.kernel import clock
from fingerpost.records.models import Audience, Link, OpenTo, Part, PartRole, Record, Relation, State
from tests.factories import a_person, an_item

pytestmark = pytest.mark.django_db


def refused(write) -> None:
    """The database will not have it."""
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


def test_a_draft_is_never_open():
    draft = Record.objects.create(kind="note", title="A draft")

    refused(lambda: Record.objects.filter(pk=draft.pk).update(open_to=OpenTo.PUBLIC))


def test_everything_has_a_title():
    refused(lambda: Record.objects.create(kind="note", title=""))


@pytest.mark.parametrize("state", [State.RELEASED, State.WITHDRAWN])
def test_what_was_released_says_when(state):
    refused(lambda: Record.objects.create(kind="note", title="A note", state=state))
    assert Record.objects.create(kind="note", title="A note", state=state, released_at=clock.now()).pk


def test_two_records_never_share_an_address():
    first, second = an_item(), an_item()

    refused(lambda: Record.objects.filter(pk=second.pk).update(public_id=first.public_id))


def test_a_record_is_shared_once_with_the_same_people():
    item = an_item(tokens=["unit:1"])

    refused(lambda: Audience.objects.create(record_id=item.pk, token="unit:1"))


def test_nothing_is_linked_to_itself():
    item = an_item()

    refused(lambda: Link.objects.create(source_id=item.pk, relation=Relation.CITES, target_id=item.pk))


def test_the_same_link_is_made_once():
    ends = {"source_id": an_item().pk, "relation": Relation.CITES, "target_id": an_item().pk}
    Link.objects.create(**ends)

    refused(lambda: Link.objects.create(**ends))
    assert Link.objects.create(**ends | {"relation": Relation.ANSWERS}).pk


def test_a_person_has_the_same_part_once():
    part = {"record_id": an_item().pk, "person": a_person(), "role": PartRole.AUTHOR}
    Part.objects.create(**part)

    refused(lambda: Part.objects.create(**part))


def test_a_link_needs_both_its_ends():
    item = an_item()

    def link_to_nothing() -> None:
        Link.objects.create(source_id=item.pk, relation=Relation.CITES, target_id=item.pk + 1000)
        connection.check_constraints()

    refused(link_to_nothing)
