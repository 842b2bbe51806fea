"""Kept files are read for their text: slice by slice, once, and never for ever."""

import os
import signal

import pytest

from fingerpost.files.domain import reading, store
from fingerpost.files.models import FilePage, Reading, StoredFile
from tests.documents.making import a_pdf, a_word_file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    settings.HOME = tmp_path
    yield
    reading.stop()


def nobody(stored: StoredFile) -> None:
    """Nothing hangs on these files."""


def read_all() -> None:
    while StoredFile.objects.filter(reading=Reading.WAITING).exists():
        reading.read_waiting(5, finished=nobody)


def texts(stored: StoredFile) -> list[tuple[int, str]]:
    return list(stored.texts.values_list("number", "text"))


def test_a_pdf_is_read_page_by_page_and_pages_without_text_are_counted_only():
    stored = store.keep("falls.pdf", [a_pdf(["First", "", "Third"])])

    assert reading.read_waiting(5, finished=nobody) == 1

    stored.refresh_from_db()
    assert (stored.reading, stored.pages, stored.reason) == (Reading.READ, 3, "")
    assert texts(stored) == [(1, "First"), (3, "Third")]


def test_what_cannot_be_read_says_why_and_the_others_are_read():
    locked = store.keep("locked.pdf", [a_pdf(locked=True)])
    empty = store.keep("scanned.pdf", [a_pdf(["", ""])])
    sound = store.keep("sound.docx", [a_word_file("Turn.")])

    read_all()

    for stored in (locked, empty, sound):
        stored.refresh_from_db()
    assert (locked.reading, empty.reading, sound.reading) == (Reading.REFUSED, Reading.NO_TEXT, Reading.READ)
    assert "protected by a password" in locked.reason


def test_a_file_longer_than_is_read_says_how_much_can_be_searched():
    stored = store.keep("long.pdf", [a_pdf([f"Page {n}" for n in range(5_003)])])

    read_all()

    stored.refresh_from_db()
    assert (stored.reading, stored.pages) == (Reading.READ, 5_000)
    assert stored.reason == "This PDF has 5,003 pages. Only the first 5,000 can be searched."
    assert FilePage.objects.count() == 5_000


def test_a_long_file_goes_on_in_the_next_slice_and_ends_with_each_page_once():
    stored = store.keep("long.pdf", [a_pdf([f"Page {n} " + "x" * 500 for n in range(3_000)])])
    slices = 0
    while StoredFile.objects.filter(reading=Reading.WAITING).exists():
        reading.read_waiting(0.2, finished=nobody)
        slices += 1

    assert slices > 1
    assert [number for number, _ in texts(stored)] == list(range(1, 3_001))


def test_whoever_was_stopped_half_way_reads_anew_and_doubles_nothing():
    stored = store.keep("long.pdf", [a_pdf([f"Page {n} " + "x" * 500 for n in range(3_000)])])
    while not FilePage.objects.exists():
        reading.read_waiting(0.05, finished=nobody)
    reading.stop()  # as a worker that ends
    stored.refresh_from_db()
    assert stored.reading == Reading.WAITING

    read_all()

    assert [number for number, _ in texts(stored)] == list(range(1, 3_001))


def test_a_file_that_kills_its_reader_is_refused_and_not_tried_again():
    stored = store.keep("trap.pdf", [a_pdf([f"Page {n} " + "x" * 500 for n in range(4_000)])])
    sound = store.keep("sound.pdf", [a_pdf(["Sound"])])
    while not FilePage.objects.filter(file=stored).exists():
        reading.read_waiting(0.05, finished=nobody)
    for reader in reading._desk.readers._readers:
        if reader.key and reader.key.startswith(f"{stored.pk} "):
            os.kill(reader.process.pid, signal.SIGKILL)

    read_all()

    stored.refresh_from_db()
    sound.refresh_from_db()
    assert (stored.reading, sound.reading) == (Reading.REFUSED, Reading.READ)
    assert "stopped the program that reads it" in stored.reason
    assert texts(stored) == []


def test_a_file_that_kills_us_three_times_is_left_alone():
    stored = store.keep("trap.pdf", [a_pdf()])
    reasons = []
    for _ in range(3):
        reading._begin(nobody)  # begun, and then the whole process is gone
        reading.stop()
        stored.refresh_from_db()
        reasons.append(stored.reason)

    assert reading.read_waiting(5, finished=nobody) == 1
    stored.refresh_from_db()
    assert reasons == ["Being read.", "Being read again.", "Being read for the third time."]
    assert (stored.reading, stored.reason) == (Reading.REFUSED, reading.GIVEN_UP)


def test_a_file_that_the_disk_lost_is_refused():
    stored = store.keep("falls.pdf", [a_pdf()])
    store.path_of(stored).unlink()

    read_all()

    stored.refresh_from_db()
    assert (stored.reading, stored.reason) == (Reading.REFUSED, reading.LOST)


def test_a_file_that_was_deleted_meanwhile_is_forgotten():
    stored = store.keep("long.pdf", [a_pdf([f"Page {n} " + "x" * 500 for n in range(3_000)])])
    reading._begin(nobody)
    stored.delete()

    while reading.is_reading():
        reading.read_waiting(1, finished=nobody)

    assert not FilePage.objects.exists()


def test_nobody_waits_in_memory_when_there_is_nothing_to_read():
    store.keep("falls.pdf", [a_pdf()])
    read_all()
    reading.read_waiting(1, finished=nobody)

    assert reading._desk.readers is None
    assert reading.read_waiting(1, finished=nobody) == 0
