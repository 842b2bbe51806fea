"""Reads that pages about people need."""

from collections.abc import Iterable

from fingerpost.organisations.domain.privacy import Holding
from fingerpost.organisations.models import Person
from fingerpost.organisations.readers import Reader
from fingerpost.people.models import Profile
from fingerpost.records.models import Part, PartRole, Record, State

MOST_WRITTEN = 20
# Headings on a person's page, in their order; a part with another role stands under the last.
SHOWN_ROLES = {
    PartRole.WHO_TO_ASK: "Can be asked about", PartRole.AUTHOR: "Wrote", PartRole.REVIEWED: "Reviewed",
    PartRole.ANSWERED: "Answered",
}  # fmt: skip
OTHER_ROLE = "Had a part in"


def profile_for(reader: Reader, public_id: str) -> Profile | None:
    """The profile, if this reader may see it. One query."""
    rows = Profile.objects.visible_to(reader).filter(public_id=public_id, person__is_active=True)
    return rows.select_related("person", "unit").first()


def parts_of(profile: Profile, reader: Reader) -> dict[str, list[Record]]:
    """What the person had a part in and agreed to show, as far as this reader may see it: by role, newest first.

    One query. A page that they wrote and can be asked about stands under both.
    """
    seen = Record.objects.visible_to(reader).filter(state=State.RELEASED).exclude(pk=profile.pk)
    rows = Part.objects.filter(person=profile.person_id, shown=True, record__in=seen.values("pk"))
    rows = rows.select_related("record").order_by("-record__released_at", "-record_id")
    found: dict[str, list[Record]] = {}
    for part in rows[: MOST_WRITTEN * len(SHOWN_ROLES)]:
        under = found.setdefault(SHOWN_ROLES.get(PartRole(part.role), OTHER_ROLE), [])
        if part.record not in under and len(under) < MOST_WRITTEN:
            under.append(part.record)
    return {heading: found[heading] for heading in (*SHOWN_ROLES.values(), OTHER_ROLE) if heading in found}


def own_profile(person: Person) -> Profile | None:
    """The person's own profile, if they wrote one. One query."""
    return Profile.objects.filter(person=person).first()


def held_about(person: Person) -> Iterable[Holding]:
    """This area's answer to "what is held about me?"."""
    profile = own_profile(person)
    if profile:
        who = "Anyone who signs in." if profile.open_to else "Only you."
        row = {
            "Name": profile.title, "Job": profile.job, "About you": profile.about,
            "What you know about": "; ".join(profile.topics), "Last changed": profile.changed_at.isoformat(),
        }  # fmt: skip
        yield Holding("Your profile", who, (row,))
    parts = Part.objects.filter(person=person).select_related("record").order_by("-record_id")
    yield Holding(
        "What you had a part in",
        "Those who may see each of these. Your name is with it only where it says so.",
        tuple(
            {"What": row.record.title, "Your part": row.get_role_display(), "Your name is shown": row.shown}
            for row in parts
        ),
        kept="As long as your organisation needs it.",
    )
