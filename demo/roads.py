"""The demonstration's roads: each from a question, over what was kept for it, to a brief and to what was decided.

Everyone acts in their own name and sees only what they may see, as on the pages.
"""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

import yaml
from django.db import transaction

from demo import papers
from demo.reading import CONTENT, Facts
from demo.shelf import Shelf
from demo.world import World
from fingerpost.decisions.domain import actions, confirming, recording
from fingerpost.decisions.domain.contents import ActionGiven, BasisGiven
from fingerpost.decisions.models import Action, Decision
from fingerpost.organisations.models import Person
from fingerpost.organisations.readers import Reader, reader_for
from fingerpost.records.models import Record
from fingerpost.roads.domain import kept, questions
from fingerpost.roads.domain.briefs import checking, locking, points, releasing, sources, writing
from fingerpost.roads.models import Brief, BriefVersion, Kept, Point, PointKind, Question

FOLDER = CONTENT / "roads"
# Fields of a brief that go in as they stand in its file.
_SAID = (
    "title", "verdict", "bottom_line", "sureness", "sure_because", "unknown", "know_how", "options", "searched_in",
    "who_to_ask",
)  # fmt: skip


def lay(world: World, shelf: Shelf) -> None:
    """Every road of the folder, the question that was asked first before the others."""
    named = papers.by_name()
    read = cache(reader_for)
    with transaction.atomic():  # a disk is asked to keep it once, not at each of some hundred steps
        for facts in sorted(roads(), key=lambda road: -road["question"]["asked_days_ago"]):
            _Road(world, shelf, named, read, facts).lay()


