"""The real files, every record accounted for. Counts were made with grep, not with this reader."""

from collections import Counter
from pathlib import Path

import pytest

from bibliography.model import Citation, Deletion, Identifier, Rejected
from bibliography.read import read
from tests.shared_data import shared_data

DATA = shared_data() or Path()
pytestmark = pytest.mark.skipif(shared_data() is None, reason="The shared data is not on this machine.")

# `zcat … | grep -c '<MedlineCitation '`, `grep -c '^TY  -'` (after a byte order mark too), `grep -c '^@'`,
# `grep -o '<record>' | wc -l`, and rows by Python's csv module.
EXACT = {
    "medline/medline16n0902.xml.gz": ("pubmed-xml", 604),
    "medline/test_current_medline.xml.gz": ("pubmed-xml", 4),
    "medline/pubmed-29768149.xml": ("pubmed-xml", 1),
    "exports/ris_export.txt": ("ris", 69),
    "exports/scopus.ris": ("ris", 10),
    "exports/zotero_export.ris": ("ris", 1000),
    "exports/zotero_export.bib": ("bibtex", 1000),
    "exports/zotero_export.csv": ("csv", 1233),
    "exports/mendeley_export.xml": ("endnote-xml", 1233),
    "dedupe/labelled_1001.csv": ("csv", 1001),
    "screening/Nagtegaal_2019.csv": ("csv", 2019),
}


def citation(name: str, position: int) -> Citation:
    item = next(iter(read(DATA / name, start=position - 1)))
    assert isinstance(item, Citation)
    return item


@pytest.mark.parametrize("name", EXACT)
def test_every_record_is_read(name: str) -> None:
    source, count = EXACT[name]
    items = [item for item in read(DATA / name) if not isinstance(item, Deletion)]
    assert Counter(getattr(item, "source", "rejected") for item in items) == {source: count}


def test_the_withdrawn_number_is_found() -> None:
    items = list(read(DATA / "medline/medline16n0902.xml.gz"))
    assert [item for item in items if isinstance(item, Deletion)] == [Deletion("26432306", 605)]


def test_the_four_statuses_are_counted() -> None:
    items = read(DATA / "medline/medline16n0902.xml.gz")
    assert Counter(item.status for item in items if isinstance(item, Citation)) == {
        "MEDLINE": 94,
        "In-Process": 181,
        "In-Data-Review": 75,
        "PubMed-not-MEDLINE": 254,
    }


def test_links_between_papers_are_counted() -> None:
    items = read(DATA / "medline/medline16n0902.xml.gz")
    kinds = Counter(link.kind for item in items if isinstance(item, Citation) for link in item.links)
    assert kinds == {"comment_in": 46, "comment_on": 25, "erratum_for": 1, "erratum_in": 1}


@pytest.mark.parametrize(
    ("name", "rows", "untitled"),
    [
        ("ADHD", 851, 24),
        ("Triptans", 671, 24),
        ("NSAIDS", 393, 12),
        ("Antihistamines", 310, 10),
        ("AtypicalAntipsychotics", 1120, 34),
        ("Opiods", 1915, 60),
        ("ACEInhibitors", 2544, 26),
    ],
)
def test_rows_without_a_title_are_rejected_with_their_pubmed_number(name: str, rows: int, untitled: int) -> None:
    items = list(read(DATA / f"screening/{name}.csv"))
    refused = [item for item in items if isinstance(item, Rejected)]
    assert (len(items), len(refused)) == (rows, untitled)
    assert all("PubMed number is" in item.reason for item in refused)


def test_a_trial_checked_by_eye() -> None:
    found = citation("medline/pubmed-29768149.xml", 1)
    assert found.title == "Inhaled Combined Budesonide-Formoterol as Needed in Mild Asthma."
    assert (found.doi, found.year, found.pages) == ("10.1056/nejmoa1715274", 2018, "1865-1876")
    assert str(found.authors[0]) == "O'Byrne PM"
    assert found.abstract.startswith("BACKGROUND: In patients with mild asthma")
    assert "fast-acting β2-agonist" in found.abstract
    assert Identifier("trial", "NCT02149199") in found.identifiers
    assert [(link.kind, link.pmid) for link in found.links] == [("comment_in", "29768146"), ("comment_in", "30242404")]


def test_a_scopus_record_checked_by_eye() -> None:
    found = citation("exports/scopus.ris", 2)
    assert found.title == "Calcium and magnesium abnormalities in puppies with parvoviral enteritis"
    assert (found.pmid, found.doi, found.pages) == ("39549413", "10.2460/ajvr.24.07.0187", "1-8")
    assert Identifier("scopus", "2-s2.0-85214320386") in found.identifiers
    assert (found.journal_abbreviation, found.issns) == ("Am. J. Vet. Res.", ("0002-9645",))


def test_a_zotero_row_checked_by_eye() -> None:
    found = citation("exports/zotero_export.csv", 1)
    assert (found.pmid, found.doi, found.year) == ("35319117", "10.1111/jvim.16404", 2022)
    assert Identifier("pmcid", "PMC9151451") in found.identifiers
    assert ("Dog Diseases", True) in [(heading.descriptor, heading.major) for heading in found.mesh]
    assert found.issns == ("1939-1676", "0891-6640")


def test_the_same_library_exported_twice_gives_the_same_titles_and_places() -> None:
    def facts(name: str) -> list[tuple[str, object]]:
        items = [item for item in read(DATA / name) if isinstance(item, Citation)]
        return [(item.title, (item.doi, item.year, item.volume, item.pages, len(item.authors))) for item in items]

    assert facts("exports/zotero_export.ris") == facts("exports/zotero_export.bib")
