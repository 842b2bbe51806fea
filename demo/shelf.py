"""What the organisations know themselves: pages with their history, drafts, files, and what joins them."""

from dataclasses import dataclass, field
from typing import Any

from demo import papers, printing
from demo.reading import SHELVES, Facts, changed, pages, sections_of
from demo.world import World
from fingerpost.files.domain import store
from fingerpost.library.domain.own import attachments, items, ways, who_to_ask, writing
from fingerpost.library.models import Item, Revision
from fingerpost.organisations.domain import consent
from fingerpost.organisations.models import Person
from fingerpost.records.domain import graph
from fingerpost.records.models import Part, PartRole, Relation, State

# Where nobody releases what they alone wrote.
FOUR_EYES = "tmh"


@dataclass
class Shelf:
    """Items as they are added, by the names that content gives them."""

    world: World
    items: dict[str, Item] = field(default_factory=dict)

    def fill(self) -> None:
        """Every page that is or was released, with its earlier versions; then reviews, as reviews follow writing."""
        histories = {facts["page"]: facts for facts, _ in pages("versions")}
        released = [(facts, body) for folder in SHELVES for facts, body in pages(folder)]
        released.sort(key=lambda page: -page[0].get("released_days_ago", 0))  # the shelf shows the newest first
        for facts, body in released:
            self._add(facts, body, histories.get(facts["slug"], {}))
        for facts, _ in released:
            self._review(facts)
        self._join_up([facts for facts, _ in released])
        self._attach()
        self._withdraw([facts for facts, _ in released])

    def draft(self) -> None:
        """Pages that nobody but their writers sees yet."""
        for facts, body in pages("drafts"):
            by, at = self.world.people[facts["author"]], self.world.noon(facts["days_ago"])
            asked = [self.world.people[facts["who_to_ask"]]]
            revision = writing.begin(
                facts["kind"], unit=self.world.units[facts["unit"]], by=by, who_to_ask=asked, at=at,
                **self._content(facts, body),
            )  # fmt: skip
            self.items[facts["slug"]] = revision.item
            if facts["state"] == "in-review":
                writing.submit(revision, by, at=at)

    def _add(self, facts: Facts, body: str, history: Facts) -> None:
        """A page as its first version, and each later one released in its turn."""
        texts, days, said = [body], [facts["released_days_ago"]], [history.get("what_changed", "")]
        for version in history.get("earlier", ()):
            texts.append(changed(facts, texts[-1], version["changes"]))
            days.append(version["days_ago"])
            said.append(version["what_changed"])
        author, owner = self._author(facts), self._owner(facts)
        content = self._content(facts, texts[-1])
        unit_ids = content.pop("applies_to")
        tokens = [*content.pop("tokens"), *self.world.tokens_of(author, owner)]
        item = items.add(
            facts["kind"], unit=self.world.units[facts["unit"]], by=author or owner, tokens=tokens, slug=facts["slug"],
            owner=owner, who_to_ask="" if self._asked(facts) else facts.get("who_to_ask", ""),
            applies_to=unit_ids, released_at=self.world.noon(days[-1]), **content,
        )  # fmt: skip
        self.items[facts["slug"]] = item
        if author:
            graph.take_part(item, author, PartRole.AUTHOR, shown=consent.agreed(author, consent.NAMED), by=author)
        for text, ago, what_changed in reversed(list(zip(texts, days, said, strict=True))[:-1]):
            revision = self._open(facts, text, what_changed, owner, ago)
            writing.release(revision, owner, reviewed=False, at=self.world.noon(ago))
        self._ask(item, facts, by=author or owner)

    def _review(self, facts: Facts) -> None:
        """Its owner looked at it, on a day of its own."""
        item = Item.objects.get(pk=self.items[facts["slug"]].pk)
        items.review(
            item, by=self._owner(facts), on=self.world.ago(facts["reviewed_days_ago"]),
            due=self.world.ago(-facts["review_due_in_days"]),
        )  # fmt: skip
        self.items[facts["slug"]] = item

    def _open(self, facts: Facts, text: str, what_changed: str, by: Person | None, days_ago: int) -> Revision:
        """A draft of a page that says so and so."""
        at = self.world.noon(days_ago)
        revision = writing.draft_of(self.items[facts["slug"]], by, at=at)
        return writing.save(
            revision, by=by, seen=revision.saves, at=at, sections=sections_of(facts["kind"], text),
            what_changed=what_changed,
        )  # fmt: skip

    def write_on(self) -> None:
        """New versions: being written, waiting for a reader, just released. One organisation asks for two readers.

        Call it last: briefs rest on the versions before, and say so once there is a newer one.
        """
        histories = {facts["page"]: facts for facts, _ in pages("versions")}
        ways.set_ways(self.world.units[FOUR_EYES], by=None, four_eyes=True, review_months={})
        for facts, body in (page for folder in SHELVES for page in pages(folder)):
            coming = histories.get(facts["slug"], {}).get("next")
            if not coming:
                continue
            by = self.world.people[coming["by"]]
            text = changed(facts, body, coming["changes"])
            revision = self._open(facts, text, coming["what_changed"], by, coming["days_ago"])
            at = self.world.noon(coming["days_ago"])
            if coming["stage"] == "in-review":
                writing.submit(revision, by, at=at)
            elif coming["stage"] == "released":  # after all reviews: the pages beside it are asked about
                writing.release(revision, by, reviewed=False, at=at)

    def _join_up(self, released: list[Facts]) -> None:
        """Links between pages, and from notes to their papers."""
        named = papers.by_name()
        for facts in released:
            item = self.items[facts["slug"]]
            for slug in facts.get("rests_on") or ():
                graph.link(item, Relation.RESTS_ON, self.items[slug])
            if facts.get("summarises") in named:
                graph.link(item, Relation.SUMMARISES, named[facts["summarises"]])

    def _withdraw(self, released: list[Facts]) -> None:
        """What is out of use: some point on to another page, some only say why."""
        for facts in released:
            if facts.get("state") != State.WITHDRAWN:
                continue
            item, owner = self.items[facts["slug"]], self._owner(facts)
            if instead := facts.get("superseded_by"):
                writing.supersede(item, self.items[instead], owner)
            else:
                writing.withdraw(item, owner, facts["withdrawn_because"])

    def _attach(self) -> None:
        """Files that belong to pages, written from our own text."""
        for facts, body in pages("files"):
            content = printing.draw(facts["name"], body, facts["form"])
            name = f"{facts['name']}.{facts['form']}"
            item = self.items[facts["page"]]
            attachments.attach(item, store.keep(name, [content]), name, by=item.owner)

    def _ask(self, item: Item, facts: Facts, by: Person | None) -> None:
        """Somebody is put forward as the one to ask, and says yes, or has not answered yet."""
        asked = self._asked(facts)
        if asked is None:
            return
        who_to_ask.ask_people(item, [asked], by=by)
        part = Part.objects.get(record_id=item.pk, person=asked, role=PartRole.WHO_TO_ASK)
        if facts.get("answered", True) and not part.shown:
            who_to_ask.agree(part, True, by=asked)

    def _content(self, facts: Facts, body: str) -> dict[str, Any]:
        """What a version of a page holds, but for its files."""
        open_to, tokens = self.world.audience(facts["audience"])
        return {
            "title": facts["title"], "summary": facts["summary"], "sections": sections_of(facts["kind"], body),
            "topics": facts["topics"], "mesh": facts["mesh"], "address": facts.get("address", ""),
            "held_by": facts.get("held_by", ""), "open_to": open_to, "tokens": tokens,
            "applies_to": [self.world.units[slug] for slug in facts.get("applies_to") or ()],
        }  # fmt: skip

    def _author(self, facts: Facts) -> Person | None:
        return self.world.people.get(facts.get("author", ""))

    def _owner(self, facts: Facts) -> Person:
        """Whoever wrote it owns it, unless its front matter names another."""
        return self.world.people[facts.get("owner") or facts["author"]]

    def _asked(self, facts: Facts) -> Person | None:
        """The person to ask; None where it is a role and no person."""
        return self.world.people.get(facts.get("who_to_ask", ""))
