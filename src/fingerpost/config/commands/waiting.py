"""Has jobs done: by the running workers if there are any, else in this process; shows how far they are."""

import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from fingerpost.jobs.domain import work, worker
from fingerpost.jobs.models import Job
from fingerpost.search import engine
from fingerpost.search.domain import indexing
from fingerpost.search.models import Pending

_WORTH_A_SECOND_PROCESS = 2_000_000
"""Bytes of files to bring in from which an index process of its own pays for its start."""


def finish(jobs: list[Job], *, show: bool, meaning: bool = False) -> None:
    """Return when these jobs are over and what they changed can be found by its words.

    With `meaning`, also embed everything that waits (only where this process does the work). Large
    imports are indexed by a second process while this one goes on reading.
    """
    with ExitStack() as stack:
        second = stack.enter_context(_index_process()) if _is_large(jobs) else None
        ours = dict.fromkeys(worker.QUEUES, False)
        while True:
            for queue in worker.QUEUES:
                if not ours[queue] and not (queue == "index" and second and second.poll() is None):
                    ours[queue] = _take_post(queue, stack)
            busy = ours["default"] and worker.one_round("default")
            busy = (ours["index"] and _index_round()) or busy
            if _all_over(jobs, show) and not Pending.objects.exists():
                break
            if not busy:
                time.sleep(0.2)
        if meaning and ours["index"]:
            _read_for_meaning()
        if ours["index"]:
            engine.close()  # the worker that starts next must be able to write
    if show and sys.stderr.isatty():
        print(file=sys.stderr)


def _take_post(queue: str, stack: ExitStack) -> bool:
    """Become the worker of a queue until `stack` ends, unless another process is."""
    with ExitStack() as attempt:
        if not attempt.enter_context(worker.post(queue)):
            return False
        stack.enter_context(attempt.pop_all())
    work.take_back(queue)
    return True


def index_words() -> None:
    """Index by words, and nothing else, until whoever started this process ends or closes our standard input."""
    with worker.post("index") as ours:
        if not ours:
            return
        work.take_back("index")
        while not select.select([sys.stdin], [], [], 0)[0]:
            if not _index_round():
                time.sleep(0.1)
        engine.close()


def _is_large(jobs: list[Job]) -> bool:
    """Whether there is enough to bring in, a second core to index it on, and nobody who indexes already."""
    size = sum(int(job.arguments.get("size", 0)) for job in jobs)
    if size < _WORTH_A_SECOND_PROCESS or (os.cpu_count() or 1) < 2:
        return False
    with worker.post("index") as free:
        return free


@contextmanager
def _index_process() -> Iterator["subprocess.Popen[bytes]"]:
    """A process that indexes by words as long as this one lives. It ends by itself where a worker runs already."""
    command = [sys.executable, "-m", "fingerpost", "worker", "index", "--words"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE)  # noqa: S603 -- our own words
    try:
        yield process
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait()


def _read_for_meaning() -> None:
    """Embed everything that waits."""
    total = indexing.meaning_left()
    while indexing.embed_some(1.0):
        _bar("Reading texts for their meaning", 100 - indexing.meaning_left() * 100 // max(total, 1))


def _index_round() -> bool:
    """The index worker's round without the embedding, which can follow later."""
    job = work.claim("index", work.worker_name("index"))
    if job:
        work.run_slice(job)
    return indexing.index_duty() or job is not None


def _all_over(jobs: list[Job], show: bool) -> bool:
    over = True
    for job in jobs:
        job.refresh_from_db()
        over = over and job.is_over
        if show and not job.is_over:
            _bar(job.title, job.percent)
    return over


def _bar(words: str, percent: Any) -> None:
    """One line that is written over; nothing where nobody watches."""
    if sys.stderr.isatty():
        done = "" if percent is None else f" {'█' * (percent // 5):<20} {percent:>3}%"
        print(f"\r\033[K{words[:60]}{done}", end="", file=sys.stderr, flush=True)
