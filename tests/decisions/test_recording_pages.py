"""The form on which a decision is written down."""

import re

import pytest
from django.urls import reverse

from fingerpost.decisions.domain import recording
from fingerpost.decisions.domain.contents import BasisGiven
from fingerpost.decisions.models import Decision
from fingerpost.kernel import clock
from fingerpost.organisations.readers import reader_for
from tests.decisions.makers import a_decision, a_draft, a_question, a_ward, keep_thing, keep_words
from tests.factories import a_paper, an_item, days

pytestmark = pytest.mark.django_db
NEW = "/decisions/new/"


def filled(page, response, **changes):
    """The fields of the page's form as a browser would send them, with these changes."""
    form = page(response).select_one("#write")
    said = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        name, kind = field["name"], field.get("type", "")
        if name in {"find", "csrfmiddlewaretoken"} or kind == "submit":
            continue
        if kind in {"radio", "checkbox"}:
            if field.has_attr("checked"):
                said.setdefault(name, []).append(field["value"])
        elif field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            said[name] = chosen["value"]
        elif field.name == "textarea":
            said[name] = field.text.strip()
        else:
            said.setdefault(name, []).append(field.get("value", ""))
    return said | changes


def when(day):
    return {"decided_on_day": day.day, "decided_on_month": day.month, "decided_on_year": day.year}


def test_a_small_decision_takes_one_form_and_one_confirmation(signed_in, page):
    where = a_ward()
    client = signed_in(where.writer)

    form = filled(page, client.get(NEW), what="We keep the side room free.", decider="me", send="1")
    to_confirm = client.post(NEW, form)
    said = page(client.get(to_confirm.url)).text
    made = Decision.objects.get()
    client.post(to_confirm.url, {"seen": "0", "confirm": "1"})

    made.refresh_from_db()
    assert "We keep the side room free." in said
    assert "People in Wren Ward" in said
    assert (made.confirmation, made.decided_on, made.decider) == ("confirmed", clock.today(), where.writer)


def test_from_a_question_what_was_kept_is_there_to_tick(signed_in, page):
    where = a_ward()
    question, paper = a_question(where.writer), a_paper("Bed sensors and falls")
    keep_thing(question, paper, words="The largest trial")
    keep_words(question, "data", "Falls on the ward", figure="6.2 falls per 1,000 bed days")
    keep_thing(question, an_item("Hidden from Wilma", unit=where.trust))
    client = signed_in(where.writer)

    response = client.get(NEW, {"question": question.public_id})
    legends = [legend.text.strip() for legend in page(response).select("#rests-on legend")][1:]
    own = next(name for name in filled(page, response) if name.startswith("use_w"))
    client.post(
        NEW,
        filled(page, response, what="No alarms", **{f"use_{paper.public_id}": "rests", own: "considered"}, save="1"),
    )  # fmt: skip

    assert legends == ["Bed sensors and falls", "Falls on the ward"]
    made = Decision.objects.get()
    assert made.answers == question
    assert [(row.kind, row.words, row.considered) for row in made.bases.all()] == [
        ("evidence", "The largest trial", False), ("data", "Falls on the ward", True),
    ]  # fmt: skip


def test_without_its_words_it_explains_itself(signed_in, page):
    where = a_ward()
    client = signed_in(where.writer)

    response = client.post(NEW, filled(page, client.get(NEW), because="It is safer", save="1"))

    assert response.status_code == 422
    assert page(response).title.text.startswith("Error: ")
    assert page(response).select_one(".nhsuk-error-summary a")["href"] == "#id_what"
    assert page(response).select_one("#id_because").text.strip() == "It is safer"


def test_another_row_loses_nothing_and_complains_of_nothing(signed_in, page):
    where = a_ward()
    client = signed_in(where.writer)
    typed = {"options-0-name": "Buy alarms", "options-2-because": "Half written", "actions-0-due_on_day": "99"}

    response = client.post(NEW, filled(page, client.get(NEW), **typed, add="options"))

    drawn = page(response)
    assert response.status_code == 200
    assert not drawn.select(".nhsuk-error-summary")
    assert (drawn.select_one("#id_options-0-name")["value"], drawn.select_one("#id_options-2-because").text.strip()) == (
        "Buy alarms", "Half written",
    )  # fmt: skip
    assert drawn.select_one("#id_options-3-name")
    assert drawn.select_one("#id_actions-0-due_on_day")["value"] == "99"
    assert not Decision.objects.exists()


