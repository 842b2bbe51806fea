"""An import as a job: it goes on where it was cut off, doubles nothing, and fails in words."""

import gzip
import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from fingerpost.jobs.domain import work
from fingerpost.jobs.models import Job, JobState
from fingerpost.journal.models import Change
from fingerpost.kernel.errors import RuleBroken
from fingerpost.library.domain.published import imports, ingest
from fingerpost.library.models import Copy, Import, Paper
from tests.factories import a_citation, a_person, a_service

pytestmark = pytest.mark.django_db


def ris(*numbers: int, bad: int = 0) -> str:
    """A RIS file with these works in it; the one called `bad` has no title."""
    return "".join(
        f"TY  - JOUR\n{'' if number == bad else f'TI  - A trial of treatment number {number} in care homes'}\n"
        f"AU  - Writer{number}, Ann\nPY  - 2019\nDO  - 10.1/{number}\nDB  - Embase\nER  - \n\n"
        for number in numbers
    )


@pytest.fixture
def few(monkeypatch) -> None:
    """Batches of three, so that a small file has several."""
    monkeypatch.setattr(ingest, "BATCH", 3)


@pytest.fixture
def file(tmp_path) -> Path:
    """Eleven works, the sixth without a title."""
    path = tmp_path / "export.ris"
    path.write_text(ris(*range(1, 12), bad=6))
    return path


def what_came_of_it() -> tuple:
    """Everything that an import may leave behind, without ids and times."""
    return (
        sorted(Paper.objects.values_list("doi", "title")),
        sorted(Copy.objects.values_list("paper__doi", "source", "position")),
        sorted(Change.objects.values_list("kind", flat=True)),
        [(one.read, one.added, one.updated, one.unchanged, one.rejected, one.position) for one in Import.objects.all()],
    )


def test_an_import_is_done_and_counts_add_up(file):
    ann = a_person()
    came_in = imports.start(file, by=ann, team=a_service())

    work.run_until_idle("default")

    came_in.refresh_from_db()
    assert imports.counts(came_in) == {"read": 11, "added": 10, "updated": 0, "unchanged": 0, "rejected": 1}
    assert (came_in.job.state, came_in.job.counts, came_in.job.done) == (JobState.DONE, imports.counts(came_in), 11)
    assert [row.position for row in came_in.rejects.all()] == [6]
    ends = Change.objects.filter(subject=came_in.public_id).order_by("pk").values_list("kind", "actor")
    assert list(ends) == [("library.import_started", ann.public_id), ("library.import_finished", ann.public_id)]


@pytest.mark.parametrize("killed_after", [0, 1, 2, 3, 4])
@pytest.mark.usefixtures("few")
def test_an_import_killed_between_batches_goes_on_and_doubles_nothing(file, killed_after, monkeypatch):
    imports.start(file, by=None)
    real, done = ingest.take_in, []

    def power_cut(came_in: Import, items: list) -> None:
        if len(done) == killed_after:
            raise KeyboardInterrupt
        real(came_in, items)
        done.append(len(items))

    monkeypatch.setattr(ingest, "take_in", power_cut)
    with suppress(KeyboardInterrupt):
        imports.import_slice(Job.objects.get())
    monkeypatch.setattr(ingest, "take_in", real)
    imports._reading.clear()  # another process has nothing open
    work.run_until_idle("default")
    cut_off = what_came_of_it()

    Paper.objects.all().delete()
    Import.objects.all().delete()
    Change.objects.all().delete()
    imports.start(file, by=None)
    work.run_until_idle("default")
    assert cut_off == what_came_of_it()


@pytest.mark.usefixtures("few")
def test_a_worker_that_comes_back_too_late_writes_nothing(file):
    imports.start(file, by=None)
    slow = Import.objects.get()
    work.run_until_idle("default")

    with pytest.raises(RuleBroken, match="gone on with this import"):
        ingest.take_in(slow, [a_citation()])

    assert (Import.objects.get().read, Paper.objects.count()) == (11, 10)


@pytest.mark.usefixtures("few")
def test_an_import_goes_on_slice_by_slice_with_the_file_open(file, monkeypatch):
    monkeypatch.setattr(work, "SLICE_SECONDS", 0.0)
    imports.start(file, by=None)

    assert work.run_until_idle("default") == 4

    assert Import.objects.get().read == 11
    assert Job.objects.get().state == JobState.DONE


