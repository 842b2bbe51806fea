"""Loads the demonstration health system, through the same functions that pages call.

Dates are relative to the day it is loaded. It refuses to load beside real people.
"""

from demo import lists, papers, roads, system, to_fill, trust
from demo.reading import rows
from demo.shelf import Shelf
from demo.system import PASSWORD
from demo.world import World
from fingerpost.decisions.models import Decision
from fingerpost.kernel import clock
from fingerpost.kernel.errors import RuleBroken
from fingerpost.library.models import Collection, Item, Paper
from fingerpost.organisations.models import Person, Unit
from fingerpost.roads.models import Brief, Question

ROLES = {
    "member": "Ward or team member", "knowledge-specialist": "Knowledge specialist",
    "service-manager": "Library service manager", "executive": "Executive", "champion": "Champion",
    "organisation-administrator": "Organisation administrator", "national-viewer": "National viewer",
}  # fmt: skip


def load() -> str:
    """Load everything; what was loaded, in words. Raises RuleBroken beside real people or a second time."""
    if Person.objects.filter(is_demonstration=True).exists():
        raise RuleBroken("The demonstration is loaded already.")
    if Person.objects.exists():
        raise RuleBroken("There are real people here. A demonstration is not loaded beside them.")
    world = World(clock.today())
    system.found_units(world)
    system.open_accounts(world)
    system.agree_services(world)
    papers.bring_in()
    shelf = Shelf(world)
    shelf.fill()
    shelf.draft()
    lists.gather(world, shelf)
    trust.count_reads(world, shelf)
    trust.say_what_helped(world, shelf)
    trust.say_what_looks_wrong(world, shelf)
    roads.lay(world, shelf)
    shelf.write_on()
    system.say_goodbye(world)
    packed = to_fill.pack(world)
    return (
        f"Loaded {Unit.objects.count()} units, {Person.objects.count()} people, {Paper.objects.count()} papers, "
        f"{Item.objects.count()} local items and {Collection.objects.count()} reading lists.\n"
        f"{Question.objects.count()} questions are on their way, with {Brief.objects.count()} briefs and "
        f"{Decision.objects.count()} decisions.\n"
        f"To try bringing in many documents, take {packed}"
    )


def sign_ins() -> list[tuple[str, str, str]]:
    """One person for each role: (what they are, e-mail, password)."""
    chosen: dict[str, tuple[str, str, str]] = {}
    emails = set(Person.objects.filter(is_demonstration=True).values_list("email", flat=True))
    for row in rows("people.csv"):
        if row["email"] in emails and (row["role"] != "member" or row["unit"] == "wrh-ward-12"):
            chosen.setdefault(row["role"], (ROLES[row["role"]], row["email"], PASSWORD))
    return [chosen[role] for role in ROLES if role in chosen]
