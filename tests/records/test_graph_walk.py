"""Walking the graph: several steps, only over what the reader may see, and at the same cost however much there is."""

from collections import defaultdict

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fingerpost.journal.models import Change
from fingerpost.kernel import clock
from fingerpost.organisations.readers import ANYONE, Reader
from fingerpost.records.domain import graph, sharing
from fingerpost.records.domain.reaching import BEARING
from fingerpost.records.models import Audience, Link, Record, Relation, State
from tests.factories import a_paper, a_person, a_unit, an_item, reader

pytestmark = pytest.mark.django_db


def things(*names, **fields):
    """Records that anyone may see, unless told."""
    given = {"kind": "note", "state": "released", "released_at": clock.now(), "open_to": "public"} | fields
    made = [Record.objects.create(title=name, **given) for name in names]
    return made[0] if len(made) == 1 else made


def join(*ends, relation=Relation.RESTS_ON):
    """Each rests on the next."""
    for source, target in zip(ends, ends[1:], strict=False):
        Link.objects.create(source=source, relation=relation, target=target)


def told(nodes):
    """A walk as it would be read out: (words, title, what is behind it), with a star where it is said elsewhere."""
    return [(node.words, node.title + "*" * node.again, told(node.children)) for node in nodes]


def titles(walked):
    return [node.title for node in walked.every()]


def rests_on(record, who=ANYONE, **more):
    return graph.walk(record, who, direction="rests_on", **more)


def used_in(record, who=ANYONE, **more):
    return graph.walk(record, who, direction="used_in", **more)


def test_a_walk_tells_in_words_what_a_thing_rests_on_step_by_step():
    decision, brief, note, paper = things("Decision", "Brief", "Note", "Paper")
    join(decision, brief)
    join(brief, note, paper, relation=Relation.SUMMARISES)

    assert told(rests_on(decision).nodes) == [
        ("rests on", "Brief", [("summarises", "Note", [("summarises", "Paper", [])])])
    ]


def test_the_same_links_read_backwards_tell_where_a_thing_is_used():
    decision, brief, paper = things("Decision", "Brief", "Paper")
    join(decision, brief)
    join(brief, paper, relation=Relation.SUMMARISES)

    assert told(used_in(paper).nodes) == [
        ("is summarised by", "Brief", [("is relied on by", "Decision", [])]),
    ]


def test_two_things_joined_in_two_ways_are_said_once():
    brief, note = things("Brief", "Note")
    join(brief, note, relation=Relation.CITES)
    join(brief, note, relation=Relation.SUMMARISES)

    assert told(rests_on(brief).nodes) == [("summarises and cites", "Note", [])]


def test_what_is_reached_by_two_ways_is_unfolded_once_and_named_twice():
    top, left, right, bottom, below = things("Top", "Left", "Right", "Bottom", "Below")
    join(top, left, bottom, below)
    join(top, right, bottom)

    assert told(rests_on(top).nodes) == [
        ("rests on", "Right", [("rests on", "Bottom", [("rests on", "Below", [])])]),
        ("rests on", "Left", [("rests on", "Bottom*", [])]),
    ]


def test_a_circle_ends_where_it_began():
    one, two, three = things("One", "Two", "Three")
    join(one, two, three, one)

    assert told(rests_on(one).nodes) == [("rests on", "Two", [("rests on", "Three", [("rests on", "One*", [])])])]
    assert told(used_in(one).nodes) == [
        ("is relied on by", "Three", [("is relied on by", "Two", [("is relied on by", "One*", [])])])
    ]


@pytest.mark.parametrize(("steps", "goes_on"), [(1, True), (2, True), (3, False), (4, False)])
def test_a_walk_goes_so_many_steps_and_says_whether_there_is_more_beyond(steps, goes_on):
    chain = things("Start", "First", "Second", "Third")
    join(*chain)

    walked = rests_on(chain[0], steps=steps)

    assert titles(walked) == ["First", "Second", "Third"][:steps]
    assert (walked.goes_on, walked.cut) == (goes_on, False)


