"""How often the right local item stands among the first three, on the demonstration's 60 judged questions.

The questions were written from what people would want, before any search was run, and are never
tuned on. `python -m benchmarks.local_questions [--show]` loads the demonstration into the home
(FINGERPOST_HOME) if it holds nobody yet.
"""

import argparse
import csv
import json
import os
from pathlib import Path

SETS = {"judged": "questions.jsonl", "practice": "questions_practice.jsonl"}
CONTENT = Path(__file__).resolve().parent.parent / "demo" / "content"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="store_true", help="print the questions that miss")
    parser.add_argument(
        "--set", choices=("judged", "practice"), default="judged", help="practice: to choose settings by"
    )
    parser.add_argument("--mode", choices=("words", "meaning", "both"), default="both")
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fingerpost.config.settings")
    os.environ.setdefault("FINGERPOST_LOG_LEVEL", "ERROR")
    from fingerpost.config.commands import prepare_home, serving

    serving.build_model()
    prepare_home()
    from demo.load import load

    from fingerpost.config.commands.waiting import finish
    from fingerpost.library.models import Item
    from fingerpost.organisations.models import Person
    from fingerpost.organisations.readers import reader_for
    from fingerpost.search.domain.find import answer

    if not Person.objects.exists():
        load()
        finish([], show=False, meaning=True)
    slugs = dict(Item.objects.values_list("pk", "slug"))
    emails = {row["slug"]: row["email"] for row in csv.DictReader((CONTENT / "people.csv").open(encoding="utf-8"))}
    rows = [json.loads(line) for line in (CONTENT / SETS[asked.set]).open(encoding="utf-8")]
    first = three = ten = panel = 0
    for row in rows:
        reader = reader_for(Person.objects.get(email=emails[row["asked_by"]]))
        reply = answer(row["question"], reader=reader, mode=asked.mode)
        found = [slugs.get(one.record.pk, one.record.title) for one in reply.found]
        place = next((n for n, slug in enumerate(found, 1) if slug in row["best"]), 99)
        above = [slugs.get(one.record.pk) for one in reply.applies_here]
        first, three, ten = first + (place == 1), three + (place <= 3), ten + (place <= 10)
        panel += bool(above) and bool(set(above) & set(row["best"]))
        if asked.show and place > 3:
            print(f"{place:>3} {row['question']} | wanted {row['best']} | got {found[:4]} | applies {above}")
    count = len(rows)
    print(f"questions {count}  first {first / count:.3f}  first three {three / count:.3f}  first ten {ten / count:.3f}")
    print(f"shown as what applies here {panel}")


if __name__ == "__main__":
    main()
