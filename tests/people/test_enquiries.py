"""Ask a colleague through the product: who may be asked, what each sees, and when it ends."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from fingerpost.journal.models import Change
from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.organisations.domain import accounts, consent
from fingerpost.organisations.domain.privacy import holdings_of
from fingerpost.organisations.readers import reader_for
from fingerpost.people.domain import enquiries, profiles
from fingerpost.people.models import Enquiry, EnquiryState
from fingerpost.records.domain import graph
from fingerpost.records.models import PartRole
from tests.factories import a_person, a_unit, an_item

pytestmark = pytest.mark.django_db
WORDS = "How do you run a safety huddle at night?"


def willing(person, *topics):
    for purpose in (consent.PROFILE, consent.ASKED):
        consent.say(person, purpose, True, by=person)
    profiles.write(person, job="Nurse", about="", topics=topics or ["huddles"], by=person)
    return person


@pytest.fixture
def bo():
    return willing(a_person("Bo Nurse", a_unit("Ward 4")))


@pytest.fixture
def asker():
    return a_person("Ada Asker", a_unit("Ward 9"))


def mail_to(person):
    return [message for message in mail.outbox if message.to == [person.email]]


def test_whoever_is_asked_gets_an_e_mail_that_leads_to_it_without_words_or_address(bo, asker, settings):
    settings.FINGERPOST_ADDRESS = "https://library.example"

    made = enquiries.ask(bo, WORDS, by=asker)

    [message] = mail_to(bo)
    assert "https://library.example" + reverse("people:enquiry", args=[made.public_id]) in message.body
    for hidden in (WORDS, asker.email, asker.name):
        assert hidden not in message.subject + message.body


def test_only_those_who_agreed_can_be_asked(asker):
    silent = a_person("Silent")
    found_only = a_person("Found")
    consent.say(found_only, consent.PROFILE, True, by=found_only)
    profiles.write(found_only, job="", about="", topics=["huddles"], by=found_only)

    for person in (silent, found_only, asker):
        with pytest.raises(NotAllowed):
            enquiries.ask(person, WORDS, by=asker)
    assert mail.outbox == []


@pytest.mark.parametrize("how", ["take the yes back", "hide", "leave"])
def test_nobody_is_asked_once_they_changed_their_mind(bo, asker, how):
    {
        "take the yes back": lambda: consent.say(bo, consent.ASKED, False, by=bo),
        "hide": lambda: consent.hide(bo, True, by=bo),
        "leave": lambda: accounts.leave(bo, by=bo),
    }[how]()
    bo.refresh_from_db()

    with pytest.raises(NotAllowed):
        enquiries.ask(bo, WORDS, by=asker)


def test_whoever_agreed_for_one_page_is_asked_about_that_page_by_those_who_see_it(asker):
    person = a_person("Una")
    open_page, closed_page, other = an_item("Open", open_to="all"), an_item("Closed"), an_item("Other", open_to="all")
    for item in (open_page, closed_page):
        graph.take_part(item, person, PartRole.WHO_TO_ASK, shown=True)
    graph.take_part(other, person, PartRole.WHO_TO_ASK, shown=False)

    enquiries.ask(person, WORDS, by=asker, about=open_page)

    for about in (closed_page, other, None):
        with pytest.raises(NotAllowed):
            enquiries.ask(person, WORDS, by=asker, about=about)


def test_there_is_a_limit_for_a_day(asker, monkeypatch):
    monkeypatch.setattr(enquiries, "MOST_A_DAY", 2)
    people = [willing(a_person()) for _ in range(3)]
    for person in people[:2]:
        enquiries.ask(person, WORDS, by=asker)

    with pytest.raises(RuleBroken, match="tomorrow"):
        enquiries.ask(people[2], WORDS, by=asker)

    Enquiry.objects.update(asked_at=clock.now() - timedelta(days=1, minutes=1))
    enquiries.ask(people[2], WORDS, by=asker)


def test_nobody_is_pressed_by_the_same_person_again_and_again(bo, asker):
    for _ in range(enquiries.MOST_WAITING):
        last = enquiries.ask(bo, WORDS, by=asker)
    enquiries.put_aside(last, by=bo)

    with pytest.raises(RuleBroken, match="several times"):
        enquiries.ask(bo, WORDS, by=asker)


@pytest.mark.parametrize("words", ["", "  \n", "x" * 2001])
def test_nothing_and_too_much_are_not_sent(bo, asker, words):
    with pytest.raises(RuleBroken):
        enquiries.ask(bo, words, by=asker)


def test_an_answer_reaches_the_asker_by_an_e_mail_without_its_words(bo, asker):
    made = enquiries.ask(bo, WORDS, by=asker)

    enquiries.answer(made, "At seven, standing.", by=bo)

    [message] = mail_to(asker)
    assert "At seven" not in message.body
    assert bo.email not in message.body
    made.refresh_from_db()
    assert (made.state, made.answer) == (EnquiryState.ANSWERED, "At seven, standing.")


def test_only_whoever_is_asked_answers_and_only_once(bo, asker):
    made = enquiries.ask(bo, WORDS, by=asker)
    for other in (asker, a_person()):
        with pytest.raises(NotAllowed):
            enquiries.answer(made, "Mine.", by=other)
    enquiries.answer(made, "At seven.", by=bo)

    with pytest.raises(RuleBroken):
        enquiries.answer(made, "At eight.", by=bo)


def test_putting_it_aside_tells_nobody(bo, asker):
    made = enquiries.ask(bo, WORDS, by=asker)

    enquiries.put_aside(made, by=bo)

    assert mail_to(asker) == []
    assert enquiries.asked_of(bo) == []
    assert enquiries.asked_by(asker) == [made]


def test_it_is_passed_to_a_colleague_who_agreed_and_to_no_other(bo, asker):
    made = enquiries.ask(bo, WORDS, by=asker)
    cy, silent = willing(a_person("Cy Matron")), a_person("Silent")
    for other in (silent, asker):
        with pytest.raises(RuleBroken):
            enquiries.pass_on(made, other, by=bo)

    enquiries.pass_on(made, cy, by=bo)

    made.refresh_from_db()
    assert (made.asked, made.passed_by) == (cy, bo)
    assert len(mail_to(cy)) == 1
    assert enquiries.enquiry_for(made.public_id, bo) is None
    with pytest.raises(NotAllowed):
        enquiries.answer(made, "Mine after all.", by=bo)


def test_the_stream_says_that_it_happened_and_no_word_of_it(bo, asker):
    made = enquiries.ask(bo, WORDS, by=asker)
    enquiries.answer(made, "At seven.", by=bo)

    changes = Change.objects.filter(subject=made.public_id).order_by("id")

    assert [change.kind for change in changes] == ["people.enquiry_made", "people.enquiry_answered"]
    assert all(not change.personal and not change.detail for change in changes)


def test_when_the_asker_leaves_what_they_asked_goes(bo, asker):
    enquiries.ask(bo, WORDS, by=asker)

    accounts.leave(asker, by=asker)

    assert not Enquiry.objects.exists()


def test_when_whoever_is_asked_leaves_nobody_is_left_waiting_and_no_address_stays(bo, asker):
    waiting = enquiries.ask(bo, WORDS, by=asker)
    answered = enquiries.ask(bo, "And by day?", by=asker)
    enquiries.answer(answered, "At noon.", by=bo, shares=True)

    accounts.leave(bo, by=bo)

    waiting.refresh_from_db()
    answered.refresh_from_db()
    assert waiting.state == EnquiryState.CLOSED
    assert (answered.answer, answered.answerer_shares) == ("At noon.", False)


def test_both_find_it_in_what_is_held_about_them_and_who_passed_it_on_reads_no_word(bo, asker):
    made = enquiries.ask(bo, WORDS, by=asker)
    enquiries.pass_on(made, cy := willing(a_person("Cy")), by=bo)

    def held(person):
        [holding] = [one for one in holdings_of(person) if one.title == "Questions between you and colleagues"]
        return holding.rows[0]

    assert (held(asker)["You"], held(asker)["Question"]) == ("asked", WORDS)
    assert (held(cy)["You"], held(cy)["Question"]) == ("were asked", WORDS)
    assert (held(bo)["You"], held(bo)["Question"]) == ("passed it on", "")


def test_those_called_so_are_only_those_who_agreed(bo, asker):
    a_person("Bo Nurse")

    assert enquiries.people_called(" bo  nurse ", reader_for(asker)) == [bo]


# Taken back ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("put_aside", [False, True])
def test_whoever_asked_takes_it_back_until_there_is_an_answer(bo, asker, put_aside):
    made = enquiries.ask(bo, WORDS, by=asker)
    if put_aside:
        enquiries.put_aside(made, by=bo)

    enquiries.take_back(made, by=asker)

    assert enquiries.waiting_for(bo.pk) == 0
    with pytest.raises(RuleBroken, match="taken it back"):
        enquiries.answer(made, "At seven.", by=bo)
    kinds = Change.objects.filter(subject=made.public_id).order_by("id").values_list("kind", flat=True)
    assert (kinds[0], kinds[len(kinds) - 1]) == ("people.enquiry_made", "people.enquiry_taken_back")


def test_what_is_answered_cannot_be_taken_back_nor_what_another_asked(bo, asker):
    made = enquiries.ask(bo, WORDS, by=asker)
    for other in (bo, a_person()):
        with pytest.raises(NotAllowed):
            enquiries.take_back(made, by=other)
    enquiries.answer(made, "At seven.", by=bo)

    with pytest.raises(RuleBroken, match="no longer waits"):
        enquiries.take_back(made, by=asker)

    made.refresh_from_db()
    assert (made.state, made.answer) == (EnquiryState.ANSWERED, "At seven.")


def test_taking_back_opens_no_way_to_press_somebody_on_one_day(bo, asker):
    for _ in range(enquiries.MOST_WAITING):
        enquiries.take_back(enquiries.ask(bo, WORDS, by=asker), by=asker)
    with pytest.raises(RuleBroken, match="several times"):
        enquiries.ask(bo, WORDS, by=asker)

    Enquiry.objects.update(asked_at=clock.now() - timedelta(days=1, minutes=1))
    enquiries.ask(bo, WORDS, by=asker)


def test_what_was_taken_back_is_read_by_its_asker_alone_in_what_is_held_about_people(bo, asker):
    enquiries.take_back(enquiries.ask(bo, WORDS, by=asker), by=asker)

    held = {person: str(list(enquiries.held_about(person))) for person in (bo, asker)}
    assert WORDS in held[asker]
    assert WORDS not in held[bo]
