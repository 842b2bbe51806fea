"""Sentences as papers have them: a few of our own for every machine, and real ones where the shared data is."""

import csv
from functools import cache
from itertools import islice

from tests.shared_data import shared_data

OURS = (
    "Of 412 patients, 97 (23.5%) fell at least once in 12 weeks, and 1 in 8 fell twice.",
    "The drug did not significantly reduce mortality (OR 0.93, 95% CI 0.81-1.07; p = 0.31).",
    "There was no evidence that 5 mg/kg a day was better than placebo, nor that it was worse.",
    "Median stay fell from 7.4 to 5.1 days, without more readmissions (3.2% vs. 3.4%).",
    "In type 2 diabetes, HbA1c was 0.5 percentage points lower at 6 months [3,4].",
    "Neither group improved, but not one patient was harmed, e.g. by bleeding.",
    "The programme cost £1.2 million, or £85 per 1,000 people, in 2004.",
    "Pain was unchanged in a third of the women and halved in two thirds.",
)


@cache
def real_abstracts() -> tuple[str, ...]:
    """Abstracts of two real files; none where the machine does not have them."""
    data = shared_data()
    if not data:
        return ()
    csv.field_size_limit(10**8)
    found: list[str] = []
    for name in ("Antihistamines.csv", "Triptans.csv"):
        with (data / "screening" / name).open(encoding="utf-8", errors="replace", newline="") as file:
            found += [row["abstract"] for row in islice(csv.DictReader(file), 150) if row["abstract"]]
    return tuple(found)
