"""How fast the text of PDF and Word files is read and made findable, and whether memory stays flat. Prints a table.

`python -m benchmarks.documents [--files N]`: 1,000 mixed files unless told. Of ten, six are PDF of 1 to 40 pages, three
Word files of about the same length and one plain text; one in a hundred is large (a PDF of 1,000 pages or a long Word
file). Their sentences are those of the abstracts in the shared data. 120 are typeset; the others are the same with a
few bytes more, so that each is a file of its own and is read as one.

The first row is the readers alone, two processes that only read. The second is the product in an empty home: each file
kept, attached to an item, read and stored page by page, by one worker and its two readers. The third is what the index
worker then does. "Asking" is the most memory of the process itself after a tenth, half and all of the files, "reading"
the most of any reader, in MB.
"""

import argparse
import io
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.shared_data import shared_data  # noqa: E402 -- the path is set just above

TARGET = 300  # seconds for 1,000 files
TYPESET = 120


def main() -> None:
    """Make the files, then print the rows; or say that the data is not here."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=1_000)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--how", choices=["readers", "product", "index"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.how:
        {"readers": readers_alone, "product": keep_and_read, "index": index}[options.how](options.folder)
        return
    data = shared_data()
    if data is None:
        print("The shared data is not on this machine, so nothing was measured.")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "files"
        folder.mkdir()
        began = time.monotonic()
        make(sentences(data), folder, options.files)
        size = sum(path.stat().st_size for path in folder.iterdir())
        print(f"{options.files:,} files, {size / 1e6:,.0f} MB, made in {time.monotonic() - began:.0f} s\n")
        print(f"{'':<20}{'seconds':>9}{'files/s':>9}{'pages':>9}{'MB text':>9}{'asking, MB':>16}{'reading, MB':>13}")
        for how in ("readers", "product", "index"):
            home = {"FINGERPOST_HOME": f"{name}/home", "FINGERPOST_MEANING": "0", "FINGERPOST_LOG_LEVEL": "WARNING"}
            command = [sys.executable, "-m", "benchmarks.documents", "--how", how, "--folder", str(folder)]
            subprocess.run(command, cwd=ROOT, env={**os.environ, **home}, check=True)
    print(f"\nTarget: text of 1,000 mixed files in {TARGET} s on two cores, memory flat.")


def sentences(data: Path) -> list[str]:
    """Real paragraphs: the abstracts of the MEDLINE file."""
    from bibliography.model import Citation
    from bibliography.read import read

    found = []
    for item in read(data / "medline/medline16n0902.xml.gz"):
        if isinstance(item, Citation) and len(item.abstract) > 400:
            found.append(" ".join(item.abstract.split()))
        if len(found) == 1_500:
            break
    return found


def make(paragraphs: list[str], folder: Path, count: int) -> None:
    """So many files, the same ones every time."""
    chance = random.Random(3)
    pdfs = [typeset(paragraphs, chance, chance.randint(1, 40)) for _ in range(TYPESET * 2 // 3)]
    words = [word_file(paragraphs, chance, chance.randint(1, 40)) for _ in range(TYPESET // 3)]
    large_pdf, large_word = typeset(paragraphs, chance, 1_000), word_file(paragraphs, chance, 300)
    for number in range(count):
        kind = number % 10
        if number % 100 == 50:
            name, content = (".pdf", large_pdf) if number % 200 == 50 else (".docx", large_word)
        elif kind < 6:
            name, content = ".pdf", chance.choice(pdfs)
        elif kind < 9:
            name, content = ".docx", chance.choice(words)
        else:
            name, content = ".txt", "\n\n".join(chance.choices(paragraphs, k=20)).encode()
        (folder / f"{number:05}{name}").write_bytes(apart(content, name, number))


def typeset(paragraphs: list[str], chance: random.Random, pages: int) -> bytes:
    """A PDF of about so many pages, with headings, hyphens and two columns on every third."""
    import typst

    body = []
    for number in range(pages * 2):
        text = json.dumps(" ".join(chance.choices(paragraphs, k=2)))
        body.append(f"= Section {number + 1}\n#text({text})\n")
    source = '#set page(numbering: "1")\n#set text(hyphenate: true, size: 10pt, lang: "en")\n#set par(justify: true)\n'
    columns = "#set page(columns: 2)\n" if pages % 3 == 0 else ""
    return bytes(typst.compile((source + columns + "\n".join(body)).encode()))


def word_file(paragraphs: list[str], chance: random.Random, pages: int) -> bytes:
    """A Word file of about so many pages, with headings and a table."""
    import docx

    made = docx.Document()
    for number in range(pages):
        made.add_heading(f"Section {number + 1}", 2)
        for text in chance.choices(paragraphs, k=2):
            made.add_paragraph(text)
    for cell in made.add_table(rows=8, cols=4)._cells:
        cell.text = chance.choice(paragraphs)[:40]
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def apart(content: bytes, ending: str, number: int) -> bytes:
    """The same document as a file of its own."""
    if ending != ".docx":
        return content + f"\n%{number}".encode()
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("docProps/number.txt", str(number))
    return out.getvalue()


def readers_alone(folder: Path) -> None:
    """Read every file, keep nothing, print one row."""
    from documents import Done, Found, Readers, Refused, sniff

    paths = sorted(folder.iterdir())
    pages = characters = ended = 0
    asking, reading, began = Memory(len(paths)), 0, time.perf_counter()
    with Readers(2) as readers:
        waiting = iter(paths)
        while True:
            while readers.free and (path := next(waiting, None)):
                found = sniff(path, path.name)
                assert isinstance(found, Found), found
                readers.ask(path.name, path, found.kind)
            if not readers.unfinished:
                break
            for name, told in readers.told(0.2):
                assert not isinstance(told, Refused), (name, told)
                if isinstance(told, Done):
                    ended += 1
                    asking.after(ended)
                    reading = max(reading, *children())
                    break  # the reader is free: give it the next file
                pages, characters = pages + 1, characters + len(str(told))
    row("readers alone", time.perf_counter() - began, len(paths), (pages, characters), asking, reading)


def keep_and_read(folder: Path) -> None:
    """Keep, attach, read and store every file; print one row."""
    open_home()
    from fingerpost.files.domain import store
    from fingerpost.files.models import StoredFile
    from fingerpost.library.domain.own import attachments, items
    from fingerpost.organisations.domain import units

    unit = units.found("Northvale Trust", kind="organisation", parent=None, by=None)
    paths = sorted(folder.iterdir())
    asking, reading, began = Memory(len(paths)), 0, time.perf_counter()
    for start in range(0, len(paths), 50):
        for path in paths[start : start + 50]:
            item = items.add("policy", path.name, "Attached.", unit=unit, by=None, open_to="public")
            with path.open("rb") as file:
                stored = store.keep(path.name, iter(lambda file=file: file.read(64 * 1024), b""))
            attachments.attach(item, stored, path.name, by=None)
        while StoredFile.objects.filter(reading="waiting").exists():
            attachments.read_waiting(0.5)
            reading = max(reading, *children())
        asking.after(min(start + 50, len(paths)))
    seconds = time.perf_counter() - began
    unread = StoredFile.objects.exclude(reading="read").values_list("reading", "reason").distinct()
    assert not unread, list(unread)
    row("kept and read", seconds, len(paths), stored_text(), asking, reading)


def index(folder: Path) -> None:
    """Make what was read findable; print one row."""
    open_home()
    from fingerpost.search.domain import indexing

    files = len(list(folder.iterdir()))
    asking, done, began = Memory(files), 0, time.perf_counter()
    while some := indexing.index_pending(limit=50):
        done += some
        asking.after(done)
    row("indexed", time.perf_counter() - began, files, stored_text(), asking, 0)


def open_home() -> None:
    """Django, with the home of the environment made ready."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "fingerpost.config.settings"
    from fingerpost.config.commands import prepare_home

    prepare_home()


