"""Readers in processes of their own: they go on, whatever a file does to one of them."""

import os
import resource
import signal
import time
from pathlib import Path

import pytest

from documents import Cut, Done, Limits, Readers, Refused
from documents.pool import STOPPED, TOO_LONG
from tests.documents.making import a_pdf, a_word_file, put


@pytest.fixture
def readers():
    with Readers(2) as made:
        yield made


def everything(readers: Readers) -> dict[str, list]:
    """All that is told of each file, until every one has come to its end."""
    found: dict[str, list] = {}
    until = time.monotonic() + 60
    while readers.unfinished:
        assert time.monotonic() < until
        for key, told in readers.told(0.5):
            found.setdefault(key, []).append(told)
    return found


def test_many_files_are_read_each_page_under_its_own_name(readers, tmp_path):
    for number in range(12):
        path = put(tmp_path, f"{number}.pdf", a_pdf([f"File {number}", "Second"]))
        readers.ask(f"file {number}", path, "pdf")

    found = everything(readers)

    assert found == {f"file {number}": [f"File {number}", "Second", Done()] for number in range(12)}


def test_what_cannot_be_read_is_refused_and_the_next_is_read(readers, tmp_path):
    readers.ask("locked", put(tmp_path, "locked.pdf", a_pdf(locked=True)), "pdf")
    readers.ask("gone", tmp_path / "gone.pdf", "pdf")
    readers.ask("sound", put(tmp_path, "sound.docx", a_word_file("Turn.")), "word")

    found = everything(readers)

    assert isinstance(found["locked"][0], Refused)
    assert isinstance(found["gone"][0], Refused)
    assert found["sound"] == ["Turn.", Done()]


def test_a_reader_that_is_killed_costs_its_file_and_no_other(tmp_path):
    long_one = put(tmp_path, "long.pdf", a_pdf(["x " * 500] * 4_000))
    with Readers(1) as readers:
        readers.ask("first", long_one, "pdf")
        readers.ask("second", put(tmp_path, "short.pdf", a_pdf(["Sound"])), "pdf")
        next(readers.told(20))
        (reader,) = readers._readers
        os.kill(reader.process.pid, signal.SIGKILL)

        found = everything(readers)

    assert found["first"][-1] == Refused(STOPPED)
    assert found["second"] == ["Sound", Done()]


def test_a_file_that_takes_too_much_time_is_stopped(tmp_path, monkeypatch):
    # One page that holds a million pieces of text: there is no end of a page to stop at.
    many = b"BT /F1 1 Tf " + b"1 0 0 1 0 0 Tm (a) Tj " * 3_000_000 + b"ET"
    content = a_pdf(["x"]).replace(b"BT /F1 12 Tf 72 720 Td (x) Tj ET", many)
    with Readers(1, Limits(seconds=-4)) as readers:  # one second, with the five that a reader has to spare
        found = readers.read(put(tmp_path, "slow.pdf", content), "pdf")

    assert found == Refused(TOO_LONG)


def test_a_reader_has_only_the_memory_it_is_given(tmp_path):
    large = put(tmp_path, "large.txt", b"word " * 9_000_000)
    with Readers(1, Limits(memory=250 * 1024 * 1024)) as readers:
        found = readers.read(large, "text")

    assert isinstance(found, Refused)
    assert "more memory" in found.reason


def test_a_file_of_200_mb_costs_the_asking_process_nothing(tmp_path):
    path = put(tmp_path, "large.pdf", a_pdf(["A large policy"], padding=199 * 1024 * 1024))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with Readers(1) as readers:
        found = readers.read(path, "pdf")
        peak = _peak(readers._readers[0].process.pid)

    assert found == ["A large policy"]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000  # kB
    assert peak < 300_000


def _peak(pid: int) -> int:
    """The most memory that a process held, in kB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmHWM")))


def test_a_long_document_waits_in_its_reader_until_it_is_fetched(tmp_path):
    path = put(tmp_path, "long.pdf", a_pdf(["x" * 80] * 5_000))
    with Readers(1) as readers:
        readers.ask("long", path, "pdf")
        next(readers.told(20))
        time.sleep(0.5)

        assert len(readers._told) < 4_000
        pages = [told for told in everything(readers)["long"] if isinstance(told, str)]

    assert len(pages) == 4_999


def test_a_cut_comes_before_the_end(readers, tmp_path):
    with Readers(1, Limits(pages=2)) as short:
        short.ask("one", put(tmp_path, "three.pdf", a_pdf(["1", "2", "3"])), "pdf")
        told = everything(short)["one"]

    assert [type(each) for each in told] == [str, str, Cut, Done]


def test_a_reader_knows_nothing_of_our_settings(tmp_path, monkeypatch):
    monkeypatch.setenv("FINGERPOST_SECRET", "a secret")
    with Readers(1) as readers:
        readers.read(put(tmp_path, "one.pdf", a_pdf()), "pdf")
        environment = Path(f"/proc/{readers._readers[0].process.pid}/environ").read_bytes()

    assert b"secret" not in environment


def test_readers_end_with_whoever_started_them(tmp_path):
    with Readers(1) as readers:
        readers.read(put(tmp_path, "one.pdf", a_pdf()), "pdf")
        pid = readers._readers[0].process.pid

    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
