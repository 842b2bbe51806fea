"""The demonstration, loaded: every state that a page can be in is there to be seen."""

import zipfile
from collections import Counter
from types import SimpleNamespace

import pytest
from demo.load import load, sign_ins
from django.db import transaction
from django.db.models import Sum
from tests.library.fillers import put_on_the_shelf, told, tried

from demo import to_fill
from fingerpost.journal.domain import stream
from fingerpost.kernel import clock
from fingerpost.kernel.errors import RuleBroken
from fingerpost.library.domain.own import contents
from fingerpost.library.domain.trust import handover, nudges
from fingerpost.library.models import (
    Attachment,
    Collection,
    CollectionEntry,
    Flag,
    FlagKind,
    Item,
    Nudge,
    Paper,
    ReadCount,
    Revision,
    Stage,
    Ways,
)  # fmt: skip
from fingerpost.organisations.models import Person, Unit
from fingerpost.organisations.readers import reader_for
from fingerpost.records.models import Part, PartRole

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The demonstration in the test database, once for all tests here, taken out again afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        said = load()
        while stream.seal():
            pass
        while nudges.follow_duty():
            pass
        yield said
        transaction.set_rollback(True)


def test_it_says_what_was_loaded_and_where_the_folder_to_try_is(loaded):
    assert loaded.startswith("Loaded 42 units, 125 people, 453 papers, 170 local items and 12 reading lists.")
    assert str(to_fill.place()) in loaded


def test_pages_of_every_kind_are_in_every_state(loaded):
    assert Counter(Item.objects.values_list("state", flat=True)) == {"released": 161, "draft": 5, "withdrawn": 4}
    assert Counter(Item.objects.values_list("kind", flat=True)) == {
        "note": 60, "know-how": 32, "policy": 22, "guideline": 22, "lesson": 9, "story": 9, "data-set": 8, "link": 8,
    }  # fmt: skip
    assert Item.objects.exclude(held_by="").count() == 4
    assert Item.objects.filter(state="released", review_due__lt=clock.today()).count() >= 10


def test_six_versions_are_being_written_and_four_wait_for_a_reader(loaded):
    assert Revision.objects.filter(stage=Stage.DRAFT).count() == 6
    assert Revision.objects.filter(stage=Stage.IN_REVIEW).count() == 4
    assert Ways.objects.get(four_eyes=True).unit.slug == "tmh"


def test_versions_really_differ_and_stand_in_the_order_of_their_days(loaded):
    with_history = Item.objects.filter(revisions__stage=Stage.REPLACED).distinct()

    assert with_history.count() >= 12
    for item in with_history:
        shared = list(item.revisions.filter(released_at__isnull=False).order_by("number"))
        texts = [contents.whole_text(item.kind, revision.sections) for revision in shared]
        assert 2 <= len(shared) <= 4
        assert len(set(texts)) == len(texts)
        assert [each.released_at for each in shared] == sorted(each.released_at for each in shared)
        assert (texts[-1], item.changed_at) == (item.body, shared[-1].released_at)
        assert all(each.what_changed for each in shared[1:])


def test_two_of_four_withdrawn_pages_point_on_and_all_say_why(loaded):
    withdrawn = Item.objects.filter(state="withdrawn")

    assert len([item for item in withdrawn if item.links_in.filter(relation="supersedes").exists()]) == 2
    assert all(item.withdrawn_because for item in withdrawn)


def test_readers_doubts_and_thanks_are_there_with_what_came_of_them(loaded):
    wrong = Flag.objects.filter(kind=FlagKind.WRONG)

    assert wrong.count() == 14
    assert wrong.exclude(outcome="").count() == 8
    assert Flag.objects.filter(kind=FlagKind.HELPED).count() == 60
    assert all(flag.answered_at > flag.at for flag in wrong.exclude(outcome=""))


