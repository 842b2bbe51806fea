"""Start an import, carry it on slice by slice, and mend what it could not take."""

import gzip
import io
import itertools
import shutil
import time
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F

from bibliography import read as files
from bibliography.model import Rejected as Unread
from bibliography.model import UnknownFormat
from bibliography.text import clean
from fingerpost.jobs.domain import work
from fingerpost.jobs.models import Job
from fingerpost.journal.domain import stream
from fingerpost.journal.models import Change
from fingerpost.kernel.errors import RuleBroken
from fingerpost.kernel.ids import new_id
from fingerpost.library.domain.published import ingest
from fingerpost.library.models import Import, Rejected
from fingerpost.organisations.models import Person, Unit

KIND = "library.import"
MARKS = (b"<MedlineCitation ", b"<PubmedBookArticle>", b"<DeleteCitation>", b"\nTY  -", b"\nPMID-", b"<record>", b"\n@")
# The file that this process has open, so that the next slice goes on without reading it again.
_reading: dict[int, tuple[int, Iterator[ingest.Item]]] = {}


def keep_upload(name: str, chunks: Iterator[bytes]) -> Path:
    """Store an uploaded file in the home, under a name that cannot climb out of it."""
    folder = settings.HOME / "imports" / new_id()
    folder.mkdir(parents=True)
    path = folder / file_name(name)
    size = 0
    with path.open("wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > settings.IMPORT_MAX_BYTES:
                shutil.rmtree(folder)
                most = settings.IMPORT_MAX_BYTES // 1024**2
                raise RuleBroken(f"This file is larger than {most:,} MB. Split it and try again.")
            file.write(chunk)
    return path


def file_name(name: str) -> str:
    """The last part of a name, without what tricks the eye or the disk. The ending stays: it tells the format."""
    tidy = clean(Path(name.replace("\\", "/")).name).encode("utf-8", "replace")[-180:].decode("utf-8", "ignore")
    return "upload" if tidy in {"", ".", ".."} else tidy


def upload(name: str, chunks: Iterator[bytes], *, by: Person, team: Unit | None, route: str = "auto") -> Import:
    """Begin to bring in a file that somebody sent. One that is refused (RuleBroken) is not kept."""
    path = keep_upload(name, chunks)
    try:
        return start(path, by=by, team=team, route=route)
    except RuleBroken:
        shutil.rmtree(path.parent)
        raise


@transaction.atomic
def start(
    path: Path, *, by: Person | None, team: Unit | None = None, route: str = "auto", name: str = "", source: str = ""
) -> Import:
    """Begin to bring in a file. Raises RuleBroken, in words, when it is no file we can read."""
    if path.is_dir():
        raise RuleBroken(f"{path.name} is a folder, not a file.")
    if not path.is_file():
        raise RuleBroken(f"There is no file called {path.name}.")
    try:
        files.read(path, name=path.name)
    except UnknownFormat as problem:
        raise RuleBroken(str(problem)) from problem
    came_in = Import.objects.create(
        person=by, team=team, name=name or path.name, path=str(path.resolve()), source=source, route=route
    )
    job = work.ask(
        KIND,
        f"Bring in {came_in.name}"[:200],
        by=by.public_id if by else "",
        came_in=came_in.pk,
        size=path.stat().st_size,
    )
    Import.objects.filter(pk=came_in.pk).update(job=job)
    came_in.job = job
    stream.record(
        "library.import_started", subject=came_in.public_id, by=by.public_id if by else "",
        detail={"route": route, "team": team.public_id if team else ""},
    )  # fmt: skip
    return came_in


def import_slice(job: Job) -> work.Outcome:
    """Five seconds' worth of one import."""
    came_in = Import.objects.select_related("person", "team").get(pk=job.arguments["came_in"])
    items = _resume(came_in)
    total = job.total or (_how_many(Path(came_in.path)) if not came_in.position else None)
    deadline = time.monotonic() + work.SLICE_SECONDS
    while True:  # at least one batch, or a slow disk would keep it here for ever
        batch = list(itertools.islice(items, ingest.BATCH))
        if batch:
            ingest.take_in(came_in, batch)
            work.went_on(job)
        if len(batch) < ingest.BATCH:
            finish(came_in)
            return work.Outcome(done=came_in.position, total=came_in.position, counts=counts(came_in))
        if time.monotonic() > deadline:
            break
    _reading[came_in.pk] = (came_in.position, items)
    return work.Outcome(done=came_in.position, total=total, counts=counts(came_in), again=True)


def finish(came_in: Import) -> None:
    """Say in the stream that an import is through. Once: a worker killed just after comes here again."""
    if not Change.objects.filter(subject=came_in.public_id, kind="library.import_finished").exists():
        stream.record(
            "library.import_finished", subject=came_in.public_id, detail=counts(came_in),
            by=came_in.person.public_id if came_in.person else "",
        )  # fmt: skip


def counts(came_in: Import) -> dict[str, int]:
    """What an import came to so far."""
    return {name: getattr(came_in, name) for name in ingest.COUNTS}


@transaction.atomic
def mend(rejected: Rejected, text: str, *, by: Person) -> Import:
    """Try a rejected piece again, as a person mended it. Raises RuleBroken with the reason if it still fails."""
    came_in = Import.objects.select_for_update(of=("self",)).select_related("person").get(pk=rejected.came_in_id)
    rejected.refresh_from_db()
    if rejected.mended:
        raise RuleBroken("Somebody has already mended this one.")
    name = came_in.name.removesuffix(".gz")
    try:
        items = list(files.read(io.BytesIO(_whole(text).encode()), name=name))
    except UnknownFormat as problem:
        raise RuleBroken(str(problem)) from problem
    bad = [item for item in items if isinstance(item, Unread)]
    if bad or not items:
        raise RuleBroken(bad[0].reason if bad else "There is nothing here that we can read.")
    before = came_in.rejected
    ingest.take_in(came_in, [replace(item, position=rejected.position) for item in items])
    if came_in.rejected > before:
        raise RuleBroken("This holds something that cannot be stored. Check it for odd characters.")
    # What was one rejected record is now one or more that were taken: the place in the file stays.
    Import.objects.filter(pk=came_in.pk).update(
        position=F("position") - len(items), read=F("read") - 1, rejected=F("rejected") - 1
    )
    came_in.refresh_from_db(fields=["position", *ingest.COUNTS])
    rejected.mended = True
    rejected.save(update_fields=["mended"])
    stream.record("library.rejected_mended", subject=came_in.public_id, by=by.public_id)
    return came_in


def _whole(text: str) -> str:
    """A piece of PubMed XML stands outside its set: put it back in one."""
    piece = text.strip()
    sets = {"<PubmedArticle": "PubmedArticleSet", "<MedlineCitation ": "MedlineCitationSet", "<record>": "records"}
    for tag, around in sets.items():
        if piece.startswith(tag):
            piece = f"<{around}>{piece}</{around}>"
            return f"<xml>{piece}</xml>" if around == "records" else piece
    return piece + "\n"


def _resume(came_in: Import) -> Iterator[ingest.Item]:
    """The rest of an import's file: as this process left it, or opened anew at its place."""
    position, items = _reading.pop(came_in.pk, (-1, iter(())))
    if position == came_in.position:
        return items
    path = Path(came_in.path)
    if not path.is_file():
        raise RuleBroken(f"The file {came_in.name} is no longer there. Upload it again.")
    try:
        return iter(files.read(path, name=path.name, start=came_in.position))
    except UnknownFormat as problem:
        raise RuleBroken(str(problem)) from problem


def _how_many(path: Path) -> int | None:
    """About how many records a file holds, by counting the marks they begin with. For the progress bar only."""
    if path.stat().st_size > 200 * 1024**2 or path.suffix.lower() == ".csv":
        return None
    opener = gzip.open if path.suffix == ".gz" else open
    found, tail, seen = 0, b"\n", 0
    try:
        with opener(path, "rb") as file:
            while (block := file.read(1024**2)) and seen < 2 * 1024**3:
                found += sum((tail + block).count(mark) for mark in MARKS)
                tail, seen = block[-20:], seen + len(block)
    except (OSError, EOFError, zlib.error):
        return None
    return found or None
