"""Tries our order of review beside the calendar list and the hidden truth, in the world of one scenario."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from fingerpost.library.domain.review_scenario import ScenarioWrong, read_scenario
from fingerpost.library.domain.review_simulation import Choose, Seen, calendar, measures, run, run_with_truth
from fingerpost.library.domain.review_world import make_world
from fingerpost.library.domain.trust import expected_harm
from fingerpost.library.domain.trust.expected_harm import Signals

# What the product assumes of a kind it was not told about.
USUAL_HALF_LIFE = 30.0


def our_order(half_lives: Mapping[str, float]) -> Choose:
    """The product's order, with nothing but what the product knows of each page."""

    def choose(pages: Sequence[Seen], number: int) -> list[str]:
        return expected_harm.in_order(
            (page.name, _signals(page, half_lives.get(page.kind, USUAL_HALF_LIFE))) for page in pages
        )[:number]

    return choose


def _signals(page: Seen, half_life: float) -> Signals:
    return Signals(
        half_life, page.weeks_since_review, page.weeks_since_change, page.reads_lately, page.reads_since,
        page.links_in, page.nudges, page.flags,
    )  # fmt: skip


def read_file(path: Path) -> dict[str, Any]:
    """A scenario from a file. Raises ScenarioWrong."""
    try:
        said = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, RecursionError) as problem:
        raise ScenarioWrong(f"{path.name} cannot be read: {problem}") from problem
    if not isinstance(said, dict):
        raise ScenarioWrong("A scenario is one JSON object.")
    return said


def compare(said: Mapping[str, Any], half_lives: Mapping[str, float]) -> dict[str, Any]:
    """The measures of our order, the calendar list and the hidden truth in one world. Raises ScenarioWrong."""
    scenario = read_scenario(said)
    world = make_world(scenario)
    ours = run(world, our_order(half_lives))
    by_date, truth = run(world, calendar), run_with_truth(world)
    return {
        "name": scenario.name,
        "seed": scenario.seed,
        "pages": len(world.pages),
        "weeks": int(scenario["weeks"]),
        "reviews_a_week": int(scenario["reviews_a_week"]),
        "expected_harm": measures(ours),
        "calendar": measures(by_date),
        "truth": measures(truth),
        "against_calendar": _against(measures(ours), measures(by_date)),
        "chosen": [{"week": week, "page": page, "found": found} for week, page, found in ours.chosen],
    }


def _against(ours: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, float | None]:
    """How many times as precise; what part of the harm and of the time is left. None where it cannot be divided."""
    return {
        "precision": _ratio(ours["precision"], other["precision"]),
        "reads_of_stale_pages": _ratio(ours["reads_of_stale_pages"], other["reads_of_stale_pages"]),
        "median_weeks_to_find": _ratio(ours["median_weeks_to_find"], other["median_weeks_to_find"]),
    }


def _ratio(one: float | None, other: float | None) -> float | None:
    return round(one / other, 3) if one is not None and other else None
