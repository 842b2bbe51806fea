"""The pages of questions, as people meet them: save, keep, add, drop, share, and what is new."""

import re

import pytest
from django.urls import reverse

from fingerpost.decisions.domain import confirming, recording
from fingerpost.library.domain.own import writing
from fingerpost.records.domain import graph
from fingerpost.records.models import Record, Relation
from fingerpost.roads.domain import kept, questions
from fingerpost.roads.models import Kept, Look, Question, Standing
from tests.factories import a_paper, days, reader
from tests.roads.workers import WORDS, Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return Place()


@pytest.fixture
def ann(place, signed_in):
    return signed_in(place.ann)


def at(name, *args):
    return reverse(f"roads:{name}", args=args)


def here(place):
    return at("question", place.question.public_id)


def text(shown):
    return re.sub(r"\s+", " ", shown.select_one("main").get_text(" ", strip=True))


# Save ----------------------------------------------------------------------------------------------


def test_a_search_is_saved_with_why_when_and_who_may_see_it(ann, page, place, index_now):
    index_now()
    words = "What helps against flibbertigibbets?"
    link = page(ann.get(reverse("hub:search"), {"q": words})).find("a", string=re.compile("Save this question"))
    form = page(ann.get(link["href"])).select_one("main form")
    assert form.select_one("textarea[name=text]").text.strip() == words
    assert form.select_one("input[name=see][checked]")["value"] == "me"
    assert form.select_one("input[name=nothing_found]")["value"] == "yes"

    day = days(30)
    response = ann.post(link["href"], {
        "text": words, "why": "Two were seen.", "see": "units", "see_units": [str(place.ward.pk)], "nothing_found": "yes",
        "decide_by_day": day.day, "decide_by_month": day.month, "decide_by_year": day.year,
    })  # fmt: skip

    shown = text(page(ann.get(response["Location"])))
    assert "Why it matters: Two were seen." in shown
    assert "To be decided by" in shown
    assert "You and everyone in Ward 9 can see this." in shown
    assert Question.objects.get(asked_as=words).nothing_found


