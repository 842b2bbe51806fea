"""Where the real data lies: FINGERPOST_SHARED_DATA, or beside the checkout. None of it is in the repository."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def shared_data() -> Path | None:
    """The folder of real data, or None where this machine does not have it."""
    path = Path(os.environ.get("FINGERPOST_SHARED_DATA") or ROOT.parent / "shared" / "data")
    return path if path.is_dir() else None
