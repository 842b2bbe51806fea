"""The text of documents, page by page; and what is said of those that cannot be read, or not to their end."""

import pytest

from documents import CannotRead, Cut, Limits, Refused, read_document, read_pages
from documents.text import PART, parts, tidy
from tests.documents.making import a_pdf, a_word_file, put


def read(tmp_path, kind: str, content: bytes, **limits):
    return read_document(put(tmp_path, "file", content), kind, Limits(**limits))


def test_a_pdf_is_read_page_by_page(tmp_path):
    assert read(tmp_path, "pdf", a_pdf(["First", "", "Third (and last)"])) == ["First", "", "Third (and last)"]


def test_a_pdf_of_five_thousand_pages_is_read_to_its_end_and_a_longer_one_says_where_it_stopped(tmp_path):
    whole = list(read_pages(put(tmp_path, "whole", a_pdf([f"Page {n}" for n in range(5_000)])), "pdf"))
    longer = list(read_pages(put(tmp_path, "longer", a_pdf([f"Page {n}" for n in range(5_001)])), "pdf"))

    assert (len(whole), whole[-1]) == (5_000, "Page 4999")
    assert longer[:-1] == whole
    assert longer[-1] == Cut("This PDF has 5,001 pages. Only the first 5,000 can be searched.")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (a_pdf(locked=True), "protected by a password"),
        (b"%PDF-1.4\nand nothing more", "damaged"),
        (a_pdf(["One", "Two"])[:120], "damaged"),
    ],
)
def test_a_pdf_that_cannot_be_opened_says_why(tmp_path, content, words):
    found = read(tmp_path, "pdf", content)

    assert isinstance(found, Refused)
    assert words in found.reason


def test_a_pdf_whose_end_was_lost_is_read_as_far_as_it_can_be(tmp_path):
    content = a_pdf(["First", "Second"])

    assert read(tmp_path, "pdf", content[: content.rindex(b"xref")]) in (["First", "Second"], ["First"])


def test_a_word_file_keeps_its_headings_lists_and_tables_in_order(tmp_path):
    content = a_word_file("Turn patients.", "Ask first.", heading="Turning", table=[("Ward", "Falls"), ("A", "12")])

    (text,) = read(tmp_path, "word", content)

    assert [line for line in text.split("\n") if line] == [
        "Turning",
        "Turn patients.",
        "Ask first.",
        "Ward",
        "Falls",
        "A",
        "12",
    ]


def test_a_long_word_file_is_cut_between_paragraphs_and_loses_no_word(tmp_path):
    paragraphs = [f"Paragraph {number} of this policy. " + "It says what to do. " * 20 for number in range(40)]

    found = read(tmp_path, "word", a_word_file(*paragraphs))

    assert len(found) > 3
    assert all(len(part) <= PART for part in found)
    assert "\n\n".join(found).split() == " ".join(paragraphs).split()


def test_a_damaged_word_file_says_so(tmp_path):
    found = read(tmp_path, "word", a_word_file()[:2000])

    assert isinstance(found, Refused)
    assert "damaged" in found.reason


def test_a_web_page_is_what_a_person_would_read_of_it(tmp_path):
    page = (
        b"<html><head><title>Falls</title><style>p{}</style><script>alert('no')</script></head><body>"
        b"<h1>Bed rails</h1><p>They do <b>not</b> prevent\nfalls.</p><ul><li>One</li><li>Two</li></ul>"
        b"<p hidden>secret</p><!-- nor this --><noscript>nor</noscript></body></html>"
    )

    (text,) = read(tmp_path, "web-page", page)

    assert [line for line in text.split("\n") if line] == [
        "Falls",
        "Bed rails",
        "They do not prevent falls.",
        "One",
        "Two",
    ]


@pytest.mark.parametrize(
    "content",
    [
        "Température élevée".encode(),
        b"\xef\xbb\xbf" + "Température élevée".encode(),
        "Température élevée".encode("latin-1"),
        "Température élevée".encode("utf-16"),
    ],
)
def test_text_is_read_in_every_usual_encoding(tmp_path, content):
    assert read(tmp_path, "text", content) == ["Température élevée"]


def test_a_web_page_may_name_its_encoding(tmp_path):
    page = '<meta charset="iso-8859-2"><p>Łódź</p>'.encode("iso-8859-2")

    assert read(tmp_path, "web-page", page) == ["Łódź"]


def test_more_text_than_is_read_is_cut_with_a_word_about_it(tmp_path):
    pages = list(read_pages(put(tmp_path, "file", a_pdf(["x" * 60] * 10)), "pdf", Limits(characters=150)))

    assert [len(page) for page in pages[:-1]] == [60, 60, 30]
    assert pages[-1] == Cut("This file holds very much text. Only the first 3 pages can be searched.")


def test_reading_that_takes_too_long_stops_between_pages(tmp_path):
    pages = list(read_pages(put(tmp_path, "file", a_pdf(["x"] * 10)), "pdf", Limits(seconds=-1)))

    assert pages == ["x", Cut("Reading this file took too long. Only the first 1 page can be searched.")]


def test_a_picture_has_no_text(tmp_path):
    with pytest.raises(CannotRead, match="holds no text"):
        list(read_pages(put(tmp_path, "file", b"x"), "picture"))


def test_text_is_tidied_of_what_only_tricks_the_eye():
    assert tidy("a\u202eb\u200bc\x00  d\t e\r\n\r\n\r\n\r\nwo\ufffe\r\nrd") == "abc d e\n\nword"


def test_a_paragraph_without_end_is_cut_too():
    found = list(parts("word " * 20_000))

    assert max(map(len, found)) <= 12_000
    assert " ".join(found).split() == ["word"] * 20_000
