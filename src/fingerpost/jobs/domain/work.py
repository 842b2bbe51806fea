"""Ask for work, do it slice by slice, give it back when a worker dies.

A kind of job is a function `slice(job) -> Outcome`, registered by name. It works for at most
about five seconds, saves what it did in its own transactions, and says where it stopped.
"""

import os
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F, Q

from fingerpost.jobs.models import Job, JobState, WorkerBeat
from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed, RuleBroken

LEASE = timedelta(seconds=60)
SLICE_SECONDS = 5.0
MOST_ATTEMPTS = 5
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a slice left behind. `again`: there is more to do. `wait`: seconds before the next slice."""

    cursor: dict[str, Any] = field(default_factory=dict)
    done: int = 0
    total: int | None = None
    counts: dict[str, Any] = field(default_factory=dict)
    again: bool = False
    wait: float = 0


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of job: its slice, and the queue it runs on."""

    name: str
    queue: str
    slice: Callable[[Job], Outcome]


_kinds: dict[str, Kind] = {}
_CHANGES = (
    "cursor", "state", "done", "total", "counts", "reason", "attempts", "run_after", "started_at", "finished_at",
    "lease_until", "busy_seconds",
)  # fmt: skip


def register(name: str, *, queue: str, slice: Callable[[Job], Outcome]) -> None:
    """Make a kind of job known (an area calls this once, when it starts)."""
    _kinds[name] = Kind(name, queue, slice)


def ask(kind: str, title: str, *, by: str = "", after: float = 0, **arguments: Any) -> Job:
    """Put work in its queue. `by` is a public id; `after` is in seconds."""
    return Job.objects.create(
        kind=kind, queue=_kinds[kind].queue, title=title, owner=by, arguments=arguments,
        run_after=clock.now() + timedelta(seconds=after),
    )  # fmt: skip


def ask_once(kind: str, title: str, **arguments: Any) -> Job:
    """The same, unless such a job waits already: then that one."""
    waiting = Job.objects.filter(kind=kind, arguments=arguments, state=JobState.WAITING).first()
    return waiting or ask(kind, title, **arguments)


def cancel(job: Job, *, by: str) -> Job:
    """Stop a job at the end of its slice. What it did stays."""
    if job.owner and job.owner != by:
        raise NotAllowed("Only the person who started this can stop it.")
    if job.is_over:
        raise RuleBroken("This has already finished.")
    Job.objects.filter(pk=job.pk).update(cancel_asked=True)
    reason = "You stopped this. What was done stays." if job.started_at else "You stopped this before it began."
    Job.objects.filter(pk=job.pk, state=JobState.WAITING).update(
        state=JobState.CANCELLED, finished_at=clock.now(), reason=reason
    )
    job.refresh_from_db()
    return job


def retry(job: Job, *, by: str) -> Job:
    """Set a failed or stopped job going again, from where it stopped."""
    if job.owner and job.owner != by:
        raise NotAllowed("Only the person who started this can try it again.")
    if job.state not in {JobState.FAILED, JobState.CANCELLED}:
        raise RuleBroken("Only work that failed or was stopped can be tried again.")
    job.state, job.attempts, job.reason, job.cancel_asked = JobState.WAITING, 0, "", False
    job.finished_at, job.run_after = None, clock.now()
    job.save()
    return job


def claim(queue: str, worker: str) -> Job | None:
    """Take the next job that is ready, or whose worker's lease ran out. None if there is none."""
    now = clock.now()
    ready = Q(state=JobState.WAITING, run_after__lte=now) | Q(state=JobState.RUNNING, lease_until__lt=now)
    while True:
        # Look before taking the write lock: an idle worker must not make writers wait.
        found = Job.objects.filter(ready, queue=queue).order_by("run_after", "pk").values_list("pk", flat=True).first()
        if found is None:
            return None
        taken = Job.objects.filter(ready, pk=found).update(
            state=JobState.RUNNING, worker=worker, lease_until=now + LEASE, attempts=F("attempts") + 1
        )
        if taken:
            return Job.objects.get(pk=found)


def renew(job: Job) -> None:
    """Keep the lease: a slice that must take longer calls this as it goes."""
    Job.objects.filter(pk=job.pk).update(lease_until=clock.now() + LEASE)


def went_on(job: Job) -> None:
    """Keep the lease after something is done for good: from here on the tries are counted anew.

    Whoever is killed often enough would else be given up, although each time a little more was done.
    """
    job.attempts = 1
    Job.objects.filter(pk=job.pk).update(lease_until=clock.now() + LEASE, attempts=1)


