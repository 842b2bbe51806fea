"""How fast files of citations are read, and whether memory stays flat. Prints a table.

`python -m benchmarks.parse [--times N]`: the real MEDLINE update file of the shared data is repeated N times (10 unless
told) and packed again, so that the file is of the shape and size of a real one. Each row is the best of three runs, in
processor time (reading waits for nothing else) and by the clock.
"""

import argparse
import gzip
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from lxml import etree

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.shared_data import shared_data  # noqa: E402 -- as above

from bibliography.model import Deletion  # noqa: E402 -- the path is set just above
from bibliography.read import read  # noqa: E402 -- as above

_RECORDS = re.compile(rb"<MedlineCitation .*</MedlineCitation>\s*", re.DOTALL)
# Memory is measured in a process of its own. Linux's VmHWM is the most that the process itself held; getrusage would
# count what its parent held when it was started.
_MEMORY = """
import sys
from bibliography.read import read
for _ in read(sys.argv[1]): pass
[most] = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(int(most) // 1024)
"""


def main() -> None:
    """Print the table, or say that the data is not here."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--times", type=int, default=10, help="how often the real file is repeated")
    times = options.parse_args().times
    data = shared_data()
    if data is None:
        print("The shared data is not on this machine, so nothing was measured.")
        return
    with tempfile.TemporaryDirectory() as folder:
        small, large = (_repeated(data / "medline/medline16n0902.xml.gz", n, Path(folder)) for n in (1, times))
        print(f"{'file':<34}{'records':>9}{'records/s':>11}{'by clock':>10}{'MB/s':>8}")
        _row(f"MEDLINE XML .gz, x{times}", large, _ours)
        _row("  the same, skipping all", large, _skipping)
        _row("  the same, bare lxml, no fields", large, _bare)
        for name in ("mendeley_export.xml", "zotero_export.ris", "zotero_export.bib", "zotero_export.csv"):
            _row(name, data / "exports" / name, _ours)
        if not Path("/proc/self/status").exists():
            return
        print(f"\nmost memory, x1 {_memory(small)} MB, x{times} {_memory(large)} MB")


def _repeated(source: Path, times: int, folder: Path) -> Path:
    whole = gzip.decompress(source.read_bytes())
    found = _RECORDS.search(whole)
    assert found is not None
    path = folder / f"x{times}.xml.gz"
    with gzip.open(path, "wb", compresslevel=6) as packed:
        packed.write(whole[: found.start()])
        for _ in range(times):
            packed.write(found[0])
        packed.write(whole[found.end() :])
    return path


def _ours(path: Path) -> int:
    return sum(1 for item in read(path) if not isinstance(item, Deletion))


def _skipping(path: Path) -> int:
    """Going on at the end of the file: what a resumed import waits for."""
    count = _ours(path) if path not in _COUNTS else _COUNTS[path]
    _COUNTS[path] = count
    assert sum(1 for _ in read(path, start=count + 1)) == 0
    return count


_COUNTS: dict[Path, int] = {}


def _bare(path: Path) -> int:
    def elements() -> Iterator[etree._Element]:
        with gzip.open(path) as opened:
            for _, element in etree.iterparse(opened, tag="MedlineCitation", no_network=True, load_dtd=False):
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]

    return sum(1 for _ in elements())


def _row(name: str, path: Path, run: Callable[[Path], int]) -> None:
    count, best, by_clock = run(path), float("inf"), float("inf")
    for _ in range(3):
        started, on_clock = time.process_time(), time.perf_counter()
        run(path)
        best = min(best, time.process_time() - started)
        by_clock = min(by_clock, time.perf_counter() - on_clock)
    size = len(gzip.decompress(path.read_bytes())) if path.suffix == ".gz" else path.stat().st_size
    print(f"{name:<34}{count:>9,}{count / best:>11,.0f}{count / by_clock:>10,.0f}{size / best / 1e6:>8.1f}")


def _memory(path: Path) -> int:
    done = subprocess.run(
        [sys.executable, "-c", _MEMORY, str(path)], capture_output=True, text=True, check=True, cwd=ROOT / "src"
    )
    return int(done.stdout)


if __name__ == "__main__":
    main()
