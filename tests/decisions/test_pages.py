"""The pages of decisions."""

import pytest

from fingerpost.decisions.domain import confirming
from fingerpost.decisions.domain.contents import ActionGiven, BasisGiven
from fingerpost.library.domain.own import items
from fingerpost.library.models import Paper
from fingerpost.organisations.models import Membership
from fingerpost.organisations.readers import reader_for
from fingerpost.records.models import Record
from tests.decisions.makers import a_decision, a_draft, a_question, a_ward
from tests.factories import a_paper, a_person, an_item, days
from tests.permissions.health_system import enter

pytestmark = pytest.mark.django_db


def place(made, page=""):
    return f"/decisions/{made.public_id}/{page}"


def send(made, where):
    return confirming.send(made, by=where.writer, reader=reader_for(where.writer))


# One decision ----------------------------------------------------------------------------------------


def test_a_decision_says_everything_about_itself(signed_in, page):
    where = a_ward()
    question, paper = a_question(where.writer), a_paper("Bed sensors and falls")
    made = a_decision(
        where, question=question, because="They do not help.", meeting="Falls group of 3 May",
        options=[("Buy alarms", False, "No effect"), ("Do rounds", True, "They work")],
        bases=[BasisGiven(target=paper), BasisGiven("data", None, "Falls here", "6.2 per 1,000", "Datix"),
               BasisGiven("voices", None, "Patients dislike the noise", considered=True)],
        dissents=[("Ward clerk", "Too much work"), ("", "")], assumptions=["Two nurses at night"],
        actions=[ActionGiven("Write the rota", where.colleague, due_on=days(-3))],
    )  # fmt: skip

    said = page(signed_in(where.writer).get(place(made))).text

    for words in [
        "We will not buy bed alarms", "Dora Decider", "Falls group of 3 May", "They do not help.", "Confirmed on",
        "Bed sensors and falls", "6.2 per 1,000", "Patients dislike the noise", "Ward clerk", "it is not said who",
        "Two nurses at night", "Write the rota", "Overdue: was due by", "Do bed alarms prevent falls?",
    ]:  # fmt: skip
        assert words in said, words
    assert said.index("Do rounds") < said.index("Buy alarms")


def test_a_draft_is_not_there_for_others(signed_in):
    where = a_ward()
    made = a_draft(where)

    assert signed_in(where.colleague).get(place(made)).status_code == 404
    assert signed_in(where.stranger).get(place(made)).status_code == 404


@pytest.mark.parametrize(
    ("how", "words"),
    [("draft", "Draft: not a decision yet"), ("waiting", "Waiting: not a decision yet"), ("overdue", "Review overdue"),
     ("withdrawn", "This decision no longer holds. The ward has closed.")],
)  # fmt: skip
def test_how_it_stands_is_said_loudly(signed_in, page, how, words):
    where = a_ward()
    made = a_draft(where, decided_on=days(-400), review_due=days(-3))
    if how != "draft":
        send(made, where)
    if how in {"overdue", "withdrawn"}:
        confirming.confirm(made, by=where.decider)
    if how == "withdrawn":
        confirming.withdraw(made, "The ward has closed.", by=where.decider)

    assert words in page(signed_in(where.writer).get(place(made))).text


def test_what_it_rests_on_was_withdrawn_is_said_with_what_to_use_now(signed_in, page):
    where = a_ward()
    old, new = (an_item(title, unit=where.trust, open_to="all") for title in ("Old policy", "New policy"))
    made = a_decision(where, bases=[BasisGiven(target=old)])
    items.replace(old, new, by=None)

    said = page(signed_in(where.colleague).get(place(made))).text

    assert "It rests on something that no longer holds" in said
    assert "Withdrawn: Old policy. Use this now: New policy" in said


def test_what_it_rests_on_was_retracted_is_said(signed_in, page):
    where = a_ward()
    paper = a_paper("A trial of alarms")
    made = a_decision(where, bases=[BasisGiven(target=paper)])
    Paper.objects.filter(pk=paper.pk).update(standing="retracted")

    assert "Retracted: A trial of alarms" in page(signed_in(where.colleague).get(place(made))).text


