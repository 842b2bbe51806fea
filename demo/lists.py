"""The demonstration's reading lists."""

from demo import papers
from demo.reading import pages
from demo.shelf import Shelf
from demo.world import World
from fingerpost.library.domain.gathering import collections
from fingerpost.records.models import Record


def gather(world: World, shelf: Shelf) -> None:
    """Each list with its headings and notes, shared with those whom its file names."""
    named = papers.by_name()
    behind = {facts["slug"]: named[facts["summarises"]] for facts, _ in pages("notes")}
    for facts, introduction in pages("lists"):
        owner = world.people[facts["owner"]]
        made = collections.begin(facts["title"], by=owner, introduction=introduction, unit=world.units[facts["unit"]])
        if facts.get("may_embed"):
            made = collections.describe(made, by=owner, title=facts["title"], introduction=introduction, may_embed=True)
        for entry in facts["entries"]:
            thing: Record = shelf.items[entry["page"]] if "page" in entry else behind[entry["paper"]]
            collections.put(made, thing, by=owner, note=entry["note"], section=entry["section"])
        open_to, tokens = world.audience(facts["audience"])
        if open_to or tokens:
            collections.release(made, by=owner, open_to=open_to, tokens=tokens)
