"""A worker that starts after a crash goes on at once, and progress counts."""

import os
import subprocess
import sys

import pytest

from fingerpost.jobs.domain import work
from fingerpost.jobs.models import Job, JobState

pytestmark = pytest.mark.django_db

KIND = "survival.test"


@pytest.fixture
def job(monkeypatch):
    """A job that waits; its slice comes to nothing."""
    monkeypatch.setitem(work._kinds, KIND, work.Kind(KIND, "default", lambda job: work.Outcome()))
    return work.ask(KIND, "Something long")


def held_by(number: int) -> Job:
    """The job, claimed by a process with this number on this machine."""
    return work.claim("default", work.worker_name("default").rpartition(":")[0] + f":{number}")


@pytest.fixture
def dead() -> int:
    """The number of a process that has ended."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return ended.pid


def test_work_of_a_process_that_died_here_is_taken_up_at_once(job, dead):
    held_by(dead)
    assert work.claim("default", work.worker_name("default")) is None

    assert work.take_back("default") == 1

    assert work.claim("default", work.worker_name("default")).pk == job.pk


def test_work_of_a_process_that_lives_is_left_to_it(job):
    held_by(os.getppid())

    assert work.take_back("default") == 0

    assert Job.objects.get().state == JobState.RUNNING


def test_a_process_that_has_the_number_of_the_dead_one_takes_its_work_back(job):
    held_by(os.getpid())

    assert work.take_back("default") == 1


def test_work_of_another_machine_or_another_queue_is_left_alone(job, dead):
    work.claim("default", f"default@elsewhere:{dead}")

    assert work.take_back("default") == 0
    assert work.take_back("index") == 0


def test_a_worker_that_dies_again_and_again_but_gets_on_each_time_is_not_given_up(job, dead):
    for _ in range(3 * work.MOST_ATTEMPTS):
        work.went_on(held_by(dead))
        work.take_back("default")

    assert work.run_slice(held_by(os.getpid())).state == JobState.DONE


def test_a_worker_that_dies_again_and_again_at_the_same_place_is_given_up_with_a_reason(job, dead):
    for _ in range(work.MOST_ATTEMPTS):
        held_by(dead)
        work.take_back("default")

    over = work.run_slice(held_by(os.getpid()))

    assert over.state == JobState.FAILED
    assert "Ask for help" in over.reason
