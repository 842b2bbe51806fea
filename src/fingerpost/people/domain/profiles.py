"""Write a profile, and keep what others see of it to what its person agreed to."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from fingerpost.kernel import clock
from fingerpost.kernel.errors import RuleBroken
from fingerpost.organisations.domain import consent
from fingerpost.organisations.domain.rules import check_is_oneself
from fingerpost.organisations.models import Membership, Person, Unit
from fingerpost.organisations.readers import person_token
from fingerpost.people.models import Profile
from fingerpost.records.domain import sharing, watchers
from fingerpost.records.models import OpenTo, Part, PartRole, State

MOST_TOPICS = 12
LONGEST_TOPIC = 80


@transaction.atomic
def write(person: Person, *, job: str, about: str, topics: Iterable[str], by: Person | None) -> Profile:
    """The person's own words about themselves. Who sees them follows from what they agreed to."""
    check_is_oneself(by, person)
    wanted = list(dict.fromkeys(" ".join(topic.split()) for topic in topics if topic.strip()))
    if len(wanted) > MOST_TOPICS:
        raise RuleBroken(f"Name at most {MOST_TOPICS} things that you know about.")
    if any(len(topic) > LONGEST_TOPIC for topic in wanted):
        raise RuleBroken(f"Say each thing that you know about in at most {LONGEST_TOPIC} letters.")
    profile = Profile.objects.filter(person=person).first()
    if profile is None:
        profile = Profile(person=person, kind="person", title=person.name or person.email)
    sharing.change(profile, by=by, kind="people.profile_written", job=job.strip(), about=about.strip(), topics=wanted)
    follow(person)
    profile.refresh_from_db()
    return profile


@transaction.atomic
def follow(person: Person) -> None:
    """Bring what others see of a person in line with what the person agrees to, in the caller's transaction.

    Called whenever agreements, hiding, name or place of work change. What narrows, narrows at once.
    """
    _show_parts(person, consent.agreed(person, consent.NAMED))
    profile = Profile.objects.filter(person=person).first()
    if profile is None:
        return
    found = person.is_active and not person.hidden_from_results and consent.agreed(person, consent.PROFILE)
    asked = found and consent.agreed(person, consent.ASKED)
    _describe(profile, person, asked)
    if found and profile.state != State.RELEASED:
        sharing.release(profile, by=person, open_to=OpenTo.SIGNED_IN, tokens=[person_token(person.pk)])
    else:
        open_to = OpenTo.SIGNED_IN if found else OpenTo.NOBODY
        sharing.share(profile, open_to=open_to, tokens=[person_token(person.pk)], by=person)


def willing_to_be_asked(person_ids: list[int]) -> dict[int, list[str]]:
    """Of these people, those who may be asked, each with what about. One query."""
    rows = Profile.objects.filter(person__in=person_ids, open_to=OpenTo.SIGNED_IN).exclude(asks=[])
    return dict(rows.values_list("person_id", "asks"))


def _describe(profile: Profile, person: Person, asked: bool) -> None:
    """Name, unit and what to ask about, as they are now."""
    gone = not person.is_active
    wanted = {
        "title": person.name or person.email,
        "unit": _unit(person),
        "asks": profile.topics if asked else [],
        "job": "" if gone else profile.job,
        "about": "" if gone else profile.about,
        "topics": [] if gone else profile.topics,
    }
    changed = {name: value for name, value in wanted.items() if getattr(profile, name) != value}
    if changed:
        sharing.change(profile, by=person, kind="people.profile_followed", **changed)
        # What it no longer says must not be found by it either, even before the index has caught up.
        watchers.changed([profile.pk], narrowed=True)


def _unit(person: Person) -> Unit | None:
    rows = Membership.objects.filter(person=person).on(clock.today()).select_related("unit")
    membership = rows.order_by("starts_on", "id").first()
    return membership.unit if membership else None


def _show_parts(person: Person, shown: bool) -> None:
    """The name on what they wrote follows one agreement. Being named as who to ask is agreed to page by page,
    and ends when they say that they do not want to be asked at all."""
    parts = Part.objects.filter(person=person)
    _set_shown(parts.exclude(role=PartRole.WHO_TO_ASK), shown)
    if consent.answers_of(person)[consent.ASKED] and not consent.agreed(person, consent.ASKED):
        _set_shown(parts.filter(role=PartRole.WHO_TO_ASK), False)


def _set_shown(parts: QuerySet[Part], shown: bool) -> None:
    records = list(parts.exclude(shown=shown).values_list("record_id", flat=True))
    if records:
        parts.update(shown=shown)
        watchers.changed(records, narrowed=not shown)
