"""Files are kept once, whole or not at all, under the name of their own content."""

import hashlib
import os
import signal
import time
from pathlib import Path

import pytest
from django.conf import settings

from fingerpost.files.domain import store
from fingerpost.files.models import FileKind, Reading, StoredFile
from fingerpost.kernel.errors import RuleBroken
from tests.documents.making import a_pdf, a_picture, a_word_file, with_member
from tests.jobs.processes import Home, wait_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    settings.HOME = tmp_path


def on_disk() -> list[str]:
    """Every file in the home's store."""
    return sorted(str(path.relative_to(settings.HOME)) for path in Path(settings.HOME).rglob("*") if path.is_file())


def test_a_file_is_kept_byte_for_byte_under_the_name_of_its_content():
    content = a_pdf(["Bed rails"])

    stored = store.keep("falls.pdf", [content[:100], content[100:]])

    digest = hashlib.sha256(content).hexdigest()
    assert (stored.sha256, stored.size, stored.kind, stored.reading) == (digest, len(content), "pdf", Reading.WAITING)
    assert on_disk() == [f"files/{digest[:2]}/{digest[2:]}"]
    with store.open_stored(stored) as file:
        assert file.read() == content


def test_the_same_file_twice_is_one_file():
    first = store.keep("falls.pdf", [a_pdf()])
    second = store.keep("the same under another name.pdf", [a_pdf()])

    assert first == second
    assert StoredFile.objects.count() == len(on_disk()) == 1


def test_a_file_that_the_disk_lost_is_there_again_when_it_is_sent_again():
    stored = store.keep("falls.pdf", [a_pdf()])
    store.path_of(stored).unlink()
    with pytest.raises(RuleBroken, match="Attach it again"):
        store.open_stored(stored)

    store.keep("falls.pdf", [a_pdf()])

    assert store.path_of(stored).read_bytes() == a_pdf()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("falls.pdf", b"", "empty"),
        ("falls.pdf", b"<html><script>alert(1)</script>", "it is a web page"),
        ("ward.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "can hold a program"),
        ("ward.png", a_picture("PNG", size=(300, 300))[:80], "damaged"),
        ("falls.docx", with_member(a_word_file(), "word/vbaProject.bin", b"x"), "macros"),
        ("run.exe", b"MZ\x90\x00", "do not know this kind"),
    ],
)
def test_what_is_refused_says_why_and_leaves_nothing(name, content, words):
    with pytest.raises(RuleBroken, match=words):
        store.keep(name, [content])

    assert on_disk() == []
    assert not StoredFile.objects.exists()


def test_an_upload_that_is_too_large_is_stopped_on_its_way(settings):
    settings.IMPORT_MAX_BYTES = 3 * 1024 * 1024
    sent = []

    def chunks():
        for _ in range(100):
            sent.append(1)
            yield b"%PDF-" + b"x" * 1024 * 1024

    with pytest.raises(RuleBroken, match="larger than 3 MB"):
        store.keep("large.pdf", chunks())

    assert len(sent) == 3
    assert on_disk() == []


def test_two_hundred_megabytes_are_kept_and_a_little_more_is_not():
    mebibyte = b"\0" * 1024 * 1024
    start = a_pdf(["Long"])

    stored = store.keep("large.pdf", [start, *[mebibyte] * 199])
    with pytest.raises(RuleBroken, match="larger than 200 MB"):
        store.keep("larger.pdf", [start, *[mebibyte] * 200])

    assert stored.size == len(start) + 199 * 1024 * 1024
    assert len(on_disk()) == 1


def test_an_upload_that_stops_half_way_leaves_nothing():
    def broken_off():
        yield a_pdf()[:50]
        raise ConnectionError

    with pytest.raises(ConnectionError):
        store.keep("falls.pdf", broken_off())

    assert on_disk() == []


def test_a_picture_is_kept_as_it_was_written_anew():
    stored = store.keep("ward.webp", [a_picture("WEBP")])

    assert (stored.kind, stored.media_type, stored.reading) == (FileKind.PICTURE, "image/png", Reading.NO_TEXT)
    assert store.path_of(stored).read_bytes().startswith(b"\x89PNG")
    assert stored.sha256 == hashlib.sha256(store.path_of(stored).read_bytes()).hexdigest()


def test_what_a_dead_process_left_is_swept_away_after_a_day():
    store.keep("falls.pdf", [a_pdf()])
    left = Path(settings.HOME) / "files" / "incoming" / "half"
    fresh = left.with_name("fresh")
    for path in (left, fresh):
        path.write_bytes(b"half a file")
    os.utime(left, (time.time() - 90_000,) * 2)

    store.keep("other.pdf", [a_pdf(["Other"])])

    assert not left.exists()
    assert fresh.exists()


@pytest.mark.slow
def test_a_process_killed_in_the_middle_of_an_upload_leaves_no_file_and_no_row(tmp_path):
    home, mark = Home(tmp_path / "home"), tmp_path / "half-way"
    running = home.start(
        "import pathlib, time\n"
        "from fingerpost.files.domain import store\n"
        "def chunks():\n"
        "    yield b'%PDF-1.4'\n"
        f"    pathlib.Path({str(mark)!r}).touch()\n"
        "    time.sleep(60)\n"
        "store.keep('falls.pdf', chunks())\n"
    )
    wait_for(mark)
    running.send_signal(signal.SIGKILL)
    running.communicate()

    said = home.run("from fingerpost.files.models import StoredFile; print(StoredFile.objects.count())")

    assert said == "0"
    assert [path.parent.name for path in (tmp_path / "home" / "files").rglob("*") if path.is_file()] == ["incoming"]
