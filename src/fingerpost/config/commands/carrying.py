"""Commands that take everything out, and put it into an empty home."""

import argparse
import sys
from pathlib import Path
from typing import Any


def add_to(commands: Any) -> None:
    """Add export and restore."""
    command = commands.add_parser("export", help="write everything into a folder, in open formats")
    command.add_argument("folder", type=Path, metavar="DIR", help="a folder that is empty or not there yet")
    command.set_defaults(act=export, needs_home=True)

    command = commands.add_parser("restore", help="put an export into an empty home")
    command.add_argument("folder", type=Path, metavar="DIR", help="the folder that an export made")
    command.set_defaults(act=restore, needs_home=True)


def is_half_restored(asked: argparse.Namespace) -> bool:
    """Whether a restore into this home was broken off; said aloud. Restoring again is what mends it."""
    from fingerpost.config.carrying import home  # noqa: PLC0415 -- settings first
    from fingerpost.kernel.errors import RuleBroken  # noqa: PLC0415 -- beside its only use

    if asked.act is restore:
        return False
    try:
        home.check_finished()
    except RuleBroken as problem:
        _complain(str(problem))
        return True
    return False


def export(asked: argparse.Namespace) -> int:
    """Write everything. The exit code is 1 where nothing was written or a stored file was lost."""
    from fingerpost.config.carrying import export as carrying  # noqa: PLC0415 -- app ready
    from fingerpost.kernel.errors import RuleBroken  # noqa: PLC0415 -- app ready

    try:
        done = carrying.export(asked.folder)
    except RuleBroken as problem:
        return _complain(str(problem))
    print(f"rows {done.rows} files {done.files} pages {done.pages}")
    print(f"manifest {done.seal}")
    print("It holds names, addresses and what is shared with few. Keep it as safe as the library itself.")
    return _say_lost(done.lost)


def restore(asked: argparse.Namespace) -> int:
    """Put an export back, then build the index, unless this is stopped: then the next worker builds it."""
    from fingerpost.config.carrying import restore as carrying  # noqa: PLC0415 -- app ready
    from fingerpost.jobs.domain import work, worker  # noqa: PLC0415 -- app ready
    from fingerpost.kernel.errors import RuleBroken  # noqa: PLC0415 -- app ready
    from fingerpost.search import engine  # noqa: PLC0415 -- app ready

    try:
        done = carrying.restore(asked.folder)
    except RuleBroken as problem:
        return _complain(str(problem))
    print(f"rows {done.rows} files {done.files} changes verified {done.changes}")
    print(f"manifest {done.seal}", flush=True)
    # Not the default worker's duties: they would begin to change what was just put back.
    with worker.post("index") as ours:
        if ours:
            work.run_until_idle("index")
            engine.close()
    if done.people:
        print(
            "Nobody's password was carried. Everyone chooses a new one through “Forgotten your password?” at sign-in, "
            "and those who need a second step set it up again."
        )
    return _say_lost(done.lost)


def _say_lost(lost: tuple[str, ...]) -> int:
    """Name the stored files that were gone or damaged before the export was made."""
    for sha256 in lost:
        print(f"A stored file was lost or damaged before the export was made: {sha256}", file=sys.stderr)
    return 1 if lost else 0


def _complain(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1
