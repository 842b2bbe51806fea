"""The review trial: an order of review chooses pages, week by week, in a made-up library; what did it find?

An order of review is a function from what the product knows of each page (`Seen`) to scores or a choice. The
calendar list is one; the other extreme knows the hidden truth. docs/review-simulation.md explains the measures.
No Django here.
"""
# ruff: noqa: S311 -- chance for a made-up world, no secret

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from fingerpost.library.domain.review_world import World, WorldPage, poisson

Choose = Callable[["Sequence[Seen]", int], list[str]]
"""Given every page and how many may be reviewed this week: the names of those to review, at most so many."""
MONTH = 4  # weeks whose reads count as "lately"


@dataclass(frozen=True, slots=True)
class Seen:
    """What the product knows of one page, at the end of a week. Weeks are counted back from now.

    `reads_since` counts from the last review or change of the page, as far back as reads were counted.
    `nudges`: (what, weeks ago) since the last review; what is "sibling" (a page of its topic was changed),
    "sibling_wrong" (a review found a page of its topic out of date), or what a source did.
    `flags`: weeks ago, of each reader who says that it looks wrong and has no answer yet.
    """

    name: str
    kind: str
    weeks_since_review: int
    weeks_since_change: int
    weeks_until_due: float
    reads_lately: int
    reads_since: int
    links_in: int
    siblings: int
    nudges: tuple[tuple[str, int], ...]
    flags: tuple[int, ...]


@dataclass(slots=True)
class Spell:
    """A time in which one page was out of date. `ended`: "found" by a review, "owner", or "" (not yet)."""

    page: str
    began: int
    over: int | None = None
    ended: str = ""


