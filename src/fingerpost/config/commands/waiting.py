"""Has jobs done: by the running workers if there are any, else in this process; shows how far they are."""

import sys
import time
from contextlib import ExitStack
from typing import Any

from fingerpost.jobs.domain import work, worker
from fingerpost.jobs.models import Job
from fingerpost.search import engine
from fingerpost.search.domain import indexing
from fingerpost.search.models import Pending


def finish(jobs: list[Job], *, show: bool, meaning: bool = False) -> None:
    """Return when these jobs are over and what they changed can be found by its words.

    With `meaning`, also embed everything that waits (only where this process does the work).
    """
    with ExitStack() as stack:
        ours = {queue: stack.enter_context(worker.post(queue)) for queue in worker.QUEUES}
        for queue in worker.QUEUES:
            if ours[queue]:
                work.take_back(queue)
        while True:
            busy = [worker.one_round(queue) for queue in ("default",) if ours[queue]]
            if ours["index"]:
                busy.append(_index_round())
            over = _all_over(jobs, show)
            if over and not Pending.objects.exists():
                break
            if not any(busy):
                time.sleep(0.2)
        if meaning and ours["index"]:
            _read_for_meaning()
        if ours["index"]:
            engine.close()  # the worker that starts next must be able to write
    if show and sys.stderr.isatty():
        print(file=sys.stderr)


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
