"""The command `fingerpost`: everything an operator does. `fingerpost --help` lists it."""

import argparse
import os
import sys
from collections.abc import Sequence

from fingerpost.config.commands import carrying, library, literature, operating, serving


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, make the home ready, and do what was asked. The exit code is 0 when it was done."""
    parser = argparse.ArgumentParser(prog="fingerpost", description="The road from a question to a decision.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for area in (serving, literature, operating, carrying, library):
        area.add_to(commands)
    asked = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fingerpost.config.settings")
    if getattr(asked, "port", None):
        os.environ["PORT"] = str(asked.port)  # links in e-mails lead to where we serve, unless an address is set
    if not sys.stderr.isatty():
        os.environ.setdefault("FINGERPOST_LOG_LEVEL", "WARNING")
    if asked.needs_home:
        if carrying.is_half_restored(asked):
            return 1
        prepare_home()
    try:
        return int(asked.act(asked) or 0)
    except KeyboardInterrupt:
        return 130


def prepare_home() -> None:
    """Create the home where there is none, and bring its tables up to date."""
    import django  # noqa: PLC0415 -- settings must be chosen first

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 -- app ready
    from django.db import connection  # noqa: PLC0415 -- app ready
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415 -- app ready

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
