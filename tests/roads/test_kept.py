"""What is kept for a question: things with a note, own words, figures, voices; dropped with a reason, nothing lost."""

import pytest

from fingerpost.journal.models import Change
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.library.domain.own import writing
from fingerpost.records.domain import sharing
from fingerpost.records.models import Link, Record, Relation
from fingerpost.roads.domain import kept, questions
from fingerpost.roads.domain.workspace import workspace_of
from fingerpost.roads.models import Kept, KnowledgeKind
from tests.factories import a_paper, an_item, reader
from tests.roads.workers import Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return Place()


def shown(place, who):
    return [thing for _, things in workspace_of(place.question, reader(who)).by_kind for thing in things]


def titles(place, who):
    return [thing.kept.target.title for thing in shown(place, who) if not thing.is_restricted]


def test_a_thing_is_kept_with_a_note_and_the_graph_says_so(place):
    item = place.item(kind="policy")

    row = place.keep(item, words=" Page 4 is about nights. ")

    assert (row.kind, row.words, row.kept_by) == (KnowledgeKind.POLICY, "Page 4 is about nights.", place.ann)
    link = Link.objects.get(source_id=place.question.pk)
    assert (link.relation, link.target_id) == (Relation.CONSIDERED, item.pk)


def test_keeping_a_thing_twice_changes_nothing(place):
    item = place.item()
    first = place.keep(item, words="First note")

    assert place.keep(item, words="Another") == first
    assert Kept.objects.get().words == "First note"
    assert Change.objects.filter(kind="roads.kept").count() == 1


@pytest.mark.parametrize(
    ("kind", "counts_as"),
    [
        ("note", "evidence"), ("guideline", "guideline"), ("policy", "policy"), ("data-set", "data"),
        ("know-how", "know-how"), ("lesson", "lessons"), ("story", "lessons"), ("link", "evidence"),
    ],
)  # fmt: skip
def test_each_kind_of_page_counts_as_a_kind_of_knowledge(place, kind, counts_as):
    more = {"address": "https://www.example.org/"} if kind == "link" else {}

    assert place.keep(place.item(kind=kind, **more)).kind == counts_as


def test_a_paper_is_evidence_and_a_link_is_what_its_keeper_says(place):
    assert place.keep(a_paper("Bed alarms")).kind == KnowledgeKind.EVIDENCE
    link = place.item("NICE", kind="link", address="https://www.nice.org.uk/")
    assert place.keep(link, kind="guideline").kind == KnowledgeKind.GUIDELINE


def test_a_question_or_a_person_cannot_be_kept(place):
    other = questions.keep("Another?", by=place.ann)

    with pytest.raises(RuleBroken, match="Only pages, papers"):
        place.keep(Record.objects.get(pk=other.pk))


def test_what_somebody_may_not_see_they_cannot_keep(place):
    place.shared()

    with pytest.raises(NotAllowed, match="cannot see"):
        place.keep(place.secret(), who=place.bob)


def test_what_is_withdrawn_or_a_draft_cannot_be_kept(place):
    item = place.item()
    sharing.withdraw(item, by=None, why="Old")

    with pytest.raises(RuleBroken, match="not in use"):
        place.keep(item)


def test_everyone_the_question_is_shared_with_keeps_things_and_nobody_else(place):
    place.shared()

    place.keep(place.item("One"), who=place.bob)
    with pytest.raises(NotAllowed, match="Only those with whom a question is shared"):
        place.keep(place.item("Two"), who=place.cay)

    assert titles(place, place.ann) == ["One"]


def test_nothing_is_added_to_a_closed_question_until_it_is_open_again(place):
    row = place.keep()
    questions.close(place.question, by=place.ann)

    for attempt in (
        lambda: place.keep(place.item("Two")), lambda: place.add("know-how", "Walk with them."),
        lambda: kept.change(row, by=place.ann, reader=reader(place.ann), words="New"),
        lambda: kept.drop(row, "Old", by=place.ann, reader=reader(place.ann)),
    ):  # fmt: skip
        with pytest.raises(RuleBroken, match="closed"):
            attempt()
    questions.reopen(place.question, by=place.ann)
    place.keep(place.item("Two"))

    assert Kept.objects.count() == 2


