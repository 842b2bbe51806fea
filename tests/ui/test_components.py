"""The NHS components, called from our own strict templates."""

import pytest
from jinja2 import UndefinedError

from fingerpost.ui.components import component_names, nhs, nhs_logo
from tests.ui.drawing import draw


def test_all_components_of_the_design_system_are_there():
    assert len(component_names()) >= 40
    assert {"button", "radios", "date_input", "tables", "summary_list"} <= set(component_names())


@pytest.mark.parametrize("name", component_names())
def test_draws_with_nothing_but_a_text(name):
    assert "<" in draw_component(name)


def draw_component(name):
    return str(getattr(nhs, name)(text="Falls", name="falls", id="falls"))


@pytest.mark.parametrize(
    "name", ["button", "tag", "heading", "caption", "hint", "error_message", "back_link", "legend"]
)
def test_escapes_what_people_typed(name):
    drawn = str(getattr(nhs, name)(text="<script>alert(1)</script>", id="x"))

    assert "<script" not in drawn
    assert "&lt;script&gt;" in drawn


def test_escapes_inside_attributes():
    drawn = draw('{{ nhs.input(label="Ward", id="ward", name="ward", value=value) }}', value='"><b onfocus=x>')

    assert drawn.b is None
    assert drawn.input["value"] == '"><b onfocus=x>'


def test_takes_a_block_of_a_template():
    drawn = draw("{% call nhs.inset_text() %}<p>{{ said }}</p>{% endcall %}", said="Past its date & kept")

    assert drawn.select_one(".nhsuk-inset-text p").text == "Past its date & kept"


def test_an_unknown_component_is_an_error():
    with pytest.raises(AttributeError, match="buton"):
        nhs.buton(text="Save")


def test_an_unknown_component_is_an_error_in_a_template_too():
    with pytest.raises(UndefinedError, match="buton"):
        draw('{{ nhs.buton(text="Save") }}')


def test_the_logo_is_the_published_one():
    assert nhs_logo().startswith('<svg class="nhsuk-header__logo"')
