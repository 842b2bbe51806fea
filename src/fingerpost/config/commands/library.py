"""Commands for the library of what we know ourselves."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any


def add_to(commands: Any) -> None:
    """Add library, with what it can do."""
    library = commands.add_parser("library", help="bring in many documents; try the order of reviews")
    kinds = library.add_subparsers(dest="what", required=True, metavar="WHAT")
    command = kinds.add_parser("review-simulate", help="try the order in which pages are reviewed")
    command.add_argument("scenario", type=Path, metavar="SCENARIO", help="a JSON file: docs/review-simulation.md")
    command.add_argument("--json", action="store_true", help="print one line of JSON")
    command.set_defaults(act=review_simulate, needs_home=False)

    command = kinds.add_parser("fill", help="bring in many documents: a folder or a ZIP")
    command.add_argument("path", type=Path, metavar="PATH", help="a folder or a ZIP, with or without a table in it")
    command.add_argument("--unit", required=True, metavar="SLUG", help="the unit whose shelf it is")
    command.add_argument("--as", dest="person", metavar="EMAIL", help="who brings it in; nobody without it")
    command.add_argument("--kind", default="policy", help="what documents are where the table does not say (policy)")
    command.add_argument(
        "--audience", default="organisation", choices=("public", "all", "organisation", "unit", "owner"),
        help="who may see them where the table does not say (organisation)",
    )  # fmt: skip
    command.add_argument("--try", dest="only_try", action="store_true", help="say what each would become, and stop")
    command.add_argument("--json", action="store_true", help="print one line of JSON")
    command.set_defaults(act=fill, needs_home=True)


def fill(asked: argparse.Namespace) -> int:
    """Look through, try out and put on the shelf, by the running worker if there is one. 1: something was not taken."""
    from fingerpost.kernel.errors import NotAllowed, RuleBroken  # noqa: PLC0415 -- app ready
    from fingerpost.library.domain.fillings import filling_queries  # noqa: PLC0415 -- app ready
    from fingerpost.library.domain.own.kinds import BY_KEY  # noqa: PLC0415 -- app ready
    from fingerpost.organisations.models import Person, Unit  # noqa: PLC0415 -- app ready

    unit = Unit.objects.filter(slug=asked.unit).first()
    by = Person.objects.filter(email=asked.person.lower()).first() if asked.person else None
    if unit is None:
        return _complain(f"There is no unit called {asked.unit}.", 2)
    if asked.person and by is None:
        return _complain(f"Nobody here has the e-mail address {asked.person}.", 2)
    if asked.kind not in BY_KEY:
        return _complain(f"There is no kind of page called {asked.kind}. Choose one of: {', '.join(BY_KEY)}.", 2)
    try:
        one, problem = _filled(asked, unit, by)
    except (RuleBroken, NotAllowed) as refused:
        return _complain(str(refused), 1)
    counts = filling_queries.tally(one)
    print(json.dumps(counts) if asked.json else " ".join(f"{name} {many}" for name, many in counts.items() if many))
    for row in one.rows.filter(state="rejected").order_by("position"):
        _complain(f"row {row.position} {row.file_name}: {row.reason}", 1)
    return _complain(problem, 1) if problem else int(counts["rejected"] > 0)


def _filled(asked: argparse.Namespace, unit: Any, by: Any) -> tuple[Any, str]:
    """The filling, as far as it came, and why it came no further (empty if it came to its end)."""
    from fingerpost.config.commands.waiting import finish  # noqa: PLC0415 -- app ready
    from fingerpost.library.domain.fillings import filling  # noqa: PLC0415 -- app ready
    from fingerpost.library.models import RowState  # noqa: PLC0415 -- app ready

    def ended(one: Any) -> str:
        finish([one.job], show=not asked.json)
        one.refresh_from_db()
        return "" if one.job.state == "done" else str(one.job.reason or "It was stopped.")

    one = filling.begin(asked.path, unit=unit, by=by)
    if problem := ended(one):
        return one, problem
    chosen = {"kind": asked.kind, "audience": asked.audience, "dates": one.defaults.get("dates", "dmy")}
    one = filling.match(one, one.columns, chosen, by=by)
    if (problem := ended(one)) or asked.only_try or not one.rows.filter(state=RowState.READY).exists():
        return one, problem
    one = filling.run(one, by=by)
    return one, ended(one)


def _complain(sentence: str, code: int) -> int:
    print(sentence, file=sys.stderr)
    return code


def review_simulate(asked: argparse.Namespace) -> int:
    """Run one scenario: our order beside the calendar list and the hidden truth."""
    import django  # noqa: PLC0415 -- settings must be chosen first

    django.setup()
    from fingerpost.library.domain import review_trial  # noqa: PLC0415 -- app ready
    from fingerpost.library.domain.own.kinds import KINDS  # noqa: PLC0415 -- app ready
    from fingerpost.library.domain.review_scenario import ScenarioWrong  # noqa: PLC0415 -- app ready

    half_lives = {str(kind.key): float(kind.half_life_months) for kind in KINDS}
    try:
        found = review_trial.compare(review_trial.read_file(asked.scenario), half_lives)
    except ScenarioWrong as problem:
        print(problem, file=sys.stderr)
        return 1
    print(json.dumps(found) if asked.json else _in_words(found))
    return 0


def _in_words(found: dict[str, Any]) -> str:
    """A short table."""
    names = {"expected_harm": "by expected harm", "calendar": "longest overdue first", "truth": "if all were known"}
    lines = [f"{found['pages']} pages, {found['weeks']} weeks, {found['reviews_a_week']} reviews a week"]
    for key, name in names.items():
        said = found[key]
        precision = "-" if said["precision"] is None else f"{said['precision']:.1%}"
        lines.append(
            f"{name:<22} {said['found']:>5} found in {said['reviews']} reviews ({precision}); "
            f"median weeks to find {said['median_weeks_to_find']}; "
            f"reads of pages out of date {said['reads_of_stale_pages']}"
        )
    return "\n".join(lines)
