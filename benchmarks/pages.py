"""How fast the answer page comes from the running product, how fast it starts and what it holds. Prints a table.

`python -m benchmarks.pages [--papers N] [--home FOLDER]`: the demonstration, and N more papers if told, in a scratch
home (or in FOLDER, which is kept and used again), served as `fingerpost serve` does it: gunicorn with two processes and
both workers. A signed-in member of a ward asks the demonstration's own questions, 200 of them one after the other, then
200 by eight clients at once; a page counts when its whole body is there. The clients run on the same machine.
"""

import argparse
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.shared_data import shared_data  # noqa: E402 -- as above

from benchmarks.importing import repeat  # noqa: E402 -- the path is set just above
from retrieval.evaluate import percentile  # noqa: E402 -- as above

REQUESTS = 200
PATIENCE = 120.0


def main() -> None:
    """Make the home ready, start the product, print the table, stop the product."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--papers", type=int, default=0, help="papers beside the demonstration")
    parser.add_argument("--home", type=Path, help="a home that is kept for the next run")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        home = options.home or Path(scratch) / "home"
        environment = {**os.environ, "FINGERPOST_HOME": str(home), "FINGERPOST_LOG_LEVEL": "WARNING"}
        if not (home / "fingerpost.sqlite3").exists():
            _prepare(environment, options.papers, Path(scratch))
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            port = found.getsockname()[1]
        address = f"http://127.0.0.1:{port}"
        began = time.perf_counter()
        serving = subprocess.Popen(
            [sys.executable, "-m", "fingerpost", "serve", "--port", str(port)],
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            _until_ready(address, serving)
            _say("from start to ready", f"{time.perf_counter() - began:.1f} s")
            _measure(address, environment)
            _memory(serving.pid)
        finally:
            serving.terminate()
            serving.wait(timeout=30)


def _prepare(environment: dict[str, str], papers: int, scratch: Path) -> None:
    command = [sys.executable, "-m", "fingerpost"]
    began = time.perf_counter()
    subprocess.run([*command, "model", "build"], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    subprocess.run([*command, "demo", "load"], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    _say("load the demonstration", f"{time.perf_counter() - began:.1f} s")
    data = shared_data()
    if papers and data is None:
        sys.exit("The real data is not on this machine: set FINGERPOST_SHARED_DATA.")
    if papers and data is not None:
        path = scratch / "many.xml.gz"
        repeat(data / "medline/medline16n0902.xml.gz", papers, path)
        subprocess.run([*command, "import", str(path)], cwd=ROOT, env=environment, check=True)


def _until_ready(address: str, serving: "subprocess.Popen[str]") -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and serving.poll() is None:
        try:
            if httpx.get(f"{address}/readyz", timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.02)
    sys.exit("The product did not become ready.")


def _measure(address: str, environment: dict[str, str]) -> None:
    """The time of a page for a signed-in reader and for the public, with one client and with eight."""
    lines = (ROOT / "demo" / "content" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    cookies = _signed_in(address, environment)
    for who, held in (("a member of a ward", cookies), ("the public", httpx.Cookies())):
        for clients in (1, 8):
            _clients(address, held, questions, 4)  # both processes have opened their index after these
            times = sorted(_clients(address, held, (questions * 4)[:REQUESTS], clients))
            figures = " ".join(f"{percentile(times, part):7.1f}" for part in (50, 95, 100))
            _say(f"answer page, {who}, {clients} at once", f"p50 p95 most, ms {figures}")


def _clients(address: str, cookies: httpx.Cookies, questions: list[str], count: int) -> list[float]:
    def ask(own: list[str]) -> list[float]:
        times = []
        with httpx.Client(base_url=address, cookies=cookies, timeout=PATIENCE) as client:
            for question in own:
                began = time.perf_counter()
                reply = client.get("/search/", params={"q": question})
                times.append((time.perf_counter() - began) * 1000)
                assert reply.status_code == 200, reply.status_code
        return times

    with ThreadPoolExecutor(count) as pool:
        return [each for times in pool.map(ask, [questions[start::count] for start in range(count)]) for each in times]


def _signed_in(address: str, environment: dict[str, str]) -> httpx.Cookies:
    script = "import django; django.setup(); from demo.load import sign_ins; print(*sign_ins()[0][1:])"
    found = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True,
        env={**environment, "DJANGO_SETTINGS_MODULE": "fingerpost.config.settings"},
    )  # fmt: skip
    email, password = found.stdout.split()
    with httpx.Client(base_url=address, timeout=PATIENCE) as client:
        page = client.get("/accounts/login/").text
        [token] = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[:1]
        sent = {"login": email, "password": password, "csrfmiddlewaretoken": token}
        reply = client.post("/accounts/login/", data=sent, headers={"Referer": address})
        assert reply.status_code == 302, reply.status_code
        return client.cookies


def _memory(parent: int) -> None:
    """What each process holds: all it touches, and its share of it (what processes share is divided among them)."""
    for pid in _below(parent):
        called = Path(f"/proc/{pid}/cmdline").read_bytes().decode().replace("\0", " ")
        name = "web" if "gunicorn" in called else called.split("fingerpost ")[-1].strip()
        held = {
            line.split(":")[0]: int(line.split()[1]) / 1024
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
        }
        _say(f"memory of {name}", f"all {held['Rss']:.0f} MB, its share {held['Pss']:.0f} MB")


def _below(parent: int) -> list[int]:
    """The processes that a process started, and theirs. Linux only."""
    path = Path(f"/proc/{parent}/task/{parent}/children")
    if not path.exists():
        return []
    own = [int(pid) for pid in path.read_text().split()]
    return [each for pid in own for each in (pid, *_below(pid))]


def _say(what: str, found: str) -> None:
    print(f"{what:44} {found}", flush=True)


if __name__ == "__main__":
    main()
