"""The processes that work: one to a queue, its post free again however it ends."""

import pytest

from fingerpost.jobs.domain import work, worker
from fingerpost.jobs.models import Job
from fingerpost.journal.domain import stream
from tests.jobs.processes import Home, kill, wait_for

HOLD = """
import time
from pathlib import Path
from fingerpost.jobs.domain import worker
with worker.post("default") as ours:
    Path("{mark}").write_text(str(ours))
    time.sleep(60)
"""
TRY = """
from fingerpost.jobs.domain import worker
with worker.post("{queue}") as ours:
    print(ours)
"""


@pytest.fixture
def duties(monkeypatch):
    """The duties of the queues, emptied for one test."""
    made: dict[str, list[worker.Duty]] = {"index": [], "default": []}
    monkeypatch.setattr(worker, "_duties", made)
    return made


@pytest.mark.slow
def test_one_process_holds_a_queue_and_its_death_frees_it(tmp_path):
    home, mark = Home(tmp_path), tmp_path / "held"
    holder = home.start(HOLD.format(mark=mark))
    try:
        wait_for(mark)

        assert mark.read_text() == "True"
        assert home.run(TRY.format(queue="default")) == "False"
        assert home.run(TRY.format(queue="index")) == "True"
    finally:
        kill(holder)
    assert home.run(TRY.format(queue="default")) == "True"


def test_a_post_is_free_again_after_use():
    with worker.post("default") as ours:
        assert ours
    with worker.post("default") as ours:
        assert ours


@pytest.mark.django_db
def test_a_round_does_one_slice_and_every_duty(duties):
    did = []
    worker.register_duty("default", lambda: bool(did.append("first")))
    worker.register_duty("default", lambda: bool(did.append("second")))

    busy = worker.one_round("default")

    assert (did, busy) == (["first", "second"], False)


@pytest.mark.django_db
def test_a_duty_that_breaks_does_not_keep_the_others_from_theirs(duties, monkeypatch):
    monkeypatch.setattr(worker, "IDLE_SECONDS", 0)
    did = []

    def broken() -> bool:
        raise ZeroDivisionError

    worker.register_duty("default", broken)
    worker.register_duty("default", lambda: bool(did.append("second")))

    worker.one_round("default")

    assert did == ["second"]


@pytest.mark.django_db
def test_a_duty_is_kept_once_however_often_it_is_registered(duties):
    def duty() -> bool:
        return False

    worker.register_duty("index", duty)
    worker.register_duty("index", duty)

    assert duties["index"] == [duty]


@pytest.mark.django_db
def test_the_default_worker_seals_the_stream():
    for number in range(3):
        stream.record("test.fact", subject="S", detail={"n": number})

    worker.until_idle("default")

    assert stream.verify() == (3, "")


@pytest.mark.django_db
def test_a_worker_shows_that_it_is_alive():
    work.beat("default@here:1", "default")
    work.beat("default@here:1", "default")

    beat = work.WorkerBeat.objects.get()
    assert (beat.name, beat.queue) == ("default@here:1", "default")
    assert not Job.objects.exists()
