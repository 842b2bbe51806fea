"""What readers say of a page, who sees it, and what they hear of it."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.library.domain.trust import flags, reviewing
from fingerpost.library.models import Flag
from fingerpost.organisations.domain import accounts
from fingerpost.organisations.readers import person_token, reader_for, unit_token
from tests.factories import a_paper, a_person, an_item
from tests.library.writers import a_draft, a_page, a_place

pytestmark = pytest.mark.django_db
PATIENT = "The patient with NHS number 943 476 5919 got the wrong dose"


@pytest.fixture
def place():
    """A trust with people, and a page of Amina's that everybody in it sees."""
    here = a_place()
    shared = [unit_token(here.trust.pk), f"role:specialist@{here.trust.pk}"]
    here.page = a_page(here.ward, here.amina, tokens=shared)
    here.nurse = a_person("Nadia Grant", here.trust)
    return here


def show(client, record):
    return client.get(reverse("hub:record", args=[record.public_id]), follow=True)


def test_a_reader_without_rights_says_in_one_press_that_a_page_helped(place, signed_in, page):
    client = signed_in(place.nurse)
    form = page(show(client, place.page)).find("button", string="This helped").find_parent("form")

    response = client.post(form["action"], {"kind": "helped"}, follow=True)

    text = page(response).select_one("#said").text
    assert "Helped 1 person." in text
    assert "You said that this helped you." in text


def test_saying_twice_that_it_helped_counts_once(place):
    for _ in range(2):
        flags.flag(place.page, "helped", place.nurse)
    flags.flag(place.page, "helped", place.ben)

    assert flags.said_of(place.page).helped == 2


def test_the_words_of_a_reader_reach_those_who_look_after_the_page_and_not_other_readers(place, signed_in, page):
    client = signed_in(place.nurse)
    client.post(reverse("library:flag", args=[place.page.public_id]), {"kind": "wrong", "words": "The number is old."})

    assert "The number is old." not in show(signed_in(place.ben), place.page).content.decode()
    seen = page(show(signed_in(place.amina), place.page)).select_one("#waiting-flags").text
    assert "The number is old." in seen
    assert "Nadia" not in seen


def test_words_may_be_left_out(place, signed_in):
    signed_in(place.nurse).post(reverse("library:flag", args=[place.page.public_id]), {"kind": "wrong", "words": ""})

    assert flags.said_of(place.page).wrong == 1


def test_words_that_look_like_a_patient_are_asked_about_first(place, signed_in, page):
    response = signed_in(place.nurse).post(
        reverse("library:flag", args=[place.page.public_id]), {"kind": "wrong", "words": PATIENT}
    )

    assert response.status_code == 422
    assert PATIENT in page(response).find("textarea").text
    assert not Flag.objects.exists()


def test_saying_it_again_adds_the_new_words_and_no_second_voice(place):
    flags.flag(place.page, "wrong", place.nurse, "The number is old.")
    flags.flag(place.page, "wrong", place.nurse, "And the name.")

    [said] = Flag.objects.all()
    assert said.words == "The number is old.\n\nAnd the name."


def test_whoever_said_it_hears_what_came_of_it_by_e_mail_and_on_their_page(place, signed_in, page, mailoutbox):
    said = flags.flag(place.page, "wrong", place.nurse, "The number is old.")

    client = signed_in(place.amina)
    client.post(
        reverse("library:flag_answer", args=[said.public_id]), {"outcome": "changed", "words": "It is 4411 now."}
    )

    [message] = [sent for sent in mailoutbox if sent.to == [place.nurse.email]]
    assert "It is 4411 now." in message.body
    assert "the page was changed" in message.body
    text = page(signed_in(place.nurse).get(reverse("library:my_flags"))).select_one("main").text
    assert "It is 4411 now." in text
    assert "It was right to say so" in text
    assert flags.said_of(place.page).wrong == 0


def test_an_answer_is_given_once(place):
    said = flags.flag(place.page, "wrong", place.nurse)
    flags.answer(said, place.amina, "holds")

    with pytest.raises(RuleBroken, match="answered this already"):
        flags.answer(said, place.amina, "changed")


def test_after_an_answer_the_same_reader_can_say_it_again(place):
    flags.answer(flags.flag(place.page, "wrong", place.nurse), place.amina, "holds")

    flags.flag(place.page, "wrong", place.nurse)

    assert flags.said_of(place.page).wrong == 1


@pytest.mark.parametrize("who", ["amina", "rajesh", "ellen"])
def test_author_library_team_and_administrator_may_answer(place, who):
    said = flags.flag(place.page, "wrong", place.nurse)

    assert flags.may_answer(reader_for(getattr(place, who)), said)


@pytest.mark.parametrize("who", ["nurse", "ben", "outsider"])
def test_other_people_may_not_answer(place, who, signed_in):
    said = flags.flag(place.page, "wrong", place.nurse)

    with pytest.raises(NotAllowed):
        flags.answer(said, getattr(place, who), "holds")
    assert signed_in(getattr(place, who)).get(reverse("library:flag_answer", args=[said.public_id])).status_code == 404


