"""A made-up library for the review trial: pages, what happens to them, and who reads them, from one seed.

What happens is drawn before anybody reviews anything and does not depend on who is asked to review what, so
that every order of review meets the very same world. docs/review-simulation.md explains the causes.
"""
# ruff: noqa: S311 -- chance for a made-up world, no secret

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from fingerpost.library.domain.review_scenario import NUMBERS, SOURCES, WEEKS_A_MONTH, Scenario, ScenarioWrong, number


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happens to one page in one week, whoever reviews.

    `what`: "stale" (`yes`: readers could tell), "edit" (`yes`: it mends), or a source that
    "retracted", "corrected" or "updated" and that the product hears of.
    """

    week: int
    what: str
    yes: bool = False


@dataclass(slots=True)
class WorldPage:
    """One page: what the product knows of it at the start, and what is hidden."""

    name: str
    kind: str
    topic: str
    reads_a_week: float
    links_in: int
    review_weeks: float
    reviewed_at: int
    edited_at: int
    due_at: float
    dislike: float = 1.0  # how much likelier than others to be called wrong when it is sound
    happenings: list[Happening] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class World:
    """Pages and the weeks of the trial: it begins in week 0; history has negative weeks."""

    pages: list[WorldPage]
    first_week: int
    seed: int
    scenario: Scenario


def make_world(scenario: Scenario) -> World:
    """The world of a scenario: drawn from its seed, or as it says page by page."""
    if scenario.world is not None:
        return _told_world(scenario)
    chance = Random(f"{scenario.seed}/world")
    first = -int(scenario["history_weeks"])
    pages = _pages(scenario, chance, first)
    hazards = _hazards(scenario, pages, Random(f"{scenario.seed}/hazard"))
    last = int(scenario["weeks"])
    _drift(scenario, pages, hazards, Random(f"{scenario.seed}/drift"), first, last)
    _sources(scenario, pages, hazards, Random(f"{scenario.seed}/sources"), first, last)
    _topics(scenario, pages, hazards, Random(f"{scenario.seed}/topics"), first, last)
    _edits(scenario, pages, Random(f"{scenario.seed}/edits"), first, last)
    for page in pages:
        page.happenings.sort(key=lambda happening: happening.week)
    return World(pages, first, scenario.seed, scenario)


def _pages(scenario: Scenario, chance: Random, first: int) -> list[WorldPage]:
    """Pages with a kind, a topic and readers, all written or reviewed some time before history begins."""
    many = int(scenario["pages"])
    topics = max(1, round(many / scenario["pages_a_topic"]))
    sizes = [chance.lognormvariate(0, 0.7) for _ in range(topics)]
    ranks = [(rank + 1) ** -scenario["reads_exponent"] for rank in range(many)]
    chance.shuffle(ranks)
    scale = scenario["reads_a_week"] * many / sum(ranks)
    names, shares = list(scenario.kinds), [facts["share"] for facts in scenario.kinds.values()]
    pages = []
    for place in range(many):
        kind = chance.choices(names, shares)[0]
        every = scenario.kinds[kind]["review_months"] * WEEKS_A_MONTH
        since = first - int(chance.random() * every)
        reads = ranks[place] * scale
        links = scenario["links_a_page"] * (reads / scenario["reads_a_week"]) ** 0.5
        pages.append(WorldPage(
            name=str(place), kind=kind, topic=str(chance.choices(range(topics), sizes)[0]), reads_a_week=reads,
            links_in=poisson(chance, links), review_weeks=every, reviewed_at=since, edited_at=since,
            due_at=since + every, dislike=_gamma(chance, scenario["flag_spread"]),
        ))  # fmt: skip
    return pages


def _hazards(scenario: Scenario, pages: list[WorldPage], chance: Random) -> list[float]:
    """How likely each page goes stale in a week, by all causes together."""
    by_kind = {
        name: math.log(2) * chance.lognormvariate(0, scenario["kind_spread"])
        / (facts["half_life_months"] * WEEKS_A_MONTH)
        for name, facts in scenario.kinds.items()
    }  # fmt: skip
    return [by_kind[page.kind] * _gamma(chance, scenario["page_spread"]) for page in pages]


def _drift(
    scenario: Scenario, pages: list[WorldPage], hazards: list[float], chance: Random, first: int, last: int
) -> None:
    """Goes stale, and nothing around it shows: a telephone number, a way of working, somebody who left."""
    share = 1 - scenario["from_topic"] - scenario["from_source"]
    for page, hazard in zip(pages, hazards, strict=True):
        for week in _times(chance, hazard * share, first, last):
            _goes_stale(scenario, page, week, chance)


def _sources(
    scenario: Scenario, pages: list[WorldPage], hazards: list[float], chance: Random, first: int, last: int
) -> None:
    """A source moves. Some of that makes the page stale; some of it the product hears of."""
    names = list(SOURCES)
    often = [SOURCES[name][0] for name in names]
    makes_stale = sum(SOURCES[name][0] * SOURCES[name][1] for name in names)
    for page, hazard in zip(pages, hazards, strict=True):
        for week in _times(chance, hazard * scenario["from_source"] / makes_stale, first, last):
            what = chance.choices(names, often)[0]
            if chance.random() < scenario["sources_noticed"]:
                page.happenings.append(Happening(week, what))
            if chance.random() < SOURCES[what][1]:
                _goes_stale(scenario, page, week, chance)


def _topics(
    scenario: Scenario, pages: list[WorldPage], hazards: list[float], chance: Random, first: int, last: int
) -> None:
    """Something changes that a whole topic is about: pages are hit together, and some others are edited."""
    by_topic: dict[str, list[int]] = {}
    for place, page in enumerate(pages):
        by_topic.setdefault(page.topic, []).append(place)
    for places in by_topic.values():
        mean = sum(hazards[place] for place in places) / len(places)
        for week in _times(chance, mean * scenario["from_topic"] / scenario["topic_hits"], first, last):
            for place in places:
                if chance.random() < min(0.95, scenario["topic_hits"] * hazards[place] / mean):
                    _goes_stale(scenario, pages[place], week, chance)
                elif chance.random() < scenario["bystander_edits"]:
                    after = 1 + int(chance.expovariate(1 / scenario["owner_weeks"]))
                    pages[place].happenings.append(Happening(week + after, "edit", False))


def _edits(scenario: Scenario, pages: list[WorldPage], chance: Random, first: int, last: int) -> None:
    """Ordinary edits: pages much read are edited somewhat more."""
    sigma = scenario["edit_spread"]
    for page in pages:
        own = chance.lognormvariate(-sigma * sigma / 2, sigma) * (page.reads_a_week / scenario["reads_a_week"]) ** 0.15
        for week in _times(chance, scenario["edits_a_year"] * own / 52.18, first, last):
            page.happenings.append(Happening(week, "edit", chance.random() < scenario["edit_mends"]))


def _goes_stale(scenario: Scenario, page: WorldPage, week: int, chance: Random) -> None:
    page.happenings.append(Happening(week, "stale", chance.random() < scenario["plain"]))
    if chance.random() < scenario["owner_knows"]:
        after = 1 + int(chance.expovariate(1 / scenario["owner_weeks"]))
        page.happenings.append(Happening(week + after, "edit", True))


def _times(chance: Random, rate: float, first: int, last: int) -> list[int]:
    """Weeks in which something that comes at a steady rate a week comes, from `first` up to `last`."""
    if rate <= 0:
        return []
    found, now = [], first + chance.expovariate(rate)
    while now < last:
        found.append(math.floor(now))
        now += chance.expovariate(rate)
    return found


def _gamma(chance: Random, variation: float) -> float:
    """A factor of mean 1 with this coefficient of variation."""
    shape = 1 / variation**2
    return chance.gammavariate(shape, 1 / shape)


def poisson(chance: Random, mean: float) -> int:
    """How often something comes that comes `mean` times on average."""
    if mean > 50:
        return max(0, round(chance.gauss(mean, math.sqrt(mean))))
    left, count, product = math.exp(-mean), 0, chance.random()
    while product > left:
        count += 1
        product *= chance.random()
    return count


_PAGE = {
    "id", "kind", "topic", "reads_a_week", "links_in", "reviewed_weeks_ago", "edited_weeks_ago", "due_in_weeks",
    "goes_stale", "plain", "edits", "sources",
}  # fmt: skip


def _told_world(scenario: Scenario) -> World:
    """A world that somebody else made: every page and what happens to it, as the scenario says."""
    told = scenario.world
    if not isinstance(told, Mapping) or not isinstance(told.get("pages"), list) or not told["pages"]:
        raise ScenarioWrong("world needs a list of pages.")
    if len(told["pages"]) > NUMBERS["pages"][2]:
        raise ScenarioWrong(f"A world can have {NUMBERS['pages'][2]:,} pages at most.")
    first = -int(scenario["watched_weeks"])
    try:
        pages = [_told_page(scenario, one, place, first) for place, one in enumerate(told["pages"])]
    except ScenarioWrong:
        raise
    except (TypeError, KeyError, AttributeError, ValueError, OverflowError) as problem:
        raise ScenarioWrong(f"A page of the world cannot be read: {problem}.") from problem
    if len({page.name for page in pages}) < len(pages):
        raise ScenarioWrong("Two pages of the world have the same id.")
    return World(pages, first, scenario.seed, scenario)


def _told_page(scenario: Scenario, told: Mapping[str, Any], place: int, first: int) -> WorldPage:
    name = str(told.get("id", place))
    if strange := sorted(set(told) - _PAGE):
        raise ScenarioWrong(f"Not known in a page of the world: {', '.join(strange)}.")
    if told["kind"] not in scenario.kinds:
        raise ScenarioWrong(f"Page {name} is of a kind that the scenario does not have: {told['kind']}.")
    every = scenario.kinds[told["kind"]]["review_months"] * WEEKS_A_MONTH
    given = {
        key: number(f"{key} of page {name}", told.get(key, usual), -5000, 1_000_000)
        for key, usual in (("reads_a_week", scenario["reads_a_week"]), ("links_in", 0), ("reviewed_weeks_ago", every))
    }
    reviewed = -int(given["reviewed_weeks_ago"])
    plain = told.get("plain", True)
    happenings = [Happening(int(week), "stale", bool(plain)) for week in told.get("goes_stale", ())]
    happenings += [Happening(int(one["week"]), "edit", bool(one.get("mends", True))) for one in told.get("edits", ())]
    for one in told.get("sources", ()):
        if one["what"] not in SOURCES:
            raise ScenarioWrong(f"Page {name}: a source can be {', '.join(SOURCES)}, not {one['what']}.")
        happenings.append(Happening(int(one["week"]), one["what"]))
    moved = [Happening(max(first, one.week), one.what, one.yes) for one in happenings]
    return WorldPage(
        name=name, kind=told["kind"], topic=str(told.get("topic", name)),
        reads_a_week=max(0.0, float(given["reads_a_week"])), links_in=int(given["links_in"]), review_weeks=every,
        reviewed_at=reviewed, edited_at=-int(told.get("edited_weeks_ago", -reviewed)),
        due_at=float(told.get("due_in_weeks", reviewed + every)),
        happenings=sorted(moved, key=lambda happening: happening.week),
    )  # fmt: skip