@dataclass(slots=True)
class _Standing:
    """How one page stands now."""

    page: WorldPage
    reviewed_at: int
    edited_at: int
    due_at: float
    coming: int = 0  # the next of its happenings
    spell: Spell | None = None
    plain: bool = False
    reads: list[int] = field(default_factory=list)  # by week since reads are counted
    nudges: list[tuple[str, int]] = field(default_factory=list)
    flags: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one order of review did in one world."""

    reviews: int
    found: int
    reads: int
    harm: int  # reads of pages that were out of date
    spells: tuple[Spell, ...]
    weeks: int
    chosen: tuple[tuple[int, str, bool], ...]  # week, page, whether the review found it out of date


class Trial:
    """One run through one world."""

    def __init__(self, world: World) -> None:
        scenario = world.scenario
        self.world, self.scenario = world, scenario
        self.weeks, self.watched = int(scenario["weeks"]), -int(scenario["watched_weeks"])
        self.a_week = int(scenario["reviews_a_week"])
        self.pages = [_Standing(page, page.reviewed_at, page.edited_at, page.due_at) for page in world.pages]
        self.by_name = {standing.page.name: standing for standing in self.pages}
        self.topics: dict[str, list[_Standing]] = {}
        for standing in self.pages:
            self.topics.setdefault(standing.page.topic, []).append(standing)
        self.readers, self.eyes = Random(f"{world.seed}/readers"), Random(f"{world.seed}/eyes")
        self.spells: list[Spell] = []
        self.chosen: list[tuple[int, str, bool]] = []
        self.reads = self.harm = 0

    def run(self, choose: Choose) -> Outcome:
        """History under the calendar list, then the trial under `choose`."""
        for week in range(self.world.first_week, self.weeks):
            for standing in self.pages:
                self._happen(standing, week)
            if week >= self.watched:
                for standing in self.pages:
                    self._read(standing, week)
            self._review(calendar if week < 0 else choose, week)
        trial = [one for one in self.chosen if one[0] >= 0]
        return Outcome(
            len(trial), sum(found for _, _, found in trial), self.reads, self.harm, tuple(self.spells), self.weeks,
            tuple(trial),
        )  # fmt: skip

    def truth(self) -> dict[str, float]:
        """The hidden truth, for the order that cannot be beaten: readers a week of each page out of date now."""
        return {standing.page.name: standing.page.reads_a_week for standing in self.pages if standing.spell is not None}

    def _happen(self, standing: _Standing, week: int) -> None:
        happenings = standing.page.happenings
        while standing.coming < len(happenings) and happenings[standing.coming].week <= week:
            happening = happenings[standing.coming]
            standing.coming += 1
            if happening.what == "stale":
                standing.plain = standing.plain or happening.yes
                if standing.spell is None:
                    standing.spell = Spell(standing.page.name, week)
                    self.spells.append(standing.spell)
            elif happening.what == "edit":
                self._edit(standing, week, "owner" if happening.yes else "", "sibling")
            elif week >= self.watched:
                standing.nudges.append((happening.what, week))

    def _edit(self, standing: _Standing, week: int, mended_by: str, said: str) -> None:
        """The page is changed, which its siblings are told of; perhaps that mends it."""
        standing.edited_at = week
        if mended_by and standing.spell is not None:
            standing.spell.over, standing.spell.ended = week, mended_by
            standing.spell, standing.plain = None, False
        if week >= self.watched:
            for other in self.topics[standing.page.topic]:
                if other is not standing:
                    other.nudges.append((said, week))

    def _read(self, standing: _Standing, week: int) -> None:
        """A week of readers. What they might say is drawn whatever the page is like, so that every run draws alike."""
        page = standing.page
        reads = poisson(self.readers, page.reads_a_week)
        could_tell = poisson(self.readers, reads * self.scenario["flag_true"])
        mistaken = poisson(self.readers, reads * self.scenario["flag_false"] * page.dislike)
        standing.reads.append(reads)
        if standing.spell is not None and standing.plain:
            standing.flags += [week] * could_tell
        elif standing.spell is None:
            standing.flags += [week] * mistaken
        if week >= 0:
            self.reads += reads
            self.harm += reads if standing.spell is not None else 0

    def _review(self, choose: Choose, week: int) -> None:
        asked = dict.fromkeys(choose([self._seen(standing, week) for standing in self.pages], self.a_week))
        for name in list(asked)[: self.a_week]:
            standing = self.by_name[name]
            overlooked = self.eyes.random() < self.scenario["reviewer_misses"]
            found = standing.spell is not None and not overlooked
            self.chosen.append((week, name, found))
            standing.reviewed_at, standing.due_at = week, week + standing.page.review_weeks
            standing.flags.clear()
            standing.nudges.clear()
            if found:
                self._edit(standing, week, "found", "sibling_wrong")

    def _seen(self, standing: _Standing, week: int) -> Seen:
        page = standing.page
        since = max(standing.reviewed_at, standing.edited_at, self.watched - 1)
        return Seen(
            name=page.name, kind=page.kind, weeks_since_review=week - standing.reviewed_at,
            weeks_since_change=week - standing.edited_at, weeks_until_due=standing.due_at - week,
            reads_lately=sum(standing.reads[-MONTH:]),
            reads_since=sum(standing.reads[since - self.watched + 1 :]), links_in=page.links_in,
            siblings=len(self.topics[page.topic]) - 1,
            nudges=tuple((what, week - at) for what, at in standing.nudges),
            flags=tuple(week - at for at in standing.flags),
        )  # fmt: skip


def calendar(pages: Sequence[Seen], number: int) -> list[str]:
    """The list that everybody has: whatever is longest overdue comes first."""
    return [page.name for page in sorted(pages, key=lambda page: (page.weeks_until_due, page.name))[:number]]


def run(world: World, choose: Choose) -> Outcome:
    """Try one order of review."""
    return Trial(world).run(choose)


def run_with_truth(world: World) -> Outcome:
    """The best that any order could do week by week: of the pages out of date, those most read; then the calendar."""
    trial = Trial(world)

    def choose(pages: Sequence[Seen], number: int) -> list[str]:
        truth = trial.truth()
        best = sorted(truth, key=lambda name: (-truth[name], name))[:number]
        return [*best, *(name for name in calendar(pages, number) if name not in truth)][:number]

    return trial.run(choose)


def measures(outcome: Outcome) -> dict[str, Any]:
    """The figures of one run, ready for JSON.

    Times run in weeks from when a page goes out of date, or from the start of the trial if that was before.
    Pages that their owner mended of their own accord are left out of the medians. `median_weeks_to_find` counts
    a page not found by the end as found at the end; `median_weeks_of_found` leaves it out.
    """
    lived = [spell for spell in outcome.spells if spell.over is None or spell.over >= 0]
    found = [spell for spell in lived if spell.ended == "found"]
    waiting = [spell for spell in lived if spell.over is None]
    to_find = [_weeks(spell, outcome.weeks) for spell in found + waiting]
    return {
        "reviews": outcome.reviews,
        "found": outcome.found,
        "precision": round(outcome.found / outcome.reviews, 4) if outcome.reviews else None,
        "went_stale": len(lived),
        "mended_by_owner": len(lived) - len(found) - len(waiting),
        "not_found": len(waiting),
        "reads": outcome.reads,
        "reads_of_stale_pages": outcome.harm,
        "harm_share": round(outcome.harm / outcome.reads, 5) if outcome.reads else None,
        "median_weeks_to_find": statistics.median(to_find) if to_find else None,
        "median_weeks_of_found": statistics.median(_weeks(spell, outcome.weeks) for spell in found) if found else None,
    }


def _weeks(spell: Spell, end: int) -> int:
    return (end if spell.over is None else spell.over) - max(spell.began, 0)