@pytest.mark.parametrize("relation", graph.NOTICES)
def test_what_is_only_said_about_a_thing_is_no_use_of_it(relation):
    paper, letter = things("Paper", "Letter")
    join(letter, paper, relation=relation)

    assert used_in(paper).nodes == rests_on(letter).nodes == ()


def test_every_relation_either_bears_or_only_says_something_and_reads_both_ways():
    assert sorted([*BEARING, *graph.NOTICES]) == sorted(Relation)
    assert set(graph.BACKWARDS) == set(Relation)


@pytest.mark.parametrize("direction", ["rests_on", "used_in"])
def test_what_lies_behind_something_hidden_is_not_shown(direction):
    start, behind = things("Start", "Behind")
    join(*(start, things("Hidden", open_to=""), behind)[:: 1 if direction == "rests_on" else -1])

    assert graph.walk(start, ANYONE, direction=direction) == graph.Walked(direction)


def test_what_is_behind_something_hidden_is_shown_when_another_way_leads_there():
    start, behind, other = things("Start", "Behind", "Other")
    join(start, things("Hidden", open_to=""), behind)
    join(start, other, behind)

    assert titles(rests_on(start)) == ["Other", "Behind"]


def test_a_walk_from_something_hidden_shows_nothing():
    hidden, seen, said = things("Hidden", open_to=""), things("Seen"), things("Said", open_to="", use_may_be_said=True)
    join(hidden, seen)
    join(hidden, said)

    assert rests_on(hidden).nodes == ()


def test_a_walk_shows_what_is_shared_with_the_reader():
    trust = a_unit()
    paper, local = a_paper(), an_item("Local", tokens=[f"unit:{trust.pk}"])
    graph.link(local, Relation.RESTS_ON, paper)

    assert titles(used_in(paper, reader(a_person("", trust)))) == ["Local"]
    assert titles(used_in(paper, reader(a_person()))) == []


def test_something_restricted_is_told_of_once_where_its_owner_lets_it():
    start, seen, behind = things("Start", "Seen", "Behind")
    first, second = things("First", "Second", open_to="", use_may_be_said=True)
    join(start, seen)
    join(start, first, behind)
    join(start, second)

    walked = rests_on(start)

    assert told(walked.nodes) == [("rests on", "Seen", []), ("", "Something restricted was used", [])]
    assert walked.nodes[1].record is None
    assert graph.rests_on_restricted(start, ANYONE)


def test_something_restricted_is_not_told_of_unless_its_owner_lets_it():
    start = things("Start")
    join(start, things("Hidden", open_to=""))

    assert rests_on(start).nodes == ()
    assert not graph.rests_on_restricted(start, ANYONE)


def test_that_something_restricted_uses_a_thing_is_never_told():
    paper = things("Paper")
    join(things("Hidden", open_to="", use_may_be_said=True), paper)

    assert used_in(paper).nodes == ()


def test_whoever_may_see_it_meets_the_thing_itself():
    ann = a_person()
    said = things("Said", open_to="", use_may_be_said=True)
    Audience.objects.create(record=said, token=f"person:{ann.pk}")
    start = things("Start")
    join(start, said)

    assert titles(rests_on(start, reader(ann))) == ["Said"]
    assert not graph.rests_on_restricted(start, reader(ann))


def test_what_was_withdrawn_stays_and_is_marked():
    brief, note = things("Brief", "Note")
    join(brief, note)
    sharing.withdraw(note, by=None, why="Old")

    assert [(node.title, node.is_withdrawn) for node in rests_on(brief).nodes] == [("Note", True)]