def test_a_considered_thing_that_fell_is_no_alarm(signed_in, page):
    where = a_ward()
    paper = a_paper("A trial of alarms")
    made = a_decision(where, bases=[BasisGiven(target=paper, considered=True)])
    Paper.objects.filter(pk=paper.pk).update(standing="retracted")

    assert "no longer holds" not in page(signed_in(where.colleague).get(place(made))).text


def test_what_the_reader_may_not_see_is_not_there(signed_in, page):
    where = a_ward()
    secret = an_item("Quonit plan", unit=where.trust, tokens=[f"person:{where.writer.pk}"])
    made = a_decision(where, bases=[BasisGiven(target=secret, words="Zarbel note")])

    drawn = page(signed_in(where.colleague).get(place(made)))

    assert "Quonit" not in drawn.text
    assert "Zarbel" not in drawn.text
    assert "Nothing is named" in drawn.text


def test_where_its_owner_allows_it_restricted_use_is_said_once_for_a_kind(signed_in, page):
    where = a_ward()
    secrets = [an_item(f"Plan {n}", unit=where.trust, tokens=[f"person:{where.writer.pk}"]) for n in range(2)]
    made = a_decision(where, bases=[BasisGiven(target=one) for one in secrets])
    Record.objects.filter(pk__in=[one.pk for one in secrets]).update(use_may_be_said=True)

    drawn = page(signed_in(where.colleague).get(place(made))).select_one("#rests-on").find_next("ul")

    assert drawn.text.strip() == "Something restricted was used"


def test_a_hidden_question_is_not_named(signed_in, page):
    where = a_ward()
    made = a_decision(where, question=a_question(where.writer, "Zarbel quonit?"))

    assert "Zarbel" not in page(signed_in(where.colleague).get(place(made))).text


def test_strangers_read_an_open_decision_without_names_of_people(client, page):
    where = a_ward()
    made = a_decision(
        where, open_to="public", tokens=[], actions=[ActionGiven("Write the rota", where.colleague)]
    )  # fmt: skip

    said = page(client.get(place(made))).text

    assert "We will not buy bed alarms" in said
    assert not [name for name in ("Dora", "Wilma", "Cora") if name in said]


def test_something_that_was_deleted_leaves_its_place(signed_in, page):
    where = a_ward()
    item = an_item("Gone", unit=where.trust, open_to="all")
    made = a_decision(where, bases=[BasisGiven(target=item)])
    Record.objects.filter(pk=item.pk).delete()

    assert "Something that is no longer here" in page(signed_in(where.colleague).get(place(made))).text


@pytest.mark.parametrize("count", [1, 3, 40])
def test_the_page_costs_the_same_however_much_hangs_on_it(signed_in, django_assert_max_num_queries, count):
    where = a_ward()
    made = a_decision(
        where, bases=[BasisGiven(target=a_paper()) for _ in range(count)],
        actions=[ActionGiven(f"Do {n}", where.colleague) for n in range(count)],
        options=[(f"Option {n}", False, "") for n in range(count)],
    )  # fmt: skip
    client = signed_in(where.colleague)

    with django_assert_max_num_queries(34):
        client.get(place(made))


# Confirming ------------------------------------------------------------------------------------------


def test_the_decider_reads_it_and_confirms_it_on_one_page(signed_in, page):
    where = a_ward()
    made = a_draft(where, because="They do not help.")
    send(made, where)
    client = signed_in(where.decider)

    said = page(client.get(place(made, "confirm/"))).text
    client.post(place(made, "confirm/"), {"seen": "0", "confirm": "1"})

    made.refresh_from_db()
    assert "They do not help." in said
    assert "People in Wren Ward" in said
    assert made.confirmation == "confirmed"


def test_whoever_decided_confirms_on_nobodys_behalf(signed_in, page):
    where = a_ward()
    made = a_draft(where, secretary=where.secretary)
    send(made, where)

    assert "on behalf of" not in page(signed_in(where.decider).get(place(made, "confirm/"))).text
    assert "on behalf of Dora Decider" in page(signed_in(where.secretary).get(place(made, "confirm/"))).text


