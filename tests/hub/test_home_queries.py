"""The first page costs the same for one of everything and for three."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fingerpost.hub.domain.home import home_for
from fingerpost.library.domain.own import items, writing
from fingerpost.library.domain.trust import flags
from fingerpost.organisations.models import Role
from fingerpost.organisations.readers import reader_for, unit_token
from fingerpost.people.domain import enquiries
from fingerpost.records.domain import graph
from fingerpost.records.models import PartRole
from fingerpost.roads.domain import kept
from tests.factories import a_membership, an_agreement, an_item, days
from tests.hub.firsts import Place, with_a_second_step
from tests.library.writers import a_draft, a_page
from tests.people.test_enquiries import willing
from tests.roads.briefing import Briefing

pytestmark = pytest.mark.django_db
# As home_for promises them: however much there is.
QUERIES = {
    "member": 21, "administrator": 23, "specialist": 26, "manager": 26, "executive": 27, "national": 27, "all": 32,
}  # fmt: skip


def fill(place: Place, person, numbers: range) -> None:
    """One of everything that can stand on somebody's first page, for each number."""
    whole, writer, decider = [unit_token(place.trust.pk)], place.where.writer, place.where.decider
    for number in numbers:
        place.to_do(f"Late {number}", days(-1), person, review_due=days(-1))
        place.to_do(f"Soon {number}", days(2), person)
        place.waiting(f"Waiting {number}.", decider=person)
        mine = place.asked(f"Mine {number}?", person, share=(place.trust,), decide_by=days(4))
        place.asked(f"Theirs {number}?", writer, share=(place.trust,), decide_by=days(4))
        place.at_the_desk(f"Desk {number}?", needed_by=days(3))
        page = an_item(f"Page {number}", unit=place.ward, tokens=whole, review_due=days(-1))
        kept.keep(mine, page, by=writer, reader=reader_for(writer))
        kept.add_words(mine, "judgement", f"Words {number}", by=decider, reader=reader_for(decider))
        writing.submit(a_draft(place.ward, writer, title=f"Draft {number}"), writer)
        flags.flag(a_page(place.trust, person, f"Doubted {number}", tokens=whole), "wrong", writer, "Old.")
        enquiries.ask(willing(person), "Do you know?", by=(writer, decider, place.where.secretary)[number])
        fallen_brief(place, person)


def fallen_brief(place: Place, person) -> None:
    """A brief that this person has a part in, in the care of the place's library, and whose source was withdrawn."""
    world = Briefing()
    an_agreement(place.service, world.trust)
    a_membership(person, world.trust)
    graph.take_part(world.released(), person, PartRole.AUTHOR, shown=False, by=person)
    items.withdraw(world.page, by=None, because="It was wrong.")


@pytest.fixture
def place():
    return Place()


def somebody(place: Place, who: str):
    """One person of a role, or of all."""
    if who != "all":
        return getattr(place, who)
    for unit, role in (
        (place.service, Role.SPECIALIST), (place.trust, Role.EXECUTIVE), (place.ward, Role.ADMINISTRATOR),
    ):  # fmt: skip
        a_membership(place.member, unit, role=role)
    with_a_second_step(place.member)
    return place.member


@pytest.mark.parametrize("who", QUERIES)
def test_the_first_page_costs_the_same_for_one_of_everything_and_for_three(client, place, who):
    person = somebody(place, who)
    client.force_login(person)
    of_page = []
    for numbers in (range(1), range(1, 3)):
        fill(place, person, numbers)
        client.get(reverse("hub:home"))
        reader = reader_for(person)
        with CaptureQueriesContext(connection) as asked:
            home_for(reader)
        assert len(asked) == QUERIES[who]
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("hub:home"))
        of_page.append(len(asked))

    assert of_page[0] == of_page[1]


@pytest.mark.parametrize("who", ["member", "executive"])
def test_the_list_of_actions_costs_the_same_for_one_and_for_three(client, place, who):
    person = getattr(place, who)
    client.force_login(person)
    spent = []
    for numbers in (range(1), range(1, 3)):
        for number in numbers:
            place.to_do(f"Mine {number}", days(-1), person)
            place.to_do(f"Theirs {number}", days(-1), place.where.writer)
        client.get(reverse("hub:home_actions"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("hub:home_actions"))
        spent.append(len(asked))

    assert spent[0] == spent[1]