def test_what_was_replaced_is_marked_for_those_who_may_see_by_what():
    ann = a_person()
    brief, old, new = things("Brief", "Old", "New")
    secret = things("Secret", open_to="")
    Audience.objects.create(record=secret, token=f"person:{ann.pk}")
    join(brief, old)
    join(secret, old, relation=Relation.SUPERSEDES)

    assert [node.replaced for node in rests_on(brief).nodes] == [False]
    assert [node.replaced for node in rests_on(brief, reader(ann)).nodes] == [True]
    join(new, old, relation=Relation.SUPERSEDES)
    assert [node.replaced for node in rests_on(brief).nodes] == [True]


def test_a_draft_replaces_nothing_yet():
    ann = a_person()
    brief, old = things("Brief", "Old")
    draft = things("Draft", open_to="", state=State.DRAFT, released_at=None)
    Audience.objects.create(record=draft, token=f"person:{ann.pk}")
    join(brief, old)
    join(draft, old, relation=Relation.SUPERSEDES)

    assert [node.replaced for node in rests_on(brief, reader(ann)).nodes] == [False]


def test_a_thing_used_two_thousand_times_shows_two_hundred_and_says_that_there_are_more():
    paper = things("Paper")
    now = clock.now()
    users = Record.objects.bulk_create(
        Record(kind="note", title=f"Note {number}", state="released", released_at=now, open_to="public")
        for number in range(2000)
    )
    Link.objects.bulk_create(Link(source=user, relation=Relation.SUMMARISES, target=paper) for user in users)

    walked = used_in(paper)

    assert (len(walked.nodes), walked.cut) == (200, True)
    assert len({node.record for node in walked.nodes}) == 200


def test_a_walk_stops_after_so_many_things_and_says_so():
    start, *rest = things("Start", "First", "Second", "Third", "Behind")
    for each in rest[:3]:
        join(start, each)
    join(rest[0], rest[3])

    few, all_of_them = rests_on(start, most=3), rests_on(start, most=4)

    assert (sorted(titles(few)), few.cut) == (["First", "Second", "Third"], True)
    assert (sorted(titles(all_of_them)), all_of_them.cut) == (["Behind", "First", "Second", "Third"], False)


def test_things_that_all_rest_on_each_other_are_named_a_bounded_number_of_times():
    ring = things(*(f"Thing {number}" for number in range(30)))
    Link.objects.bulk_create(
        Link(source=one, relation=Relation.CITES, target=other) for one in ring for other in ring if one != other
    )

    walked = rests_on(ring[0])

    assert len([node for node in walked.every() if not node.again]) == 29
    assert len(list(walked.every())) == 29 + 200
    assert walked.cut


@pytest.mark.parametrize("direction", ["rests_on", "used_in"])
@pytest.mark.parametrize("count", [1, 3])
def test_a_walk_costs_three_queries_however_many_links_there_are(direction, count, django_assert_num_queries):
    start = things("Start")
    for number in range(count):
        ends = (start, things(f"Middle {number}"), things(f"End {number}"))
        join(*(ends if direction == "rests_on" else ends[::-1]))

    with django_assert_num_queries(3):
        walked = graph.walk(start, ANYONE, direction=direction)
        assert len([(node.title, node.replaced, node.is_withdrawn) for node in walked.every()]) == 2 * count


def test_thousands_of_units_are_asked_about_at_once():
    paper, local = things("Paper"), things("Local", open_to="")
    Audience.objects.create(record=local, token="unit:4999")
    join(local, paper)
    everywhere = Reader(tokens=frozenset({"public", *(f"unit:{number}" for number in range(5000))}))

    with CaptureQueriesContext(connection) as asked:
        assert titles(used_in(paper, everywhere)) == ["Local"]
    assert len(asked) == 3


def test_letting_use_be_said_is_written_down_once():
    item, ann = an_item(), a_person()

    graph.let_use_be_said(item, True, by=ann)
    graph.let_use_be_said(item, True, by=ann)

    item.refresh_from_db()
    assert item.use_may_be_said
    row = Change.objects.get(kind="records.use_said")
    assert (row.subject, row.actor, row.detail) == (item.public_id, ann.public_id, {"may": True})


