"""Fields draw themselves, explain mistakes in plain words, and lose nothing."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from fingerpost.ui.forms import (
    CheckboxField,
    ChoiceField,
    CodeField,
    DateField,
    EmailField,
    FileField,
    MultipleChoiceField,
    NHSForm,
    PasswordField,
    SelectField,
    TextAreaField,
    TextField,
    invalid,
)
from tests.ui.drawing import draw, get

KINDS = [("brief", "A summary"), ("list", "A list"), ("none", "Not sure")]


def form_with(field, data=None, files=None, **kwargs):
    made = type("Made", (NHSForm,), {"it": field})
    return made(data, files, **kwargs)


def drawn(field, data=None, files=None, **kwargs):
    return BeautifulSoup(str(form_with(field, data, files, **kwargs)["it"].as_field_group()), "html.parser")


def mistakes(field, data=None, files=None):
    return [mistake["text"] for mistake in form_with(field, data or {}, files).error_list()]


EVERY_FIELD = {
    "text": TextField(label="Ward", hint="As on the door"),
    "email": EmailField(label="Your e-mail", hint="At work"),
    "password": PasswordField(label="Password", hint="12 characters"),
    "code": CodeField(hint="6 numbers"),
    "textarea": TextAreaField(label="What happened?", hint="No names", max_length=20),
    "select": SelectField(label="Order", hint="Of the list", choices=KINDS),
    "file": FileField(label="File", hint="Up to 5 MB"),
}
EVERY_SET = {
    "radios": ChoiceField(label="What would help?", hint="Choose one", choices=KINDS),
    "checkboxes": MultipleChoiceField(label="What would help?", hint="Choose any", choices=KINDS),
    "date": DateField(label="When?", hint="For example, 27 3 2026"),
}


@pytest.mark.parametrize("field", EVERY_FIELD.values(), ids=EVERY_FIELD)
def test_a_control_has_its_label_hint_and_mistake_tied_to_it(field):
    group = drawn(field, {})

    control = group.select_one("#id_it")
    assert control["name"] == "it"
    assert field.label in group.select_one("label[for=id_it]").text
    described = control["aria-describedby"].split()
    assert {"id_it-hint", "id_it-error"} <= set(described)
    assert all(group.find(id=name) is not None for name in described)


@pytest.mark.parametrize("field", EVERY_SET.values(), ids=EVERY_SET)
def test_a_set_of_controls_has_a_legend_hint_and_mistake_tied_to_it(field):
    group = drawn(field, {})

    assert field.label in group.fieldset.legend.text
    assert group.fieldset["aria-describedby"].split() == ["id_it-hint", "id_it-error"]
    assert all(group.find("label", attrs={"for": box["id"]}) is not None for box in group.find_all("input"))


@pytest.mark.parametrize("field", (EVERY_FIELD | EVERY_SET).values(), ids=EVERY_FIELD | EVERY_SET)
def test_the_summary_leads_to_a_control_that_can_take_the_focus(field):
    form = form_with(field, {})

    [mistake] = form.error_list()
    target = BeautifulSoup(str(form), "html.parser").select_one(mistake["href"])
    assert target.name in {"input", "textarea", "select"}


@pytest.mark.parametrize(
    ("field", "said"),
    [
        (TextField(label="Name of the ward"), "Enter name of the ward"),
        (TextField(label="NHS organisation"), "Enter NHS organisation"),
        (TextField(label="What did you learn?"), "Enter an answer"),
        (ChoiceField(label="One of these", choices=KINDS), "Select one of these"),
        (CheckboxField(label="I agree"), "Tick the box: I agree"),
        (FileField(label="File of references"), "Choose file of references"),
        (TextField(label="x", error_messages={"required": "Say which ward"}), "Say which ward"),
    ],
)
def test_an_empty_field_says_what_to_do(field, said):
    assert mistakes(field) == [said]


def test_what_was_typed_is_kept_and_escaped():
    group = drawn(TextAreaField(label="What?"), {"it": '</textarea><script>x</script>"'})

    assert group.script is None
    assert group.textarea.text.strip() == '</textarea><script>x</script>"'


def test_a_label_is_escaped():
    assert drawn(TextField(label="<i>Ward</i>")).i is None


def test_a_password_never_travels_back():
    assert (
        "value"
        not in drawn(PasswordField(label="Password"), {"it": "correct horse battery"}).select_one("#id_it").attrs
    )


def test_a_password_manager_is_told_what_is_wanted():
    assert drawn(PasswordField(label="Password", new=True)).input["autocomplete"] == "new-password"


@pytest.mark.parametrize("typed", ["204815", "204 815", " 204-815 ", "20 48 15"])
def test_a_code_may_be_pasted_with_spaces_and_dashes(typed):
    form = form_with(CodeField(), {"it": typed})

    assert form.is_valid()
    assert form.cleaned_data["it"] == "204815"


def test_a_code_box_offers_the_code_and_does_not_cut_it_short():
    box = drawn(CodeField()).input

    assert (box["autocomplete"], box["inputmode"], box.get("maxlength")) == ("one-time-code", "numeric", None)


@pytest.mark.parametrize("typed", ["12345", "1234567", "abcdef"])
def test_a_code_of_another_shape_is_explained(typed):
    assert mistakes(CodeField(), {"it": typed}) == ["The code is 6 numbers, like 204815"]


def test_a_long_text_is_counted_the_way_the_page_counts():
    field = TextAreaField(label="What happened?", max_length=5)

    assert form_with(field, {"it": "ab\r\ncd"}).is_valid()
    assert mistakes(field, {"it": "abcdef"}) == ["Your answer must be 5 characters or fewer"]
    assert drawn(field).select_one("[data-module=nhsuk-character-count]")["data-maxlength"] == "5"


def test_words_are_counted():
    assert mistakes(TextAreaField(label="Summary", max_words=3), {"it": "one two three four"}) == [
        "Summary must be 3 words or fewer"
    ]


@pytest.mark.parametrize(
    ("day", "month", "year", "meant"),
    [("27", "3", "2026", dt.date(2026, 3, 27)), ("1", "Sept", "2026", dt.date(2026, 9, 1)),
     (" 9 ", "09", "1999", dt.date(1999, 9, 9)), ("29", "february", "2024", dt.date(2024, 2, 29))],
)  # fmt: skip
def test_a_date_is_read_as_people_write_it(day, month, year, meant):
    form = form_with(DateField(label="When?"), {"it_day": day, "it_month": month, "it_year": year})

    assert form.is_valid(), form.errors
    assert form.cleaned_data["it"] == meant


@pytest.mark.parametrize(
    ("parts", "said", "wrong"),
    [
        (("", "3", "2026"), "The date must include a day", ["day"]),
        (("", "", "2026"), "The date must include a day and a month", ["day", "month"]),
        (("27", "3", "26"), "The year must have 4 numbers", ["year"]),
        (("31", "2", "2026"), "The date must be a real date: that month has fewer days", ["day"]),
        (("x", "13", "2026"), "The date must be a real date, like 27 3 2026", ["day", "month"]),
        (("1", "ju", "2026"), "The date must be a real date, like 27 3 2026", ["month"]),
    ],
)
def test_a_wrong_date_says_which_box_to_mend(parts, said, wrong):
    data = dict(zip(["it_day", "it_month", "it_year"], parts, strict=True))
    form = form_with(DateField(label="When?"), data)

    group = BeautifulSoup(str(form), "html.parser")
    assert form.error_list() == [{"text": said, "href": f"#id_it_{wrong[0]}"}]
    assert [box["name"] for box in group.select(".nhsuk-input--error")] == [f"it_{part}" for part in wrong]
    assert [box.get("value", "") for box in group.select("input")] == list(parts)


def test_a_date_may_have_ends():
    field = DateField(label="When?", earliest=dt.date(2026, 1, 1), latest=lambda: dt.date(2026, 12, 31))

    assert mistakes(field, {"it_day": "31", "it_month": "12", "it_year": "2025"}) == [
        "The date must be 1 January 2026 or later"
    ]
    assert mistakes(field, {"it_day": "1", "it_month": "1", "it_year": "2027"}) == [
        "The date must be 31 December 2026 or earlier"
    ]
    assert mistakes(field, {"it_day": "31", "it_month": "12", "it_year": "2026"}) == []


def test_a_date_that_is_not_needed_may_be_left_out():
    form = form_with(DateField(label="When?", required=False), {})

    assert form.is_valid()
    assert form.cleaned_data["it"] is None


def test_a_known_date_fills_the_boxes():
    group = drawn(DateField(label="When?"), initial={"it": dt.date(2026, 3, 7)})

    assert [box["value"] for box in group.select("input")] == ["7", "3", "2026"]


def test_a_file_is_refused_for_its_ending_or_size_with_the_reason():
    field = FileField(label="File", extensions=[".ris"], max_bytes=2_000)

    assert mistakes(field, {}, {"it": SimpleUploadedFile("notes.docx", b"x")}) == [
        "The file must end in .ris, not .docx"
    ]
    assert mistakes(field, {}, {"it": SimpleUploadedFile("a.RIS", b"x" * 2001)}) == ["The file must be 2 KB or smaller"]
    assert mistakes(field, {}, {"it": SimpleUploadedFile("a.ris", b"")}) == ["The file is empty"]
    assert mistakes(field, {}, {"it": SimpleUploadedFile("a.RIS", b"x")}) == []


def test_choices_keep_what_was_chosen_with_hints_dividers_and_a_choice_that_clears_the_rest():
    field = MultipleChoiceField(
        label="What?",
        choices=KINDS,
        choice_hints={"list": "With links"},
        divider_before={"none": "or"},
        exclusive=["none"],
    )
    group = drawn(field, {"it": ["brief", "list"]})

    assert [box["value"] for box in group.select("input[checked]")] == ["brief", "list"]
    assert group.select_one("#id_it-2-item-hint").get_text(strip=True) == "With links"
    assert group.select_one(".nhsuk-checkboxes__divider").text == "or"
    assert group.select_one("[value=none]")["data-behaviour"] == "exclusive"


def test_a_choice_that_is_not_offered_is_refused():
    assert mistakes(ChoiceField(label="Which?", choices=KINDS), {"it": "all"}) == [
        "Select one of the choices on this page"
    ]


def test_what_need_not_be_answered_says_so():
    assert drawn(TextField(label="Telephone", required=False)).label.text.strip() == "Telephone (optional)"
    assert drawn(TextField(label="Words", required=False, mark_optional=False)).label.text.strip() == "Words"


def test_one_box_alone_shows_its_hint_and_state():
    group = drawn(CheckboxField(label="Send me news", hint="Once a week", required=False), {"it": "on"})

    box = group.select_one("input[type=checkbox]")
    assert box.has_attr("checked")
    assert group.find(id=box["aria-describedby"]).get_text(strip=True) == "Once a week"
    assert group.select_one("label").get_text(strip=True) == "Send me news"


def test_a_page_can_change_how_one_field_is_drawn():
    form = form_with(TextField(label="Ward"))
    group = draw('{{ field(form["it"], label={"isPageHeading": true, "size": "l"}) }}', form=form)

    assert group.h1.get_text(strip=True) == "Ward"


def test_fields_of_a_form_from_elsewhere_look_the_same():
    class Elsewhere(forms.Form):
        login = forms.EmailField(widget=forms.EmailInput(attrs={"autocomplete": "email", "placeholder": "E-mail"}))
        password = forms.CharField(widget=forms.PasswordInput)
        remember = forms.BooleanField(required=False)
        kind = forms.ChoiceField(choices=[("a", "A")])
        secret = forms.CharField(widget=forms.HiddenInput, initial="s")

    group = draw("{% for one in form %}{{ field(one) }}{% endfor %}", form=Elsewhere({}))

    assert group.select_one("input#id_login.nhsuk-input[type=email]")["autocomplete"] == "email"
    assert "placeholder" not in group.select_one("#id_login").attrs
    assert group.select_one("[data-module=nhsuk-password-input] #id_password") is not None
    assert group.select_one(".nhsuk-checkboxes__input#id_remember") is not None
    assert group.select_one("select.nhsuk-select#id_kind") is not None
    assert group.select_one("input[type=hidden][name=secret]") is not None


# Fields under a choice ---------------------------------------------------------------------------


class Answer(NHSForm):
    reveals = {"how": {"phone": ["number"]}}

    how = ChoiceField(label="How should we answer?", choices=[("email", "By e-mail"), ("phone", "By telephone")])
    number = TextField(label="Your number")


def test_a_field_under_a_choice_is_needed_only_when_that_is_chosen():
    assert Answer({"how": "email"}).is_valid()
    assert Answer({"how": "phone"}).error_list() == [{"text": "Enter your number", "href": "#id_number"}]


def test_what_was_typed_under_another_choice_is_dropped():
    form = Answer({"how": "email", "number": "020 7946 0958"})

    assert form.is_valid()
    assert form.cleaned_data["number"] == ""


def test_a_field_under_a_choice_is_drawn_once_and_inside_it():
    page = BeautifulSoup(str(Answer({"how": "phone", "number": "12"})), "html.parser")

    assert len(page.select("#id_number")) == 1
    revealed = page.select_one(".nhsuk-radios__conditional")
    assert revealed.select_one("#id_number")["value"] == "12"
    assert "nhsuk-radios__conditional--hidden" not in revealed["class"]


def test_a_form_with_mistakes_answers_422():
    response = invalid(
        get("/"), "ui/preview_form.jinja", {"page_title": "Try", "form": Answer({}), "back": ("Back", "/")}
    )

    assert response.status_code == 422
    assert b"<title>Error: Try" in response.content
