"""Taking a library out and putting it into an empty home: time and memory. Prints a table.

`python -m benchmarks.carrying [--rows N ...]`: 10,000 and 100,000 papers unless told, made from nothing and taken in as
an import takes them in. Each command is a process of its own. Rows are those of all tables. Restoring is timed
with the history verified, and without the new index, which has figures of its own. Memory is the most that each held.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--fill", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--take", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.fill:
        fill(options.fill)
        return
    if options.take:
        take(options.take)
        return
    print(f"{'':>27}{'export':>16}{'restore':>18}")
    print(f"{'papers':>9}{'rows':>11}{'MB':>7}{'s':>8}{'memory, MB':>12}{'s':>8}{'memory, MB':>12}  same bytes again")
    for papers in options.rows:
        with tempfile.TemporaryDirectory() as name:
            measure(papers, Path(name))


def measure(papers: int, folder: Path) -> None:
    """One line of the table."""
    one, two = folder / "one", folder / "two"
    in_home(folder / "home", "-m", "benchmarks.carrying", "--fill", str(papers))
    seconds, memory = in_home(folder / "home", "-m", "fingerpost", "export", str(one))
    again, most = in_home(folder / "new", "-m", "benchmarks.carrying", "--take", str(one))
    in_home(folder / "new", "-m", "fingerpost", "export", str(two))
    rows = sum(path.read_bytes().count(b"\n") for path in (one / "tables").iterdir())
    size = sum(path.stat().st_size for path in one.rglob("*") if path.is_file()) / 1e6
    same = (one / "manifest.json").read_bytes() == (two / "manifest.json").read_bytes()
    print(
        f"{papers:>9,}{rows:>11,}{size:>7,.0f}{seconds:>8.1f}{memory:>12,.0f}{again:>8.1f}{most:>12,.0f}  "
        f"{'yes' if same else 'NO'}",
        flush=True,
    )


def in_home(home: Path, *words: str) -> tuple[float, float]:
    """Run Python in a home: seconds, and the most memory it held in MB. Raises RuntimeError where it fails."""
    told = {"FINGERPOST_HOME": str(home), "FINGERPOST_MEANING": "0", "FINGERPOST_LOG_LEVEL": "WARNING"}
    began = time.monotonic()
    running = subprocess.Popen([sys.executable, *words], cwd=ROOT, env=os.environ | told, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        raise RuntimeError(f"{' '.join(words)} failed")
    return time.monotonic() - began, used.ru_maxrss / 1000


def take(folder: Path) -> None:
    """Restore into the home that the environment names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fingerpost.config.settings")
    from fingerpost.config.commands import prepare_home

    prepare_home()
    from fingerpost.config.carrying.restore import restore

    restore(folder)


def fill(papers: int) -> None:
    """Take in so many papers, in the home that the environment names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fingerpost.config.settings")
    from fingerpost.config.commands import prepare_home

    prepare_home()
    from bibliography.model import Author, Citation
    from fingerpost.journal.domain import stream
    from fingerpost.library.domain.published import ingest
    from fingerpost.library.models import Import

    came_in = Import.objects.create(name="many.xml", source="PubMed", route="open")
    for start in range(0, papers, ingest.BATCH):
        ingest.take_in(came_in, [
            Citation(
                source="pubmed-xml", position=number, title=f"Trial {number} of falls on wards",
                pmid=str(10**7 + number), authors=(Author(last=f"Author{number % 999}", initials="A"),),
                journal="Journal of Trials", year=2020,
                abstract=f"Of {number} patients some fell and most did not. " * 20,
            )
            for number in range(start + 1, min(papers, start + ingest.BATCH) + 1)
        ])  # fmt: skip
    while stream.seal(5000):
        pass


if __name__ == "__main__":
    main()
