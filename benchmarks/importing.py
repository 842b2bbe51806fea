"""How fast published papers come in: MEDLINE XML, through the import job, into database and word index. Prints a table.

`python -m benchmarks.importing [--records N ...] [--profile]`: 5,000 and 20,000 records unless told. The real MEDLINE
file of the shared data is repeated with new numbers and DOIs and imported into an empty home, as the command `import`
does it when no worker runs: one process reads and stores, another indexes. Memory is the most that each held; bytes
each is all that the home holds, database and index, divided by the records.
"""

import argparse
import cProfile
import gzip
import os
import pstats
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.shared_data import shared_data  # noqa: E402 -- the path is set just above

_CITATION = re.compile(rb"<MedlineCitation .*?</MedlineCitation>\s*", re.DOTALL)
_PMID = re.compile(rb'(<PMID Version="1">)(\d+)')
_DOI = re.compile(rb'(<ELocationID EIdType="doi" ValidYN="Y">[^<]*)')
_TITLE = re.compile(rb"(<ArticleTitle>)")


def main() -> None:
    """Print the table, or say that the data is not here."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, nargs="+", default=[5_000, 20_000])
    parser.add_argument("--profile", action="store_true", help="print where the time went")
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.file:
        bring_in(options.file, profile=options.profile)
        return
    data = shared_data()
    if data is None:
        print("The shared data is not on this machine, so nothing was measured.")
        return
    print(f"{'':19}{'ms of processor each':>20}{'memory, MB':>18}")
    print(
        f"{'records':>8}{'records/s':>11}{'reading':>10}{'indexing':>10}{'reading':>9}{'indexing':>9}{'bytes each':>12}"
    )
    for count in options.records:
        with tempfile.TemporaryDirectory() as name:
            path = Path(name) / "many.xml.gz"
            repeat(data / "medline/medline16n0902.xml.gz", count, path)
            home = {"FINGERPOST_HOME": f"{name}/home", "FINGERPOST_MEANING": "0", "FINGERPOST_LOG_LEVEL": "WARNING"}
            command = [sys.executable, "-m", "benchmarks.importing", "--file", str(path)]
            command += ["--profile"] if options.profile else []
            subprocess.run(command, cwd=ROOT, env={**os.environ, **home}, check=True)


def repeat(source: Path, count: int, target: Path) -> None:
    """So many citations, each copy with numbers, DOIs and titles of its own."""
    whole = gzip.decompress(source.read_bytes())
    citations = _CITATION.findall(whole)
    first = whole.index(citations[0])
    numbers: dict[tuple[int, bytes], bytes] = {}
    with gzip.open(target, "wb", compresslevel=1) as packed:
        packed.write(whole[:first])
        for place in range(count):
            copy, which = divmod(place, len(citations))

            def renumber(found: re.Match[bytes], copy: int = copy) -> bytes:
                number = numbers.setdefault((copy, found[2]), b"%d" % (30_000_000 + len(numbers)))
                return found[1] + number

            text = _PMID.sub(renumber, citations[which])
            text = _DOI.sub(rb"\1.%d" % copy, text)
            # Works are told apart by their titles' letters, so a number would not do.
            own = bytes(97 + int(digit) for digit in f"{copy:04}")
            packed.write(_TITLE.sub(rb"\1Volume " + own + b": ", text))
        packed.write(b"</MedlineCitationSet>\n")


def bring_in(path: Path, *, profile: bool) -> None:
    """Import one file into the home of the environment, which is empty, and print one row."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "fingerpost.config.settings"
    from fingerpost.config.commands import prepare_home

    prepare_home()
    from django.conf import settings

    from fingerpost.config.commands.waiting import finish
    from fingerpost.library.domain.published import imports

    watcher = cProfile.Profile(time.thread_time)
    began = time.perf_counter()
    if profile:
        watcher.enable()
    came_in = imports.start(path, by=None)
    assert came_in.job is not None
    finish([came_in.job], show=False)
    if profile:
        watcher.disable()
    clock = time.perf_counter() - began
    came_in.refresh_from_db()
    assert came_in.added == came_in.read, f"{came_in.added} added of {came_in.read}"
    stored = sum(each.stat().st_size for each in Path(settings.HOME).rglob("*") if each.is_file())
    own, second = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(
        f"{came_in.read:>8,}{came_in.read / clock:>11,.0f}"
        + "".join(f"{(used.ru_utime + used.ru_stime) * 1e3 / came_in.read:>10.2f}" for used in (own, second))
        + "".join(f"{used.ru_maxrss / 1024:>9,.0f}" for used in (own, second))
        + f"{stored / came_in.read:>12,.0f}",
        flush=True,
    )
    if profile:
        pstats.Stats(watcher).sort_stats("tottime").print_stats(35)
        pstats.Stats(watcher).sort_stats("cumtime").print_stats(45)


if __name__ == "__main__":
    main()