def roads() -> list[Facts]:
    """The files of the roads, in the order of their names."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return [yaml.load(path.read_text(encoding="utf-8"), loader) for path in sorted(FOLDER.glob("*.yaml"))]  # noqa: S506 -- the safe loader, in C where there is one


def decisions_of(facts: Facts) -> list[Facts]:
    """The decisions of a road in the order in which they were made."""
    return facts.get("decisions") or [facts[name] for name in ("decision",) if name in facts]


def share_of(said: str) -> tuple[list[str], list[str]]:
    """Units and people that a question is shared with: `me`, or `units:a,b`, `people:c,d` or both with a semicolon."""
    found: dict[str, list[str]] = {"units": [], "people": []}
    for part in filter(None, said.split(";")):
        name, _, slugs = part.strip().partition(":")
        if name != "me":
            found[name] = [slug.strip() for slug in slugs.split(",")]
    return found["units"], found["people"]


@dataclass
class _Road:
    """One road being laid."""

    world: World
    shelf: Shelf
    papers: dict[str, Any]
    read: Any  # a person → the reader they are
    facts: Facts
    question: Question = field(init=False)
    brief: Brief | None = None

    def lay(self) -> None:
        self._ask()
        for thing in sorted(self.facts["kept"], key=lambda thing: -thing["days_ago"]):
            self._keep(thing)
        if "brief" in self.facts:
            self._write(self.facts["brief"])
        earlier: Decision | None = None
        for facts in decisions_of(self.facts):
            earlier = self._decide(facts, earlier)
        self._look()
        if self.facts["question"]["closed"]:
            questions.close(self.question, by=self._who(self.facts["question"]["by"])[0])

    # The question ---------------------------------------------------------------------------------

    def _ask(self) -> None:
        facts = self.facts["question"]
        by, reader = self._who(facts["by"])
        self.question = questions.keep(
            facts["text"], by=by, why=facts["why"].strip(), decide_by=self.world.ago(-facts["decide_in_days"]),
            at=self.world.noon(facts["asked_days_ago"]),
        )  # fmt: skip
        units, people = share_of(facts["share"])
        questions.share(
            self.question, by=by, reader=reader, units=[self.world.units[slug] for slug in units],
            people=[self.world.people[slug] for slug in people],
        )  # fmt: skip

    def _keep(self, facts: Facts) -> None:
        by, reader = self._who(facts["by"])
        at = self.world.noon(facts["days_ago"])
        made: Kept
        if thing := self._thing(facts):
            made = kept.keep(self.question, thing, by=by, reader=reader, words=facts["note"], at=at)
        else:
            made = kept.add_words(
                self.question, facts["kind"], facts["words"].strip(), by=by, reader=reader,
                figure=facts.get("figure", ""), source=facts.get("source", ""), at=at,
            )  # fmt: skip
        if "dropped_because" in facts:
            by, reader = self._who(facts["dropped_by"])
            when = self.world.noon(facts["dropped_days_ago"])
            kept.drop(made, facts["dropped_because"], by=by, reader=reader, at=when)

    def _look(self) -> None:
        """Whoever added something saw what was there by then; the asker looked last on a day of their own."""
        last: dict[str, int] = {}
        for one in self.facts["kept"]:
            last[one["by"]] = min(one["days_ago"], last.get(one["by"], one["days_ago"]))
        last[self.facts["question"]["by"]] = self.facts["question"]["looked_days_ago"]
        for slug, days_ago in last.items():
            kept.looked(self.question, by=self.world.people[slug], at=self.world.noon(days_ago))

    # The brief ------------------------------------------------------------------------------------

    def _write(self, facts: Facts) -> None:
        by, reader = self._who(facts["by"])
        begun = self.world.noon(facts["begun_days_ago"])
        version = writing.begin(self.question, by=by, reader=reader, at=begun)
        open_to, tokens = self.world.audience(facts["audience"])
        version = writing.save(
            version, by=by, reader=reader, seen=version.saves, at=begun,
            searched_on=self.world.ago(facts["searched_days_ago"]),
            review_due=self.world.ago(-facts["review_due_in_days"]), open_to=open_to, tokens=tokens,
            **{name: facts[name] for name in _SAID},
        )  # fmt: skip
        written = self.world.noon(facts.get("released_days_ago", facts["searched_days_ago"] - 1))
        for one in facts["points"]:
            self._say(version, one, by, reader, written)
        if "released_days_ago" not in facts:
            return
        self.brief = releasing.release(version, by=by, reader=reader, at=written)
        if "checked" in facts:
            by, reader = self._who(facts["checked"]["by"])
            on = self.world.ago(facts["checked"]["days_ago"])
            self.brief = checking.check(self.brief, by=by, reader=reader, seen=self.brief.revision, on=on)

    def _say(self, version: BriefVersion, facts: Facts, by: Person, reader: Reader, at: Any) -> None:
        """One sentence, pinned and accepted where its file says so."""
        kind = PointKind.OWN if facts.get("own") else PointKind.EVIDENCE
        point = points.add(version, facts["text"].strip(), by=by, reader=reader, kind=kind, at=at)
        for one in facts.get("pins", ()):
            source = self._thing(one)
            document, start, end = place_of(source, one, reader)
            points.pin(point, source, document, start, end, by=by, reader=reader, at=at)
        if facts.get("accepted"):
            held = Point.objects.prefetch_related("pins").get(pk=point.pk)
            seen = locking.digest_of_acceptance(held)
            points.accept(
                held, by=by, reader=reader, seen=seen, because=facts.get("differs_because", ""), at=at
            )  # fmt: skip

    # The decision ---------------------------------------------------------------------------------

    def _decide(self, facts: Facts, earlier: Decision | None) -> Decision:
        by, reader = self._who(facts["by"])
        at = self.world.noon(facts["decided_days_ago"])
        open_to, tokens = self.world.audience(facts["audience"])
        made = recording.begin(
            facts["what"].strip(), by=by, reader=reader, unit=self.world.units[facts["unit"]], question=self.question,
            replaces=earlier if facts.get("replaces") else None, at=at, title=facts["title"],
            because=facts["because"].strip(), decided_on=self.world.ago(facts["decided_days_ago"]),
            decided_by=facts["decided_by"], meeting=facts["meeting"], decider=self._person(facts, "decider"),
            secretary=self._person(facts, "secretary"), review_due=self.world.ago(-facts["review_due_in_days"]),
            open_to=open_to, tokens=tokens,
            options=[(one["name"], one["chosen"], one["because"]) for one in facts["options"]],
            bases=self._bases(facts), dissents=[(one["role"], one["words"]) for one in facts["dissent"]],
            assumptions=facts["assumptions"], actions=[self._action(one) for one in facts["actions"]],
        )  # fmt: skip
        if facts["state"] in {"waiting", "confirmed"}:
            made = confirming.send(made, by=by, reader=reader, at=at)
        if facts["state"] == "confirmed":
            confirmed = self.world.noon(facts["confirmed_days_ago"])
            made = confirming.confirm(made, by=self.world.people[facts["confirmed_by"]], at=confirmed)
            self._mark_done(made, facts)
        if "withdrawn" in facts:
            gone = facts["withdrawn"]
            made = confirming.withdraw(made, gone["because"], by=made.decider, at=self.world.noon(gone["days_ago"]))
        return made

    def _bases(self, facts: Facts) -> list[BasisGiven]:
        weighed = [(one, False) for one in facts["rests_on"]] + [(one, True) for one in facts["considered"]]
        return [
            BasisGiven(
                kind=one.get("kind", ""), target=self.brief if one.get("brief") else self._thing(one),
                words=one.get("words", "").strip(), figure=one.get("figure", ""), source=one.get("source", ""),
                considered=considered,
            )
            for one, considered in weighed
        ]  # fmt: skip

    def _action(self, facts: Facts) -> ActionGiven:
        return ActionGiven(
            text=facts["text"], owner=self._person(facts, "owner"), owner_words=facts.get("owner_words", ""),
            due_on=self.world.ago(-facts["due_in_days"]),
        )  # fmt: skip

    def _mark_done(self, made: Decision, facts: Facts) -> None:
        """What is done is said by whoever was to do it, or by the decider for somebody without an account."""
        for row, one in zip(Action.objects.filter(decision=made), facts["actions"], strict=True):
            if "done_days_ago" in one:
                by = row.owner or made.decider
                on = self.world.ago(one["done_days_ago"])
                actions.done(row, one["done_words"], by=by, reader=self.read(by), on=on)

    # Names ----------------------------------------------------------------------------------------

    def _who(self, slug: str) -> tuple[Person, Reader]:
        person = self.world.people[slug]
        return person, self.read(person)

    def _person(self, facts: Facts, name: str) -> Person | None:
        return self.world.people[facts[name]] if name in facts else None

    def _thing(self, facts: Facts) -> Record | None:
        """The page or the paper that a line names; None where it is words of its own."""
        if "page" in facts:
            return self.shelf.items[facts["page"]]
        return self.papers[facts["paper"]] if "paper" in facts else None


def place_of(source: Record, pin: Facts, reader: Reader) -> tuple[str, int, int]:
    """Where a quoted sentence stands in a source. Raises ValueError where it does not stand there exactly once."""
    quote = pin["quote"].strip()
    for text in sources.texts_of(source, reader):
        if text.document == f"section:{pin['part']}" if "part" in pin else text.document.startswith("abstract:"):
            if text.text.count(quote) != 1:
                break
            start = text.text.index(quote)
            return text.document, start, start + len(quote)
    raise ValueError(f"{source} does not say this once: {quote[:60]}")
