"""Colleagues by the names that people type."""

from collections.abc import Iterable

from fingerpost.kernel.errors import RuleBroken
from fingerpost.library.domain.own.who_to_ask import colleagues
from fingerpost.organisations.models import Person
from fingerpost.organisations.readers import Reader

ME = {"me", "myself"}


def colleague_of(text: str, reader: Reader, known: Iterable[Person] = ()) -> Person | None:
    """The colleague of this name or e-mail address; whoever writes, for "me"; None for nothing."""
    name = " ".join(text.split())
    if name.lower() in ME:
        return Person.objects.filter(pk=reader.person_id or 0).first()
    found = colleagues([name], reader, known) if name else []
    return found[0] if found else None


def owner_of(text: str, reader: Reader, known: Iterable[Person] = ()) -> tuple[Person | None, str]:
    """A colleague, or where no colleague is called so, the words themselves. RuleBroken where several are."""
    try:
        return colleague_of(text, reader, known), ""
    except RuleBroken:
        name = " ".join(text.split())
        if "@" in name or Person.objects.filter(name__iexact=name, is_active=True).count() > 1:
            raise
        return None, name