def test_only_me_is_what_a_question_is_shared_with_unless_told(ann, page, place):
    response = ann.post(at("question_keep"), {"text": "Another?"}, follow=True)

    assert "Only you can see this question." in response.content.decode()
    assert "Only you." in text(page(response))


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"text": " "}, "Write your question"), ({"text": "x" * 2001}, "2,000 characters"),
        ({"text": "Why?", "see": "people", "see_people": "Nobody Known"}, "We know nobody called Nobody Known"),
        ({"text": "Why?", "see": "units"}, "Tick or name at least one"),
        ({"text": "Why?", "why": "It is about 943 476 5919."}, "looks like an NHS number"),
        ({"text": "Why?", "decide_by_day": "1", "decide_by_month": "1", "decide_by_year": "2020"}, "must be"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(ann, page, place, said, problem):
    response = ann.post(at("question_keep"), said)

    shown = page(response)
    assert response.status_code == 422
    assert problem in shown.select_one(".nhsuk-error-summary").text
    assert shown.select_one("textarea[name=text]").text.strip() == said["text"].strip()
    assert Question.objects.count() == 1


def test_saving_the_same_words_again_leads_to_the_first_and_leaves_who_may_see_it(ann, page, place):
    place.shared()

    response = ann.post(at("question_keep"), {"text": WORDS, "see": "me"}, follow=True)

    assert "You had saved this question already." in response.content.decode()
    assert place.seen_by() == {"Ann", "Bob"}


# Keep a thing --------------------------------------------------------------------------------------


def test_a_hit_is_kept_for_the_question_that_was_searched_for(ann, page, place, index_now):
    place.item("Falls policy for the night")
    questions.keep("A newer question?", by=place.ann)
    index_now()
    answers = page(ann.get(reverse("hub:search"), {"q": WORDS}))
    link = next(each for each in answers.select(".fp-hit a") if each.text.startswith("Keep for a question"))

    form = page(ann.get(link["href"]))
    assert form.select_one("input[name=where][checked]")["value"] == place.question.public_id
    response = ann.post(link["href"], {"where": place.question.public_id, "words": "See page 4"}, follow=True)

    shown = text(page(response))
    assert "Kept for" in shown
    assert "Falls policy for the night" in shown
    assert "See page 4" in shown
    assert "Kept by Ann Ash today" in shown


def test_a_thing_is_kept_for_a_new_question_in_the_same_step(ann, page, place):
    item = place.item("Falls policy")
    form = page(ann.get(at("kept_put", item.public_id), {"q": "Something else?"}))
    assert form.select_one("input[name=where][checked]")["value"] == "new"
    assert form.select_one("textarea[name=text]").text.strip() == "Something else?"

    ann.post(at("kept_put", item.public_id), {"where": "new", "text": "Something else?"})

    assert Kept.objects.get().question.asked_as == "Something else?"


@pytest.mark.parametrize("what", ["item", "paper", "list"])
def test_pages_papers_and_lists_lead_to_keeping_them(ann, page, place, what):
    from fingerpost.library.domain.gathering import collections

    made = {"item": place.item, "paper": a_paper, "list": lambda: collections.begin("Falls, to read", by=place.ann)}
    thing = made[what]()

    shown = page(ann.get(reverse("hub:record", args=[thing.public_id]), follow=True))

    assert shown.find("a", string="Keep for a question")["href"] == at("kept_put", thing.public_id)


def test_keeping_twice_changes_nothing_and_says_so(ann, page, place):
    item = place.item()
    place.keep(item, words="First")

    response = ann.post(at("kept_put", item.public_id), {"where": place.question.public_id, "words": ""}, follow=True)

    assert "already. Nothing was changed." in text(page(response))
    assert Kept.objects.get().words == "First"


def test_another_note_for_what_is_kept_already_comes_back_to_be_added(ann, page, place):
    item = place.item()
    row = place.keep(item, words="First")

    response = ann.post(at("kept_put", item.public_id), {"where": place.question.public_id, "words": "Second"})

    shown = page(response)
    assert response.status_code == 422
    assert shown.select_one("textarea[name=words]").text.strip() == "Second"
    assert shown.find("a", string="Change the note that is there")["href"] == at(
        "kept_edit", place.question.public_id, row.pk
    )


def test_what_is_withdrawn_or_hidden_has_no_page_to_keep_it(ann, place):
    old, hidden = place.item(), place.item(tokens=[])
    writing.withdraw(old, None, "Old")

    assert ann.get(at("kept_put", old.public_id)).status_code == 404
    assert ann.get(at("kept_put", hidden.public_id)).status_code == 404


# Add, change, drop -----------------------------------------------------------------------------------


def test_own_knowledge_figures_and_voices_are_added_in_place(ann, page, place):
    add = [
        ("own", {"own-kind": "judgement", "own-words": "On the way to the toilet.", "own-source": "12 years here"}),
        ("figure", {"figure-figure": "6.2", "figure-words": "falls on Ward 9", "figure-source": "Incidents"}),
        ("voices", {"voices-words": "“Nobody came.”", "voices-source": "14 cards"}),
    ]
    for what, said in add:
        ann.post(at("kept_add", place.question.public_id, what), said)

    shown = page(ann.get(here(place)))
    assert [each.get_text(strip=True) for each in shown.select("main h3")][:3] == [
        "Figures and data", "What patients and staff said", "Judgement and experience",
    ]  # fmt: skip
    for words in ("On the way to the toilet.", "From: 12 years here", "6.2", "“Nobody came.”", "From: 14 cards"):
        assert words in text(shown)


def test_a_box_to_add_something_that_lacks_something_comes_back_open_with_what_was_typed(ann, page, place):
    response = ann.post(at("kept_add", place.question.public_id, "figure"), {"figure-figure": "6.2"})

    shown = page(response)
    assert response.status_code == 422
    assert shown.select_one("#add-figure").has_attr("open")
    assert not shown.select_one("#add-own").has_attr("open")
    assert shown.select_one("input[name=figure-figure]")["value"] == "6.2"
    assert "Say where it is from" in shown.select_one(".nhsuk-error-summary").text


def test_things_stand_under_the_kinds_of_knowledge_in_their_order(ann, page, place):
    for kind in ("lesson", "policy", "guideline"):
        place.keep(place.item(f"A {kind}", kind=kind))
    place.keep(a_paper("A paper"))

    headings = [each.get_text(strip=True) for each in page(ann.get(here(place))).select("main h3")]
    assert headings[:4] == ["Published evidence", "Guidelines", "Policies", "Lessons and stories"]


def test_a_note_that_somebody_changed_meanwhile_is_shown_beside_ones_own(ann, page, place):
    place.shared()
    row = place.keep(words="First")
    edit = at("kept_edit", place.question.public_id, row.pk)
    seen = page(ann.get(edit)).select_one("input[name=seen]")["value"]
    kept.change(row, by=place.bob, reader=reader(place.bob), words="Bob saw page 6.")

    response = ann.post(edit, {"words": "Ann saw page 4.", "seen": seen})

    shown = page(response)
    assert response.status_code == 422
    assert shown.select_one("textarea[name=words]").text.strip() == "Ann saw page 4."
    assert "Bob saw page 6." in shown.select_one("#both").parent.get_text()
    again = {"words": "Both.", "seen": shown.select_one("input[name=seen]")["value"]}
    assert ann.post(edit, again).status_code == 302
    assert Kept.objects.get().words == "Both."


def test_what_is_dropped_is_folded_away_with_its_reason_and_can_be_kept_again(ann, page, place):
    row = place.keep(place.item("Falls policy"))
    drop = at("kept_drop", place.question.public_id, row.pk)
    assert ann.post(drop, {"because": " "}).status_code == 422

    ann.post(drop, {"because": "About children only."})
    folded = page(ann.get(here(place))).select_one("#dropped")
    assert "Falls policy" in folded.text
    assert "About children only." in folded.text

    ann.post(folded.select_one("form")["action"])
    assert page(ann.get(here(place))).select_one("#dropped") is None


def test_a_withdrawn_thing_says_so_and_leads_to_what_replaced_it(ann, page, place):
    old, new = place.item("Old policy", kind="policy"), place.item("New policy", kind="policy")
    place.keep(old)
    writing.withdraw(old, None, "Replaced", instead=new)

    shown = text(page(ann.get(here(place))))
    assert "Withdrawn: do not use this" in shown
    assert "Use this instead: New policy" in shown


# Who sees what ---------------------------------------------------------------------------------------


def test_somebody_else_sees_the_question_only_once_it_is_shared(place, signed_in):
    bob = signed_in(place.bob)
    assert bob.get(here(place)).status_code == 404

    place.shared()
    assert bob.get(here(place)).status_code == 200


def test_a_hidden_thing_leaves_no_trace_on_the_page_and_none_of_its_addresses(place, signed_in):
    place.shared()
    row = place.keep(place.secret("Hidden title"), words="Hidden note")

    bob = signed_in(place.bob)
    said = bob.get(here(place)).content.decode()
    assert "Hidden" not in said
    assert "Nothing is kept for it yet" in said
    for name in ("kept_edit", "kept_drop"):
        assert bob.get(at(name, place.question.public_id, row.pk)).status_code == 404


def test_something_restricted_is_said_where_its_owner_allows_it(place, page, signed_in):
    place.shared()
    item = place.secret("Hidden title")
    Record.objects.filter(pk=item.pk).update(use_may_be_said=True)
    place.keep(item, words="Hidden note")

    shown = page(signed_in(place.bob).get(here(place)))
    assert "Something restricted was used" in text(shown)
    assert "Hidden" not in shown.text


def test_the_asker_shares_it_and_takes_it_back_and_nobody_else_has_that_page(place, page, signed_in):
    share = at("question_share", place.question.public_id)
    ann = signed_in(place.ann)
    ann.post(share, {"see": "people", "see_people": "Bob Birch"})
    assert place.seen_by() == {"Ann", "Bob"}
    form = page(ann.get(share))
    assert form.select_one("input[name=see][checked]")["value"] == "people"
    assert form.select_one("textarea[name=see_people]").text.strip() == "Bob Birch"

    assert signed_in(place.bob).get(share).status_code == 404
    signed_in(place.ann).post(share, {"see": "me"})
    assert place.seen_by() == {"Ann"}


def test_a_closed_question_can_be_read_and_opened_again_and_offers_nothing_else(ann, page, place):
    place.keep(place.item("Falls policy"))
    ann.post(at("question_close", place.question.public_id))

    shown = page(ann.get(here(place)))
    assert "Falls policy" in shown.text
    assert [each.get_text(strip=True) for each in shown.select("main form button")] == ["Open this question again"]
    listed = page(ann.get(at("question_list"), {"show": "closed"}))
    assert WORDS in listed.select_one("#questions").text

    ann.post(at("question_reopen", place.question.public_id))
    assert Question.objects.get().standing == Standing.OPEN


def test_a_question_whose_asker_left_offers_to_be_taken_over(place, page, signed_in):
    place.shared()
    place.ann.is_active = False
    place.ann.save()
    bob = signed_in(place.bob)

    form = page(bob.get(here(place))).find("button", string=re.compile("Take it over")).parent
    bob.post(form["action"])

    assert "You" in text(page(bob.get(here(place))))
    assert bob.get(at("question_share", place.question.public_id)).status_code == 200


# What is new ---------------------------------------------------------------------------------------


def test_what_is_new_is_listed_until_its_reader_says_that_they_have_seen_it(place, page, signed_in):
    place.shared()
    place.keep(place.item("Falls policy"), who=place.bob)
    ann = signed_in(place.ann)
    assert "1 new" in text(page(ann.get(at("question_list"))))

    shown = page(ann.get(here(place)))
    panel = shown.select_one("section[aria-labelledby=news]")
    assert "Bob Birch kept: Falls policy" in re.sub(r"\s+", " ", panel.get_text(" ", strip=True))
    assert not Look.objects.exists()  # to look at the page is not to have seen it
    place.keep(place.item("A later one"), who=place.bob)
    button = panel.select_one("button")
    ann.post(panel.select_one("form")["action"], {button["name"]: button["value"]})

    assert "A later one" in page(ann.get(here(place))).select_one("section[aria-labelledby=news]").text
    ann.post(panel.select_one("form")["action"])
    assert page(ann.get(here(place))).select_one("section[aria-labelledby=news]") is None


# What comes next -------------------------------------------------------------------------------------


def test_the_library_the_brief_and_the_decision_are_next_steps(ann, page, place):
    shown = page(ann.get(here(place)))

    assert shown.find("button", string=re.compile("Ask Our library"))
    assert shown.find("button", string=re.compile("Write a brief")).parent["action"] == at(
        "brief_begin", place.question.public_id
    )
    record = shown.find("a", string="Record a decision")
    assert record["href"] == f"{reverse('decisions:decision_record')}?question={place.question.public_id}"


def test_a_brief_stands_with_its_question_and_is_new_to_the_others(place, page, signed_in):
    place.shared()
    signed_in(place.bob).post(at("brief_begin", place.question.public_id))

    shown = text(page(signed_in(place.ann).get(here(place))))
    assert "Bob Birch began a brief" in shown
    assert "Draft, begun by Bob Birch today" in shown


def test_a_decision_that_answers_it_is_named_to_those_who_may_see_it(place, page, signed_in):
    place.shared()
    decision = Record.objects.create(kind="decision", title="No bed rails", state="released", released_at=days_ago())
    decision.audience.create(token=f"person:{place.ann.pk}")
    graph.link(decision, Relation.ANSWERS, place.question)

    assert "No bed rails" in signed_in(place.ann).get(here(place)).content.decode()
    assert "No bed rails" not in signed_in(place.bob).get(here(place)).content.decode()


def days_ago():
    return Question.objects.get().released_at


def test_the_road_so_far_is_drawn_from_what_is_kept(ann, page, place):
    place.keep(place.item("Falls policy", kind="policy"))

    road = page(ann.get(here(place))).select_one(".fp-road")
    assert "Falls policy" in road.select_one("ol").text


# Lists ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_question_and_for_three(place, signed_in, rows, django_assert_num_queries):
    Question.objects.all().delete()
    for number in range(rows):
        for asker, other in ((place.ann, place.bob), (place.bob, place.ann)):
            question = questions.keep(f"Question {number} of {asker.name}?", by=asker)
            questions.share(question, by=asker, reader=reader(asker), units=[place.ward])
            kept.keep(question, place.item(f"Page {number}"), by=other, reader=reader(other))
    ann = signed_in(place.ann)
    ann.get(at("question_list"))

    with django_assert_num_queries(17):
        said = ann.get(at("question_list")).content.decode()

    assert said.count("1 new") == rows


def test_an_overdue_decision_is_said_on_the_list(ann, page, place):
    Question.objects.update(decide_by=days(-3))

    assert "Overdue: was to be decided by" in text(page(ann.get(at("question_list"))))


def test_a_question_that_is_decided_is_not_called_overdue(place, ann, page):
    Question.objects.filter(pk=place.question.pk).update(decide_by=days(-3))
    assert "Overdue" in page(ann.get(reverse("roads:question_list"))).text

    decision = recording.begin(
        "We buy none.", by=place.ann, reader=reader(place.ann), unit=place.ward, question=place.question,
        decider=place.ann, decided_on=days(0),
    )  # fmt: skip
    confirming.confirm(decision, by=place.ann)

    for address in (reverse("roads:question_list"), reverse("roads:question", args=[place.question.public_id])):
        shown = page(ann.get(address)).text
        assert "Overdue" not in shown
        assert "Decided" in shown
