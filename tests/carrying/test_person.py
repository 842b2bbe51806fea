"""Whoever asks what is held about them is told of every row that points at them."""

import json

import pytest
from django.apps import apps

from fingerpost.organisations.domain.privacy import as_file, holdings_of
from fingerpost.organisations.models import Person
from tests.carrying import world

pytestmark = pytest.mark.django_db

# Every column that names a person, and the part of the privacy page that tells of it.
TOLD_UNDER = {
    "account.EmailAddress.user": "How you sign in",
    "mfa.Authenticator.user": "How you sign in",
    "socialaccount.SocialAccount.user": "How you sign in",
    "organisations.Consent.person": "What you agreed to",
    "organisations.Membership.person": "Where you work",
    "people.Enquiry.asked": "Questions between you and colleagues",
    "people.Enquiry.asker": "Questions between you and colleagues",
    "people.Enquiry.passed_by": "Questions between you and colleagues",
    "people.Profile.person": "Your profile",
    "records.Part.person": "What you had a part in",
    "decisions.Action.owner": "What decisions ask you to do",
    "decisions.Decision.confirmed_by": "Decisions you had to do with",
    "decisions.Decision.decider": "Decisions you had to do with",
    "decisions.Decision.secretary": "Decisions you had to do with",
    "library.Collection.owner": "What you look after",
    "library.CollectionEntry.added_by": "What you put on reading lists",
    "library.Filling.person": "What you brought in",
    "library.Flag.answered_by": "What you answered to readers",
    "library.Flag.person": "What you said of pages",
    "library.Import.person": "What you brought in",
    "library.Item.owner": "What you look after",
    "library.Revision.begun_by": "What you wrote in the library",
    "library.Revision.editing_by": "What you wrote in the library",
    "library.Revision.released_by": "What you wrote in the library",
    "library.Revision.saved_by": "What you wrote in the library",
    "library.Revision.submitted_by": "What you wrote in the library",
    "roads.Brief.checked_by": "What you did in briefs",
    "roads.BriefVersion.begun_by": "What you did in briefs",
    "roads.BriefVersion.released_by": "What you did in briefs",
    "roads.BriefVersion.saved_by": "What you did in briefs",
    "roads.Kept.dropped_by": "What you kept for questions",
    "roads.Kept.kept_by": "What you kept for questions",
    "roads.Look.person": "When you last looked at questions",
    "roads.Pin.pinned_by": "What you did in briefs",
    "roads.Point.accepted_by": "What you did in briefs",
}


def columns_that_name_a_person() -> set[str]:
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]
        if field.is_relation and field.related_model is Person
    }


@pytest.fixture
def library():
    return world.fill()


def held(person) -> dict[str, list[dict]]:
    return {part["what"]: part["items"] for part in as_file(person, made_at="now")["held"]}


def test_every_column_that_names_a_person_is_told_of():
    assert columns_that_name_a_person() == set(TOLD_UNDER), (
        "Say in the area's held_about what it holds, and here where."
    )


@pytest.mark.parametrize("column", sorted(TOLD_UNDER))
def test_each_row_that_names_a_person_is_in_their_file(library, column):
    """Whatever else is told under the same heading, taking this row away takes something out of the file."""
    label, field = column.rsplit(".", 1)
    rows = apps.get_model(label)._base_manager
    row = rows.exclude(**{field: None}).first()
    person = getattr(row, field)
    before = held(person)[TOLD_UNDER[column]]
    if row._meta.get_field(field).null:
        rows.filter(pk=row.pk).update(**{field: None})
    else:
        row.delete()

    after = held(person).get(TOLD_UNDER[column], [])

    assert before
    assert after != before


def test_questions_somebody_kept_are_in_their_file(library):
    assert held(library["bea"])["Questions you kept"][0]["Question"] == "Do bed alarms prevent falls?"


def test_what_somebody_did_is_counted_by_day(library):
    did = {row["What"]: row["Times"] for row in held(library["ada"])["What you did here"]}

    assert did["Agreed to something"] == 3


def test_words_that_somebody_wrote_are_in_their_file_and_in_no_one_elses(library):
    said = "Step 2 is out of date."

    assert held(library["bea"])["What you said of pages"][0]["In your words"] == said
    assert said not in json.dumps(held(library["ada"]))


def test_the_file_holds_no_secret(library):
    text = json.dumps(held(library["ada"]))

    assert [secret for secret in library["secrets"] if secret in text] == []


def test_what_is_held_costs_the_same_however_much_there_is(library, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        holdings_of(library["ada"])
    world.more_of_the_same(library)

    with django_assert_num_queries(len(few)):
        holdings_of(library["ada"])
