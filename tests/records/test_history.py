"""The history of a page: in plain words, for readers, with names only where their people agreed."""

import ast
import re
from datetime import timedelta

import pytest
from django.apps import apps

from fingerpost.journal.domain import stream
from fingerpost.journal.domain.wording import register_words, wordings, words_of
from fingerpost.kernel import clock
from fingerpost.library.domain.own import items
from fingerpost.organisations.domain import consent
from fingerpost.organisations.readers import ANYONE
from fingerpost.records.domain import graph, history, sharing
from fingerpost.records.models import OpenTo, Relation
from tests.architecture.repository import PRODUCT, areas, modules
from tests.factories import a_paper, a_person, an_item, reader

pytestmark = pytest.mark.django_db

# Names that look like kinds of change and are something else: work to do, followers, salts, kept figures.
NO_CHANGES = {
    "decisions.once", "library.fill", "library.longest_waiting", "library.import", "library.import_outside", "library.most_read",
    "library.nudges", "library.shelf", "library.written_by", "notifications.send", "organisations.paging",
    "search.rebuild",
}  # fmt: skip
INSIDE_WORDS = re.compile(r"\b(records?|tokens?|facets?|streams?|pins?|audience)\b|[_.]", re.I)


def kinds_in_code():
    """Every text in the product that reads "area.something_happened", as kinds of change do."""
    shape = re.compile(rf"({'|'.join(areas())})\.[a-z_]+")
    return (
        {
            node.value
            for _, tree in modules(PRODUCT)
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and shape.fullmatch(node.value)
        }
        - ({model._meta.label_lower for model in apps.get_models()} - set(wordings()))
        - NO_CHANGES
    )


def said(record, who=ANYONE):
    return [event.words for event in history.history_of(record, who)]


def test_every_kind_of_change_that_code_writes_has_words():
    assert sorted(kinds_in_code() - set(wordings())) == []


def test_words_are_only_for_changes_that_code_writes():
    assert sorted(set(wordings()) - kinds_in_code()) == []


def test_words_are_plain():
    assert [each.words for each in wordings().values() if INSIDE_WORDS.search(each.words)] == []


def test_a_history_tells_what_happened_newest_first():
    item = an_item(open_to=OpenTo.PUBLIC)
    items.review(item, by=None, on=clock.today(), due=clock.today() + timedelta(days=365))
    sharing.withdraw(item, by=None, why="Old")

    assert said(item) == ["Withdrawn", "Reviewed by a person", "Shared with other people", "Released", "Added"]


def test_whoever_agreed_to_be_named_is_named():
    ann, bob = a_person("Ann Lee"), a_person("Bob Day")
    consent.say(ann, consent.NAMED, True, by=ann)
    first, second = an_item(open_to=OpenTo.PUBLIC), an_item(open_to=OpenTo.PUBLIC)
    items.review(first, by=ann, on=clock.today(), due=clock.today() + timedelta(days=365))
    sharing.withdraw(first, by=ann, why="Old")
    items.review(second, by=bob, on=clock.today(), due=clock.today() + timedelta(days=365))
    sharing.withdraw(second, by=bob, why="Old")

    assert said(first)[:2] == ["Withdrawn, by Ann Lee", "Reviewed by Ann Lee"]
    assert said(second)[:2] == ["Withdrawn", "Reviewed by a person"]


def test_whoever_took_it_back_hid_or_left_is_named_no_longer():
    for change in (
        lambda person: consent.say(person, consent.NAMED, False, by=person),
        lambda person: consent.hide(person, True, by=person),
        lambda person: type(person).objects.filter(pk=person.pk).update(is_active=False),
    ):
        ann, item = a_person("Ann Lee"), an_item(open_to=OpenTo.PUBLIC)
        consent.say(ann, consent.NAMED, True, by=ann)
        sharing.withdraw(item, by=ann, why="Old")
        change(ann)

        assert said(item)[0] == "Withdrawn"


def test_a_link_is_told_with_the_name_of_the_other_thing():
    item, paper = an_item(open_to=OpenTo.PUBLIC), a_paper("A trial of rails")
    graph.link(item, Relation.RESTS_ON, paper)

    event = history.history_of(item)[0]

    assert event.words == "Linked. This rests on: “A trial of rails”"
    assert event.about.public_id == paper.public_id


def test_a_link_to_what_the_reader_may_not_see_is_not_told():
    ann = a_person()
    item, hidden = an_item(open_to=OpenTo.PUBLIC), an_item("Secret", tokens=[f"person:{ann.pk}"])
    graph.unlink(graph.link(item, Relation.RESTS_ON, hidden), by=ann)

    assert [words for words in said(item) if "ink" in words] == []
    assert [words.partition(".")[0] for words in said(item, reader(ann)) if "Secret" in words] == [
        "A link was taken away", "Linked",
    ]  # fmt: skip


def test_what_was_kept_from_readers_is_not_told():
    item = an_item(open_to=OpenTo.PUBLIC)
    graph.let_use_be_said(item, True, by=None)
    graph.take_part(item, a_person(), "author", shown=True)

    assert said(item) == ["Shared with other people", "Released", "Added"]


def test_an_update_that_changed_no_fact_is_not_told():
    paper = a_paper()
    stream.record("library.paper_updated", subject=paper.public_id, detail={"fields": []})

    assert said(paper) == ["Came into the library"]


def test_what_was_dated_earlier_stands_in_its_place():
    item = an_item(open_to=OpenTo.PUBLIC)
    stream.record("library.item_changed", subject=item.public_id, at=clock.now() - timedelta(days=30))

    assert said(item)[-1] == "Changed"


def test_the_same_twice_on_one_day_is_told_once():
    item = an_item(open_to=OpenTo.PUBLIC)
    for _ in range(2):
        stream.record("library.item_changed", subject=item.public_id)

    assert said(item).count("Changed") == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_a_history_with_names_and_links_costs_four_queries(rows, django_assert_num_queries):
    item = an_item(open_to=OpenTo.PUBLIC)
    for number in range(rows):
        ann = a_person(f"Ann {number}")
        consent.say(ann, consent.NAMED, True, by=ann)
        graph.link(item, Relation.RESTS_ON, a_paper(), by=ann)

    with django_assert_num_queries(4):
        told = said(item)

    assert len([words for words in told if "by Ann" in words]) == rows


def test_a_kind_that_nobody_words_any_longer_is_still_readable():
    assert words_of("library.shelf_repainted") == "Shelf repainted"
    assert words_of("library.item_reviewed") == "Reviewed by a person"


def test_an_area_adds_its_own_words(monkeypatch):
    monkeypatch.setattr("fingerpost.journal.domain.wording._wordings", dict(wordings()))
    register_words({"library.shelf_repainted": "Painted"}, named=False)
    item, ann = an_item(open_to=OpenTo.PUBLIC), a_person("Ann Lee")
    consent.say(ann, consent.NAMED, True, by=ann)
    stream.record("library.shelf_repainted", subject=item.public_id, by=ann.public_id)

    assert said(item)[0] == "Painted"
