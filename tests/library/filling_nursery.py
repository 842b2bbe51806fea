"""A worker that fills the shelf and is killed again and again at random moments.

Run as `python -m tests.library.filling_nursery KILLS SEED FILES FOLDER` with a FINGERPOST_HOME that holds nothing.
Prints one line of JSON with what was done and what stands there in the end.
"""

import json
import os
import random
import signal
import sys
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.survival.nursery import child, ended, to_the_end


def work_until_idle(begun: int = -1) -> None:
    """The life of a default worker, in short slices, to the end of all that waits."""
    from fingerpost.jobs.domain import work, worker

    work.SLICE_SECONDS = 0.15
    with ExitStack() as stack:
        assert stack.enter_context(worker.post("default")), "a dead worker still holds its post"
        work.take_back("default")
        if begun >= 0:
            os.write(begun, b"!")
        work.run_until_idle("default")


def prepare(files: int, folder: Path) -> None:
    """A trust, and a filling of so many documents."""
    from django.core.management import call_command

    from fingerpost.library.domain.fillings import filling
    from tests.factories import a_unit
    from tests.library.fillers import a_csv, an_archive

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    content: dict[str, Any] = {f"{n}.txt": f"Policy number {n} of the trust." for n in range(files)}
    content["list.csv"] = a_csv([("Title", "File"), *((f"Matter {n}", f"{n}.txt") for n in range(files))])
    filling.begin(an_archive(folder / "shelf.zip", content), unit=a_unit("Northvale Trust"), by=None)


def go_on() -> None:
    """What a person does between: match the columns, then have all put on the shelf."""
    from fingerpost.library.domain.fillings import filling
    from fingerpost.library.models import Filling, FillingState

    one = Filling.objects.get()
    if one.state == FillingState.MATCHING:
        filling.match(one, one.columns, {"kind": "policy", "audience": "public"}, by=None)
    elif one.state == FillingState.TRIED:
        filling.run(one, by=None)


def facts() -> None:
    """What stands there in the end."""
    from fingerpost.files.models import StoredFile
    from fingerpost.journal.models import Change
    from fingerpost.library.domain.fillings.filling_queries import tally
    from fingerpost.library.models import Attachment, Filling, Item, Revision

    one = Filling.objects.get()
    kinds = Counter(Change.objects.values_list("kind", flat=True))
    print(json.dumps({
        "state": one.state, "rows": tally(one), "items": Item.objects.count(),
        "titles": Item.objects.values("title").distinct().count(), "attached": Attachment.objects.count(),
        "versions": Revision.objects.count(), "files": StoredFile.objects.count(), "added": kinds["library.item_added"],
        "finished": kinds["library.filling_finished"], "reason": one.job.reason if one.job else "",
    }), flush=True)  # fmt: skip


def main(kills: int, seed: int, files: int, folder: Path) -> None:
    """Kill whoever works, at random moments, in each of the three parts of a filling.

    Twice only while texts are read: a file whose reading ends its reader three times is given up, and rightly so.
    """
    chance, done = random.Random(seed), 0
    to_the_end(lambda: prepare(files, folder))
    for until, seconds in ((kills // 2, 0.3), (kills // 2 + 2, 1.5), (kills, 0.3)):
        idle = False
        while not idle and done < until:
            told, begun = os.pipe()
            pid = child(lambda: work_until_idle(begun))  # noqa: B023 -- forked at once
            os.close(begun)
            os.read(told, 1)
            os.close(told)
            idle = ended(pid, chance.uniform(0.0, seconds))
            if not idle:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
                done += 1
        if not idle:
            to_the_end(work_until_idle)
        to_the_end(go_on)
    print(json.dumps({"kills": done}), flush=True)
    to_the_end(facts)


if __name__ == "__main__":
    import django

    django.setup()
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
