"""What a review trial is told: the format of a scenario, checked, with what it is where nothing is said.

Constants come from published measurements where there are any; the others are our own estimates and say so.
docs/review-simulation.md explains each. No Django here: the trial must be readable and runnable on its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

WEEKS_A_MONTH = 365.25 / 12 / 7


class ScenarioWrong(ValueError):
    """A scenario that cannot be run. The text says what to mend."""


# One line a kind: its share of the pages, months until half are out of date, months between calendar reviews.
# Half-lives: NICE guidelines 60 months (Alderson and others, J Clin Epidemiol 2014;67:52); summaries of research
# 66 months (Shojania and others, Ann Intern Med 2007;147:224); links 138 weeks (Fetterly and others, WWW 2003).
# Recommendations taken one by one live longer: 78 % hold after 4 years (Martinez Garcia and others, CMAJ
# 2014;186:1211). The rest, and all shares, are our own estimates. Review months are the product's own.
KINDS: dict[str, dict[str, float]] = {
    "policy": {"share": 0.25, "half_life_months": 60, "review_months": 24},
    "guideline": {"share": 0.25, "half_life_months": 60, "review_months": 24},
    "know-how": {"share": 0.20, "half_life_months": 48, "review_months": 12},
    "note": {"share": 0.06, "half_life_months": 66, "review_months": 18},
    "data-set": {"share": 0.04, "half_life_months": 36, "review_months": 12},
    "lesson": {"share": 0.06, "half_life_months": 96, "review_months": 24},
    "story": {"share": 0.06, "half_life_months": 72, "review_months": 24},
    "link": {"share": 0.08, "half_life_months": 32, "review_months": 12},
}
SOURCES = {"retracted": (0.03, 0.8), "corrected": (0.17, 0.15), "updated": (0.80, 0.4)}  # (how often, makes stale)

NUMBERS: dict[str, tuple[float, float, float]] = {
    # name: (what it is unless told, least, most)
    "pages": (1000, 1, 20_000),
    "weeks": (26, 1, 520),
    "reviews_a_week": (5, 1, 1000),
    "history_weeks": (156, 0, 520),  # lived before the trial, reviewed by the calendar list at the same pace
    "watched_weeks": (4, 0, 520),  # before the trial in which reads, flags and changes were already counted
    "pages_a_topic": (8, 1, 1000),  # our estimate
    # Of all that makes pages stale, how much comes from a change that hits several pages of a topic at once,
    # how much from a source that moved, how much from nothing anybody could see. Our estimates.
    "from_topic": (0.4, 0, 1),
    "from_source": (0.2, 0, 1),
    "topic_hits": (0.25, 0.01, 1),  # share of a topic's pages that such a change makes stale; our estimate
    "sources_noticed": (0.6, 0, 1),  # the product knows the link, and the notice came in; our estimate
    "page_spread": (1.2, 0.01, 10),  # how unlike pages of one kind are: coefficient of variation of their hazard
    "kind_spread": (0.35, 0, 2),  # how wrong our half-lives may be: sigma of a log-normal factor, drawn by seed
    "owner_knows": (0.5, 0, 1),  # the owner notices at once, because they made or heard of the change; our estimate
    "owner_weeks": (3, 0.5, 52),  # and then mends it in so many weeks on average; our estimate
    "bystander_edits": (0.1, 0, 1),  # pages of the topic that were not hit and are edited all the same
    "edits_a_year": (1.2, 0, 100),  # ordinary edits of a page, on average; our estimate
    "edit_spread": (1.0, 0, 3),  # sigma of the log-normal spread of ordinary edits between pages
    "edit_mends": (0.5, 0, 1),  # an ordinary edit of a stale page happens to mend it; our estimate
    # Reads by rank: one over the rank. Slope -0.986 over 46,830 documents (Cunha and others, Boston University
    # TR-95-010, 1995), 1.02 over sites (Krashakov and others, Comput Netw 2006;50:1769). The mean is our estimate.
    "reads_a_week": (6, 0.01, 100_000),  # of a page, on average
    "reads_exponent": (1.0, 0, 3),
    "links_a_page": (1.5, 0, 100),  # links from other pages, on average; pages much read get more
    "plain": (0.5, 0, 1),  # share of stale pages whose readers could tell; our estimate
    "flag_true": (0.003, 0, 1),  # a reader who could tell says so; our estimate: far fewer than 1 in 100 take part
    "flag_false": (0.0003, 0, 1),  # a reader of a sound page says that it looks wrong; our estimate
    "flag_spread": (1.5, 0.01, 10),  # some sound pages are disliked more than others: coefficient of variation
    "reviewer_misses": (0.1, 0, 1),  # a reviewer looks at a stale page and finds nothing; our estimate
}
OTHER = {"name", "seed", "kinds", "world"}


@dataclass(frozen=True, slots=True)
class Scenario:
    """A checked scenario. `numbers` holds every name of NUMBERS."""

    name: str
    seed: int
    numbers: dict[str, float]
    kinds: dict[str, dict[str, float]]
    world: dict[str, Any] | None

    def __getitem__(self, name: str) -> float:
        return self.numbers[name]


def read_scenario(said: Mapping[str, Any]) -> Scenario:
    """Check a scenario and fill in what it leaves out. Raises ScenarioWrong."""
    if not isinstance(said, Mapping):
        raise ScenarioWrong("A scenario is one JSON object.")
    if strange := sorted(set(said) - set(NUMBERS) - OTHER):
        raise ScenarioWrong(f"Not known in a scenario: {', '.join(strange)}.")
    numbers = {name: number(name, said.get(name, given), low, high) for name, (given, low, high) in NUMBERS.items()}
    for name in ("pages", "weeks", "reviews_a_week", "history_weeks", "watched_weeks"):
        numbers[name] = int(numbers[name])
    if numbers["from_topic"] + numbers["from_source"] > 1:
        raise ScenarioWrong("from_topic and from_source are shares of one whole: together at most 1.")
    seed = said.get("seed", 1)
    if not isinstance(seed, int) or isinstance(seed, bool):
        raise ScenarioWrong("seed must be a whole number.")
    return Scenario(str(said.get("name", "")), seed, numbers, _kinds(said.get("kinds", KINDS)), said.get("world"))


def number(name: str, value: Any, low: float, high: float) -> float:
    """The value, if it is a number within its bounds."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise ScenarioWrong(f"{name} must be a number from {low:g} to {high:g}.")
    return value


def _kinds(said: Any) -> dict[str, dict[str, float]]:
    if not isinstance(said, Mapping) or not said:
        raise ScenarioWrong("kinds must name at least one kind.")
    for name, facts in said.items():
        if not isinstance(facts, Mapping) or set(facts) != {"share", "half_life_months", "review_months"}:
            raise ScenarioWrong(f"The kind {name} needs share, half_life_months and review_months, and nothing else.")
        for what, value in facts.items():
            number(f"{what} of {name}", value, 0 if what == "share" else 0.1, 10_000)
    if not sum(facts["share"] for facts in said.values()):
        raise ScenarioWrong("The shares of the kinds add up to nothing.")
    return {name: dict(facts) for name, facts in said.items()}