def test_everything_that_was_typed_comes_back_to_be_changed(signed_in, page):
    where = a_ward()
    client = signed_in(where.writer)
    typed = {
        "what": "No alarms", "judgement": "We have seen it", "options-0-name": "Buy alarms", "options-1-name": "Rounds",
        "options-1-chosen": "on", "dissents-0-role": "Ward clerk", "dissents-1-withheld": "on",
        "assumptions-0-text": "Two nurses", "actions-0-text": "Write a rota", "actions-0-owner": "Cora Colleague",
        "actions-1-text": "Tell all", "actions-1-owner": "the ward sisters", "own-0-figure": "6.2", "own-0-source": "Datix",
    }  # fmt: skip

    client.post(NEW, filled(page, client.get(NEW), **typed, save="1"))
    made = Decision.objects.get()
    again = client.get(f"/decisions/{made.public_id}/edit/")
    client.post(f"/decisions/{made.public_id}/edit/", filled(page, again, save="1"))

    made.refresh_from_db()
    assert made.saves == 1
    assert [(row.name, row.chosen) for row in made.options.all()] == [("Buy alarms", False), ("Rounds", True)]
    assert [str(row) for row in made.dissents.all()] == ["Ward clerk", "withheld"]
    assert [(row.owner, row.owner_words) for row in made.actions.all()] == [
        (where.colleague, ""), (None, "the ward sisters"),
    ]  # fmt: skip
    assert [(row.kind, row.words, row.figure) for row in made.bases.all()] == [
        ("judgement", "We have seen it", ""), ("data", "", "6.2"),
    ]  # fmt: skip


def test_a_page_is_found_by_its_title(signed_in, page, index_now):
    where = a_ward()
    paper = a_paper("Bed sensors and falls on a ward")
    index_now()
    client = signed_in(where.writer)

    response = client.post(NEW, filled(page, client.get(NEW), what="No alarms", find="bed sensors", look="1"))
    client.post(NEW, filled(page, response, **{f"use_{paper.public_id}": "rests"}, save="1"))

    assert Decision.objects.get().bases.get().target_id == paper.pk


def test_a_page_is_named_by_its_address(signed_in, page):
    where = a_ward()
    paper = a_paper()
    client = signed_in(where.writer)
    address = f"https://library.example/library/papers/{paper.public_id}/"

    client.post(NEW, filled(page, client.get(NEW), what="No alarms", also=address, save="1"))

    assert Decision.objects.get().bases.get().target_id == paper.pk


def test_an_address_of_nothing_says_so(signed_in, page):
    where = a_ward()
    hidden = an_item("Hidden", unit=where.trust)
    client = signed_in(where.writer)

    response = client.post(NEW, filled(page, client.get(NEW), what="No", also=f"/library/{hidden.public_id}", save="1"))

    assert response.status_code == 422
    assert "We found no page at" in page(response).select_one(".nhsuk-error-summary").text


def test_the_day_cannot_be_in_the_future(signed_in, page):
    client = signed_in(a_ward().writer)

    response = client.post(NEW, filled(page, client.get(NEW), what="No", **when(days(2)), save="1"))

    assert response.status_code == 422


def test_a_patients_number_is_asked_about_in_every_box(signed_in, page):
    client = signed_in(a_ward().writer)
    number = "NHS number 943 476 5919"
    boxes = ["what", "because", "judgement", "decided_by", "meeting", "options-0-name", "options-0-because",
             "dissents-0-words", "assumptions-0-text", "actions-0-text", "own-0-words", "own-0-source"]  # fmt: skip

    for box in boxes:
        said = {"what": "No alarms", "options-0-name": "x", "actions-0-text": "x"} | {box: number}
        response = client.post(NEW, filled(page, client.get(NEW), **said, save="1"))
        assert response.status_code == 422, box
        assert "looks like" in page(response).select_one(".nhsuk-error-summary").text, box

    assert not Decision.objects.exists()


