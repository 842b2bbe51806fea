"""The pages of reading lists, as people meet them."""

import pytest
from django.urls import reverse

from fingerpost.library.domain.gathering import collections
from fingerpost.library.models import Collection
from fingerpost.organisations.readers import unit_token
from tests.factories import a_paper, an_item
from tests.library.writers import a_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return a_place()


@pytest.fixture
def listed(place):
    made = collections.begin("Falls, to read first", introduction="Begin at the top.", by=place.amina)
    for name, heading in (("One", ""), ("Two", "Research")):
        item = an_item(name, unit=place.trust, open_to="public")
        collections.put(made, item, by=place.amina, section=heading, note=f"Why {name.lower()}.")
    return made


def at(name, collection, *more):
    return reverse(f"library:{name}", args=[collection.public_id, *more])


def test_a_list_is_begun_and_a_paper_put_on_it_from_its_page(client, page, place):
    client.force_login(place.amina)
    paper = a_paper("Bed alarms")

    link = page(client.get(reverse("library:paper", args=[paper.public_id]))).find("a", string="Put on a reading list")
    response = client.post(link["href"], {"where": "new", "title": "Alarms", "note": "The largest trial."})

    shown = page(client.get(response["Location"]))
    assert shown.h1.text == "Alarms"
    assert "The largest trial." in shown.text
    assert "Only its owner" in shown.text


def test_something_is_put_on_a_list_that_is_there(client, page, place, listed):
    client.force_login(place.amina)
    item = an_item("Three", unit=place.trust, open_to="public")
    form = page(client.get(at("collection_put", item)))

    assert form.find("label", string=lambda text: text and "Falls, to read first" in text)
    client.post(at("collection_put", item), {"where": listed.public_id, "note": ""})

    assert listed.entries.filter(record=item).exists()


def test_the_same_thing_twice_is_explained_on_the_form(client, page, place, listed):
    client.force_login(place.amina)
    item = listed.entries.first().record

    response = client.post(at("collection_put", item), {"where": listed.public_id, "note": ""})

    assert response.status_code == 422
    assert "already" in page(response).select_one(".nhsuk-error-summary").text


def test_a_list_of_somebody_else_is_not_offered(client, place, listed):
    client.force_login(place.ben)
    item = listed.entries.first().record

    response = client.post(at("collection_put", item), {"where": listed.public_id, "note": ""})

    assert response.status_code == 422


def test_a_patients_number_in_a_note_is_asked_about_first(client, place, listed):
    client.force_login(place.amina)
    entry = listed.entries.first()

    response = client.post(at("entry_edit", listed, entry.pk), {"note": "See 943 476 5919.", "section": ""})

    assert response.status_code == 422
    entry.refresh_from_db()
    assert entry.note == "Why one."


def test_up_and_down_buttons_need_no_script(client, page, place, listed):
    client.force_login(place.amina)
    two = listed.entries.get(record__title="Two")

    client.post(at("entry_move", listed, two.pk), {"where": "up"})

    shown = page(client.get(at("collection_edit", listed)))
    assert [row.strong.text for row in shown.select("main ol > li")] == ["One", "Two"]
    assert not shown.select("main h3")  # the heading went with what stood under it
    buttons = [button.text for button in shown.select("main ol button")]
    assert buttons == ["Down: One", "Take off: One", "Up: Two", "Take off: Two"]


def test_a_note_and_a_heading_are_written(client, page, place, listed):
    client.force_login(place.amina)
    one = listed.entries.get(record__title="One")

    client.post(at("entry_edit", listed, one.pk), {"note": "Start here.", "section": "First"})

    shown = page(client.get(at("collection", listed)))
    assert "First" in [heading.text for heading in shown.select("main h2")]
    assert "Start here." in shown.text


def test_something_is_taken_off(client, place, listed):
    client.force_login(place.amina)
    one = listed.entries.get(record__title="One")

    client.post(at("entry_take_out", listed, one.pk))

    assert [entry.record.title for entry in listed.entries.all()] == ["Two"]


@pytest.mark.parametrize(
    ("see", "words", "strangers", "colleagues"),
    [
        ({"see": "public"}, "Anyone, without signing in", 200, 200),
        ({"see": "all"}, "Anyone signed in", 404, 200),
        ({"see": "units", "see_other": "Northvale Trust"}, "People in Northvale Trust", 404, 200),
        ({"see": "people", "see_people": "Ben Okafor"}, "People named by its owner", 404, 200),
        ({"see": "me"}, "Only its owner", 404, 404),
    ],
)
def test_a_list_is_shared_in_words(client, page, place, listed, see, words, strangers, colleagues):
    client.force_login(place.amina)
    client.post(at("collection_share", listed), see)
    assert words in page(client.get(at("collection", listed))).text

    client.logout()
    assert client.get(at("collection", listed)).status_code == strangers
    client.force_login(place.ben)
    assert client.get(at("collection", listed)).status_code == colleagues