def test_whoever_confirms_second_is_told_in_words(signed_in, page):
    where = a_ward()
    made = a_draft(where, secretary=where.secretary)
    send(made, where)
    confirming.confirm(made, by=where.decider)

    response = signed_in(where.secretary).post(place(made, "confirm/"), {"seen": "0"}, follow=True)

    assert "Dora Decider confirmed this already" in page(response).text


def test_it_comes_back_to_its_writer_with_the_reason(signed_in, page):
    where = a_ward()
    made = a_draft(where)
    send(made, where)

    signed_in(where.decider).post(place(made, "confirm/"), {"because": "The date is wrong.", "send_back": "1"})

    assert "The date is wrong." in page(signed_in(where.writer).get(place(made))).text


def test_sending_back_without_a_reason_explains_itself(signed_in, page):
    where = a_ward()
    made = a_draft(where)
    send(made, where)

    response = signed_in(where.decider).post(place(made, "confirm/"), {"because": "", "send_back": "1"})

    assert response.status_code == 422


def test_changed_while_it_was_read_it_is_shown_again(signed_in, page):
    from fingerpost.decisions.domain import recording

    where = a_ward()
    made = a_draft(where)
    send(made, where)
    recording.save(made, by=where.writer, reader=reader_for(where.writer), seen=0, because="A new reason")

    response = signed_in(where.decider).post(place(made, "confirm/"), {"seen": "0"})

    made.refresh_from_db()
    assert (response.status_code, made.confirmation) == (422, "waiting")
    assert "A new reason" in page(response).text


def test_an_administrator_confirms_for_a_decider_who_has_left_and_the_page_says_so(signed_in, page):
    where = a_ward()
    made = a_draft(where)
    send(made, where)
    Membership.objects.filter(person=where.decider).update(ends_on=days(-1))
    client = signed_in(where.administrator)
    enter(client, where.administrator)

    asked = page(client.get(place(made, "confirm/"))).text
    client.post(place(made, "confirm/"), {"seen": "0"})
    said = page(client.get(place(made))).text

    assert "Dora Decider no longer works here. You confirm it on their behalf." in asked
    assert "by Ada Admin, for the unit whose decision it is, on behalf of Dora Decider" in said


# After it --------------------------------------------------------------------------------------------


def test_an_action_is_marked_with_a_word(signed_in, page):
    where = a_ward()
    made = a_decision(where, actions=[ActionGiven("Write the rota", where.colleague)])
    client = signed_in(where.colleague)
    action = made.actions.get()

    client.post(place(made, f"actions/{action.pk}/"), {"words": "It hangs in the office."})

    assert "It hangs in the office." in page(client.get(place(made))).text


def test_others_are_not_offered_to_mark_an_action(signed_in, page):
    where = a_ward()
    made = a_decision(where, actions=[ActionGiven("Write the rota", where.colleague)])
    other = a_person("Olga Other", where.ward)
    client = signed_in(other)

    assert "Mark it as done" not in page(client.get(place(made))).text
    assert client.get(place(made, f"actions/{made.actions.get().pk}/")).status_code == 404


def test_a_withdrawn_decision_leads_to_what_replaces_it(signed_in, page):
    where = a_ward()
    old = a_decision(where)
    new = a_decision(where, "We will buy bed alarms.", replaces=old)

    client = signed_in(where.colleague)
    leads = page(client.get(place(old))).select_one("#withdrawn a")["href"]

    assert client.get(leads).url == place(new)


def test_withdrawing_in_favour_of_itself_is_refused_in_words(signed_in, page):
    where = a_ward()
    made = a_decision(where)

    response = signed_in(where.decider).post(
        place(made, "withdraw/"), {"because": "Old", "instead": f"https://x.example{place(made)}"}
    )

    assert response.status_code == 422
    assert "A decision cannot be replaced by itself" in page(response).text


def test_looking_again_takes_the_warning_away(signed_in, page):
    where = a_ward()
    made = a_decision(where, decided_on=days(-400), review_due=days(-3))
    client = signed_in(where.decider)

    client.post(place(made, "look-again/"), {})

    assert "Review overdue" not in page(client.get(place(made))).text


