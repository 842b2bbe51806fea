"""One question, one list: who sees which hit, what it shows, and what applies here."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fingerpost.kernel import clock
from fingerpost.library.domain.own import items
from fingerpost.library.models import Item, ItemKind
from fingerpost.organisations.models import UnitKind
from fingerpost.organisations.readers import ANYONE, unit_token
from fingerpost.records.domain import graph, sharing
from fingerpost.records.models import OpenTo, Relation
from fingerpost.search.domain.find import answer, find
from tests.factories import a_paper, a_person, a_team, a_unit, an_item, reader

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("index")]


def titles(found) -> list[str]:
    return [one.record.title for one in found]


def a_policy(title: str = "Turning patients in bed", *, due: int = 100, **more) -> Item:
    """A policy for everyone to see, due for review in so many days."""
    item = an_item(title, kind=ItemKind.POLICY, **{"open_to": OpenTo.PUBLIC} | more)
    Item.objects.filter(pk=item.pk).update(review_due=clock.today() + timedelta(days=due))
    return item


def test_each_reader_finds_what_they_may_see_and_counts_no_more(index_now):
    trust = a_unit()
    an_item("Turning for anyone", open_to=OpenTo.PUBLIC)
    an_item("Turning for staff", open_to=OpenTo.SIGNED_IN)
    an_item("Turning for our trust", tokens=[unit_token(trust.pk)])
    an_item("Turning for nobody")
    index_now()

    readers = {"anyone": ANYONE, "staff": reader(a_person()), "ours": reader(a_person("", trust))}
    seen = {name: find("turning", reader=who) for name, who in readers.items()}

    assert {name: (len(found), page.total) for name, (found, page) in seen.items()} == {
        "anyone": (1, 1), "staff": (2, 2), "ours": (3, 3),
    }  # fmt: skip
    assert {name: dict(page.facets["kind"]) for name, (_, page) in seen.items()} == {
        "anyone": {"guideline": 1}, "staff": {"guideline": 2}, "ours": {"guideline": 3},
    }  # fmt: skip


def test_a_row_hidden_behind_the_indexs_back_is_not_shown(index_now):
    shown, hidden = a_paper("Turning in bed"), a_paper("Turning in chairs")
    index_now()

    type(hidden).objects.filter(pk=hidden.pk).update(open_to=OpenTo.NOBODY)

    assert titles(find("turning", reader=ANYONE)[0]) == [shown.title]


def test_a_row_no_longer_in_use_is_not_shown(index_now):
    paper = a_paper("Turning in bed")
    index_now()

    type(paper).objects.filter(pk=paper.pk).update(state="withdrawn")

    assert find("turning", reader=ANYONE)[0] == ()


def test_a_hit_shows_its_page_its_byline_and_what_everyone_must_know(index_now):
    a_paper("Turning in bed", publication_types=("Retracted Publication",), year=2019)
    index_now()

    (one,), _ = find("turning", reader=ANYONE)

    assert one.record.public_id in one.shown["href"]
    assert "Journal of Trials" in one.shown["byline"]
    assert [words for _, words in one.shown["notes"]] == ["Retracted: do not rely on this paper"]


def test_filters_keep_what_has_one_of_the_values_in_every_name(index_now):
    an_item("Turning guideline", open_to=OpenTo.PUBLIC)
    an_item("Turning policy", kind=ItemKind.POLICY, open_to=OpenTo.PUBLIC)
    a_paper("Turning paper", year=2010)
    index_now()

    def kept(**how) -> list[str]:
        return sorted(titles(find("turning", reader=ANYONE, **how)[0]))

    assert kept(filters={"kind": ["policy", "guideline"]}) == ["Turning guideline", "Turning policy"]
    assert kept(filters={"kind": ["policy"], "language": ["en"]}) == ["Turning policy"]
    assert kept(filters={"kind": []}) == ["Turning guideline", "Turning paper", "Turning policy"]
    assert kept(filters={"kind": ["paper"]}, years=(2009, 2011)) == ["Turning paper"]
    assert kept(filters={"kind": ["paper"]}, years=(2011, None)) == []


def test_a_page_of_hits_costs_the_same_however_long_it_is(index_now):
    costs = []
    for rows in (1, 3):
        for _ in range(rows):
            an_item("Turning guideline", open_to=OpenTo.PUBLIC)
            a_paper("Turning paper")
        index_now()
        find("turning", reader=ANYONE)
        with CaptureQueriesContext(connection) as queries:
            answer("turning", reader=ANYONE)
        costs.append(len(queries))

    assert costs[0] == costs[1]


def test_a_hit_says_what_rests_on_it_to_those_who_may_know(index_now):
    trust = a_unit()
    paper = a_paper("Turning in bed")
    for item in (
        an_item("Our open guideline", open_to=OpenTo.PUBLIC),
        an_item("Our own guideline", tokens=[unit_token(trust.pk)]),
    ):
        graph.link(item, Relation.RESTS_ON, paper)
    old = an_item("Our old guideline", open_to=OpenTo.PUBLIC)
    graph.link(old, Relation.RESTS_ON, paper)
    sharing.withdraw(old, by=None, why="Old")
    index_now()

    def uses(who) -> set[str]:
        (one,) = [one for one in answer("turning", reader=who).found if one.record.pk == paper.pk]
        return {record.title for record in one.used_in}

    assert uses(ANYONE) == {"Our open guideline"}
    assert uses(reader(a_person("", trust))) == {"Our open guideline", "Our own guideline"}


def applies(text: str, who) -> list[str]:
    return titles(answer(text, reader=who).applies_here)


def test_what_applies_here_is_for_the_readers_own_organisation_only(index_now):
    ours, theirs = a_unit(), a_unit()
    a_policy(applies_to=[ours])
    index_now()

    assert applies("turning patients", reader(a_person("", ours))) == ["Turning patients in bed"]
    assert applies("turning patients", reader(a_person("", a_team(ours)))) == ["Turning patients in bed"]
    assert applies("turning patients", reader(a_person("", theirs))) == []
    assert applies("turning patients", reader(a_person())) == []
    assert applies("turning patients", ANYONE) == []


def test_what_applies_to_the_whole_system_applies_to_each_organisation_in_it(index_now):
    system = a_unit(kind=UnitKind.SYSTEM)
    ours = a_unit(parent=system)
    a_policy(applies_to=[system])
    index_now()

    assert applies("turning patients", reader(a_person("", ours))) == ["Turning patients in bed"]


def test_what_says_nothing_of_where_it_applies_applies_to_its_owner(index_now):
    ours, theirs = a_unit(), a_unit()
    a_policy(unit=ours)
    index_now()

    assert applies("turning patients", reader(a_person("", ours))) == ["Turning patients in bed"]
    assert applies("turning patients", reader(a_person("", theirs))) == []


def test_a_title_that_shares_only_a_common_word_is_not_about_the_question(index_now):
    ours = a_unit()
    for number in range(12):
        a_policy(f"Bins number {number}", body="For every ward.", applies_to=[ours])
    a_policy("Rounds of the ward", body="On a ward, talk about violence too.", applies_to=[ours])
    index_now()
    who = reader(a_person("", ours))
    assert applies("violence ward", who) == []

    a_policy("Violence, and what to do", body="On any ward, call for help.", applies_to=[ours])
    index_now()
    assert applies("violence ward", who) == ["Violence, and what to do"]


@pytest.mark.parametrize(("due", "shown"), [(-1, False), (0, True), (1, True)])
def test_only_what_is_in_date_applies_here(index_now, due, shown):
    ours = a_unit()
    a_policy(applies_to=[ours], due=due)
    index_now()

    assert bool(applies("turning patients", reader(a_person("", ours)))) == shown


def test_what_fell_due_since_it_was_indexed_applies_no_more(index_now):
    ours = a_unit()
    item = a_policy(applies_to=[ours])
    index_now()

    Item.objects.filter(pk=item.pk).update(review_due=clock.today() - timedelta(days=1))

    assert applies("turning patients", reader(a_person("", ours))) == []


def test_one_shared_word_does_not_make_a_policy_apply(index_now):
    ours = a_unit()
    a_policy("Parking for patients", applies_to=[ours])
    a_paper("Nutrition of frail older patients after hip surgery")
    index_now()

    assert applies("nutrition of frail older patients after hip surgery", reader(a_person("", ours))) == []


def test_a_word_that_every_policy_has_does_not_make_one_apply(index_now):
    ours = a_unit()
    for subject in ("falls", "hand washing", "norovirus", "fire"):
        a_policy(f"What wards do about {subject}", applies_to=[ours])
    index_now()

    assert applies("violence on wards", reader(a_person("", ours))) == []
    assert applies("norovirus on wards", reader(a_person("", ours))) == ["What wards do about norovirus"]


def test_half_of_a_term_does_not_make_a_policy_apply(index_now):
    ours = a_unit()
    a_policy("Staff car park", applies_to=[ours])
    a_policy("Saving what leavers know", applies_to=[ours], summary="What to do about staff leaving.")
    index_now()

    assert applies("staff retention", reader(a_person("", ours))) == ["Saving what leavers know"]


def test_what_a_policy_only_mentions_is_not_what_it_is_about(index_now):
    ours = a_unit()
    a_policy("Discharge summaries", applies_to=[ours], body="Send it the same day. Ask about delirium.")
    index_now()

    assert applies("delirium", reader(a_person("", ours))) == []


@pytest.mark.parametrize("asked", ["VTE", "vte", "blood clots", "venous thromboembolism"])
def test_a_policy_applies_by_any_name_of_its_subject(index_now, asked):
    ours = a_unit()
    a_policy("Preventing blood clots", applies_to=[ours], body="Check each adult for VTE: venous thromboembolism.")
    index_now()

    assert applies(asked, reader(a_person("", ours))) == ["Preventing blood clots"]


def test_a_mistyped_question_still_finds_what_applies(index_now):
    ours = a_unit()
    a_policy("Delirium in hospital", applies_to=[ours])
    index_now()

    assert applies("delerium", reader(a_person("", ours))) == ["Delirium in hospital"]


def test_a_guessed_spelling_alone_makes_no_policy_apply(index_now):
    ours = a_unit()
    a_policy("Showing visitors round", applies_to=[ours])
    index_now()

    assert applies("orthoptist shadowing", reader(a_person("", ours))) == []


def test_a_boolean_question_finds_the_policy_that_meets_it(index_now):
    ours = a_unit()
    a_policy(applies_to=[ours])
    index_now()

    assert applies("turning AND patients", reader(a_person("", ours))) == ["Turning patients in bed"]
    assert applies("turning NOT bed", reader(a_person("", ours))) == []


@pytest.mark.parametrize("kind", [ItemKind.KNOW_HOW, ItemKind.NOTE])
def test_only_policies_and_guidance_apply_here(index_now, kind):
    ours = a_unit()
    an_item("Turning patients in bed", kind=kind, open_to=OpenTo.PUBLIC, applies_to=[ours])
    index_now()

    assert applies("turning patients", reader(a_person("", ours))) == []


def test_what_applies_here_is_not_shown_to_those_who_may_not_see_it(index_now):
    ours = a_unit()
    a_policy(applies_to=[ours], open_to=OpenTo.NOBODY, tokens=["person:999"])
    index_now()

    assert applies("turning patients", reader(a_person("", ours))) == []


def test_what_applies_here_leads_the_first_page_only(index_now):
    ours = a_unit()
    a_policy(applies_to=[ours])
    index_now()

    assert answer("turning patients", reader=reader(a_person("", ours)), offset=10).applies_here == ()


def test_a_review_in_time_brings_a_policy_back(index_now):
    ours = a_unit()
    item = a_policy(applies_to=[ours], due=-1)
    index_now()
    assert applies("turning patients", reader(a_person("", ours))) == []

    items.review(Item.objects.get(pk=item.pk), by=None, on=clock.today(), due=clock.today() + timedelta(days=9))
    index_now()

    assert applies("turning patients", reader(a_person("", ours))) == ["Turning patients in bed"]


@pytest.mark.parametrize(
    "text", ["", "   ", '"unbalanced', "AND OR NOT", "((((", "\x00\u202e", "w" * 5000, "a " * 10000], ids=range(8)
)
def test_strange_questions_get_an_answer_page_all_the_same(index_now, text):
    an_item("Turning", open_to=OpenTo.PUBLIC)
    index_now()

    assert answer(text, reader=ANYONE).page is not None
