"""How long "what does this rest on?" and "where is this used?" take in a large graph. Prints a table.

`python -m benchmarks.graph [--links 1000000] [--postgres]`: papers, notes that summarise them, kept questions, briefs
and decisions in a scratch home. What is used is drawn so that few things are used by very many, as papers are cited:
the most used of a million links stands in about one in fifty. Questions are private to one person; of the rest a third
is open to all who sign in, a third to one unit of 6,000, a third to several. Each line: 500 walks of four steps, as a
reader in so many units, from things that they may see: the 100 most linked, and 400 drawn by lot; then the links of
the same things, one step, as an item page reads them. "Busy" is the time that this process worked, and PostgreSQL's
for it, so what others on the machine did meanwhile is not in it. First a warm-up of 20.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
TARGET = 50  # ms, the 95th percentile of a walk
UNITS = 6_000
READERS = (5, 100, 5_000)
SEEDS, MOST_LINKED, WARM_UP = 500, 100, 20
SPARE = 1.12  # links drawn twice are made once
# Of a million links: how many things of a kind there are, what they do, to what, and how often on average.
KINDS: dict[str, tuple[float, tuple[tuple[str, str, float], ...]]] = {
    "paper": (0.250, (("cites", "paper", 0.4), ("comments_on", "paper", 0.2))),
    "note": (0.060, (("summarises", "paper", 4.0), ("cites", "paper", 1.0))),
    "question": (0.080, (("considered", "paper", 1.0), ("considered", "note", 1.5))),
    "brief": (0.030, (("answers", "question", 1.0), ("summarises", "note", 3.0), ("summarises", "paper", 3.0))),
    "decision": (0.020, (("answers", "question", 1.0), ("rests_on", "brief", 1.5), ("rests_on", "note", 2.0),
                         ("considered", "paper", 1.5), ("supersedes", "decision", 0.3))),
}  # fmt: skip


def main() -> int:
    """Fill a scratch home, walk, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--links", "--rows", dest="links", type=int, nargs="+", default=[1_000_000])
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL that it brings along")
    options = parser.parse_args()
    if options.postgres:
        command = [sys.executable, "-m", "benchmarks.graph", "--links", *map(str, options.links)]
        beside = [sys.executable, str(ROOT / "tools" / "postgres.py"), "--", *command]
        return subprocess.run(beside, cwd=ROOT, check=False).returncode
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {
            "FINGERPOST_HOME": home, "DJANGO_SETTINGS_MODULE": "fingerpost.config.settings", "FINGERPOST_MEANING": "0",
            "FINGERPOST_LOG_LEVEL": "ERROR",
        }  # fmt: skip
        _start()
        for links in options.links:
            _measure(links)
    return 0


def _start() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def _measure(links: int) -> None:
    from django.db import connection

    began = time.monotonic()
    chance = random.Random(4)
    things = {kind: max(2, int(links * share * SPARE)) for kind, (share, _) in KINDS.items()}
    made, used = _fill(links, things, chance)
    most = ", ".join(f"{times:,}" for _, times in used[:5])
    print(f"\n{connection.vendor}: {sum(things.values()):,} things, {made:,} links. Most used: {most} times."
          f" Filled in {time.monotonic() - began:.0f} s.")  # fmt: skip
    print(f"{'reader':<13}{'walk':<10}{'p50':>7}{'p95':>7}{'max':>7}{'busy p95':>10} ms{'found':>7}{'cut':>6}"
          f"   one step:{'p50':>6}{'p95':>7}{'max':>7}{'busy p95':>10} ms")  # fmt: skip
    worst = 0.0
    for units in READERS:
        reader = _reader(units, chance)
        for direction in ("used_in", "rests_on"):
            worst = max(worst, _line(reader, units, direction, _seeds(reader, direction, used, chance)))
    print(f"Slowest 95th percentile: {worst:.1f} ms (asked for: {TARGET} ms or less)", flush=True)


def _line(reader: Any, units: int, direction: Any, seeds: list[Any]) -> float:
    """Measure and print one line; the 95th percentile of its walks."""
    from fingerpost.records.domain import graph

    sizes, cut = [], 0

    def walk(seed: Any) -> None:
        nonlocal cut
        walked = graph.walk(seed, reader, direction=direction)
        sizes.append(sum(1 for _ in walked.every()))
        cut += walked.cut

    walks = _times(walk, seeds)
    near = _times(lambda seed: graph.links_of(seed, reader), seeds)
    print(f"{f'{units:,} units':<13}{direction:<10}{walks[0]:>7.1f}{walks[1]:>7.1f}{walks[2]:>7.1f}{walks[3]:>10.1f}"
          f"   {sum(sizes) / len(sizes):>7.1f}{cut / len(sizes):>6.0%}            {near[0]:>6.1f}{near[1]:>7.1f}"
          f"{near[2]:>7.1f}{near[3]:>10.1f}", flush=True)  # fmt: skip
    return walks[1]


