"""What readers did: how often pages were read, what helped, and what looked wrong and what came of it."""

import random
from collections import Counter
from datetime import date

from demo.reading import rows
from demo.shelf import Shelf
from demo.world import World
from fingerpost.library.domain.trust import flags, reads
from fingerpost.library.models import FlagKind, Item, Paper

DAYS = 90
SEED = 20260301  # the same readers each time, so that what is shown today is shown tomorrow
# The page in first place is opened so often on a working day; the one in place n so often by n to the power TAIL.
MOST_A_DAY, TAIL = 24.0, 0.85
# Mondays are busy, weekends are not.
WEEK = (1.2, 1.1, 1.05, 1.0, 0.9, 0.35, 0.3)
# What people open most, whatever chance says of the rest.
IN_FRONT = (
    "wrh-falls", "icb-ai-tools", "wrh-sepsis", "icb-interpreters", "ten-minute-safety-huddle", "wrh-hand-hygiene",
    "tmh-rapid-tranquillisation", "wrh-safe-staffing", "pch-hypertension", "bnf-and-bnf-for-children",
)  # fmt: skip


def count_reads(world: World, shelf: Shelf) -> None:
    """Reads of each of the past days: few things are opened much, many a little, some not at all."""
    chance = random.Random(SEED)  # noqa: S311 -- nothing secret
    ranked = _ranked(shelf, chance)
    counts: Counter[tuple[int, date]] = Counter()
    for place, (pk, since) in enumerate(ranked, 1):
        usual = MOST_A_DAY / place**TAIL
        for ago in range(DAYS, 0, -1):
            day = world.ago(ago)
            if since and day < since:
                continue
            times = _poisson(usual * WEEK[day.weekday()], chance)
            if times:
                counts[pk, day] = times
    reads.add(counts)


def say_what_helped(world: World, shelf: Shelf) -> None:
    """Readers' thanks, some with a word."""
    for row in rows("helped.csv"):
        at = world.noon(int(row["days_ago"]))
        flags.flag(shelf.items[row["page"]], FlagKind.HELPED, world.people[row["person"]], row["words"], at=at)


def say_what_looks_wrong(world: World, shelf: Shelf) -> None:
    """Readers' doubts, and what came of most of them."""
    for row in rows("flags.csv"):
        at = world.noon(int(row["days_ago"]))
        said = flags.flag(shelf.items[row["page"]], FlagKind.WRONG, world.people[row["person"]], row["words"], at=at)
        if row["outcome"]:
            answered = world.noon(int(row["answered_days_ago"]))
            flags.answer(said, world.people[row["answered_by"]], row["outcome"], row["answer"], at=answered)


def _ranked(shelf: Shelf, chance: random.Random) -> list[tuple[int, date | None]]:
    """Items and papers by how much they are read, each with the day before which there was nothing to read."""
    front = [shelf.items[slug].pk for slug in IN_FRONT]
    since = {
        pk: at.date() for pk, at in Item.objects.filter(released_at__isnull=False).values_list("pk", "released_at")
    }
    rest = sorted(set(since) - set(front))
    read_papers = sorted(Paper.objects.filter(links_in__isnull=False).values_list("pk", flat=True).distinct())
    others = [*rest, *read_papers]
    chance.shuffle(others)
    return [(pk, since.get(pk)) for pk in (*front, *others)]


def _poisson(mean: float, chance: random.Random) -> int:
    """A number of independent readers with this mean (Knuth's method; means here stay below 40)."""
    limit, times, product = 2.718281828459045**-mean, 0, chance.random()
    while product > limit:
        times += 1
        product *= chance.random()
    return times
