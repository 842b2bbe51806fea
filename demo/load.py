"""Loads the demonstration health system, through the same functions that pages call.

Dates are relative to the day it is loaded. It refuses to load beside real people.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from bibliography.model import Author, Citation, MeshHeading
from fingerpost.kernel import clock
from fingerpost.kernel.errors import RuleBroken
from fingerpost.library.domain import ingest, items
from fingerpost.library.models import Import, Item, Paper
from fingerpost.organisations.domain import accounts, agreements, consent, links, memberships, units, wording
from fingerpost.organisations.models import Person, Unit
from fingerpost.organisations.readers import unit_token
from fingerpost.people.domain import profiles
from fingerpost.records.domain import graph
from fingerpost.records.models import PartRole, Relation

CONTENT = Path(__file__).parent / "content"
PASSWORD = "learn-before-during-after"  # noqa: S105 -- printed at every start of a demonstration
ROLES = {
    "member": "Ward or team member", "knowledge-specialist": "Knowledge specialist",
    "service-manager": "Library service manager", "executive": "Executive", "champion": "Champion",
    "organisation-administrator": "Organisation administrator", "national-viewer": "National viewer",
}  # fmt: skip
ELSEWHERE = [
    ("PubMed", "https://pubmed.ncbi.nlm.nih.gov/?term={query}"),
    ("Europe PMC", "https://europepmc.org/search?query={query}"),
    ("NICE", "https://www.nice.org.uk/search?q={query}"),
]


def load() -> str:
    """Load everything; a sentence about what was loaded. Raises RuleBroken beside real people or a second time."""
    if Person.objects.filter(is_demonstration=True).exists():
        raise RuleBroken("The demonstration is loaded already.")
    if Person.objects.exists():
        raise RuleBroken("There are real people here. A demonstration is not loaded beside them.")
    world = World(clock.today())
    world.found_units()
    world.open_accounts()
    world.agree_services()
    world.bring_in_papers()
    for kind in ("local", "knowhow", "notes"):
        world.add_items(kind)
    world.join_up()
    return (
        f"Loaded {Unit.objects.count()} units, {Person.objects.count()} people, {Paper.objects.count()} papers "
        f"and {Item.objects.count()} local items."
    )


def sign_ins() -> list[tuple[str, str, str]]:
    """One person for each role: (what they are, e-mail, password)."""
    chosen: dict[str, tuple[str, str, str]] = {}
    emails = set(Person.objects.filter(is_demonstration=True).values_list("email", flat=True))
    for row in _rows("people.csv"):
        if row["email"] in emails and (row["role"] != "member" or row["unit"] == "wrh-ward-12"):
            chosen.setdefault(row["role"], (ROLES[row["role"]], row["email"], PASSWORD))
    return [chosen[role] for role in ROLES if role in chosen]


@dataclass
class World:
    """The demonstration being built, as of one day."""

    today: date

    def ago(self, days: int) -> date:
        """The day that many days before today."""
        return self.today - timedelta(days=days)

    @cached_property
    def units(self) -> dict[str, Unit]:
        """Every unit by its slug."""
        return {unit.slug: unit for unit in Unit.objects.all()}

    @cached_property
    def people(self) -> dict[str, Person]:
        """Every person by the slug in people.csv."""
        by_email = {person.email: person for person in Person.objects.all()}
        return {row["slug"]: by_email[row["email"]] for row in _rows("people.csv")}

    def found_units(self) -> None:
        """The tree of units."""
        made: dict[str, Unit] = {}
        for row in _rows("units.csv"):
            made[row["slug"]] = units.found(
                row["name"], kind=row["kind"], parent=made.get(row["parent"]), slug=row["slug"], sector=row["sector"],
                ods_code=row["ods_code"] or None, short_name=row["short_name"], opened_on=self.ago(3000), by=None,
            )  # fmt: skip

    def open_accounts(self) -> None:
        """People, their jobs, and what they agreed to show."""
        for row in _rows("people.csv"):
            person = accounts.open_account(
                row["email"], row["name"], by=None, password=None, confirmed=True, is_demonstration=True
            )
            memberships.join(person, self.units[row["unit"]], role=row["role"], starts_on=self.ago(700), by=None)
            for other in filter(None, row["other_units"].split(";")):
                slug, _, days = other.partition("@")
                first, _, last = days.partition("..")
                memberships.join(
                    person, self.units[slug], starts_on=self.ago(int(first)), by=None,
                    ends_on=self.ago(int(last)) if last else None,
                )  # fmt: skip
            self._profile(person, row)
        self._one_password()

    def _profile(self, person: Person, row: dict[str, str]) -> None:
        person.pronouns = row["pronouns"]
        person.save(update_fields=["pronouns"])
        asks = [ask.strip() for ask in row["asks"].split(";") if ask.strip()]
        profiles.write(person, job=row["job"], about="", topics=asks, by=person)
        if row["agrees_to_be_asked"] == "yes":
            for purpose in (consent.PROFILE, consent.ASKED, consent.NAMED):
                consent.say(person, purpose, True, by=person)

    def _one_password(self) -> None:
        """Hash the shared password once: 120 slow hashes would keep a newcomer waiting."""
        first = Person.objects.order_by("pk").first()
        if first:
            first.set_password(PASSWORD)
            Person.objects.filter(is_demonstration=True).update(password=first.password)

    def agree_services(self) -> None:
        """Whom each library service serves, and where each organisation sends people next."""
        for row in _rows("agreements.csv"):
            until = int(row["until_days_ahead"]) if row["until_days_ahead"] else None
            agreements.agree(
                self.units[row["service"]], self.units[row["serves"]], starts_on=self.ago(int(row["from_days_ago"])),
                ends_on=self.today + timedelta(days=until) if until is not None else None, desk_email=row["desk_email"],
                by=None,
            )  # fmt: skip
        for slug in ("wrh", "tmh", "wch", "pch", "ahh", "wt-icb"):
            for name, address in ELSEWHERE:
                links.add(self.units[slug], name=name, address=address, by=None)
        units.set_full_text_link(self.units["wrh"], "https://libkey.io/{doi}", by=None)
        wording.say(self.units["tmh"], "library_team", "knowledge team", by=None)

    def bring_in_papers(self) -> None:
        """The facts of real papers, as an import of their own."""
        came_in = Import.objects.create(name="Demonstration papers", source="Demonstration", route="open")
        citations = [_citation(number, line) for number, line in enumerate(_lines("papers/papers.jsonl"), 1)]
        for start in range(0, len(citations), ingest.BATCH):
            ingest.take_in(came_in, citations[start : start + ingest.BATCH])

    def add_items(self, folder: str) -> None:
        """Every Markdown file of a folder as a local item."""
        for facts, body in _pages(folder):
            open_to, tokens = self._audience(facts["audience"])
            author = self.people.get(facts.get("author", ""))
            asked = self.people.get(facts.get("who_to_ask", ""))
            item = items.add(
                facts["kind"], facts["title"], body, unit=self.units[facts["unit"]], by=author,
                summary=facts["summary"], open_to=open_to, tokens=tokens, slug=facts["slug"], topics=facts["topics"],
                mesh=facts["mesh"], who_to_ask=asked.name if asked else facts.get("who_to_ask", ""),
                applies_to=[self.units[slug] for slug in facts.get("applies_to") or ()],
                released_at=_noon(self.ago(facts["released_days_ago"])),
            )  # fmt: skip
            items.review(
                item, by=author, on=self.ago(facts["reviewed_days_ago"]),
                due=self.today + timedelta(days=facts["review_due_in_days"]),
            )  # fmt: skip
            if author:
                graph.take_part(item, author, PartRole.AUTHOR, shown=consent.agreed(author, consent.NAMED), by=author)
            if asked:
                graph.take_part(item, asked, PartRole.WHO_TO_ASK, shown=consent.agreed(asked, consent.ASKED), by=asked)

    def join_up(self) -> None:
        """Links between items, from notes to their papers, and from old to new."""
        by_slug = {item.slug: item for item in Item.objects.all()}
        by_pmid = {str(paper.pmid): paper for paper in Paper.objects.filter(pmid__isnull=False)}
        by_title = {paper.title: paper for paper in Paper.objects.filter(pmid__isnull=True)}
        for folder in ("local", "knowhow", "notes"):
            for facts, _ in _pages(folder):
                item = by_slug[facts["slug"]]
                for slug in facts.get("rests_on") or ():
                    graph.link(item, Relation.RESTS_ON, by_slug[slug])
                how, _, key = facts.get("summarises", "").partition(":")
                paper = by_pmid.get(key) if how == "pmid" else by_title.get(key)
                if paper:
                    graph.link(item, Relation.SUMMARISES, paper)
                if facts.get("superseded_by"):
                    items.replace(item, by_slug[facts["superseded_by"]], by=None)

    def _audience(self, said: str) -> tuple[str, list[str]]:
        """`public`, `signed-in` or `units:a,b` as open_to and tokens."""
        if said.startswith("units:"):
            return "", [unit_token(self.units[slug.strip()].pk) for slug in said.removeprefix("units:").split(",")]
        return {"public": ("public", []), "signed-in": ("all", [])}[said]


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (CONTENT / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _lines(name: str) -> Iterator[dict[str, Any]]:
    with (CONTENT / name).open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _pages(folder: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Front matter and body of each Markdown file in a folder, in the order of their names."""
    for path in sorted((CONTENT / folder).glob("*.md")):
        _, facts, body = path.read_text(encoding="utf-8").split("---\n", 2)
        yield yaml.safe_load(facts), body.strip()


def _citation(position: int, line: dict[str, Any]) -> Citation:
    """A line of papers.jsonl as a citation."""
    return Citation(
        source="csv", position=position, title=line["title"], pmid=str(line.get("pmid", "")), doi=line.get("doi", ""),
        authors=tuple(_author(name) for name in line.get("authors", ())), journal=line.get("journal", ""),
        year=int(line["year"]) if line.get("year") else None, publication_types=tuple(line.get("types", ())),
        mesh=tuple(MeshHeading(descriptor=name) for name in line.get("mesh", ())), database=line.get("source", ""),
    )  # fmt: skip


def _author(name: str) -> Author:
    last, _, initials = name.rpartition(" ")
    return Author(last=last, initials=initials) if last else Author(collective=name)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)
