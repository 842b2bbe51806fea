"""Which page most deserves a person's look now: how likely it is out of date, times how many rely on it.

How likely: what wears it out (its kind's half-life over the time since somebody looked), what changed around
it (siblings, sources), and what its readers say. Readers count both ways: a page read by many of whom nobody
complains is likelier sound. Reach counts by a root: harm to many matters more than harm to few, but a page read
a hundred times as often is not worth a hundred finds. The constants were chosen on made-up libraries
(docs/review-simulation.md). No Django here.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

WEEKS_A_MONTH = 365.25 / 12 / 7
# How much of a page's truth each thing around it wears away: added to the wear of time.
WEAR = {"retracted": 2.0, "corrected": 0.2, "updated": 0.5, "sibling_wrong": 0.05, "sibling": 0.005}
FADES_WEEKS = 8.0  # a sibling's change says less and less: whoever saw that it mattered has acted
OWN_CHANGE_MENDS = 0.7  # of what was wrong with a page, how much whoever changes it mends
TIME_WEARS = 0.25  # of the wear that time brings; owners mend the rest unasked
CAN_TELL = 0.5  # share of pages out of date whose readers could tell
SAY_SO = 0.003  # of those readers, how many say so
MISTAKEN = 0.0004  # readers of a sound page who say that it looks wrong
MISTAKEN_SHAPE = 0.5  # the smaller, the more such mistakes heap on a few pages
REACH_POWER = 0.3


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of one page today. Times in weeks back from now; `nudges` are (what, weeks ago).

    `reads_lately`: reads in the last four weeks. `reads_since`: reads since it was last reviewed or changed.
    """

    half_life_months: float
    weeks_since_review: float
    weeks_since_change: float
    reads_lately: int = 0
    reads_since: int = 0
    links_in: int = 0
    nudges: tuple[tuple[str, float], ...] = ()
    flags: tuple[float, ...] = ()


def expected_harm(page: Signals) -> float:
    """How much harm a look at this page would be expected to avert; only the order means something."""
    return likely_stale(page) * math.pow(reach(page), REACH_POWER)


def reach(page: Signals) -> float:
    """How many rely on it: reads a week, and one for each link that leads to it; at least a little."""
    return page.reads_lately / 4 + page.links_in + 0.5


def likely_stale(page: Signals) -> float:
    """The chance, from 0 to 1, that the page is out of date."""
    before = 1 - math.exp(-wear(page))
    odds = before / max(1 - before, 1e-9) * said_by_readers(page)
    return odds / (1 + odds)


def wear(page: Signals) -> float:
    """What time and changes around it have worn away since somebody looked at the page."""
    rate = TIME_WEARS * math.log(2) / (page.half_life_months * WEEKS_A_MONTH)
    since = max(page.weeks_since_review, 0.0)
    changed = min(max(page.weeks_since_change, 0.0), since)
    worn = rate * (changed + (since - changed) * (1 - OWN_CHANGE_MENDS))
    for what, ago in page.nudges:
        amount = WEAR.get(what, 0.0)
        if what.startswith("sibling"):
            amount *= math.exp(-ago / FADES_WEEKS)
        if ago > page.weeks_since_change:
            amount *= 1 - OWN_CHANGE_MENDS
        worn += amount
    return worn


def said_by_readers(page: Signals) -> float:
    """How many times likelier what readers said (or did not say) is of a page out of date than of a sound one."""
    complaints = sum(1.0 if ago <= page.weeks_since_change else 1 - OWN_CHANGE_MENDS for ago in page.flags)
    reads = max(page.reads_since, page.reads_lately if page.flags else 0) + 1
    told, mistaken = reads * SAY_SO, reads * MISTAKEN
    of_stale = CAN_TELL * _singly(complaints, told) + (1 - CAN_TELL) * _heaped(complaints, mistaken)
    return of_stale / max(_heaped(complaints, mistaken), 1e-300)


def _singly(count: float, mean: float) -> float:
    """The chance of so many where they come singly (Poisson)."""
    return math.exp(count * math.log(mean) - mean - math.lgamma(count + 1))


def _heaped(count: float, mean: float) -> float:
    """The chance of so many where they heap on some pages (negative binomial)."""
    shape = MISTAKEN_SHAPE
    return math.exp(
        math.lgamma(count + shape) - math.lgamma(shape) - math.lgamma(count + 1)
        + shape * math.log(shape / (shape + mean)) + count * math.log(mean / (shape + mean))
    )  # fmt: skip


def in_order(pages: Iterable[tuple[str, Signals]]) -> list[str]:
    """Names of pages, those whose review would avert most harm first; equals by name."""
    return [name for _, name in sorted((-expected_harm(page), name) for name, page in pages)]
