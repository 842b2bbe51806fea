"""The question that is asked before details of a person are stored."""

import pytest
from bs4 import BeautifulSoup

from fingerpost.ui.forms import NHSForm, TextAreaField, TextField, guard
from fingerpost.ui.identifiers import Finding

NUMBER = "Is it safe for 943 476 5919?"
ASKED = "“943 476 5919” looks like an NHS number. Take it out, or tick the box to say that it is not about a person"


class Question(NHSForm):
    title = TextField(label="Title", required=False, guarded=True)
    text = TextAreaField(label="What do you need to know?", guarded=True)
    ward = TextField(label="Ward", required=False, max_length=20)


def read(form):
    return BeautifulSoup(str(form), "html.parser")


def box_of(form):
    return read(form).select_one("input[name=confirm_identifiers]")


def test_asks_and_keeps_what_was_written():
    form = Question({"text": NUMBER, "ward": "Ward 7"})

    assert not form.is_valid()
    assert form.error_list() == [{"text": ASKED, "href": "#id_text"}]
    assert read(form).textarea.text.strip() == NUMBER
    assert read(form).select_one("#id_ward")["value"] == "Ward 7"


def test_ticking_the_box_lets_exactly_that_text_through():
    box = box_of(Question({"text": NUMBER}))

    assert Question({"text": NUMBER, "confirm_identifiers": box["value"]}).is_valid()
    assert not Question({"text": f"{NUMBER} Or 450 557 7104?", "confirm_identifiers": box["value"]}).is_valid()


def test_the_box_is_never_ticked_beforehand():
    box = box_of(Question({"text": NUMBER}))

    assert not box_of(Question({"text": f"{NUMBER} ", "confirm_identifiers": "x"})).has_attr("checked")
    assert read(Question({"text": NUMBER})).find("label", attrs={"for": box["id"]}).get_text(strip=True) == (
        "It is not about a person. Keep what I wrote."
    )


def test_a_tick_is_kept_when_the_form_comes_back_for_another_reason():
    box = box_of(Question({"text": NUMBER}))
    data = {"text": NUMBER, "ward": "x" * 21, "confirm_identifiers": box["value"]}

    form = Question(data)

    assert [mistake["href"] for mistake in form.error_list()] == ["#id_ward"]
    assert box_of(form).has_attr("checked")


def test_taking_it_out_needs_no_box():
    form = Question({"text": "Is warfarin safe in pregnancy?"})

    assert form.is_valid()
    assert box_of(form) is None


def test_two_texts_are_asked_about_together_with_one_box():
    form = Question({"title": "MRN A123456", "text": NUMBER})

    assert [mistake["href"] for mistake in form.error_list()] == ["#id_title", "#id_text"]
    boxes = read(form).select("input[name=confirm_identifiers]")
    assert len(boxes) == 1
    assert Question({"title": "MRN A123456", "text": NUMBER, "confirm_identifiers": boxes[0]["value"]}).is_valid()


def test_a_signature_does_not_fit_the_same_text_cut_elsewhere():
    assert guard.signature(["ab", "c"]) != guard.signature(["a", "bc"])


def test_a_made_up_signature_does_not_pass():
    assert not Question({"text": NUMBER, "confirm_identifiers": "0" * 32}).is_valid()
    assert not Question({"text": NUMBER, "confirm_identifiers": "é"}).is_valid()


def test_fields_that_are_not_free_text_are_not_read():
    assert Question({"text": "Falls", "ward": "943 476 5919"}).is_valid()


def test_forms_under_a_prefix_have_a_box_of_their_own():
    form = Question({"a-text": NUMBER}, prefix="a")

    box = read(form).select_one("input[name=a-confirm_identifiers]")
    assert Question({"a-text": NUMBER, "a-confirm_identifiers": box["value"]}, prefix="a").is_valid()


def test_the_same_piece_twice_is_asked_about_once():
    assert Question({"text": "943 476 5919 and 943 476 5919"}).error_list()[0]["text"] == ASKED


@pytest.fixture
def wards_are_secret(monkeypatch):
    monkeypatch.setattr(guard, "_guards", list(guard._guards))

    def find(text):
        at = text.find("secret ward")
        return [Finding("hospital_number", at, at + 11)] if at >= 0 else []

    guard.register(find)


def test_another_guard_may_be_registered(wards_are_secret):
    assert not Question({"text": "The secret ward"}).is_valid()
