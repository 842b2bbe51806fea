"""How long the review queue and the health of a unit take in a large library. Prints a table.

`python -m benchmarks.review_speed [--items 100000] [--papers 200000]`: a trust of 200 wards in a scratch home, whose
pages were read, called wrong and nudged as a real one's might be; times in process, of somebody of the library
team, the best and the worst of five.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
WARDS, DAYS, READ = 200, 60, 40_000


def main() -> None:
    """Fill a scratch home, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--papers", type=int, default=200_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"FINGERPOST_HOME": home, "DJANGO_SETTINGS_MODULE": "fingerpost.config.settings"}
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        trust, ward, reader = _fill(options.items, options.papers)
        _ask(trust, ward, reader)


def _fill(items: int, papers: int) -> tuple[Any, Any, Any]:
    """A trust with its library team; a ward of it; a reader of the team."""
    from django.db import connection, transaction
    from tests.factories import a_person, a_service, a_team, a_unit, reader

    from fingerpost.kernel import clock
    from fingerpost.records.models import Record

    trust = a_unit("Large Trust")
    wards = [a_team(trust, f"Ward {number}") for number in range(WARDS)]
    team = a_person("Specialist", a_service("Large Library", trust), role="knowledge-specialist")
    chance, now = random.Random(1), clock.now()
    rows = []
    for number in range(items):
        then = now - timedelta(days=chance.randint(1, 1500))
        rows.append(Record(
            kind=chance.choice(["policy", "guideline", "know-how", "lesson"]), title=f"Page {number} about the ward",
            summary="x" * 200, unit=chance.choice(wards), state="released", open_to="all", released_at=then,
            changed_at=then, reviewed_on=then.date() if chance.random() < 0.7 else None,
            review_due=(then + timedelta(days=700)).date(),
        ))  # fmt: skip
    with transaction.atomic():
        made = [row.pk for row in Record.objects.bulk_create(rows, batch_size=500)]
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO library_item (record_ptr_id, slug, body, sections, topics, mesh, who_to_ask,"
                " withdrawn_because, address, held_by, address_state, address_digest)"
                " VALUES (%s, '', '', '{}', '[]', '[]', '', '', '', '', '', '')",
                [(pk,) for pk in made],
            )
        papers_made = (
            Record(kind="paper", title=f"Paper {number}", state="released", open_to="public", released_at=now)
            for number in range(papers)
        )
        Record.objects.bulk_create(papers_made, batch_size=500)
        _signals(made, chance)
    return trust, wards[3], reader(team)


def _signals(made: list[int], chance: random.Random) -> None:
    """Reads of two months, a nudge for every fifth page, a complaint about every fiftieth."""
    from fingerpost.kernel import clock
    from fingerpost.library.models import Flag, Nudge, ReadCount

    today, now = clock.today(), clock.now()
    reads = [
        ReadCount(record_id=pk, day=today - timedelta(days=day), times=1 + int(2000 / (rank + 10)))
        for rank, pk in enumerate(chance.sample(made, min(READ, len(made))))
        for day in range(DAYS)
        if chance.random() < min(1, 400 / (rank + 1))
    ]
    ReadCount.objects.bulk_create(reads, batch_size=500)

    def when() -> Any:
        return now - timedelta(days=chance.randint(0, DAYS))

    Nudge.objects.bulk_create(
        [Nudge(record_id=chance.choice(made), kind="library.item_changed", at=when()) for _ in range(len(made) // 5)],
        batch_size=500,
    )
    Flag.objects.bulk_create(
        [Flag(record_id=chance.choice(made), kind="wrong", at=when()) for _ in range(len(made) // 50)], batch_size=500
    )


def _ask(trust: Any, ward: Any, reader: Any) -> None:
    from fingerpost.library.domain.trust import health, review_queue

    asked: dict[str, Callable[[], object]] = {
        "ranking, every half hour, by a worker": review_queue.rank,
        "review queue of the library team": lambda: review_queue.queue_for(reader),
        "review queue of one ward": lambda: review_queue.queue_for(reader, [ward.pk]),
        "health of the whole trust": lambda: health.health_of(trust, reader),
        "health of one ward": lambda: health.health_of(ward, reader),
    }
    print("| what | best of five | worst |\n| --- | --- | --- |")
    for name, act in asked.items():
        act()
        times = []
        for _ in range(5):
            began = time.perf_counter()
            act()
            times.append((time.perf_counter() - began) * 1000)
        print(f"| {name} | {min(times):.0f} ms | {max(times):.0f} ms |", flush=True)


if __name__ == "__main__":
    main()
