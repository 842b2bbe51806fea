"""How well a unit looks after its pages, and handing over those whose owner has left."""

from collections import Counter

import pytest
from django.urls import reverse

from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.library.domain.trust import flags, handover, health, reads
from fingerpost.library.models import Item
from fingerpost.organisations.domain import accounts, memberships
from fingerpost.organisations.models import Membership, Person
from fingerpost.organisations.readers import reader_for, unit_token
from tests.factories import a_person, an_item, days
from tests.library.writers import a_page, a_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    here = a_place()
    here.shared = [unit_token(here.trust.pk), f"role:specialist@{here.trust.pk}"]
    return here


def an_old_page(place, title, **more):
    """A page that no person ever reviewed."""
    return an_item(title, unit=place.ward, tokens=place.shared, **more)


def leave(person):
    for membership in Membership.objects.filter(person=person):
        memberships.leave(membership, by=None)


def health_of(place, who="rajesh"):
    return health.health_of(place.trust, reader_for(getattr(place, who)))


def test_what_many_read_counts_most(place):
    good, bad = a_page(place.ward, place.amina, tokens=place.shared), an_old_page(place, "Never looked at")
    reads.add(Counter({(good.pk, clock.today()): 90, (bad.pk, clock.today()): 10}))

    found = health_of(place)

    assert (found.share_in_time, found.share_of_reads_in_time) == (50, 90)
    assert (found.pages, found.never, found.reads) == (2, 1, 100)


def test_an_overdue_page_is_not_reviewed_in_time(place):
    page = a_page(place.ward, place.amina, tokens=place.shared)
    Item.objects.filter(pk=page.pk).update(review_due=days(-1))

    found = health_of(place)

    assert (found.in_time, found.overdue) == (0, 1)


def test_a_unit_without_pages_or_reads_shows_no_made_up_share(place):
    assert (health_of(place).share_in_time, health_of(place).share_of_reads_in_time) == (None, None)


def test_the_most_used_pages_that_nobody_reviewed_come_first(place):
    quiet, busy = an_old_page(place, "Quiet"), an_old_page(place, "Busy")
    reviewed = a_page(place.ward, place.amina, "Reviewed", tokens=place.shared)
    an_old_page(place, "Unread")
    reads.add(Counter({(quiet.pk, clock.today()): 2, (busy.pk, clock.today()): 9, (reviewed.pk, clock.today()): 50}))

    assert [(item.title, item.reads) for item in health_of(place).most_used] == [("Busy", 9), ("Quiet", 2)]


def test_pages_called_wrong_are_counted_once_each(place):
    page = an_old_page(place, "Wrong")
    for person in (place.amina, place.ben):
        flags.flag(page, "wrong", person)

    assert health_of(place).called_wrong == 1


def test_only_what_the_reader_may_see_is_counted(place):
    an_item("Shared with nobody", unit=place.ward)
    an_old_page(place, "Shared")

    assert health_of(place).pages == 1


def test_pages_of_nobody_of_the_departed_and_of_closed_accounts_have_lost_their_owner(place):
    here, gone, closed = (a_person(name, place.ward) for name in ("Here", "Gone", "Closed"))
    for owner, title in ((here, "Hers"), (gone, "Of one who left"), (closed, "Of one who closed"), (None, "Nobody's")):
        an_old_page(place, title, owner=owner)
    leave(gone)
    Person.objects.filter(pk=closed.pk).update(is_active=False)

    assert [item.title for item in health_of(place).orphans] == ["Nobody's", "Of one who closed", "Of one who left"]


