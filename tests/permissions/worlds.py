"""Random health systems: trees, successions, services, people, and things shared with any of them.

Every thing carries words of its own that stand nowhere else ("marks"), so that a page which shows a mark
has shown that thing. Marks begin with x; the words that questions ask for are those in WORDS, made up so
that no synonym or spelling rule knows them.
"""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from fingerpost.kernel import clock
from fingerpost.kernel.errors import RuleBroken
from fingerpost.library.domain.published import ingest
from fingerpost.library.models import Copy, Import, Item, ItemKind, Paper
from fingerpost.organisations.domain import agreements, consent, memberships, units
from fingerpost.organisations.models import Agreement, Membership, Person, Role, Unit, UnitKind
from fingerpost.people.domain import profiles
from fingerpost.people.models import Profile
from fingerpost.records.domain import graph
from fingerpost.records.models import PartRole, Record, Relation
from fingerpost.roads.domain import questions
from fingerpost.roads.models import Question
from tests.factories import a_citation, an_item

WORDS = ("zarbel", "quonit", "trivosk", "melphin", "dorvan", "yukstal", "brindow", "fexilor")
MARK = re.compile(r"\bx[tbspqan][a-p]{4}\b")
USED = (Relation.RESTS_ON, Relation.SUMMARISES, Relation.ANSWERS, Relation.CONSIDERED)


def mark(letter: str, number: int) -> str:
    """A word of its own: `xt` and four letters for the title of thing number so and so."""
    return f"x{letter}" + "".join("abcdefghijklmnop"[number >> shift & 15] for shift in (12, 8, 4, 0))


@dataclass
class World:
    """Everything that was made, in the order it was made."""

    chance: Random
    units: list[Unit] = field(default_factory=list)
    services: list[Unit] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    profiles: list[Profile] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    number: int = 0

    def next(self) -> int:
        """A number for the next mark."""
        self.number += 1
        return self.number

    def some_words(self, most: int = 4) -> str:
        """A few of the words that questions ask for."""
        return " ".join(self.chance.choice(WORDS) for _ in range(self.chance.randint(1, most)))

    def day(self, *around: int | None) -> date | None:
        """A day near today."""
        chosen = self.chance.choice(around)
        return None if chosen is None else clock.today() + timedelta(days=chosen)


def build(chance: Random) -> World:
    """A whole world. Rules that forbid a random step are obeyed: the step is left out."""
    world = World(chance)
    _grow(world)
    _agree(world)
    _join(world)
    _merge(world)
    for _ in range(chance.randint(3, 6)):
        add_item(world)
    for _ in range(chance.randint(2, 4)):
        add_paper(world)
    for person in world.people[:2]:
        _describe(world, person)
    for person in world.people[:2]:
        _wonder(world, person)
    _tie(world)
    return world


def _grow(world: World) -> None:
    chance = world.chance
    top = units.found("System", kind=UnitKind.SYSTEM, by=None)
    world.units.append(top)
    for number in range(2):
        trust = units.found(f"Trust {number}", kind=UnitKind.ORGANISATION, parent=chance.choice([top, None]), by=None)
        world.units.append(trust)
        ward = units.found(f"Department {number}", kind=UnitKind.DEPARTMENT, parent=trust, by=None)
        world.units += [ward, units.found(f"Team {number}", kind=UnitKind.TEAM, parent=ward, by=None)]
        library = units.found(
            f"Library {number}", kind=UnitKind.LIBRARY_SERVICE, parent=chance.choice([trust, None]), by=None
        )
        world.units.append(library)
        world.services.append(library)


def _agree(world: World) -> None:
    trusts = [unit for unit in world.units if unit.kind in {UnitKind.ORGANISATION, UnitKind.SYSTEM}]
    for service in world.services:
        try:
            agreements.agree(
                service, world.chance.choice(trusts), by=None, starts_on=world.day(-9, -1, 0, 1),
                ends_on=world.day(None, 1, 9),
            )  # fmt: skip
        except RuleBroken:
            continue


def _join(world: World) -> None:
    chance = world.chance
    for _ in range(3):
        number = world.next()
        person = Person.objects.create_user(f"p{number}@example.org", f"Person {mark('n', number)}")
        world.people.append(person)
        for _ in range(chance.choice([0, 1, 1, 2, 2])):
            start = chance.choice([-9, -9, 0, 1])
            try:
                memberships.join(
                    person, chance.choice(world.units), by=None, role=chance.choice([Role.MEMBER, *Role.values]),
                    starts_on=clock.today() + timedelta(days=start),
                    ends_on=chance.choice([None, None, None, clock.today() + timedelta(days=max(start, chance.choice([-1, 0])))]),
                )  # fmt: skip
            except RuleBroken:
                continue


def _merge(world: World) -> None:
    chance = world.chance
    for _ in range(chance.randint(0, 3)):
        old, into = chance.sample(world.units, 2)
        try:
            units.merge(old, into=into, on=world.day(-1, 0, 1), by=None)  # type: ignore[arg-type]
        except RuleBroken:
            continue


