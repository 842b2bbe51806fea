"""What a person reads on the answer page and the pages around it."""

from datetime import date

import pytest
from django.urls import reverse

from fingerpost.library.domain.own import items
from fingerpost.library.models import Import, Rejected
from fingerpost.organisations.models import Role
from fingerpost.records.models import OpenTo
from fingerpost.search import engine
from fingerpost.search.domain.indexing import documents_for
from tests.factories import a_paper, a_person, a_unit, an_item

pytestmark = pytest.mark.django_db


class Nearest:
    """Meaning, as the engine sees it, which finds one document near to any question."""

    def __init__(self, document):
        self.found = [(document.id, document.group, document.kind, 0.5)]

    def search(self, text, tokens, filters, years, withheld, k):
        return self.found

    def close(self):
        pass


@pytest.fixture
def candles(settings, index_now):
    """An index of one paper, which is close in meaning to whatever is asked."""
    settings.SEARCH_URL = "memory:"
    paper = a_paper("Candles for wards")
    index_now()
    engine.engine().meaning = Nearest(*documents_for([paper.pk]))


@pytest.mark.usefixtures("candles")
def test_a_question_whose_words_nobody_has_says_so_before_what_is_close(client, page, signed_in):
    shown = page(signed_in(a_person()).get(reverse("hub:search"), {"q": "flibbertigibbets"}))

    headings = [each.get_text(" ", strip=True) for each in shown.select("main h2")]
    assert headings[:2] == ["We found nothing for this", "These use other words, and may not be what you need"]
    assert "Candles for wards" in shown.get_text()
    assert shown.find("a", class_="nhsuk-button", string=lambda text: text and "Save this question" in text)
    assert "Not what you need?" not in shown.get_text()


@pytest.mark.usefixtures("candles")
def test_a_stranger_whose_words_nobody_has_can_sign_in_for_more(client, page):
    shown = page(client.get(reverse("hub:search"), {"q": "flibbertigibbets"}))

    assert "We found nothing for this" in shown.get_text()
    assert [link["href"] for link in shown.select(".fp-empty a")][-1].startswith(reverse("account_login"))


@pytest.mark.parametrize(("switched_on", "said"), [(True, True), (False, False)])
def test_meaning_that_fails_is_said_and_meaning_that_was_switched_off_is_not(
    client, page, index_now, settings, switched_on, said
):
    settings.FINGERPOST_MEANING = switched_on  # there is no model in the home of the tests
    an_item("Turning in bed", open_to=OpenTo.PUBLIC)
    index_now()

    shown = page(client.get(reverse("hub:search"), {"q": "turning"})).get_text()

    assert "Turning in bed" in shown
    assert ("is not working" in shown) == said


def test_a_paper_without_a_link_sends_nobody_to_one(client, page):
    paper = a_paper("Turning in bed", pmid="", doi="")

    shown = page(client.get(reverse("library:paper", args=[paper.public_id]))).get_text()

    assert "link above" not in shown
    assert "library team can find it for you" in " ".join(shown.split())


def test_rows_of_other_teams_are_counted_and_said_to_be_theirs(client, page, signed_in):
    ours, theirs = a_unit(), a_unit(kind="library-service")
    came_in = Import.objects.create(name="theirs.ris", source="RIS", team=theirs, read=1, rejected=1, position=1)
    Rejected.objects.create(came_in=came_in, position=1, reason="This entry has no title.", excerpt="TY  - JOUR")
    administrator = a_person("", ours, role=Role.ADMINISTRATOR, is_demonstration=True)

    shown = " ".join(page(signed_in(administrator).get(reverse("hub:operations"))).get_text().split())

    assert "The 1 row counted above came in for other teams." in shown
    assert "theirs.ris" not in shown


def test_an_answer_says_when_a_person_reviewed_it_or_that_nobody_has(client, page, index_now):
    an_item("Candles on the ward", open_to="public", kind="policy")
    checked = an_item("Candles in the chapel", open_to="public", kind="policy")
    items.review(checked, by=a_person(), on=date(2026, 5, 3), due=None)
    a_paper("Candles and sleep")
    index_now()

    shown = page(client.get(reverse("hub:search"), {"q": "candles"}))

    facts = {hit.h3.text: [fact.text for fact in hit.select(".fp-facts li")] for hit in shown.select(".fp-hit")}
    assert "not yet reviewed by a person" in facts["Candles on the ward"]
    assert "reviewed by a person 3 May 2026" in facts["Candles in the chapel"]
    assert "reviewed" not in " ".join(facts["Candles and sleep"])
