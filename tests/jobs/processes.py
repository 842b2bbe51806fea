"""A home on disk of its own, and other processes that work in it: to be killed, or to get in each other's way."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.shared_data import ROOT

BEGIN = "import django; django.setup()\n"


class Home:
    """An empty home with a migrated database in SQLite."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.run("from django.core.management import call_command; call_command('migrate', verbosity=0)")

    def start(self, code: str) -> subprocess.Popen[str]:
        """Begin to run Python in this home, with Django ready."""
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        return subprocess.Popen(
            [sys.executable, "-c", BEGIN + code],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
            env=kept | {
                "FINGERPOST_HOME": str(self.folder), "FINGERPOST_MEANING": "0", "SEARCH_URL": "memory:",
                "DJANGO_SETTINGS_MODULE": "fingerpost.config.settings", "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
            },
        )  # fmt: skip

    def run(self, code: str) -> str:
        """Run it to its end: what it printed. Fails with what it complained of."""
        running = self.start(code)
        said, complained = running.communicate(timeout=120)
        assert running.returncode == 0, complained
        return said.strip()


def kill(running: subprocess.Popen[str]) -> None:
    """End a process as a power cut would, and clear it away."""
    running.send_signal(signal.SIGKILL)
    running.communicate()


def wait_for(path: Path, seconds: float = 30) -> None:
    """Until a file is there."""
    until = time.monotonic() + seconds
    while not path.exists():
        assert time.monotonic() < until, f"{path.name} never came"
        time.sleep(0.02)