# The list --------------------------------------------------------------------------------------------


def titles(drawn):
    return [title.text.strip() for title in drawn.select(".fp-hit__title")]


def test_what_waits_for_me_stands_first(signed_in, page):
    where = a_ward()
    send(a_draft(where), where)

    drawn = page(signed_in(where.decider).get("/decisions/"))

    assert "We will not buy bed alarms" in drawn.select_one("[aria-labelledby=waiting]").text


def test_my_unit_is_shown_with_all_inside_it_or_alone(signed_in, page):
    where = a_ward()
    a_decision(where, "Of the ward")
    a_decision(where, "Of the trust", unit=where.trust)
    client = signed_in(where.colleague)
    slug = where.trust.slug

    assert titles(page(client.get("/decisions/"))) == ["Of the ward"]
    assert sorted(titles(page(client.get("/decisions/", {"unit": slug})))) == ["Of the trust", "Of the ward"]
    assert titles(page(client.get("/decisions/", {"unit": slug, "alone": "yes"}))) == ["Of the trust"]


def test_those_to_look_at_again_and_those_withdrawn_can_be_chosen(signed_in, page):
    where = a_ward()
    a_decision(where, "Due", decided_on=days(-400), review_due=days(-3))
    a_decision(where, "Holds")
    confirming.withdraw(a_decision(where, "Withdrawn one"), "Old", by=where.decider)
    client = signed_in(where.colleague)

    assert titles(page(client.get("/decisions/", {"state": "review"}))) == ["Due"]
    assert titles(page(client.get("/decisions/", {"state": "withdrawn"}))) == ["Withdrawn one"]
    assert titles(page(client.get("/decisions/"))) == ["Holds", "Due"]


def test_the_list_goes_on_over_pages_without_losing_any(signed_in, page):
    where = a_ward()
    for number in range(27):
        a_decision(where, f"Decision {number}")
    client = signed_in(where.colleague)

    first = page(client.get("/decisions/"))
    second = page(client.get(first.select_one(".nhsuk-pagination a, .nhsuk-pagination__link--next")["href"]))

    assert len(set(titles(first) + titles(second))) == 27


def test_an_empty_list_says_what_to_do(signed_in, page):
    drawn = page(signed_in(a_ward().colleague).get("/decisions/"))

    assert "write down the first: it takes five minutes" in drawn.select_one(".fp-empty").text


def test_a_unit_nobody_knows_is_not_found(signed_in):
    assert signed_in(a_ward().colleague).get("/decisions/?unit=nowhere").status_code == 404


@pytest.mark.parametrize("after", ["x", "2026-13-40.1", "2026-01-01.x", "2026-01-01." + "9" * 40])
def test_a_place_that_is_none_begins_at_the_top(signed_in, after):
    assert signed_in(a_ward().colleague).get("/decisions/", {"after": after}).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(signed_in, django_assert_max_num_queries, count):
    where = a_ward()
    for number in range(count):
        a_decision(where, f"Decision {number}", unit=where.trust if number else where.ward)
        a_draft(where, f"Draft {number}")
        send(a_draft(where, f"Waiting {number}"), where)
    client = signed_in(where.decider)

    with django_assert_max_num_queries(15):
        client.get("/decisions/", {"unit": where.trust.slug})


# Search ----------------------------------------------------------------------------------------------


def test_a_confirmed_decision_is_found_by_those_who_may_see_it(signed_in, page, index_now):
    where = a_ward()
    a_decision(where, "We will not buy bed alarms.", decided_on=days(-400), review_due=days(-3))
    index_now()

    found = page(signed_in(where.colleague).get("/search/", {"q": "bed alarms"})).text
    hidden = page(signed_in(where.stranger).get("/search/", {"q": "bed alarms"})).text

    assert "We will not buy bed alarms" in found
    assert "Review overdue since" in found
    assert "We will not buy bed alarms" not in hidden


def test_a_draft_is_found_by_nobody(signed_in, page, index_now):
    where = a_ward()
    a_draft(where)
    index_now()

    assert "We will not buy" not in page(signed_in(where.writer).get("/search/", {"q": "bed alarms"})).text
