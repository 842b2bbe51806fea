"""The pages of a brief, as people meet them: written, pinned, accepted, shared, read and taken away without a script."""

import io
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from fingerpost.kernel import clock
from fingerpost.roads.domain.briefs import points, writing
from fingerpost.roads.models import Brief, BriefVersion, Point
from fingerpost.search.domain.find import find
from tests.factories import reader
from tests.roads.briefing import FIRST, Briefing

pytestmark = pytest.mark.django_db


@pytest.fixture
def briefing() -> Briefing:
    return Briefing()


def at(name, brief, *more):
    return reverse(f"roads:{name}", args=[brief.public_id, *more])


def day(name, value):
    return {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}


def typed(briefing, **more):
    """The form of a brief as a person fills it in."""
    return {
        "title": "Should we buy bed sensors?", "verdict": "no-benefit", "bottom_line": "Sensors did not reduce falls.",
        "sureness": "fairly", "sure_because": "One large trial.", "unknown": "Whether they help in delirium.",
        "know_how": "", "searched_in": "PubMed", "who_to_ask": "", "see": "units", "see_units": [briefing.trust.pk],
        "seen": "0", "rows": "3", "option_1_name": "Buy none", "option_1_good": "No cost", "option_1_bad": "",
        **day("searched_on", clock.today()), **day("review_due", clock.today() + timedelta(days=300)), **more,
    }  # fmt: skip


def test_a_brief_is_written_from_its_question_to_its_readers(client, page, briefing):
    client.force_login(briefing.ann)
    begun = client.post(reverse("roads:brief_begin", args=[briefing.question.public_id]))
    brief = Brief.objects.get()
    assert begun["Location"] == at("brief_write", brief)

    for text, source, says in (
        (FIRST, briefing.paper, "5.1 against 5.3"),
        ("Alarms rang 14 times a day on each ward.", briefing.paper, "Alarms rang 14"),
        ("On our wards, 2 of 12 mats were broken.", briefing.page, "2 of 12"),
    ):  # fmt: skip
        made = client.post(at("point_add", brief), {"text": text, "kind": "evidence"})
        point = page(client.get(made["Location"]))
        pinning = next(one for one in point.find_all("a") if one.text == f"Pin it to: {source.title}")["href"]
        boxes = page(client.get(pinning))
        near = next(one for one in boxes.select(".fp-sentences label") if says in one.text)
        assert "Close to yours" in near.text
        box = boxes.find(id=near["for"])
        told = client.post(pinning, {"places": [box["value"]]})
        beside = page(client.get(told["Location"]))
        seen = beside.find("button", attrs={"name": "accept"}).find_parent("form").find("input", attrs={"name": "seen"})
        client.post(told["Location"], {"accept": "1", "seen": seen["value"], "because": ""})

    saved = client.post(at("brief_write", brief), typed(briefing) | {"read": "1"})
    draft = page(client.get(saved["Location"]))
    assert draft.find(id="missing") is None, draft.find(id="missing").text
    release = draft.find("form", action=at("brief_release", brief))
    client.post(release["action"], {"seen": release.find("input", attrs={"name": "seen"})["value"]})

    client.force_login(briefing.bob)
    read = page(client.get(at("brief", brief)))
    assert "Not checked by the library team" in read.text
    assert "Good evidence of no benefit" in read.text
    assert next(one.text.split("[")[0].strip() for one in read.select(".fp-point__text")) == FIRST
    assert "Sensors did not reduce falls (5.1 against 5.3" in read.select_one("#source-of-1").text
    assert read.find(id="reference-1").text.startswith("Author")


def test_a_draft_says_what_is_left_to_do(client, page, briefing):
    client.force_login(briefing.ann)
    brief = briefing.begun().brief

    missing = page(client.get(at("brief_draft", brief))).find(id="missing")

    assert "Write the bottom line." in missing.text
    assert "Write 3 to 5 points. There are none so far." in missing.text


def test_somebody_who_works_elsewhere_finds_no_such_brief(client, briefing):
    brief = briefing.released()
    client.force_login(briefing.eve)

    for name in ("brief", "brief_draft", "brief_write", "brief_withdraw", "brief_version_list"):
        assert client.get(at(name, brief)).status_code == 404, name


