"""The road as a file for a board paper."""

import ctypes
import io
from xml.etree import ElementTree

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from PIL import Image

from fingerpost.ui.pictures.road import describe
from fingerpost.ui.pictures.road_files import as_pdf, as_png, as_svg
from tests.ui.roads import ROADS, SVG, group, road, with_many


def text_of(pdf):
    document = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


def alternative_texts(pdf):
    document = pypdfium2.PdfDocument(pdf)
    tree = pdfium.FPDF_StructTree_GetForPage(document[0])
    found = []

    def read(element):
        length = pdfium.FPDF_StructElement_GetAltText(element, None, 0)
        if length > 2:
            buffer = ctypes.create_string_buffer(length)
            pdfium.FPDF_StructElement_GetAltText(element, buffer, length)
            found.append(buffer.raw[: length - 2].decode("utf-16-le"))
        for at in range(pdfium.FPDF_StructElement_CountChildren(element)):
            if child := pdfium.FPDF_StructElement_GetChildAtIndex(element, at):
                read(child)

    for at in range(pdfium.FPDF_StructTree_CountChildren(tree)):
        read(pdfium.FPDF_StructTree_GetChildAtIndex(tree, at))
    return found


@pytest.mark.parametrize("shown", ROADS.values(), ids=ROADS)
def test_every_road_can_be_had_as_a_file(shown):
    assert ElementTree.fromstring(as_svg(shown)).tag == f"{SVG}svg"
    assert as_png(shown, scale=1).startswith(b"\x89PNG\r\n")
    assert as_pdf(shown, "The road").startswith(b"%PDF-")


def test_the_same_road_gives_the_same_files():
    shown = ROADS["eight kinds"]

    assert as_svg(shown) == as_svg(shown)
    assert as_png(shown) == as_png(shown)
    assert as_pdf(shown, "The road") == as_pdf(shown, "The road")


def test_a_png_is_as_large_as_was_asked():
    image = Image.open(io.BytesIO(as_png(ROADS["one"], scale=2)))

    assert image.width == 1920


def test_a_pdf_describes_its_picture():
    shown = ROADS["eight kinds"]

    assert alternative_texts(as_pdf(shown, "The road")) == [describe(shown)]


def test_a_pdf_has_everything_as_a_list_too():
    said = text_of(as_pdf(with_many(200), "The road to the decision"))

    assert "The same as a list" in said
    assert [place for place in range(200) if f"{place} A long title about how the falls" not in said] == []


def test_a_pdf_says_what_was_withdrawn_and_what_was_not_relied_on():
    things = group("evidence", "A trial", warning="Retracted in May", considered=True, note="95 people")

    assert "A trial Considered, not relied on Retracted in May 95 people" in text_of(as_pdf(road(things), "The road"))


def test_files_tell_nothing_of_what_is_restricted():
    shown = road(group("policy", "Secret title", note="Secret note", restricted=True))

    assert "Something restricted was used" in text_of(as_pdf(shown, "The road"))
    assert "Secret" not in text_of(as_pdf(shown, "The road"))
    assert b"Secret" not in as_svg(shown)


def test_words_are_never_read_as_commands():
    shown = road(group("evidence", '#panic("x") $x$ *bold* @ref <label>'), question="= Not a heading")

    assert '#panic("x") $x$ *bold* @ref <label>' in text_of(as_pdf(shown, "#title"))


def test_letters_that_no_font_here_can_draw_stay_in_the_pdf():
    assert "Falls" in text_of(as_pdf(road(group("evidence", "Falls \U0001fae8 \ua500")), "The road"))


def test_links_in_files_are_whole_or_left_out():
    shown = road(group("evidence", "A trial", href="/r/1/"))

    assert b"/r/1/" not in as_svg(shown)
    assert b'href="https://f.nhs.uk/r/1/"' in as_svg(shown, base="https://f.nhs.uk")


def test_files_have_the_colours_of_the_identity(settings):
    own = as_svg(ROADS["one"])
    settings.FINGERPOST_NHS_IDENTITY = True

    assert b"#005eb8" in as_svg(ROADS["one"])
    assert b"#005eb8" not in own
