"""The pages of asking a colleague, as the two people meet them."""

import pytest
from django.urls import reverse

from fingerpost.organisations.domain import consent
from fingerpost.people.domain import enquiries, profiles
from fingerpost.people.models import Enquiry
from fingerpost.records.domain import graph
from fingerpost.records.models import PartRole
from tests.factories import a_person, a_unit, an_item
from tests.people.test_enquiries import WORDS, willing

pytestmark = pytest.mark.django_db


@pytest.fixture
def bo():
    return willing(a_person("Bo Nurse", a_unit("Ward 4")))


@pytest.fixture
def asker():
    return a_person("Ada Asker", a_unit("Ward 9"))


def text(response, page):
    assert response.status_code == 200
    return " ".join(page(response).select_one("main").text.split())


def at(made, name="enquiry"):
    return reverse(f"people:{name}", args=[made.public_id])


def test_a_question_goes_to_somebody_from_their_page_and_their_address_is_nowhere(client, page, bo, asker):
    client.force_login(asker)
    profile = client.get(reverse("people:profile", args=[bo.profile.public_id]))
    assert bo.email not in profile.content.decode()
    link = page(profile).find("a", string=lambda said: said and said.strip() == "Ask Bo Nurse")

    asked = client.post(link["href"], {"words": WORDS})

    shown = client.get(asked["Location"])
    assert "Waiting for an answer" in text(shown, page)
    assert bo.email not in shown.content.decode()


def test_whoever_is_asked_sees_name_and_team_and_no_address(client, page, bo, asker):
    made = enquiries.ask(bo, WORDS, by=asker)
    client.force_login(bo)

    shown = client.get(at(made))

    said = text(shown, page)
    assert "Ada Asker" in said
    assert "Ward 9" in said
    assert WORDS in said
    assert asker.email not in shown.content.decode()


@pytest.mark.parametrize("shares", [True, False])
def test_the_answerers_address_is_shown_only_if_they_tick_it(client, page, bo, asker, shares):
    made = enquiries.ask(bo, WORDS, by=asker)
    client.force_login(bo)
    client.post(at(made), {"answer": "At seven, standing.", **({"shares": "on"} if shares else {})})

    client.force_login(asker)
    shown = client.get(at(made))

    assert "At seven, standing." in text(shown, page)
    assert (bo.email in shown.content.decode()) is shares


@pytest.mark.parametrize("shares", [True, False])
def test_the_askers_address_is_shown_after_an_answer_only_if_they_ticked_it(client, page, bo, asker, shares):
    made = enquiries.ask(bo, WORDS, by=asker, shares=shares)
    client.force_login(bo)
    assert asker.email not in client.get(at(made)).content.decode()

    client.post(at(made), {"answer": "At seven."})

    assert (asker.email in client.get(at(made)).content.decode()) is shares


def test_putting_it_aside_looks_to_the_asker_like_waiting(client, page, bo, asker):
    made = enquiries.ask(bo, WORDS, by=asker)
    client.force_login(bo)
    client.post(at(made, "enquiry_put_aside"))
    assert client.get(at(made)).status_code == 404

    client.force_login(asker)

    assert "Waiting for an answer" in text(client.get(at(made)), page)
    assert "Waiting" in text(client.get(reverse("people:enquiry_list")), page)


def test_it_is_passed_on_by_name(client, page, bo, asker):
    made = enquiries.ask(bo, WORDS, by=asker)
    willing(a_person("Cy Matron"))
    client.force_login(bo)

    wrong = client.post(at(made, "enquiry_pass"), {"name": "Nobody Known"})
    client.post(at(made, "enquiry_pass"), {"name": "cy matron"})

    assert wrong.status_code == 422
    assert "Nobody of this name" in page(wrong).select_one(".nhsuk-error-summary").text
    client.force_login(asker)
    assert page(client.get(at(made))).h1.text == "You asked Cy Matron"


def test_a_third_person_finds_nothing(client, bo, asker):
    made = enquiries.ask(bo, WORDS, by=asker)
    client.force_login(a_person())

    assert client.get(at(made)).status_code == 404
    assert client.post(at(made), {"answer": "Mine."}).status_code == 404
    assert client.post(at(made, "enquiry_put_aside")).status_code == 404
    assert client.get(at(made, "enquiry_pass")).status_code == 404


def test_somebody_who_did_not_agree_has_no_page_to_be_asked_on(client, asker):
    client.force_login(asker)

    assert client.get(reverse("people:enquiry_ask", args=[a_person().public_id])).status_code == 404
    assert client.get(reverse("people:enquiry_ask", args=[asker.public_id])).status_code == 404


def test_a_question_about_a_page_names_it_to_both(client, page, asker):
    una, item = a_person("Una"), an_item("Night admissions", open_to="all")
    graph.take_part(item, una, PartRole.WHO_TO_ASK, shown=True)
    client.force_login(asker)
    address = reverse("people:enquiry_ask", args=[una.public_id])
    assert "Night admissions" in text(client.get(address, {"about": item.public_id}), page)
    assert client.get(address).status_code == 404

    client.post(address, {"words": WORDS, "about": item.public_id})

    client.force_login(una)
    assert "About: Night admissions" in text(client.get(at(Enquiry.objects.get())), page)


