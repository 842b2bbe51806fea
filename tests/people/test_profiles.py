"""Profiles: a person is found only as they agreed, and from the moment they change their mind."""

import pytest
from django.urls import reverse

from fingerpost.journal.models import Change
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.organisations.domain import accounts, consent, memberships
from fingerpost.organisations.domain.privacy import holdings_of
from fingerpost.organisations.readers import reader_for
from fingerpost.people.domain import profiles
from fingerpost.people.models import Profile
from fingerpost.records.domain import graph, sharing, watchers
from fingerpost.records.models import PartRole, Record
from tests.factories import a_person, a_unit, an_item

pytestmark = pytest.mark.django_db


def write(person, **more):
    said = {"job": "Ward manager", "about": "I look after a ward.", "topics": ["night admissions"]} | more
    return profiles.write(person, by=person, **said)


def agree(person, *purposes, answer=True):
    for purpose in purposes:
        consent.say(person, purpose, answer, by=person)


def seen_by(reader, profile):
    return Record.objects.visible_to(reader).filter(pk=profile.pk).exists()


@pytest.fixture
def person():
    return a_person("Bo Nurse", a_unit("Ward 4"))


@pytest.fixture
def colleague():
    return reader_for(a_person())


@pytest.fixture
def told(monkeypatch):
    """What the index is told: (record ids, whether fewer may see them)."""
    heard = []
    monkeypatch.setattr(watchers, "_watchers", [lambda ids, narrowed: heard.append((ids, narrowed))])
    return heard


def test_nobody_else_sees_a_profile_before_a_yes(person, colleague):
    profile = write(person)

    assert not seen_by(colleague, profile)
    assert seen_by(reader_for(person), profile)


def test_a_yes_shows_it_to_everyone_signed_in_and_to_no_stranger(person, colleague):
    profile = write(person)

    agree(person, consent.PROFILE)

    assert seen_by(colleague, profile)
    assert not seen_by(reader_for(None), profile)


def test_a_yes_given_before_the_profile_was_written_counts(person, colleague):
    agree(person, consent.PROFILE)

    assert seen_by(colleague, write(person))


@pytest.mark.parametrize("how", ["take the yes back", "hide", "leave"])
def test_it_disappears_at_once_and_the_index_is_told(person, colleague, told, how):
    agree(person, consent.PROFILE)
    profile = write(person)
    told.clear()

    {
        "take the yes back": lambda: agree(person, consent.PROFILE, answer=False),
        "hide": lambda: consent.hide(person, True, by=person),
        "leave": lambda: accounts.leave(person, by=person),
    }[how]()

    assert not seen_by(colleague, profile)
    assert ([profile.pk], True) in told


def test_coming_out_of_hiding_shows_it_again_as_far_as_agreed(person, colleague):
    agree(person, consent.PROFILE)
    profile = write(person)
    consent.hide(person, True, by=person)

    consent.hide(person, False, by=person)

    assert seen_by(colleague, profile)


def test_hiding_and_coming_back_never_shows_what_was_not_agreed(person, colleague):
    profile = write(person)
    consent.hide(person, True, by=person)
    consent.hide(person, False, by=person)

    assert not seen_by(colleague, profile)


def test_what_to_ask_about_is_shown_only_to_whom_may_ask(person):
    agree(person, consent.PROFILE)
    assert write(person).asks == []

    agree(person, consent.ASKED)

    assert Profile.objects.get().asks == ["night admissions"]
    assert profiles.willing_to_be_asked([person.pk]) == {person.pk: ["night admissions"]}


@pytest.mark.parametrize("purpose", [consent.ASKED, consent.PROFILE])
def test_taking_either_yes_back_ends_being_asked_but_keeps_the_words_for_oneself(person, told, purpose):
    agree(person, consent.PROFILE, consent.ASKED)
    profile = write(person)
    told.clear()

    agree(person, purpose, answer=False)

    profile.refresh_from_db()
    assert (profile.asks, profile.topics) == ([], ["night admissions"])
    assert profiles.willing_to_be_asked([person.pk]) == {}
    assert ([profile.pk], True) in told


def test_to_be_asked_alone_shows_nobody(person, colleague):
    profile = write(person)

    agree(person, consent.ASKED)

    assert not seen_by(colleague, profile)
    assert profiles.willing_to_be_asked([person.pk]) == {}


def test_name_and_place_follow_the_account(person):
    agree(person, consent.PROFILE)
    write(person)
    there = a_unit("Ward 9")

    accounts.change_details(person, name="Bo New", pronouns="", by=person)
    memberships.move_job(person.memberships.get(), to=there, by=None)

    profile = Profile.objects.get()
    assert (profile.title, profile.unit) == ("Bo New", there)


