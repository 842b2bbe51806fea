"""Writing: drafts beside what is released, nobody overwritten, everything restorable."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from fingerpost.journal.models import Change
from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.library.domain.own import items, ways, writing
from fingerpost.library.models import Item, ItemTopic, Revision, Stage
from fingerpost.organisations.readers import reader_for, unit_token
from fingerpost.records.models import Link, Part, PartRole
from tests.factories import a_person, a_unit, an_item
from tests.library.writers import WORDS, a_draft, a_page, a_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return a_place()


def seen_by(person, item):
    return Item.objects.visible_to(reader_for(person)).filter(pk=item.pk).exists()


# Begin and save ------------------------------------------------------------------------------------


def test_a_new_draft_is_seen_by_those_who_may_edit_it_and_nobody_else(place):
    item = a_draft(place.ward, place.amina).item

    assert item.state == "draft"
    assert [seen_by(who, item) for who in (place.amina, place.rajesh, place.ellen)] == [True] * 3
    assert [seen_by(who, item) for who in (place.ben, place.outsider, None)] == [False] * 3


def test_a_stranger_to_the_unit_cannot_begin_something_in_its_name(place):
    with pytest.raises(NotAllowed, match="Only people who work in"):
        a_draft(place.ward, place.outsider)

    assert not Item.objects.exists()


def test_the_first_release_shows_it_to_those_named(place):
    item = a_page(place.ward, place.amina)

    item.refresh_from_db()
    assert (item.state, item.title, item.sections, item.owner) == ("released", "Night admissions", WORDS, place.amina)
    assert item.body.startswith("## What this is for\n\nSo that nobody waits at night.")
    assert seen_by(place.ben, item)
    assert not seen_by(place.outsider, item)
    assert item.reviewed_on == clock.today()
    assert item.review_due == ways.months_after(clock.today(), 12)


def test_only_me_means_its_author_and_owner(place):
    item = a_page(place.ward, place.amina, tokens=[])

    assert seen_by(place.amina, item)
    assert not seen_by(place.ben, item)
    assert not seen_by(place.rajesh, item)


def test_the_released_version_stays_while_a_draft_is_written(place):
    item = a_page(place.ward, place.amina)

    draft = writing.draft_of(item, place.amina)
    writing.save(draft, by=place.amina, seen=0, title="Admissions at night", sections=WORDS | {"traps": "Lifts."})

    item.refresh_from_db()
    assert (item.title, item.sections) == ("Night admissions", WORDS)
    writing.release(draft, place.amina)
    item.refresh_from_db()
    assert (item.title, item.sections["traps"]) == ("Admissions at night", "Lifts.")
    stages = item.revisions.order_by("number").values_list("number", "stage")
    assert list(stages) == [(1, "replaced"), (2, "released")]


def test_opening_twice_gives_the_same_draft(place):
    item = a_page(place.ward, place.amina)

    first, second = writing.draft_of(item, place.amina), writing.draft_of(item, place.rajesh)

    assert first.pk == second.pk
    assert item.revisions.count() == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"title": "   "}, "Give it a title"),
        ({"title": "x" * 301}, "300 characters or fewer"),
        ({"sections": {"nonsense": "x"}}, "no such part"),
        ({"address": "javascript:alert(1)"}, "begins with https"),
        ({"address": "ftp://a.example/x"}, "begins with https"),
        ({"held_by": "SharePoint"}, "address of the controlled copy"),
        ({"topics": [f"topic {n}" for n in range(13)]}, "at most 12 topics"),
        ({"tokens": ["everyone"]}, "who may see"),
        ({"review_due": clock.today()}, "after today"),
    ],
)
def test_what_no_version_can_hold_is_refused_in_words(place, content, said):
    draft = a_draft(place.ward, place.amina)

    with pytest.raises(RuleBroken, match=said):
        writing.save(draft, by=place.amina, seen=0, **content)

    draft.refresh_from_db()
    assert draft.saves == 0


def test_a_draft_may_be_incomplete_but_is_not_shared_so(place):
    draft = a_draft(place.ward, place.amina, sections={"purpose": "Why."})

    with pytest.raises(RuleBroken, match="Before this is shared, write: What to do"):
        writing.release(draft, place.amina)


def test_a_picture_without_words_is_not_shared(place):
    draft = a_draft(place.ward, place.amina, sections=WORDS | {"traps": "![ ](picture:abc)"})

    with pytest.raises(RuleBroken, match="what each picture shows"):
        writing.submit(draft, place.amina)


def test_a_useful_link_is_not_shared_without_its_address(place):
    draft = writing.begin("link", unit=place.ward, by=place.amina, title="NICE", sections={"why": "Guidance."})

    with pytest.raises(RuleBroken, match="Give the address"):
        writing.release(draft, place.amina)


def test_topics_are_listed_once_however_they_are_written_and_only_when_released(place):
    draft = a_draft(place.ward, place.amina, topics=["Falls", " falls ", "Night work"])
    assert not ItemTopic.objects.exists()

    item = writing.release(draft, place.amina)
    assert set(item.topic_rows.values_list("slug", "name")) == {("falls", "falls"), ("night-work", "Night work")}

    again = writing.draft_of(item, place.amina)
    writing.save(again, by=place.amina, seen=0, topics=["Night work"])
    writing.release(again, place.amina)
    assert list(item.topic_rows.values_list("slug", flat=True)) == ["night-work"]


# Two at once ---------------------------------------------------------------------------------------


def test_the_second_to_save_is_told_and_overwrites_nothing(place):
    draft = a_draft(place.ward, place.amina)
    writing.save(draft, by=place.rajesh, seen=0, summary="Rajesh was here.")

    with pytest.raises(writing.EditedMeanwhile, match="Rajesh Pillai saved this while you were writing") as problem:
        writing.save(draft, by=place.amina, seen=0, summary="Amina was here.")

    assert problem.value.revision.summary == "Rajesh was here."
    draft.refresh_from_db()
    assert (draft.summary, draft.saves) == ("Rajesh was here.", 1)


def test_whoever_has_seen_the_other_save_can_save(place):
    draft = a_draft(place.ward, place.amina)
    writing.save(draft, by=place.rajesh, seen=0, summary="Rajesh was here.")

    saved = writing.save(draft, by=place.amina, seen=1, summary="Both were here.")

    assert (saved.summary, saved.saves) == ("Both were here.", 2)


def test_the_second_to_open_is_told_who_has_it_open_and_since_when(place):
    draft = a_draft(place.ward, place.amina)
    writing.editing(draft, place.amina)
    writing.editing(draft, place.rajesh)  # does not push the first aside

    draft = writing.open_version(draft.item)
    found = writing.who_is_editing(draft, besides=place.rajesh)
    assert found.person == place.amina
    assert clock.now() - found.since < timedelta(minutes=1)
    assert writing.who_is_editing(draft, besides=place.amina) is None


def test_somebody_who_went_away_no_longer_has_it_open(place):
    draft = a_draft(place.ward, place.amina)
    with time_machine.travel(clock.now() - timedelta(minutes=31)):
        writing.editing(draft, place.amina)
    Revision.objects.update(saved_at=clock.now() - timedelta(hours=2))

    assert writing.who_is_editing(writing.open_version(draft.item), besides=place.rajesh) is None
    writing.editing(draft, place.rajesh)
    assert writing.who_is_editing(writing.open_version(draft.item), besides=place.amina).person == place.rajesh


def test_a_version_that_was_released_meanwhile_takes_no_more_words(place):
    draft = a_draft(place.ward, place.amina)
    writing.release(draft, place.rajesh)

    with pytest.raises(RuleBroken, match="no longer being written"):
        writing.save(draft, by=place.amina, seen=0, summary="Late.")


def test_nobody_releases_what_changed_after_they_read_it(place):
    draft = a_draft(place.ward, place.amina)
    writing.save(draft, by=place.amina, seen=0, summary="One more word.")

    with pytest.raises(writing.EditedMeanwhile):
        writing.release(draft, place.rajesh, seen=0)


# Review and four eyes ------------------------------------------------------------------------------


def test_a_draft_goes_for_review_comes_back_with_words_and_is_released(place, mailoutbox):
    draft = a_draft(place.ward, place.amina)

    writing.submit(draft, place.amina)
    back = writing.send_back(draft, place.rajesh, "Which desk?")
    assert (back.stage, back.reviewer_said) == (Stage.DRAFT, "Which desk?")
    writing.save(back, by=place.amina, seen=0, sections=WORDS | {"contacts": "The front desk."})
    again = writing.submit(back, place.amina)
    assert (again.stage, again.reviewer_said) == (Stage.IN_REVIEW, "")
    item = writing.release(again, place.rajesh)

    assert item.sections["contacts"] == "The front desk."
    assert [(message.subject, message.to) for message in mailoutbox] == [
        ("Your page came back", [place.amina.email]), ("Your page is shared", [place.amina.email]),
    ]  # fmt: skip


def test_sending_back_needs_words_but_taking_back_does_not(place):
    draft = writing.submit(a_draft(place.ward, place.amina), place.amina)

    with pytest.raises(RuleBroken, match="Say what should be different"):
        writing.send_back(draft, place.rajesh, "  ")
    assert writing.send_back(draft, place.amina, "").stage == Stage.DRAFT


def test_with_four_eyes_whoever_alone_wrote_it_cannot_release_it(place):
    ways.set_ways(place.trust, by=place.ellen, four_eyes=True, review_months={})
    draft = a_draft(place.ward, place.amina)

    with pytest.raises(NotAllowed, match="somebody else reads a page"):
        writing.release(draft, place.amina)

    writing.release(draft, place.rajesh)


def test_with_four_eyes_two_who_both_wrote_may_each_release(place):
    ways.set_ways(place.trust, by=place.ellen, four_eyes=True, review_months={})
    draft = a_draft(place.ward, place.amina)
    writing.save(draft, by=place.rajesh, seen=0, summary="With a summary.")
    writing.save(draft, by=place.amina, seen=1, summary="With a better one.")

    assert writing.release(draft, place.amina).state == "released"


def test_with_four_eyes_having_opened_a_draft_is_not_having_written_it(place):
    item = a_page(place.ward, place.amina)
    ways.set_ways(place.trust, by=place.ellen, four_eyes=True, review_months={})
    draft = writing.draft_of(item, place.rajesh)
    writing.save(draft, by=place.amina, seen=0, summary="All by myself.")

    with pytest.raises(NotAllowed):
        writing.release(draft, place.amina)


def test_the_nearest_unit_that_says_something_decides(place):
    ways.set_ways(place.trust, by=place.ellen, four_eyes=True, review_months={"know-how": 6})
    ways.set_ways(place.ward, by=place.ellen, four_eyes=False, review_months={})

    item = a_page(place.ward, place.amina)

    assert item.review_due == ways.months_after(clock.today(), 12)
    assert ways.review_due("know-how", place.trust, clock.today()) == ways.months_after(clock.today(), 6)


def test_only_an_administrator_says_how_the_library_is_kept(place):
    with pytest.raises(NotAllowed, match="Only an administrator"):
        ways.set_ways(place.trust, by=place.rajesh, four_eyes=True, review_months={})
    with pytest.raises(RuleBroken, match="between 1 and 120"):
        ways.set_ways(place.trust, by=place.ellen, four_eyes=True, review_months={"policy": 0})


# Reviewed is not changed ---------------------------------------------------------------------------


def test_a_release_without_a_full_reading_does_not_move_the_review(place):
    with time_machine.travel(clock.now() - timedelta(days=90)):
        item = a_page(place.ward, place.amina)
        reviewed, due = item.reviewed_on, item.review_due
    draft = writing.draft_of(item, place.rajesh)

    item = writing.release(draft, place.rajesh, reviewed=False)

    item.refresh_from_db()
    assert (item.reviewed_on, item.review_due, item.reviewed_by) == (reviewed, due, place.amina.public_id)
    assert clock.now() - item.changed_at < timedelta(minutes=1)
    assert item.changed_by == place.rajesh.public_id


def test_a_first_release_is_no_review_unless_somebody_says_so(place):
    shared = a_page(place.ward, place.amina, reviewed=False)
    checked = a_page(place.ward, place.amina, "Day admissions", reviewed=True)

    due = ways.months_after(clock.today(), 12)
    assert (shared.reviewed_on, shared.reviewed_by, shared.review_due) == (None, "", due)
    assert (checked.reviewed_on, checked.reviewed_by) == (clock.today(), place.amina.public_id)
    assert checked.review_due == due


def test_the_product_itself_never_reviews(place):
    item = writing.release(a_draft(place.ward, None), None, reviewed=True)

    item.refresh_from_db()
    assert item.reviewed_on is None
    assert item.review_due


def test_a_review_that_is_far_away_does_not_move_further_without_a_reading(place):
    item = a_page(place.ward, place.amina)
    due = item.review_due
    draft = writing.draft_of(item, place.amina)
    writing.save(draft, by=place.amina, seen=0, review_due=due + timedelta(days=300))

    item = writing.release(draft, place.amina, reviewed=False)

    assert item.review_due == due


# Versions ------------------------------------------------------------------------------------------


def test_restoring_makes_a_draft_and_leaves_what_is_released(place):
    item = a_page(place.ward, place.amina)
    second = writing.draft_of(item, place.amina)
    writing.save(second, by=place.amina, seen=0, title="Second title")
    writing.release(second, place.amina)

    restored = writing.restore(item, 1, place.rajesh)

    item.refresh_from_db()
    assert (item.title, restored.title, restored.number) == ("Second title", "Night admissions", 3)
    assert restored.what_changed == "As it was in version 1"
    assert writing.release(restored, place.rajesh).title == "Night admissions"


def test_nothing_is_restored_over_a_draft_that_somebody_is_writing(place):
    item = a_page(place.ward, place.amina)
    writing.draft_of(item, place.amina)

    with pytest.raises(RuleBroken, match="writing a new version already"):
        writing.restore(item, 1, place.rajesh)


def test_a_draft_that_was_given_up_can_be_restored(place):
    draft = a_draft(place.ward, place.amina)
    writing.give_up(draft, place.amina)
    assert writing.open_version(draft.item) is None

    restored = writing.restore(draft.item, 1, place.amina)

    assert (restored.number, restored.sections) == (2, WORDS)


def test_the_database_holds_one_open_and_one_released_version(place):
    item = a_page(place.ward, place.amina)
    writing.draft_of(item, place.amina)

    for stage in (Stage.DRAFT, Stage.IN_REVIEW, Stage.RELEASED):
        with pytest.raises(IntegrityError), transaction.atomic():
            Revision.objects.create(item=item, number=9, stage=stage, title="x")


def test_an_item_that_came_in_ready_has_its_first_version_and_topics(place):
    item = items.add("policy", "Lone working", "Tell your team.", unit=place.trust, by=None, open_to="all",
                     topics=["safety"], applies_to=[place.ward])  # fmt: skip

    version = item.revisions.get()
    assert (version.number, version.stage, version.title) == (1, "released", "Lone working")
    assert (version.open_to, version.sections, version.applies_to) == (
        "all",
        {"text": "Tell your team."},
        [place.ward.pk],
    )
    assert list(item.topic_rows.values_list("slug", flat=True)) == ["safety"]


def test_editing_what_came_as_one_text_keeps_the_text(place):
    item = an_item("Old style", "All of it in one.", unit=place.trust, kind="lesson", open_to="all")

    draft = writing.draft_of(item, place.rajesh)
    released = writing.release(draft, place.rajesh)

    assert released.body == "All of it in one."


def test_an_item_from_before_versions_gets_its_first_when_it_is_edited(place):
    item = an_item(unit=place.trust, open_to="all")
    item.revisions.all().delete()

    draft = writing.draft_of(item, place.rajesh)

    assert draft.number == 2
    assert item.revisions.filter(number=1, stage="released").exists()


# Withdraw ------------------------------------------------------------------------------------------


def test_withdrawing_says_why_and_points_on(place):
    old, new = a_page(place.ward, place.amina), a_page(place.ward, place.amina, "Night admissions, new")

    writing.withdraw(old, place.amina, "The desk has moved.", instead=new)

    old.refresh_from_db()
    assert (old.state, old.withdrawn_because) == ("withdrawn", "The desk has moved.")
    assert Link.objects.get(relation="supersedes").source_id == new.pk
    assert seen_by(place.ben, old)


def test_a_withdrawn_page_comes_back_by_a_new_version(place):
    item = a_page(place.ward, place.amina)
    writing.withdraw(item, place.amina, "Under repair.")

    item = writing.release(writing.draft_of(item, place.amina), place.amina)

    item.refresh_from_db()
    assert (item.state, item.withdrawn_because) == ("released", "")


@pytest.mark.parametrize("because", ["", "  "])
def test_withdrawing_needs_a_reason(place, because):
    with pytest.raises(RuleBroken, match="Say why"):
        writing.withdraw(a_page(place.ward, place.amina), place.amina, because)


def test_a_page_is_replaced_only_by_one_in_use_that_the_person_sees(place):
    page = a_page(place.ward, place.amina)
    gone = a_page(place.ward, place.amina, "Gone")
    writing.withdraw(gone, place.amina, "Old.")
    hidden = an_item(unit=a_unit(), tokens=["unit:99999"])

    with pytest.raises(RuleBroken, match="cannot replace itself"):
        writing.supersede(page, page, place.amina)
    with pytest.raises(RuleBroken, match="in use itself"):
        writing.supersede(page, gone, place.amina)
    with pytest.raises(NotAllowed, match="cannot see"):
        writing.supersede(page, hidden, place.amina)
    page.refresh_from_db()
    assert page.state == "released"


# People --------------------------------------------------------------------------------------------


def test_the_owner_can_be_changed_and_can_then_edit_the_draft(place):
    draft = a_draft(place.ward, place.amina)

    writing.save(draft, by=place.amina, seen=0, owner=place.ben)

    assert seen_by(place.ben, draft.item)
    writing.save(draft, by=place.ben, seen=1, summary="Mine now.")
    assert Change.objects.filter(kind="library.item_handed_over").count() == 1


def test_somebody_without_an_account_cannot_become_the_owner(place):
    place.ben.is_active = False
    place.ben.save()

    with pytest.raises(RuleBroken, match="still has an account"):
        writing.save(a_draft(place.ward, place.amina), by=place.amina, seen=0, owner=place.ben)


def test_the_author_has_a_part_that_is_shown_only_as_they_agreed(place):
    item = a_page(place.ward, place.amina)

    part = Part.objects.get(record_id=item.pk, role=PartRole.AUTHOR)
    assert (part.person, part.shown) == (place.amina, False)


def test_every_step_is_in_the_stream(place):
    draft = a_draft(place.ward, place.amina)
    writing.save(draft, by=place.rajesh, seen=0, summary="x")
    writing.submit(draft, place.amina)
    item = writing.release(draft, place.rajesh, reviewed=True)
    writing.withdraw(item, place.rajesh, "Old.")

    kinds = Change.objects.filter(subject=item.public_id, kind__startswith="library.").order_by("pk")
    assert list(kinds.values_list("kind", flat=True)) == [
        "library.item_begun", "library.draft_saved", "library.draft_submitted", "library.item_added",
        "library.item_reviewed",
    ]  # fmt: skip
    assert Change.objects.filter(subject=item.public_id, kind="records.withdrawn").exists()


def test_sharing_with_fewer_bites_at_release(place):
    item = a_page(place.ward, place.amina)
    draft = writing.draft_of(item, place.amina)
    writing.save(draft, by=place.amina, seen=0, tokens=[unit_token(a_unit().pk)])
    assert seen_by(place.ben, item)

    writing.release(draft, place.amina)

    assert not seen_by(place.ben, item)
    assert seen_by(place.amina, item)


def test_a_person_who_has_gone_loses_nothing_they_wrote(place):
    item = a_page(place.ward, place.amina)
    stranger = a_person()
    place.amina.is_active = False
    place.amina.save()

    with pytest.raises(NotAllowed):
        writing.draft_of(item, stranger)
    assert writing.draft_of(item, place.rajesh).sections == WORDS
