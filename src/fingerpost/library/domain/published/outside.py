"""Bring papers in from PubMed or Europe PMC, where the operator allows the internet."""

import itertools
import re
import time
from collections.abc import Iterator
from dataclasses import replace

from django.conf import settings
from django.db import transaction

from bibliography import sources
from fingerpost.jobs.domain import work
from fingerpost.jobs.models import Job
from fingerpost.journal.domain import stream
from fingerpost.kernel.errors import RuleBroken
from fingerpost.library.domain.published import ingest
from fingerpost.library.domain.published.imports import counts, finish
from fingerpost.library.models import Import, Route
from fingerpost.organisations.models import Person, Unit

KIND = "library.import_outside"
NAMES = {"pubmed": "PubMed", "europe-pmc": "Europe PMC"}
LONGEST = 20_000
_open: dict[int, tuple[int, Iterator[ingest.Item]]] = {}


def is_allowed() -> bool:
    """Whether the operator lets the product use the internet."""
    return settings.INTERNET_ALLOWED


@transaction.atomic
def start(source: str, question: str, *, by: Person | None, team: Unit | None) -> Import:
    """Begin to bring in what a search of an outside source finds, or a list of PMIDs."""
    question = question.strip()
    if not is_allowed():
        raise RuleBroken("This site is not allowed to use the internet. Bring in a file instead.")
    if source not in NAMES:
        raise RuleBroken("Choose PubMed or Europe PMC.")
    if not question or len(question) > LONGEST:
        raise RuleBroken("Write a search, or a list of PMIDs, of at most 20,000 characters.")
    came_in = Import.objects.create(
        person=by, team=team, name=f"{NAMES[source]}: {question[:120]}", source=NAMES[source], question=question,
        route=Route.OPEN,
    )  # fmt: skip
    asker = by.public_id if by else ""
    job = work.ask(KIND, f"Bring in from {NAMES[source]}", by=asker, came_in=came_in.pk, source=source)
    Import.objects.filter(pk=came_in.pk).update(job=job)
    came_in.job = job
    stream.record("library.import_started", subject=came_in.public_id, by=asker, detail={"source": source})
    return came_in


def outside_slice(job: Job) -> work.Outcome:
    """Five seconds' worth of an outside search. A source that does not answer is tried again later."""
    came_in = Import.objects.select_related("person", "team").get(pk=job.arguments["came_in"])
    if not is_allowed():
        raise RuleBroken("This site is no longer allowed to use the internet.")
    position, found = _open.pop(came_in.pk, (-1, iter(())))
    if position != came_in.position:
        found = _citations(job.arguments["source"], came_in.question, came_in.position)
    deadline = time.monotonic() + work.SLICE_SECONDS
    while True:
        try:
            batch = list(itertools.islice(found, ingest.BATCH))
        except sources.SourceError as problem:
            if job.attempts < work.MOST_ATTEMPTS:
                raise  # tried again a little later
            raise RuleBroken(str(problem)) from problem
        work.renew(job)
        if batch:
            ingest.take_in(came_in, [replace(item, position=came_in.position + n) for n, item in enumerate(batch, 1)])
            work.went_on(job)
        if len(batch) < ingest.BATCH:
            finish(came_in)
            return work.Outcome(done=came_in.position, total=came_in.position, counts=counts(came_in))
        if time.monotonic() > deadline:
            break
    _open[came_in.pk] = (came_in.position, found)
    return work.Outcome(done=came_in.position, counts=counts(came_in), again=True)


def _citations(source: str, question: str, start: int) -> Iterator[ingest.Item]:
    """What the source holds for a query, or for a list of PMIDs, after the first `start`."""
    pmids = re.findall(r"\d+", question) if re.fullmatch(r"[\d\s,;]+", question) else []
    if source == "pubmed":
        pubmed = sources.PubMed(tool="fingerpost", email=settings.CONTACT_EMAIL, api_key=settings.NCBI_API_KEY)
        return pubmed.by_number(pmids[start:]) if pmids else pubmed.search(question, start=start)
    query = " OR ".join(f"EXT_ID:{pmid}" for pmid in pmids) or question
    return itertools.islice(sources.EuropePMC(email=settings.CONTACT_EMAIL).search(query), start, None)
