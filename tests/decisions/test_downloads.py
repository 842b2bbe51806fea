"""Decisions to take away."""

import io
import time

import pytest
from docx import Document

from fingerpost.decisions.domain.contents import BasisGiven
from tests.decisions.makers import a_decision, a_ward
from tests.factories import a_paper, an_item

pytestmark = pytest.mark.django_db


def take(client, made, form, what="take"):
    return client.get(f"/decisions/{made.public_id}/{what}/{form}/")


def text_of(pdf):
    from pypdfium2 import PdfDocument

    return "\n".join(page.get_textpage().get_text_range() for page in PdfDocument(pdf))


def test_the_pdf_says_it_all_and_is_accessible(signed_in):
    where = a_ward()
    made = a_decision(
        where, because="They do not help.", bases=[BasisGiven(target=a_paper("Bed sensors and falls"))],
        options=[("Do rounds", True, "They work")], dissents=[("", "Too much work")], assumptions=["Two nurses"],
    )  # fmt: skip

    content = take(signed_in(where.colleague), made, "pdf").content

    said = text_of(content)
    for words in ("Confirmed", "Bed sensors and falls", "They do not help.", "Do rounds", "Two nurses", "Dora Decider"):
        assert words in said, words
    assert b"pdfuaid" in content


def test_the_word_file_says_it_all(signed_in):
    where = a_ward()
    made = a_decision(where, because="They do not help.", bases=[BasisGiven(target=a_paper("Bed sensors and falls"))])

    document = Document(io.BytesIO(take(signed_in(where.colleague), made, "docx").content))

    said = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "They do not help." in said
    assert [p.text for p in document.paragraphs if p.style.name == "Heading 1"] == ["Why", "What it rests on"]
    assert document.core_properties.language == "en-GB"


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_nothing_hidden_is_in_a_file(signed_in, form):
    where = a_ward()
    secret = an_item("Quonit plan", unit=where.trust, tokens=[f"person:{where.writer.pk}"])
    made = a_decision(where, bases=[BasisGiven(target=secret)])

    content = take(signed_in(where.colleague), made, form).content

    said = text_of(content) if form == "pdf" else "\n".join(p.text for p in Document(io.BytesIO(content)).paragraphs)
    assert "Quonit" not in said
    assert "We will not buy bed alarms" in said


@pytest.mark.parametrize(
    ("form", "starts"), [("svg", b"<svg"), ("png", b"\x89PNG"), ("pdf", b"%PDF")]
)  # fmt: skip
def test_the_road_is_a_picture_for_a_board_paper(signed_in, form, starts):
    where = a_ward()
    made = a_decision(where, bases=[BasisGiven(target=a_paper("Bed sensors and falls"))])

    content = take(signed_in(where.colleague), made, form, "road").content

    assert starts in content[:200]


@pytest.mark.parametrize(("what", "form"), [("take", "pdf"), ("take", "docx"), ("road", "svg"), ("road", "png")])
@pytest.mark.parametrize("words", ["我们不购买床铃。", "لن نشتري أجهزة الإنذار.", "Ni fyddwn yn prynu larymau – 💡"])
def test_every_script_can_be_taken_away(signed_in, what, form, words):
    where = a_ward()
    made = a_decision(where, words, because=words)

    assert take(signed_in(where.colleague), made, form, what).status_code == 200


def test_marks_of_other_formats_are_only_words(signed_in):
    where = a_ward()
    made = a_decision(where, '#import "x" *bold* <script>alert(1)</script> $x$ \\ = A', because="]] #panic()")

    assert "<script>alert(1)</script>" in text_of(take(signed_in(where.colleague), made, "pdf").content)


def test_two_hundred_bases_are_printed_within_a_second(signed_in):
    where = a_ward()
    made = a_decision(where, bases=[BasisGiven(words=f"What we know, number {n}") for n in range(200)])
    client = signed_in(where.colleague)
    take(client, made, "pdf")
    began = time.perf_counter()

    take(client, made, "pdf")

    assert time.perf_counter() - began < 3  # a second on a quiet machine; others share this one


def test_other_forms_and_other_readers_find_nothing(signed_in):
    where = a_ward()
    made = a_decision(where)

    assert take(signed_in(where.colleague), made, "exe").status_code == 404
    assert take(signed_in(where.stranger), made, "pdf").status_code == 404
