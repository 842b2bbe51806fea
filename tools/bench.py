"""Run every benchmark and print its table: `python tools/bench.py [--sizes 10000,100000] [--only-sized]`.

A benchmark is a module of `benchmarks/` that can be run and prints. One that works at several
numbers of records takes them as `--rows 10000 100000`; `--only-sized` leaves the others out. Modules
named fit_* fit constants and are not run here. Each has an empty home of its own: none touches var/.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIZED = '"--rows"'


def benchmarks(*, only_sized: bool) -> list[Path]:
    """The benchmarks, by name."""
    found = [
        path for path in sorted((ROOT / "benchmarks").glob("*.py"))
        if not path.name.startswith(("_", "fit_")) and "__main__" in path.read_text()
    ]  # fmt: skip
    return [path for path in found if not only_sized or SIZED in path.read_text()]


def main() -> int:
    """Run them one after the other; 1 if any failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10000,100000")
    parser.add_argument("--only-sized", action="store_true")
    asked = parser.parse_args()
    failed = []
    for path in benchmarks(only_sized=asked.only_sized):
        print(f"\n== {path.stem} ==", flush=True)
        began = time.monotonic()
        rows = ["--rows", *asked.sizes.split(",")] if SIZED in path.read_text() else []
        with tempfile.TemporaryDirectory(prefix="fingerpost-bench-") as home:
            paths = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
            told = {**os.environ, "FINGERPOST_HOME": home, "PYTHONPATH": paths}
            told.setdefault("DJANGO_SETTINGS_MODULE", "fingerpost.config.settings")
            command = [sys.executable, "-m", f"benchmarks.{path.stem}", *rows]
            ran = subprocess.run(command, cwd=ROOT, env=told, check=False)
        print(f"({time.monotonic() - began:.0f} s)", flush=True)
        if ran.returncode:
            failed.append(path.stem)
    if failed:
        print(f"\nFAILED: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