def stored_text() -> tuple[int, int]:
    """Pages and characters in the database."""
    from django.db.models import Count, Sum
    from django.db.models.functions import Length

    from fingerpost.files.models import FilePage

    text = FilePage.objects.aggregate(pages=Count("pk"), characters=Sum(Length("text")))
    return text["pages"], text["characters"]


class Memory:
    """The most memory that this process held after a tenth, half and all of the files, in MB."""

    def __init__(self, files: int) -> None:
        self.marks = [max(1, files // 10), files // 2, files]
        self.peaks: list[int] = []

    def after(self, files: int) -> None:
        """So many files are done."""
        if len(self.peaks) < len(self.marks) and files >= self.marks[len(self.peaks)]:
            self.peaks.append(peak_of("self"))

    def __str__(self) -> str:
        return ", ".join(map(str, self.peaks))


def row(name: str, seconds: float, files: int, text: tuple[int, int], asking: Memory, reading: int) -> None:
    """One line of the table. `text`: pages, characters."""
    speed = f"{seconds:>9.1f}{files / seconds:>9.1f}{text[0]:>9,}{text[1] / 1e6:>9.1f}"
    print(f"{name:<20}{speed}{asking!s:>16}{reading:>13}", flush=True)


def peak_of(pid: str) -> int:
    """The most memory that a process held, in MB. VmHWM: getrusage counts what the parent held at the start."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM")), 0)


def children() -> Iterator[int]:
    """The same of each process that this one started."""
    yield 0
    for task in Path("/proc/self/task").iterdir():
        yield from map(peak_of, (task / "children").read_text().split())


if __name__ == "__main__":
    main()
