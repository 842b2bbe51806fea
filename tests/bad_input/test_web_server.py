"""The real web server in front: what it is sent reaches our own pages, so that people read our own words."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shared_data import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Where the product answers, in an empty home of its own, and its log."""
    home: Path = tmp_path_factory.mktemp("served")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    ours = ("FINGERPOST_", "OIDC_", "SEARCH_URL", "EMAIL_URL", "DATABASE_URL", "PORT")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)} | {
        "FINGERPOST_HOME": str(home), "FINGERPOST_MEANING": "0", "WEB_PROCESSES": "1",
        "DJANGO_SETTINGS_MODULE": "fingerpost.config.settings", "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    }  # fmt: skip
    log = os.open(home / "log", os.O_WRONLY | os.O_CREAT)
    running = subprocess.Popen(
        [sys.executable, "-m", "fingerpost", "serve", "--web-only", "--port", str(port)], env=environment, cwd=home,
        stdout=subprocess.DEVNULL, stderr=log, start_new_session=True,
    )  # fmt: skip
    os.close(log)
    at = f"http://127.0.0.1:{port}"
    until = time.monotonic() + 90
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"{at}/healthz", timeout=5).close()
            break
        except OSError:
            assert running.poll() is None, (home / "log").read_text()[-2000:]
            time.sleep(0.2)
    yield at, home / "log"
    os.killpg(running.pid, signal.SIGTERM)
    running.wait(timeout=30)


@pytest.fixture
def address(served: tuple[str, Path]) -> str:
    """Where the product answers."""
    return served[0]


def read(address: str) -> tuple[int, str]:
    """Status and text, whatever the status."""
    try:
        with urllib.request.urlopen(address, timeout=60) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read().decode()


@pytest.mark.parametrize("text", ["falls " * 10_000, "é" * 5000, " ".join(f"word{number}" for number in range(10_000))])
def test_a_question_of_ten_thousand_words_is_answered_with_a_page_of_ours(address, text):
    status, said = read(f"{address}/search/?{urllib.parse.urlencode({'q': text})}")

    assert status == 200
    assert "Fingerpost" in said
    if len(text) > 5000:
        assert "We used the first part" in said


@pytest.mark.parametrize(
    "path",
    ["/%00", "/%ff%fe", "/../../etc/passwd", "//", "/search/?%00=%00", "/static/../secret-key", "/%2e%2e/secret-key"],
)
def test_an_odd_address_never_breaks_the_server_or_leaves_the_site(address, path):
    status, said = read(address + path)

    assert status in {200, 400, 404}
    assert "root:" not in said
    assert read(f"{address}/healthz")[0] == 200


def test_a_question_in_a_request_that_nobody_can_read_is_not_written_down(served):
    address, log = served
    port = int(address.rpartition(":")[2])
    for line in (b"GET /search/?q=Zyxwomarker at night HTTP/1.1", b"Zyxwomarker", b"G\x00T /?q=Zyxwomarker HTTP/1.1"):
        with socket.create_connection(("127.0.0.1", port), timeout=30) as sending:
            sending.sendall(line + b"\r\nHost: localhost\r\n\r\n")
            assert b" 400 " in sending.recv(4096)
    read(f"{address}/search/?q=Zyxwomarker")

    said = log.read_text()
    assert "A request could not be read." in said
    assert "Zyxwomarker" not in said