@pytest.mark.usefixtures("few")
def test_an_import_that_is_stopped_keeps_what_came_in_and_goes_on_when_asked(file, monkeypatch):
    ann = a_person()
    came_in = imports.start(file, by=ann)
    monkeypatch.setattr(work, "SLICE_SECONDS", 0.0)
    work.run_slice(work.claim("default", "worker"))

    job = work.cancel(Job.objects.get(), by=ann.public_id)
    work.run_until_idle("default")
    assert (job.state, Paper.objects.count()) == (JobState.CANCELLED, 3)

    work.retry(job, by=ann.public_id)
    work.run_until_idle("default")
    came_in.refresh_from_db()
    assert (came_in.read, came_in.added, came_in.rejected) == (11, 10, 1)


def test_a_worker_killed_after_the_last_batch_says_only_once_that_it_is_done(file):
    imports.start(file, by=None)
    job = Job.objects.get()
    imports.import_slice(job)

    imports.import_slice(job)

    assert Change.objects.filter(kind="library.import_finished").count() == 1


def test_a_file_that_is_gone_when_its_turn_comes_fails_in_words(file):
    imports.start(file, by=None)
    file.unlink()

    work.run_until_idle("default")

    job = Job.objects.get()
    assert (job.state, job.reason) == (JobState.FAILED, "The file export.ris is no longer there. Upload it again.")


def test_a_packed_file_is_read_too(file, tmp_path):
    packed = tmp_path / "export.ris.gz"
    packed.write_bytes(gzip.compress(file.read_bytes()))
    imports.start(packed, by=None)

    work.run_until_idle("default")

    assert Import.objects.get().added == 10


def test_a_packed_file_that_breaks_off_brings_in_what_stands_before_and_says_so(tmp_path):
    packed = tmp_path / "export.ris.gz"
    whole = gzip.compress(ris(*range(1, 3000)).encode(), compresslevel=1)
    packed.write_bytes(whole[: len(whole) // 2] + b"\x00" * 64 + whole[len(whole) // 2 + 64 :])
    imports.start(packed, by=None)

    work.run_until_idle("default")

    came_in, job = Import.objects.get(), Job.objects.get()
    assert job.state == JobState.DONE
    assert 0 < came_in.added < 3000
    assert came_in.read == came_in.added + came_in.updated + came_in.unchanged + came_in.rejected
    assert came_in.rejects.count() == came_in.rejected >= 1


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.ris", b"", "is empty"),
        ("letter.ris", b"Dear sir, thank you for your letter.", "not a file of citations that we know"),
        ("paper.ris", b"%PDF-1.7 ...", "This is a PDF"),
    ],
)
def test_a_file_that_is_not_ours_is_refused_in_words_and_leaves_nothing(tmp_path, name, content, words):
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(RuleBroken, match=words):
        imports.start(path, by=None)

    assert (Import.objects.count(), Job.objects.count(), Change.objects.count()) == (0, 0, 0)


def test_a_folder_and_a_file_that_is_not_there_are_told_apart(tmp_path):
    with pytest.raises(RuleBroken, match="is a folder, not a file"):
        imports.start(tmp_path, by=None)
    with pytest.raises(RuleBroken, match=r"There is no file called none\.ris"):
        imports.start(tmp_path / "none.ris", by=None)


@pytest.mark.parametrize("name", ["../../../etc/passwd", "..\\..\\evil.ris", "/abs.ris", "a" * 300 + ".ris", ""])
def test_an_uploads_name_cannot_climb_out_of_the_home(settings, tmp_path, name):
    settings.HOME = tmp_path

    path = imports.keep_upload(name, iter([b"TY  - ", b"JOUR"]))

    assert path.resolve().is_relative_to(tmp_path / "imports")
    assert path.read_bytes() == b"TY  - JOUR"


def test_an_upload_that_is_too_large_is_refused_and_not_kept(settings, tmp_path):
    settings.HOME, settings.IMPORT_MAX_BYTES = tmp_path, 1024**2

    with pytest.raises(RuleBroken, match="larger than 1 MB"):
        imports.keep_upload("big.ris", iter([b"x" * 1024**2, b"x"]))

    assert [path for path in (tmp_path / "imports").rglob("*") if path.is_file()] == []
    shutil.rmtree(tmp_path / "imports")