def test_few_pages_are_read_much_and_many_a_little(loaded):
    totals = sorted(
        ReadCount.objects.values_list("record").annotate(times=Sum("times")).values_list("times", flat=True),
        reverse=True,
    )
    days = ReadCount.objects.values_list("day", flat=True)

    assert len(totals) >= 150
    assert sum(totals[:10]) > sum(totals) * 0.3
    assert totals[len(totals) // 2] < totals[0] / 20
    assert max(days) < clock.today()
    assert (clock.today() - min(days)).days == 90


def test_pages_of_those_who_left_have_nobody(loaded):
    orphans = handover.without_owner(Item.objects.filter(state="released"))

    assert orphans.count() == 7
    assert orphans.values("owner").distinct().count() == 5
    assert Person.objects.filter(is_active=False, name="Someone who left").count() == 1


def test_a_page_that_was_just_changed_asks_about_three_beside_it(loaded):
    waiting = Nudge.objects.filter(settled_at__isnull=True)

    assert waiting.count() == 3
    assert {nudge.because_of.item.slug for nudge in waiting} == {"wrh-heart-failure-ace-inhibitor"}


def test_people_were_asked_whether_they_may_be_named_and_most_agreed(loaded):
    asked = Part.objects.filter(role=PartRole.WHO_TO_ASK, record__state="released")

    assert asked.filter(shown=True).count() >= 20
    assert asked.filter(shown=False).count() == 5


def test_six_pages_have_a_file_of_two_to_six_pages(loaded):
    import pypdfium2

    from fingerpost.files.domain.store import path_of

    attached = list(Attachment.objects.select_related("file"))

    assert len({each.item_id for each in attached}) == len(attached) == 6
    for each in attached:
        if each.file.kind == "pdf":
            document = pypdfium2.PdfDocument(path_of(each.file))
            assert 2 <= len(document) <= 6
            document.close()


def test_twelve_reading_lists_hold_pages_and_papers(loaded):
    assert Collection.objects.count() == 12
    assert Collection.objects.filter(may_embed=True, open_to="public").count() == 1
    assert CollectionEntry.objects.filter(record__in=Paper.objects.all()).count() >= 10
    assert CollectionEntry.objects.exclude(section="").exclude(note="").count() == CollectionEntry.objects.count() == 71
    alone = Collection.objects.get(title="My teaching in March")
    assert alone.open_to == ""
    assert list(alone.audience.values_list("token", flat=True)) == [f"person:{alone.owner_id}"]


def test_owners_see_their_own_pages(loaded):
    for item in Item.objects.filter(owner__is_active=True).select_related("owner"):
        assert Item.objects.visible_to(reader_for(item.owner)).filter(pk=item.pk).exists(), item.slug


def test_the_folder_to_try_holds_24_documents_and_a_table_with_dates_of_this_year(loaded):
    with zipfile.ZipFile(to_fill.place()) as packed:
        names = packed.namelist()
        table = packed.read("policies.csv").decode()

    assert Counter(name.rpartition(".")[2] for name in names) == {"pdf": 11, "docx": 8, "html": 5, "csv": 1}
    assert "31/02/2025" in table
    assert str(clock.today().year + 1) in table


def test_one_person_of_each_role_can_sign_in(loaded):
    people = {email: Person.objects.get(email=email) for _, email, _ in sign_ins()}

    assert len(people) == 7
    assert all(person.is_active for person in people.values())


def test_it_is_not_loaded_twice(loaded):
    with pytest.raises(RuleBroken, match="already"):
        load()


def test_the_folder_to_try_fills_the_shelf_but_for_the_two_rows_that_are_wrong(loaded):
    trust = Unit.objects.get(slug="wch")
    keith = Person.objects.get(email="keith.rudd@wenlow-community.example")
    place = SimpleNamespace(trust=trust, rajesh=keith)

    one = put_on_the_shelf(tried(to_fill.place(), place), place)
    said = told(one)
    refused = {name: reason for name, (state, reason) in said.items() if state == "rejected"}

    assert Counter(state for state, _ in said.values()) == {"added": 23, "rejected": 2}
    assert "CO-04 Use of meeting rooms.pdf" in " ".join([*refused, *refused.values()])
    assert "31/02/2025" in refused["IG-02 Passwords and lost devices.html"]
    page = Item.objects.get(title="Safeguarding children")
    assert (page.open_to, page.owner.name, page.state) == ("public", "Olwen Price", "released")
