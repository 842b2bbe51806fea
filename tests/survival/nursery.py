"""A worker that is killed again and again at random moments, until everything is done.

Run as `python -m tests.survival.nursery KILLS SEED FILE…` with a FINGERPOST_HOME that holds nothing. Each
worker is a process of its own (forked, so that starting one costs little), does what the workers of the
product do, in small steps so that a kill can fall anywhere, and dies by SIGKILL. The last one works to
the end. Prints one line of JSON with what was done.
"""

import json
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.meaning.wordpiece import WordPiece

STEP = 8  # papers, index notes and changes dealt with at a time


class TinyEncoder:
    """A model small enough for a test: a vector from the letters of a text."""

    name = "tiny 1"
    dimensions = 64
    room = 256
    pieces = WordPiece({"[CLS]": 0, "[SEP]": 1, "[UNK]": 2})

    def encode(self, texts: Any) -> Any:
        """One vector of length 1 for each text."""
        rows = [np.frombuffer(sha256(text.encode()).digest() * 2, dtype=np.uint8) for text in texts]
        made = np.array(rows, dtype=np.float32).reshape(len(rows), self.dimensions) - 127.5
        return made / np.linalg.norm(made, axis=1, keepdims=True)

    encode_documents = encode


def in_small_steps() -> None:
    """Makes every transaction and every slice of work short."""
    import retrieval.meaning.encoder
    from fingerpost.jobs.domain import work
    from fingerpost.library.domain.published import ingest

    retrieval.meaning.encoder.load_encoder = lambda path, **more: TinyEncoder()
    work.SLICE_SECONDS = 0.15
    ingest.BATCH = STEP


def one_round() -> Iterator[bool]:
    """What both workers do in a round, step by step: whether each step had anything to do."""
    from fingerpost.jobs.domain import work
    from fingerpost.journal.domain import stream
    from fingerpost.search.domain import indexing

    for queue in ("default", "index"):
        job = work.claim(queue, work.worker_name(queue))
        if job:
            work.run_slice(job)
        yield job is not None
    yield indexing.index_pending(STEP * 4) > 0
    yield stream.seal(STEP * 4) > 0
    yield indexing.embed_some(0.05) > 0


def work_until_idle(begun: int = -1) -> None:
    """A worker's life, from its start to the end of all that waits. `begun`: a pipe told when the work begins."""
    from fingerpost.jobs.domain import work, worker
    from fingerpost.search import engine

    with ExitStack() as stack:
        for queue in worker.QUEUES:
            assert stack.enter_context(worker.post(queue)), "a dead worker still holds its post"
            work.take_back(queue)
        if begun >= 0:
            os.write(begun, b"!")
        while any(list(one_round())):
            pass
        engine.close()


def child(act: Any) -> int:
    """Run something in a process of its own, which ends with it."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        act()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def ended(pid: int, seconds: float) -> bool:
    """Whether a process ends by itself within so long, and well."""
    until = time.monotonic() + seconds
    while True:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            assert os.waitstatus_to_exitcode(status) == 0, "a worker broke"
            return True
        if time.monotonic() >= until:
            return False
        time.sleep(0.005)


def to_the_end(act: Any, seconds: float = 240) -> None:
    """Run something in a process of its own and wait for it."""
    assert ended(child(act), seconds), "work never ended"


def ask(path: Path) -> None:
    """Somebody uploads a file; another asks for the index to be built anew."""
    from fingerpost.library.domain.published import imports
    from fingerpost.search.domain import indexing

    imports.start(path, by=None)
    if path.name.startswith("again"):
        indexing.ask_rebuild()


def main(kills: int, seed: int, paths: list[Path]) -> dict[str, Any]:
    """Ask for one file after another, and kill whoever works on them."""
    chance, done, files = random.Random(seed), 0, list(paths)
    while done < kills or files:
        if files:
            asked = files.pop(0)
            to_the_end(lambda: ask(asked))  # noqa: B023 -- forked at once
        idle = False
        while not idle and (done < kills or not files):
            told, begun = os.pipe()
            pid = child(lambda: work_until_idle(begun))  # noqa: B023 -- forked at once
            os.close(begun)
            if chance.random() < 0.9:  # else it may die before it has begun
                os.read(told, 1)
            os.close(told)
            idle = ended(pid, chance.uniform(0.0, 0.5))
            if not idle:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
                done += 1
            if done >= kills:
                break
        if done < kills and not files:
            files = list(paths[-1:])
    to_the_end(work_until_idle)
    return {"kills": done}


if __name__ == "__main__":
    import django

    django.setup()
    in_small_steps()

    def migrate() -> None:
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)

    to_the_end(migrate)
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]), [Path(name) for name in sys.argv[3:]])))