# Own words ---------------------------------------------------------------------------------------


def test_own_words_figures_and_voices_are_kept_as_said(place):
    place.add("judgement", "Most fall on the way to the toilet.", source="12 years on this ward")
    place.add("data", "Falls on Ward 9", figure="6.2 for every 1,000 bed days", source="Incident system")
    place.add("voices", "“Nobody came.” – यह कठिन है – مرحبا", source="14 cards")

    rows = [(row.kind, row.figure, row.words, row.source) for row in Kept.objects.all()]
    assert rows == [
        ("judgement", "", "Most fall on the way to the toilet.", "12 years on this ward"),
        ("data", "6.2 for every 1,000 bed days", "Falls on Ward 9", "Incident system"),
        ("voices", "", "“Nobody came.” – यह कठिन है – مرحبا", "14 cards"),
    ]


def test_the_same_words_sent_twice_are_there_once(place):
    assert place.add("know-how", "Walk with them.") == place.add("know-how", " Walk with them. ")
    assert Kept.objects.count() == 1


@pytest.mark.parametrize(("words", "said"), [("  \n", "Write something first"), ("x" * 5001, "5,000 characters")])
def test_no_words_and_too_many_are_refused(place, words, said):
    with pytest.raises(RuleBroken, match=said):
        place.add("know-how", words)


def test_words_that_people_wrote_are_not_in_the_stream(place):
    row = place.keep(words="Secret note")
    place.add("voices", "Nobody came", source="Cards")
    kept.change(row, by=place.ann, reader=reader(place.ann), words="Another secret")
    kept.drop(row, "Hidden reason", by=place.ann, reader=reader(place.ann))

    said = str(list(Change.objects.values_list("detail", "personal")))
    assert not [word for word in ("ecret", "Nobody", "Hidden") if word in said]


# Change, drop, take up -----------------------------------------------------------------------------


def test_a_note_that_somebody_changed_meanwhile_is_not_overwritten(place):
    place.shared()
    row = place.keep(words="First")
    seen = kept.mark_of(row)
    kept.change(row, by=place.bob, reader=reader(place.bob), words="Bob's", seen=seen)

    with pytest.raises(kept.ChangedMeanwhile) as problem:
        kept.change(row, by=place.ann, reader=reader(place.ann), words="Ann's", seen=seen)

    assert problem.value.kept.words == "Bob's"
    assert Kept.objects.get().words == "Bob's"


def test_what_is_dropped_stays_with_the_reason_and_leaves_the_graph(place):
    row = place.keep()

    kept.drop(row, " About children only. ", by=place.ann, reader=reader(place.ann))

    space = workspace_of(place.question, reader(place.ann))
    assert (space.count, [one.kept.dropped_because for one in space.dropped]) == (0, ["About children only."])
    assert not Link.objects.filter(source_id=place.question.pk).exists()


def test_dropping_needs_a_reason_and_happens_once(place):
    row = place.keep()

    with pytest.raises(RuleBroken, match="Say why"):
        kept.drop(row, "  ", by=place.ann, reader=reader(place.ann))
    kept.drop(row, "Old", by=place.ann, reader=reader(place.ann))
    with pytest.raises(RuleBroken, match="dropped already, because: Old"):
        kept.drop(row, "Older", by=place.ann, reader=reader(place.ann))


def test_what_was_dropped_is_taken_up_again_with_its_note_and_its_link(place):
    row = place.keep(words="See page 4")
    kept.drop(row, "Old", by=place.ann, reader=reader(place.ann))

    kept.take_up_again(row, by=place.ann, reader=reader(place.ann))

    row.refresh_from_db()
    assert (row.dropped_at, row.dropped_because, row.words) == (None, "", "See page 4")
    assert Link.objects.filter(source_id=place.question.pk, relation=Relation.CONSIDERED).count() == 1


