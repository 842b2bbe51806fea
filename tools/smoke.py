"""Wait until a running Fingerpost is ready, ask it one question over HTTP, and look at the answer.

    python tools/smoke.py http://127.0.0.1:8000 "falls in hospital" --seconds 600 --while PID

The exit code is 0 when the answer page names at least one thing that was found. With `--while` it
gives up as soon as that process has ended.
"""

import argparse
import os
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

FOUND = re.compile(r'href="(/(?:things|library/[a-z-]+)/[0-9a-z][^"/]{5,}/)')


def fetch(address: str) -> tuple[int, str]:
    """Status and body; 0 where nobody answers."""
    try:
        with urllib.request.urlopen(address, timeout=20) as reply:
            return reply.status, reply.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode(errors="replace")
    except OSError:
        return 0, ""


def wait(base: str, *, seconds: float, process: int) -> tuple[int, str]:
    """The last reply of /readyz: 200 as soon as it is ready."""
    until, reply = time.monotonic() + seconds, (0, "")
    while time.monotonic() < until:
        reply = fetch(f"{base}/readyz")
        if reply[0] == 200 or (process and not _lives(process)):
            break
        time.sleep(0.5)
    return reply


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def main() -> int:
    """Wait, ask, look."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base")
    parser.add_argument("question")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--while", dest="process", type=int, default=0, metavar="PID")
    asked = parser.parse_args()
    began = time.monotonic()
    status, said = wait(asked.base, seconds=asked.seconds, process=asked.process)
    if status != 200:
        print(
            f"Not ready after {time.monotonic() - began:.0f} s: {status or 'no answer'} {said[:500]}", file=sys.stderr
        )
        return 1
    print(f"ready after {time.monotonic() - began:.1f} s")
    began = time.monotonic()
    status, said = fetch(f"{asked.base}/search/?{urllib.parse.urlencode({'q': asked.question})}")
    found = sorted(set(FOUND.findall(said)))
    print(f"asked {asked.question!r}: status {status}, {len(found)} things named, {time.monotonic() - began:.2f} s")
    if status != 200 or not found:
        print(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", said))[:1500], file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
