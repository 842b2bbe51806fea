"""What is held about a person, area by area. Each area that holds something says so here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db.models import Count
from django.db.models.functions import TruncDate

from fingerpost.journal.domain.wording import words_of
from fingerpost.journal.models import Change
from fingerpost.organisations.domain.consent import PURPOSES
from fingerpost.organisations.models import Consent, Membership, Person

# The privacy page shows the newest of a long list and says how many there are; the file holds all.
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Holding:
    """One kind of thing held about a person.

    `rows` are dictionaries from a plain-English label to a value that JSON can carry; the newest first.
    """

    title: str
    who_can_see: str
    rows: tuple[dict[str, Any], ...]
    kept: str = "As long as you have an account."


_sources: list[Callable[[Person], Iterable[Holding]]] = []


def register_holding(source: Callable[[Person], Iterable[Holding]]) -> None:
    """Add an area's answer to "what is held about me?" (an area calls this once, when it starts)."""
    if source not in _sources:
        _sources.append(source)


def holdings_of(person: Person) -> list[Holding]:
    """Everything that is held about a person, this area's own first."""
    return [*_own(person), *(holding for source in _sources for holding in source(person))]


def as_file(person: Person, *, made_at: str) -> dict[str, Any]:
    """Everything held about a person, ready to be written as JSON."""
    held = [
        {"what": one.title, "who_can_see": one.who_can_see, "kept": one.kept, "items": list(one.rows)}
        for one in holdings_of(person)
    ]
    return {"about": person.email, "made_at": made_at, "held": held}


def _own(person: Person) -> Iterable[Holding]:
    yield Holding(
        "Your account",
        "You, and administrators of the organisations you belong to.",
        (
            {
                "Name": person.name, "E-mail": person.email, "Pronouns": person.pronouns,
                "Joined": person.joined_at.isoformat(),
                "Last signed in": person.last_login.isoformat() if person.last_login else "",
                "Hidden from results": person.hidden_from_results,
            },
        ),
    )  # fmt: skip
    yield Holding(
        "Where you work",
        "Administrators of those organisations. Others see it only on your profile, if you share that.",
        tuple(
            {
                "Unit": row.unit.name, "Role": row.get_role_display(), "From": row.starts_on.isoformat(),
                "Until": row.ends_on.isoformat() if row.ends_on else "",
            }
            for row in Membership.objects.filter(person=person).select_related("unit").order_by("-starts_on", "-id")
        ),
    )  # fmt: skip
    answers = Consent.objects.filter(person=person)
    yield Holding("What you agreed to", "Only you.", tuple(_answer(row) for row in answers))
    yield Holding("How you sign in", "Only you. Nobody can read your password or your codes.", tuple(_ways_in(person)))
    yield Holding(
        "What was changed about you",
        "You. People who look after this site can check it when something went wrong.",
        tuple(
            {
                "What": words_of(row.kind),
                "When": row.at.isoformat(),
                "By you": row.actor == person.public_id,
                "Words kept": _words(row.personal),
            }
            for row in Change.objects.filter(subject=person.public_id).order_by("-id")
        ),
        kept="As long as the site keeps its record of changes. Names and words in it can be erased.",
    )
    yield Holding(
        "What you did here",
        "You. People who look after this site can check it when something went wrong.",
        tuple(_done_by(person)),
        kept="As long as the site keeps its record of changes.",
    )


def _done_by(person: Person) -> Iterable[dict[str, Any]]:
    """What somebody did, counted by kind and day: an import alone can be many thousands of changes."""
    rows = Change.objects.filter(actor=person.public_id).annotate(day=TruncDate("at")).values("day", "kind")
    for row in rows.annotate(times=Count("pk")).order_by("-day", "kind"):
        yield {"What": words_of(row["kind"]), "Day": row["day"].isoformat(), "Times": row["times"]}


def _words(personal: dict[str, Any] | None) -> str:
    return "; ".join(f"{name}: {said}" for name, said in (personal or {}).items())


def _answer(row: Consent) -> dict[str, Any]:
    purpose = PURPOSES.get(row.purpose)
    return {
        "About": purpose.title if purpose else row.purpose,
        "You said": "Yes" if row.agreed else "No",
        "When": row.at.isoformat(),
        "Wording": purpose.wording_of(row.wording_version) if purpose else "",
        "Wording number": row.wording_version,
    }


def _ways_in(person: Person) -> Iterable[dict[str, Any]]:
    for address in EmailAddress.objects.filter(user=person).order_by("-primary", "email"):
        yield {"Way": "E-mail", "Detail": address.email, "Confirmed": address.verified}
    for account in SocialAccount.objects.filter(user=person):
        yield {
            "Way": "Work account",
            "Detail": account.uid,
            "Told us": _words(account.extra_data),
            "Last used": account.last_login.isoformat(),
        }
    names = {"totp": "Codes from an app", "recovery_codes": "Recovery codes"}
    for factor in Authenticator.objects.filter(user=person):
        yield {"Way": names.get(factor.type, factor.type), "Detail": "", "Set up": factor.created_at.isoformat()}