def test_all_pages_of_somebody_who_left_are_handed_over_in_one_press(place, signed_in, page):
    gone = a_person("Gone", place.ward)
    for number in range(3):
        an_old_page(place, f"Page {number}", owner=gone)
    leave(gone)
    client = signed_in(place.rajesh)
    shown = page(client.get(reverse("library:health", args=[place.trust.slug])))
    assert "Gone has left" in shown.select_one("#orphans").text

    response = client.post(
        reverse("library:health_hand_over", args=[place.trust.slug]),
        {"to": place.ben.public_id, "item": ""},
        follow=True,
    )

    assert set(Item.objects.values_list("owner", flat=True)) == {place.ben.pk}
    assert "Ben Okafor owns 3 pages now." in page(response).text
    assert "Every page has an owner who is here." in page(response).text


def test_one_page_can_be_handed_over_alone(place, signed_in):
    first, second = an_old_page(place, "First"), an_old_page(place, "Second")

    signed_in(place.rajesh).post(
        reverse("library:health_hand_over", args=[place.trust.slug]),
        {"to": place.ben.public_id, "item": first.public_id},
    )

    assert [Item.objects.get(pk=item.pk).owner_id for item in (first, second)] == [place.ben.pk, None]


def test_the_new_owner_can_see_and_edit_what_they_were_given(place):
    from fingerpost.library.domain.rules import may_edit

    item = an_item("Shared with nobody", unit=place.ward)

    handover.hand_over([item], place.ben, place.ellen)

    reader = reader_for(place.ben)
    assert Item.objects.visible_to(reader).filter(pk=item.pk).exists()
    assert may_edit(reader, Item.objects.get(pk=item.pk))


def test_a_page_goes_to_somebody_who_works_there_and_to_nobody_else(place):
    page = an_old_page(place, "Page")

    with pytest.raises(RuleBroken, match="is not in"):
        handover.hand_over([page], place.outsider, place.rajesh)
    assert Item.objects.get(pk=page.pk).owner is None


def test_people_elsewhere_in_the_same_system_are_not_at_home(place):
    from tests.factories import a_unit

    system = a_unit("System", kind="system")
    near, far = (a_unit(name, parent=system) for name in ("Near", "Far"))
    page = an_item("Page", unit=near)

    with pytest.raises(RuleBroken, match="is not in"):
        handover.hand_over([page], a_person("", far), a_person("", near, role="organisation-administrator"))


def test_all_are_handed_over_or_none(place):
    from tests.factories import a_unit

    mine, other = an_old_page(place, "Ours"), an_item("Theirs", unit=a_unit("Southmere"))

    with pytest.raises(NotAllowed):
        handover.hand_over([mine, other], place.ben, place.rajesh)
    assert Item.objects.get(pk=mine.pk).owner is None


@pytest.mark.parametrize(("who", "status"), [("amina", 200), ("rajesh", 200), ("outsider", 404)])
def test_people_of_the_unit_and_those_who_look_after_it_see_its_health(place, signed_in, who, status):
    assert signed_in(getattr(place, who)).get(reverse("library:health", args=[place.trust.slug])).status_code == status


def test_a_member_sees_no_way_to_hand_over_and_cannot(place, signed_in, page):
    an_old_page(place, "Page")
    client = signed_in(place.amina)

    assert not page(client.get(reverse("library:health", args=[place.trust.slug]))).select("#hand-over")
    address = reverse("library:health_hand_over", args=[place.trust.slug])
    assert client.post(address, {"to": place.ben.public_id}).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_however_many_pages_there_are(place, signed_in, number, django_assert_num_queries):
    for count in range(number):
        page = an_old_page(place, f"Page {count}")
        reads.add(Counter({(page.pk, clock.today()): 1}))
    client = signed_in(place.rajesh)
    client.get(reverse("library:health", args=[place.trust.slug]))

    with django_assert_num_queries(22):
        client.get(reverse("library:health", args=[place.trust.slug]))


def test_a_closed_account_leaves_its_pages_without_an_owner(place):
    page = a_page(place.ward, place.amina, tokens=place.shared)

    accounts.leave(place.amina, by=place.amina)

    assert [item.pk for item in health_of(place, "rajesh").orphans] == [page.pk]