def _times(act: Callable[[Any], object], seeds: list[Any]) -> tuple[float, float, float, float]:
    """Median, 95th percentile and worst by the clock, and the 95th percentile of work done; in milliseconds."""
    server = _server()
    for seed in seeds[-WARM_UP:]:
        act(seed)
    taken, busy = [], []
    for seed in seeds:
        began, worked = time.perf_counter(), time.process_time() + _worked(server)
        act(seed)
        taken.append((time.perf_counter() - began) * 1000)
        busy.append((time.process_time() + _worked(server) - worked) * 1000)
    taken.sort()
    busy.sort()
    return taken[len(taken) // 2], taken[int(len(taken) * 0.95)], taken[-1], busy[int(len(busy) * 0.95)]


def _server() -> Path | None:
    """Where Linux counts the time of the PostgreSQL process that serves us; None where there is none."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        found = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    return found if found.exists() else None


def _worked(server: Path | None) -> float:
    """Seconds that it has worked so far."""
    return int(server.read_text().split()[0]) / 1e9 if server else 0.0


def _reader(units: int, chance: random.Random) -> Any:
    from fingerpost.organisations.readers import Reader

    mine = frozenset(chance.sample(range(1, UNITS + 1), units))
    tokens = {"public", "all", "person:1", *(f"unit:{unit}" for unit in mine)}
    return Reader(tokens=frozenset(tokens), person_id=1, public_id="x" * 26, units=mine)


def _seeds(reader: Any, direction: str, used: list[tuple[int, int]], chance: random.Random) -> list[Any]:
    """Things the reader may see: the most linked in this direction, then some by lot, of every kind."""
    from django.db.models import Count

    from fingerpost.records.models import Link, Record

    seen = Record.objects.visible_to(reader)
    if direction == "used_in":
        most = [pk for pk, _ in used[: 4 * MOST_LINKED]]
    else:
        counted = Link.objects.values("source_id").annotate(times=Count("pk")).order_by("-times")
        most = [row["source_id"] for row in counted[: 20 * MOST_LINKED]]
    chosen = list(seen.filter(pk__in=most))
    order = {pk: place for place, pk in enumerate(most)}
    chosen = sorted(chosen, key=lambda row: order[row.pk])[:MOST_LINKED]
    kinds = ("paper", "note", "question") if direction == "used_in" else ("note", "brief", "decision")
    for kind in kinds:
        ids = list(seen.filter(kind=kind).values_list("pk", flat=True))
        drawn = chance.sample(ids, min(len(ids), (SEEDS - MOST_LINKED) // len(kinds)))
        chosen += Record.objects.filter(pk__in=drawn)
    missing = SEEDS - len(chosen)  # few see many questions
    if missing > 0:
        ids = list(seen.filter(kind=kinds[0]).values_list("pk", flat=True))
        chosen += Record.objects.filter(pk__in=chance.sample(ids, min(missing, len(ids))))
    return chosen


# Filling -----------------------------------------------------------------------------------------


def _fill(links: int, things: dict[str, int], chance: random.Random) -> tuple[int, list[tuple[int, int]]]:
    """Empty the tables and fill them; how many links, and (id, times used) with the most used first."""
    from django.db import connection, transaction

    from fingerpost.kernel.clock import now

    first, places = 1, {}
    for kind, count in things.items():
        places[kind] = range(first, first + count)
        first += count
    moment = now()
    with transaction.atomic(), connection.cursor() as cursor:
        for table in ("records_link", "records_audience", "records_record"):
            cursor.execute(f"DELETE FROM {table}")
        _put(cursor, "records_record",
             "id public_id kind title summary state open_to released_at changed_at changed_by reviewed_by revision "
             "use_may_be_said", _records(places, moment, chance))  # fmt: skip
        _put(cursor, "records_audience", "record_id token", _audience(places, chance))
        made = set(_links(places, chance))
        _put(cursor, "records_link", "source_id relation target_id note made_by made_at",
             ((*each, "", "", moment) for each in _shuffled(made, chance)))  # fmt: skip
    if connection.vendor == "postgresql":  # the server does so by itself, in its own time
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE records_record, records_audience, records_link")
    return len(made), Counter(target for _, _, target in made).most_common(4 * MOST_LINKED)


def _shuffled(made: set[Any], chance: random.Random) -> list[Any]:
    """Links are not made in any order."""
    rows = sorted(made)
    chance.shuffle(rows)
    return rows


def _put(cursor: Any, table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    names = columns.split()
    if cursor.db.vendor == "postgresql":
        with cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    else:
        cursor.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})", rows)


def _records(places: dict[str, range], moment: Any, chance: random.Random) -> Iterator[tuple[Any, ...]]:
    summary = "What it says, in a few plain sentences. " * 8
    for kind, ids in places.items():
        for pk in ids:
            state = "withdrawn" if kind != "paper" and chance.random() < 0.03 else "released"
            yield (pk, f"{pk:026d}", kind, f"A {kind} about falls, number {pk}", summary, state, _open_to(kind, pk),
                   moment, moment, "", "", 1, chance.random() < 0.1)  # fmt: skip


def _open_to(kind: str, pk: int) -> str:
    if kind == "paper":
        return "public"
    return "all" if kind != "question" and pk % 3 == 0 else ""


def _audience(places: dict[str, range], chance: random.Random) -> Iterator[tuple[int, str]]:
    for kind, ids in places.items():
        for pk in ids:
            if kind == "question":
                yield pk, f"person:{chance.randint(1, 60_000)}"
            elif kind != "paper" and pk % 3:
                for unit in chance.sample(range(1, UNITS + 1), 1 if pk % 3 == 1 else chance.randint(2, 6)):
                    yield pk, f"unit:{unit}"


def _links(places: dict[str, range], chance: random.Random) -> Iterator[tuple[int, str, int]]:
    """Links, of which few targets take most: the one of rank r is drawn about 1/r times as often as the first."""
    order = {kind: chance.sample(ids, len(ids)) for kind, ids in places.items()}
    for kind, (_, does) in KINDS.items():
        for source in places[kind]:
            for relation, other, often in does:
                count = int(often) + (chance.random() < often % 1) if often < 2 else int(chance.expovariate(1 / often))
                for _ in range(count):
                    target = order[other][int(len(order[other]) ** chance.random()) - 1]
                    if target != source:
                        yield source, relation, target


if __name__ == "__main__":
    sys.exit(main())