def test_sharing_with_an_unknown_place_is_explained(client, page, place, listed):
    client.force_login(place.amina)

    response = client.post(at("collection_share", listed), {"see": "units", "see_other": "Nowhere Trust"})

    assert response.status_code == 422
    assert "Nowhere Trust" in page(response).select_one(".nhsuk-error-summary").text


def test_only_those_who_may_change_a_list_see_how(client, page, place, listed):
    collections.release(listed, by=place.amina, open_to="all")
    client.force_login(place.ben)

    shown = page(client.get(at("collection", listed)))

    assert "Change this list" not in shown.text
    entry = listed.entries.first()
    for name, more in (("collection_edit", ()), ("collection_share", ()), ("collection_withdraw", ()),
                       ("entry_edit", (entry.pk,))):  # fmt: skip
        assert client.get(at(name, listed, *more)).status_code == 404
    for name in ("entry_move", "entry_take_out"):
        assert client.post(at(name, listed, entry.pk)).status_code == 404
    assert listed.entries.count() == 2


def test_nothing_is_said_of_what_a_reader_may_not_see(client, page, place, listed):
    hidden = an_item("Only for us", unit=place.trust, tokens=[unit_token(place.trust.pk)])
    collections.put(listed, hidden, by=place.amina, section="Secret heading")
    collections.release(listed, by=place.amina, open_to="public")

    text = page(client.get(at("collection", listed))).text

    assert "Only for us" not in text
    assert "Secret heading" not in text
    assert "not shared with you" not in text
    client.force_login(place.amina)
    assert "1 thing on it is shared with fewer people" in page(client.get(at("collection_edit", listed))).text


def test_a_withdrawn_list_says_so_loudly(client, page, place, listed):
    collections.release(listed, by=place.amina, open_to="public")
    client.force_login(place.amina)

    client.post(at("collection_withdraw", listed), {"because": "Nobody keeps it."})

    client.logout()
    assert "Withdrawn" in page(client.get(at("collection", listed))).select_one(".fp-note--bad").text


# On other sites ------------------------------------------------------------------------------------


def test_a_list_is_framed_by_others_only_where_it_is_open_and_its_owner_allows_it(client, place, listed):
    assert client.get(at("collection_embed", listed)).status_code == 404
    collections.describe(listed, by=place.amina, title="Falls", may_embed=True)
    assert client.get(at("collection_embed", listed)).status_code == 404
    collections.release(listed, by=place.amina, open_to="all")
    assert client.get(at("collection_embed", listed)).status_code == 404

    collections.release(listed, by=place.amina, open_to="public")

    response = client.get(at("collection_embed", listed))
    assert response.status_code == 200
    assert "frame-ancestors *" in response.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in response.headers
    other = client.get(at("collection", listed))
    assert "frame-ancestors 'none'" in other.headers["Content-Security-Policy"]
    assert other.headers["X-Frame-Options"] == "DENY"


def test_a_framed_list_shows_what_anyone_may_see_whoever_is_signed_in(client, page, place, listed):
    collections.put(listed, an_item("For us", unit=place.trust, tokens=[unit_token(place.trust.pk)]), by=place.amina)
    collections.describe(listed, by=place.amina, title="Falls", may_embed=True)
    collections.release(listed, by=place.amina, open_to="public")
    client.force_login(place.amina)

    shown = page(client.get(at("collection_embed", listed)))

    assert "For us" not in shown.text
    assert all(link["href"].startswith("http") and link["target"] == "_blank" for link in shown.select("main a"))
    assert not shown.select("form, script")


# What it costs -------------------------------------------------------------------------------------


@pytest.mark.parametrize("things", [1, 3])
def test_a_list_costs_the_same_however_long_it_is(client, place, things, django_assert_num_queries):
    made = collections.begin("List", by=place.amina)
    for number in range(things):
        collections.put(made, an_item(f"Item {number}", open_to="public"), by=place.amina)
        collections.put(made, a_paper(f"Paper number {number}"), by=place.amina)
    collections.release(made, by=place.amina, open_to="public")
    client.get(at("collection", made))

    with django_assert_num_queries(5):
        client.get(at("collection", made))


@pytest.mark.parametrize("lists", [1, 3])
def test_the_page_of_lists_costs_the_same_however_many_there_are(client, place, lists, django_assert_num_queries):
    for number in range(lists):
        collections.release(collections.begin(f"List {number}", by=place.amina), by=place.amina, open_to="public")
    client.get(reverse("library:collection_list"))

    with django_assert_num_queries(1):
        client.get(reverse("library:collection_list"))


def test_my_lists_are_mine(client, page, place, listed):
    client.force_login(place.amina)

    assert listed.title in page(client.get(reverse("library:collection_list"), {"show": "mine"})).text
    assert listed.title not in page(client.get(reverse("library:collection_list"))).text
    assert Collection.objects.count() == 1
