"""References in two styles, on papers made by hand and on the real ones beside the checkout."""

from datetime import date

import pytest

from bibliography.model import Citation
from bibliography.read import read
from fingerpost.library.domain.gathering import citing
from fingerpost.library.domain.gathering.citing import Reference, as_text, harvard, short_pages, vancouver
from fingerpost.library.domain.published import papers
from fingerpost.library.models import Paper
from tests.shared_data import shared_data

MANY = tuple(f"Author{letter} A" for letter in "BCDEFGH")


def a_reference(**more):
    said = {
        "title": "Bed alarms on wards.", "authors": ("Smith JA", "van der Berg C"), "journal": "BMJ", "year": 2020,
        "volume": "12", "issue": "3", "pages": "1205-1215", "doi": "10.1000/x",
    }  # fmt: skip
    return Reference(**(said | more))


PAGE = Reference(
    "Preventing falls", publisher="Wenlow Trust", year=2026, updated=date(2026, 3, 5),
    address="https://library.example/things/1/", read_on=date(2026, 11, 22),
)  # fmt: skip


def test_vancouver_runs_the_place_together_and_shortens_pages():
    assert vancouver(a_reference()) == (
        "Smith JA, van der Berg C. Bed alarms on wards. BMJ. 2020;12(3):1205-15. doi: 10.1000/x."
    )


def test_vancouver_names_six_authors_and_says_that_there_are_more():
    assert vancouver(a_reference(authors=MANY)).startswith(
        "AuthorB A, AuthorC A, AuthorD A, AuthorE A, AuthorF A, AuthorG A, et al. Bed"
    )
    assert "et al" not in vancouver(a_reference(authors=MANY[:6]))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"issue": ""}, "BMJ. 2020;12:1205-15."),
        ({"volume": "", "issue": "", "pages": "e12"}, "BMJ. 2020:e12."),
        ({"year": None}, "BMJ. [date unknown];12(3):1205-15."),
        ({"title": "Do alarms help?"}, "Do alarms help? BMJ."),
        ({"authors": ()}, "Bed alarms on wards. BMJ."),
    ],
)
def test_what_is_not_known_leaves_no_gap(more, said):
    assert said in vancouver(a_reference(**more))


@pytest.mark.parametrize(
    ("pages", "short"),
    [("1205-1215", "1205-15"), ("284-7", "284-7"), ("126-126", "126-6"), ("S12-S18", "S12-8"), ("99-101", "99-101"),
     ("e0123", "e0123"), ("12, 15-18", "12, 15-18"), ("", "")],
)  # fmt: skip
def test_pages_are_shortened_as_nlm_does(pages, short):
    assert short_pages(pages) == short


def test_harvard_turns_names_round_and_sets_the_journal_in_italics():
    pieces = harvard(a_reference())

    assert as_text(pieces) == (
        "Smith, J.A. and van der Berg, C. (2020) ‘Bed alarms on wards’, BMJ, 12(3), pp. 1205–1215. "
        "Available at: https://doi.org/10.1000/x."
    )
    assert [text for text, italic in pieces if italic] == ["BMJ"]


def test_harvard_names_three_authors_and_of_more_the_first():
    three = as_text(harvard(a_reference(authors=MANY[:3])))
    more = harvard(a_reference(authors=MANY))

    assert three.startswith("AuthorB, A., AuthorC, A. and AuthorD, A. (2020)")
    assert as_text(more).startswith("AuthorB, A. et al. (2020)")
    assert ("et al.", True) in more


def test_harvard_writes_pages_out_in_full_and_says_where_there_is_no_date():
    assert "pp. 284–287" in as_text(harvard(a_reference(pages="284-7")))
    assert "p. 12" in as_text(harvard(a_reference(pages="12")))
    assert "(no date)" in as_text(harvard(a_reference(year=None)))


def test_harvard_begins_with_the_title_where_no_author_is_known():
    bare = a_reference(authors=(), journal="", volume="", issue="", pages="", doi="")

    assert as_text(harvard(bare)) == "‘Bed alarms on wards’ (2020)."


def test_a_group_keeps_its_name():
    said = as_text(harvard(a_reference(authors=("Diabetes Prevention Program Research Group",))))

    assert said.startswith("Diabetes Prevention Program Research Group (2020)")


def test_a_page_of_ours_is_cited_by_its_unit_and_lasting_address():
    assert vancouver(PAGE) == (
        "Wenlow Trust. Preventing falls [Internet]. 2026 [updated 2026 Mar 5; cited 2026 Nov 22]. "
        "Available from: https://library.example/things/1/"
    )
    assert as_text(harvard(PAGE)) == (
        "Wenlow Trust (2026) Preventing falls. Available at: https://library.example/things/1/ "
        "(Accessed: 22 November 2026)."
    )
    assert ("Preventing falls", True) in harvard(PAGE)


# Real papers ---------------------------------------------------------------------------------------

DATA = shared_data()


def real_papers(name):
    for found in read(DATA / "medline" / name):
        if isinstance(found, Citation):
            sight = papers.sight_of(found, route="open")
            yield Paper(title=sight.title, **sight.fields)


@pytest.mark.skipif(DATA is None, reason="There is no real data beside this checkout.")
def test_a_real_paper_reads_as_in_a_list_of_references():
    [paper] = real_papers("pubmed-29768149.xml")

    said = vancouver(citing.of_paper(paper))

    assert said.startswith(paper.authors[0])
    assert f"{paper.year};" in said
    assert said.endswith(f"PubMed PMID: {paper.pmid}.")


@pytest.mark.skipif(DATA is None, reason="There is no real data beside this checkout.")
def test_every_real_paper_can_be_cited_in_both_styles_and_loses_nothing():
    count = 0
    for paper in real_papers("medline16n0902.xml.gz"):
        reference = citing.of_paper(paper)
        one, other = vancouver(reference), as_text(harvard(reference))
        for said in (one, other):
            assert paper.title.rstrip(".") in said
            assert paper.journal.rstrip(".") in said
            assert ".." not in said.replace(paper.title, "T").replace("...", "")
            assert "  " not in said.replace(paper.title, "T")
            assert paper.doi in said
        parts = (reference.volume, reference.issue, reference.pages)
        assert paper.citation == f"{parts[0]}{f'({parts[1]})' if parts[1] else ''}{f':{parts[2]}' if parts[2] else ''}"
        assert one.count("et al.") == (1 if len(paper.authors) > 6 else 0) + paper.title.count("et al.")
        count += 1
    assert count == 604
