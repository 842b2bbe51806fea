"""How long the pages and papers of questions, briefs, decisions and roads take. Prints a table.

`python -m benchmarks.roads [--times N]`: the demonstration in a scratch home; each of its questions, shared briefs and
confirmed decisions, as one who wrote or made it, N times. In one process, without a web server: each is asked of the
whole product by Django's own client. The first time, which loads fonts and templates, stands apart.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
# What is asked for, of which things, at which address.
PAGES = (
    ("question, page", "question", "/questions/{}/"),
    ("brief, page", "brief", "/questions/briefs/{}/"),
    ("brief, PDF", "brief", "/questions/briefs/{}/as/pdf/"),
    ("brief, Word", "brief", "/questions/briefs/{}/as/docx/"),
    ("brief, RIS", "brief", "/questions/briefs/{}/as/ris/"),
    ("decision, page", "decision", "/decisions/{}/"),
    ("decision, PDF", "decision", "/decisions/{}/take/pdf/"),
    ("decision, Word", "decision", "/decisions/{}/take/docx/"),
    ("road, SVG", "decision", "/decisions/{}/road/svg/"),
    ("road, PNG", "decision", "/decisions/{}/road/png/"),
    ("road, PDF", "decision", "/decisions/{}/road/pdf/"),
)
LISTS = (("first page", "/"), ("list of questions", "/questions/"), ("list of decisions", "/decisions/"))


def main() -> None:
    """Load the demonstration in a scratch home, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=5)
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {
            "FINGERPOST_HOME": home, "DJANGO_SETTINGS_MODULE": "fingerpost.config.settings", "FINGERPOST_MEANING": "0",
            "FINGERPOST_LOG_LEVEL": "ERROR",
        }  # fmt: skip
        client = _start()
        print(f"{'milliseconds':34} {'things':>6} {'first':>8} {'p50':>8} {'most':>8}")
        things = _things()
        for name, kind, path in PAGES:
            rows = things[kind]
            spent = [_ask(client, who, path.format(public_id)) for _ in range(times) for who, public_id in rows]
            _say(name, len(rows), spent)
        for role, person in _people():
            for name, path in LISTS:
                _say(f"{name}, {role}"[:34], 1, [_ask(client, person, path) for _ in range(times)])


def _start() -> Any:
    import django

    django.setup()
    from demo.load import load
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    settings.ALLOWED_HOSTS = ["testserver"]
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    print(load())
    print(f"loaded in {time.perf_counter() - began:.1f} s\n")
    return Client()


def _things() -> dict[str, list[tuple[Any, str]]]:
    """Things by kind: who asks for each, and its public id."""
    from fingerpost.decisions.models import Decision
    from fingerpost.roads.models import Brief, Question

    def owner(row: Any) -> Any:
        return row.parts.select_related("person").first().person

    decisions = Decision.objects.filter(confirmation="confirmed").select_related("decider", "secretary")
    return {
        "question": [(owner(row), row.public_id) for row in Question.objects.all()],
        "brief": [(owner(row), row.public_id) for row in Brief.objects.filter(state="released")],
        "decision": [(row.decider or row.secretary, row.public_id) for row in decisions],
    }


def _people() -> list[tuple[str, Any]]:
    from demo.load import sign_ins

    from fingerpost.organisations.models import Person

    return [(role, Person.objects.get(email=email)) for role, email, _ in sign_ins()]


def _ask(client: Any, person: Any, address: str) -> float:
    client.force_login(person)
    began = time.perf_counter()
    reply = client.get(address)
    assert reply.status_code == 200, (address, reply.status_code)
    return (time.perf_counter() - began) * 1000


def _say(name: str, count: int, spent: list[float]) -> None:
    print(f"{name:34} {count:6} {spent[0]:8.0f} {statistics.median(spent[1:]):8.0f} {max(spent[1:]):8.0f}", flush=True)


if __name__ == "__main__":
    main()
