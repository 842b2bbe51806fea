"""The product as people meet it: web and workers in processes of their own, with the demonstration."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from tests.shared_data import ROOT

PASSWORD = "learn-before-during-after"  # the demonstration's own, printed at every start
OPERATORS = ("FINGERPOST_", "OIDC_", "SEARCH_URL", "EMAIL_URL", "DJANGO_SETTINGS_MODULE", "DATABASE_URL", "PORT")


@dataclass
class Site:
    """A running product. `made` is what prepare.py put into it."""

    home: Path
    port: int
    made: dict = field(default_factory=dict)
    running: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """A home of its own, nothing of the operator's, one web process, and words without meaning: quick."""
        return {name: value for name, value in os.environ.items() if not name.startswith(OPERATORS)} | {
            "FINGERPOST_HOME": str(self.home), "FINGERPOST_MEANING": "0", "FINGERPOST_LOG_LEVEL": "WARNING",
            "WEB_PROCESSES": "1", "PYTHONPATH": os.pathsep.join([f"{ROOT}/src", str(ROOT)]),
        }  # fmt: skip

    def start(self) -> None:
        """Fill the home, serve it, wait until it can answer."""
        ready = subprocess.run(
            [sys.executable, str(Path(__file__).with_name("prepare.py"))], env=self.environment, cwd=self.home,
            capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        assert ready.returncode == 0, ready.stdout + ready.stderr
        self.made = json.loads(ready.stdout.splitlines()[-1])
        with (self.home / "errors.txt").open("wb") as errors:
            self.running = subprocess.Popen(
                [sys.executable, "-m", "fingerpost", "serve", "--port", str(self.port)], env=self.environment,
                cwd=self.home, stdout=subprocess.DEVNULL, stderr=errors, start_new_session=True,
            )  # fmt: skip
        self._wait(120)

    def stop(self) -> None:
        """End the server and all that it started."""
        if self.running and self.running.poll() is None:
            os.killpg(self.running.pid, signal.SIGTERM)
            self.running.wait(30)

    def _wait(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            assert self.running.poll() is None, (self.home / "errors.txt").read_text()
            try:
                with urllib.request.urlopen(f"{self.address}/readyz", timeout=5) as reply:
                    if reply.status == 200:
                        return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.2)
        raise AssertionError(f"It was not ready after {seconds:.0f} s.\n{(self.home / 'errors.txt').read_text()}")


def free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