def test_what_is_said_of_a_paper_goes_to_the_library_team_of_whoever_said_it(place):
    paper = a_paper()
    said, elsewhere = (
        flags.flag(paper, "wrong", place.nurse, "Wrong journal."),
        flags.flag(paper, "wrong", place.outsider),
    )

    team = reader_for(place.rajesh)
    assert flags.may_answer(team, said)
    assert not flags.may_answer(team, elsewhere)


def test_a_stranger_is_asked_to_sign_in(client, page):
    item = an_item(open_to="public")

    section = page(show(client, item)).select_one("#said")

    assert section.find("a", string="Sign in")
    assert not section.find("button")


def test_nothing_is_said_of_what_one_cannot_see(place, signed_in):
    with pytest.raises(NotAllowed):
        flags.flag(place.page, "wrong", place.outsider)
    address = reverse("library:flag", args=[place.page.public_id])
    assert signed_in(place.outsider).post(address, {"kind": "helped"}).status_code == 404


def test_nothing_is_said_of_a_draft(place):
    with pytest.raises(RuleBroken, match="draft"):
        flags.flag(a_draft(place.ward, place.amina, "Not yet").item, "wrong", place.amina)


@pytest.mark.parametrize("number", [1, 3])
def test_what_i_said_costs_the_same_however_long_it_is(place, signed_in, number, django_assert_num_queries):
    client = signed_in(place.nurse)
    for count in range(number):
        flags.flag(an_item(f"Page {count}", open_to="all"), "wrong", place.nurse)
    client.get(reverse("library:my_flags"))

    with django_assert_num_queries(6):
        response = client.get(reverse("library:my_flags"))

    assert response.content.decode().count("You said today") == number


def test_what_i_may_no_longer_see_is_not_named_to_me(place, signed_in):
    from fingerpost.records.domain import sharing

    flags.flag(place.page, "wrong", place.nurse)
    sharing.share(place.page, open_to="", tokens=[], by=None)

    assert place.page.title not in signed_in(place.nurse).get(reverse("library:my_flags")).content.decode()


# Who is told ---------------------------------------------------------------------------------------


def told(person):
    """E-mails to them that say that a reader doubts a page."""
    return [
        message
        for message in mail.outbox
        if message.to == [person.email] and message.subject == "A reader doubts a page that you look after"
    ]


def test_the_owner_is_told_that_a_reader_doubts_a_page_without_its_words(place, settings):
    settings.FINGERPOST_ADDRESS = "https://library.example"

    flags.flag(place.page, "wrong", place.nurse, "The telephone number is old.")

    [message] = told(place.amina)
    assert "https://library.example" + reverse("library:review_queue") + "?doubted=1" in message.body
    for hidden in ("telephone", place.nurse.name, "Night admissions", "nobody waits at night"):
        assert hidden not in message.subject + message.body
    assert told(place.rajesh) == []


def test_a_page_that_everybody_may_know_of_is_named(place):
    page = a_page(place.ward, place.amina, "Visiting times", open_to="all")

    flags.flag(page, "wrong", place.nurse)

    assert "“Visiting times”" in told(place.amina)[0].body


def test_one_page_brings_one_e_mail_in_a_day(place):
    with time_machine.travel(clock.now() - timedelta(hours=25)):
        flags.flag(place.page, "wrong", place.ben)
        flags.flag(place.page, "wrong", place.rajesh)
    assert len(told(place.amina)) == 1

    flags.flag(place.page, "wrong", place.nurse)
    flags.flag(place.page, "wrong", place.nurse, "And one thing more.")
    flags.flag(place.page, "wrong", place.ellen)

    assert len(told(place.amina)) == 2


def test_when_the_owner_has_left_those_who_look_after_the_page_are_told(place):
    accounts.leave(place.amina, by=place.amina)

    flags.flag(place.page, "wrong", place.rajesh)

    assert told(place.amina) == []
    assert told(place.rajesh) == []  # who said it knows it
    assert len(told(place.ellen)) == 1
    assert told(place.ben) == []


def test_nobody_is_told_of_a_page_that_they_may_not_see(place):
    page = a_page(place.ward, place.amina, "Between two", tokens=[person_token(place.nurse.pk)])
    accounts.leave(place.amina, by=place.amina)

    flags.flag(page, "wrong", place.nurse)

    assert told(place.rajesh) + told(place.ellen) == []


def test_nobody_is_told_that_a_page_helped_nor_what_was_said_long_ago_nor_what_they_say_themselves(place):
    flags.flag(place.page, "helped", place.ben)
    flags.flag(place.page, "wrong", place.ben, at=clock.now() - timedelta(days=90))
    flags.flag(place.page, "wrong", place.amina)

    assert told(place.amina) == []


def test_a_review_that_finds_a_page_wrong_sends_its_owner_one_e_mail_not_two(place):
    reviewing.needs_work(place.page, place.rajesh, "The number is old.")

    assert [message.subject for message in mail.outbox if message.to == [place.amina.email]] == [
        "A page of yours needs work"
    ]


def test_what_is_refused_sends_nothing(place):
    with pytest.raises(NotAllowed):
        flags.flag(place.page, "wrong", place.outsider)

    assert mail.outbox == []