# Against a walk that asks about every link, one at a time ------------------------------------------

TOKENS = ("unit:1", "unit:2", "person:3")
GRAPHS = st.integers(2, 9).flatmap(
    lambda size: st.tuples(
        st.lists(
            st.tuples(
                st.sampled_from(["public", "all", "", ""]),
                st.sets(st.sampled_from(TOKENS), max_size=2),
                st.booleans(),
            ),
            min_size=size, max_size=size,
        ),
        st.sets(
            st.tuples(
                st.integers(0, size - 1), st.sampled_from(["rests_on", "cites", "retracts"]), st.integers(0, size - 1)
            ).filter(lambda link: link[0] != link[2]),
            max_size=24,
        ),
    )
)  # fmt: skip


def slowly(records, links, start, who, direction, steps):
    """What a walk must show: for each thing reached its distance, every pair walked over, and who tells of secrets."""
    visible = set(Record.objects.visible_to(who).values_list("pk", flat=True))
    pairs, said = defaultdict(set), set()
    for source, relation, target in links:
        near, far = (records[source], records[target])[:: 1 if direction == "rests_on" else -1]
        if relation not in {each.value for each in BEARING} or near.pk not in visible:
            continue
        if far.pk in visible:
            pairs[near.pk].add(far.pk)
        elif direction == "rests_on" and far.use_may_be_said:
            said.add(near.pk)
    distance = {start.pk: 0} if start.pk in visible else {}
    for step in range(1, steps + 2):
        edge = [pk for pk, at in distance.items() if at == step - 1]
        for far in {far for pk in edge for far in pairs[pk]} - set(distance):
            distance[far] = step
    inside = {pk for pk, at in distance.items() if at < steps}
    return (
        {pk: at for pk, at in distance.items() if at <= steps},
        {(near, far) for near in inside for far in pairs[near]},
        said & inside,
        steps + 1 in distance.values(),
    )


def as_walked(start, walked):
    """The same, of what the walk showed."""
    distance, pairs, said = {start.pk: 0}, set(), set()
    waiting = [(start.pk, 0, walked.nodes)]
    while waiting:
        near, at, nodes = waiting.pop()
        for node in nodes:
            if node.record is None:
                said.add(near)
                continue
            pairs.add((near, node.record.pk))
            if not node.again:
                assert node.record.pk not in distance, "unfolded twice"
                distance[node.record.pk] = at + 1
                waiting.append((node.record.pk, at + 1, node.children))
    return distance, pairs, said, walked.goes_on


@pytest.mark.parametrize("direction", ["rests_on", "used_in"])
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    world=GRAPHS,
    tokens=st.sets(st.sampled_from(TOKENS)),
    signed_in=st.booleans(),
    steps=st.integers(1, 4),
)
def test_a_walk_shows_what_a_slow_walk_link_by_link_shows(direction, world, tokens, signed_in, steps):
    facts, links = world
    Record.objects.all().delete()
    records = [
        things(f"Thing {number}", open_to=open_to, use_may_be_said=may)
        for number, (open_to, _, may) in enumerate(facts)
    ]
    Audience.objects.bulk_create(
        Audience(record=record, token=token)
        for record, (_, shared, _) in zip(records, facts, strict=True)
        for token in shared
    )
    Link.objects.bulk_create(
        Link(source=records[source], relation=relation, target=records[target]) for source, relation, target in links
    )
    who = Reader(
        tokens=frozenset({"public", *tokens, *({"all"} if signed_in else ())}), person_id=3 if signed_in else None
    )

    for start in records:
        wanted = slowly(records, links, start, who, direction, steps)
        walked = graph.walk(start, who, direction=direction, steps=steps)
        if wanted[0]:
            assert as_walked(start, walked) == wanted
        else:
            assert walked == graph.Walked(direction)
        assert not walked.cut
