"""The demonstration, loaded: every state that a page can be in is there to be seen."""

import zipfile
from collections import Counter
from datetime import timedelta
from types import SimpleNamespace

import pytest
from demo.load import load, sign_ins
from django.db import transaction
from django.db.models import Sum
from tests.library.fillers import put_on_the_shelf, told, tried

from demo import to_fill
from fingerpost.decisions.models import Action, Decision
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
from fingerpost.roads.domain.briefs import locking, writing
from fingerpost.roads.models import Brief, Kept, Question
from fingerpost.roads.models import Stage as BriefStage

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


def test_two_pages_that_were_just_changed_ask_about_five_beside_them(loaded):
    waiting = Nudge.objects.filter(settled_at__isnull=True)

    assert Counter(nudge.because_of.item.slug for nudge in waiting) == {
        "wrh-heart-failure-ace-inhibitor": 3, "wch-pressure-ulcers": 2,
    }  # fmt: skip


def test_twelve_roads_lead_from_questions_to_briefs_and_decisions(loaded):
    assert "12 questions are on their way, with 10 briefs and 11 decisions." in loaded
    assert Counter(Brief.objects.values_list("state", flat=True)) == {"released": 8, "draft": 2}
    assert Brief.objects.filter(checked_on__isnull=False).count() == 5
    assert Counter(Decision.objects.values_list("confirmation", "state")) == {
        ("confirmed", "released"): 8, ("confirmed", "withdrawn"): 2, ("waiting", "draft"): 1,
    }  # fmt: skip
    assert Kept.objects.filter(dropped_at__isnull=False).count() >= 6
    assert Action.objects.filter(done_on=None, due_on__lt=clock.today()).count() >= 4


def test_what_happened_on_a_road_happened_in_the_past(loaded):
    assert {question.released_at.date() for question in Question.objects.all()} < {
        clock.today() - timedelta(days=days) for days in range(20, 300)
    }
    assert all(decision.released_at.date() < clock.today() for decision in Decision.objects.exclude(state="draft"))
    assert all(brief.released_at.date() < clock.today() for brief in Brief.objects.filter(state="released"))


def test_two_released_briefs_rest_on_pages_with_a_newer_version_and_one_on_words_that_went(loaded):
    newer, went = set(), set()
    for brief in Brief.objects.filter(state="released"):
        version = brief.versions.get(stage=BriefStage.RELEASED)
        for pin in (pin for check in locking.check_points(writing.points_of(version)) for pin in check.pins):
            newer |= {version.title} if pin.revised else set()
            went |= {version.title} if pin.hold == locking.Hold.CHANGED else set()

    assert went == {"Air mattresses for people who come home to die"}
    assert newer == went | {"Heart failure blood results at a weekend: who rings?"}


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
