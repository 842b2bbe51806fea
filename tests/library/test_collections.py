"""Reading lists: what stands on them, in which order, and who may see and change them."""

import pytest

from fingerpost.journal.models import Change
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.library.domain.gathering import collections, gathered
from fingerpost.library.models import Collection
from fingerpost.organisations.domain import accounts, memberships
from fingerpost.organisations.readers import ANYONE, person_token, reader_for, unit_token
from fingerpost.records.domain import sharing, watchers
from fingerpost.search.domain.find import find
from tests.factories import a_paper, a_person, a_unit, an_item
from tests.library.writers import a_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return a_place()


@pytest.fixture
def listed(place):
    """Amina's list, hers alone, with four things under two headings."""
    made = collections.begin("Falls, to read first", by=place.amina)
    for name, heading in (("One", ""), ("Two", ""), ("Three", "Research"), ("Four", "Research")):
        item = an_item(name, unit=place.trust, open_to="public")
        collections.put(made, item, by=place.amina, section=heading)
    return made


def order(collection, reader):
    return [
        (section.heading, [thing.record.title for thing in section.things])
        for section in gathered.sections_of(collection, reader)
    ]


def entry(collection, title):
    return collection.entries.get(record__title=title)


def sees(reader, collection):
    return Collection.objects.visible_to(reader).filter(pk=collection.pk).exists()


def test_a_new_list_is_its_owners_alone_and_belongs_to_where_they_work(place):
    made = collections.begin("  Night   admissions ", by=place.amina, introduction="Begin at the top.")

    assert (made.title, made.unit, made.owner) == ("Night admissions", place.ward, place.amina)
    assert sees(reader_for(place.amina), made)
    assert not any(sees(reader_for(who), made) for who in (place.ben, place.rajesh, place.ellen, place.outsider))


@pytest.mark.parametrize("title", ["", "   ", "x" * 301])
def test_a_list_has_a_name_of_some_length(place, title):
    with pytest.raises(RuleBroken):
        collections.begin(title, by=place.amina)


def test_things_stand_under_their_headings_in_order(place, listed):
    assert order(listed, reader_for(place.amina)) == [("", ["One", "Two"]), ("Research", ["Three", "Four"])]


@pytest.mark.parametrize(
    ("title", "up", "after"),
    [
        ("Two", True, [("", ["Two", "One"]), ("Research", ["Three", "Four"])]),
        ("One", True, [("", ["One", "Two"]), ("Research", ["Three", "Four"])]),
        ("Two", False, [("", ["One"]), ("Research", ["Two", "Three", "Four"])]),
        ("Three", True, [("", ["One", "Two", "Three"]), ("Research", ["Four"])]),
        ("Four", False, [("", ["One", "Two"]), ("Research", ["Three", "Four"])]),
    ],
)
def test_up_and_down_move_one_place_and_past_a_heading_under_the_next(place, listed, title, up, after):
    collections.move(entry(listed, title), by=place.amina, up=up)

    assert order(listed, reader_for(place.amina)) == after


def test_a_move_goes_past_what_the_mover_does_not_see(place, listed):
    sharing.share(entry(listed, "Two").record, open_to="", by=None)

    collections.move(entry(listed, "Three"), by=place.amina, up=True)

    assert order(listed, reader_for(place.amina)) == [("", ["One", "Three"]), ("Research", ["Four"])]


def test_a_note_and_a_heading_are_changed_and_a_thing_under_a_new_heading_stands_last(place, listed):
    collections.annotate(entry(listed, "One"), by=place.amina, note="Short and right.", section="Research")

    assert order(listed, reader_for(place.amina)) == [("", ["Two"]), ("Research", ["Three", "Four", "One"])]
    assert entry(listed, "One").note == "Short and right."


def test_taking_something_off_leaves_the_thing_and_the_order(place, listed):
    two = entry(listed, "Two")

    collections.take_out(two, by=place.amina)

    assert order(listed, reader_for(place.amina)) == [("", ["One"]), ("Research", ["Three", "Four"])]
    two.record.refresh_from_db()
    with pytest.raises(RuleBroken):
        collections.take_out(two, by=place.amina)