def test_keeping_again_what_was_dropped_takes_it_up_and_loses_no_note(place):
    item = place.item()
    row = place.keep(item, words="See page 4")
    kept.drop(row, "Old", by=place.ann, reader=reader(place.ann))

    assert place.keep(item, words="And page 6") == row

    row.refresh_from_db()
    assert (row.dropped_at, row.words) == (None, "See page 4\n\nAnd page 6")


# What a reader may not see ---------------------------------------------------------------------------


def test_a_thing_the_reader_may_not_see_is_not_there(place):
    place.shared()
    place.keep(place.secret())
    place.keep(place.item("For all"))

    space = workspace_of(place.question, reader(place.bob))
    assert (titles(place, place.bob), space.count) == (["For all"], 1)
    assert [one.kept.target.title for one in space.news if one.kept] == ["For all"]
    assert space.workers.added == (("Ann Ash", 1),)


def test_a_thing_whose_use_may_be_said_is_said_to_be_restricted_and_no_more(place):
    place.shared()
    item = place.secret(kind="policy")
    Record.objects.filter(pk=item.pk).update(use_may_be_said=True)
    place.keep(item, words="It says who holds the keys.")

    space = workspace_of(place.question, reader(place.bob))
    assert [(kind, [one.is_restricted for one in things]) for kind, things in space.by_kind] == [("policy", [True])]
    assert (space.count, space.news) == (0, ())


def test_a_thing_that_was_hidden_later_goes_from_the_page_of_those_who_may_no_longer_see_it(place):
    place.shared()
    item = place.item("For all")
    row = place.keep(item, who=place.bob, words="Mine")
    sharing.share(item, open_to="", tokens=[f"person:{place.ann.pk}"], by=None)

    assert (titles(place, place.bob), titles(place, place.ann)) == ([], ["For all"])
    with pytest.raises(NotAllowed):
        kept.change(row, by=place.bob, reader=reader(place.bob), words="New")


def test_what_was_withdrawn_or_is_overdue_says_so_and_names_what_replaced_it(place):
    old, new = place.item("Old policy", kind="policy"), place.item("New policy", kind="policy")
    place.keep(old)
    writing.withdraw(old, None, "Replaced", instead=new)

    (thing,) = shown(place, place.ann)
    assert thing.warnings == (("bad", "Withdrawn: do not use this"),)
    assert [one.title for one in thing.instead] == ["New policy"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_one_thing_and_for_three(place, rows, django_assert_num_queries):
    place.shared()
    for number in range(rows):
        row = place.keep(place.item(f"Page {number}"), who=place.bob)
        place.keep(a_paper(f"Paper {number}"), who=place.ann)
        dropped = place.add("know-how", f"Number {number}", who=place.bob)
        kept.change(row, by=place.bob, reader=reader(place.bob), words="Changed")
        kept.drop(dropped, "Old", by=place.ann, reader=reader(place.ann))

    who = reader(place.ann)
    with django_assert_num_queries(16):
        space = workspace_of(place.question, who)

    assert (space.count, len(space.dropped)) == (2 * rows, rows)


def test_two_hundred_things_are_kept_and_a_full_question_says_so(place, monkeypatch):
    for number in range(200):
        place.add("know-how", f"Thing {number}")
    assert workspace_of(place.question, reader(place.ann)).count == 200

    monkeypatch.setattr(kept, "MOST_KEPT", 200)
    with pytest.raises(RuleBroken, match="200 things are kept"):
        place.keep()


def test_somebody_who_left_is_not_named_and_what_they_kept_stays(place):
    place.shared()
    place.keep(who=place.bob, words="Read this")
    place.bob.delete()

    (thing,) = shown(place, place.ann)
    assert (thing.kept.kept_by, thing.kept.words) == (None, "Read this")


def test_things_of_another_time_are_dated_then(place):
    then = place.question.released_at.replace(year=2024)

    row = kept.keep(place.question, an_item(open_to="all"), by=place.ann, reader=reader(place.ann), at=then)

    assert (row.kept_at, row.changed_at) == (then, then)
    assert Change.objects.get(kind="roads.kept").at == then