def test_a_form_that_is_refused_keeps_what_was_typed(client, page, briefing):
    client.force_login(briefing.ann)
    brief = briefing.begun().brief

    response = client.post(at("brief_write", brief), typed(briefing, bottom_line="word " * 45))

    assert response.status_code == 422
    shown = page(response)
    assert shown.find("textarea", attrs={"name": "bottom_line"}).text.strip() == ("word " * 45).strip()
    assert "40 words or fewer" in shown.text


def test_one_more_option_loses_nothing_that_was_typed(client, page, briefing):
    client.force_login(briefing.ann)
    brief = briefing.begun().brief

    shown = page(client.post(at("brief_write", brief), typed(briefing, more_options="1")))

    assert shown.find("input", attrs={"name": "option_4_name"})
    assert shown.find("input", attrs={"name": "option_1_name"})["value"] == "Buy none"
    assert shown.find("textarea", attrs={"name": "unknown"}).text.strip() == "Whether they help in delirium."
    assert BriefVersion.objects.get().unknown == ""


def test_two_who_write_at_once_see_both(client, page, briefing):
    version = briefing.begun()
    writing.save(version, by=briefing.bob, reader=reader(briefing.bob), seen=0, unknown="What Bob does not know.")
    client.force_login(briefing.ann)

    response = client.post(at("brief_write", version.brief), typed(briefing))

    shown = page(response)
    assert response.status_code == 422
    assert "What Bob does not know." in shown.find(id="both").find_parent("section").text
    assert shown.find("textarea", attrs={"name": "unknown"}).text.strip() == "Whether they help in delirium."
    again = client.post(
        at("brief_write", version.brief), typed(briefing, seen=shown.find(id=re.compile("seen"))["value"])
    )
    assert again.status_code == 302


def test_a_patients_number_in_a_brief_is_asked_about(client, briefing):
    client.force_login(briefing.ann)
    brief = briefing.begun().brief

    response = client.post(at("point_add", brief), {"text": "NHS number 943 476 5919 fell.", "kind": "own"})

    assert response.status_code == 422
    assert not Point.objects.exists()


def test_pinning_to_nothing_is_asked_again_and_to_words_that_are_not_there_refused(client, page, briefing):
    client.force_login(briefing.ann)
    version = briefing.begun()
    point = points.add(version, FIRST, by=briefing.ann, reader=reader(briefing.ann))
    address = at("pin", version.brief, point.pk, briefing.paper.public_id)

    nothing = client.post(address, {})
    wrong = client.post(address, {"words": "The sensors were wonderful."})
    forged = client.post(address, {"places": ["abstract:1|0|5"]})

    assert "Tick the sentences" in page(nothing).text
    assert "does not say exactly these words" in page(wrong).text
    assert {one.status_code for one in (nothing, wrong, forged)} == {422}
    assert not point.pins.exists()


def test_a_difference_is_shown_and_accepted_only_with_a_reason(client, page, briefing):
    client.force_login(briefing.ann)
    version = briefing.begun()
    point = points.add(version, "Alarms rang 41 times a day.", by=briefing.ann, reader=reader(briefing.ann))
    briefing.pin(point, briefing.paper, "Alarms rang 14 times a day on each ward.")
    address = at("point", version.brief, point.pk)
    shown = page(client.get(address))
    assert "41" in shown.select_one(".fp-note--watch").text

    seen = (
        shown.find("button", attrs={"name": "accept"})
        .find_parent("form")
        .find("input", attrs={"name": "seen"})["value"]
    )
    assert client.post(address, {"accept": "1", "seen": seen, "because": ""}).status_code == 422
    assert (
        client.post(address, {"accept": "1", "seen": seen, "because": "A misprint, says the journal."}).status_code
        == 302
    )


@pytest.mark.parametrize(("form", "begins"), [("pdf", b"%PDF"), ("docx", b"PK"), ("ris", b"TY  - JOUR")])
def test_a_brief_is_taken_away_as_a_file(client, briefing, form, begins):
    brief = briefing.released()
    client.force_login(briefing.bob)

    response = client.get(at("brief_export", brief, form))

    assert response.content.startswith(begins)
    assert f"should-we-buy-bed-sensors.{form}" in response["Content-Disposition"]


