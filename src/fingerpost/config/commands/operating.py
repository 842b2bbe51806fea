"""Commands for whoever looks after the product."""

import argparse
import json
import sys
from typing import Any


def add_to(commands: Any) -> None:
    """Add changes, demo, jobs, model, organisations and django."""
    command = commands.add_parser("changes", help="check the history that cannot be altered")
    command.add_argument("what", choices=("verify",))
    command.set_defaults(act=changes, needs_home=True)

    command = commands.add_parser("demo", help="load the demonstration health system")
    command.add_argument("what", choices=("load",))
    command.set_defaults(act=demo, needs_home=True)

    command = commands.add_parser("jobs", help="list long work and how far it is")
    command.add_argument("--json", action="store_true")
    command.set_defaults(act=jobs, needs_home=True)

    command = commands.add_parser("model", help="build the sentence model from its published weights")
    command.add_argument("what", choices=("build",))
    command.set_defaults(act=model, needs_home=False)

    command = commands.add_parser("organisations", help="load NHS organisations from ODS files")
    command.add_argument("what", choices=("load",))
    command.add_argument("paths", nargs="+")
    command.set_defaults(act=organisations, needs_home=True)

    command = commands.add_parser("person", help="make somebody's account: the first administrator, say")
    command.add_argument("email")
    command.add_argument("--name", required=True)
    command.add_argument("--unit", help="the unit they belong to")
    command.add_argument("--role", default="member")
    command.set_defaults(act=person, needs_home=True)

    command = commands.add_parser("django", help="run one of Django's own commands")
    command.add_argument("rest", nargs=argparse.REMAINDER)
    command.set_defaults(act=django, needs_home=False)


def changes(asked: argparse.Namespace) -> int:
    """Seal what is not sealed yet, then walk the whole chain."""
    from fingerpost.journal.domain import stream  # noqa: PLC0415 -- app ready

    while stream.seal():
        pass
    held, problem = stream.verify()
    print(f"verified {held}" if not problem else f"verified {held} then: {problem}")
    return 1 if problem else 0


def demo(asked: argparse.Namespace) -> int:
    """Load the demonstration; refuse beside real people."""
    from demo.load import load  # noqa: PLC0415 -- only where a demonstration is wanted

    from fingerpost.config.commands.waiting import finish  # noqa: PLC0415 -- app ready
    from fingerpost.kernel.errors import RuleBroken  # noqa: PLC0415 -- app ready

    try:
        loaded = load()
    except RuleBroken as problem:
        print(problem, file=sys.stderr)
        return 1
    finish([], show=True, meaning=True)
    print(loaded)
    return 0


def jobs(asked: argparse.Namespace) -> int:
    """The newest fifty pieces of long work."""
    from fingerpost.jobs.models import Job  # noqa: PLC0415 -- app ready

    for job in Job.objects.order_by("-created_at", "-pk")[:50]:
        if asked.json:
            print(json.dumps({
                "id": job.public_id, "title": job.title, "state": job.state, "done": job.done, "total": job.total,
                "counts": job.counts, "reason": job.reason,
            }))  # fmt: skip
        else:
            percent = "" if job.percent is None else f"{job.percent}%"
            print(f"{job.created_at:%Y-%m-%d %H:%M} {job.state:<9} {percent:>4} {job.title} {job.reason}".rstrip())
    return 0


def model(asked: argparse.Namespace) -> int:
    """Build the model if it is not there."""
    from fingerpost.config.commands.serving import build_model  # noqa: PLC0415 -- slow import

    return build_model()


def organisations(asked: argparse.Namespace) -> int:
    """Load ODS files, organisations and successions."""
    from pathlib import Path  # noqa: PLC0415 -- slow import

    from fingerpost.organisations.domain import ods  # noqa: PLC0415 -- app ready

    for path in asked.paths:
        print(Path(path).name, ods.load(Path(path)))
    return 0


def person(asked: argparse.Namespace) -> int:
    """Make an account. Its owner chooses a password through "Forgotten your password?"."""
    from fingerpost.kernel.errors import NotAllowed, RuleBroken  # noqa: PLC0415 -- app ready
    from fingerpost.organisations.domain import accounts  # noqa: PLC0415 -- app ready
    from fingerpost.organisations.models import Unit  # noqa: PLC0415 -- app ready

    unit = Unit.objects.filter(slug=asked.unit).first() if asked.unit else None
    if asked.unit and unit is None:
        print(f"There is no unit called {asked.unit}.", file=sys.stderr)
        return 1
    try:
        if unit:
            accounts.add_to_unit(asked.email, asked.name, unit, by=None, role=asked.role)
        else:
            accounts.open_account(asked.email, asked.name, by=None)
    except (RuleBroken, NotAllowed) as problem:
        print(problem, file=sys.stderr)
        return 1
    print(f"{asked.email} has an account. They choose a password through “Forgotten your password?” at sign-in.")
    return 0


def django(asked: argparse.Namespace) -> int:
    """Hand the rest of the line to Django."""
    from django.core.management import execute_from_command_line  # noqa: PLC0415 -- settings first

    execute_from_command_line(["fingerpost django", *asked.rest])
    return 0
