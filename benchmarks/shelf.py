"""How long the shelf and one page of it take in a large library. Prints a table.

`python -m benchmarks.shelf [--items 100000] [--papers 200000]`: 20 trusts of ten wards in a scratch home; a third of
the items is open to anyone, a third to all who sign in, a third to its ward; one in forty is withdrawn, one in thirty
held elsewhere, one in fifty has a version that is being written. Times of whole pages in process, as a ward nurse, as a
knowledge specialist and as a stranger: the median and the worst of seven. "Too few fit" is the list that has to look
at every item.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
TARGET = 150  # ms for a list page
TIMES = 7
LISTS = {
    "In use": "", "My drafts": "state=drafts", "Waiting for review": "state=waiting", "Overdue": "state=overdue",
    "Withdrawn": "state=withdrawn", "Held elsewhere": "state=elsewhere", "One kind": "kind=policy",
    "One unit": "unit={trust}", "One topic": "topic=topic-7", "Too few fit": "state=withdrawn&kind=link&unit={trust}",
}  # fmt: skip


def main() -> None:
    """Fill a scratch home, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--papers", type=int, default=200_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {
            "FINGERPOST_HOME": home, "DJANGO_SETTINGS_MODULE": "fingerpost.config.settings", "FINGERPOST_MEANING": "0",
            "FINGERPOST_LOG_LEVEL": "ERROR",
        }  # fmt: skip
        _start()
        people, places = _fill(options.items, options.papers)
        print(f"{options.items:,} items, {options.papers:,} papers. Milliseconds, median and worst of {TIMES}.")
        worst = 0.0
        print(f"{'list':<20}" + "".join(f"{who:>22}" for who in people))
        for name, query in LISTS.items():
            taken = [_page(person, f"/library/?{query.format(**places)}") for person in people.values()]
            worst = max(worst, *(median for median, _ in taken))
            print(f"{name:<20}" + "".join(f"{f'{median:.0f} / {most:.0f}':>22}" for median, most in taken))
        print(f"Slowest list: {worst:.0f} ms (asked for: {TARGET} ms or less)")


def _start() -> None:
    from django.conf import settings

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    settings.ALLOWED_HOSTS = ["*"]
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)


def _fill(items: int, papers: int) -> tuple[dict[str, Any], dict[str, int]]:
    """The readers by what they are, and the units that the lists name."""
    from django.db import connection, transaction
    from tests.factories import a_person, a_service, a_team, a_unit

    from fingerpost.kernel import clock
    from fingerpost.library.models import ItemTopic, Revision
    from fingerpost.records.models import Audience, Record

    trusts = [a_unit(f"Trust {number}") for number in range(20)]
    wards = [a_team(trust) for trust in trusts for _ in range(10)]
    people = {
        "nurse": a_person("Nurse", wards[0]),
        "specialist": a_person("Specialist", a_service("Library", trusts[0]), role="knowledge-specialist"),
        "stranger": None,
    }
    chance = random.Random(1)
    with transaction.atomic():
        made = Record.objects.bulk_create(_records(items, wards, chance), batch_size=500)
        columns = ("record_ptr_id, owner_id, address, held_by, slug, body, sections, topics, mesh, who_to_ask, "
                   "withdrawn_because, address_state, address_digest")  # fmt: skip
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO library_item ({columns})"
                " VALUES (%s, %s, %s, %s, '', '', '{}', '[]', '[]', '', '', '', '')",
                [
                    (row.pk, people["nurse"].pk if number % 1000 == 0 else None,
                     "https://files.example/" if number % 30 == 0 else "", "SharePoint" if number % 30 == 0 else "")
                    for number, row in enumerate(made)
                ],
            )  # fmt: skip
        now = clock.now()
        shared = (Audience(record=row, token=f"unit:{row.unit_id}") for row in made if not row.open_to)
        Audience.objects.bulk_create(shared, batch_size=500)
        topics = (ItemTopic(item_id=row.pk, slug=f"topic-{chance.randint(0, 300)}", name="A topic") for row in made)
        ItemTopic.objects.bulk_create(topics, batch_size=500)
        versions = (Revision(item_id=row.pk, number=1, stage="released", title="x", released_at=now) for row in made)
        Revision.objects.bulk_create(versions, batch_size=500)
        writing = (Revision(item_id=row.pk, number=2, title="x", stage=stage)
                   for row, stage in zip(made[::50], _forever(chance), strict=False))  # fmt: skip
        Revision.objects.bulk_create(writing, batch_size=500)
        published = (Record(kind="paper", title="P", state="released", open_to="public", released_at=now)
                     for _ in range(papers))  # fmt: skip
        Record.objects.bulk_create(published, batch_size=500)
    return people, {"trust": trusts[0].pk}


def _records(items: int, wards: list[Any], chance: random.Random) -> list[Any]:
    from fingerpost.kernel import clock
    from fingerpost.library.models import ItemKind
    from fingerpost.records.models import Record

    now, today = clock.now(), clock.today()
    return [
        Record(
            kind=chance.choice(ItemKind.values), title=f"Item {number} about the ward", summary="Words about it. " * 6,
            unit=chance.choice(wards), state="withdrawn" if number % 40 == 0 else "released", released_at=now,
            open_to=chance.choice(["", "all", "public"]), reviewed_on=today,
            review_due=today + timedelta(days=chance.randint(-100, 700)),
        )
        for number in range(items)
    ]  # fmt: skip


def _forever(chance: random.Random) -> Iterator[str]:
    while True:
        yield chance.choice(["draft", "in-review"])


def _page(person: Any, address: str) -> tuple[float, float]:
    """Median and worst of a page, after it was shown once, in milliseconds."""
    from django.test import Client

    client = Client()
    if person is not None:
        client.force_login(person)
    taken = []
    for _ in range(TIMES + 1):
        began = time.perf_counter()
        assert client.get(address).status_code == 200
        taken.append((time.perf_counter() - began) * 1000)
    taken = sorted(taken[1:])
    return taken[len(taken) // 2], taken[-1]


if __name__ == "__main__":
    main()
