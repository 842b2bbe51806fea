"""The one graph: links seen from both ends, and only by those who may see both."""

import pytest

from fingerpost.journal.models import Change
from fingerpost.kernel.errors import RuleBroken
from fingerpost.organisations.readers import ANYONE
from fingerpost.records.domain import graph
from fingerpost.records.models import Link, OpenTo, Part, PartRole, Relation
from tests.factories import a_paper, a_person, a_unit, an_item, reader

pytestmark = pytest.mark.django_db


def test_a_link_is_seen_from_both_its_ends():
    guideline, paper = an_item(open_to=OpenTo.PUBLIC), a_paper()
    graph.link(guideline, Relation.RESTS_ON, paper)

    from_guideline = graph.links_of(guideline, ANYONE)
    from_paper = graph.links_of(paper, ANYONE)

    assert [link.target.title for link in from_guideline[0]] == [paper.title]
    assert [link.source.title for link in from_paper[1]] == [guideline.title]
    assert (from_guideline[1], from_paper[0]) == ([], [])


@pytest.mark.parametrize("hidden_end", ["source", "target"])
def test_a_link_is_hidden_where_either_end_is(hidden_end):
    hidden, open_one = an_item(), an_item(open_to=OpenTo.PUBLIC)
    ends = (hidden, open_one) if hidden_end == "source" else (open_one, hidden)
    graph.link(ends[0], Relation.CITES, ends[1])

    assert graph.links_of(open_one, ANYONE) == ([], [])
    assert not Link.objects.visible_to(ANYONE).exists()


def test_a_link_is_seen_by_those_who_may_see_both_ends():
    trust = a_unit()
    local = an_item(tokens=[f"unit:{trust.pk}"])
    graph.link(local, Relation.RESTS_ON, a_paper())

    assert Link.objects.visible_to(reader(a_person("", trust))).count() == 1
    assert Link.objects.visible_to(reader(a_person())).count() == 0


def test_saying_the_same_twice_changes_nothing():
    one, other = an_item(), an_item()

    first = graph.link(one, Relation.CITES, other)

    assert graph.link(one, Relation.CITES, other) == first
    assert Change.objects.filter(kind="records.linked").count() == 1


def test_the_stream_says_what_was_linked_and_unlinked_and_by_whom():
    one, other, ann = an_item(), an_item(), a_person()

    graph.unlink(graph.link(one, Relation.CITES, other, by=ann), by=ann)

    rows = Change.objects.filter(kind__in=["records.linked", "records.unlinked"]).order_by("pk")
    assert [(row.kind, row.subject, row.actor) for row in rows] == [
        ("records.linked", one.public_id, ann.public_id), ("records.unlinked", one.public_id, ann.public_id),
    ]  # fmt: skip
    assert all(row.detail == {"relation": "cites", "target": other.public_id} for row in rows)
    assert not Link.objects.exists()


def test_a_thing_cannot_be_linked_to_itself():
    item = an_item()

    with pytest.raises(RuleBroken, match="cannot be linked to itself"):
        graph.link(item, Relation.CITES, item)


def test_a_relation_outside_the_vocabulary_is_refused():
    with pytest.raises(ValueError, match="is_vaguely_like"):
        graph.link(an_item(), "is_vaguely_like", an_item())


def test_a_circle_of_links_does_no_harm():
    ring = [an_item(open_to=OpenTo.PUBLIC) for _ in range(3)]
    for one, next_one in zip(ring, [*ring[1:], ring[0]], strict=True):
        graph.link(one, Relation.CITES, next_one)

    for one in ring:
        links_out, links_in = graph.links_of(one, ANYONE)
        assert (len(links_out), len(links_in)) == (1, 1)


@pytest.mark.parametrize("links", [1, 3])
def test_reading_links_costs_two_queries_however_many_there_are(links, django_assert_num_queries):
    centre = an_item(open_to=OpenTo.PUBLIC)
    for _ in range(links):
        graph.link(centre, Relation.CITES, a_paper())
        graph.link(an_item(open_to=OpenTo.PUBLIC), Relation.CITES, centre)

    with django_assert_num_queries(2):
        links_out, links_in = graph.links_of(centre, ANYONE)
        names = {link.target.title for link in links_out} | {link.source.title for link in links_in}

    assert len(names) == 2 * links


def test_a_part_is_noted_once_with_what_was_agreed():
    item, ann = an_item(), a_person()

    graph.take_part(item, ann, PartRole.AUTHOR, shown=False, by=ann)
    graph.take_part(item, ann, PartRole.AUTHOR, shown=True, by=ann)

    part = Part.objects.get()
    assert (part.person, part.role, part.shown) == (ann, PartRole.AUTHOR, False)
    assert Change.objects.filter(kind="records.part_taken", subject=item.public_id).count() == 1
