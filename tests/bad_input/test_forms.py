"""Every form of the product filled with script, nonsense and too much: taken as text or refused in words."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from fingerpost.library.models import Import, Rejected
from fingerpost.organisations.domain import consent
from fingerpost.organisations.models import LocalWord, Membership, Person, Role, Unit
from fingerpost.organisations.readers import reader_for, unit_token
from fingerpost.people.models import Profile
from fingerpost.roads.domain import kept, questions
from fingerpost.roads.models import Question
from tests.bad_input.reading import SCRIPT, a_page, as_sent, error_of, what_could_run
from tests.factories import a_paper, a_person, a_team, a_unit, an_agreement, an_item

pytestmark = pytest.mark.django_db

AS_A_FORM = "application/x-www-form-urlencoded"
SHORT = "<script>alert(1)</script>"
TOO_MUCH = {
    "very long": "x" * 300_000, "the character zero": "a\x00b", "half a character": "\ud800",
    "from right to left": "\u202egnorw", "script": SCRIPT, "nothing": "", "spaces": "   ", "a list": ["a", "b"],
    "digits": "9" * 6000, "other digits": "٣²", "a line": "a\r\nb\x85c\u2028d", "marks": "\u0301" * 500,
}  # fmt: skip


class Place:
    """A trust with a library team, and one person who is everything in it."""

    def __init__(self, client):
        self.trust = a_unit("Wenlow Trust")
        self.service = a_unit("Wenlow Library", kind="library-service", parent=self.trust)
        self.ward = a_team(self.trust, "Ward 4")
        self.agreement = an_agreement(self.service, self.trust)
        self.person = a_person("Ada", self.trust, role=Role.ADMINISTRATOR, is_demonstration=True)
        for unit, role in ((self.service, Role.SPECIALIST), (self.ward, Role.MEMBER)):
            Membership.objects.create(person=self.person, unit=unit, role=role, starts_on="2020-01-01")
        self.came_in = Import.objects.create(
            name="x.ris", source="RIS", team=self.service, read=1, rejected=1, position=1
        )
        self.rejected = Rejected.objects.create(
            came_in=self.came_in, position=1, reason="No title.", excerpt="TY  - JOUR"
        )
        self.kept = questions.keep("How many beds?", by=self.person)
        asked = questions.keep("How many nurses?", by=self.person)
        self.asked = questions.ask_library(asked, by=self.person, reader=reader_for(self.person))
        self.paper = a_paper("Bed alarms")
        self.noted = kept.add_words(
            self.kept, "know-how", "Walk with them.", by=self.person, reader=reader_for(self.person)
        )
        self.other = Membership.objects.get(person=a_person("Bo", self.ward))
        client.force_login(self.person)
        self.client = client

    def forms(self):
        """Every address that takes a form: its address, and the fields that a person can type in."""
        at = [self.trust.slug]
        return {
            "profile": (reverse("people:profile_edit"), {"job": "", "about": "", "topics": ""}),
            "keep": (reverse("roads:question_keep"), {"text": "", "nothing_found": ""}),
            "ask": (reverse("roads:question", args=[self.kept.public_id]),
                    {"why": "", "needed_by_day": "", "needed_by_month": "", "needed_by_year": ""}),
            "answer": (reverse("roads:question", args=[self.asked.public_id]), {"answer": ""}),
            "why": (reverse("roads:question_change", args=[self.kept.public_id]), {"why": "", "decide_by_year": ""}),
            "share": (reverse("roads:question_share", args=[self.kept.public_id]), {"see": "people", "see_people": ""}),
            "put": (reverse("roads:kept_put", args=[self.paper.public_id]), {"where": "new", "text": "", "words": ""}),
            "own": (reverse("roads:kept_add", args=[self.kept.public_id, "own"]),
                    {"own-kind": "know-how", "own-words": "", "own-source": ""}),
            "figure": (reverse("roads:kept_add", args=[self.kept.public_id, "figure"]),
                       {"figure-figure": "", "figure-words": "", "figure-source": ""}),
            "voices": (reverse("roads:kept_add", args=[self.kept.public_id, "voices"]),
                       {"voices-words": "", "voices-source": ""}),
            "note": (reverse("roads:kept_edit", args=[self.kept.public_id, self.noted.pk]), {"words": "", "source": ""}),
            "drop": (reverse("roads:kept_drop", args=[self.kept.public_id, self.noted.pk]), {"because": ""}),
            "account": (reverse("organisations:account"), {"name": "Ada", "pronouns": ""}),
            "leave": (reverse("organisations:account_leave"), {"sure": ""}),
            "rename": (reverse("organisations:organisation_show", args=at), {"name": "Wenlow", "short_name": ""}),
            "unit": (reverse("organisations:unit_list", args=at),
                     {"name": "New", "short_name": "", "kind": "team", "sector": "", "ods_code": ""}),
            "close": (reverse("organisations:unit_close", args=[self.ward.slug]),
                      {"on_day": "", "on_month": "", "on_year": "", "successor": ""}),
            "person": (reverse("organisations:people_list", args=at),
                       {"email": "new@example.org", "name": "New", "role": "member"}),
            "role": (reverse("organisations:membership_change", args=[self.other.pk]), {"role": "champion"}),
            "end": (reverse("organisations:membership_end", args=[self.other.pk]),
                    {"last_day_day": "", "last_day_month": "", "last_day_year": ""}),
            "service": (reverse("organisations:agreement_list", args=at),
                        {"service": self.service.slug, "desk_email": "", "starts_on_day": "", "ends_on_year": ""}),
            "words": (reverse("organisations:word_list", args=at), {"library_team": "", "know_how": ""}),
            "link": (reverse("organisations:link_list", args=at), {"name": "There", "address": "https://x.example/{query}"}),
            "full text": (reverse("organisations:full_text_set", args=at), {"link": "https://x.example/{doi}"}),
            "mend": (reverse("library:reject_mend", args=[self.came_in.public_id, self.rejected.pk]), {"text": ""}),
            "upload": (reverse("library:import_upload"), {"route": "open", "team": str(self.service.pk)}),
            "outside": (reverse("library:import_outside"),
                        {"source": "pubmed", "question": "", "team": str(self.service.pk)}),
            "sign in": (reverse("account_login"), {"login": "a@example.org", "password": "x"}),
            "forgotten": (reverse("account_reset_password"), {"email": "a@example.org"}),
            "agree": (reverse("organisations:consent_say", args=["profile"]), {"answer": "yes"}),
            "hide": (reverse("organisations:hide"), {"hidden": "yes"}),
        }  # fmt: skip


@pytest.fixture
def place(client, settings, tmp_path):
    settings.HOME = tmp_path
    return Place(client)


FORMS = [
    "profile", "keep", "ask", "answer", "account", "leave", "rename", "unit", "close", "person", "role", "end", "service",
    "words", "link", "full text", "mend", "upload", "outside", "sign in", "forgotten", "agree", "hide",
    "why", "share", "put", "own", "figure", "voices", "note", "drop",
]  # fmt: skip


def test_the_list_of_forms_is_whole(place):
    assert sorted(place.forms()) == sorted(FORMS)


@pytest.mark.parametrize("form", FORMS)
def test_each_field_takes_anything_as_text_or_refuses_it_in_words(place, form):
    from django.db import transaction

    address, fields = place.forms()[form]
    if form in {"sign in", "forgotten"}:
        place.client.logout()
    for field in fields:
        for kind, value in TOO_MUCH.items():
            with transaction.atomic():
                response = place.client.post(address, as_sent(fields | {field: value}), content_type=AS_A_FORM)
                transaction.set_rollback(True)
            assert response.status_code in {200, 302, 400, 404, 422, 429}, f"{field}, {kind}: {response.status_code}"
            if response.status_code in {200, 400, 422}:
                soup = a_page(response)
                assert what_could_run(soup) == [], f"{field}, {kind}"
            if response.status_code == 422:
                assert len(error_of(soup)) > 20, f"{field}, {kind}"


@pytest.mark.parametrize("form", FORMS)
def test_more_fields_than_any_form_has_are_refused_in_words(place, form):
    address, _ = place.forms()[form]

    response = place.client.post(address, {f"field{number}": "x" for number in range(1200)})

    assert response.status_code in {400, 404}
    a_page(response)


@pytest.mark.parametrize("form", FORMS)
def test_more_text_than_any_form_takes_is_refused_in_words(place, form):
    address, fields = place.forms()[form]
    body = f"{next(iter(fields))}=" + "x" * 6_000_000

    response = place.client.post(address, body, content_type=AS_A_FORM)

    assert response.status_code in {400, 413}
    a_page(response)


def test_script_in_every_field_that_is_kept_is_shown_as_text_on_every_page(place, index_now):
    post = place.client.post
    for purpose in (consent.PROFILE, consent.ASKED, consent.NAMED):
        consent.say(place.person, purpose, True, by=place.person)
    forms = place.forms()

    def send(form, **said):
        address, fields = forms[form]
        response = post(address, fields | said)
        assert response.status_code == 302, (form, error_of(BeautifulSoup(response.content, "html.parser")))

    send("account", name=SHORT, pronouns=SHORT)
    send("profile", job=SHORT, about=SCRIPT, topics=SHORT)
    send("keep", text=SCRIPT)
    send("ask", why=SCRIPT)
    send("answer", answer=SCRIPT)
    send("rename", name=SHORT, short_name=SHORT)
    send("unit", name=SHORT, short_name=SHORT)
    send("person", name=SHORT)
    send("words", library_team=SHORT, know_how=SHORT)
    send("link", name=SHORT, address=f"https://x.example/{SHORT}?q={{query}}")
    send("full text", link=f"https://x.example/{SHORT}/{{doi}}")
    item = an_item(
        SHORT, f"{SCRIPT}\n\n[a](javascript:alert(1)) <img src=x onerror=alert(1)>\n\n![b](data:text/html,x)", unit=place.trust,
        summary=SCRIPT, topics=[SHORT], mesh=[SHORT], who_to_ask=SHORT, tokens=[unit_token(place.trust.pk)],
        applies_to=[place.trust],
    )  # fmt: skip
    index_now()

    assert Person.objects.get(pk=place.person.pk).name == SHORT
    assert LocalWord.objects.filter(words=SHORT).exists()
    profile = Profile.objects.get(person=place.person)
    at = [Unit.objects.get(pk=place.trust.pk).slug]
    addresses = [
        reverse("hub:home"), f"{reverse('hub:search')}?q=alert&sure=1", f"{reverse('hub:suggest')}?q=scr", reverse("hub:help"),
        reverse("hub:operations"), reverse("library:item", args=[item.public_id]), reverse("people:profile", args=[profile.public_id]),
        reverse("people:profile_edit"), reverse("roads:question_list"), reverse("roads:question_keep"),
        *(reverse("roads:question", args=[row.public_id]) for row in Question.objects.all()),
        reverse("organisations:account"), reverse("organisations:privacy_mine"), reverse("organisations:organisation_list"),
        *(reverse(f"organisations:{name}", args=at) for name in
          ("organisation_show", "unit_list", "unit_close", "people_list", "agreement_list", "word_list", "link_list")),
        reverse("organisations:membership_change", args=[place.other.pk]), reverse("library:import_list"),
        reverse("library:import_upload"), reverse("library:import", args=[place.came_in.public_id]),
        reverse("notifications:outbox_list"), reverse("account_change_password"), reverse("mfa_index"),
    ]  # fmt: skip
    for address in addresses:
        response = place.client.get(address)
        assert response.status_code == 200, address
        assert what_could_run(BeautifulSoup(response.content, "html.parser")) == [], address
    drawn = a_page(place.client.get(reverse("library:item", args=[item.public_id])))
    assert SHORT in drawn.select_one("h1").text
    assert not drawn.select("main a[href^='javascript'], main img")


def test_what_turns_a_page_around_is_taken_out_of_what_people_write(place):
    address, fields = place.forms()["profile"]

    place.client.post(
        address, fields | {"about": "I look\u202e after\x07 a ward.\nAnd \u2066more.", "topics": "night\x00 work"}
    )

    profile = Profile.objects.get(person=place.person)
    assert (profile.about, profile.topics) == ("I look after a ward.\nAnd more.", ["night work"])
