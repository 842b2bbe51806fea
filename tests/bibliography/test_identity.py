import csv
from dataclasses import replace
from pathlib import Path

import pytest

from bibliography.identity import group, keys, same_work
from bibliography.model import Author, Citation
from bibliography.read import read
from tests.shared_data import shared_data

PAPER = Citation(
    source="ris",
    position=1,
    title="Does preconditioning protect the coronary vessels of older patients?",
    authors=(Author("Bauer", "B.", "B"), Author("Kloner", "R. A.", "RA")),
    journal="Journal of Cardiovascular Pharmacology",
    year=1993,
    volume="88",
    issue="2",
    pages="659-72",
)


def test_one_pubmed_number_is_one_work_whatever_the_titles() -> None:
    assert same_work(replace(PAPER, pmid="5"), replace(PAPER, pmid="5", title="Other")).verdict == "same"


def test_two_pubmed_numbers_are_two_works() -> None:
    assert same_work(replace(PAPER, pmid="5"), replace(PAPER, pmid="6")).verdict == "different"


def test_one_doi_is_one_work_when_titles_are_alike() -> None:
    assert same_work(replace(PAPER, doi="10.1/a"), replace(PAPER, doi="10.1/a", pages="")).verdict == "same"


def test_a_doi_shared_by_a_whole_supplement_is_left_to_a_person() -> None:
    other = replace(
        PAPER, doi="10.1/a", title="Another abstract altogether", pages="S9", authors=(Author("Li", "X", "X"),)
    )
    assert same_work(replace(PAPER, doi="10.1/a"), other).verdict == "unsure"


@pytest.mark.parametrize(
    "change",
    [
        {"journal": "J Cardiovasc Pharmacol", "pages": "659-672"},
        {"title": "DOES PRECONDITIONING PROTECT THE CORONARY VESSELS OF OLDER PATIENTS", "year": 1994},
        {"authors": (Author("Bauer", "Barbara", "B"),)},
        {"title": "Does preconditioning protect the coronary vesels of older patients?"},
        {"title": "RETRACTED: Does preconditioning protect the coronary vessels of older patients?"},
        {"volume": "", "issue": ""},
    ],
)
def test_copies_from_other_databases_are_recognised(change: dict[str, object]) -> None:
    copy = replace(PAPER, **change)  # type: ignore[arg-type]
    assert same_work(PAPER, copy).verdict == "same"
    assert set(keys(PAPER)) & set(keys(copy))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"title": f"Erratum: {PAPER.title}"}, "a correction"),
        ({"title": f"Comment on: {PAPER.title}"}, "a comment"),
        ({"title": f"{PAPER.title} Authors' reply"}, "a reply"),
        ({"title": f"{PAPER.title} Part 2", "pages": "673-80"}, "differ"),
        ({"year": 2003, "volume": "98", "pages": "1-9"}, "different years"),
        ({"authors": (Author("Zhou", "L", "L"),), "pages": "1"}, "different authors"),
        ({"journal": "Circulation", "pages": "S14"}, "different places"),
    ],
)
def test_near_copies_that_are_other_works_are_told_apart(change: dict[str, object], why: str) -> None:
    found = same_work(PAPER, replace(PAPER, **change))  # type: ignore[arg-type]
    assert found.verdict == "different"
    assert why in found.because


def test_part_one_is_not_part_two() -> None:
    parts = [replace(PAPER, title=f"Care of wounds. Part {part}: dressings") for part in ("I", "2")]
    assert same_work(*parts).verdict == "different"
    assert same_work(replace(parts[0], title="Care of wounds. Part 1: dressings"), parts[0]).verdict == "same"


def test_a_conference_abstract_is_not_the_paper() -> None:
    abstract = replace(PAPER, publication_types=("Conference Abstract",), pages="S12")
    assert "conference abstract" in same_work(replace(PAPER, publication_types=("Article",)), abstract).because


def test_the_order_of_two_citations_makes_no_difference() -> None:
    other = replace(PAPER, journal="J Cardiovasc Pharmacol", year=1994, title=PAPER.title[:50])
    assert same_work(PAPER, other) == same_work(other, PAPER)


def test_a_title_alone_is_not_enough() -> None:
    bare = Citation(source="ris", position=1, title=PAPER.title)
    assert same_work(bare, bare).verdict == "unsure"


def test_groups_hold_each_citation_once() -> None:
    others = [replace(PAPER, title=f"A wholly other matter, number {n}", pages=str(n)) for n in range(3)]
    assert group([PAPER, *others, replace(PAPER, pmid="7")]) == [[0, 4], [1], [2], [3]]


@pytest.mark.skipif(shared_data() is None, reason="The shared data is not on this machine.")
def test_duplicates_that_people_found_are_found() -> None:
    path = (shared_data() or Path()) / "dedupe" / "labelled_1001.csv"
    with path.open(encoding="utf-8-sig", newline="") as opened:
        duplicate = [row["label"] == "Duplicate_in_trash" for row in csv.DictReader(opened)]
    citations = [item for item in read(path) if isinstance(item, Citation)]
    right = found = 0
    for members in group(citations):
        found += len(members) - 1
        right += min(len(members) - 1, sum(duplicate[one] for one in members))
    assert right / sum(duplicate) >= 0.98
    assert right / found >= 0.94
