"""Consent, hiding, local words, and the links an organisation sets."""

import pytest
from django.db import IntegrityError, transaction

from fingerpost.journal.models import Change
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.organisations.domain import consent, links, units, wording
from fingerpost.organisations.domain.privacy import as_file, holdings_of
from fingerpost.organisations.models import Consent, ElsewhereLink
from fingerpost.organisations.readers import ANYONE, reader_for
from tests.organisations.world import a_person, a_unit, an_administrator

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("purpose", list(consent.PURPOSES))
def test_nothing_is_agreed_until_a_person_says_yes(purpose):
    person = a_person()
    assert not consent.agreed(person, purpose)

    consent.say(person, purpose, True, by=person)

    assert consent.agreed(person, purpose)


def test_the_newest_answer_holds_and_all_are_kept():
    person = a_person()
    for answer in (True, False, True, False):
        consent.say(person, consent.PROFILE, answer, by=person)

    assert not consent.agreed(person, consent.PROFILE)
    assert [row.agreed for row in consent.answers_of(person)[consent.PROFILE]] == [False, True, False, True]


@pytest.mark.parametrize("by", ["an administrator", "the product"])
def test_nobody_can_agree_for_somebody_else(by):
    unit = a_unit()
    person = a_person("", unit)

    with pytest.raises(NotAllowed, match="Only you"):
        consent.say(person, consent.PROFILE, True, by=an_administrator(of=unit) if by == "an administrator" else None)
    assert not Consent.objects.exists()


def test_a_yes_to_an_older_wording_stops_counting_when_the_wording_says_so(monkeypatch):
    person = a_person()
    consent.say(person, consent.PROFILE, True, by=person)
    newer = consent.Purpose(consent.PROFILE, "Show my profile", ("Old words.", "Newer, wider words."), holds_from=2)

    monkeypatch.setitem(consent.PURPOSES, consent.PROFILE, newer)

    assert not consent.agreed(person, consent.PROFILE)


def test_an_answer_is_in_the_stream_with_its_wording():
    person = a_person()
    consent.say(person, consent.NAMED, True, by=person)

    change = Change.objects.get(kind="organisations.consent_given")
    assert (change.subject, change.actor) == (person.public_id, person.public_id)
    assert change.detail == {"purpose": consent.NAMED, "wording_version": 1}


def test_agreed_people_costs_one_query_however_many(django_assert_num_queries):
    people = [a_person() for _ in range(4)]
    for person in people[:2]:
        consent.say(person, consent.ASKED, True, by=person)

    with django_assert_num_queries(1):
        found = consent.agreed_people([person.pk for person in people], consent.ASKED)

    assert found == {people[0].pk, people[1].pk}


def test_only_the_person_can_hide_themselves():
    person = a_person()

    with pytest.raises(NotAllowed):
        consent.hide(person, True, by=a_person())
    consent.hide(person, True, by=person)

    person.refresh_from_db()
    assert person.hidden_from_results


def test_the_file_of_what_is_held_names_every_area_and_the_wording_answered():
    unit = a_unit("Ward 9")
    person = a_person("Bo Held", unit)
    consent.say(person, consent.PROFILE, False, by=person)

    held = {part["what"]: part["items"] for part in as_file(person, made_at="now")["held"]}

    assert held["Your account"][0]["Name"] == "Bo Held"
    assert held["Where you work"][0]["Unit"] == "Ward 9"
    assert held["What you agreed to"][0]["You said"] == "No"
    assert held["What you agreed to"][0]["Wording"] == consent.PURPOSES[consent.PROFILE].wording


def test_what_is_held_about_others_is_not_in_it():
    other = a_person("Another Person")

    held = str(holdings_of(a_person("Me")))

    assert "Another Person" not in held
    assert other.email not in held


def test_a_team_inherits_the_words_of_the_nearest_unit_above():
    system = a_unit(kind="system")
    trust = a_unit(parent=system)
    team = a_unit(kind="team", parent=trust)
    wording.say(system, "library_team", "evidence team", by=None)
    wording.say(system, "know_how", "craft", by=None)
    wording.say(trust, "library_team", "knowledge hub", by=None)

    assert wording.words_for(reader_for(a_person("", team))) == {"library_team": "knowledge hub", "know_how": "craft"}


def test_strangers_and_other_trusts_keep_the_plain_words(django_assert_num_queries):
    wording.say(a_unit(), "library_team", "evidence team", by=None)

    assert wording.words_for(reader_for(a_person("", a_unit()))) == {}
    with django_assert_num_queries(0):
        assert wording.words_for(ANYONE) == {}


def test_taking_a_word_back_inherits_again():
    trust = a_unit()
    wording.say(trust, "library_team", "evidence team", by=None)
    wording.say(trust, "library_team", "", by=None)

    [word] = [word for word in wording.words_in_use(trust) if word.key == "library_team"]
    assert (word.own, word.shown) == ("", word.default)


@pytest.mark.parametrize(("key", "words"), [("no_such_word", "x"), ("library_team", "x" * 61)])
def test_a_word_that_no_page_has_or_that_is_too_long_is_refused(key, words):
    with pytest.raises(RuleBroken):
        wording.say(a_unit(), key, words, by=None)


def test_words_are_set_by_an_administrator_only():
    unit = a_unit()

    with pytest.raises(NotAllowed):
        wording.say(unit, "library_team", "x", by=a_person("", unit))


@pytest.mark.parametrize(
    ("address", "complaint"),
    [
        ("http://example.org/?q={query}", "https"),
        ("https://example.org/", "must contain"),
        ("https://{query}.example.org/", "after the name of the site"),
        ("javascript:alert('{query}')", "https"),
        ("https:///path?{query}", "https"),
    ],
)
def test_a_link_elsewhere_is_https_and_says_where_the_question_goes(address, complaint):
    with pytest.raises(RuleBroken, match=complaint):
        links.add(a_unit(), name="Elsewhere", address=address, by=None)


def test_the_database_refuses_a_link_without_a_place_for_the_question():
    with pytest.raises(IntegrityError), transaction.atomic():
        ElsewhereLink.objects.create(unit=a_unit(), name="x", address="https://example.org/")


def test_links_of_the_nearest_unit_come_first():
    trust = a_unit()
    team = a_unit(kind="team", parent=trust)
    links.add(trust, name="Trust's", address="https://a.example/?q={query}", by=None)
    links.add(team, name="Team's", address="https://b.example/?q={query}", by=None)

    assert [link.name for link in links.links_for(reader_for(a_person("", team)))] == ["Team's", "Trust's"]


def test_full_text_leads_where_the_nearest_unit_says():
    system = a_unit(kind="system")
    trust = a_unit(parent=system)
    units.set_full_text_link(system, "https://libkey.example/{doi}", by=None)
    assert links.full_text_link_for(reader_for(a_person("", trust))) == "https://libkey.example/{doi}"

    units.set_full_text_link(trust, "https://resolver.example/?id={pmid}", by=None)

    assert links.full_text_link_for(reader_for(a_person("", trust))) == "https://resolver.example/?id={pmid}"
