"""A person looks again: the queue and its reasons, one page at a time, and what a machine may never do."""

from collections import Counter
from datetime import timedelta

import pytest
from django.urls import reverse

from fingerpost.journal.models import Change
from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.library.domain.own import writing
from fingerpost.library.domain.trust import flags, nudges, reads, review_queue, reviewing
from fingerpost.library.models import Item, Nudge
from fingerpost.organisations.readers import reader_for, unit_token
from fingerpost.records.domain import sharing
from tests.factories import a_person, an_item, days
from tests.library.writers import a_draft, a_page, a_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    here = a_place()
    here.shared = [unit_token(here.trust.pk), f"role:specialist@{here.trust.pk}"]
    here.page = a_page(here.ward, here.amina, tokens=here.shared)
    return here


def titles(person, units=(), **more):
    return [one.item.title for one in review_queue.queue_for(reader_for(person), units, **more)]


def years_old(item, years=3):
    """As if it was changed and reviewed last some years ago."""
    then = clock.now() - timedelta(days=365 * years)
    Item.objects.filter(pk=item.pk).update(changed_at=then, released_at=then, reviewed_on=then.date())
    return Item.objects.get(pk=item.pk)


# Reviewing -----------------------------------------------------------------------------------------


def test_a_review_moves_the_day_of_review_and_not_the_day_of_change(place):
    page = years_old(place.page)

    reviewing.confirm(page, place.amina)

    now = Item.objects.get(pk=page.pk)
    assert (now.reviewed_on, now.changed_at) == (clock.today(), page.changed_at)
    assert now.review_due > clock.today()


def test_no_machine_reviews(place):
    page = years_old(place.page)

    with pytest.raises(NotAllowed, match="Only a person"):
        reviewing.confirm(page, None)
    with pytest.raises(NotAllowed, match="Only a person"):
        reviewing.needs_work(page, None)
    assert Item.objects.get(pk=page.pk).reviewed_on == page.reviewed_on


def test_only_those_who_may_edit_review(place):
    for person in (place.ben, place.outsider):
        with pytest.raises(NotAllowed):
            reviewing.confirm(place.page, person)


def test_a_draft_or_withdrawn_page_is_not_reviewed(place):
    draft = a_draft(place.ward, place.amina, "Not yet").item
    writing.withdraw(place.page, place.amina, "Old.")

    for item in (draft, Item.objects.get(pk=place.page.pk)):
        with pytest.raises(RuleBroken, match="in use"):
            reviewing.confirm(item, place.amina)


@pytest.mark.parametrize(("on", "due"), [(1, 400), (0, 0), (0, -5)])
def test_a_review_is_not_in_the_future_and_the_next_comes_after_it(place, on, due):
    with pytest.raises(RuleBroken):
        reviewing.confirm(place.page, place.amina, on=days(on), due=days(due))


def test_a_review_answers_the_readers_who_waited(place, mailoutbox):
    nurse = a_person("Nadia", place.trust)
    flags.flag(place.page, "wrong", nurse, "The number is old.")

    reviewing.confirm(place.page, place.amina, words="I rang it: it is right.")

    assert flags.said_of(place.page).wrong == 0
    assert ["I rang it" in sent.body for sent in mailoutbox if sent.to == [nurse.email]] == [True]


def test_what_needs_work_is_told_to_the_owner_and_not_taken_for_a_review(place, mailoutbox):
    page = years_old(place.page)

    reviewing.needs_work(page, place.rajesh, "Step 2 is gone.")

    assert Item.objects.get(pk=page.pk).reviewed_on == page.reviewed_on
    assert ["Step 2 is gone." in sent.body for sent in mailoutbox if sent.to == [place.amina.email]] == [True]
    assert Change.objects.filter(kind="library.review_found_wrong", subject=page.public_id).count() == 1


# The queue -----------------------------------------------------------------------------------------


