"""Long work: claimed by one worker, carried on by another, and never lost without a reason."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from fingerpost.jobs.domain import work
from fingerpost.jobs.models import Job, JobState
from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed, RuleBroken

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind() -> Iterator[Callable[..., str]]:
    """`kind(slice)`: a kind of work that exists for one test."""
    known = dict(work._kinds)

    def make(slice_: Callable[[Job], work.Outcome], queue: str = "default") -> str:
        work.register("test.work", queue=queue, slice=slice_)
        return "test.work"

    yield make
    work._kinds.clear()
    work._kinds.update(known)


def done(job: Job) -> work.Outcome:
    """A slice that is through at once."""
    return work.Outcome(done=1, total=1)


def fail(job: Job) -> work.Outcome:
    """A slice that always breaks."""
    raise ZeroDivisionError


def later(seconds: float) -> time_machine.travel:
    """Some time from now."""
    return time_machine.travel(clock.now() + timedelta(seconds=seconds), tick=False)


def test_work_that_is_asked_for_is_done(kind):
    job = work.ask(kind(done), "Count")

    assert work.run_until_idle("default") == 1

    job.refresh_from_db()
    assert (job.state, job.percent, job.reason) == (JobState.DONE, 100, "")


def test_two_workers_never_hold_the_same_job(kind):
    work.ask(kind(done), "Count")

    assert work.claim("default", "first") is not None
    assert work.claim("default", "second") is None


def test_a_worker_takes_only_from_its_own_queue(kind):
    work.ask(kind(done, queue="index"), "Count")

    assert work.claim("default", "one") is None
    assert work.claim("index", "two") is not None


def test_the_oldest_job_comes_first(kind):
    first = work.ask(kind(done), "First")
    work.ask("test.work", "Second")

    claimed = work.claim("default", "worker")

    assert claimed == first


def test_work_asked_for_later_waits_until_then(kind):
    work.ask(kind(done), "Count", after=60)

    assert work.claim("default", "worker") is None
    with later(61):
        assert work.claim("default", "worker") is not None


def test_a_job_whose_worker_died_is_taken_over_when_the_lease_ends(kind):
    job = work.ask(kind(done), "Count")
    work.claim("default", "dead")

    with later(work.LEASE.total_seconds() - 1):
        assert work.claim("default", "alive") is None
    with later(work.LEASE.total_seconds() + 1):
        taken = work.claim("default", "alive")
        assert taken == job
        assert (taken.worker, taken.attempts) == ("alive", 2)


def test_a_lease_that_is_renewed_does_not_end(kind):
    work.ask(kind(done), "Count")
    job = work.claim("default", "busy")

    with later(50):
        work.renew(job)
    with later(100):
        assert work.claim("default", "other") is None


def test_a_worker_that_was_away_too_long_does_not_undo_what_the_next_one_did(kind):
    def one_step(job: Job) -> work.Outcome:
        return work.Outcome(cursor={"at": job.cursor.get("at", 0) + 1}, again=True)

    work.ask(kind(one_step), "Count")
    slow = work.claim("default", "slow")
    with later(work.LEASE.total_seconds() + 1):
        quick = work.claim("default", "quick")
        work.run_slice(quick)
        work.run_slice(work.claim("default", "quick"))
        work.run_slice(slow)

    assert Job.objects.get().cursor == {"at": 2}


def test_each_slice_goes_on_where_the_last_one_stopped(kind):
    seen: list[int] = []

    def count_to_three(job: Job) -> work.Outcome:
        at = job.cursor.get("at", 0) + 1
        seen.append(at)
        return work.Outcome(cursor={"at": at}, done=at, total=3, again=at < 3)

    job = work.ask(kind(count_to_three), "Count to three")

    assert work.run_until_idle("default") == 3

    job.refresh_from_db()
    assert (seen, job.state, job.done, job.total) == ([1, 2, 3], JobState.DONE, 3, 3)


def test_progress_can_be_seen_between_slices(kind):
    job = work.ask(kind(lambda job: work.Outcome(done=25, total=100, again=True)), "A quarter")

    work.run_slice(work.claim("default", "worker"))

    job.refresh_from_db()
    assert (job.percent, job.is_over) == (25, False)


def test_percent_is_unknown_while_the_size_is_and_never_full_before_the_end(kind):
    assert Job(done=5).percent is None
    assert Job(done=200, total=100).percent == 99


def test_work_that_breaks_is_tried_again_later_and_later(kind):
    job = work.ask(kind(fail), "Break")
    waits = []

    with time_machine.travel(clock.now() + timedelta(seconds=1), tick=False) as time:
        while not job.is_over:
            work.run_slice(work.claim("default", "worker"))
            job.refresh_from_db()
            if job.state == JobState.WAITING:
                waits.append((job.run_after - clock.now()).total_seconds())
                assert work.claim("default", "worker") is None
                time.shift(waits[-1])

    assert waits == [2, 4, 8, 16]
    assert job.state == JobState.FAILED
    assert job.reason == "Something went wrong that we did not expect (ZeroDivisionError)."


def test_a_good_slice_makes_up_for_bad_ones_before_it(kind):
    breaks = iter([True, True, False] * 4)

    def moody(job: Job) -> work.Outcome:
        if next(breaks):
            raise ZeroDivisionError
        return work.Outcome(done=job.done + 1, again=job.done < 3)

    job = work.ask(kind(moody), "Moody")
    with time_machine.travel(clock.now(), tick=False) as time:
        while not job.is_over:
            time.shift(60)
            work.run_until_idle("default")
            job.refresh_from_db()

    assert (job.state, job.done) == (JobState.DONE, 4)


def test_work_that_breaks_a_rule_fails_at_once_with_the_rules_words(kind):
    def refuse(job: Job) -> work.Outcome:
        raise RuleBroken("The file is no longer there.")

    job = work.ask(kind(refuse), "Refuse")
    work.run_until_idle("default")

    job.refresh_from_db()
    assert (job.state, job.reason) == (JobState.FAILED, "The file is no longer there.")


def test_work_whose_worker_dies_again_and_again_is_given_up_with_a_reason(kind):
    job = work.ask(kind(done), "Deadly")
    with time_machine.travel(clock.now(), tick=False) as time:
        for _ in range(work.MOST_ATTEMPTS):
            assert work.claim("default", "dies") is not None
            time.shift(work.LEASE.total_seconds() + 1)
        work.run_until_idle("default")

    job.refresh_from_db()
    assert (job.state, job.reason) == (JobState.FAILED, "This stopped half-way five times. Ask for help.")


def test_work_of_an_unknown_kind_fails_in_words_and_holds_nothing_up(kind):
    stranger = Job.objects.create(kind="test.of_a_newer_version", queue="default", title="?")
    known = work.ask(kind(done), "Count")

    work.run_until_idle("default")

    stranger.refresh_from_db()
    known.refresh_from_db()
    assert stranger.reason == "This version of the product does not know this kind of work."
    assert (stranger.state, known.state) == (JobState.FAILED, JobState.DONE)


def test_work_that_has_not_begun_is_stopped_at_once(kind):
    job = work.cancel(work.ask(kind(done), "Count", by="ANN"), by="ANN")

    assert (job.state, job.reason) == (JobState.CANCELLED, "You stopped this before it began.")
    assert work.run_until_idle("default") == 0


def test_work_between_two_slices_is_stopped_and_keeps_what_it_did(kind):
    job = work.ask(kind(lambda job: work.Outcome(done=7, again=True)), "Count")
    work.run_slice(work.claim("default", "worker"))
    job.refresh_from_db()

    job = work.cancel(job, by="")

    assert (job.state, job.done) == (JobState.CANCELLED, 7)
    assert job.reason == "You stopped this. What was done stays."


@pytest.mark.parametrize("breaks", [False, True])
def test_a_wish_to_stop_during_a_slice_is_kept(kind, breaks):
    def stopped_meanwhile(job: Job) -> work.Outcome:
        work.cancel(Job.objects.get(pk=job.pk), by="")
        if breaks:
            raise ZeroDivisionError
        return work.Outcome(done=1, again=True)

    job = work.ask(kind(stopped_meanwhile), "Count")
    work.run_slice(work.claim("default", "worker"))
    with later(10):
        work.run_until_idle("default")

    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_only_the_person_who_asked_can_stop_it(kind):
    job = work.ask(kind(done), "Count", by="ANN")

    with pytest.raises(NotAllowed, match="Only the person who started this can stop it"):
        work.cancel(job, by="BOB")


def test_what_is_over_cannot_be_stopped(kind):
    job = work.ask(kind(done), "Count")
    work.run_until_idle("default")
    job.refresh_from_db()

    with pytest.raises(RuleBroken, match="already finished"):
        work.cancel(job, by="")


def test_failed_work_can_be_tried_again_from_where_it_stopped(kind):
    broken = True

    def mendable(job: Job) -> work.Outcome:
        if job.cursor and broken:
            raise RuleBroken("Mend the file.")
        return work.Outcome(cursor={"at": 1}, done=job.done + 1, again=not job.cursor)

    job = work.ask(kind(mendable), "Count", by="ANN")
    work.run_until_idle("default")
    job.refresh_from_db()
    broken = False
    work.retry(job, by="ANN")
    work.run_until_idle("default")

    job.refresh_from_db()
    assert (job.state, job.done, job.reason) == (JobState.DONE, 2, "")


def test_only_failed_or_stopped_work_can_be_tried_again_and_only_by_its_owner(kind):
    job = work.ask(kind(done), "Count", by="ANN")

    with pytest.raises(RuleBroken, match="failed or was stopped"):
        work.retry(job, by="ANN")
    with pytest.raises(NotAllowed, match="Only the person"):
        work.retry(job, by="BOB")


def test_the_same_work_is_not_put_twice_in_the_queue(kind):
    first = work.ask_once(kind(done), "Count", what="all")

    assert work.ask_once("test.work", "Count", what="all") == first
    assert work.ask_once("test.work", "Count", what="some") != first


def test_old_work_is_forgotten_and_new_is_kept(kind):
    old, new = work.ask(kind(done), "Old"), work.ask("test.work", "New")
    work.run_until_idle("default")
    Job.objects.filter(pk=old.pk).update(finished_at=clock.now() - timedelta(days=91))

    work.forget_old()

    assert list(Job.objects.all()) == [new]


def test_the_database_refuses_running_work_without_a_lease(kind):
    job = work.ask(kind(done), "Count")

    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING)
