"""How much our order of review finds beside the calendar list, in worlds it was not tuned on. Prints a table.

`python -m benchmarks.review_queue [--first 101] [--last 120]`: the default scenario of docs/review-simulation.md
with each of these seeds, then the same with one thing about the world made different, to show on what the result
hangs. Each row: means over the seeds; in brackets the least and the most of any seed. With `--signs` instead: of the
pages out of date that their owner does not mend, how many ever show a sign that the product could see.
"""

import argparse
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

WORLDS: dict[str, dict[str, Any]] = {
    "as frozen": {},
    "readers who could tell say so 3 times as often": {"flag_true": 0.009},
    "readers who could tell say so 10 times as often": {"flag_true": 0.03},
    "readers never say anything": {"flag_true": 0.0, "flag_false": 0.0},
    "sources make most of it": {"from_source": 0.6, "from_topic": 0.2, "sources_noticed": 0.9},
    "sources, and readers 10 times": {
        "from_source": 0.6, "from_topic": 0.2, "sources_noticed": 0.9, "flag_true": 0.03,
    },
    "nothing around a page shows": {"from_source": 0.0, "from_topic": 0.0},
}  # fmt: skip


def main() -> None:
    """Run all worlds and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--first", type=int, default=101)
    parser.add_argument("--last", type=int, default=120)
    parser.add_argument("--world", choices=WORLDS, help="only this one")
    parser.add_argument("--signs", action="store_true", help="count the pages that show a sign")
    options = parser.parse_args()
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fingerpost.config.settings")
    import django

    django.setup()
    if options.signs:
        return _signs(range(options.first, options.last + 1))
    print("| world | precision: ours | calendar | times | median weeks: ours | calendar | part | harm left | at best |")
    print("| --- " * 9 + "|")
    for name in [options.world] if options.world else WORLDS:
        print(_row(name, range(options.first, options.last + 1)), flush=True)


def _row(name: str, seeds: range) -> str:
    from fingerpost.library.domain.own.kinds import KINDS
    from fingerpost.library.domain.review_trial import compare

    half_lives = {str(kind.key): float(kind.half_life_months) for kind in KINDS}
    runs = [compare({"seed": seed, **WORLDS[name]}, half_lives) for seed in seeds]

    def mean(order: str, measure: str) -> float:
        return statistics.mean(run[order][measure] for run in runs)

    ours, calendar = mean("expected_harm", "precision"), mean("calendar", "precision")
    weeks, weeks_calendar = mean("expected_harm", "median_weeks_to_find"), mean("calendar", "median_weeks_to_find")
    harm = mean("expected_harm", "reads_of_stale_pages") / mean("calendar", "reads_of_stale_pages")
    best = mean("truth", "reads_of_stale_pages") / mean("calendar", "reads_of_stale_pages")
    each = [run["expected_harm"]["precision"] for run in runs]
    return (
        f"| {name} | {ours:.1%} ({min(each):.1%} to {max(each):.1%}) | {calendar:.1%} | {ours / calendar:.1f} "
        f"| {weeks:.1f} | {weeks_calendar:.1f} | {weeks / weeks_calendar:.2f} | {harm:.0%} | {best:.0%} |"
    )


def _signs(seeds: range) -> None:
    """Under the calendar list: readers' words, or a source known to have moved, while the page was out of date."""
    from fingerpost.library.domain.review_scenario import read_scenario
    from fingerpost.library.domain.review_simulation import Seen, Trial, calendar
    from fingerpost.library.domain.review_world import make_world

    lived = shown = 0
    for seed in seeds:
        trial = Trial(make_world(read_scenario({"seed": seed})))
        signs: set[str] = set()

        def choose(pages: Sequence[Seen], number: int, trial: Trial = trial, signs: set[str] = signs) -> list[str]:
            truth = trial.truth()
            signs.update(
                page.name for page in pages
                if page.name in truth and (page.flags or any(not what.startswith("sibling") for what, _ in page.nudges))
            )  # fmt: skip
            return calendar(pages, number)

        spells = [
            one for one in trial.run(choose).spells if one.ended != "owner" and (one.over is None or one.over >= 0)
        ]
        lived += len(spells)
        shown += sum(one.page in signs for one in spells)
    mean = f"{lived / len(seeds):.0f}", f"{shown / len(seeds):.0f}"
    print("a run: {} pages out of date that their owner does not mend, {} show a sign".format(*mean))


if __name__ == "__main__":
    main()
