"""The preview page shows everything there is."""

from collections import Counter

import pytest
from django.template import engines

from fingerpost.ui.components import component_names
from fingerpost.ui.web.views import ALONE

pytestmark = pytest.mark.usefixtures("design_alone")


@pytest.fixture
def preview(client, page):
    return page(client.get("/preview/"))


def test_shows_every_component_of_the_design_system(preview):
    shown = {part["id"].removeprefix("specimen-nhs-") for part in preview.select("[id^=specimen-nhs-].fp-specimen")}

    assert shown | set(ALONE) == set(component_names())


def test_shows_every_part_of_our_own(preview):
    module = engines["jinja2"].env.get_template("ui/parts.jinja").module
    parts = {name for name in vars(module) if not name.startswith("_") and callable(getattr(module, name))}
    code = " ".join(block.text for block in preview.select("[id^=specimen-parts-] code"))

    assert [name for name in sorted(parts) if f"parts.{name}(" not in code and name != "announce"] == []


def test_shows_every_field_in_every_state(preview):
    states = ["Empty", "Filled in", "Wrong", "Long text", "Switched off"]

    fields = preview.select("[id^=field-].fp-specimen")
    assert len(fields) == 13
    assert all([title.text for title in field.select("h4")] == states for field in fields)
    assert all(field.select_one("pre").text.strip() for field in fields)


def test_switched_off_fields_are_switched_off(preview):
    controls = preview.select("[id^=id_off-]:is(input, textarea, select)")

    assert len(controls) >= 12
    assert all(control.has_attr("disabled") for control in controls)


def test_wrong_fields_explain_themselves(preview):
    for field in preview.select("[id^=field-].fp-specimen"):
        assert field.find("h4", string="Wrong").find_next("form").select_one(".nhsuk-error-message") is not None


def test_no_id_stands_twice(preview):
    ids = Counter(tag["id"] for tag in preview.find_all(id=True))

    assert [name for name, count in ids.items() if count > 1] == []


@pytest.mark.parametrize("name", ALONE)
def test_page_furniture_has_a_page_of_its_own(client, page, name):
    assert page(client.get(f"/preview/alone/{name}/")).h1.text == name


@pytest.mark.parametrize("address", ["/preview/alone/button/", "/preview/error/418/"])
def test_what_is_not_there_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_the_sample_form_asks_and_then_takes_what_was_confirmed(client, page):
    data = {"question": "Safe for 943 476 5919?", "how": "email"}

    asked = client.post("/preview/form/", data)
    box = page(asked).select_one("input[name=confirm_identifiers]")
    taken = client.post("/preview/form/", data | {"confirm_identifiers": box["value"]})

    assert (asked.status_code, taken.status_code) == (422, 200)