def test_a_patients_number_is_asked_about_before_it_is_sent(client, page, bo, asker):
    client.force_login(asker)

    response = client.post(reverse("people:enquiry_ask", args=[bo.public_id]), {"words": "It is about 943 476 5919."})

    assert response.status_code == 422
    assert "NHS number" in page(response).select_one(".nhsuk-error-summary").text
    assert not Enquiry.objects.exists()


def test_home_says_that_colleagues_wait(client, page, bo, asker):
    enquiries.ask(bo, WORDS, by=asker)
    client.force_login(bo)

    assert "1 question that colleagues ask you" in text(client.get(reverse("hub:home")), page)


@pytest.mark.parametrize("asked", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(client, bo, asker, asked, django_assert_num_queries):
    for _ in range(asked):
        enquiries.ask(bo, WORDS, by=asker)
    other = willing(a_person())
    for number in range(asked):
        enquiries.ask(other, f"And {number}?", by=bo)
    client.force_login(bo)
    client.get(reverse("people:enquiry_list"))

    with django_assert_num_queries(7):
        client.get(reverse("people:enquiry_list"))


def test_a_persons_page_says_what_they_wrote_reviewed_and_can_be_asked_about_as_agreed(client, page, bo, asker):
    consent.say(bo, consent.NAMED, True, by=bo)
    for title, role, shown in (
        ("Their page", PartRole.AUTHOR, True), ("Reviewed page", PartRole.REVIEWED, True),
        ("Asked page", PartRole.WHO_TO_ASK, True), ("Not agreed", PartRole.AUTHOR, False),
    ):  # fmt: skip
        graph.take_part(an_item(title, open_to="all"), bo, role, shown=shown)
    client.force_login(asker)

    shown = page(client.get(reverse("people:profile", args=[profiles.Profile.objects.get().public_id])))

    said = {heading.text: heading.find_next("ul").text.strip() for heading in shown.select("main h2")}
    assert said["Wrote"] == "Their page"
    assert said["Reviewed"] == "Reviewed page"
    assert said["Can be asked about"] == "Asked page"
    assert "Not agreed" not in shown.text


def test_a_question_is_taken_back_and_whoever_was_asked_sees_that_and_no_longer_the_words(client, page, bo, asker):
    made = enquiries.ask(bo, WORDS, by=asker)
    client.force_login(asker)
    form = page(client.get(at(made))).find("button", string="Take it back").find_parent("form")

    said = text(client.post(form["action"], follow=True), page)

    assert "You took it back" in said
    assert WORDS in said
    assert "You took it back" in text(client.get(reverse("people:enquiry_list")), page)
    client.force_login(bo)
    shown = page(client.get(at(made)))
    assert "Ada Asker has taken this back. You need not do anything." in shown.text
    assert not shown.select("main form")
    for address in (at(made), reverse("people:enquiry_list")):
        assert WORDS not in client.get(address).content.decode()
    assert "They took it back." in text(client.get(reverse("people:enquiry_list")), page)
    assert "question that colleagues ask you" not in text(client.get(reverse("hub:home")), page)


def test_an_answer_that_crosses_with_taking_it_back_is_not_sent_and_they_are_told(client, page, bo, asker):
    made = enquiries.ask(bo, WORDS, by=asker)
    enquiries.take_back(made, by=asker)
    client.force_login(bo)

    response = client.post(at(made), {"answer": "At seven, standing."})

    assert "Your answer was not sent" in text(response, page)


# Whom a question is for --------------------------------------------------------------------------------


@pytest.fixture
def offered(client, page, asker, index_now):
    """`offered("violence on wards")`: who is offered on the answer page, to somebody who signed in."""
    for subject in ("falls", "hand washing", "norovirus", "fire"):
        an_item(f"What wards do about {subject}", open_to="all", kind="policy")
    index_now()
    client.force_login(asker)

    def ask(question):
        shown = page(client.get(reverse("hub:search"), {"q": question}))
        return [name.text.strip() for name in shown.select(".fp-person__name")]

    return ask


def test_nobody_is_offered_who_shares_but_a_word_that_tells_little(offered, client, page, index_now):
    willing(a_person("Vera Ward"), "moving a ward")
    willing(a_person("Nora Virus"), "norovirus")
    an_item("Something", open_to="all", topics=["Violence on wards"])
    index_now()

    assert offered("violence on wards") == []
    assert offered("norovirus on wards") == ["Nora Virus"]
    assert offered("moving a ward") == ["Vera Ward"]
    topic = page(client.get(reverse("library:topic", args=["violence-on-wards"])))
    assert topic.select(".fp-person") == []


def test_what_somebody_merely_says_of_themselves_is_nothing_to_ask_them_about(offered, index_now):
    an_item("Safety huddles in dialysis", open_to="all", kind="lesson")
    person = willing(a_person("Bo Nurse"), "safety huddles")
    profiles.write(person, job="Nurse", about="I began in dialysis.", topics=["safety huddles"], by=person)
    index_now()

    assert offered("dialysis") == []
    assert offered("safety huddle") == ["Bo Nurse"]


def test_people_are_offered_where_there_are_no_policies_yet(client, page, asker, index_now):
    an_item("Our huddle", "We hold safety huddles at night.", open_to="all", kind="lesson")
    willing(a_person("Bo Nurse"), "safety huddles")
    index_now()
    client.force_login(asker)

    shown = page(client.get(reverse("hub:search"), {"q": "safety huddles at night"}))

    assert [name.text.strip() for name in shown.select(".fp-person__name")] == ["Bo Nurse"]
