"""Handing over everything about a decision."""

import csv
import io
import json
import zipfile

import pytest

from fingerpost.decisions.domain.contents import ActionGiven, BasisGiven
from fingerpost.decisions.domain.disclosure.lines import gather
from fingerpost.files.domain import store
from fingerpost.journal.models import Change
from fingerpost.library.domain.own import attachments
from fingerpost.organisations.readers import reader_for
from tests.decisions.makers import a_decision, a_draft, a_question, a_ward, keep_thing, keep_words
from tests.factories import a_paper, an_item

pytestmark = pytest.mark.django_db


def everything(where):
    """A decision with one of each."""
    question = a_question(where.writer, "Do bed alarms prevent falls?")
    policy = an_item("Falls policy", "Do rounds every hour.", unit=where.trust, open_to="all", kind="policy")
    attachments.attach(policy, store.keep("rota.txt", [b"Night rota"]), "rota.txt", by=None)
    keep_words(question, "voices", "A patient’s daughter said so")
    keep_thing(question, policy)
    return a_decision(
        where, question=question, because="They do not help.", decider=where.decider,
        bases=[BasisGiven(target=policy), BasisGiven(target=a_paper("Bed sensors"))],
        dissents=[("Ward clerk", "Too much work")], actions=[ActionGiven("=cmd()", where.colleague)],
    )  # fmt: skip


def files_of(response):
    archive = zipfile.ZipFile(io.BytesIO(response.content))
    return {name: archive.read(name) for name in archive.namelist()}


def make(client, made, **withheld):
    return client.post(f"/decisions/{made.public_id}/disclosure/", withheld)


def key_of(made, person, text):
    return next(line.key for line in gather(made, reader_for(person)).lines if text in line.text)


def test_one_file_holds_everything_that_its_maker_may_see(signed_in):
    where = a_ward()
    made = everything(where)

    files = files_of(make(signed_in(where.decider), made))

    page = files["to-give/decision.html"].decode()
    for words in [
        "We will not buy bed alarms", "They do not help.", "Falls policy", "Do rounds every hour.", "File: rota.txt",
        "Bed sensors", "Ward clerk", "wrote the first draft", "sent it to be confirmed", "confirmed it",
        "This decision rests on: Falls policy",
    ]:  # fmt: skip
        assert words in page, words
    lines = json.loads(files["to-give/decision.json"])["lines"]
    assert {"They do not help."} <= {line["text"] for line in lines}
    assert files["to-give/decision.pdf"].startswith(b"%PDF")


def test_the_question_and_what_was_kept_are_in_it_for_whoever_sees_the_question(signed_in):
    where = a_ward()
    made = a_draft(where, question=(question := a_question(where.writer)), decider=where.writer)
    keep_words(question, "voices", "A daughter said so")
    from fingerpost.decisions.domain import confirming

    confirming.confirm(made, by=where.writer)

    page = files_of(make(signed_in(where.writer), made))["to-give/decision.html"].decode()

    assert "Do bed alarms prevent falls?" in page
    assert "A daughter said so" in page


def test_what_is_withheld_is_nowhere_but_in_the_list_for_the_person_who_decides(signed_in):
    where = a_ward()
    made = everything(where)
    key = key_of(made, where.decider, "They do not help.")

    files = files_of(make(signed_in(where.decider), made, **{f"why-{key}": "confidence"}))

    assert not [name for name, content in files.items() if b"They do not help." in content]
    assert "Withheld. It was told in confidence." in files["to-give/decision.html"].decode()
    rows = list(csv.reader(io.StringIO(files["for-the-person-who-decides/withheld.csv"].decode("utf-8-sig"))))
    assert ["The decision", "Why", "It was told in confidence"] in rows


def test_withholding_a_page_withholds_its_name_everywhere(signed_in):
    where = a_ward()
    made = everything(where)
    key = key_of(made, where.decider, "Do rounds every hour.")

    files = files_of(make(signed_in(where.decider), made, **{f"why-{key}": "theirs"}))

    assert not [name for name, content in files.items() if name.startswith("to-give") and b"Falls policy" in content]


def test_what_its_maker_may_not_see_is_never_in_it_and_is_listed(signed_in):
    where = a_ward()
    secret = an_item("Quonit plan", unit=where.trust, tokens=[f"person:{where.writer.pk}"], kind="policy")
    made = a_decision(where, bases=[BasisGiven(target=secret)], question=a_question(where.writer, "Zarbel?"))

    files = files_of(make(signed_in(where.decider), made))

    assert not [name for name, content in files.items() if b"Quonit" in content or b"Zarbel" in content]
    rows = list(csv.reader(io.StringIO(files["for-the-person-who-decides/withheld.csv"].decode("utf-8-sig"))))
    assert [row for row in rows if row[2] == "Not seen by whoever made this file"] == [
        ["What it rests on, as it stands today", "Policies", "Not seen by whoever made this file"],
        ["The question", "The question", "Not seen by whoever made this file"],
    ]  # fmt: skip


def test_another_reason_needs_its_words(signed_in, page):
    where = a_ward()
    made = everything(where)

    response = make(signed_in(where.decider), made, **{"why-decision-because": "other"})

    assert response.status_code == 422
    assert "Say why “Why” is withheld" in page(response).select_one(".nhsuk-error-summary").text


def test_a_formula_in_the_list_does_nothing(signed_in):
    where = a_ward()
    made = everything(where)
    given = {"why-decision-because": "other", "words-decision-because": "=HYPERLINK(1)"}

    files = files_of(make(signed_in(where.decider), made, **given))

    assert b"'=HYPERLINK(1)" in files["for-the-person-who-decides/withheld.csv"]


def test_that_it_was_made_is_written_down_without_its_words(signed_in):
    where = a_ward()
    made = everything(where)

    make(signed_in(where.decider), made, **{"why-decision-because": "person"})

    said = Change.objects.get(kind="decisions.handed_over")
    assert (said.actor, said.detail["withheld"], said.personal) == (where.decider.public_id, 1, None)


@pytest.mark.parametrize("who", ["writer", "colleague", "stranger"])
def test_others_find_no_such_page(signed_in, who):
    where = a_ward()

    assert make(signed_in(getattr(where, who)), a_decision(where)).status_code == 404


def test_looking_at_the_choices_makes_nothing(signed_in):
    where = a_ward()
    made = a_decision(where)

    signed_in(where.decider).get(f"/decisions/{made.public_id}/disclosure/")

    assert not Change.objects.filter(kind="decisions.handed_over").exists()


def test_there_is_nothing_to_hand_over_of_a_draft(signed_in):
    where = a_ward()

    assert make(signed_in(where.decider), a_draft(where)).status_code == 404
