"""Commands that run the product: web and workers together, or each alone."""

import argparse
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any


def add_to(commands: Any) -> None:
    """Add run, serve and worker."""
    command = commands.add_parser("run", help="make everything ready, with the demonstration, and serve")
    command.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    command.set_defaults(act=run, needs_home=True, web_only=False)

    command = commands.add_parser("serve", help="start the web server and both workers")
    command.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    command.add_argument("--web-only", action="store_true", help="the web server alone")
    command.set_defaults(act=serve, needs_home=True)

    command = commands.add_parser("worker", help="run one worker")
    command.add_argument("queue", choices=("index", "default"))
    command.add_argument("--words", action="store_true", help=argparse.SUPPRESS)
    command.set_defaults(act=worker, needs_home=True)


def run(asked: argparse.Namespace) -> int:
    """Two commands from nothing to a working product: this is the second."""
    from fingerpost.config.commands.waiting import finish  # noqa: PLC0415 -- app ready
    from fingerpost.organisations.models import Person  # noqa: PLC0415 -- app ready

    build_model()
    if not Person.objects.exists():
        from demo.load import load  # noqa: PLC0415 -- only where a demonstration is wanted

        print("Loading the demonstration health system …", flush=True)
        print(load(), flush=True)
        finish([], show=True, meaning=True)
    return serve(asked)


def serve(asked: argparse.Namespace) -> int:
    """Web and workers as child processes; when one ends, all end."""
    from django.core.management import call_command  # noqa: PLC0415 -- app ready

    build_model()
    # Extensions of htmx that no page uses, and that name files which are not shipped.
    call_command("collectstatic", verbosity=0, interactive=False, ignore_patterns=["hx-*.js", "*.map"])
    os.environ.setdefault("FINGERPOST_LOG_LEVEL", "WARNING")
    children = [_web(asked.port)]
    if not asked.web_only:
        children += [_worker(queue) for queue in ("index", "default")]
    _welcome(asked.port)
    stopping = False

    def stop(number: int, frame: Any) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not stopping and all(child.poll() is None for child in children):
        time.sleep(0.3)
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()
    return 0 if stopping else 1


def _worker(queue: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "fingerpost", "worker", queue])  # noqa: S603 -- our own words


def _web(port: int) -> "subprocess.Popen[bytes]":
    """Gunicorn: two processes of eight threads. No access log: an address can carry a question."""
    return subprocess.Popen(  # noqa: S603 -- our own words, a number and an operator's setting
        [
            sys.executable, "-m", "gunicorn", "fingerpost.config.wsgi:application", "--bind", f"0.0.0.0:{port}",
            "--config", "python:fingerpost.config.web_server",
            "--worker-class", "gthread", "--workers", os.environ.get("WEB_PROCESSES", "2"), "--threads", "8",
            "--no-control-socket", "--log-level", "warning", "--timeout", "60", "--graceful-timeout", "5",
        ]
    )  # fmt: skip


def _welcome(port: int) -> None:
    """Print where to go and, in a demonstration, whom to sign in as."""
    from fingerpost.organisations.models import Person  # noqa: PLC0415 -- app ready

    print(f"\nFingerpost is at http://localhost:{port}\n")
    if Person.objects.filter(is_demonstration=True).exists():
        from demo.load import sign_ins  # noqa: PLC0415 -- only where there is a demonstration

        print("This is a demonstration. Sign in as:")
        for role, email, password in sign_ins():
            print(f"  {role:<28} {email:<42} {password}")
        print()
    print("Stop with Ctrl+C.", flush=True)


def worker(asked: argparse.Namespace) -> int:
    """One worker until it is stopped. With --words, the index worker of a command: until that command ends."""
    if asked.words:
        from fingerpost.config.commands.waiting import index_words  # noqa: PLC0415 -- app ready

        index_words()
        return 0
    from fingerpost.jobs.domain.worker import run_for_ever  # noqa: PLC0415 -- app ready

    run_for_ever(asked.queue)
    return 0


def build_model() -> int:
    """Build the sentence model into the home if it is not there; words answer without it."""
    import django  # noqa: PLC0415 -- settings first

    django.setup()
    from django.conf import settings  # noqa: PLC0415 -- app ready

    if not settings.FINGERPOST_MEANING or (Path(settings.MODEL_PATH) / "manifest.json").is_file():
        return 0
    from retrieval.meaning.model_build import build_model as build  # noqa: PLC0415 -- slow import

    print("Building the sentence model …", file=sys.stderr, flush=True)
    build(Path(settings.MODEL_PATH))
    return 0
