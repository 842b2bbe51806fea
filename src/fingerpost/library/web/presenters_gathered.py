"""Turns reading lists, and what stands beside a page, into words and links."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from fingerpost.kernel import clock
from fingerpost.library.domain.gathering import citing, gathered, lasting
from fingerpost.library.domain.gathering.printed import warnings_of
from fingerpost.library.models import Collection, Item, Paper
from fingerpost.library.searchable import byline
from fingerpost.library.web import presenters
from fingerpost.organisations.readers import Reader
from fingerpost.records.models import Part, PartRole, Record, State
from fingerpost.ui.formats import full_date

CHIPS = {"paper": "evidence", "note": "brief", "story": "lesson"}  # colours of kinds whose own name has none
ROLES = {
    PartRole.WHO_TO_ASK: "Who to ask", PartRole.AUTHOR: "Wrote it", PartRole.REVIEWED: "Reviewed it",
    PartRole.VERIFIED: "Checked it", PartRole.ANSWERED: "Answered it", PartRole.FACILITATED: "Helped it along",
    PartRole.DECIDED: "Decided it",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ThingView:
    """One thing on a list, as its page draws it."""

    pk: int
    title: str
    href: str
    kind: str
    kind_name: str
    byline: str
    facts: tuple[str, ...]
    warnings: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class SectionView:
    """What stands under one heading."""

    heading: str
    things: tuple[ThingView, ...]


@dataclass(frozen=True, slots=True)
class PersonView:
    """Somebody to turn to: `href` leads to their page if they agreed to one, `ask_href` to the box to ask them."""

    name: str
    roles: str
    place: str
    href: str
    ask_href: str


@dataclass(frozen=True, slots=True)
class UseView:
    """Something that uses a page or a paper."""

    sentence: str
    title: str
    href: str
    place: str
    people: str


@dataclass(frozen=True, slots=True)
class GatheredView:
    """What stands beside a page or a paper."""

    people: tuple[PersonView, ...]
    uses: tuple[UseView, ...]
    lists: tuple[tuple[str, str], ...]
    put_href: str
    unit: tuple[str, str] | None
    vancouver: str
    harvard: citing.Pieces
    oai: str
    address: str
    is_open: bool


def sections(found: Iterable[gathered.Section], *, whole: bool = False) -> list[SectionView]:
    """Sections of a list; `whole`: with whole addresses, for pages that stand on other sites."""
    return [
        SectionView(section.heading, tuple(_thing(thing, whole=whole) for thing in section.things)) for section in found
    ]


def _thing(listed: gathered.Listed, *, whole: bool) -> ThingView:
    record = listed.record
    if listed.paper is not None:
        place, said = "library:paper", byline(listed.paper)
        design = listed.paper.design if listed.paper.design != "unclear" else ""
        facts = (str(listed.paper.year or ""), design)
    else:
        place, said = "library:item", record.unit.name if record.unit else ""
        facts = (f"Last checked by a person: {full_date(record.reviewed_on) if record.reviewed_on else 'not yet'}",)
    here = settings.FINGERPOST_ADDRESS.rstrip("/") if whole else ""
    return ThingView(
        pk=listed.entry.pk, title=record.title, href=here + reverse(place, args=[record.public_id]),
        kind=CHIPS.get(record.kind, record.kind), kind_name=presenters.kind_name(record.kind), byline=said,
        facts=tuple(filter(None, facts)), warnings=warnings_of(listed), note=listed.entry.note,
    )  # fmt: skip


def gathered_view(record: Item | Paper, reader: Reader) -> GatheredView:
    """What stands beside a page or a paper, for this reader. Four queries at most."""
    found = gathered.gathered_for(record, reader)
    unit = record.unit
    may_list = reader.signed_in and record.state == State.RELEASED
    if isinstance(record, Paper):
        reference = citing.of_paper(record)
    else:
        reference = citing.of_item(record, address=lasting.address_of(record), read_on=clock.today())
    return GatheredView(
        people=tuple(_people(found.people, record, reader)),
        uses=tuple(_use(use) for use in found.uses),
        lists=tuple((row.title, reverse("library:collection", args=[row.public_id])) for row in found.lists),
        put_href=reverse("library:collection_put", args=[record.public_id]) if may_list else "",
        unit=(unit.name, reverse("hub:unit", args=[unit.slug])) if unit and reader.signed_in else None,
        vancouver=citing.vancouver(reference), harvard=citing.harvard(reference),
        oai=lasting.oai_of(record), address=lasting.address_of(record), is_open=record.open_to == "public",
    )  # fmt: skip


def _people(parts: Iterable[Part], record: Record, reader: Reader) -> Iterable[PersonView]:
    """Each person once, with all they had to do with it; whoever can be asked comes first."""
    of: dict[int, list[Part]] = {}
    for part in parts:
        of.setdefault(part.person_id, []).append(part)
    views = []
    for theirs in of.values():
        person, roles = theirs[0].person, [PartRole(part.role) for part in theirs]
        profile = getattr(person, "profile", None)
        shown = profile is not None and bool(profile.open_to) and reader.signed_in
        willing = PartRole.WHO_TO_ASK in roles or (shown and bool(profile.asks))
        may_ask = reader.signed_in and willing and person.pk != reader.person_id
        unit = profile.unit.name if shown and profile.unit else ""
        ask = reverse("people:enquiry_ask", args=[person.public_id]) + f"?about={record.public_id}" if may_ask else ""
        views.append(
            PersonView(
                name=person.name,
                roles=", ".join(dict.fromkeys(ROLES[role] for role in roles if role in ROLES)),
                place=", ".join(filter(None, (profile.job if shown else "", unit))),
                href=reverse("people:profile", args=[profile.public_id]) if shown else "",
                ask_href=ask,
            )
        )
    return sorted(views, key=lambda view: not view.ask_href)


def _use(use: gathered.Use) -> UseView:
    record = use.record
    return UseView(
        sentence=f"{presenters.kind_name(record.kind)} that {use.verb} this", title=record.title,
        href=presenters.href(record), place=record.unit.name if record.unit else "",
        people=", ".join(dict.fromkeys(part.person.name for part in use.people)),
    )  # fmt: skip


def edit_href(row: Collection) -> str:
    """Where a list is changed."""
    return reverse("library:collection_edit", args=[row.public_id])


def embed_href(row: Collection) -> str:
    """The whole address of a list's bare page."""
    return settings.FINGERPOST_ADDRESS.rstrip("/") + reverse("library:collection_embed", args=[row.public_id])
