"""Whether a home can take a restore, and the mark on one whose restore was not finished.

Rows come in one transaction: a restore that is killed leaves either none of them or all. The mark stands
from before the first file is put back until after the last row is stored. While it stands, no other
command works here.
"""

import json
import shutil
from pathlib import Path

from django.conf import settings

from fingerpost.config.carrying.tables import CARRIED
from fingerpost.kernel.errors import RuleBroken

UNFINISHED = "A restore into this home was not finished. Run `fingerpost restore` again with the same folder."


def mark_path() -> Path:
    """The file that says that a restore is under way."""
    return Path(settings.HOME) / "restore-not-finished"


def files_folder() -> Path:
    """Where stored files lie."""
    return Path(settings.HOME) / "files"


def check_finished() -> None:
    """Raise RuleBroken while a restore into this home is under way or was broken off."""
    if mark_path().exists():
        raise RuleBroken(UNFINISHED)


def holds_rows() -> bool:
    """Whether anything at all is in the tables."""
    from fingerpost.jobs.models import Job  # noqa: PLC0415 -- app ready

    return Job.objects.exists() or any(table.model._base_manager.exists() for table in CARRIED)


def prepare(seal: str) -> bool:
    """Make the home ready for the export whose manifest has this checksum.

    True: begin. False: everything came in already, and only the mark was left to be taken away. Raises
    RuleBroken where something is here that a restore would mix with.
    """
    marked = _marked_for()
    if holds_rows():
        if marked is None:
            raise RuleBroken("There is something in this home already. A restore needs an empty one.")
        if marked != seal:
            raise RuleBroken("Another export was restored into this home. A restore needs an empty home.")
        return False
    if marked is None and any(path.is_file() for path in files_folder().rglob("*")):
        raise RuleBroken(f"There are files in {files_folder()}. A restore needs an empty home.")
    mark_path().write_text(json.dumps({"manifest": seal}) + "\n")
    shutil.rmtree(files_folder(), ignore_errors=True)  # what a restore that was broken off had put there
    return True


def finished() -> None:
    """Take the mark away."""
    mark_path().unlink(missing_ok=True)


def _marked_for() -> str | None:
    """The checksum that a broken-off restore wrote down; '' where it could not; None without a mark."""
    try:
        said = json.loads(mark_path().read_text())
    except FileNotFoundError:
        return None
    except ValueError:
        return ""
    return str(said.get("manifest", "")) if isinstance(said, dict) else ""