def test_sent_twice_the_form_makes_one_draft(signed_in, page):
    client = signed_in(a_ward().writer)
    form = filled(page, client.get(NEW), what="No alarms", save="1")

    client.post(NEW, form)
    client.post(NEW, form)

    assert Decision.objects.count() == 1


def test_the_second_of_two_writers_sees_both_and_loses_nothing(signed_in, page):
    where = a_ward()
    made = a_draft(where)
    client = signed_in(where.writer)
    form = filled(page, client.get(f"/decisions/{made.public_id}/edit/"), because="It does not work.", save="1")
    recording.save(made, by=where.decider, reader=reader_for(where.decider), seen=0, because="It costs too much.")

    response = client.post(f"/decisions/{made.public_id}/edit/", form)
    shown = page(response)
    client.post(f"/decisions/{made.public_id}/edit/", filled(page, response, save="1"))

    assert response.status_code == 422
    assert "only theirs: costs too much" in re.sub(r"\s+", " ", shown.select_one("section.fp-panel--watch").text)
    made.refresh_from_db()
    assert (made.because, made.saves) == ("It does not work.", 2)


def test_somebody_whose_sign_in_ran_out_gets_their_words_back(signed_in, page):
    where = a_ward()
    client = signed_in(where.writer)
    form = filled(
        page, client.get(NEW), what="We keep the side room free.", **{"options-0-name": "Give it up"}, save="1"
    )
    client.logout()

    client.post(NEW, form)
    client.force_login(where.writer)
    response = client.get(NEW)

    assert "Your words are back" in page(response).text
    assert page(response).select_one("#id_options-0-name")["value"] == "Give it up"


def test_the_audience_follows_the_unit_unless_told(signed_in, page):
    where = a_ward()
    client = signed_in(where.writer)

    client.post(NEW, filled(page, client.get(NEW), what="No", unit=str(where.trust.pk), save="1"))

    assert Decision.objects.get().shared_tokens == [f"unit:{where.trust.pk}"]


def test_named_people_are_found_by_name(signed_in, page):
    where = a_ward()
    client = signed_in(where.writer)

    client.post(NEW, filled(page, client.get(NEW), what="No", see="people", see_people="Cora Colleague", save="1"))

    assert Decision.objects.get().shared_tokens == [f"person:{where.colleague.pk}"]


def test_a_decider_nobody_knows_is_said(signed_in, page):
    client = signed_in(a_ward().writer)

    response = client.post(NEW, filled(page, client.get(NEW), what="No", decider="Nobody Known", send="1"))

    assert response.status_code == 422
    assert "We know nobody called Nobody Known" in page(response).text


def test_whoever_is_in_no_unit_is_told_what_to_do(signed_in, page):
    from tests.factories import a_person

    response = signed_in(a_person()).get(NEW)

    assert "Ask an administrator" in page(response).text


def test_two_hundred_things_can_be_ticked(signed_in, page):
    where = a_ward()
    question = a_question(where.writer)
    for number in range(200):
        keep_words(question, "know-how", f"Number {number}")
    client = signed_in(where.writer)

    form = filled(page, client.get(NEW, {"question": question.public_id}), what="No", save="1")
    client.post(NEW, form | {name: "rests" for name in form if name.startswith("use_")})

    assert Decision.objects.get().bases.count() == 200


@pytest.mark.parametrize("count", [1, 30])
def test_the_form_costs_the_same_however_much_was_kept(signed_in, django_assert_max_num_queries, count):
    where = a_ward()
    question = a_question(where.writer)
    for _ in range(count):
        keep_thing(question, a_paper())
    client = signed_in(where.writer)

    with django_assert_max_num_queries(30):
        client.get(NEW, {"question": question.public_id})


def test_a_confirmed_decision_cannot_be_edited(signed_in, page):
    where = a_ward()
    made = a_decision(where, bases=[BasisGiven(words="We know")])
    client = signed_in(where.decider)

    assert client.get(reverse("decisions:decision_edit", args=[made.public_id])).status_code == 302


def test_a_draft_is_thrown_away_only_after_a_question(signed_in, page):
    where = a_ward()
    made = a_draft(where)
    client = signed_in(where.writer)

    client.get(f"/decisions/{made.public_id}/throw-away/")
    assert Decision.objects.exists()
    client.post(f"/decisions/{made.public_id}/throw-away/")

    assert not Decision.objects.exists()
