"""The processes that work: `index` (the only writer of the index) and `default` (all else).

Besides jobs, a queue has standing duties: short functions that an area registers, each asked in
every round whether it had something to do.
"""

import fcntl
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import IO

import structlog
from django.conf import settings
from django.db import close_old_connections

from fingerpost.jobs.domain import work

log = structlog.get_logger()
QUEUES = ("index", "default")
IDLE_SECONDS = 0.4
Duty = Callable[[], bool]
_duties: dict[str, list[Duty]] = {"index": [], "default": []}


def register_duty(queue: str, duty: Duty) -> None:
    """Have `duty()` called in every round of a queue's worker; it returns whether it did anything."""
    if duty not in _duties[queue]:
        _duties[queue].append(duty)


@contextmanager
def post(queue: str) -> Iterator[bool]:
    """Hold the only post for a queue in this home: True if it is ours, False if another process has it.

    The lock goes with the process, however it dies.
    """
    path = Path(settings.HOME) / f"worker-{queue}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    file: IO[str]
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True


def one_round(queue: str) -> bool:
    """Do one slice of a job, and every standing duty once; whether there was anything to do."""
    did = False
    job = work.claim(queue, work.worker_name(queue))
    if job:
        work.run_slice(job)
        did = True
    for duty in _duties[queue]:
        try:
            did = duty() or did
        except Exception:
            log.exception("duty failed", duty=f"{duty.__module__}.{duty.__name__}")
            time.sleep(IDLE_SECONDS)
    return did


def until_idle(*queues: str) -> None:
    """Work through everything that is ready, in this process. For commands and tests."""
    busy = True
    while busy:
        busy = False
        for queue in queues:
            busy = one_round(queue) or busy


def run_for_ever(queue: str) -> None:
    """The worker process of one queue, until it is told to stop."""
    stopping = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not stopping:
        with post(queue) as ours:
            if ours:
                _work(queue, lambda: stopping)
        time.sleep(1)  # another process has the post: wait until it falls free


def _work(queue: str, stopping: Callable[[], bool]) -> None:
    """Round after round, with a sign of life every ten seconds."""
    last_beat = float("-inf")
    with suppress(Exception):
        work.take_back(queue)
    while not stopping():
        if time.monotonic() - last_beat > 10:
            with suppress(Exception):
                work.beat(work.worker_name(queue), queue)
            last_beat = time.monotonic()
        try:
            busy = one_round(queue)
        except Exception:
            log.exception("round failed", queue=queue)
            busy = False
        close_old_connections()
        if not busy:
            time.sleep(IDLE_SECONDS)
