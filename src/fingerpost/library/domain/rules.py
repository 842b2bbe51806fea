"""Who may do what in the library."""

from fingerpost.kernel.errors import NotAllowed
from fingerpost.library.models import Import
from fingerpost.organisations.readers import Reader


def check_can_import(reader: Reader) -> None:
    """Knowledge specialists and organisation administrators bring literature in."""
    if not (reader.services or reader.administers):
        raise NotAllowed("Only the library team and administrators can bring in published papers.")


def can_import(reader: Reader) -> bool:
    """The same, as yes or no."""
    return bool(reader.services or reader.administers)


def imports_seen_by(reader: Reader):
    """Imports of the teams a reader works in, and their own."""
    teams = reader.services | reader.administers
    return Import.objects.filter(team__in=teams) | Import.objects.filter(person_id=reader.person_id or 0)