def test_a_page_just_reviewed_does_not_come_back_until_something_is_said_or_changed(place):
    assert titles(place.amina) == []

    flags.flag(place.page, "wrong", place.ben)

    assert titles(place.amina) == ["Night admissions"]


def test_the_queue_holds_what_i_may_review_and_nothing_else(place):
    years_old(place.page)
    a_draft(place.ward, place.amina, "A draft")
    gone = a_page(place.ward, place.amina, "Withdrawn")
    writing.withdraw(gone, place.amina, "Old.")
    years_old(a_page(place.trust, place.ellen, "Ellen's own", tokens=[]))

    assert titles(place.amina) == titles(place.rajesh) == ["Night admissions"]
    assert set(titles(place.ellen)) == {"Night admissions", "Ellen's own"}
    assert titles(place.ben) == titles(place.outsider) == []


def test_what_readers_call_wrong_and_what_sources_did_come_before_the_merely_old(place):
    old, wrong, source = (years_old(a_page(place.ward, place.amina, title)) for title in ("Old", "Wrong", "Source"))
    flags.flag(wrong, "wrong", place.amina)
    Nudge.objects.create(record=source, kind="library.paper_retracted")

    found = titles(place.amina)

    assert set(found[:2]) == {"Wrong", "Source"}
    assert found[2:] == ["Old"]
    assert old.title == "Old"


def test_what_readers_doubt_can_be_seen_by_itself_however_sound_it_seems_otherwise(place, signed_in, page):
    years_old(a_page(place.ward, place.amina, "Old"))
    flags.flag(a_page(place.ward, place.amina, "Reviewed today, and doubted"), "wrong", place.ben)

    assert titles(place.amina, doubted=True) == ["Reviewed today, and doubted"]

    shown = page(signed_in(place.amina).get(reverse("library:review_queue"), {"doubted": "1"}))
    assert [link.text for link in shown.select("#queue h2 a")] == ["Reviewed today, and doubted"]
    assert "nobody has answered yet" in shown.text


def test_a_page_that_many_read_comes_before_one_that_nobody_reads(place):
    quiet, busy = (years_old(a_page(place.ward, place.amina, title)) for title in ("Quiet", "Busy"))
    reads.add(Counter({(busy.pk, clock.today()): 40}))

    assert titles(place.amina)[:2] == ["Busy", "Quiet"]
    assert quiet.pk < busy.pk


def test_a_library_too_large_to_read_for_a_page_is_ranked_by_a_worker(place, monkeypatch):
    monkeypatch.setattr(review_queue, "RANKED", 2)
    monkeypatch.setattr(review_queue, "OF_EACH", 1)
    for number in range(3):
        page = years_old(a_page(place.ward, place.amina, f"Page {number}"))
        Item.objects.filter(pk=page.pk).update(review_due=days(-number))
    review_queue.rank()

    assert titles(place.amina) == ["Page 2"]
    Item.objects.filter(title="Page 1").update(review_due=days(-9))
    assert titles(place.amina) == ["Page 1"]  # among those ranked, what holds now decides


def test_what_is_ranked_of_others_hides_nothing_of_mine(place, monkeypatch):
    monkeypatch.setattr(review_queue, "RANKED", 1)
    old = an_item("Elsewhere and older", review_due=days(-90))
    years_old(place.page)
    review_queue.rank()

    assert titles(place.amina) == ["Night admissions"]
    assert old.pk


def test_the_queue_can_be_narrowed_to_a_unit_and_what_is_inside_it(place):
    years_old(a_page(place.trust, place.ellen, "For all", tokens=place.shared))
    years_old(place.page)

    assert titles(place.rajesh, [place.ward.pk]) == ["Night admissions"]
    assert set(titles(place.rajesh, [place.trust.pk])) == {"Night admissions", "For all"}


