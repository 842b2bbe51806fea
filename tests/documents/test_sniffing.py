"""What a file is, by what is in it; and what is not taken, with the reason a person is told."""

import io
import zipfile

import pytest

from documents import Found, Limits, Refused, sniff
from tests.documents.making import a_pdf, a_picture, a_word_file, put, with_member, with_relation

SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><body><script>alert(1)</script><p>Falls</p></body></html>"


def told(tmp_path, name: str, content: bytes) -> str:
    """The kind of a file, or why it is refused."""
    found = sniff(put(tmp_path, "upload", content), name)
    return found.reason if isinstance(found, Refused) else found.kind


@pytest.mark.parametrize(
    ("name", "content", "kind", "media_type"),
    [
        ("falls.pdf", a_pdf(), "pdf", "application/pdf"),
        ("falls.pdf", b"\n\n" + a_pdf(), "pdf", "application/pdf"),
        ("page.html", HTML, "web-page", "text/html"),
        ("page.html", b"\xef\xbb\xbf <!-- saved --> <html><p>Falls", "web-page", "text/html"),
        ("page.htm", "<html><p>Falls".encode("utf-16"), "web-page", "text/html"),
        ("notes.txt", b"Turn patients.\n", "text", "text/plain"),
        ("notes.md", b"# Turning\n\nEvery *two* hours.\n", "text", "text/plain"),
        ("notes.txt", "Températures élevées".encode("latin-1"), "text", "text/plain"),
        ("notes.txt", "Turn patients".encode("utf-16"), "text", "text/plain"),
        ("ward.png", a_picture("PNG"), "picture", "image/png"),
        ("ward.jpg", a_picture("JPEG"), "picture", "image/jpeg"),
        ("ward.gif", a_picture("GIF", mode="P"), "picture", "image/gif"),
        ("ward.webp", a_picture("WEBP"), "picture", "image/webp"),
        ("", a_pdf(), "pdf", "application/pdf"),
        ("falls.odd", a_pdf(), "pdf", "application/pdf"),
    ],
)
def test_a_file_is_what_its_content_says(tmp_path, name, content, kind, media_type):
    assert sniff(put(tmp_path, "upload", content), name) == Found(kind, media_type)


def test_a_word_file_is_known_by_its_parts(tmp_path):
    assert told(tmp_path, "falls.docx", a_word_file()) == "word"


@pytest.mark.parametrize(
    ("name", "content", "is_really"),
    [
        ("falls.pdf", HTML, "a web page"),
        ("falls.pdf", b"only words", "plain text"),
        ("ward.png", HTML, "a web page"),
        ("ward.png", b"MZ not a program that runs", "plain text"),
        ("falls.docx", a_pdf(), "a PDF"),
    ],
)
def test_a_name_that_promises_something_else_is_refused(tmp_path, name, content, is_really):
    assert told(tmp_path, name, content) == f"This is called {name}, but it is {is_really}. Choose the right file."


@pytest.mark.parametrize("name", ["ward.svg", "ward.png", "", "ward.html"])
def test_a_drawing_that_can_hold_a_program_is_refused_whatever_it_is_called(tmp_path, name):
    assert "can hold a program" in told(tmp_path, name, SVG)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\x7fELF\x02\x01\x01\x00\x00", "do not know this kind"),
        (b"MZ\x90\x00\x03", "do not know this kind"),
        (b"\x00" * 2000, "do not know this kind"),
        (b"{\\rtf1 Falls}", "rich text"),
        (b"<?xml version='1.0'?><records/>", "data in XML"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 900 + "WordDocument".encode("utf-16-le"), "old kind (.doc)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 900 + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"PK\x03\x04 but nothing else", "damaged"),
    ],
)
def test_what_is_not_taken_is_refused_with_its_reason(tmp_path, content, words):
    assert words in told(tmp_path, "", content)


def test_a_file_beyond_the_limit_is_refused_unread(tmp_path):
    path = put(tmp_path, "large.pdf", b"")
    with path.open("wb") as file:
        file.truncate(201 * 1024 * 1024)

    found = sniff(path, "large.pdf")

    assert found == Refused("This file is larger than 200 MB. Split it, or save it in a smaller form.")
    assert isinstance(sniff(put(tmp_path, "small.pdf", a_pdf()), limits=Limits(bytes=10)), Refused)


@pytest.mark.parametrize("place", ["word/vbaProject.bin", "customUI/VBAPROJECT.BIN", "word/vbaData.xml"])
def test_a_word_file_with_macros_is_refused_wherever_they_hide(tmp_path, place):
    assert "holds macros" in told(tmp_path, "falls.docx", with_member(a_word_file(), place, b"Sub AutoOpen()"))


def test_a_word_file_that_only_declares_macros_is_refused(tmp_path):
    types = b'<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'

    assert "holds macros" in told(tmp_path, "falls.docx", with_member(a_word_file(), "[Content_Types].xml", types))


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("attachedTemplate", "a template that is kept somewhere else"),
        ("image", "fetches a picture from somewhere else"),
        ("frame", "fetches something from somewhere else"),
        ("oleObject", "fetches something from somewhere else"),
    ],
)
def test_a_word_file_that_fetches_something_when_opened_is_refused(tmp_path, kind, words):
    assert words in told(tmp_path, "falls.docx", with_relation(a_word_file(), kind, "https://elsewhere.example/x"))


def test_a_word_file_may_have_links(tmp_path):
    content = with_relation(a_word_file(), "hyperlink", "https://www.nice.org.uk/")

    assert told(tmp_path, "falls.docx", content) == "word"


def test_a_word_file_with_buttons_that_run_a_program_is_refused(tmp_path):
    assert "ActiveX" in told(tmp_path, "falls.docx", with_member(a_word_file(), "word/activeX/activeX1.bin", b"x"))


def test_a_word_file_that_would_swell_is_refused_before_it_is_opened(tmp_path):
    bomb = with_member(a_word_file(), "word/media/large.bmp", b"\0" * 5_000_000)

    assert "far more than its size" in told(tmp_path, "falls.docx", bomb)


def test_a_word_file_that_declares_entities_is_refused(tmp_path):
    bomb = b'<!DOCTYPE w [<!ENTITY a "aaaa">]><w:document/>'

    assert "damaged" in told(tmp_path, "falls.docx", with_member(a_word_file(), "word/document.xml", bomb))


@pytest.mark.parametrize(
    ("inside", "words"),
    [("xl/workbook.xml", "Excel"), ("ppt/presentation.xml", "PowerPoint"), ("readme.txt", "archive of files")],
)
def test_other_archives_are_told_apart(tmp_path, inside, words):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(inside, "x")

    assert words in told(tmp_path, "", out.getvalue())