def tokens_to_share_with(world: World) -> list[str]:
    """Any of the ways to let somebody see a thing."""
    chance, unit = world.chance, world.chance.choice(world.units)
    every = [
        f"unit:{unit.pk}", f"unit:{chance.choice(world.units).pk}", f"person:{chance.choice(world.people).pk}",
        f"service:{chance.choice(world.services).pk}", f"role:{chance.choice(Role.values)}@{unit.pk}",
        f"role:specialist@{unit.pk}", f"oversight:{unit.pk}",
    ]  # fmt: skip
    return chance.sample(every, chance.randint(0, 2))


def add_item(world: World, title: str = "", **more: Any) -> Item:
    """One local item, shared with anybody or nobody."""
    chance, number = world.chance, world.next()
    more.setdefault("open_to", chance.choice(["", "", "all", "public"]))
    more.setdefault("tokens", tokens_to_share_with(world))
    lived_in = [row.unit for row in Membership.objects.select_related("unit").order_by("pk")] or world.units
    item = an_item(
        f"{title or world.some_words()} {mark('t', number)}", f"{world.some_words(8)} {mark('b', number)}",
        unit=more.pop("unit", None) or chance.choice(lived_in), kind=chance.choice(ItemKind.values),
        applies_to=chance.sample(world.units, chance.randint(0, 2)),
        mesh=[chance.choice(["Falls", "Sepsis"])], topics=[world.some_words(1)],
        review_due=world.day(None, None, 30, -1), **more,
    )  # fmt: skip
    world.items.append(item)
    return item


def add_paper(world: World, **more: Any) -> Paper:
    """One paper, open as papers are, now and then narrowed by hand; with copies from teams that pay for theirs."""
    from fingerpost.records.domain import sharing

    chance, number = world.chance, world.next()
    citation = a_citation(
        f"{world.some_words()} {mark('t', number)}", pmid=str(70_000_000 + number), abstract=f"{world.some_words()} {mark('a', number)}",
        year=chance.choice([2018, 2020]), **more,
    )  # fmt: skip
    ingest.take_in(Import.objects.create(name="open.xml", source="PubMed", route="open"), [citation])
    paper = Paper.objects.get(pmid=int(citation.pmid))
    for _ in range(chance.randint(0, 2)):
        lived_in = [row.unit for row in Membership.objects.select_related("unit").order_by("pk")]
        add_copy(world, paper, chance.choice(lived_in * 2 + world.units))
    if chance.random() < 0.4:
        sharing.share(paper, open_to=chance.choice(["", "all"]), tokens=tokens_to_share_with(world), by=None)
    paper.refresh_from_db()
    world.papers.append(paper)
    return paper


def add_copy(world: World, paper: Paper, team: Unit) -> None:
    """A team brings in a subscribed abstract of a paper that is here."""
    number = world.next()
    citation = a_citation(
        paper.title, pmid=str(paper.pmid), abstract=f"{world.some_words(6)} {mark('s', number)}", database="Embase",
        source="ris",
    )  # fmt: skip
    came_in = Import.objects.create(name="paid.ris", source=f"Embase {number}", team=team, route="subscribed")
    ingest.take_in(came_in, [citation])


def _describe(world: World, person: Person) -> None:
    number = world.next()
    profiles.write(
        person, job="Nurse", about=f"{world.some_words()} {mark('p', number)}", topics=[world.some_words(2)], by=person
    )
    for purpose in (consent.PROFILE, consent.ASKED, consent.NAMED):
        if world.chance.random() < 0.7:
            consent.say(person, purpose, True, by=person)
    if world.chance.random() < 0.2:
        consent.hide(person, True, by=person)
    world.profiles.append(Profile.objects.get(person=person))


def _wonder(world: World, person: Person) -> None:
    from fingerpost.organisations.readers import reader_for

    number = world.next()
    kept = questions.keep(f"{world.some_words()} {mark('q', number)}", by=person)
    if world.chance.random() < 0.5:
        try:
            questions.ask_library(kept, by=person, reader=reader_for(person))
        except RuleBroken:
            pass
    world.questions.append(kept)


def _tie(world: World) -> None:
    """Links between anything and anything, and people's parts in items."""
    chance = world.chance
    things: list[Record] = [*world.items, *world.papers]
    for _ in range(chance.randint(3, 8)):
        source, target = chance.sample(things, 2)
        graph.link(source, chance.choice([*USED, Relation.CITES, Relation.SUPERSEDES]), target)
    for item in world.items[:3]:
        person = chance.choice(world.people)
        graph.take_part(item, person, PartRole.AUTHOR, shown=consent.agreed(person, consent.NAMED))


__all__ = [
    "MARK",
    "USED",
    "WORDS",
    "Agreement",
    "Copy",
    "Membership",
    "World",
    "add_copy",
    "add_item",
    "add_paper",
    "build",
    "mark",
]