def test_the_page_says_in_words_why_each_page_is_there(place, signed_in, page):
    beside = a_page(place.ward, place.amina, "Bed rails", tokens=place.shared)
    item = years_old(place.page)
    Item.objects.filter(pk=item.pk).update(review_due=days(-9))
    reads.add(Counter({(item.pk, clock.today()): 212}))
    flags.flag(item, "wrong", place.amina)
    Nudge.objects.create(record=item, because_of=beside, kind=nudges.CHANGED)

    said = page(signed_in(place.amina).get(reverse("library:review_queue"))).select_one("#queue li").text

    assert "1 reader says that it looks wrong" in said
    assert "“Bed rails” beside it changed on" in said
    assert "read 212 times in the last four weeks" in said
    assert "its review was due on" in said
    assert "a person last reviewed it on" in said


def test_a_reason_does_not_name_what_i_may_not_see(place, signed_in):
    secret = an_item("Secret plan")
    Nudge.objects.create(record=place.page, because_of=secret, kind=nudges.CHANGED)

    said = signed_in(place.amina).get(reverse("library:review_queue")).content.decode()

    assert "something beside it changed" in said.lower()
    assert "Secret plan" not in said


@pytest.mark.parametrize("number", [1, 3])
def test_the_queue_costs_the_same_however_long_it_is(place, signed_in, number, django_assert_num_queries):
    beside = [a_page(place.ward, place.amina, f"Page {count}", tokens=place.shared) for count in range(number)]
    for item in beside:
        Nudge.objects.create(record=item, because_of=place.page, kind=nudges.CHANGED)
        flags.flag(item, "wrong", place.amina)
    client = signed_in(place.amina)
    client.get(reverse("library:review_queue"))

    with django_assert_num_queries(22):
        response = client.get(reverse("library:review_queue"))

    assert response.content.decode().count("Page ") >= number


# One page at a time --------------------------------------------------------------------------------


def one(item):
    return reverse("library:review_one", args=[item.public_id])


def test_a_reviewer_reads_the_page_says_it_holds_and_goes_on_to_the_next(place, signed_in, page):
    following = years_old(a_page(place.ward, place.amina, "The next one", tokens=place.shared))
    item = years_old(place.page, 9)
    client = signed_in(place.amina)
    due = days(200)
    shown = page(client.get(one(item)))
    assert "Ring the desk" in shown.select_one("main").text
    assert "Why now" in shown.text

    response = client.post(
        one(item),
        {"found": "holds", "due_day": due.day, "due_month": due.month, "due_year": due.year, "words": ""},
        follow=True,
    )

    now = Item.objects.get(pk=item.pk)
    assert (now.reviewed_on, now.review_due) == (clock.today(), due)
    assert page(response).h1.text == following.title


def test_the_way_to_the_form_and_to_what_readers_say_stands_before_the_text(place, signed_in, page):
    flags.flag(place.page, "wrong", place.ben, "The desk has moved.")
    shown = page(signed_in(place.amina).get(one(place.page))).select_one("main")

    links = [link["href"] for link in shown.find(class_="fp-prose").find_all_previous("a") if link in shown.select("a")]
    assert {"#review", "#readers-say"} <= set(links)
    assert shown.select_one("form#review").find(string=lambda said: "Is this page still right?" in said)
    assert "The desk has moved." in shown.select_one("#readers-say").find_parent("section").text


def test_what_needs_work_is_noted_and_not_offered_again_in_the_same_sitting(place, signed_in, page):
    years_old(a_page(place.ward, place.amina, "The next one", tokens=place.shared), 1)
    item = years_old(place.page, 9)

    response = signed_in(place.amina).post(one(item), {"found": "work", "words": "Step 2 is gone."}, follow=True)

    assert page(response).h1.text == "The next one"
    assert flags.waiting_on(item).get().words == "Step 2 is gone."