def test_the_word_file_holds_the_label_the_points_and_their_sources(client, briefing):
    from docx import Document

    brief = briefing.released()
    client.force_login(briefing.bob)
    document = Document(io.BytesIO(client.get(at("brief_export", brief, "docx")).content))

    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert words.startswith("Not checked by the library team")
    assert FIRST in words
    assert "The source says: “Sensors did not reduce falls (5.1 against 5.3" in words
    assert "Bed sensors: a trial" in words


def test_the_pdf_says_that_it_is_not_checked(client, briefing):
    import pypdfium2

    brief = briefing.released()
    client.force_login(briefing.bob)
    pdf = pypdfium2.PdfDocument(client.get(at("brief_export", brief, "pdf")).content)
    words = " ".join(pdf[number].get_textpage().get_text_range() for number in range(len(pdf)))

    assert "Not checked by the library team" in words
    assert "5.1 against 5.3" in words


def test_the_library_team_says_that_it_has_checked_a_brief(client, page, briefing):
    brief = briefing.released()
    client.force_login(briefing.lib)

    form = page(client.get(at("brief", brief))).find("form", action=at("brief_check", brief))
    client.post(form["action"], {"seen": form.find("input", attrs={"name": "seen"})["value"]})

    client.force_login(briefing.bob)
    shown = page(client.get(at("brief", brief)))
    assert "Checked by Our library on" in shown.text
    assert shown.find("form", action=at("brief_check", brief)) is None


def test_a_colleague_cannot_say_that_a_brief_is_checked(client, briefing):
    brief = briefing.released()
    client.force_login(briefing.bob)

    assert client.post(at("brief_check", brief), {"seen": "1"}).status_code == 404
    brief.refresh_from_db()
    assert brief.checked_on is None


def test_a_shared_brief_is_found_by_those_who_may_see_it_and_a_draft_by_nobody(briefing, index_now):
    version = briefing.ready()
    index_now()

    def found(person):
        return [one.record.kind for one in find("bed sensors falls", reader=reader(person))[0]]

    assert "brief" not in found(briefing.bob)
    from fingerpost.roads.domain.briefs import releasing

    releasing.release(version, by=briefing.ann, reader=reader(briefing.ann))
    index_now()
    assert "brief" in found(briefing.bob)
    assert "brief" not in found(briefing.eve)


def test_the_page_of_a_brief_costs_the_same_queries_with_one_point_and_with_three(client, briefing):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost(brief):
        with CaptureQueriesContext(
            connection,
        ) as spent:
            assert client.get(at("brief", brief)).status_code == 200
        return len(spent)

    brief = briefing.released()
    first = Point.objects.filter(version__brief=brief).order_by("position")
    first[0].pins.create(**_as(first[2].pins.get()))  # one point, pinned to both kinds of source
    client.force_login(briefing.bob)
    client.get(at("brief", brief))
    of_four = cost(brief)
    Point.objects.filter(pk__in=[one.pk for one in first[1:]]).delete()

    assert cost(brief) == of_four


def _as(pin):
    names = ("source", "source_id_kept", "document", "revision", "start", "end", "digest", "quote")
    return {name: getattr(pin, name) for name in names}


def test_words_in_other_scripts_survive(client, page, briefing):
    client.force_login(briefing.ann)
    brief = briefing.begun().brief
    text = "У 5 з 9 людей стало менше болю. 痛みが減った。"

    client.post(at("point_add", brief), {"text": text, "kind": "own"})

    assert text in page(client.get(at("brief_draft", brief))).text
    client.post(at("brief_write", brief), typed(briefing, unknown=text))
    assert client.get(at("brief_export", brief, "pdf")).content.startswith(b"%PDF")


def test_a_pdf_says_that_it_cannot_print_some_letters(client, briefing):
    import pypdfium2

    brief = briefing.released()
    BriefVersion.objects.update(unknown="痛みが減った。 У 5 з 9 людей. مرحبا")
    client.force_login(briefing.bob)
    pdf = pypdfium2.PdfDocument(client.get(at("brief_export", brief, "pdf")).content)
    words = " ".join(pdf[number].get_textpage().get_text_range() for number in range(len(pdf)))

    assert "cannot be printed here" in words
    assert "людей" in words