def test_the_same_thing_stands_on_a_list_once(place, listed):
    with pytest.raises(RuleBroken, match="already"):
        collections.put(listed, entry(listed, "One").record, by=place.amina)


def test_nothing_is_put_on_a_list_by_whoever_cannot_see_it(place, listed):
    hidden = an_item("Hidden", unit=place.trust)

    with pytest.raises(RuleBroken):
        collections.put(listed, hidden, by=place.amina)


def test_a_list_cannot_stand_on_a_list_nor_can_what_is_withdrawn(place, listed):
    other = collections.begin("Another", by=place.amina)
    old = an_item("Old", unit=place.trust, open_to="public")
    sharing.withdraw(old, by=None, why="Old.")

    for thing in (other, old):
        with pytest.raises(RuleBroken):
            collections.put(listed, thing, by=place.amina)


def test_a_list_can_be_full(place, listed, monkeypatch):
    monkeypatch.setattr(collections, "MOST_ENTRIES", 4)

    with pytest.raises(RuleBroken, match="4"):
        collections.put(listed, a_paper("A fifth"), by=place.amina)


def test_sharing_a_list_shares_nothing_that_is_on_it(place, listed):
    collections.put(listed, an_item("For the trust", unit=place.trust, tokens=[unit_token(place.trust.pk)]),
                    by=place.amina, section="Ours")  # fmt: skip

    collections.release(listed, by=place.amina, open_to="public")

    assert order(listed, ANYONE) == [("", ["One", "Two"]), ("Research", ["Three", "Four"])]
    assert order(listed, reader_for(place.ben))[-1] == ("Ours", ["For the trust"])


def test_a_list_is_shared_with_units_and_made_private_again(place, listed):
    collections.release(listed, by=place.amina, units=[place.trust])
    assert sees(reader_for(place.ben), listed)
    assert not sees(reader_for(place.outsider), listed)

    collections.release(listed, by=place.amina)

    assert not sees(reader_for(place.ben), listed)
    assert sees(reader_for(place.amina), listed)


def test_a_withdrawn_list_says_so_to_those_who_saw_it_and_comes_back_when_shared(place, listed):
    collections.release(listed, by=place.amina, units=[place.trust])

    collections.withdraw(listed, by=place.amina, because="Nobody keeps it.")

    listed.refresh_from_db()
    assert listed.state == "withdrawn"
    assert sees(reader_for(place.ben), listed)
    collections.release(listed, by=place.amina, units=[place.trust])
    listed.refresh_from_db()
    assert listed.state == "released"


def test_a_private_list_is_changed_by_its_owner_alone(place, listed):
    for who in (place.ben, place.rajesh, place.ellen, place.outsider):
        with pytest.raises(NotAllowed):
            collections.describe(listed, by=who, title="Mine now")


def test_a_shared_list_is_also_kept_by_those_who_look_after_its_unit(place, listed):
    collections.release(listed, by=place.amina, open_to="all")

    for who in (place.rajesh, place.ellen):
        collections.describe(listed, by=who, title=f"Kept by {who.name}")
    for who in (place.ben, place.outsider):
        with pytest.raises(NotAllowed):
            collections.describe(listed, by=who, title="Mine now")


def test_whoever_has_left_a_unit_no_longer_changes_the_list_they_shared_there(place, listed):
    collections.release(listed, by=place.amina, units=[place.trust])
    memberships.leave(place.amina.memberships.get(), by=None)
    memberships.join(place.amina, a_unit("Elsewhere"), role="member", by=None, starts_on=listed.changed_at.date())

    with pytest.raises(NotAllowed):
        collections.describe(listed, by=place.amina, title="Still mine")