def test_a_page_can_be_withdrawn_from_its_review_with_a_reason(place, signed_in):
    client = signed_in(place.amina)

    assert client.post(one(place.page), {"found": "withdraw", "because": ""}).status_code == 422
    client.post(one(place.page), {"found": "withdraw", "because": "The ward has moved."})

    assert Item.objects.get(pk=place.page.pk).state == "withdrawn"


def test_saying_nothing_is_asked_about_and_loses_no_words(place, signed_in, page):
    response = signed_in(place.amina).post(one(place.page), {"words": "A long thought."})

    assert response.status_code == 422
    assert "A long thought." in page(response).find("textarea", {"name": "words"}).text


def test_leaving_a_page_for_now_leads_on_and_changes_nothing(place, signed_in, page):
    item = years_old(place.page)
    client = signed_in(place.amina)
    skip = page(client.get(one(item))).find("a", string="Leave this for now and go to the next")["href"]

    response = client.get(skip, follow=True)

    assert "That was the last page for now." in page(response).text
    assert Item.objects.get(pk=item.pk).reviewed_on == item.reviewed_on


def test_somebody_who_may_not_edit_finds_no_review_page(place, signed_in):
    assert signed_in(place.ben).get(one(place.page)).status_code == 404


# In the moment -------------------------------------------------------------------------------------


def test_after_a_change_those_beside_it_are_asked_about_and_answered_in_one_press(place, signed_in, page):
    changed = a_page(place.ward, place.amina, "Changed", topics=["falls"], tokens=place.shared)
    near = years_old(a_page(place.ward, place.amina, "Beside it", topics=["falls"], tokens=place.shared))
    a_page(place.ward, place.ben, "Ben's, whom it is not for Amina to review", topics=["falls"], tokens=place.shared)
    client = signed_in(place.amina)
    address = reverse("library:beside", args=[changed.public_id])
    shown = page(client.get(address))
    assert [link.text for link in shown.select("#beside li > a")] == ["Beside it"]

    response = client.post(address, {"item": near.public_id, "found": "holds"}, follow=True)

    assert Item.objects.get(pk=near.pk).reviewed_on == clock.today()
    assert "Nothing else to look at" in page(response).h1.text


def test_sharing_a_new_version_leads_to_those_beside_it(place, signed_in, page):
    a_page(place.ward, place.amina, "Beside it", topics=["falls"], tokens=place.shared)
    changed = a_page(place.ward, place.amina, "Changed", topics=["falls"], tokens=place.shared)
    draft = writing.draft_of(changed, place.amina)

    response = signed_in(place.amina).post(
        reverse("library:draft_read", args=[changed.public_id]), {"release": "1", "seen": draft.saves}, follow=True
    )

    assert "Are these still right?" in page(response).h1.text


def test_skipping_one_beside_it_changes_nothing_and_does_not_offer_it_again(place, signed_in, page):
    changed = a_page(place.ward, place.amina, "Changed", topics=["falls"], tokens=place.shared)
    near = years_old(a_page(place.ward, place.amina, "Beside it", topics=["falls"], tokens=place.shared))
    address = reverse("library:beside", args=[changed.public_id])

    response = signed_in(place.amina).post(address, {"item": near.public_id, "found": "skip"}, follow=True)

    assert Item.objects.get(pk=near.pk).reviewed_on == near.reviewed_on
    assert "Beside it" not in [link.text for link in page(response).select("#beside li > a")]


def test_no_more_than_five_are_asked_about_at_once(place):
    changed = a_page(place.ward, place.amina, "Changed", topics=["falls"], tokens=place.shared)
    for number in range(7):
        a_page(place.ward, place.amina, f"Beside {number}", topics=["falls"], tokens=place.shared)

    assert len(review_queue.beside(changed, reader_for(place.amina))) == 5


def test_an_item_shared_away_from_me_leaves_my_queue(place):
    sharing.share(place.page, open_to="", tokens=[], by=None)

    assert titles(place.rajesh) == []
