"""Units, the people in them, and what binds the two."""

from fingerpost.organisations.models.people import Consent, Membership, Person, Role
from fingerpost.organisations.models.units import Agreement, ElsewhereLink, LocalWord, Sector, Unit, UnitKind

__all__ = [
    "Agreement", "Consent", "ElsewhereLink", "LocalWord", "Membership", "Person", "Role", "Sector", "Unit", "UnitKind",
]  # fmt: skip
