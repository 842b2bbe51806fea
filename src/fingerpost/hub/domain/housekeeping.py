"""What is thrown away once a day: finished work, old sessions, old e-mails."""

import time

from fingerpost.jobs.domain import work
from fingerpost.notifications.domain import outbox
from fingerpost.organisations.domain import accounts

DAY = 24 * 60 * 60
_last = float("-inf")


def daily() -> bool:
    """Throw away what is old, at the worker's start and then once a day; never counts as being busy."""
    global _last
    if time.monotonic() - _last >= DAY:
        _last = time.monotonic()
        work.forget_old()
        accounts.forget_old_sessions()
        outbox.forget_old()
    return False
