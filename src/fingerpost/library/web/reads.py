"""Counts a page that was opened, if a person who does not own it opened it."""

import re

from django.http import HttpRequest

from fingerpost.library.domain.trust import reads
from fingerpost.records.models import Record, State

_ROBOT = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|preview|monitor|curl|wget|python|httpx|java/|headless|scan|fetch", re.I
)


def count_read(request: HttpRequest, record: Record) -> None:
    """Note that this was read: nothing about who. Robots, its own owner, and drafts do not count. No query."""
    agent = request.headers.get("User-Agent", "")
    owner = getattr(record, "owner_id", None)
    own = owner is not None and owner == request.reader.person_id
    if not own and record.state != State.DRAFT and not _ROBOT.search(agent) and request.method == "GET":
        reads.seen(record.pk)