def test_when_an_owner_leaves_their_private_lists_go_and_shared_ones_stay(place, listed):
    shared = collections.begin("Shared", by=place.amina)
    collections.release(shared, by=place.amina, units=[place.trust])

    accounts.leave(place.amina, by=place.amina)

    assert list(Collection.objects.values_list("title", flat=True)) == ["Shared"]
    assert sees(reader_for(place.ben), shared)


def test_each_change_is_written_down_without_words(place, listed):
    kinds = list(Change.objects.filter(subject=listed.public_id).order_by("id").values_list("kind", flat=True))

    assert kinds[0] == "library.collection_begun"
    assert kinds.count("library.collection_put") == 4


def test_lists_shared_with_me_leave_out_those_that_only_their_owner_sees(place, listed):
    reader = reader_for(place.amina)
    assert gathered.lists_for(reader).rows == []
    assert gathered.lists_for(reader, mine=True).rows == [listed]

    collections.release(listed, by=place.amina, tokens=[person_token(place.ben.pk)])

    assert gathered.lists_for(reader).rows == [listed]
    assert gathered.lists_for(reader_for(place.ben)).rows == [listed]


def test_lists_are_leafed_through(place, monkeypatch):
    monkeypatch.setattr(gathered, "PAGE", 2)
    made = [collections.begin(f"List {number}", by=place.amina) for number in range(3)]
    reader = reader_for(place.amina)

    first = gathered.lists_for(reader, mine=True)
    second = gathered.lists_for(reader, mine=True, after=first.after)

    assert [row.pk for row in [*first.rows, *second.rows]] == [row.pk for row in reversed(made)]
    assert second.after is None


def test_the_owner_hears_how_much_of_an_open_list_others_cannot_see(place, listed):
    collections.put(listed, an_item("For us", unit=place.trust, tokens=[unit_token(place.trust.pk)]), by=place.amina)
    assert gathered.narrower_than(listed) == 0

    collections.release(listed, by=place.amina, open_to="public")
    listed.refresh_from_db()

    assert gathered.narrower_than(listed) == 1


def test_a_list_is_found_by_its_name_and_introduction_by_those_who_may_see_it(place, index_now):
    made = collections.begin("Catheter care", introduction="For new starters on the wards.", by=place.amina)
    collections.put(made, an_item("Zebra bladder", unit=place.trust, open_to="public"), by=place.amina)
    collections.release(made, by=place.amina, units=[place.trust])
    index_now()

    def found(text, person):
        return [one.record.pk for one in find(text, reader=reader_for(person))[0] if one.record.kind == "collection"]

    assert found("catheter starters", place.ben) == [made.pk]
    assert found("catheter starters", place.outsider) == []
    assert found("zebra", place.ben) == []  # what stands on a list is not found through it


def test_a_withdrawn_list_is_found_no_more(place, listed, index_now):
    collections.release(listed, by=place.amina, open_to="public")
    index_now()
    collections.withdraw(listed, by=place.amina, because="Old.")

    assert [one for one in find("falls read first", reader=ANYONE)[0] if one.record.pk == listed.pk] == []


def test_the_index_hears_of_a_changed_list(place, listed, monkeypatch):
    heard = []
    monkeypatch.setattr(watchers, "_watchers", [lambda ids, narrowed: heard.extend(ids)])

    collections.describe(listed, by=place.amina, title="Another name")

    assert heard == [listed.pk]


def test_what_stands_beside_a_page_names_people_uses_and_lists_as_far_as_agreed(place, listed):
    item = entry(listed, "One").record
    assert gathered.gathered_for(item, reader_for(place.ben)).lists == ()

    collections.release(listed, by=place.amina, units=[place.trust])

    assert gathered.gathered_for(item, reader_for(place.ben)).lists == (listed,)
    assert gathered.gathered_for(item, reader_for(place.outsider)).lists == ()


def test_somebody_without_a_unit_keeps_lists_too():
    alone = a_person()

    made = collections.begin("Mine", by=alone)

    collections.describe(made, by=alone, title="Mine still")
    assert made.unit is None