def take_back(queue: str) -> int:
    """Set waiting what a dead process of this machine still holds in a queue; how many jobs.

    For a worker that starts, before it takes any work: nobody need wait for the lease to run out.
    """
    here, given = worker_name(queue).rpartition(":")[0] + ":", 0
    for pk, holder in Job.objects.filter(
        queue=queue, state=JobState.RUNNING, worker__startswith=here
    ).values_list("pk", "worker"):  # fmt: skip
        # In a container the next worker may well have the number of the last.
        if holder == worker_name(queue) or not _is_alive(holder.removeprefix(here)):
            held = Job.objects.filter(pk=pk, state=JobState.RUNNING, worker=holder)
            given += held.update(state=JobState.WAITING, lease_until=None, run_after=clock.now())
    return given


def _is_alive(number: str) -> bool:
    """Whether a process of this number runs on this machine."""
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except (PermissionError, ValueError, OverflowError):
        return True
    return True


def run_slice(job: Job) -> Job:
    """Do one slice of a job that this worker holds, and write down how it went."""
    started = time.monotonic()
    if job.started_at is None:
        job.started_at = clock.now()
    kind = _kinds.get(job.kind)
    if job.cancel_asked:
        return _close(job, JobState.CANCELLED, "This was stopped.")
    if kind is None:
        return _close(job, JobState.FAILED, "This version of the product does not know this kind of work.")
    if job.attempts > MOST_ATTEMPTS:
        return _close(job, JobState.FAILED, job.reason or "This stopped half-way five times. Ask for help.")
    try:
        outcome = kind.slice(job)
    except RuleBroken as problem:
        return _close(job, JobState.FAILED, str(problem))
    except Exception as problem:
        log.exception("job failed", job=job.public_id, kind=job.kind)
        job.busy_seconds += time.monotonic() - started
        if job.attempts >= MOST_ATTEMPTS:
            reason = f"Something went wrong that we did not expect ({type(problem).__name__})."
            return _close(job, JobState.FAILED, reason)
        job.state, job.lease_until = JobState.WAITING, None
        job.run_after = clock.now() + timedelta(seconds=2**job.attempts)
        return _save(job)
    job.cursor, job.done, job.counts = outcome.cursor, outcome.done, outcome.counts
    job.total = outcome.total if outcome.total is not None else job.total
    job.busy_seconds += time.monotonic() - started
    if not outcome.again:
        return _close(job, JobState.DONE, "")
    job.state, job.lease_until, job.attempts = JobState.WAITING, None, 0
    job.run_after = clock.now() + timedelta(seconds=outcome.wait)
    return _save(job)


def _close(job: Job, state: str, reason: str) -> Job:
    job.state, job.reason, job.finished_at, job.lease_until = state, reason, clock.now(), None
    return _save(job)


def _save(job: Job) -> Job:
    """Save what a slice changes, if this worker still holds the job.

    Not the wish to stop, which another process may have set meanwhile. A worker that was away for
    longer than its lease finds that another has gone on: what it would say now is no longer true.
    """
    changed = {name: getattr(job, name) for name in _CHANGES}
    if not Job.objects.filter(pk=job.pk, state=JobState.RUNNING, worker=job.worker).update(**changed):
        log.warning("job was taken over", job=job.public_id, kind=job.kind)
    job.refresh_from_db()
    return job


def beat(worker: str, queue: str) -> None:
    """Say that this worker is alive."""
    WorkerBeat.objects.update_or_create(name=worker, defaults={"queue": queue, "at": clock.now()})


def worker_name(queue: str) -> str:
    """A name for this process, for people who operate the product."""
    return f"{queue}@{socket.gethostname()[:30]}:{os.getpid()}"


def run_until_idle(*queues: str) -> int:
    """Do everything that is ready in these queues, in this process; how many slices. For commands and tests."""
    slices = 0
    while True:
        jobs = [job for queue in queues if (job := claim(queue, worker_name(queue)))]
        if not jobs:
            return slices
        for job in jobs:
            run_slice(job)
            slices += 1


@transaction.atomic
def forget_old(days: int = 90) -> int:
    """Delete jobs that ended long ago; how many."""
    return Job.objects.filter(finished_at__lt=clock.now() - timedelta(days=days)).delete()[0]
