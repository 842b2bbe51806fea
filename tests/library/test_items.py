"""Local knowledge: added, reviewed, replaced, and what the database refuses of papers and imports."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from fingerpost.journal.models import Change
from fingerpost.kernel import clock
from fingerpost.kernel.errors import RuleBroken
from fingerpost.library.domain.own import items
from fingerpost.library.models import Copy, Import, Item, Notice, Paper, Rejected
from fingerpost.records.models import Link, OpenTo, Relation, State
from tests.factories import a_paper, a_person, a_unit, an_item

pytestmark = pytest.mark.django_db


def refused(write) -> None:
    """The database will not have it."""
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


def test_a_new_item_is_released_to_those_named_and_says_where_it_applies():
    trust, ann = a_unit(), a_person()

    item = items.add("policy", "  Lone working ", "Tell your team.", unit=trust, by=ann, open_to=OpenTo.SIGNED_IN,
                     tokens=["unit:9"], applies_to=[trust], topics=["safety"])  # fmt: skip

    item = Item.objects.get(pk=item.pk)
    assert (item.title, item.state, item.open_to, item.changed_by) == ("Lone working", "released", "all", ann.public_id)
    assert [unit.pk for unit in item.applies_to.all()] == [trust.pk]
    kinds = Change.objects.filter(subject=item.public_id).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["library.item_added", "records.released", "records.audience_changed"]


def test_an_item_without_a_title_is_refused_in_words_and_leaves_nothing():
    with pytest.raises(RuleBroken, match="Give it a title"):
        items.add("policy", "   ", "Words.", unit=a_unit(), by=None)

    assert not Item.objects.exists()


def test_a_review_by_a_person_is_not_a_change_of_words():
    item, ann = an_item(), a_person()
    changed_at = item.changed_at

    items.review(item, by=ann, on=clock.today(), due=clock.today() + timedelta(days=30))

    item.refresh_from_db()
    assert (item.reviewed_on, item.reviewed_by, item.changed_at) == (clock.today(), ann.public_id, changed_at)
    assert not item.is_overdue


def test_the_next_review_comes_after_this_one():
    with pytest.raises(RuleBroken, match="must be after"):
        items.review(an_item(), by=None, on=clock.today(), due=clock.today())


def test_an_item_is_overdue_from_the_day_after():
    today = clock.today()

    assert not Item(review_due=today).is_overdue
    assert Item(review_due=today - timedelta(days=1)).is_overdue
    assert not Item().is_overdue


def test_what_is_replaced_leaves_use_and_points_to_what_replaced_it():
    old, new = an_item(), an_item()

    items.replace(old, new, by=None)

    old.refresh_from_db()
    link = Link.objects.get()
    assert (old.state, link.source_id, link.relation, link.target_id) == (
        State.WITHDRAWN, new.pk, Relation.SUPERSEDES, old.pk,
    )  # fmt: skip


def test_two_papers_never_share_a_pubmed_number():
    one, other = a_paper(), a_paper()

    refused(lambda: Paper.objects.filter(pk=other.pk).update(pmid=one.pmid))


def test_a_year_is_a_year():
    paper = a_paper()

    refused(lambda: Paper.objects.filter(pk=paper.pk).update(year=12))


@pytest.mark.parametrize("with_team", [True, False])
def test_one_source_has_one_copy_of_a_paper_for_each_team(with_team):
    copy = {
        "paper": a_paper(), "source": "Embase", "team": a_unit() if with_team else None, "route": "open", "digest": "",
        "seen_at": clock.now(),
    }  # fmt: skip
    Copy.objects.create(**copy)

    refused(lambda: Copy.objects.create(**copy))


@pytest.mark.parametrize("pmid", [5, None])
def test_a_paper_says_the_same_of_another_once(pmid):
    notice = {"paper": a_paper(), "kind": "comment_on", "pmid": pmid, "note": "J Trials"}
    Notice.objects.create(**notice)

    refused(lambda: Notice.objects.create(**notice))


def test_the_counts_of_an_import_always_add_up():
    came_in = Import.objects.create(name="file")

    refused(lambda: Import.objects.filter(pk=came_in.pk).update(read=3, added=2))
    Import.objects.filter(pk=came_in.pk).update(read=3, added=1, updated=1, rejected=1)


def test_a_place_in_a_file_is_rejected_once():
    came_in = Import.objects.create(name="file")
    Rejected.objects.create(came_in=came_in, position=1, reason="Bad")

    refused(lambda: Rejected.objects.create(came_in=came_in, position=1, reason="Bad"))