def test_only_oneself_writes_ones_profile(person):
    with pytest.raises(NotAllowed):
        profiles.write(person, job="Spy", about="", topics=[], by=a_person())


def test_too_many_or_too_long_topics_are_refused(person):
    with pytest.raises(RuleBroken):
        write(person, topics=[f"topic {number}" for number in range(13)])
    with pytest.raises(RuleBroken):
        write(person, topics=["x" * 81])


def test_writing_twice_keeps_one_profile_and_both_traces(person):
    first, second = write(person), write(person, job="Matron")

    assert first.pk == second.pk
    assert Profile.objects.get().job == "Matron"
    assert Change.objects.filter(kind="people.profile_written", subject=first.public_id).count() == 2


def test_leaving_empties_the_profile(person):
    agree(person, consent.PROFILE, consent.ASKED)
    write(person)

    accounts.leave(person, by=person)

    profile = Profile.objects.get()
    assert (profile.title, profile.job, profile.about) == ("Someone who left", "", "")
    assert (profile.topics, profile.asks) == ([], [])


def test_ones_name_on_what_one_wrote_follows_the_yes(person):
    item = an_item("Night admissions")
    part = graph.take_part(item, person, PartRole.AUTHOR, shown=False)

    agree(person, consent.NAMED)
    part.refresh_from_db()
    assert part.shown
    agree(person, consent.NAMED, answer=False)

    part.refresh_from_db()
    assert not part.shown


# Pages ----------------------------------------------------------------------------------------


def test_a_profile_page_shows_what_was_agreed(client, page, person):
    agree(person, consent.PROFILE, consent.ASKED)
    profile = write(person)
    client.force_login(a_person())

    text = page(client.get(reverse("people:profile", args=[profile.public_id]))).text

    assert "Bo Nurse" in text
    assert "Ward 4" in text
    assert "night admissions" in text


def test_a_profile_that_is_not_shared_is_not_there(client, person):
    profile = write(person)
    client.force_login(a_person())

    assert client.get(reverse("people:profile", args=[profile.public_id])).status_code == 404


def test_strangers_are_asked_to_sign_in(client, person):
    agree(person, consent.PROFILE)
    profile = write(person)

    assert client.get(reverse("people:profile", args=[profile.public_id])).status_code == 302


def test_what_one_had_a_part_in_is_shown_only_to_those_who_may_see_it(client, page, person):
    agree(person, consent.PROFILE, consent.NAMED)
    profile = write(person)
    for title, open_to in (("Open note", "all"), ("Closed note", "")):
        item = an_item(title)
        sharing.share(item, open_to=open_to, tokens=[], by=None)
        graph.take_part(item, person, PartRole.AUTHOR, shown=True)
    client.force_login(a_person())

    text = page(client.get(reverse("people:profile", args=[profile.public_id]))).text

    assert "Open note" in text
    assert "Closed note" not in text


def test_my_profile_is_written_from_its_form(client, person):
    client.force_login(person)

    said = {"job": "Matron", "about": "", "topics": "bank staff\r\n\r\nnight admissions "}
    client.post(reverse("people:profile_edit"), said)

    assert Profile.objects.get().topics == ["bank staff", "night admissions"]


def test_a_patients_number_in_a_profile_is_asked_about_first(client, page, person):
    client.force_login(person)

    said = {"job": "", "about": "I cared for 943 476 5919.", "topics": ""}
    response = client.post(reverse("people:profile_edit"), said)

    assert response.status_code == 422
    assert "NHS number" in page(response).select_one(".nhsuk-error-summary").text
    assert not Profile.objects.exists()


@pytest.mark.parametrize("items", [1, 3])
def test_a_profile_page_costs_the_same_whatever_was_written(client, person, items, django_assert_num_queries):
    agree(person, consent.PROFILE)
    profile = write(person)
    for number in range(items):
        graph.take_part(an_item(f"Note {number}", open_to="all"), person, PartRole.AUTHOR, shown=True)
    client.force_login(a_person())

    with django_assert_num_queries(5):
        client.get(reverse("people:profile", args=[profile.public_id]))


def test_the_profile_is_part_of_what_is_held(person):
    write(person)

    [held] = [holding for holding in holdings_of(person) if holding.title == "Your profile"]

    assert held.rows[0]["What you know about"] == "night admissions"
    assert held.who_can_see == "Only you."
